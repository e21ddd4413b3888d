"""QUERY → QUERY: what is wanted for each person; the number of people itself is what is divided by."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.measures import measures
from service.query.draft import Draft
from service.query.logical import Decline, Outcome, Query, Target


def set_people(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """在职几个人，人均人员经费: of a number of people and a figure, the figure is wanted for each person."""
    if query.operation != "per_person":
        return query
    rest = tuple(target for target in query.targets if not _is_headcount(target))
    return replace(query, targets=rest) if rest else Decline("people_of_what")


def _is_headcount(target: Target) -> bool:
    record = measures().get(target.id)
    return record is not None and record.subject.startswith("staff.")
