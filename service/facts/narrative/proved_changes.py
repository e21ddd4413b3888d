"""A change without a name that opens a sentence (。较2025年增加20万元，增长25%) is of the amount that its rate proves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from service.facts.model import Fact, change_aspect
from service.facts.narrative.changes import base_year, without_change
from service.facts.narrative.reading import Named, Reading, is_money, make_fact
from service.facts.words import narrative_words
from service.quantities import Quantity, find_quantities

# How many paragraphs before a change may tell the amount that it is of.
NEAR = 4
CHANGES = ("change", "change_rate")
HALF = Decimal("0.55")

Read = list[tuple[Reading, list[Fact]]]


def proved_by_rates(read: Read) -> Read:
    """The facts of the passages of a document, changes that open a sentence under the item whose amount their rate proves."""
    return [(reading, _placed(reading, facts, _amounts_before(read, i))) for i, (reading, facts) in enumerate(read)]


def _placed(reading: Reading, facts: list[Fact], before: list[Fact]) -> list[Fact]:
    for change, rate in _opening(reading):
        spans = {reading.span(q.start, q.end) for q in (change, rate)}
        told = [fact for fact in facts if (fact.pointer.start, fact.pointer.stop) in spans]
        start = reading.span(change.start, change.end)[0]
        amounts = [fact for fact in facts if fact.pointer.start < start and _is_amount(fact)] + before
        sizes = _signed(reading, change), _signed(reading, rate)
        fitting = [fact for fact in amounts if _fits(fact, change, rate, *sizes)]
        own = {(fact.subject.id, fact.aspect) for fact in told}
        kept = any((fact.subject.id, change_aspect(fact.aspect, CHANGES[0])) in own for fact in fitting)
        if kept or len({(fact.subject.id, fact.aspect) for fact in fitting}) != 1:
            continue
        made = [_fact(reading, fitting[0], quantity, size, aspect)
                for quantity, size, aspect in zip((change, rate), sizes, CHANGES)]
        facts = [*(fact for fact in facts if fact not in told), *made]
    return facts


def _opening(reading: Reading) -> Iterator[tuple[Quantity, Quantity]]:
    """Each change with its rate that opens a sentence without naming what it is of."""
    words, text = narrative_words(), reading.text
    found = find_quantities(text) if re.search(words.base, text) else []
    for change, rate in zip(found, found[1:]):
        start = text.rfind("。", 0, change.start) + 1
        lead = text[start : change.start]
        says = re.search(words.up, lead) or re.search(words.down, lead)
        if start and says and rate.unit == "%" and is_money(change.unit or "") and not without_change(lead):
            yield change, rate


def _signed(reading: Reading, quantity: Quantity) -> Decimal:
    return -quantity.value if re.search(narrative_words().down, reading.text[: quantity.start]) else quantity.value


def _amounts_before(read: Read, at: int) -> list[Fact]:
    """The amounts that the paragraphs before tell in the same section."""
    section = read[at][0].passage.section
    near = [facts for reading, facts in read[max(at - NEAR, 0) : at] if reading.passage.section == section]
    return [fact for facts in near for fact in facts if _is_amount(fact)]


def _is_amount(fact: Fact) -> bool:
    return bool(fact.figure.value) and is_money(fact.figure.unit) and fact.aspect.split(".")[-1] not in (*CHANGES, "share")


def _fits(amount: Fact, change: Quantity, rate: Quantity, size: Decimal, percent: Decimal) -> bool:
    """Whether the rate is that of the change of this amount, as far as the rate is printed."""
    earlier = amount.figure.value - size
    if amount.figure.unit != change.unit or earlier <= 0:
        return False
    return abs(size / earlier * 100 - percent) <= HALF.scaleb(rate.value.as_tuple().exponent)


def _fact(reading: Reading, amount: Fact, quantity: Quantity, size: Decimal, aspect: str) -> Fact:
    named = Named(amount.subject, change_aspect(amount.aspect, aspect), quantity.start, quantity.start, amount.scope, amount.carry)
    fact = make_fact(reading, named, size, quantity.unit or "", quantity.start, quantity.end)
    year, stage = base_year(reading, quantity.start)
    return replace(fact, base_year=year, base_stage=stage)
