"""Which years a question is about: named, counted from others, carried over, or all that are disclosed."""

from __future__ import annotations

from service.language.words import compiled, variant_words
from service.periods import Period
from service.quantities import parse_numeral
from service.query.context import Context
from service.query.draft import Draft, stands_alone
from service.query.logical import ALL_YEARS


def count_years(draft: Draft) -> int:
    """How many years a question names (近三年 is three)."""
    named = sum(len(period.years) or (period.count or ALL_YEARS if period.kind == "last" else 1) for period in telling(draft))
    return named or counted_years(draft)


def telling(draft: Draft) -> tuple[Period, ...]:
    """这三年, 2022、2023、2024年: the years that are listed are those that were counted."""
    listed = [year for period in draft.periods for year in period.years]
    return tuple(period for period in draft.periods if period.kind != "last" or len(listed) < 2)


def counted_years(draft: Draft) -> int:
    """三年平均: how many years are counted without saying which, 0 if none are."""
    said = next((m.captured for m in draft.analysis.of("operation") if "several_years" in m.ids), "")
    return int(parse_numeral(said) or 0)


def resolve_years(draft: Draft, context: Context) -> tuple[tuple[int, ...], bool]:
    """Years named by number or calendar; relative ones are counted from the year under discussion (negative: from the newest)."""
    years: list[int] = []
    text, periods, counted = draft.analysis.text, telling(draft), counted_years(draft)
    if not periods and compiled(variant_words().which_year).search(text) and draft.analysis.has("most", "least", "rank_desc", "rank_asc"):
        return tuple(0 - n for n in reversed(range(ALL_YEARS))), True
    if counted and not periods:
        return tuple(0 - n for n in reversed(range(counted))), True
    for period in periods:
        if period.years:
            years += period.years
        elif period.kind == "relative":
            years.append(context.years[-1] + period.offset if context.years else period.offset)
        elif period.kind == "last":
            years += [period.offset - n for n in reversed(range(period.count or ALL_YEARS))]
    if years or not context.said_years or stands_alone(draft):
        return tuple(dict.fromkeys(years)), bool(periods)
    # Set against an earlier year is the one after it, not that year itself.
    return tuple(year for year in context.said_years if draft.against is None or year > draft.against), False
