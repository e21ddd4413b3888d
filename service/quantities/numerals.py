"""TEXT → NUMERALS: every number that is written in a text, whatever it counts.

    "三百五", "1.2亿", "3万4000"       →  350, 120000000, 34000
    "三四万", "二十几万", "1000余万"    →  30000 to 40000, 200000 and more, 10000000 and more
    "三分之一", "3又1/2", "1.2E+05"    →  1/3, 3.5, 120000
What is meant as an amount is for service/quantities/amounts.py to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from math import prod
from typing import Literal

from service.quantities.characters import DIGITS, LARGE, SCALES, fold
from service.quantities.protected import protected_places

ARABIC = (
    r"(?:\d{1,3}(?:,\s?\d{3})+\s?\.\s?\d{2}(?!\d)"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)"
    r"|\d{2,}\.\s\d{2}(?!\d)"
    r"|\d+(?:\.\d+)?)"
)
DIGIT = "[零〇一二三四五六七八九]"
CHINESE = "[零〇一二两三四五六七八九十百千万亿廿卅]"
# 百分点 and 百分位 are words of their own; 兆 is a number only above 亿 (100兆 is the speed of a line).
NOT_PERCENT = r"(?!百\s?分\s?[点位])"
TRILLION = rf"兆(?=\s?[零一二三四五六七八九十百千]{{1,9}}亿)"
NUMERAL = (
    rf"(?>{ARABIC}(?:\s{{0,2}}{NOT_PERCENT}[十百千万亿]+(?:\s?零?(?:\d++(?:\.\d++)?|[一二两三四五六七八九])\s?[十百千万亿]*)*)?"
    rf"|{CHINESE}(?:\s?(?:{NOT_PERCENT}{CHINESE}|{TRILLION}))*(?:\s?点\s?{DIGIT}(?:\s?{DIGIT})*[十百千万亿]*)?)"
)

PLAIN = re.compile(NUMERAL)
BEGINNING = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿廿卅]")
# What may go on behind the digits: only where one of these characters follows are the longer forms tried.
GOES_ON = re.compile(r"\s*[分又/.eEkK余多来几]|\s\d+/")
FRACTION = re.compile(
    rf"(?:(?P<integer>{NUMERAL})\s?又\s?)?(?P<whole>{NUMERAL})\s*分\s*之\s*(?P<sign>负?)(?P<part>{NUMERAL})(?P<thousands>\s?[kK](?![A-Za-z]))?"
)
SLASHED = re.compile(r"(?:(?P<integer>\d+)(?:\s|又))?(?P<part>\d+)/(?P<whole>[1-9]\d*)(?![\d/])")
SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d{1,3}(?![A-Za-z\d])")
THOUSANDS = re.compile(r"(?P<number>\d+(?:\.\d+)?)[kK](?![A-Za-z])")
ROUGH = re.compile(r"(?:\s?[余多](?![少额下大种样家年多了出花])|来(?=[万亿]))(?:\s?(?P<scale>[万亿]+))?")
SOME = re.compile(r"\s?几\s?(?P<scale>[十百千万亿]*)(?:[余多](?P<more>[万亿]+))?")
POINT = re.compile(r"(?<![\d.])\.\d+(?![\d.])")
SEPARATORS = re.compile(r"[,\s]")
SCALE_END = re.compile("[万亿]*$")
ARABIC_DIGITS = re.compile(r"\d+(?:\.\d+)?")
NEIGHBOURS = re.compile("([一二两三四五六七八])([二三四五六七八九])([十百千万亿]*)")
SIGN = re.compile(r"(?:负|(?:^|[^0-9A-Za-z%元\-])-)$")

Form = Literal["plain", "rough", "some", "fraction", "share", "written"]


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written at `text[start:end]`; without value where its digits make none (二三三, 十百).

    `high` is the other end of 三四万; `scale` that of the 万 and 亿 at its end. `form` is rough for 余 and 多, some for 几,
    fraction for 三分之一, share for 百分之五 (value 5, of `whole` 100) and written for 1/2, .5, 1.2E+05 and 40k, which
    stand in codes and dates as often as for numbers.
    """

    start: int
    end: int
    value: Decimal | None
    scale: int = 1
    high: Decimal | None = None
    form: Form = "plain"
    whole: int = 1


def find_numerals(text: str) -> tuple[Numeral, ...]:
    """The numbers of `text` in order, with their signs; of 百分之五 the 5. Words such as 一切 and 四川 hold none."""
    folded = fold(text)
    protected = protected_places(folded)
    return tuple(
        _signed(folded, numeral)
        for numeral in scan(folded)
        if numeral.start not in protected and numeral.value is not None and not is_vague(folded, numeral)
    )


def parse_numeral(text: str) -> Decimal | None:
    """The value of a numeral without unit (`1,236.74`, `三百五`, `2千万`, `十`), None if `text` is none."""
    folded = fold(text).strip()
    return evaluate(folded) if PLAIN.fullmatch(folded) else None


def scan(text: str) -> Iterator[Numeral]:
    """All numerals of a folded text from left to right, none overlapping another, without their signs."""
    at = 0
    while beginning := BEGINNING.search(text, at):
        numeral = read_at(text, beginning.start())
        yield numeral
        at = numeral.end


def read_at(text: str, at: int) -> Numeral:
    """The numeral that begins at `at`, in the longest form that it has there."""
    plain = PLAIN.match(text, at)
    if point := POINT.match(text, at - 1) if at else None:
        return Numeral(*point.span(), Decimal(point.group()), form="written")
    if not GOES_ON.match(text, plain.end()):
        return _read_plain(plain)
    return _read_fraction(text, at) or _read_written(text, at) or _read_open(text, plain) or _read_plain(plain)


def _read_plain(match: re.Match[str]) -> Numeral:
    printed = match.group()
    value = evaluate(printed)
    low, high = (value, None) if value is not None else _estimate(printed)
    return Numeral(match.start(), match.end(), low, scale_at_end(printed), high)


def _read_open(text: str, plain: re.Match[str]) -> Numeral | None:
    """300余万, 十多万, 1000来万 and 二十几万: this much, and some more."""
    numeral = _read_plain(plain)
    if rough := ROUGH.match(text, plain.end()):
        return _times(numeral, scale_at_end(rough["scale"] or ""), rough.end(), "rough")
    if some := SOME.match(text, plain.end()):
        value = evaluate(plain.group().rstrip("零〇 "))
        scale = scale_at_end(some["scale"] + (some["more"] or ""))
        units = prod(SCALES[character] for character in some["scale"] + (some["more"] or ""))
        return Numeral(plain.start(), some.end(), value and value * units, scale, form="some")
    return None


def _times(numeral: Numeral, times: int, end: int, form: Form) -> Numeral:
    high = numeral.high and numeral.high * times
    value = numeral.value and numeral.value * times
    return replace(numeral, end=end, value=value, high=high, scale=numeral.scale * times, form=form)


def _read_fraction(text: str, at: int) -> Numeral | None:
    """三分之一 and 三又二分之一; 百分之五 and its like, where the whole stands without a figure before it."""
    match = FRACTION.match(text, at)
    if not match:
        return None
    part, scales = evaluate(match["part"]), re.sub(r"\s", "", match["whole"])
    if part is None and match["part"] == "百":
        part = Decimal(100)
    if part is None:
        return None
    if set(scales) <= {"百", "千", "万"} and not match["integer"]:
        times = 1000 if match["thousands"] else 1
        return Numeral(at, match.end(), part * times, form="share", whole=prod(SCALES[scale] for scale in scales))
    whole, integer = evaluate(match["whole"]), evaluate(match["integer"] or "零")
    if not whole or integer is None:
        return None
    end = match.start("thousands") if match["thousands"] else match.end()
    return Numeral(at, end, integer + (-part if match["sign"] else part) / whole, form="fraction")


def _read_written(text: str, at: int) -> Numeral | None:
    if match := SLASHED.match(text, at):
        value = Decimal(match["integer"] or 0) + Decimal(match["part"]) / Decimal(match["whole"])
    elif match := SCIENTIFIC.match(text, at):
        value = Decimal(match.group())
    elif match := THOUSANDS.match(text, at):
        value = Decimal(match["number"]) * 1000
    else:
        return None
    return Numeral(at, match.end(), value, form="written")


def is_vague(text: str, numeral: Numeral) -> bool:
    """Whether nobody can say how much it is: 几十, 数十万; 100兆 is no number at all."""
    before = text[max(numeral.start - 1, 0) : numeral.start]
    return (
        before in ("几", "兆")
        or text.startswith(("几", "兆"), numeral.end)
        or (before == "数" and text.startswith("十", numeral.start))
    )


def sign_before(text: str, start: int) -> str:
    """负, or a minus that does not join the number to what stands before; empty without either."""
    match = SIGN.search(text[max(start - 2, 0) : start])
    return match.group()[-1] if match else ""


def _signed(text: str, numeral: Numeral) -> Numeral:
    if not sign_before(text, numeral.start):
        return numeral
    high = numeral.high and -numeral.high
    return replace(numeral, start=numeral.start - 1, value=-numeral.value, high=high)


def scale_at_end(printed: str) -> int:
    """How many times the 万 and 亿 at the end of `printed` multiply."""
    return prod(LARGE[character] for character in SCALE_END.search(printed)[0])


def evaluate(numeral: str) -> Decimal | None:
    """The value of a well-formed numeral, None for one that is none (二三, 十百)."""
    numeral = SEPARATORS.sub("", numeral)
    if ARABIC_DIGITS.fullmatch(numeral):
        return Decimal(numeral)
    return _evaluate(numeral.replace("廿", "二十").replace("卅", "三十"))


def _evaluate(numeral: str) -> Decimal | None:
    for name, scale in SCALES.items():
        head, found, tail = numeral.rpartition(name)
        if found:
            return _combine(head.lstrip("零〇"), scale, tail)
    return _evaluate_digits(numeral)


def _combine(head: str, scale: int, tail: str) -> Decimal | None:
    """head × scale + tail, where 三百五 is 350 and 三百零五 is 305."""
    times = Decimal(1) if not head and scale == 10 else _evaluate(head)
    rest = _evaluate(tail.lstrip("零〇")) if tail else Decimal(0)
    if times is None or rest is None or rest >= scale or (scale < 10**4 and times >= 10):
        return None
    shortened = len(tail) == 1 and scale >= 100
    if "点" in tail[1:2] and scale >= 100:  # 两千三点一 can be either
        return None
    return times * scale + (rest * scale / 10 if shortened else rest)


def _evaluate_digits(numeral: str) -> Decimal | None:
    """Arabic digits; one Chinese digit, with or without decimals (三点五); three or more in a row (二〇二三)."""
    if ARABIC_DIGITS.fullmatch(numeral):
        return Decimal(numeral)
    whole, point, decimals = numeral.partition("点")
    if len(whole) == 2 or not (whole or decimals) or not set(whole + decimals) <= DIGITS.keys():
        return None
    digits = "".join(str(DIGITS[digit]) for digit in whole + decimals)
    return Decimal(digits).scaleb(-len(decimals))


def _estimate(numeral: str) -> tuple[Decimal | None, Decimal | None]:
    """Both ends of 三四万, 五六个, 二三十: two neighbouring digits."""
    match = NEIGHBOURS.fullmatch(numeral)
    if not match or DIGITS[match[2]] != DIGITS[match[1]] + 1:
        return None, None
    return evaluate(match[1] + match[3]), evaluate(match[2] + match[3])
