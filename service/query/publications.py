"""QUERY → QUERIES: which document of a unit and year is asked about, where it published several: 部门 and 本级, 预算 and 决算."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.facts.units import published_twice
from service.language.words import compiled, variant_words
from service.query.finder import years_of
from service.query.logical import Clarify, Outcome, Query

STAGES = ("budget", "final")


def by_office(outcome: Outcome) -> tuple[str, ...]:
    """The complete questions of an outcome that asks which of an office's two publications is meant, () for any other."""
    asks = isinstance(outcome, Clarify) and published_twice(unit for unit, _ in outcome.choices)
    return tuple(question for _, question in outcome.choices) if asks and isinstance(outcome, Clarify) else ()


def by_stage(outcome: Outcome, catalog: Catalog) -> tuple[Query, ...]:
    """A query about the budget where that is said of a year with a final account; about both where a unit published both for a year."""
    if not isinstance(outcome, Query) or outcome.stage or not outcome.targets:
        return ()
    asked = ((unit, year) for unit in outcome.units for year in years_of(outcome, catalog, unit))
    published = [{d.type for d in catalog.of(unit) if d.year == year} for unit, year in asked]
    if compiled(variant_words().says_budget).search(outcome.text):
        return (replace(outcome, stage=STAGES[0]),) if any(STAGES[1] in types for types in published) else ()
    return tuple(replace(outcome, stage=stage) for stage in STAGES) if any(len(types) > 1 for types in published) else ()
