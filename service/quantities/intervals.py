"""TEXT → INTERVALS: how much something may be, as words of comparison say.

    "超过300万元"                     →  over 300 万元
    "不低于5万元且小于10万元", "5到10个"  →  from 5 to under 10 万元, from 5 to 10 个
    "300余万元", "十几万"              →  over 300 万元, over 100000
By law (民法典第一千二百五十九条) 以上, 以下 and 以内 include the number, 超过 and 不满 do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from service.quantities.amounts import read_candidates
from service.quantities.characters import fold
from service.quantities.model import Candidate, Quantity
from service.quantities.protected import is_amount, is_numbered_name
from service.quantities.ranges import join_ranges

NEAR = 12
# A number that is compared needs no unit to be meant as one.
BARE = "-"
OR = r"\s?(?:或者?)?\s?"
BEFORE = re.compile(
    rf"(?:(?P<at_least>[大多高]于{OR}等于|>\s?=|≥|不[低少小]于|至少|最少|(?<![没未])(?<!没有)达到)"
    rf"|(?P<at_most>[小少低]于{OR}等于|<\s?=|≤|(?:不|(?<!有)没有?|未)超[过出]|不[高多大]于|至多|最多)"
    r"|(?P<over>超过|超出|[高多大]于|不止|(?<![通经不越路好])过|破|>)"
    r"|(?P<under>[低少小]于|不[到足满]|未满|(?<![有到达])(?:没有?|未)达?到|<)"
    r"|(?P<equal>等于))[了有是为达]?\s{0,2}$"
)
AFTER = re.compile(
    r"\s?(?:(?P<at_least>及?以上|或者?以上|或者?更[多高大])|(?P<at_most>及?以[下内]|或者?以[下内]|或者?更[少低小])"
    r"|(?P<over>之上)|(?P<under>之下))"
)
THAN = re.compile(r"比\s?$")
THAN_AFTER = re.compile(r"\s?[还要更]?(?:(?P<over>[大高多贵长])|(?P<under>[小低少短便]))(?!\s?(?:[\d二两三四五六七八九十几少]|一(?![些点])))")
YEAR = re.compile(r"(?:19|20)\d\d")
WITH = re.compile(r"\s?[和与跟]\s?第?")
BETWEEN = re.compile(r"\s?之?间")
AND = re.compile(r"[\s,，、]*(?:的?同时|并且?|而?且|又|但|而)?\s?")


@dataclass(frozen=True)
class Interval:
    """How much something may be by `text[start:end]`; an end that is None is open, and counts in only where it is included."""

    start: int
    end: int
    low: Quantity | None = None
    high: Quantity | None = None
    includes_low: bool = False
    includes_high: bool = False


def find_intervals(text: str) -> tuple[Interval, ...]:
    """The intervals of `text` in order. A number that nothing compares is none."""
    folded = fold(text)
    found: list[Interval] = []
    for interval in _read(folded, join_ranges(folded, read_candidates(folded))):
        joined = _join(folded, found[-1], interval) if found else None
        found[-1:] = [joined] if joined else [*found[-1:], interval]
    return tuple(found)


def _read(text: str, candidates: Iterable[Candidate]) -> Iterator[Interval]:
    taken = 0
    for candidate, second in pairwise((*candidates, None)):
        if candidate.start < taken:
            continue
        interval = _between(text, candidate, second) or _compared(text, candidate) or _open(text, candidate)
        if interval:
            yield interval
            taken = interval.end


def _between(text: str, first: Candidate, second: Candidate | None) -> Interval | None:
    """20和30之间, 第十与第十五间; the first takes over the unit of the second."""
    after = second and WITH.fullmatch(text, first.end, second.start) and BETWEEN.match(text, second.end)
    if not after or first.high or second.high or first.unit not in (None, second.unit):
        return None
    if first.unit is None and first.scale == 1:
        first = replace(first, unit=second.unit, scale=second.scale)
    return _ordered(Interval(first.start, after.end(), first.settle(), second.settle(), True, True))


def _compared(text: str, candidate: Candidate) -> Interval | None:
    """What stands behind 超过, 至少 and the like, before 以上 and 以下, or in 比…大."""
    before = BEFORE.search(text, max(candidate.start - NEAR, 0), candidate.start)
    after = AFTER.match(text, candidate.end)
    if THAN.search(text, max(candidate.start - 2, 0), candidate.start) and not YEAR.fullmatch(text, candidate.start, candidate.end):
        after = THAN_AFTER.match(text, candidate.end)
    words = before or after
    if words is None or candidate.high or not is_amount(text, candidate.start, candidate.end, candidate.unit or BARE):
        return None
    if candidate.unit is None and is_numbered_name(text, candidate.end):
        return None
    start, end = before.start() if before else candidate.start, after.end() if after else candidate.end
    return _bounded(words.lastgroup, start, end, candidate.settle())


def _bounded(word: str, start: int, end: int, quantity: Quantity) -> Interval:
    low = quantity if word in ("at_least", "over", "equal") else None
    high = quantity if word in ("at_most", "under", "equal") else None
    return Interval(start, end, low, high, word in ("at_least", "equal"), word in ("at_most", "equal"))


def _open(text: str, candidate: Candidate) -> Interval | None:
    """5万至10万元; 300余万元 and 十几万, of which the certain part is the lower end."""
    if not is_amount(text, candidate.start, candidate.end, candidate.unit or BARE):
        return None
    quantity = candidate.settle()
    if quantity.high is not None:
        low, high = (replace(quantity, value=value, low=None, high=None) for value in (quantity.low, quantity.high))
        return Interval(candidate.start, candidate.end, low, high, True, True)
    if candidate.form in ("rough", "some"):
        return Interval(candidate.start, candidate.end, quantity)
    return None


def _join(text: str, first: Interval, second: Interval) -> Interval | None:
    """大于5万元且小于10万元: two intervals, each open at the other's end, are one."""
    if not AND.fullmatch(text, first.end, second.start):
        return None
    lower, upper = (first, second) if first.low else (second, first)
    if lower.high or upper.low or lower.low is None or upper.high is None:
        return None
    both = Interval(first.start, second.end, lower.low, upper.high, lower.includes_low, upper.includes_high)
    return _ordered(both)


def _ordered(interval: Interval) -> Interval | None:
    """None where the ends are of different kinds or the lower is not under the upper."""
    low, high = interval.low, interval.high
    kinds = {quantity.unit.lstrip("万亿") for quantity in (low, high) if quantity.unit}
    if len(kinds) > 1 or low.value * low.scale() >= high.value * high.scale():
        return None
    return interval
