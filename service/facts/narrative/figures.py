"""The figures of one passage in order: amounts, numbers of pieces, shares; changes are read in `changes.py`."""

from __future__ import annotations

import re
from dataclasses import replace

from service.facts.model import Fact, change_aspect
from service.facts.narrative.changes import base_year, read_base, read_change, same_facts
from service.facts.narrative.naming import name_before, name_of_quantity
from service.facts.narrative.reading import (
    COUNTED, WITHOUT_SCOPE, Lead, Named, Reading, Told, is_money, make_fact, sentence_start, unit_fits, with_basis,
)
from service.facts.narrative.statements import none_facts, pattern_facts
from service.facts.words import narrative_words
from service.quantities import Quantity, find_quantities

# Assets that are to come.
PLANNED = frozenset({"planned", "added"})
# The two items that one total of income and expenditure (收支总预算) is the figure of.
BOTH = ("sum.expenditure_total", "sum.income_total")


def passage_facts(reading: Reading) -> list[Fact]:
    """The figures of one passage in order, with the changes that they are told to have."""
    facts = pattern_facts(reading) + none_facts(reading)
    taken = {(fact.pointer.start, fact.pointer.stop): fact for fact in facts}
    told: list[Told] = []
    before, inside = 0, frozenset(i for named in reading.names for i in range(named.start, named.stop))
    for quantity in find_quantities(reading.text):
        if quantity.start in inside or quantity.unit is None or quantity.low is not None or quantity.is_foreign():
            continue
        lead = Lead(reading.text[before:quantity.start], before)
        own = taken.get(reading.span(quantity.start, quantity.end))
        one, fact = (_told_by(own, quantity), None) if own else _read_quantity(reading, quantity, lead, told)
        told += [one] if one else []
        facts += [fact] if fact else []
        before = quantity.end
    facts = _tell_counts(facts) + same_facts(reading, facts, told)
    return [side for fact in _one_scope(facts) for side in _both_sides(fact)]


def _told_by(fact: Fact, quantity: Quantity) -> Told:
    named = Named(fact.subject, fact.aspect, quantity.start, quantity.end, fact.scope, fact.carry)
    return Told(quantity.end, named, quantity.value, quantity.unit or "")


def _tell_counts(facts: list[Fact]) -> list[Fact]:
    """Of a name with a number of pieces and a sum (项目5个,涉及预算819.66万元) the sum is its total."""
    sums = {fact.subject.id for fact in facts if fact.subject.cls == "name" and is_money(fact.figure.unit)}
    return [
        replace(fact, aspect="count")
        if fact.subject.id in sums and not is_money(fact.figure.unit) and fact.aspect == "total" else fact
        for fact in facts
    ]


def _one_scope(facts: list[Fact]) -> list[Fact]:
    """What is said not to be arranged is on the basis of the figure (0万元) that its passage prints for it."""
    scopes = {(fact.subject.id, fact.aspect): fact.scope for fact in facts if fact.figure.status != "none_stated"}
    return [
        replace(fact, scope=scopes.get((fact.subject.id, fact.aspect), fact.scope))
        if fact.figure.status == "none_stated" else fact
        for fact in facts
    ]


def _both_sides(fact: Fact) -> tuple[Fact, ...]:
    """收支总预算 and its change are the figures of income as of expenditure."""
    if fact.subject.id != BOTH[0] or narrative_words().both_sides not in fact.subject.name:
        return (fact,)
    return tuple(replace(fact, subject=replace(fact.subject, id=id_)) for id_ in BOTH)


def _read_quantity(reading: Reading, quantity: Quantity, lead: Lead, told: list[Told]) -> tuple[Told | None, Fact | None]:
    """What a quantity tells: (what a later change may refer to, its fact); nothing where it is a share."""
    words, unit = narrative_words(), quantity.unit or ""
    if re.search(words.share, lead.text):
        return None, _share_fact(reading, quantity, told)
    if re.search(words.up, lead.text) or re.search(words.down, lead.text):
        return read_change(reading, quantity, lead, told)
    if told and told[-1].named and re.search(words.base_figure, lead.text):
        return read_base(reading, quantity, told)
    turn = re.search(words.in_turn, lead.text) if reading.identity.type == "final" else None
    if turn and is_money(unit):
        return _at_stage(reading, quantity, lead, told, turn)
    named = _of_account(reading, _still_planned(reading, name_of_quantity(reading, quantity, lead, told), quantity, told))
    if named is None:
        same = told[-1] if told and told[-1].value == quantity.value else None
        return Told(quantity.end, same.named if same else None, quantity.value, unit), None
    counted = _as_count(named, quantity)
    if not unit_fits(counted, quantity):
        return Told(quantity.end, named, quantity.value, unit), None
    fact = _stated_fact(reading, counted, quantity)
    return Told(quantity.end, with_basis(named, fact), quantity.value, unit), fact


def _at_stage(
    reading: Reading, quantity: Quantity, lead: Lead, told: list[Told], turn: re.Match[str]
) -> tuple[Told | None, Fact | None]:
    """One of several amounts of an item in turn: of the name before it, or of the amount before where nothing new is named."""
    words, before = narrative_words(), lead.text[: turn.start()]
    known = name_before(reading, quantity.start, lead.start)
    same = told[-1].named if told and re.search(words.alone, before) else None
    named = known or same or (None if told else _headed(reading, before))
    if named is None or named.subject.cls in COUNTED:
        return Told(quantity.end, None, quantity.value, quantity.unit or ""), None
    fact = replace(_stated_fact(reading, named, quantity), stage=words.turns[turn["stage"]], year=reading.identity.year)
    return Told(quantity.end, with_basis(named, fact), quantity.value, quantity.unit or ""), fact


def _headed(reading: Reading, before: str) -> Named | None:
    """教育支出(类)进修及培训(款)培训支出(项)。主要用于…。全年预算为…: the account that the passage opens with, where a sentence without a name tells its first amount."""
    first = re.match(narrative_words().heading, reading.text)
    if first is None or before[-1:] not in narrative_words().stops:
        return None
    return next((named for named in reversed(reading.names) if named.stop <= first.start("end") and named.subject.cls == "function"), None)


def _of_account(reading: Reading, named: Named | None) -> Named | None:
    """(一)公共安全支出(类)检察(款):2018年预算支出合计: a total behind the account that its sentence opens with is of that account."""
    if named is None or named.subject.id not in BOTH:
        return named
    start = sentence_start(reading.text, named.start)
    head = re.match(narrative_words().account_head, reading.text[start : named.start])
    inside = [one for one in reading.names if head and start <= one.start and one.stop <= start + head.end() and one.subject.cls == "function"]
    return replace(named, subject=inside[-1].subject) if inside else named


def _still_planned(reading: Reading, named: Named | None, quantity: Quantity, told: list[Told]) -> Named | None:
    """计划购置车辆2辆;单价100万元以上设备1台: assets told after some that are to be bought are to be bought too, up to the end of the sentence."""
    planned = [one for one in told if one.named and one.named.aspect in PLANNED and one.stop > reading.text.rfind("。", 0, quantity.start)]
    if named is None or named.subject.cls != "asset" or named.aspect != "total" or not planned:
        return named
    present = re.search(narrative_words().present, reading.text[planned[-1].stop : quantity.start])
    return named if present else replace(named, aspect=planned[-1].named.aspect)


def _as_count(named: Named, quantity: Quantity) -> Named:
    """人员类项目3个: how many projects there are of what is otherwise an amount of money."""
    words, subject = narrative_words(), named.subject
    if subject.cls == "total" and quantity.unit in words.pieces and words.project in subject.name:
        return replace(named, aspect=change_aspect(named.aspect, "count"), scope="all")
    return named


def _share_fact(reading: Reading, quantity: Quantity, told: list[Told]) -> Fact | None:
    """占73.87%: the share of the figure before it."""
    if quantity.unit != "%" or not told or told[-1].named is None:
        return None
    named = replace(told[-1].named, aspect=change_aspect(told[-1].named.aspect, "share"))
    return make_fact(reading, named, quantity.value, "%", quantity.start, quantity.end)


def _stated_fact(reading: Reading, named: Named, quantity: Quantity) -> Fact:
    fact = make_fact(reading, named, quantity.value, quantity.unit or "", quantity.start, quantity.end)
    if named.aspect == "change":
        return replace(fact, base_year=base_year(reading, quantity.start)[0])
    if named.aspect == "planned" and fact.as_of:
        return replace(fact, aspect="added")
    year, stage = _own_year(reading, quantity.start)
    is_amount = is_money(quantity.unit or "") and named.subject.cls not in WITHOUT_SCOPE
    return replace(fact, year=year, stage=stage) if is_amount else fact


def _own_year(reading: Reading, at: int) -> tuple[int, str]:
    """Year and stage of an amount: those that its clause names (2022年执行数), else the document's."""
    words = narrative_words()
    clause = re.split(words.clause, reading.text[:at])[-1]
    found = list(re.finditer(words.year_before, clause))
    if not found or int(found[-1]["year"]) == reading.identity.year:
        return reading.identity.year, reading.identity.type
    return int(found[-1]["year"]), words.stages.get(found[-1]["stage"] or "", "budget")
