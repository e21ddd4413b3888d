"""QUERY → QUERY: 电费项目里列了多少: an economic item as far as it stands in projects, none of which is named."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.query.draft import Draft
from service.query.logical import Query
from service.query.tables import has_table
from service.query.targets import make_target

# The kind of table that prints an economic item with its part in projects.
BY_ECONOMIC = "general_expenditure_by_economic"
SAID = frozenset({"op:in_projects"})


def keep_to_projects(query: Query, draft: Draft, catalog: Catalog) -> Query:
    """The amount of the item in projects; where a project is named, its own parts are read elsewhere."""
    if not draft.analysis.has("in_projects"):
        return query
    if draft.holder or any(target.inside or target.id.startswith("project:") for target in query.targets):
        return replace(query, explicit=query.explicit - SAID)
    return _amount_in_projects(query, catalog) if _is_item(query) else query


def _is_item(query: Query) -> bool:
    """Whether one economic item is looked up, none of whose amounts was said."""
    one = query.operation in ("lookup", "sum") and len(query.targets) == 1
    return one and query.targets[0].id.startswith("economic.") and query.targets[0].aspect == "total"


def _amount_in_projects(query: Query, catalog: Catalog) -> Query:
    """What the units' tables print of it as project expenditure; else what the projects' sub-items come to."""
    parts = tuple(make_target(t.id, "project", t.scope) for t in query.targets)
    query = replace(query, explicit=query.explicit - SAID, targets=parts)
    printed = all(has_table(catalog, unit, BY_ECONOMIC) for unit in query.units)
    return query if printed else replace(query, operation="details_sum")
