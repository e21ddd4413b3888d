"""Passages → facts: the figures that sentences state, each with the name it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from service.extraction.model import Identity, Passage
from service.facts.model import Fact, Figure, Pointer, Subject, change_aspect
from service.facts.words import narrative_words
from service.language.accounts import load_accounts
from service.language.lexicon import Lexicon, Match, fold_text, longest_cover
from service.language.measures import measures
from service.language.scopes import scope_in
from service.quantities import Quantity, find_quantities

# Items whose names are ends of many longer names (支出, 项目经费) and count only at the start of a phrase.
GENERAL = ("sum.", "total")
COUNTED = frozenset({"staff", "asset", "performance", "name"})
# Items that are no part of any fund's budget: the section that they stand in says nothing of their basis.
WITHOUT_SCOPE = frozenset({"staff", "asset", "performance"})
WHOLE = "sum.expenditure_total"
SUM_OF_PROJECTS = "performance.amount"


@dataclass(frozen=True)
class Named:
    """A name in the text: what it stands for and where it stands."""

    subject: Subject
    aspect: str
    start: int
    stop: int


@dataclass(frozen=True)
class Lead:
    """The text between the figure before and this one, and where it starts."""

    text: str
    start: int


@dataclass(frozen=True)
class Told:
    """One figure that was read: where it ends, what it is about (None: unknown), its basis, whether it is an amount of its own."""

    stop: int
    named: Named | None
    scope: str
    stated: bool
    value: Decimal


@dataclass(frozen=True)
class Reading:
    """One passage being read: its folded text, the passage, the document and its names."""

    text: str
    offsets: tuple[int, ...]
    passage: Passage
    identity: Identity
    names: tuple[Named, ...]
    usual_unit: str


def read_narrative(passages: tuple[Passage, ...], identity: Identity, lexicon: Lexicon, subjects: dict[str, Subject],
                   usual_unit: str) -> tuple[Fact, ...]:
    """Every figure stated in narrative passages. `lexicon` finds names; `subjects` maps account ids to items.

    `usual_unit` is the unit of measure of what is said not to be arranged.
    """
    facts: list[Fact] = []
    for passage in passages:
        if passage.kind == "narrative":
            facts += _passage_facts(_reading(passage, identity, lexicon, subjects, usual_unit))
    return tuple(facts)


def _reading(passage: Passage, identity: Identity, lexicon: Lexicon, subjects: dict[str, Subject], usual_unit: str) -> Reading:
    folded = fold_text(passage.text)
    named = []
    for match in longest_cover(lexicon.find(folded.text)):
        found = _named(match, subjects, folded.text[:match.start], "".join((*passage.section, folded.text)))
        if found:
            named.append(found)
    return Reading(folded.text, folded.offsets, passage, identity, tuple(named), usual_unit)


def _named(match: Match, subjects: dict[str, Subject], before: str, around: str) -> Named | None:
    """What a word of the lexicon names here; None where it is only the end of a longer name (医疗卫生|支出)."""
    words, entry = narrative_words(), match.entries[0]
    if re.search(words.not_after, before) or _is_part(match, before, around):
        return _prefixed(match, entry.id, before)
    if entry.type == "contextual" and not re.search(measures()[entry.id].contextual.needs, around):
        return None
    if entry.type in ("measure", "contextual"):
        record = measures()[entry.id]
        subject = record.stated or record.subject
        if subject.startswith(GENERAL) and not re.search(words.boundary, before):
            return None
        return Named(Subject(subject, match.word, subject.split(".")[0]), record.aspect, match.start, match.stop)
    return Named(subjects[entry.id], "total", match.start, match.stop) if entry.id in subjects else None


def _is_part(match: Match, before: str, around: str) -> bool:
    """Whether a word names only a part of the people or cars here (机要通信|用车; 事业编制 beside 行政编制)."""
    words = narrative_words()
    return bool(re.search(words.kinds, before)) or any(match.word == word and re.search(beside, around) for word, beside in words.parts.items())


def _prefixed(match: Match, id_: str, before: str) -> Named | None:
    """A part of the assets or the people, or what is yet to come (新增单价50万元以上通用设备), under its whole name."""
    words = narrative_words()
    prefix = re.search(words.prefix, before) or re.search(words.kinds, before)
    counted = id_ in measures() and measures()[id_].subject.startswith(("asset.", "staff."))
    if not counted or (prefix is None and match.word not in words.parts):
        return None
    name, start = (prefix.group() + match.word, prefix.start()) if prefix else (match.word, match.start)
    return Named(Subject(f"name:{name}", name, "name"), "total", start, match.stop)


def _passage_facts(reading: Reading) -> list[Fact]:
    """The figures of one passage in order, with the changes that they are told to have."""
    facts = _pattern_facts(reading) + _none_facts(reading)
    taken = {(fact.pointer.start, fact.pointer.stop): fact for fact in facts}
    told: list[Told] = []
    before, inside = 0, _inside_names(reading)
    for quantity in find_quantities(reading.text):
        if quantity.start in inside or quantity.unit is None or quantity.low is not None:
            continue
        lead = Lead(reading.text[before:quantity.start], before)
        own = taken.get(_span(reading, quantity.start, quantity.end))
        one, fact = _told_by(own, quantity) if own else _read_quantity(reading, quantity, lead, told)
        told += [one] if one else []
        facts += [fact] if fact else []
        before = quantity.end
    return _tell_counts(facts) + _same_facts(reading, facts, told)


def _told_by(fact: Fact, quantity: Quantity) -> tuple[Told, None]:
    named = Named(fact.subject, fact.aspect, quantity.start, quantity.end)
    return Told(quantity.end, named, fact.scope, True, quantity.value), None


def _tell_counts(facts: list[Fact]) -> list[Fact]:
    """Of a name with a number of pieces and a sum (项目5个,涉及预算819.66万元) the sum is its total."""
    sums = {fact.subject.id for fact in facts if fact.subject.cls == "name" and _is_money(fact.figure.unit)}
    return [
        replace(fact, aspect="count") if fact.subject.id in sums and not _is_money(fact.figure.unit) and fact.aspect == "total" else fact
        for fact in facts
    ]


def _is_money(unit: str) -> bool:
    return unit.endswith(narrative_words().money)


def _inside_names(reading: Reading) -> frozenset[int]:
    """Offsets covered by names that contain figures themselves (单价50万元以上通用设备)."""
    return frozenset(i for named in reading.names for i in range(named.start, named.stop))


def _read_quantity(reading: Reading, quantity: Quantity, lead: Lead, told: list[Told]) -> tuple[Told | None, Fact | None]:
    """What a quantity tells: (what a later change may refer to, its fact); nothing where it is a share."""
    words = narrative_words()
    if re.search(words.share, lead.text):
        return None, _share_fact(reading, quantity, told)
    if re.search(words.up, lead.text) or re.search(words.down, lead.text):
        return _read_change(reading, quantity, lead, told)
    if told and told[-1].named and re.search(words.base_figure, lead.text):
        return _read_base(reading, quantity, told)
    named = _name_before(reading, quantity, lead.start) or _name_by_itself(reading, lead.text, quantity) or _counted(quantity, lead, told)
    if named is None:
        same = told[-1] if told and told[-1].value == quantity.value else None
        return Told(quantity.end, same.named if same else None, same.scope if same else "", False, quantity.value), None
    if not _unit_fits(named, quantity):
        return Told(quantity.end, named, "", False, quantity.value), None
    fact = _stated_fact(reading, named, quantity)
    return Told(quantity.end, named, fact.scope, True, quantity.value), fact


def _share_fact(reading: Reading, quantity: Quantity, told: list[Told]) -> Fact | None:
    """占73.87%: the share of the figure before it."""
    if quantity.unit != "%" or not told or told[-1].named is None:
        return None
    named = told[-1].named
    fact = _fact(reading, named.subject, change_aspect(named.aspect, "share"), quantity.value, "%", quantity.start, quantity.end)
    return replace(fact, scope=told[-1].scope or fact.scope)


def _unit_fits(named: Named, quantity: Quantity) -> bool:
    """Amounts of money carry a unit of money; only staff, assets and counts of projects may carry another."""
    unit = quantity.unit or ""
    return _is_money(unit) or (unit != "%" and named.subject.cls in COUNTED)


def _name_before(reading: Reading, quantity: Quantity, lead_start: int) -> Named | None:
    """The known name that stands right before a figure, with only linking words between."""
    for named in reversed(reading.names):
        if lead_start < named.stop <= quantity.start and re.match(narrative_words().link, reading.text[named.stop:quantity.start]):
            return named
    return None


def _name_by_itself(reading: Reading, lead: str, quantity: Quantity) -> Named | None:
    """A name that no list knows: the words between the last delimiter and the figure; the unit's own name is its budget."""
    words = narrative_words()
    phrase = re.split(words.delimiters, lead)[-1]
    name = re.sub(words.name_end, "", re.sub(words.name_start, "", phrase))
    if name and name in fold_text(reading.identity.unit_name).text and _is_money(quantity.unit or ""):
        return Named(Subject(WHOLE, name, WHOLE.split(".")[0]), "total", quantity.start, quantity.start)
    if not 3 <= len(name) <= 50 or re.search(words.not_names, name):
        return None
    subject = _part_of_running_costs(reading, name) or Subject(f"name:{name}", name, "name")
    return Named(subject, "basic" if subject.cls == "economic" else "total", quantity.start, quantity.start)


def _part_of_running_costs(reading: Reading, name: str) -> Subject | None:
    """An economic item where the text is about basic expenditure; elsewhere such a name is a part of some project."""
    found = load_accounts("economic").by_name(name)
    if len(found) != 1 or not re.search(narrative_words().within, "".join(reading.passage.section[-1:]) + reading.text):
        return None
    code = found[0].code
    return Subject(f"economic.{code}", name, "economic", code, found[0].level, f"economic.{code[:-2]}" if found[0].level > 1 else "")


def _counted(quantity: Quantity, lead: Lead, told: list[Told]) -> Named | None:
    """The name before: of pieces whose sum this is (项目5个,涉及预算819.66万元), or of another year's amount."""
    words = narrative_words()
    again = re.search(words.counted, lead.text) or re.search(words.again, lead.text)
    named = told[-1].named if told and again and _is_money(quantity.unit or "") else None
    if named and named.subject.cls in WITHOUT_SCOPE:
        return replace(named, subject=replace(named.subject, id=SUM_OF_PROJECTS)) if named.subject.cls == "performance" else None
    return named


def _read_base(reading: Reading, quantity: Quantity, told: list[Told]) -> tuple[Told, Fact | None]:
    """The earlier year's amount that a change is measured against (比2022年执行数3,000万元|增加200万元)."""
    named, scope = told[-1].named, told[-1].scope
    one = Told(quantity.end, named, scope, False, quantity.value)
    if not _unit_fits(named, quantity):
        return one, None
    fact = _fact(reading, named.subject, named.aspect, quantity.value, quantity.unit or "", quantity.start, quantity.end)
    year, stage = _base(reading, quantity.start)
    return one, replace(fact, year=year, stage=stage, scope=scope or fact.scope)


def _stated_fact(reading: Reading, named: Named, quantity: Quantity) -> Fact:
    fact = _fact(reading, named.subject, named.aspect, quantity.value, quantity.unit or "", quantity.start, quantity.end)
    year, stage = _own_year(reading, quantity.start)
    return replace(fact, year=year, stage=stage) if _is_money(quantity.unit or "") and named.subject.cls not in WITHOUT_SCOPE else fact


def _own_year(reading: Reading, at: int) -> tuple[int, str]:
    """Year and stage of an amount: those that its clause names (2022年执行数), else the document's."""
    words = narrative_words()
    clause = re.split(words.clause, reading.text[:at])[-1]
    found = list(re.finditer(words.year_before, clause))
    if not found or int(found[-1]["year"]) == reading.identity.year:
        return reading.identity.year, reading.identity.type
    return int(found[-1]["year"]), words.stages.get(found[-1]["stage"] or "", "budget")


def _read_change(reading: Reading, quantity: Quantity, lead: Lead, told: list[Told]) -> tuple[Told | None, Fact | None]:
    """A change and what it is the change of; a rate after it is of the same."""
    named, scope = _changed(reading, quantity, lead, told)
    if named is None or not (quantity.unit == "%" or _unit_fits(named, quantity)):
        return Told(quantity.end, None, "", False, quantity.value), None
    value = -quantity.value if re.search(narrative_words().down, lead.text) else quantity.value
    aspect = change_aspect(named.aspect, "change_rate" if quantity.unit == "%" else "change")
    fact = _fact(reading, named.subject, aspect, value, quantity.unit or "", quantity.start, quantity.end)
    year, stage = _base(reading, quantity.start)
    fact = replace(fact, base_year=year, base_stage=stage, scope=scope or fact.scope)
    return Told(quantity.end, named, fact.scope, False, quantity.value), fact


def _changed(reading: Reading, quantity: Quantity, lead: Lead, told: list[Told]) -> tuple[Named | None, str]:
    """(what a change is the change of, its basis): the name right before it, else what was told before."""
    words = narrative_words()
    phrase = re.split(words.clause, lead.text)[-1]
    rest = re.sub(words.up, "", re.sub(words.down, "", phrase))
    rest = re.sub(words.base, "", re.sub(words.change_start, "", rest))
    if rest:
        start = quantity.start - len(phrase)
        inside = [named for named in reading.names if start <= named.start and named.stop <= quantity.start]
        gap = rest[rest.rfind(inside[-1].subject.name) + len(inside[-1].subject.name):] if inside else ""
        return (inside[-1] if inside and re.match(words.link, gap) else None), ""
    return _referred(reading, quantity.start, told)


def _referred(reading: Reading, at: int, told: list[Told]) -> tuple[Named | None, str]:
    """What a change without a name is about: the figure before it in its sentence; at the start of a sentence, the
    first amount of the sentence before."""
    before = [one for one in told if one.stop <= at]
    start = reading.text.rfind("。", 0, at) + 1
    if before and before[-1].stop > start:
        return before[-1].named, before[-1].scope
    earlier = reading.text.rfind("。", 0, max(start - 1, 0)) + 1
    firsts = [one for one in before if one.stop > earlier]
    return (firsts[0].named, firsts[0].scope) if firsts else (None, "")


def _base(reading: Reading, at: int) -> tuple[int, str]:
    """The year and stage that a change is measured against: the last 比2022年执行数, 较上年 before it."""
    words, found = narrative_words(), None
    for found in re.finditer(words.base, reading.text[:at]):
        pass
    if found is None:
        return reading.identity.year - 1, "budget"
    year = int(found["year"]) if found["year"] else reading.identity.year - 1
    return year, words.stages.get(found["stage"] or "", "budget")


def _fact(reading: Reading, subject: Subject, aspect: str, value: Decimal | None, unit: str, start: int, stop: int,
          status: str = "") -> Fact:
    first, last = _span(reading, start, stop)
    printed = reading.passage.text[first:last]
    decimals = -value.as_tuple().exponent if value is not None else 0
    status = status or ("zero" if value == 0 else "number")
    return Fact(
        year=reading.identity.year, stage=reading.identity.type, kind="narrative",
        scope="all" if subject.cls in WITHOUT_SCOPE else _scope(reading, start), side="", carry="", subject=subject, aspect=aspect, aspect_name="",
        figure=Figure(value, unit, max(decimals, 0), status, printed),
        pointer=Pointer(passage=reading.passage.ordinal, start=first, stop=last),
    )


def _span(reading: Reading, start: int, stop: int) -> tuple[int, int]:
    """Characters of the folded text → characters of the passage."""
    return reading.offsets[start], reading.offsets[stop - 1] + 1


def _scope(reading: Reading, at: int) -> str:
    words = narrative_words()
    clause = re.sub(words.not_scope, "", re.split(words.clause, reading.text[:at])[-1])
    return scope_in(clause) or scope_in("".join(reading.passage.section[-2:])) or "all"


def _pattern_facts(reading: Reading) -> list[Fact]:
    facts: dict[tuple[int, int], Fact] = {}
    for rule in narrative_words().patterns:
        for found in re.finditer(rule.match, reading.text):
            quantity = find_quantities(found["n"])
            if quantity and found.span("n") not in facts:
                subject = Subject(rule.subject, rule.subject, rule.subject.split(".")[0])
                facts[found.span("n")] = _fact(reading, subject, rule.aspect, quantity[0].value, quantity[0].unit or "", *found.span("n"))
    return list(facts.values())


def _none_facts(reading: Reading) -> list[Fact]:
    facts = []
    for rule in narrative_words().none:
        found = re.search(rule.match, reading.text)
        if found:
            stop = _sentence_end(reading.text, found.end())
            start = _sentence_start(reading.text, found.start())
            subject = Subject(rule.subject, rule.subject, rule.subject.split(".")[0])
            facts.append(_fact(reading, subject, rule.aspect, None, reading.usual_unit, start, stop, "none_stated"))
    return facts


def _sentence_start(text: str, at: int) -> int:
    return max(text.rfind(mark, 0, at) for mark in "。;") + 1


def _sentence_end(text: str, at: int) -> int:
    ends = [found for mark in "。;" if (found := text.find(mark, at)) >= 0]
    return min(ends, default=len(text) - 1) + 1


def _same_facts(reading: Reading, facts: list[Fact], told: list[Told]) -> list[Fact]:
    """与2022年预算持平: a change of 0 of what it is said of."""
    found_facts = []
    for found in re.finditer(narrative_words().same, reading.text):
        named, scope = _same_as(reading, found.start(), facts, told)
        if named:
            fact = _fact(reading, named.subject, change_aspect(named.aspect, "change"), Decimal(0), "", found.start(), found.end(), "same_stated")
            year = int(found["year"]) if found["year"] else reading.identity.year - 1
            stage = narrative_words().stages.get(found["stage"] or "", "budget")
            found_facts.append(replace(fact, base_year=year, base_stage=stage, scope=scope or fact.scope))
    return found_facts


def _same_as(reading: Reading, at: int, facts: list[Fact], told: list[Told]) -> tuple[Named | None, str]:
    """(what is said to have stayed the same, its basis): the name right before; what its sentence says is not arranged;
    else the figure before."""
    start = _sentence_start(reading.text, at)
    tail = [named for named in reading.names if start <= named.start and named.stop <= at and re.match(narrative_words().link, reading.text[named.stop:at])]
    if tail:
        return tail[-1], ""
    place = reading.offsets[at]
    none = [fact for fact in facts if fact.figure.status == "none_stated" and fact.pointer.start <= place < fact.pointer.stop]
    if none:
        return Named(none[0].subject, none[0].aspect, at, at), none[0].scope
    return _referred(reading, at, told)
