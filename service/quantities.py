"""TEXT → QUANTITIES: the one grammar of numbers and amounts, for questions and documents alike.

    "约1,236.74万元"   →  1236.74 万元, not exact
    "一千万到两千万"    →  from 10000000 to 20000000
    "百分之五"         →  5 %
Words that compare (超过, 以上, 不到) are none of this module's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from math import prod
from typing import Literal

import msgspec

from service import assets

FILE = "lexicon/protected.yaml"

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
LARGE = {"万": 10**4, "亿": 10**8}
SCALES = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}

# One character for one, so that every index stays that of the text as given.
FOLD = str.maketrans(
    "０１２３４５６７８９．％＋－−–—～〜∼（）：萬億兩壹贰貳叁參肆伍陆陸柒捌玖拾佰仟○負幾點個臺輛張",
    "0123456789.%+----~~~():万亿两一二二三三四五六六七八九十百千〇负几点个台辆张",
)
WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９])")

ARABIC = (
    r"(?:\d{1,3}(?:,\s?\d{3})+\s?\.\s?\d{2}(?!\d)"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)"
    r"|\d{2,}\.\s\d{2}(?!\d)"
    r"|\d+(?:\.\d+)?)"
)
CHINESE = r"[零〇一二两三四五六七八九十百千万亿廿卅]"
NUMERAL = (
    rf"(?>{ARABIC}(?:\s{{0,2}}(?!百分点)[十百千万亿]+(?:\s?零?(?:\d++(?:\.\d++)?|[一二两三四五六七八九])\s?[十百千万亿]*)*)?"
    rf"|{CHINESE}(?:\s?{CHINESE})*(?:\s?点\s?[零〇一二三四五六七八九]+[十百千万亿]*)?)"
)

MONEY = ("块钱", "块", "元")
COUNTERS = (
    "台/套 台(套) 台套 平方公里 平方米 立方米 千瓦时 个工作日 工作日 个月 小时 分钟 公里 公顷 公斤 千克 "
    "人次 人天 辆次 家次 批次 车次 场次 件次 户次 m2 ㎡ 个人 "
    "个 人 名 位 辆 台 套 张 次 家 件 项 户 处 间 场 条 份 篇 册 批 所 座 天 秒 亩 吨 例 宗 种"
).split()
UNIT = "|".join(re.escape(unit) for unit in sorted((*COUNTERS, *MONEY), key=len, reverse=True))
# A unit that begins another word is none: 人员, 家庭, 项目, 天门 ….
OTHER_WORD = (
    "(?!(?<=人)[民员均才力社]|(?<=家)[庭长属]|(?<=项)目|(?<=种)类|(?<=处)[置理]|(?<=条)[例款]|(?<=位)于"
    "|(?<=名)[称字录单]|(?<=天)[津门水]|(?<=台)[币湾州])"
)

FRACTION = re.compile(rf"(?P<whole>[百千万]|{NUMERAL})\s?分\s?之\s?(?P<part>百|{NUMERAL})")
TENTHS = re.compile(
    rf"(?P<number>{NUMERAL})\s?成(?P<rest>[一二三四五六七八九半])?(?![员立本果功为都绩分熟长效就份品交])"
)
HALF = re.compile("一半")
AMOUNT = re.compile(
    rf"(?P<number>{NUMERAL})(?P<rough>[余多](?![少额下大种样家年多了出花])|来(?=[万亿]|\s?(?:{UNIT})))?"
    rf"(?P<scale>[万亿]*)"
    rf"(?:\s{{0,2}}(?P<unit>个?百分点|%|倍(?P<half>半)?|(?:{UNIT}){OTHER_WORD}|分(?![之别类配布析公散为成期])))?"
)
BEGINNING = re.compile(rf"\d|{CHINESE}")
ROUGH_BEFORE = re.compile(r"(?:大约|大概|差不多|接近|将近|不足|(?<![节合制预契公条])约为?|(?<![最附接将邻临新远])近)\s?$")
ROUGH_AFTER = re.compile(r"\s?(?:左右|上下(?![级联游])|前后|出头|开外)")
JOINT = re.compile(r"\s*(?P<sign>-{1,2}|~|至|到)\s*")
SURE_WITHOUT_UNIT = re.compile(r"[百千万亿廿卅]|[二三四五六七八九]十")

CELL = re.compile(
    r"(?P<sign>[-+△▲]?)\s*(?P<whole>\d+|\d{1,3}(?:(?:\s?,\s?|\s)\d{3})+)(?:\s?\.\s?(?P<decimals>\d+))?\s*(?P<percent>%?)"
)
DASH = re.compile(r"-+")

VAGUE = ("几", "兆")
LONGEST_NUMBER = 15
PERCENT = "%"
WITHOUT_PREFIX = (None, PERCENT, "百分点", "倍")
SCALE_PREFIXES = {1: "", 10**4: "万", 10**8: "亿", 10**12: "万亿"}


class Protected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/protected.yaml."""

    words: list[str]
    before: list[str]
    after: list[str]
    hotlines: list[str]


@dataclass(frozen=True)
class Quantity:
    """One number with its unit, at `text[start:end]`.

    `unit` includes the 万 or 亿 directly before it (万元, 万人) and is spelled in half width: 元 also for 块, % also
    for 百分之, 成 and 分之. Without a unit, `value` is the whole number (3万 is 30000).
    `exact` is False for 约, 近, 余, 多, 左右 and the like. A range has `low` and `high`, and its `value` is `low`.
    """

    start: int
    end: int
    value: Decimal
    unit: str | None
    exact: bool = True
    low: Decimal | None = None
    high: Decimal | None = None

    def scale(self) -> int:
        """How many of the basic unit one of `unit` is: 10000 for 万元, 1 for 元, 辆 or no unit."""
        return prod(LARGE[character] for character in re.match("[万亿]*", self.unit or "")[0])


@dataclass(frozen=True)
class Candidate:
    """A number as first read, worth number × scale; `scale` is that of the 万 and 亿 directly before its unit."""

    start: int
    end: int
    number: Decimal
    scale: int = 1
    unit: str | None = None
    exact: bool = True
    high: Decimal | None = None


@dataclass(frozen=True)
class CellNumber:
    """What a table cell prints. `value` is None unless status is number or zero; `decimals` are those printed."""

    status: Literal["number", "zero", "dash", "blank", "text"]
    value: Decimal | None = None
    decimals: int = 0
    percent: bool = False


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers and amounts of `text` in order; start and end are indexes of `text` as given.

    A bare year (2023) is a number too, for only the asker's sentence tells which is meant; 2023年 is none.
    """
    folded = fold(text)
    protected = {at for match in _protected_words().finditer(folded) for at in range(*match.span())}
    candidates = [found for found in _scan(folded) if found.start not in protected]
    return tuple(_settle(found) for found in _join_ranges(folded, candidates) if _is_plain(folded, found))


def parse_numeral(text: str) -> Decimal | None:
    """The value of a numeral without unit (`1,236.74`, `三百五`, `2千万`, `十`), None if `text` is none."""
    folded = fold(text).strip()
    return _evaluate(folded) if re.fullmatch(NUMERAL, folded) else None


def parse_cell(text: str) -> CellNumber:
    """The number that a table cell prints, or the status that says why there is none.

    Blanks beside separators are ignored; brackets and △ mean less than zero. What is not surely one number (`76, 39`) is text.
    """
    folded = text.translate(FOLD).replace("，", ",").strip()
    if not folded:
        return CellNumber("blank")
    if DASH.fullmatch(folded):
        return CellNumber("dash")
    bracketed = re.fullmatch(r"\((.*)\)", folded)
    match = CELL.fullmatch(bracketed.group(1).strip() if bracketed else folded)
    if not match or (bracketed and match["sign"]):
        return CellNumber("text")
    decimals = match["decimals"] or ""
    value = Decimal(re.sub(r"\D", "", match["whole"]) + "." + (decimals or "0"))
    value = value if decimals else value.to_integral_value()
    negative = bracketed or match["sign"] in ("-", "△", "▲")
    status = "number" if value else "zero"
    return CellNumber(status, -value if negative and value else value, len(decimals), bool(match["percent"]))


def fold(text: str) -> str:
    """`text` with digits, signs and numerals in one form each, character for character."""
    return WIDE_COMMA.sub(",", text).translate(FOLD)


def _scan(text: str) -> Iterator[Candidate]:
    """All candidates from left to right, none overlapping another."""
    at = 0
    while beginning := BEGINNING.search(text, at):
        match = _match_rule(text, beginning.start())
        candidate = _read(text, match)
        at = candidate.end if candidate else match.end()
        if candidate:
            yield candidate


def _match_rule(text: str, at: int) -> re.Match[str]:
    """The first rule that matches; AMOUNT does so wherever a numeral begins."""
    return FRACTION.match(text, at) or TENTHS.match(text, at) or HALF.match(text, at) or AMOUNT.match(text, at)


def _read(text: str, match: re.Match[str]) -> Candidate | None:
    """What a rule's match stands for, None if its numeral is malformed or vague (几十万)."""
    before, after = text[: match.start()], text[match.end() :]
    if before.endswith(VAGUE) or after.startswith(VAGUE) or (before.endswith("数") and match.group().startswith("十")):
        return None
    candidate = READERS[match.re](match)
    rough = ROUGH_BEFORE.search(before[-4:]) or ROUGH_AFTER.match(after)
    return replace(candidate, exact=False) if candidate and rough else candidate


def _read_fraction(match: re.Match[str]) -> Candidate | None:
    """百分之五, 千分之三, 三分之一: as a percentage."""
    whole = SCALES.get(match["whole"]) or _evaluate(match["whole"])
    part = SCALES.get(match["part"]) or _evaluate(match["part"])
    return _percentage(match, Decimal(part) * 100 / whole) if whole and part is not None else None


def _read_tenths(match: re.Match[str]) -> Candidate | None:
    """五成, 三成五, 两成半: as a percentage."""
    number = _evaluate(match["number"])
    if number is None or number > 10:
        return None
    rest = match["rest"]
    return _percentage(match, number * 10 + (5 if rest == "半" else DIGITS[rest] if rest else 0))


def _percentage(match: re.Match[str], value: Decimal) -> Candidate:
    return Candidate(match.start(), match.end(), value, unit=PERCENT)


def _read_amount(match: re.Match[str]) -> Candidate | None:
    printed = match["number"]
    value = _evaluate(printed)
    low, high = (value, None) if value is not None else _estimate(printed)
    if low is None:
        return None
    own = _scale_at_end(printed)
    return Candidate(
        start=match.start(),
        end=match.end(),
        number=low / own + (Decimal("0.5") if match["half"] else 0),
        scale=_scale_at_end(printed + match["scale"]) if not match["rough"] else own * _scale_at_end(match["scale"]),
        unit=_name_unit(match["unit"]),
        exact=not match["rough"] and high is None,
        high=high / own if high else None,
    )


READERS = {FRACTION: _read_fraction, TENTHS: _read_tenths, HALF: lambda match: _percentage(match, Decimal(50)), AMOUNT: _read_amount}


def _name_unit(printed: str | None) -> str | None:
    if printed in MONEY:
        return "元"
    return {"个百分点": "百分点", "倍半": "倍", "个人": "人"}.get(printed, printed)


def _scale_at_end(printed: str) -> int:
    return prod(LARGE[character] for character in re.search("[万亿]*$", printed)[0])


def _evaluate(numeral: str) -> Decimal | None:
    """The value of a well-formed numeral, None for one that is none (二三, 十百)."""
    numeral = re.sub(r"[,\s]", "", numeral).replace("廿", "二十").replace("卅", "三十")
    for name, scale in SCALES.items():
        head, found, tail = numeral.rpartition(name)
        if found:
            return _combine(head, scale, tail)
    return _evaluate_digits(numeral)


def _combine(head: str, scale: int, tail: str) -> Decimal | None:
    """head × scale + tail, where 三百五 is 350 and 三百零五 is 305."""
    times = Decimal(1) if not head and scale == 10 else _evaluate(head.lstrip("零〇"))
    rest = _evaluate(tail.lstrip("零〇")) if tail else Decimal(0)
    if times is None or rest is None or rest >= scale or (scale < 10**4 and times >= 10):
        return None
    shortened = len(tail) == 1 and scale >= 100
    if "点" in tail[1:2] and scale >= 100:  # 两千三点一 can be either
        return None
    return times * scale + (rest * scale / 10 if shortened else rest)


def _evaluate_digits(numeral: str) -> Decimal | None:
    """Arabic digits; one Chinese digit, with or without decimals (三点五); three or more in a row (二〇二三)."""
    if re.fullmatch(r"\d+(?:\.\d+)?", numeral):
        return Decimal(numeral)
    whole, point, decimals = numeral.partition("点")
    if len(whole) == 2 or not (whole or decimals) or not set(whole + decimals) <= DIGITS.keys():
        return None
    digits = "".join(str(DIGITS[digit]) for digit in whole + decimals)
    return Decimal(digits).scaleb(-len(decimals))


def _estimate(numeral: str) -> tuple[Decimal | None, Decimal | None]:
    """Both ends of 三四万, 五六个, 二三十: two neighbouring digits."""
    match = re.fullmatch("([一二两三四五六七八])([二三四五六七八九])([十百千万亿]*)", numeral)
    if not match or DIGITS[match[2]] != DIGITS[match[1]] + 1:
        return None, None
    return _evaluate(match[1] + match[3]), _evaluate(match[2] + match[3])


def _join_ranges(text: str, candidates: list[Candidate]) -> Iterator[Candidate]:
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
    """负, or a minus that does not join the amount to what stands before, is its sign."""
    before = text[: candidate.start]
    if before.endswith("负"):
        return replace(candidate, start=candidate.start - 1, number=-candidate.number)
    if candidate.unit is None or not text[candidate.start].isdigit() or not re.search(r"(?:^|[^0-9A-Za-z%元\-])-$", before):
        return candidate
    return replace(candidate, start=candidate.start - 1, number=-candidate.number)


def _settle(found: Candidate) -> Quantity:
    """Put 万 and 亿 into the unit of money and counters, and into the value of all else."""
    prefix = None if found.unit in WITHOUT_PREFIX else SCALE_PREFIXES.get(found.scale)
    times, unit = (found.scale, found.unit) if prefix is None else (1, prefix + found.unit)
    value = _multiply(found.number, times)
    if found.high is None:
        return Quantity(found.start, found.end, value, unit, found.exact)
    return Quantity(found.start, found.end, value, unit, found.exact, value, _multiply(found.high, times))


def _multiply(number: Decimal, times: int) -> Decimal:
    """The product without the zeros that multiplying adds (1.2 × 10000 is 12000, not 12000.0); × 1 as it is."""
    product = number * times
    return product.to_integral_value() if times > 1 and product == product.to_integral_value() else product


def _is_plain(text: str, found: Candidate) -> bool:
    """Whether a number is meant as one: not part of a date, a code, a telephone number or a list's numbering."""
    before, printed, after = text[: found.start], text[found.start : found.end], text[found.end :]
    if before.rstrip().endswith("第") or re.search(r"[A-Za-z_/^.]$|\d[,\-]$", before):
        return False
    if found.unit:
        return True
    if after.lstrip().startswith(tuple(_load().after)) or _is_list_number(before, printed, after):
        return False
    if SURE_WITHOUT_UNIT.search(printed):
        return True
    return printed[0].isdigit() and not _is_identifier(before, printed, after)


def _is_identifier(before: str, printed: str, after: str) -> bool:
    return (
        len(printed) > LONGEST_NUMBER
        or printed in _load().hotlines
        or bool(re.match(r"0\d", printed))
        or bool(re.match(r"[A-Za-z_/]|[.,\-]\d", after))
        or before.endswith("-")
        or before.rstrip(" :").endswith(tuple(_load().before))
    )


def _is_list_number(before: str, printed: str, after: str) -> bool:
    """(1) and [1]; 1. and 1、 and 二十、 before a word."""
    if before.endswith(("(", "[")) and after.startswith((")", "]")):
        return True
    short = re.fullmatch(r"\d{1,2}|[一二三四五六七八九廿十]{2,3}", printed)
    return bool(short and re.match(r"[.、)](?!\s?[\d一二三四五六七八九])", after))


@cache
def _load() -> Protected:
    return assets.load(FILE, Protected)


@cache
def _protected_words() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _load().words), key=len, reverse=True)))
