"""TEXT → PERIODS: the one grammar of years, for questions and documents alike.

    "2023年度", "二〇二三", "23年"   →  year 2023
    "2021至2023年", "21年到23年"      →  2021 to 2023
    "十四五", "2022年以来"            →  2021 to 2025, 2022 to the year of `today`
    "去年"                          →  the calendar year before that of `today`
    "上年", "近三年", "前两年"        →  relative: what they mean depends on the year under discussion and on the years disclosed
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from service.quantities import find_quantities, fold, parse_numeral

Kind = Literal["year", "range", "plan", "calendar", "relative", "last"]

CHINESE_DIGITS = str.maketrans("〇零Oo一二三四五六七八九", "0000123456789")
CALENDAR = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
RELATIVE = {"上上": -2, "上": -1, "前": -1, "再上": -1, "再前": -1, "下": 1, "后": 1, "次": 1}
# 十四五 began in 2021; each plan lasts five years.
PLAN, PLAN_START, PLAN_YEARS = 14, 2021, 5
LONGEST_RANGE = 20

FOUR = r"(?:19[5-9]\d|20\d\d)"
CHINESE_FOUR = (
    r"(?:(?:一九[五六七八九]|二[〇零Oo][〇零Oo一二三四五六七八九])[〇零Oo一二三四五六七八九]"
    r"|[两二]千零(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=\s?年))"
)
YEAR_WORD = r"\s?(?:财政年度|财年|年度?)(?!代(?![编理发扣收缴付表办]))"
NOT_DURATION = r"(?![限内期来多级]|以[上下内来后前]|后(?!年)|前(?!年)|之[后前内])"

RANGE = re.compile(
    rf"(?<!\d)(?P<first>{FOUR}|{CHINESE_FOUR})(?:{YEAR_WORD})?\s?(?:-{{1,2}}|~|至|到)\s?"
    rf"(?:(?P<last>{FOUR}|{CHINESE_FOUR})(?!\d)(?:{YEAR_WORD})?|(?P<short>\d\d){YEAR_WORD})"
)
# Two digits are years where no length of time is spoken of (使用年限10-15年).
SHORT_RANGE = re.compile(
    rf"(?<![\d.,第近约过来至到满限龄命周期旧用每\-~])(?P<first>[0-3]\d)(?:年度?)?\s?(?:-{{1,2}}|~|至|到)\s?(?P<last>[0-3]\d)年度?{NOT_DURATION}"
)
SINCE = re.compile(
    rf"(?:(?:自从?|从)\s?(?P<short>[0-3]\d)年度?|(?:自从?|从)?\s?(?<![\d.,])(?P<first>{FOUR}|{CHINESE_FOUR}){YEAR_WORD})"
    r"(?:以来|起(?!草|始)|至今|到现在|到今年|开始(?!的?预算))"
)
YEAR = re.compile(rf"(?<!\d)(?P<year>{FOUR}|{CHINESE_FOUR}){YEAR_WORD}")
BARE_CHINESE = re.compile(rf"(?<![一二三四五六七八九十百千万亿零〇])(?P<year>{CHINESE_FOUR})(?![一二三四五六七八九十百千万亿零〇])")
BARE = re.compile(rf"(?<![\d.A-Za-z])(?<!\d,)(?<![\dA-Za-z][/\-])(?P<year>{FOUR})(?![\d,%A-Za-z]|\.\d|年代)")
SHORT = re.compile(rf"(?<![\d.,第近约过去来至到满\-~])(?P<year>[0-3]\d)年(?:度)?{NOT_DURATION}")
# 22、23和24年: years one after the other, not lengths of time.
SHORT_LIST = re.compile(rf"(?<![\d.,第近约过去来至到满\-~])(?P<years>(?:[0-3]\d年?\s?[、,，和与跟及]\s?){{1,5}}[0-3]\d)年度?{NOT_DURATION}")
PLAN_NAME = re.compile(r"(?<![一二两三四五六七八九十百千])第?(?P<plan>十[一二三四五六七])个?五(?![十百千万亿])(?:年规划|年计划|年(?!度))?(?:期间|时期|以来)?")
CALENDAR_NAME = re.compile(
    r"(?P<name>大前年|(?<![以当提之])(?<!(?<!项)目)前年(?!度)|(?<!过)去年|今年"
    r"|(?<![证说注表声])明年|(?<![以之今休])后年(?!度))度?(?!同期)"
)
RELATIVE_NAME = re.compile(
    r"(?P<name>(?<!以)上上(?=一?年)|再上(?=一?年)|再前(?=一年)|(?<![以之])上(?=一?个?财?年)|(?<![以当之])(?<!(?<!项)目)前(?=一年)"
    r"|(?<!结转)下(?=一?年)|(?<![以之])后(?=一年)|(?<![每人批首车家])次(?=年))一?个?财?年度?(?:同期)?(?!结转|结余)"
    r"|(?P<same>去年度?同期)|(?P<before>(?<![以当提之])(?<!(?<!项)目)前年度?同期)"
)
LAST = re.compile(
    r"(?:最近的?|过去|近|这)\s?(?P<count>\d{1,2}|[一二两三四五六七八九十])\s?个?(?:财政|财)?年度?(?!前|后|内|龄)(?:以?来|间)?"
    r"|(?:此前|之前|往前|前面|(?<![以当提之])前|(?<![以之])上)的?(?P<ago>[2-5]|[两二三四五])个?(?:财政|财)?年度?(?!前|后|内|龄|级)"
    r"|(?P<all>历年|历次|近几年来?|近些年来?|近年来?|最近几年|这几年|这些年来?|各年度?)"
)
COMPARED_BEFORE = re.compile(r"(?:超过|大于|高于|多于|不到|低于|少于|小于|不足|至少|最多|不少于|不低于|不超过|达到)\s?$")
COMPARED_AFTER = re.compile(r"\s?(?:以上|以下|以内|左右)")


@dataclass(frozen=True)
class Period:
    """One mention of years at `text[start:end]`.

    `years` is empty for relative (the year under discussion plus `offset`) and for last (the newest `count` years
    that are disclosed, all of them where `count` is 0, up to the newest plus `offset`); these are resolved by who knows the disclosed years.
    """

    start: int
    end: int
    kind: Kind
    years: tuple[int, ...] = ()
    offset: int = 0
    count: int = 0


def find_periods(text: str, today: date) -> tuple[Period, ...]:
    """The years that `text` mentions, in order; `today` is what 今年 and 去年 count from.

    A bare 2023 is taken for a year unless it has a unit, is part of a code or stands behind 超过 and the like.
    上年结转, 本年收入 and other names of figures are no periods.
    """
    folded = fold(text)
    taken: list[Period] = []
    for reader in READERS:
        for period in reader(folded, today):
            if not _overlaps(period, taken):
                taken.append(period)
    return tuple(sorted(taken, key=lambda period: period.start))


def _overlaps(period: Period, taken: list[Period]) -> bool:
    return any(period.start < other.end and other.start < period.end for other in taken)


def _read_ranges(text: str, today: date) -> Iterator[Period]:
    for match in RANGE.finditer(text):
        first = _year(match["first"])
        last = _year(match["last"]) if match["last"] else first // 100 * 100 + int(match["short"])
        if first < last <= first + LONGEST_RANGE:
            yield Period(*match.span(), "range", tuple(range(first, last + 1)))


def _read_short_ranges(text: str, today: date) -> Iterator[Period]:
    """21年到23年, 21-23年: of this century, not far in the future, and no longer than a plan."""
    for match in SHORT_RANGE.finditer(text):
        first, last = 2000 + int(match["first"]), 2000 + int(match["last"])
        if first < last <= min(first + PLAN_YEARS, today.year + PLAN_YEARS):
            yield Period(*match.span(), "range", tuple(range(first, last + 1)))


def _read_since(text: str, today: date) -> Iterator[Period]:
    """2022年以来, 从21年起: up to the year of `today`; later than that nothing can have begun."""
    for match in SINCE.finditer(text):
        first = _year(match["first"]) if match["first"] else 2000 + int(match["short"])
        if first <= today.year <= first + LONGEST_RANGE:
            yield Period(*match.span(), "range", tuple(range(first, today.year + 1)))


def _read_years(text: str, today: date) -> Iterator[Period]:
    for rule in (YEAR, BARE_CHINESE):
        for match in rule.finditer(text):
            yield Period(*match.span(), "year", (_year(match["year"]),))


def _read_plans(text: str, today: date) -> Iterator[Period]:
    for match in PLAN_NAME.finditer(text):
        first = PLAN_START + PLAN_YEARS * (int(parse_numeral(match["plan"])) - PLAN)
        yield Period(*match.span(), "plan", tuple(range(first, first + PLAN_YEARS)))


def _read_last(text: str, today: date) -> Iterator[Period]:
    for match in LAST.finditer(text):
        count = match["count"] or match["ago"]
        yield Period(*match.span(), "last", offset=-1 if match["ago"] else 0, count=int(parse_numeral(count)) if count else 0)


def _read_relatives(text: str, today: date) -> Iterator[Period]:
    for match in RELATIVE_NAME.finditer(text):
        offset = RELATIVE[match["name"]] if match["name"] else -1 if match["same"] else -2
        yield Period(*match.span(), "relative", offset=offset)


def _read_calendar(text: str, today: date) -> Iterator[Period]:
    for match in CALENDAR_NAME.finditer(text):
        offset = CALENDAR[match["name"]]
        yield Period(*match.span(), "calendar", (today.year + offset,), offset)


def _read_short_years(text: str, today: date) -> Iterator[Period]:
    """23年: of this century, and not far in the future; 10年 as a duration is left to its context."""
    for match in SHORT.finditer(text):
        year = 2000 + int(match["year"])
        if year <= today.year + PLAN_YEARS:
            yield Period(*match.span(), "year", (year,))


def _read_short_lists(text: str, today: date) -> Iterator[Period]:
    """22、23、24年: at most as far apart as a plan is long, and not far in the future."""
    for match in SHORT_LIST.finditer(text):
        years = tuple(2000 + int(digits) for digits in re.findall(r"\d\d", match["years"]))
        if max(years) <= today.year + PLAN_YEARS and max(years) - min(years) <= PLAN_YEARS:
            yield Period(*match.span(), "range", years)


def _read_bare_years(text: str, today: date) -> Iterator[Period]:
    bare = [match.span() for match in BARE.finditer(text)]
    quantities = find_quantities(text) if bare else ()
    amounts = {quantity.start: quantity.end for quantity in quantities if quantity.high is None}
    for start, end in bare:
        compared = COMPARED_BEFORE.search(text, 0, start) or COMPARED_AFTER.match(text, end)
        if amounts.get(start, end) == end and not compared:
            yield Period(start, end, "year", (_year(text[start:end]),))


# In order of precedence: what an earlier one took, a later one leaves.
READERS = (
    _read_ranges,
    _read_short_ranges,
    _read_short_lists,
    _read_since,
    _read_years,
    _read_plans,
    _read_last,
    _read_relatives,
    _read_calendar,
    _read_short_years,
    _read_bare_years,
)


def _year(printed: str) -> int:
    """2023, 二〇二三 and 两千零二十三."""
    return int(parse_numeral(printed)) if "千" in printed else int(printed.translate(CHINESE_DIGITS))
