"""CANDIDATES → CANDIDATES: 5万至10万元 is one amount with two ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from service.quantities.model import Candidate
from service.quantities.numerals import sign_before

JOINT = re.compile(r"\s*(?P<sign>-{1,2}|~|至|到)\s*")


def join_ranges(text: str, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Two candidates with 到, 至, ~ or - between them become one; the first takes over the unit of the second."""
    waiting: Candidate | None = None
    for candidate in candidates:
        joined = _join(text, waiting, candidate) if waiting else None
        if waiting and not joined:
            yield waiting
        waiting = joined or _sign(text, candidate)
    if waiting:
        yield waiting


def _join(text: str, first: Candidate, second: Candidate) -> Candidate | None:
    joint = JOINT.fullmatch(text, first.end, second.start)
    if not joint or first.high or second.high or first.unit not in (None, second.unit):
        return None
    if joint["sign"].startswith("-") and second.unit is None and second.scale == 1:
        return None
    inherits = first.scale == 1 and first.unit is None and first.number < second.number
    low = first.number if inherits else first.number * first.scale / second.scale
    if low >= second.number:
        return None
    exact = first.exact and second.exact
    return replace(second, start=first.start, number=low, high=second.number, exact=exact)


def _sign(text: str, candidate: Candidate) -> Candidate:
    """负, or a minus before an amount with a unit, is its sign."""
    sign = sign_before(text, candidate.start)
    if sign == "负" or (sign and candidate.unit and text[candidate.start].isdigit()):
        return replace(candidate, start=candidate.start - 1, number=-candidate.number)
    return candidate
