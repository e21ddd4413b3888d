"""A QUESTION THAT LEANS ON THE LAST ANSWER WITHOUT A POINTING WORD: the unit that was found, the items that were asked for one by one."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.words import compiled, places
from service.query.context import Context
from service.query.draft import Draft
from service.query.reference import Reference, pointing_at
from service.query.series import ITEMS, last_series

# What is told of one unit.
OF_ONE = ("list_projects", "breakdown", "reason", "purpose", "duties", "funds", "purchases")


def winner(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """哪家项目支出最高, 有哪些项目: what is told of one unit is told of the one that was found."""
    asked = draft.analysis.has(*OF_ONE) and not (draft.groups or draft.each or draft.targets or compiled(places().these).search(draft.analysis.text))
    if not asked or context.operation != "rank" or not context.each or not context.turns:
        return None
    found = {entry.unit for entry in context.turns[-1]}
    return Reference(draft, tuple(found), one=True) if len(found) == 1 else None


def added_up_first(draft: Draft, context: Context) -> Reference | None:
    """加起来占公用经费多少: the items asked for one by one are one part, where adding up is said before anything is named."""
    sums = [m.start for m in draft.analysis.of("operation") if "sum" in m.ids]
    named = [placed.start for placed in draft.targets]
    if not sums or not draft.analysis.has("share") or draft.groups or draft.analysis.of("count", "all") or min(named, default=sums[0]) < sums[0]:
        return None
    series = last_series(context)
    several = series is not None and series.axis == ITEMS and len(series.entries) > 1
    return pointing_at(replace(draft, each=False), series, context) if several else None
