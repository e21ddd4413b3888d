"""R17: a printed share is the part over the whole that it is the share of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from service.facts.audit.context import in_base_unit
from service.facts.audit.judge import judge_percentage
from service.facts.audit.model import Disclosure, Finding, Severity
from service.facts.audit.places import item_of, place_of, printed_of
from service.facts.audit.words import audit_words, message
from service.facts.model import Fact
from service.quantities import round_to

SHARE = "share"
WHOLE = Decimal(100)


def check_shares(disclosure: Disclosure) -> Iterator[Finding]:
    """Shares of which no whole that is printed nearby gives the printed percentage."""
    shares = [fact for fact in disclosure.facts if fact.aspect.split(".")[-1] == SHARE and fact.figure.value is not None]
    parts = [(share, part) for share in shares if (part := _part(disclosure, share))]
    for share, part in parts:
        wholes = [whole for whole in _wholes(disclosure, share) if whole.pointer != part.pointer]
        severities = [_judge(share, part, in_base_unit(whole)) for whole in wholes]
        if not severities or None in severities:
            continue
        at = severities.index("rounding") if "rounding" in severities else 0
        is_other = _is_of_something_else(disclosure, share) or _is_of_all_parts(share, part, parts)
        if severities[at] == "rounding" or not is_other:
            places = (share.pointer, part.pointer, wholes[at].pointer)
            yield Finding("R17", severities[at], _say(disclosure, share, part, wholes[at]), places)


def _judge(share: Fact, part: Fact, whole: Decimal) -> Severity | None:
    return judge_percentage(share.figure.value, share.figure.decimals, in_base_unit(part) * WHOLE / whole)


def _is_of_something_else(disclosure: Disclosure, share: Fact) -> bool:
    """Whether the words before the share name a whole that is no total of the document (占项目支出总额的)."""
    if share.pointer.passage is None:
        return False
    clause = re.split(audit_words().clause, disclosure.passage(share.pointer.passage).text[: share.pointer.start])[-1]
    return bool(re.search(audit_words().share_of_part, clause))


def _is_of_all_parts(share: Fact, part: Fact, parts: list[tuple[Fact, Fact]]) -> bool:
    """Whether the share is of the sum of all amounts of the passage that have one: their whole is not printed."""
    beside = {other.pointer: other for one, other in parts if one.pointer.passage == share.pointer.passage is not None}
    near = beside if len(beside) > 1 else {other.pointer: other for one, other in parts if _follow(one, share)}
    whole = sum(map(in_base_unit, near.values()), Decimal(0))
    return bool(whole) and _judge(share, part, whole) != "conflict"


def _follow(one: Fact, other: Fact) -> bool:
    """Whether two shares stand in passages one after the other (a list with a line for each part)."""
    at, beside = one.pointer.passage, other.pointer.passage
    return at is not None and beside is not None and abs(at - beside) <= 1


def _part(disclosure: Disclosure, share: Fact) -> Fact | None:
    """The amount that the share is told of: the same item in the same row, or the last before it in the passage."""
    aspect = share.aspect.removesuffix(SHARE).removesuffix(".") or "total"
    same = [
        fact for fact in disclosure.facts
        if _together(fact, share) and fact.subject.id == share.subject.id and fact.aspect == aspect
        and fact.year == share.year and fact.figure.value is not None
    ]
    if share.pointer.passage is not None:
        same = [fact for fact in same if fact.pointer.stop <= share.pointer.start][-1:]
    return same[0] if same else None


def _together(fact: Fact, other: Fact) -> bool:
    if other.pointer.passage is not None:
        return fact.pointer.passage == other.pointer.passage
    return fact.pointer.table == other.pointer.table and fact.pointer.row == other.pointer.row


def _wholes(disclosure: Disclosure, share: Fact) -> list[Fact]:
    """What the share can be of: in a table the totals of its block, then of the document; in a sentence every amount of
    its section, then of the document's totals."""
    own_year = [fact for fact in disclosure.facts if fact.figure.value and fact.year == share.year]
    amounts = [fact for fact in own_year if fact.figure.unit != share.figure.unit]
    if share.pointer.passage is None:
        totals = [fact for fact in amounts if _is_total(fact) and fact.aspect == "total"]
        near = [fact for fact in totals if fact.pointer.table == share.pointer.table]
        return near + [fact for fact in totals if fact.pointer.table is not None and fact not in near]
    section = disclosure.passage(share.pointer.passage).section
    stated = [fact for fact in amounts if fact.pointer.passage is not None]
    near = [fact for fact in stated if disclosure.passage(fact.pointer.passage).section == section]
    totals = sorted(filter(_is_total, near), key=lambda fact: fact.pointer.passage != share.pointer.passage)
    return totals + [
        fact for fact in amounts
        if (not _is_total(fact) if fact in near else _is_total(fact) or fact.subject.cls == "three")
    ]


def _is_total(fact: Fact) -> bool:
    return fact.subject.cls in ("sum", "total", "fiscal") or fact.subject.id == "income.general"


def _say(disclosure: Disclosure, share: Fact, part: Fact, whole: Fact) -> str:
    return message(
        "share", place=place_of(disclosure, share.pointer), item=item_of(part), part=printed_of(part), whole=printed_of(whole),
        printed=printed_of(share), computed=round_to(in_base_unit(part) * WHOLE / in_base_unit(whole), max(share.figure.decimals, 2)),
    )
