"""R17: a printed share is the part over the whole that it is the share of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from service.facts.audit.judge import judge_percentage, round_to
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import item_of, place_of, printed_of
from service.facts.audit.words import message
from service.facts.model import Fact

SHARE = "share"
WHOLE = Decimal(100)


def check_shares(disclosure: Disclosure) -> Iterator[Finding]:
    """Shares of which no whole that is printed nearby gives the printed percentage."""
    for share in (fact for fact in disclosure.facts if fact.aspect.split(".")[-1] == SHARE and fact.figure.value is not None):
        part = _part(disclosure, share)
        wholes = _wholes(disclosure, share)
        if part is None or not wholes:
            continue
        severities = [judge_percentage(share.figure.value, share.figure.decimals, _percent(part, whole)) for whole in wholes]
        if all(severities):
            whole = wholes[severities.index("rounding") if "rounding" in severities else 0]
            severity = "rounding" if "rounding" in severities else "conflict"
            yield Finding("R17", severity, _say(disclosure, share, part, whole), (share.pointer, part.pointer, whole.pointer))


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
    """The totals that the share can be of: those of its passage or block, then those of the document's tables."""
    totals = [
        fact for fact in disclosure.facts
        if fact.figure.value and fact.aspect == "total" and fact.year == share.year
        and (fact.subject.cls in ("sum", "total", "fiscal") or fact.subject.id == "income.general")
    ]
    near = [fact for fact in totals if fact.pointer.table == share.pointer.table and fact.pointer.passage == share.pointer.passage]
    return near + [fact for fact in totals if fact.pointer.table is not None and fact not in near]


def _percent(part: Fact, whole: Fact) -> Decimal:
    return part.figure.value * WHOLE / whole.figure.value


def _say(disclosure: Disclosure, share: Fact, part: Fact, whole: Fact) -> str:
    return message(
        "share", place=place_of(disclosure, share.pointer), item=item_of(part), part=printed_of(part), whole=printed_of(whole),
        printed=printed_of(share), computed=round_to(_percent(part, whole), max(share.figure.decimals, 2)),
    )
