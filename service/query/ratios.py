"""QUERY → QUERY: 两者之比, 比值: a part over its whole, one figure in percent of another, or how many times it."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.query.draft import Draft
from service.query.logical import Query
from service.query.targets import contains


def settle_ratio(query: Query, draft: Draft, catalog: Catalog) -> Query:
    """A ratio in percent, and that of a part and its whole, is a share; any other stays a multiple."""
    if query.operation != "multiple" or not draft.analysis.has("ratio"):
        return query
    percent, explicit = draft.analysis.has("percent"), query.explicit | {"op:share"}
    if len(query.targets) == 2 and len(query.units) == 1:
        first, second = query.targets
        whole, part = (first, second) if contains(first, second) else (second, first)
        if percent or contains(whole, part):
            return replace(query, operation="share", targets=(part,), base=whole, explicit=explicit)
    if len(query.targets) == 1 and len(query.units) == 2 and percent:
        return replace(query, operation="share", units=query.units[:1], base_units=query.units[1:], explicit=explicit)
    return query
