"""LEFT-OVER WORDS → NAMES: projects, sub-items, indicators and named sums that the question calls by part of their name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import msgspec

from service.assets import load
from service.facts.catalog import Catalog, Name
from service.language.lexicon import fold_name
from service.language.measures import measures
from service.language.mentions import Mention
from service.language.source_words import source_words
from service.language.words import compiled, variant_words
from service.query.draft import Draft
from service.query.indicator_words import counted_indicators, without_asks
from service.query.targets import FIGURES, Placed, make_target

# How much of what no other word explains must be part of the name; how many characters of the question at least; how much of
# the name must be said, or how many characters of it in one run; of a name that explains all that is left less (WHOLE). A project can be called by the beginning of its name alone.
NEEDED, LEAST, SAID, PART, WHOLE, LONG = 0.75, 4, 0.6, 0.45, 0.4, 6
# Operations that set two figures against each other: then a measure beside a project is the other one.
OF_TWO = ("share", "difference", "multiple", "compare", "sum", "plus")
# Operations on amounts, of which no performance target is part.
OF_AMOUNTS = ("part_of", "difference", "multiple", "change", "change_rate")
TYPES = ("project", "task", "name", "indicator", "section")


class Abbreviation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A long form and its short form."""

    full: str
    short: str


@dataclass(frozen=True)
class Scored:
    """A name with how well it explains the question.

    `explained` is its share of the unexplained characters, `run` the longest run in common, `covered` how much of the
    name is said.
    """

    name: Name
    explained: float
    run: int
    covered: float


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """prompts/lexicon/abbreviations.yaml."""
    return tuple(load("lexicon/abbreviations.yaml", list[Abbreviation]))


def link_names(draft: Draft, catalog: Catalog) -> Draft:
    """The draft with the names that explain what no word explained; unchanged where there is nothing left or nothing fits."""
    draft = _inside_project(draft, catalog)
    left = {i for start, stop in unexplained(draft) for i in range(start, stop)}
    if not left or draft.analysis.refused:
        return draft
    counted = () if _is_amount(draft) or calls_project(draft) and draft.analysis.has("list_indicators") or draft.analysis.has(*OF_AMOUNTS) else counted_indicators(draft, catalog, left)
    if counted:
        return replace(draft, analysis=without_asks(draft.analysis), indicators=tuple(n.id for n in counted), targets=())
    best = _best(draft, catalog, left, calls_project(draft)) or _called(draft, catalog) or _best(draft, catalog, left, False)
    if not best:
        return draft
    analysis = replace(draft.analysis, left=())
    if best[0].name.type == "indicator":
        return replace(draft, analysis=analysis, indicators=tuple(s.name.id for s in best), targets=())
    if best[0].name.type == "section" and draft.targets:
        return draft
    if best[0].name.type == "section":
        return replace(draft, analysis=analysis, sections=tuple(dict.fromkeys(s.name.id for s in best)), targets=())
    ids = tuple(dict.fromkeys(s.name.id for s in best))
    kept = tuple(p for p in draft.targets if p.target.id.startswith(("project:", "task:", "name:")) or _is_other_side(draft, p, best))
    amount, scope = _fund_said(draft) or "total", () if draft.analysis.has(*OF_TWO) else draft.analysis.of("scope")
    placed = tuple(
        Placed(make_target(id_, amount, scope[0].ids[0] if scope and amount == "total" else ""), min(left), max(left) + 1)
        for id_ in ids if id_ not in {p.target.id for p in kept}
    )
    return replace(draft, analysis=analysis, targets=tuple(sorted((*kept, *placed), key=lambda p: p.start)))


def _is_other_side(draft: Draft, placed: Placed, best: list[Scored]) -> bool:
    """信息化新建占项目支出几成: a figure that is no part of the name, where two figures are set against each other."""
    said = draft.analysis.text[placed.start : placed.stop]
    return draft.analysis.has(*OF_TWO) and not any(said in form for s in best for form in _forms(s.name.text).split("|"))


def _fund_said(draft: Draft) -> str:
    """The amount of a project that the question names (上年结转, 总预算), "" if it names none or sets the project against it."""
    said = [_project_amount(m) for m in draft.analysis.of("measure")]
    return "" if draft.analysis.has(*OF_TWO) else next(filter(None, said), "")


def _project_amount(mention: Mention) -> str:
    """The amount of a project that a measure's word can mean, "" if none."""
    if mention.type != "measure":
        return ""
    record = measures()[mention.ids[0]]
    return source_words().project_funds.get(record.subject) or source_words().project_amounts.get(record.id, "")


def _inside_project(draft: Draft, catalog: Catalog) -> Draft:
    """信息化新建里办公设备购置: a project that is called by part of its name before one of its sub-items."""
    pieces = unexplained(draft)
    said = [draft.analysis.text[start:stop] for start, stop in pieces]
    asked = {fold_name(placed.target.name) for placed in draft.targets}
    for part in catalog.parts if said else ():
        if fold_name(part.text) in asked and all(piece in fold_name(part.context) for piece in said):
            placed = Placed(make_target(part.context), pieces[0][0], pieces[-1][1])
            targets = tuple(sorted((*draft.targets, placed), key=lambda p: p.start))
            return replace(draft, analysis=replace(draft.analysis, left=()), targets=targets)
    return draft


def unexplained(draft: Draft) -> tuple[tuple[int, int], ...]:
    """The left-over pieces outside of unit names."""
    inside = {i for m in draft.analysis.of("unit", "place", "org", "level") for i in range(m.start, m.stop)}
    inside |= {i for group in draft.groups for i in range(group.start, group.stop)}
    return tuple((start, stop) for start, stop in draft.analysis.left if not set(range(start, stop)) <= inside)


def unknown_words(draft: Draft) -> tuple[tuple[int, int], ...]:
    """The words outside of unit names that nothing explains, each in full."""
    pieces = unexplained(draft)
    return tuple(word for word in draft.analysis.unknown() if any(word[0] <= start < word[1] for start, _ in pieces))


def _best(draft: Draft, catalog: Catalog, left: set[int], is_project: bool) -> list[Scored]:
    """The names that explain most; no indicators where a project is called, or an amount is asked for."""
    units = {unit for group in draft.groups for unit in group.units}
    blocked = {i for m in draft.analysis.of("unit", "place", "level", "period") for i in range(m.start, m.stop)}
    plain = not draft.analysis.has(*OF_TWO)
    figures = [m for m in draft.analysis.of(*FIGURES) if not (plain and _project_amount(m))]
    content = (left | {i for m in figures for i in range(m.start, m.stop)}) - blocked
    no_indicator = is_project or _is_amount(draft)
    scored = [
        _score(draft.analysis.text, name, content, left, blocked)
        for name in catalog.names
        if name.type in TYPES and (not units or name.unit in units)
        and not (name.type == "indicator" and (no_indicator or _of_another(name, draft, catalog)))
    ]
    fitting = [s for s in scored if s is not None]
    if not fitting:
        return []
    top = max((s.explained, s.run) for s in fitting)
    nearest = [s for s in fitting if (s.explained, s.run) == top]
    opening = [s for s in nearest if s.name.type != "indicator" and _forms(s.name.text)[: s.run] in draft.analysis.text]
    best = opening if len(opening) > 1 else [s for s in nearest if s.covered == max(n.covered for n in nearest)]
    return [s for s in best if s.name.type == best[0].name.type]


def calls_project(draft: Draft) -> bool:
    """密码应用平台项目的目标: all that is left over is how a project is called, whose targets are all meant."""
    left = draft.analysis.unknown()
    return len(left) == 1 and compiled(variant_words().of_project).match(draft.analysis.text[left[0][1] :]) is not None


def _called(draft: Draft, catalog: Catalog) -> list[Scored]:
    """密码项目: the one project of the units named that has this word in its name."""
    if draft.targets or not calls_project(draft) or len(unexplained(draft)) != 1:
        return []
    said, units = draft.analysis.text[slice(*unexplained(draft)[0])], {unit for group in draft.groups for unit in group.units}
    found = {n.id: n for n in catalog.names if n.type == "project" and n.unit in units and said in fold_name(n.text)}
    return [Scored(name, 1.0, len(said), 0.0) for name in found.values()] if len(found) == 1 and len(said) > 1 else []


def _of_another(indicator: Name, draft: Draft, catalog: Catalog) -> bool:
    """Whether a target is that of another project than the ones named."""
    named = tuple(fold_name(placed.target.name) for placed in draft.targets if placed.target.id.startswith("project:"))
    context = fold_name(indicator.context)
    owner = bool(named) and any(n.type == "project" and context.startswith(fold_name(n.text)) for n in catalog.names)
    return owner and not context.startswith(named)


def _is_amount(draft: Draft) -> bool:
    """Whether an amount is asked for, and not a performance target."""
    of_funds = any(measures()[m.ids[0]].subject in source_words().project_funds for m in draft.analysis.of("measure"))
    return (_asks_money(draft) or of_funds) and not draft.analysis.has("indicator_weight", "indicator_basis", "list_indicators")


def _asks_money(draft: Draft) -> bool:
    """Whether a word for money is said outside of the names of projects."""
    called = {i for m in draft.analysis.of("project") for i in range(m.start, m.stop)}
    found = (match for pattern in variant_words().money for match in compiled(pattern).finditer(draft.analysis.text))
    return any(not called.issuperset(range(*match.span())) for match in found)


def _score(text: str, name: Name, content: set[int], left: set[int], blocked: set[int]) -> Scored | None:
    whole = _forms(f"{name.text} {name.context}" if name.type == "indicator" else name.text)
    own = _forms(name.text)
    marked = {j for i in range(len(text) - 1) if text[i : i + 2] in whole for j in (i, i + 1)} - blocked
    if len(marked) < LEAST or not _is_evidence(text, marked) or len(left & marked) < NEEDED * len(left) or len(content & marked) < NEEDED * len(content):
        return None
    covered = max(_covered(text, form) for form in own.split("|"))
    run = max(_longest_run(text, form) for form in own.split("|"))
    if (
        not (covered >= SAID or covered >= PART and run >= LONG - 1 or covered >= WHOLE and left <= marked)
        and run < LONG
        and not (name.type == "indicator" and len(marked) >= LONG)
        and not (name.type == "project" and left <= marked and any(form[:LEAST] in text for form in own.split("|")))
    ):
        return None
    return Scored(name, len(content & marked) / len(content), run, covered)


def _is_evidence(text: str, marked: set[int]) -> bool:
    """Whether characters are more than digits, and more than one of them again and again."""
    said = {text[i] for i in marked}
    return len(said) >= LEAST - 1 and not all(character.isdigit() for character in said)


def _longest_run(text: str, name: str) -> int:
    """The length of the longest part of a name that the question says in one piece."""
    return max(
        (stop - start for start in range(len(name)) for stop in range(start + 1, len(name) + 1) if name[start:stop] in text),
        default=0,
    )


def _covered(text: str, name: str) -> float:
    """How much of a name the question says, in pairs of characters."""
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    return sum(1 for pair in pairs if pair in text) / max(1, len(pairs))


@cache
def _forms(text: str) -> str:
    """A name folded, in its long and its short form."""
    return "|".join(forms(fold_name(text)))


@cache
def forms(folded: str) -> tuple[str, ...]:
    """A folded name in its long form and, where words of it are said shorter, in its short one."""
    short = folded
    for entry in abbreviations():
        short = short.replace(entry.full, entry.short)
    return (folded,) if short == folded else (folded, short)
