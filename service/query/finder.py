"""QUERY → ROWS: the facts of one target for one unit, from the first place that has them; or why there are none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from service.facts.catalog import Catalog, Disclosure
from service.facts.store import Row, Store
from service.language.measures import Source
from service.language.words import enumerate_words
from service.query.compiler import find_facts
from service.query.logical import Query, Target
from service.query.targets import change_sources, make_target

# Items that are stated as of a date, not for a year.
STOCKS = ("asset.", "staff.")
NONE = frozenset({"blank", "dash", "zero", "none_stated"})


@dataclass(frozen=True)
class Collection:
    """What questions are answered from."""

    store: Store
    catalog: Catalog


@dataclass(frozen=True)
class Figure:
    """One figure with what it stands on.

    `value` is exact, in `measure`; `none`: nothing is arranged there (blank, dash, 0, or said so). `facts` are its
    operands (one for a printed figure), `others` the same figure in other places. `formula` is set where it is computed.
    """

    unit: str
    year: int
    target: Target
    value: Decimal
    measure: str
    none: bool
    facts: tuple[Row, ...]
    others: tuple[Row, ...] = ()
    formula: str = ""
    stage: str = ""
    sql: str = ""


@dataclass(frozen=True)
class Missing:
    """Why a unit has no such figure: `code` names the sentence in prompts/replies."""

    unit: str
    year: int
    code: str
    evidence: tuple[tuple[str, str], ...] = ()


def find_figures(collection: Collection, query: Query, target: Target, unit: str) -> tuple[Figure | Missing, ...]:
    """The figures of a target for one unit, one for each year asked for (several rows of one name are several figures)."""
    found: list[Figure | Missing] = []
    for year in years_of(query, collection.catalog, unit):
        found += _find_year(collection, query, target, unit, year)
    return tuple(found)


def years_of(query: Query, catalog: Catalog, unit: str) -> tuple[int, ...]:
    """The years asked for; 0 and less count from the unit's newest year, which is also the default."""
    newest = catalog.newest_year(unit)
    return tuple(newest + year if year <= 0 else year for year in query.years) or (newest,)


def _find_year(collection: Collection, query: Query, target: Target, unit: str, year: int) -> list[Figure | Missing]:
    disclosure = _disclosure(collection.catalog, unit, year)
    for stage in _stages(query, disclosure):
        figures = _printed(collection, target, unit, year, stage, query.variant)
        if figures:
            return figures
    if (
        query.stage == "execution"
        and "years" not in query.explicit
        and disclosure
        and year == collection.catalog.newest_year(unit)
    ):
        earlier = _printed(collection, target, unit, year - 1, "execution", query.variant)
        if earlier:
            return earlier
    if disclosure is None and target.sources and target.sources[0].subject.startswith(STOCKS):
        dated = _stated_of_date(collection, query, target, unit, year)
        if dated:
            return dated
    if disclosure is None and not query.stage:
        derived = _derived(collection, query, target, unit, year)
        if derived:
            return [derived]
    return [_missing(collection, query, target, unit, year, disclosure)]


def _stated_of_date(collection: Collection, query: Query, target: Target, unit: str, year: int) -> list[Figure]:
    """What a later document states as of a day of that year (截至2022年12月31日)."""
    newest = collection.catalog.of(unit)[0]
    figures = _printed(collection, target, unit, newest.year, newest.type, query.variant)
    return [figure for figure in figures if figure.facts[0]["as_of"].startswith(str(year))]


def passage_of(collection: Collection, fact: Row) -> Row:
    """The paragraph that a fact from a sentence stands in."""
    return collection.store.fetch("passages", {"passage_id": fact["passage_id"]})[0]


def _disclosure(catalog: Catalog, unit: str, year: int) -> Disclosure | None:
    return next((d for d in catalog.of(unit) if d.year == year), None)


def _stages(query: Query, disclosure: Disclosure | None) -> tuple[str, ...]:
    """The stages to try in order: what was said; the document's own; for other years the budget, then what was carried out."""
    if query.stage:
        return (query.stage,)
    return (disclosure.type,) if disclosure else ("budget", "final", "execution")


def _printed(collection: Collection, target: Target, unit: str, year: int, stage: str, variant: str) -> list[Figure]:
    if not target.sources:
        return []
    statement = find_facts(target.sources, ((unit, year),), (stage,), variant, best=True)
    best = _choose(collection.store.run(statement), target.scope)
    if not best:
        return []
    every = collection.store.run(find_facts(target.sources, ((unit, year),), (stage,), variant, best=False))
    ids = {row["fact_id"] for row in best}
    others = tuple(row for row in every if row["fact_id"] not in ids)
    return [_figure(row, target, others, stage, statement.shown) for row in best]


def _choose(rows: list[Row], scope: str) -> list[Row]:
    """One row for each item: equal figures are one; sentences on the basis asked for, or on all funds, go before others."""
    chosen: list[Row] = []
    for subject in dict.fromkeys(row["subject"] for row in rows):
        same = sorted((row for row in rows if row["subject"] == subject), key=lambda row: _scope_rank(row, scope))
        chosen += [
            row
            for i, row in enumerate(same)
            if i == 0 or (row["table_id"] and value_of(row) not in {value_of(r) for r in same[:i]})
        ]
    values = {value_of(row) for row in chosen}
    return chosen[:1] if len(values) == 1 else chosen


def _scope_rank(row: Row, scope: str) -> int:
    if row["scope"] == (scope or "all"):
        return 0
    return 1 if row["status"] not in ("none_stated",) else 2


def value_of(row: Row) -> Decimal:
    """The value of a fact; 0 where nothing is printed."""
    return Decimal(0) if row["value"] is None else row["value"]


def _figure(row: Row, target: Target, others: tuple[Row, ...], stage: str, sql: str) -> Figure:
    # A project whose total budget is not printed apart from the year's is not said to have one.
    if target.aspect == "total_budget" and row["aspect"] != target.aspect:
        target = make_target(target.id)
    return Figure(
        row["unit_id"], row["year"], target, value_of(row), row["measure_unit"], row["status"] in NONE, (row,),
        others, "", stage, sql,
    )


def find_change(collection: Collection, query: Query, target: Target, unit: str, year: int, aspect: str) -> tuple[Row, ...]:
    """Printed changes of a figure in one year (`aspect` change or change_rate), those of the first place that has any."""
    sources: tuple[Source, ...] = change_sources(target, aspect)
    disclosure = _disclosure(collection.catalog, unit, year)
    stages = (disclosure.type,) if disclosure else ("budget", "final")
    rows = collection.store.run(find_facts(sources, ((unit, year),), stages, query.variant, best=False))
    if query.against:
        rows = [row for row in rows if row["base_year"] == query.against]
    return tuple(rows)


def _derived(collection: Collection, query: Query, target: Target, unit: str, year: int) -> Figure | None:
    """An earlier year's figure from the next year's and its printed change."""
    if _disclosure(collection.catalog, unit, year + 1) is None:
        return None
    later = _find_year(collection, replace(query, years=(year + 1,)), target, unit, year + 1)
    if len(later) != 1 or not isinstance(later[0], Figure):
        return None
    changes = [row for row in find_change(collection, query, target, unit, year + 1, "change") if row["base_year"] == year]
    if not changes or len({value_of(row) for row in changes}) > 1:
        return None
    figure, change = later[0], changes[0]
    if change["measure_unit"] not in ("", figure.measure):
        return None
    value = figure.value - value_of(change)
    sign = "-" if value_of(change) >= 0 else "+"
    formula = f"{plain(figure.value)} {sign} {plain(abs(value_of(change)))} = {plain(value)}"
    return Figure(
        unit, year, target, value, figure.measure, False, (*figure.facts, change), (), formula, change["base_stage"], figure.sql
    )


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros beyond two decimals."""
    text = f"{value.normalize():f}"
    return "0" if text in ("-0", "") else text


def _missing(
    collection: Collection, query: Query, target: Target, unit: str, year: int, disclosure: Disclosure | None
) -> Missing:
    if disclosure is None:
        own = "|".join(f"{d.year}{d.type}" for d in sorted(collection.catalog.of(unit), key=lambda d: d.year))
        return Missing(unit, year, "year_missing", (("years", own), ("item", target.name)))
    if query.stage and query.stage != disclosure.type:
        return Missing(unit, year, "stage_missing", (("stage", query.stage), ("type", disclosure.type), ("item", target.name)))
    absent = _absent_tables(collection.catalog, target, disclosure)
    if absent:
        return Missing(unit, year, "table_absent", (("item", target.name), ("table", absent)))
    misprinted = _misprinted(collection, target, disclosure)
    if misprinted:
        return Missing(unit, year, "code_misprinted", (("item", target.name), ("name", misprinted)))
    return Missing(unit, year, "item_missing", (("item", target.name),))


def _misprinted(collection: Collection, target: Target, disclosure: Disclosure) -> str:
    """The name of the row of another account that prints the code of the one asked for; "" if there is none."""
    codes = {id_: id_.rpartition(".")[2] for id_ in target.id.split("|")}
    for id_, code in codes.items():
        where = {"document_id": disclosure.document_id, "subject_code": code}
        rows = collection.store.fetch("facts", where) if code.isdigit() else []
        other = next((row["subject_name"] for row in rows if row["subject"] != id_), "")
        if other:
            return other
    return ""


def _absent_tables(catalog: Catalog, target: Target, disclosure: Disclosure) -> str:
    kinds = {source.kind for source in target.sources[:1]}
    return enumerate_words(
        table.title for table in catalog.tables
        if table.document_id == disclosure.document_id and table.state == "absent" and table.kind in kinds
    )
