"""NUMERALS → QUANTITIES: what is meant as an amount, with its unit.

    "约1,236.74万元"   →  1236.74 万元, not exact
    "一千万到两千万"    →  from 10000000 to 20000000
    "百分之五"         →  5 %
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from service.quantities.characters import DIGITS, fold
from service.quantities.model import PERCENT, POINTS, Candidate, Quantity
from service.quantities.numerals import Numeral, is_vague, scan
from service.quantities.protected import is_amount, protected_places
from service.quantities.ranges import join_ranges
from service.quantities.units import BEHIND, CURRENCIES, CURRENCY_SIGNS, SMALL_CHANGE, name_unit

TENTHS = re.compile(
    r"\s?成(?:(?P<rest>[一二三四五六七八九半])|\s(?P<apart>[一二三四五六七八九半])(?!\w))?"
    r"(?![员立本果功为都绩分熟长效就份品交])"
)
DISCOUNT = re.compile(r"\s?折(?![合旧算扣叠射线价损返中让实页])")
TWO_DIGITS = re.compile(r"[一二三四五六七八九]\s?[一二三四五六七八九]")
HALVES = re.compile(r"半\s?(?P<tenth>[成折])(?![员立本果功为都绩分熟长效就份品交合旧算扣叠射线价损返中让实页])|(?<=打)[对對]折|一半")
ROUGH_BEFORE = re.compile(r"(?:大约|大概|差不多|接近|将近|不足|(?<![节合制预契公条])约为?|(?<![最附接将邻临新远])近)\s?$")
ROUGH_AFTER = re.compile(r"\s?(?:左右|上下(?![级联游])|前后|出头|开外)")
CURRENCY_BEFORE = re.compile(r"([¥$])\s?$")
# Of 余, 几 and the like only 余 and 多 come near a number; 1/2 and 2E5 are a date and a code as often.
UNSURE = ("some", "written")


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers and amounts of `text` in order; start and end are indexes of `text` as given.

    A bare year (2023) is a number too, for only the asker's sentence tells which is meant; 2023年 is none.
    """
    folded = fold(text)
    sure = (found for found in read_candidates(folded) if found.form not in UNSURE)
    return tuple(
        found.settle() for found in join_ranges(folded, sure) if is_amount(folded, found.start, found.end, found.unit)
    )


def read_candidates(text: str) -> Iterator[Candidate]:
    """All that a folded text may mean as amounts, in order and without overlap."""
    read = (_read(text, numeral) for numeral in scan(text))
    candidates = [*filter(None, read), *(_with_words(text, _read_half(match)) for match in HALVES.finditer(text))]
    protected = protected_places(text) if candidates else ()
    at = 0
    for found in sorted(candidates, key=lambda found: (found.start, -found.end)):
        if found.start >= at and found.start not in protected:
            yield found
            at = found.end


def _read_half(match: re.Match[str]) -> Candidate:
    """一半, 打对折 and 半折 are 50 %, 半成 is 5 %."""
    value = 5 if match["tenth"] == "成" else 50
    return Candidate(match.start(), match.end(), Decimal(value), unit=PERCENT)


def _read(text: str, numeral: Numeral) -> Candidate | None:
    """What a numeral stands for with what follows it, None if it is malformed or vague (几十万)."""
    if is_vague(text, numeral):
        return None
    candidate = _read_share(numeral) or _read_tenths(text, numeral) or _read_amount(text, numeral)
    return _with_words(text, candidate) if candidate else None


def _with_words(text: str, candidate: Candidate) -> Candidate:
    """Not exact where words beside it say so (约, 左右)."""
    if ROUGH_BEFORE.search(text[max(candidate.start - 4, 0) : candidate.start]) or ROUGH_AFTER.match(text, candidate.end):
        return replace(candidate, exact=False)
    return candidate


def _read_share(numeral: Numeral) -> Candidate | None:
    """百分之五, 千分之三, 三分之一: as a percentage."""
    if numeral.form not in ("share", "fraction"):
        return None
    return _percentage(numeral, numeral.end, numeral.value * 100 / numeral.whole)


def _read_tenths(text: str, numeral: Numeral) -> Candidate | None:
    """五成, 三成五, 两成半; 八折, 九五折: as a percentage."""
    if match := TENTHS.match(text, numeral.end):
        rest = match["rest"] or match["apart"]
        if numeral.value is not None and not numeral.high and numeral.value <= 10:
            more = 5 if rest == "半" else DIGITS[rest] if rest else 0
            return _percentage(numeral, match.end(), numeral.value * 10 + more)
    if match := DISCOUNT.match(text, numeral.end):
        value = _discount(text[numeral.start : numeral.end], numeral.value)
        return _percentage(numeral, match.end(), value) if value else None
    return None


def _discount(printed: str, value: Decimal | None) -> Decimal | None:
    """What is still to be paid of a hundred: 八折 80, 八点五折 85, 七五折 75."""
    if TWO_DIGITS.fullmatch(printed):
        return Decimal(DIGITS[printed[0]] * 10 + DIGITS[printed[-1]])
    if value is None or not 0 < value < 100 or value == 10:
        return None
    return value * 10 if value < 10 else value


def _percentage(numeral: Numeral, end: int, value: Decimal) -> Candidate:
    return Candidate(numeral.start, end, value, unit=PERCENT)


def _read_amount(text: str, numeral: Numeral) -> Candidate | None:
    if numeral.value is None:
        return None
    match = BEHIND.match(text, numeral.end)
    unit, scale = name_unit(match), numeral.scale
    half = Decimal("0.5") if match["half"] else 0
    candidate = Candidate(
        start=numeral.start,
        end=match.end(),
        number=(numeral.value / scale if scale > 1 else numeral.value) + half,
        scale=scale,
        unit=unit,
        exact=numeral.form != "rough" and not match["some"] and numeral.high is None,
        high=numeral.high and numeral.high / scale,
        form="plain" if unit == POINTS and numeral.form == "written" else numeral.form,
    )
    return _with_money(text, candidate)


def _with_money(text: str, candidate: Candidate) -> Candidate:
    """The small change behind an amount of money, and the currency's sign before it."""
    if candidate.unit in CURRENCIES and candidate.scale == 1 and candidate.high is None:
        change = SMALL_CHANGE.match(text, candidate.end)
        tenths, hundredths = (change[name] or "0" for name in ("tenths", "hundredths"))
        cents = 10 * _digit(tenths) + _digit(hundredths)
        if cents:
            return replace(candidate, end=change.end(), number=candidate.number + Decimal(cents) / 100)
    sign = CURRENCY_BEFORE.search(text[max(candidate.start - 2, 0) : candidate.start])
    if sign and candidate.unit in (None, *CURRENCIES.values()):
        start = candidate.start - len(sign.group())
        return replace(candidate, start=start, unit=candidate.unit or CURRENCY_SIGNS[sign[1]])
    return candidate


def _digit(printed: str) -> int:
    return DIGITS[printed] if printed in DIGITS else int(printed)
