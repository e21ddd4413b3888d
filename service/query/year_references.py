"""YEARS THAT ARE POINTED AT → REFERENCE: 增减多少 between two years, 2024年的比它多多少."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.words import compiled, places
from service.query.context import Context
from service.query.draft import Draft
from service.query.reference import Reference
from service.query.series import YEARS, last_series


def between_years(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """增减多少, after a figure of two years: from the earlier one to the later one."""
    named = draft.groups or draft.targets or draft.periods or draft.against or draft.analysis.of("quantity")
    asks = draft.analysis.has("change", "change_rate") and not named
    series = last_series(context) if asks and context.turns else None
    if series is None or series.axis != YEARS or len(series.entries) != 2:
        return None
    first, last = sorted(entry.year for entry in series.entries)
    return Reference(replace(draft, against=first), (series.entries[0].unit,), years=(last,))


def before_year(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """跟2022年比少了多少, after a figure of 2021: the two years are set against each other, not 2022 and the newest one."""
    named = draft.groups or draft.targets or draft.periods
    last = context.turns[-1] if context.turns else []
    if draft.against is None or named or len(last) != 1 or context.said_years != [last[0].year] or last[0].year >= draft.against:
        return None
    kept = tuple(m for m in draft.analysis.mentions if not set(m.ids) & {"against", "change", "change_rate", "changed"})
    plain = replace(draft, against=None, analysis=replace(draft.analysis, mentions=kept))
    return Reference(plain, (last[0].unit,), (last[0].item.target(),), (last[0].year, draft.against), operation="difference")


def than_year(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """2024年的比它多多少: the figure of the year named now is set against the one before."""
    named = [year for period in draft.periods for year in period.years]
    before = context.turns[-1][0] if context.turns and len(context.turns[-1]) == 1 else None
    alone = not (draft.groups or draft.targets) and draft.analysis.has("difference", "multiple")
    if before is None or len(named) != 1 or not alone or not compiled(places().than_before).search(draft.analysis.text) or before.year in (0, *named):
        return None
    return Reference(replace(draft, periods=()), (before.unit,), (before.item.target(),), years=(named[0], before.year))
