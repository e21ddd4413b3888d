"""QUERY → SQL: the facts that a figure may be, built with sqlglot expressions; values go in as parameters."""

from __future__ import annotations

from functools import cache

from sqlglot import exp

from service.facts.statements import DIALECT, Statement
from service.language.measures import Source


# Rows that only repeat an amount on another level, and the parts of one that is printed whole elsewhere.
NOT_COUNTED = ("rollup", "part")
# What is carried over is no amount of the year, but for what names it itself.
CARRIED = (("subject", "carry.in"), ("aspect", "carryover_funds"))
SOURCE = ("kind", "subject", "aspect", "scope", "preference")
ORDER = ("unit_id", "year", "preference", "fact_id")


@cache
def _find_facts() -> str:
    """One text for all questions: places and units go in as lists."""
    source = exp.select(*(exp.alias_(exp.Explode(this=exp.Placeholder(this=name)), name) for name in SOURCE))
    same = [exp.column(name, "facts").eq(exp.column(name, "source")) for name in SOURCE[:3]]
    in_scope = exp.column("scope", "source").isin(exp.Literal.string(""), exp.column("scope", "facts"))
    asked = exp.and_(exp.func("LIST_CONTAINS", exp.Placeholder(this="unit_id"), exp.column("unit_id")),
                     exp.column("variant").eq(exp.Placeholder(this="variant")))
    asked_for = exp.or_(*(exp.column(name, "facts").eq(exp.Literal.string(value)) for name, value in CARRIED))
    carried = exp.and_(exp.column("carry").eq(exp.Literal.string("carryover")), exp.not_(asked_for))
    counted = exp.not_(exp.column("role").isin(*(exp.Literal.string(role) for role in NOT_COUNTED)))
    found = (
        exp.select("fact_id", exp.alias_(exp.Min(this=exp.column("preference")), "preference")).from_("facts")
        .join("source", on=exp.and_(*same, in_scope)).where(asked, counted, exp.not_(carried)).group_by("fact_id")
    )
    query = (
        exp.select(exp.Column(this=exp.Star(), table=exp.to_identifier("facts")), exp.column("preference", "found")).from_("facts")
        .join("found", using=["fact_id"]).order_by(*(exp.column(name) for name in ORDER))
        .with_("source", as_=source).with_("found", as_=found)
    )
    return query.sql(dialect=DIALECT, identify=True)


def find_facts(sources: tuple[Source, ...], units: tuple[str, ...], variant: str) -> Statement:
    """The facts that one figure of each unit may be, of every year and stage, in the order of unit, year and preference.

    Column `preference` is the place of a fact's source in `sources`, or the rank that the source has of its own.
    """
    columns = [(s.kind, s.subject, s.aspect, s.scope, s.rank if s.rank >= 0 else place) for place, s in enumerate(sources)]
    values = dict(zip(SOURCE, (list(column) for column in zip(*columns))))
    return Statement(_find_facts(), values | {"unit_id": list(units), "variant": variant})


@cache
def _aggregate() -> str:
    value = exp.func("COALESCE", exp.column("value"), exp.Literal.number(0))
    total, count = exp.alias_(exp.Sum(this=value), "total"), exp.alias_(exp.Count(this=exp.Star()), "n")
    asked = exp.func("LIST_CONTAINS", exp.Placeholder(this="fact_id"), exp.column("fact_id"))
    return exp.select(total, count).from_("facts").where(asked).sql(dialect=DIALECT, identify=True)


def aggregate(fact_ids: tuple[int, ...]) -> Statement:
    """The exact sum of facts, as columns total and n; what is blank or none stated counts as 0."""
    return Statement(_aggregate(), {"fact_id": list(fact_ids)})
