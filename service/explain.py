"""Every intermediate result of one answer as text, stage by stage."""

from __future__ import annotations

from service.pipeline import Trace
from service.query.logical import Query
from service.query.names import unexplained

# Which slot of the query a word of each type fills.
SLOTS = {
    "unit": "units", "place": "units", "org": "units", "level": "units", "each": "units", "all": "units", "count": "units",
    "measure": "targets", "function": "targets", "economic": "targets", "project": "targets", "task": "targets", "name": "targets",
    "contextual": "targets", "weak": "targets", "period": "years", "scope": "basis", "quantity": "condition",
}


def explain_trace(trace: Trace) -> str:
    """Characters and words with what they stand for, slots, the query with its places of search, SQL, rows, the answer."""
    stages = (*_characters(trace), *_words(trace), *_slots(trace), *_query(trace))
    inner = [line for part in trace.parts for line in explain_trace(part).splitlines()]
    return "\n".join([*stages, *(inner or _rows(trace)), "[answer]", f"  {trace.answer.status}: {trace.answer.answer}"])


def _characters(trace: Trace) -> list[str]:
    """Every character of the question as asked, and what it was used for."""
    folded = trace.analysis.folded
    kept = {at: place for place, at in enumerate(folded.offsets)}
    lines = ["[characters]"]
    for at, char in enumerate(folded.original):
        use = _use(trace, kept[at]) if at in kept else "no meaning (space or mark)"
        lines.append(f"  {at:>3} {char}  {use}")
    return lines


def _use(trace: Trace, place: int) -> str:
    """What a character of the folded question was used for: a slot, filler, a part of a name; or that it was not understood."""
    draft = trace.draft
    mention = next((m for m in trace.analysis.mentions if m.start <= place < m.stop), None)
    if any(start <= place < stop for start, stop in unexplained(draft)):
        return "not understood"
    if any(group.start <= place < group.stop for group in draft.groups):
        return "units"
    if mention is None or mention.type == "filler":
        placed = next((p for p in draft.targets if p.start <= place < p.stop), None)
        named = placed.target.name if placed and not mention else ""
        return f"targets: {named}" if named else "filler" if mention else "part of a name"
    return f"{SLOTS.get(mention.type, mention.type)}: {', '.join(mention.ids)}"


def _words(trace: Trace) -> list[str]:
    analysis = trace.analysis
    lines = ["[question]", f"  {analysis.text}"]
    lines += [f"  corrected: {said} -> {read}" for said, read in analysis.corrections]
    lines += [f"  set aside: {said}" for said in analysis.asides]
    lines.append("[words]")
    lines += [
        f"  {m.start:>3}-{m.stop:<3} {m.text}  {m.type}: {', '.join(m.ids)}"
        + (f"  (also {', '.join(f'{e.type}:{e.id}' for e in m.others)})" if m.others else "")
        for m in analysis.mentions
    ]
    return lines + [f"  {start:>3}-{stop:<3} {analysis.text[start:stop]}  not understood" for start, stop in analysis.left]


def _slots(trace: Trace) -> list[str]:
    draft = trace.draft
    lines = ["[slots]"]
    lines += [f"  unit words {group.text}: {', '.join(group.units) or 'none fits'}" for group in draft.groups]
    lines += [f"  figure {placed.target.name}: {placed.target.id} {placed.target.aspect}" for placed in draft.targets]
    lines += [f"  period {period.kind} {period.years or period.offset or period.count}" for period in draft.periods]
    lines += [f"  indicators {', '.join(draft.indicators)}"] if draft.indicators else []
    return lines


def _query(trace: Trace) -> list[str]:
    outcome = trace.outcome
    if not isinstance(outcome, Query):
        return ["[query]", f"  {type(outcome).__name__.lower()} {outcome.code} {dict(outcome.evidence)}"]
    lines = ["[query]", *([f"  {trace.answer.canonical}"] if trace.answer.canonical else []), f"  operation {outcome.operation}"]
    lines += [f"  {slot.name} = {slot.text or 'newest'} ({slot.origin})" for slot in outcome.slots]
    lines += [f"  basis of {target.name}: {target.scope}" for target in outcome.targets if target.scope]
    for target in outcome.targets:
        lines += [f"  looked for in {source.kind}: {source.subject} / {source.aspect}" for source in target.sources]
    return lines


def _rows(trace: Trace) -> list[str]:
    if trace.result is None:
        return []
    lines = ["[sql]", *(f"  {line}" for line in (trace.answer.sql or "").splitlines()), "[rows]"]
    return lines + [
        f"  fact {fact['fact_id']}: {fact['unit_id']} {fact['year']} {fact['kind']} {fact['subject']} / {fact['aspect']} = {fact['value']} "
        f"{fact['measure_unit']} ({fact['status']}) printed {fact['printed'][:40]!r}" for fact in trace.result.facts
    ]
