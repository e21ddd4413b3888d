"""R16, R21: where a sentence lists what an amount consists of, the parts add up to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.extraction.model import Passage
from service.facts.audit.context import CHANGES
from service.facts.audit.model import Disclosure, Finding, Held
from service.facts.audit.totals import Sum, add_up, say_sums
from service.facts.audit.words import audit_words
from service.facts.model import Fact
from service.quantities import find_quantities


def check_parts(disclosure: Disclosure) -> Iterator[Finding | Held]:
    """Each list of parts in the narrative against the amount before it."""
    for passage in disclosure.extraction.passages:
        own = (fact for fact in disclosure.facts if fact.pointer.passage == passage.ordinal)
        stated = sorted(own, key=lambda fact: fact.pointer.start)
        amounts = [fact for fact in stated if _is_amount(fact)]
        for start in re.finditer(audit_words().list_start, passage.text):
            before = [fact for fact in amounts if fact.pointer.stop <= start.start()]
            end = _end_of_sentence(passage, start.end())
            if before and end and not _has_unread(passage, stated, before[-1], end):
                yield from _check(disclosure, passage, before[-1], _listed(passage, amounts, (start.end(), end), before[-1]))


def _is_amount(fact: Fact) -> bool:
    return fact.figure.status in ("number", "zero") and fact.aspect.split(".")[-1] not in CHANGES


def _end_of_sentence(passage: Passage, start: int) -> int | None:
    """Where the sentence ends; None where the passage breaks off before."""
    stop = re.search(audit_words().sentence_end, passage.text[start:])
    return start + stop.start() if stop else None


def _has_unread(passage: Passage, stated: list[Fact], total: Fact, end: int) -> bool:
    """Whether an amount stands behind the total that nothing was made of, so that a part or the total may be missing."""
    read = [(fact.pointer.start, fact.pointer.stop) for fact in stated]
    return any(
        quantity.unit == total.figure.unit and total.pointer.stop <= quantity.start < end
        and not any(start < quantity.end and quantity.start < stop for start, stop in read)
        for quantity in find_quantities(passage.text)
    )


def _listed(passage: Passage, amounts: list[Fact], span: tuple[int, int], total: Fact) -> list[Fact]:
    """The amounts of a list, those in brackets left out."""
    start, end = span
    listed = [fact for fact in amounts if start <= fact.pointer.start < end and fact.figure.unit == total.figure.unit]
    return [fact for fact in listed if _depth(passage.text[start:fact.pointer.start]) == 0]


def _depth(text: str) -> int:
    return len(re.findall(r"[(（]", text)) - len(re.findall(r"[)）]", text))


def _check(disclosure: Disclosure, passage: Passage, total: Fact, listed: list[Fact]) -> Iterator[Finding | Held]:
    """A list may go on with another subject, so that any of its beginnings may be the parts."""
    sums = [add_up(total, listed[:count]) for count in range(2, len(listed) + 1)]
    closest = min((one for one in sums if one), key=lambda one: abs(one.difference), default=None)
    rule = "R21" if total.subject.cls == "project" else "R16"
    if closest and closest.holds:
        yield Held(rule, total.pointer)
    elif closest and None not in sums and _is_whole(passage, closest):
        yield say_sums(disclosure, rule, [closest])


def _is_whole(passage: Passage, broken: Sum) -> bool:
    """Whether the list is meant to be all: its sum is near the amount, and it does not end in "and others"."""
    last = max(fact.pointer.stop for fact in broken.parts)
    others = re.match(audit_words().and_others, passage.text[last:])
    return not others and abs(broken.difference) <= broken.total.figure.value * audit_words().near
