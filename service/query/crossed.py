"""QUERY → QUERY: two items of which each is one of two units' own (武汉的人员经费和四川的公用经费差多少) are set against each other."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.query.draft import Draft
from service.query.logical import Query

CROSSED = "crossed"
OF_SIDES = ("difference", "multiple")


def cross(query: Query, draft: Draft, catalog: Catalog) -> Query:
    """The query with its first item for the first unit only, and its second for the second, where they are said in this order."""
    units = tuple(unit for group in draft.groups for unit in group.units)
    which = query.operation == "rank" and query.limit is None and query.nth is None and not draft.analysis.has("rank_desc", "rank_asc")
    if query.operation not in OF_SIDES and not which or not len(query.targets) == len(draft.targets) == len(draft.groups) == 2 or units != query.units:
        return query
    (first, second), (item, other) = draft.groups, draft.targets
    apart = first.start < item.start < second.start < other.start
    operation = "difference" if which else query.operation
    return replace(query, operation=operation, explicit=query.explicit | {CROSSED}) if apart else query
