"""What is told against another year: changes with their rates, the earlier year's amount, 持平."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from service.facts.model import Fact, change_aspect
from service.facts.narrative.reading import Lead, Named, Reading, Told, make_fact, sentence_start, unit_fits, with_basis
from service.facts.words import narrative_words
from service.quantities import Quantity


def read_base(reading: Reading, quantity: Quantity, told: list[Told]) -> tuple[Told, Fact | None]:
    """The earlier year's amount that a change is measured against (比2022年执行数3,000万元|增加200万元)."""
    named = told[-1].named
    one = Told(quantity.end, named, quantity.value, quantity.unit or "")
    if not unit_fits(named, quantity):
        return one, None
    fact = make_fact(reading, named, quantity.value, quantity.unit or "", quantity.start, quantity.end)
    year, stage = base_year(reading, quantity.start)
    return one, replace(fact, year=year, stage=stage)


def read_change(reading: Reading, quantity: Quantity, lead: Lead, told: list[Told]) -> tuple[Told | None, Fact | None]:
    """A change and what it is the change of; a rate after it is of the same."""
    unit, named = quantity.unit or "", _changed(reading, quantity, lead, told)
    if named is None or not (unit == "%" or unit_fits(named, quantity)):
        return Told(quantity.end, None, quantity.value, unit), None
    value = -quantity.value if re.search(narrative_words().down, lead.text) else quantity.value
    aspect = change_aspect(named.aspect, "change_rate" if unit == "%" else "change")
    fact = make_fact(reading, replace(named, aspect=aspect), value, unit, quantity.start, quantity.end)
    year, stage = base_year(reading, quantity.start)
    return Told(quantity.end, with_basis(named, fact), quantity.value, unit), replace(fact, base_year=year, base_stage=stage)


def _changed(reading: Reading, quantity: Quantity, lead: Lead, told: list[Told]) -> Named | None:
    """What a change is the change of: the name right before it, else what was told before."""
    words = narrative_words()
    phrase = re.split(words.clause, lead.text)[-1]
    side = re.match(words.side, phrase)
    if side and not without_change(phrase):
        return _of_side(words.sides[side.group()], quantity.start, told)
    if not without_change(phrase):
        return _referred(reading, quantity.start, told)
    start = quantity.start - len(phrase)
    inside = [named for named in reading.names if start <= named.start and named.stop <= quantity.start]
    gap = without_change(reading.text[inside[-1].stop:quantity.start]) if inside else ""
    return inside[-1] if inside and re.match(words.link, gap) else None


def without_change(text: str) -> str:
    """A clause without the words that say by how much against what (比上年预算增加)."""
    words = narrative_words()
    rest = re.sub(words.up, "", re.sub(words.down, "", text))
    rest = re.sub(words.base, "", re.sub(words.change_start, "", rest))
    return re.sub(words.named_again, "", rest)


def _of_side(total: str, at: int, told: list[Told]) -> Named | None:
    """收入比上年减少: the total of that side that was told last, never the part of it that was."""
    found = [one.named for one in told if one.stop <= at and one.named and one.named.subject.id == total]
    return found[-1] if found else None


def _referred(reading: Reading, at: int, told: list[Told]) -> Named | None:
    """What a change without a name is about: the figure before it in its sentence; at the start of a sentence, the
    first amount of the sentence before."""
    before = [one for one in told if one.stop <= at]
    start = reading.text.rfind("。", 0, at) + 1
    if before and before[-1].stop > start:
        return before[-1].named
    earlier = reading.text.rfind("。", 0, max(start - 1, 0)) + 1
    firsts = [one for one in before if one.stop > earlier]
    if len(firsts) > 1 and re.search(narrative_words().among, reading.text[earlier : firsts[0].stop]):
        whole = reading.text.rfind("。", 0, max(earlier - 1, 0)) + 1
        firsts = [one for one in before if whole < one.stop <= earlier]
    return firsts[0].named if firsts else None


def base_year(reading: Reading, at: int) -> tuple[int, str]:
    """The year and stage that a change is measured against: the last 比2022年执行数, 较上年 before it."""
    words, found = narrative_words(), None
    for found in re.finditer(words.base, reading.text[:at]):
        pass
    if found is None:
        return reading.identity.year - 1, "budget"
    year = int(found["year"]) if found["year"] else reading.identity.year - 1
    return year, words.stages.get(found["stage"], "budget") if found["stage"] else reading.identity.type


def same_facts(reading: Reading, facts: list[Fact], told: list[Told]) -> list[Fact]:
    """与2022年预算持平: a change of 0 of what it is said of."""
    found_facts = []
    for found in re.finditer(narrative_words().same, reading.text):
        named, unit = _same_as(reading, found.start(), facts, told)
        if named:
            changed = replace(named, aspect=change_aspect(named.aspect, "change"))
            fact = make_fact(reading, changed, Decimal(0), unit, found.start(), found.end(), "same_stated")
            year = int(found["year"]) if found["year"] else reading.identity.year - 1
            stage = narrative_words().stages.get(found["stage"] or "", "budget")
            found_facts.append(replace(fact, base_year=year, base_stage=stage))
    return found_facts


def _same_as(reading: Reading, at: int, facts: list[Fact], told: list[Told]) -> tuple[Named | None, str]:
    """(what is said to have stayed the same, its unit): the name right before; what its sentence says is not arranged;
    else the figure before."""
    start = sentence_start(reading.text, at)
    units = {one.named.subject.id: one.unit for one in told if one.named and one.unit != "%"}
    inside = [named for named in reading.names if start <= named.start and named.stop <= at]
    tail = [named for named in inside if re.match(narrative_words().link, reading.text[named.stop:at])]
    first, last = reading.span(start, at)
    none = [fact for fact in facts if fact.figure.status == "none_stated"]
    none = [fact for fact in none if first <= fact.pointer.start and fact.pointer.stop <= last]
    if not tail and none:
        return Named(none[0].subject, none[0].aspect, at, at, none[0].scope), none[0].figure.unit
    named = tail[-1] if tail else _referred(reading, at, told)
    return named, units.get(named.subject.id, reading.usual_unit) if named else ""
