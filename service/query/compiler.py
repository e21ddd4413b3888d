"""QUERY → SQL: the facts that a figure may be, built with sqlglot expressions; values go in as parameters."""

from __future__ import annotations

from sqlglot import exp

from service.facts.statements import Parameters, Statement
from service.language.measures import Source


# Rows that only repeat an amount on another level, and the parts of one that is printed whole elsewhere.
NOT_COUNTED = ("rollup", "part")


def find_facts(
    sources: tuple[Source, ...], units: tuple[tuple[str, int], ...], stage: tuple[str, ...], variant: str, best: bool
) -> Statement:
    """The facts that one figure may be: those of the given items, amounts and kinds, for (unit, year) pairs.

    Column `preference` is the place of a fact's source in `sources`; with `best`, only the facts with a unit's and
    year's lowest preference are returned, else all of them.
    """
    builder = Parameters()
    candidates = _candidates(sources, units, stage, variant, builder)
    if not best:
        query = exp.select("*").from_(candidates.subquery("found")).order_by("unit_id", "year", "preference", "fact_id")
        return builder.statement(query)
    least = (
        exp.select("unit_id", "year", exp.alias_(exp.Min(this=exp.column("preference")), "preference"))
        .from_(candidates.copy().subquery("every")).group_by("unit_id", "year")
    )
    joined = (
        exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier("found"))).from_(candidates.subquery("found"))
        .join(least.subquery("least"), using=["unit_id", "year", "preference"], join_type="inner")
        .order_by(exp.column("unit_id", "found"), exp.column("year", "found"), exp.column("fact_id", "found"))
    )
    return builder.statement(joined)


def _candidates(
    sources: tuple[Source, ...], units: tuple[tuple[str, int], ...], stage: tuple[str, ...], variant: str, builder: Parameters
) -> exp.Select:
    preference = exp.Case()
    for rank, source in enumerate(sources):
        preference = preference.when(_is_source(source, builder), exp.Literal.number(source.rank if source.rank >= 0 else rank))
    query = exp.select("*", exp.alias_(preference, "preference")).from_("facts")
    query = query.where(exp.or_(*(_is_source(source, builder) for source in sources)))
    query = query.where(exp.or_(*(_is_unit_year(unit, year, builder) for unit, year in units)))
    query = query.where(exp.column("stage").isin(*(builder.value(s) for s in stage)))
    query = query.where(exp.column("variant").eq(builder.value(variant)))
    carried = exp.and_(exp.column("carry").eq(builder.value("carryover")), exp.column("subject").neq(builder.value("carry.in")))
    counted = exp.not_(exp.column("role").isin(*(builder.value(role) for role in NOT_COUNTED)))
    return query.where(counted).where(exp.not_(carried))


def _is_source(source: Source, builder: Parameters) -> exp.Expression:
    conditions = [
        exp.column("kind").eq(builder.value(source.kind)),
        exp.column("subject").eq(builder.value(source.subject)),
        exp.column("aspect").eq(builder.value(source.aspect)),
    ]
    if source.scope:
        conditions.append(exp.column("scope").eq(builder.value(source.scope)))
    return exp.paren(exp.and_(*conditions))


def _is_unit_year(unit: str, year: int, builder: Parameters) -> exp.Expression:
    return exp.paren(exp.and_(exp.column("unit_id").eq(builder.value(unit)), exp.column("year").eq(builder.value(year))))


def aggregate(fact_ids: tuple[int, ...]) -> Statement:
    """The exact sum of facts, as columns total and n; what is blank or none stated counts as 0."""
    builder = Parameters()
    value = exp.func("COALESCE", exp.column("value"), exp.Literal.number(0))
    query = (
        exp.select(exp.alias_(exp.Sum(this=value), "total"), exp.alias_(exp.Count(this=exp.Star()), "n"))
        .from_("facts").where(exp.column("fact_id").isin(*(builder.value(i) for i in fact_ids)))
    )
    return builder.statement(query)
