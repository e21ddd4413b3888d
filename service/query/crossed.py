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
    if query.operation not in OF_SIDES or not len(query.targets) == len(draft.targets) == len(draft.groups) == 2 or units != query.units:
        return query
    (first, second), (item, other) = draft.groups, draft.targets
    apart = first.start < item.start < second.start < other.start
    return replace(query, explicit=query.explicit | {CROSSED}) if apart else query
