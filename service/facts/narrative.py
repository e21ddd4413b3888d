"""Passages → facts: the figures that sentences state, each with the name it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import msgspec

from service.assets import load
from service.extraction.model import Identity, Passage
from service.facts.model import Fact, Figure, Pointer, Subject
from service.language.lexicon import Lexicon, Match, fold_text, longest_cover
from service.language.measures import measures
from service.language.scopes import scope_in
from service.quantities import Quantity, find_quantities


class StatedRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence with a wording of its own."""

    subject: str
    match: str
    aspect: str = "total"


class NarrativeWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/documents/narrative.yaml."""

    link: str
    name_start: str
    name_end: str
    delimiters: str
    up: str
    down: str
    share: str
    same: str
    base: str
    clause: str
    change_start: str
    boundary: str
    not_after: str
    money: str
    stages: dict[str, str]
    patterns: list[StatedRule]
    none: list[StatedRule]
    reason: str


# Items whose names are ends of many longer names (支出, 项目经费) and count only at the start of a phrase.
GENERAL = ("sum.", "total")
COUNTED = frozenset({"staff", "asset", "performance", "name"})


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
class Reading:
    """One passage being read: its folded text, the passage, the document and its names."""

    text: str
    offsets: tuple[int, ...]
    passage: Passage
    identity: Identity
    names: tuple[Named, ...]
    usual_unit: str


@cache
def narrative_words() -> NarrativeWords:
    """The wordings of figures in sentences."""
    return load("documents/narrative.yaml", NarrativeWords)


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
    if re.search(words.not_after, before):
        return None
    if entry.type == "contextual" and measures()[entry.id].contextual.needs not in around:
        return None
    if entry.type in ("measure", "contextual"):
        record = measures()[entry.id]
        subject = record.stated or record.subject
        if subject.startswith(GENERAL) and not re.search(words.boundary, before):
            return None
        return Named(Subject(subject, match.word, subject.split(".")[0]), record.aspect, match.start, match.stop)
    return Named(subjects[entry.id], "total", match.start, match.stop) if entry.id in subjects else None


def _passage_facts(reading: Reading) -> list[Fact]:
    """The figures of one passage in order; changes refer to the figure before them, or to the first of the passage."""
    facts = _pattern_facts(reading) + _none_facts(reading)
    taken = {(fact.pointer.start, fact.pointer.stop) for fact in facts}
    stated: list[Named] = []
    before, inside = 0, _inside_names(reading)
    for quantity in find_quantities(reading.text):
        if quantity.start in inside or quantity.unit is None or quantity.low is not None:
            continue
        lead = Lead(reading.text[before:quantity.start], before)
        named, fact = _read_quantity(reading, quantity, lead, stated)
        if named:
            stated.append(named)
        if fact and (fact.pointer.start, fact.pointer.stop) not in taken:
            facts.append(fact)
        before = quantity.end
    return facts + _same_facts(reading, facts)


def _inside_names(reading: Reading) -> frozenset[int]:
    """Offsets covered by names that contain figures themselves (单价50万元以上通用设备)."""
    return frozenset(i for named in reading.names for i in range(named.start, named.stop))


def _read_quantity(reading: Reading, quantity: Quantity, lead: Lead, stated: list[Named]) -> tuple[Named | None, Fact | None]:
    """What a quantity states: (the name that a later change may refer to, its fact)."""
    words = narrative_words()
    if re.search(words.share, lead.text):
        return None, None
    if re.search(words.up, lead.text) or re.search(words.down, lead.text):
        return None, _change_fact(reading, quantity, lead, stated)
    named = _name_before(reading, quantity, lead.start) or _name_by_itself(lead.text, quantity)
    if named is None or not _unit_fits(named, quantity):
        return None, None
    return named, _stated_fact(reading, named, quantity)


def _unit_fits(named: Named, quantity: Quantity) -> bool:
    """Amounts of money carry a unit of money; only staff, assets and counts of projects may carry another."""
    unit = quantity.unit or ""
    return unit.endswith(narrative_words().money) or (unit != "%" and named.subject.cls in COUNTED)


def _name_before(reading: Reading, quantity: Quantity, lead_start: int) -> Named | None:
    """The known name that stands right before a figure, with only linking words between."""
    for named in reversed(reading.names):
        if lead_start < named.stop <= quantity.start and re.match(narrative_words().link, reading.text[named.stop:quantity.start]):
            return named
    return None


def _name_by_itself(lead: str, quantity: Quantity) -> Named | None:
    """A name that no list knows: the words between the last delimiter and the figure."""
    words = narrative_words()
    phrase = re.split(words.delimiters, lead)[-1]
    name = re.sub(words.name_end, "", re.sub(words.name_start, "", phrase))
    if not 3 <= len(name) <= 50 or re.search(r"\d{4}", name[:4]):
        return None
    return Named(Subject(f"name:{name}", name, "name"), "total", quantity.start, quantity.start)


def _stated_fact(reading: Reading, named: Named, quantity: Quantity) -> Fact:
    return _fact(reading, named.subject, named.aspect, quantity.value, quantity.unit or "", quantity.start, quantity.end)


def _change_fact(reading: Reading, quantity: Quantity, lead: Lead, stated: list[Named]) -> Fact | None:
    named = _changed(reading, quantity, lead, stated)
    if named is None or not (quantity.unit == "%" or _unit_fits(named, quantity)):
        return None
    value = -quantity.value if re.search(narrative_words().down, lead.text) else quantity.value
    aspect = change_aspect(named.aspect, "change_rate" if quantity.unit == "%" else "change")
    fact = _fact(reading, named.subject, aspect, value, quantity.unit or "", quantity.start, quantity.end)
    year, stage = _base(reading, quantity.start)
    return replace(fact, base_year=year, base_stage=stage)


def change_aspect(aspect: str, change: str) -> str:
    """The amount of an item's change: `change` of its total, `basic.change` of its basic expenditure."""
    return change if aspect == "total" else f"{aspect}.{change}"


def _changed(reading: Reading, quantity: Quantity, lead: Lead, stated: list[Named]) -> Named | None:
    """What a change is the change of: the name right before it; else the figure before it in the same sentence; else
    the first figure of the passage."""
    words = narrative_words()
    phrase = re.split(words.clause, lead.text)[-1]
    rest = re.sub(words.up, "", re.sub(words.down, "", phrase))
    rest = re.sub(words.base, "", re.sub(words.change_start, "", rest))
    if rest:
        start = quantity.start - len(phrase)
        inside = [named for named in reading.names if start <= named.start and named.stop <= quantity.start]
        gap = rest[rest.rfind(inside[-1].subject.name) + len(inside[-1].subject.name):] if inside else ""
        return inside[-1] if inside and re.match(words.link, gap) else None
    if not stated:
        return None
    return stated[0] if "。" in lead.text else stated[-1]


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
    first, last = reading.offsets[start], reading.offsets[stop - 1] + 1
    printed = reading.passage.text[first:last]
    decimals = -value.as_tuple().exponent if value is not None else 0
    status = status or ("zero" if value == 0 else "number")
    return Fact(
        year=reading.identity.year, stage=reading.identity.type, kind="narrative",
        scope=_scope(reading, start), side="", carry="", subject=subject, aspect=aspect, aspect_name="",
        figure=Figure(value, unit, max(decimals, 0), status, printed),
        pointer=Pointer(passage=reading.passage.ordinal, start=first, stop=last),
    )


def _scope(reading: Reading, at: int) -> str:
    clause = re.split(narrative_words().clause, reading.text[:at])[-1]
    return scope_in(clause) or scope_in("".join(reading.passage.section[-2:])) or "all"


def _pattern_facts(reading: Reading) -> list[Fact]:
    facts = []
    for rule in narrative_words().patterns:
        for found in re.finditer(rule.match, reading.text):
            quantity = find_quantities(found["n"])
            if quantity:
                subject = Subject(rule.subject, rule.subject, rule.subject.split(".")[0])
                facts.append(_fact(reading, subject, rule.aspect, quantity[0].value, quantity[0].unit or "", found.start("n"), found.end("n")))
    return facts


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


def _same_facts(reading: Reading, facts: list[Fact]) -> list[Fact]:
    """与2022年预算持平: a change of 0 of the name before it."""
    found_facts = []
    for found in re.finditer(narrative_words().same, reading.text):
        named = _same_as(reading, found.start())
        if named:
            fact = _fact(reading, named.subject, change_aspect(named.aspect, "change"), Decimal(0), "", found.start(), found.end(), "same_stated")
            year = int(found["year"]) if found["year"] else reading.identity.year - 1
            stage = narrative_words().stages.get(found["stage"] or "", "budget")
            found_facts.append(replace(fact, base_year=year, base_stage=stage))
    return found_facts


def _same_as(reading: Reading, at: int) -> Named | None:
    """The name that is said to have stayed the same: the first of its clause, else the last before it."""
    start = _sentence_start(reading.text, at)
    before = [named for named in reading.names if start <= named.start and named.stop <= at]
    tail = [named for named in before if re.match(narrative_words().link, reading.text[named.stop:at])]
    return tail[-1] if tail else (before[0] if before else None)
