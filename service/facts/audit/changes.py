"""R18: a rate is the change over the earlier figure, and the stated reason speaks in the direction of the change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from service.facts.audit.judge import judge_percentage, judge_sum
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import amount_of, item_of, name_of, place_of, printed_of
from service.facts.audit.words import audit_words, message
from service.facts.model import Fact
from service.facts.words import fold, narrative_words
from service.quantities import round_to

WHOLE = Decimal(100)


def check_changes(disclosure: Disclosure) -> Iterator[Finding]:
    """The rates of all changes, and the reasons that sentences give for them."""
    for change in _changes(disclosure):
        figure = _beside(disclosure, change, _changed(change))
        rate = _beside(disclosure, change, f"{change.aspect}_rate")
        if figure and rate and change.figure.value is not None:
            yield from _check_rate(disclosure, figure, change, rate)
        if change.pointer.passage is not None and change.figure.value:
            yield from _check_reason(disclosure, change)


def check_differences(disclosure: Disclosure) -> Iterator[Finding]:
    """Changes of a table that prints both years: the change is this year's amount less the earlier one's."""
    for change in (fact for fact in _changes(disclosure) if fact.pointer.table is not None and fact.figure.value is not None):
        now = _of_year(disclosure, change, change.year, change.stage)
        before = _of_year(disclosure, change, change.base_year, change.base_stage)
        if now is None or before is None:
            continue
        severity = judge_sum(now.figure.value - before.figure.value - change.figure.value, (now, before, change))
        if severity:
            said = _say_difference(disclosure, now, before, change)
            yield Finding("R18", severity, said, (change.pointer, now.pointer, before.pointer))


def _changes(disclosure: Disclosure) -> list[Fact]:
    return [fact for fact in disclosure.facts if fact.aspect.split(".")[-1] == "change"]


def _changed(change: Fact) -> str:
    """The aspect that a change is the change of."""
    return change.aspect.removesuffix("change").removesuffix(".") or "total"


def _of_year(disclosure: Disclosure, change: Fact, year: int | None, stage: str) -> Fact | None:
    """The one amount of a change's item in its table for that year and stage; None if there are two."""
    same = [
        fact for fact in disclosure.facts
        if (fact.pointer.table, fact.subject.id, fact.scope) == (change.pointer.table, change.subject.id, change.scope)
        and (fact.variant, fact.figure.unit) == (change.variant, change.figure.unit)
    ]
    wanted = (_changed(change), year, stage)
    found = [fact for fact in same if (fact.aspect, fact.year, fact.stage) == wanted and fact.figure.value is not None]
    return found[0] if len({fact.figure.value for fact in found}) == 1 else None


def _say_difference(disclosure: Disclosure, now: Fact, before: Fact, change: Fact) -> str:
    computed = now.figure.value - before.figure.value
    return message(
        "difference", place=place_of(disclosure, change.pointer), item=item_of(now), figure=printed_of(now),
        earlier=printed_of(before), printed=amount_of(change.figure.value, change), computed=amount_of(computed, change),
        difference=amount_of(abs(computed - change.figure.value), change),
    )


def _beside(disclosure: Disclosure, change: Fact, aspect: str) -> Fact | None:
    """Another figure of the same item in the same row or passage."""
    found = [
        fact for fact in disclosure.facts
        if (fact.subject.id, fact.aspect, fact.year, fact.stage) == (change.subject.id, aspect, change.year, change.stage)
        and (fact.variant == change.variant or aspect == "total") and fact.figure.value is not None
        and _line(fact) == _line(change)
    ]
    same = [fact for fact in found if fact.variant == change.variant] or found
    if change.pointer.passage is None:
        return same[0] if same else None
    return min(same, key=lambda fact: abs(fact.pointer.start - change.pointer.start), default=None)


def _line(fact: Fact) -> tuple[int | None, ...]:
    """The row or the passage of a figure."""
    return fact.pointer.table, fact.pointer.row, fact.pointer.passage


def _check_rate(disclosure: Disclosure, figure: Fact, change: Fact, rate: Fact) -> Iterator[Finding]:
    earlier = figure.figure.value - change.figure.value
    places = (rate.pointer, change.pointer, figure.pointer)
    if earlier == 0:
        if rate.figure.value != 0:
            yield Finding("R18", "conflict", _say("rate_of_zero", disclosure, figure, change, rate, earlier), places)
        return
    computed = change.figure.value * WHOLE / earlier
    severity = judge_percentage(rate.figure.value, rate.figure.decimals, computed)
    if severity:
        yield Finding("R18", severity, _say("rate", disclosure, figure, change, rate, earlier, computed), places)


def _say(
    key: str, disclosure: Disclosure, figure: Fact, change: Fact, rate: Fact, earlier: Decimal, computed: Decimal = Decimal(0),
) -> str:
    return message(
        key, place=place_of(disclosure, rate.pointer), item=item_of(figure), figure=printed_of(figure),
        change=_told(change), printed=f"{rate.figure.value:f}%", earlier=amount_of(earlier, figure),
        computed=round_to(computed, max(rate.figure.decimals, 2)),
    )


def _told(change: Fact) -> str:
    """增加12.3万元, 减少12.3万元."""
    return message("up" if change.figure.value >= 0 else "down", amount=amount_of(abs(change.figure.value), change))


def _check_reason(disclosure: Disclosure, change: Fact) -> Iterator[Finding]:
    """A reason that speaks only of the other direction."""
    words, text = audit_words().directions, disclosure.passage(change.pointer.passage).text
    reason = _reason_after(text, change.pointer.stop)
    up, down = bool(re.search(words.up, reason)), bool(re.search(words.down, reason))
    if up != down and up != (change.figure.value > 0):
        said = message(
            "reason", place=place_of(disclosure, change.pointer), item=name_of(change), change=_told(change),
            reason=reason.strip(),
        )
        yield Finding("R18", "conflict", said, (change.pointer,))


def _reason_after(text: str, at: int) -> str:
    """The reason that the sentence or the next gives, before another change is told; "" if none."""
    rest = fold(text[at:])
    found = re.search(narrative_words().reason, rest)
    if not found or re.search(audit_words().list_stop, rest[:found.start()]):
        return ""
    return re.split(audit_words().sentence_end, rest[found.end():])[0]
