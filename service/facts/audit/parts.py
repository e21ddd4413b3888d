"""R16, R21: where a sentence lists what an amount consists of, the parts add up to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from service.extraction.model import Passage
from service.facts.audit.judge import judge_sum
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import amount_of, item_of, list_of, place_of, printed_of
from service.facts.audit.words import audit_words, message
from service.facts.model import Fact

NOT_PARTS = ("change", "change_rate", "share")


def check_parts(disclosure: Disclosure) -> Iterator[Finding]:
    """Each list of parts in the narrative against the amount before it."""
    for passage in disclosure.extraction.passages:
        amounts = [fact for fact in disclosure.facts if fact.pointer.passage == passage.ordinal and _is_amount(fact)]
        amounts.sort(key=lambda fact: fact.pointer.start)
        for start in re.finditer(audit_words().list_start, passage.text):
            before = [fact for fact in amounts if fact.pointer.stop <= start.start()]
            if before:
                yield from _check(disclosure, before[-1], _listed(passage, amounts, start.end(), before[-1]))


def _is_amount(fact: Fact) -> bool:
    return fact.figure.status in ("number", "zero") and fact.aspect.split(".")[-1] not in NOT_PARTS


def _listed(passage: Passage, amounts: list[Fact], start: int, total: Fact) -> list[Fact]:
    """The amounts after the start of a list up to the end of its sentence, those in brackets left out."""
    stop = re.search(audit_words().sentence_end, passage.text[start:])
    end = start + stop.start() if stop else len(passage.text)
    listed = [fact for fact in amounts if start <= fact.pointer.start < end and fact.figure.unit == total.figure.unit]
    return [fact for fact in listed if _depth(passage.text[start:fact.pointer.start]) == 0]


def _depth(text: str) -> int:
    return len(re.findall(r"[(（]", text)) - len(re.findall(r"[)）]", text))


def _check(disclosure: Disclosure, total: Fact, listed: list[Fact]) -> Iterator[Finding]:
    """A list may go on with another subject, so that any of its beginnings may be the parts; it may also be no whole
    list: then it is far from the amount, and says nothing."""
    sums = [sum((fact.figure.value for fact in listed[:count]), Decimal(0)) for count in range(2, len(listed) + 1)]
    severities = [judge_sum(total.figure.value - each, [total, *listed[: count + 2]]) for count, each in enumerate(sums)]
    if not sums or None in severities or not total.figure.value:
        return
    closest = min(range(len(sums)), key=lambda i: abs(total.figure.value - sums[i]))
    if abs(total.figure.value - sums[closest]) <= total.figure.value * audit_words().near:
        parts = listed[: closest + 2]
        rule = "R21" if total.subject.cls == "project" else "R16"
        said = message(
            "sum", place=place_of(disclosure, total.pointer), item=item_of(total), printed=printed_of(total), parts=list_of(parts),
            computed=amount_of(sums[closest], total), difference=amount_of(abs(total.figure.value - sums[closest]), total),
        )
        yield Finding(rule, severities[closest], said, tuple(fact.pointer for fact in (total, *parts)))
