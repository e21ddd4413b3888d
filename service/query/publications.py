"""QUERY → QUERIES: which document of a unit and year is asked about, where it published several: 部门 and 本级, 预算 and 决算."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.facts.units import published_twice
from service.language.words import compiled, variant_words
from service.query.context import Context
from service.query.finder import years_of
from service.query.logical import Clarify, Outcome, Query

STAGES = ("budget", "final")


def by_office(outcome: Outcome) -> tuple[str, ...]:
    """The complete questions of an outcome that asks which of an office's two publications is meant, () for any other."""
    asks = isinstance(outcome, Clarify) and published_twice(unit for unit, _ in outcome.choices)
    return tuple(question for _, question in outcome.choices) if asks and isinstance(outcome, Clarify) else ()


def by_stage(outcome: Outcome, catalog: Catalog, context: Context = Context()) -> tuple[Query, ...]:
    """A query about the budget where that is said of a year with a final account; about both where a unit published both for a year."""
    if not isinstance(outcome, Query) or outcome.stage or not outcome.targets:
        return ()
    asked = ((unit, year) for unit in outcome.units for year in years_of(outcome, catalog, unit))
    published = [{d.type for d in catalog.of(unit) if d.year == year} for unit, year in asked]
    if compiled(variant_words().says_budget).search(outcome.text) or _goes_on_from_budget(outcome, catalog, context):
        return (replace(outcome, stage=STAGES[0]),) if any(STAGES[1] in types for types in published) else ()
    return tuple(replace(outcome, stage=stage) for stage in STAGES) if any(len(types) > 1 for types in published) else ()


def stages_before(context: Context, catalog: Catalog) -> frozenset[str]:
    """The stages of the figures that the last question asked for: as said, else as the document of that year is."""
    entries = context.turns[-1] if context.turns else []
    return frozenset(e.stage or next((d.type for d in catalog.of(e.unit) if d.year == e.year), "") for e in entries if e.unit in catalog.units)


def _goes_on_from_budget(outcome: Query, catalog: Catalog, context: Context) -> bool:
    """总预算是多少, then 2024年呢: what was asked for under the name of a budget and told of one is meant of a budget again."""
    carried = "targets" not in outcome.explicit and stages_before(context, catalog) == {STAGES[0]}
    return carried and all(compiled(variant_words().says_budget).search(target.name) for target in outcome.targets)
