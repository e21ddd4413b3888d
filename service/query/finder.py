"""QUERY → ROWS: the facts of one target for one unit, from the first place that has them; or why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from service.facts.catalog import Catalog, Disclosure
from service.facts.statements import Statement
from service.facts.store import Row, Store, value_of
from service.language.measures import Source
from service.language.scopes import WHOLE, scopes
from service.language.words import compiled, enumerate_words, variant_words
from service.query.compiler import find_facts
from service.query.inner_rows import part_rows
from service.query.logical import Query, Target
from service.query.remainders import Place, find_remainder
from service.query.tables import kept_to_table, table_of_kind
from service.query.targets import change_sources, make_target, part_forms

# Items that are stated as of a date, not for a year.
STOCKS = ("asset.", "staff.")
# The measure of all funds.
ALL_MONEY = "budget_total"
# What says how much was spent in the end.
SPENT = ("final", "execution")
# The role of a row that prints an account's amount in part (see facts/row_pieces.py).
PIECE = "piece"
# How far a total that a sentence rounds may be from the sum of its parts.
CENT = Decimal("0.01")
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
    statement: Statement | None = None


@dataclass(frozen=True)
class Missing:
    """Why a unit has no such figure: `code` names the sentence in prompts/replies."""

    unit: str
    year: int
    code: str
    evidence: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Places:
    """Everything that one figure of one unit may be, of all its years and stages, and the statement that found it."""

    target: Target
    unit: str
    statement: Statement | None
    rows: tuple[Row, ...]


def find_figures(collection: Collection, query: Query, target: Target, unit: str) -> tuple[Figure | Missing, ...]:
    """The figures of a target for one unit, one for each year asked for (several rows of one name are several figures)."""
    return find_for_units(collection, query, target, (unit,))


def find_for_units(
    collection: Collection, query: Query, target: Target, units: tuple[str, ...]
) -> tuple[Figure | Missing, ...]:
    """The figures of a target for some units, unit by unit, from one statement for those that have the table asked for, if any."""
    if target.inside:
        return tuple(found for unit in units for found in _inner(collection, query, target, unit))
    if target.less:
        return tuple(found for unit in units for found in _remainders(collection, query, target, unit))
    kept = kept_to_table(collection.catalog, target, units)
    return tuple(found for form, own in kept for found in _find_printed(collection, query, form, own))


def _find_printed(collection: Collection, query: Query, target: Target, units: tuple[str, ...]) -> tuple[Figure | Missing, ...]:
    statement = find_facts(target.sources, units, query.variant) if target.sources else None
    rows = collection.store.run(statement) if statement else []
    found: list[Figure | Missing] = []
    for unit in units:
        own = {(d.document_id, d.year, d.type) for d in collection.catalog.of(unit)}
        places = Places(target, unit, statement, _own_first([row for row in rows if row["unit_id"] == unit], own))
        for year in years_of(query, collection.catalog, unit):
            found += _find_year(collection, query, places, year)
    return tuple(found)


def _inner(collection: Collection, query: Query, target: Target, unit: str) -> list[Figure | Missing]:
    """A part of a project from its sub-items, for each year asked for."""
    entries = collection.store.fetch("projects", {"unit_id": unit})
    return [_inner_year(collection, query, target, entries, (unit, year)) for year in years_of(query, collection.catalog, unit)]


def _inner_year(collection: Collection, query: Query, target: Target, entries: list[Row], at: tuple[str, int]) -> Figure | Missing:
    disclosure = _disclosure(collection.catalog, *at)
    where = {"unit_id": at[0], "year": at[1], "stage": _stages(query, disclosure)[0], "variant": query.variant}
    rows = part_rows(collection.store.fetch("facts", where, ("fact_id",)), entries, target)
    if not rows:
        return Missing(*at, "part_missing", (("item", make_target(target.inside).name), ("part", make_target(target.id).name)))
    value, formula = _added(rows)
    return Figure(*at, target, value, rows[0]["measure_unit"], False, tuple(rows), (), formula, rows[0]["stage"])


def _remainders(collection: Collection, query: Query, target: Target, unit: str) -> list[Figure | Missing]:
    """A figure less some of its parts, for each year asked for."""
    whole = make_target(target.id, target.aspect, target.scope)
    forms = [tuple(source for form in part_forms(whole, part) for source in form.sources) for part in target.less]
    parts = tuple(collection.store.run(find_facts(sources, (unit,), query.variant)) for sources in forms)
    found = find_figures(collection, query, whole, unit)
    return [_remainder(collection, target, f, parts) if isinstance(f, Figure) else f for f in found]


def _remainder(collection: Collection, target: Target, whole: Figure, parts: tuple[list[Row], ...]) -> Figure | Missing:
    fact = whole.facts[0]
    keys = ("document_id", "year", "stage", "variant")

    def rows_at(place: Place) -> list[Row]:
        where = {"table_id": place[0]} if place[0] else {"passage_id": place[1]}
        return collection.store.fetch("facts", where | {key: fact[key] for key in keys}, ("fact_id",))

    same = tuple([row for row in rows if all(row[key] == fact[key] for key in keys)] for rows in parts)
    wholes = (fact, *(row for row in whole.others if all(row[key] == fact[key] for key in (*keys, "value", "measure_unit"))))
    found = find_remainder(wholes, same, rows_at) if len(whole.facts) == 1 else None
    if found is None:
        names = enumerate_words(part.name for part in target.less)
        return Missing(whole.unit, whole.year, "not_a_part", (("item", whole.target.name), ("part", names)))
    if not found.parts:
        return replace(whole, target=target)
    values = [value_of(row) for row in (found.whole, *found.parts)]
    value = values[0] - sum(values[1:], Decimal(0))
    formula = f"{' - '.join(plain(v) for v in values)} = {plain(value)}"
    facts = (found.whole, *found.parts)
    return replace(whole, target=target, value=value, none=False, facts=facts, others=(), formula=formula)


def years_of(query: Query, catalog: Catalog, unit: str) -> tuple[int, ...]:
    """The years asked for; 0 and less count from the unit's newest year, which is also the default."""
    newest = catalog.newest_year(unit)
    return tuple(newest + year if year <= 0 else year for year in query.years) or (newest,)


def _find_year(collection: Collection, query: Query, places: Places, year: int) -> list[Figure | Missing]:
    disclosure = _disclosure(collection.catalog, places.unit, year, query.stage)
    printed = next((found for stage in _stages(query, disclosure) if (found := _printed(places, year, stage))), [])
    return (
        printed
        or _carried_out_before(collection.catalog, query, places, year)
        or disclosure is None and (_stated_of_date(collection, places, year) or _derived(collection, query, places, year))
        or _covered(collection, query, places, year)
        or [_missing(collection, query, places, year)]
    )


def _own_first(rows: Sequence[Row], own: set[tuple[str, int, str]]) -> tuple[Row, ...]:
    """Rows without those that a document prints of another year or stage, where the document of that year and stage prints it too."""
    theirs = {(row["year"], row["stage"]) for row in rows if (row["document_id"], row["year"], row["stage"]) in own}
    return tuple(row for row in rows if (row["document_id"], row["year"], row["stage"]) in own or (row["year"], row["stage"]) not in theirs)


def _covered(collection: Collection, query: Query, places: Places, year: int) -> list[Figure]:
    """A figure on a basis that all money of the unit is on: what is told of all funds is told of that basis."""
    target, scope = places.target, scopes().get(places.target.scope)
    if scope is None or scope.id == WHOLE or query.stage or not target.sources:
        return []
    asked = replace(query, years=(year,))
    totals = [f for id_ in (scope.measure, ALL_MONEY) for f in _find_printed(collection, asked, make_target(id_), (places.unit,))]
    same = len(totals) == 2 and all(isinstance(f, Figure) for f in totals) and len({f.value for f in totals}) == 1
    found = _find_printed(collection, asked, make_target(target.id, target.aspect), (places.unit,)) if same else ()
    return [f for f in found if isinstance(f, Figure) and f.year == year]


def _carried_out_before(catalog: Catalog, query: Query, places: Places, year: int) -> list[Figure]:
    """执行数 asked for without a year, of a document that prints it of the year before."""
    wanted = query.stage == "execution" and "years" not in query.explicit and year == catalog.newest_year(places.unit)
    return _printed(places, year - 1, "execution") if wanted else []


def _stated_of_date(collection: Collection, places: Places, year: int) -> list[Figure]:
    """What a later document states of a stock as of a day of that year (截至2022年12月31日)."""
    if not places.target.sources or not places.target.sources[0].subject.startswith(STOCKS):
        return []
    newest = collection.catalog.of(places.unit)[0]
    figures = _printed(places, newest.year, newest.type)
    return [figure for figure in figures if figure.facts[0]["as_of"].startswith(str(year))]


def passage_of(collection: Collection, fact: Row) -> Row:
    """The paragraph that a fact from a sentence stands in."""
    return collection.store.fetch("passages", {"passage_id": fact["passage_id"]})[0]


def _disclosure(catalog: Catalog, unit: str, year: int, stage: str = "") -> Disclosure | None:
    """The document of a unit and year; of several the one of that stage, else the first."""
    of_year = [d for d in catalog.of(unit) if d.year == year]
    return next((d for d in of_year if d.type == stage), of_year[0] if of_year else None)


def _stages(query: Query, disclosure: Disclosure | None) -> tuple[str, ...]:
    """The stages to try in order: what was said; the document's own; for other years the budget, then what was carried out."""
    if query.stage == "adjusted" and disclosure is not None and disclosure.type == "budget":
        return ("budget",)
    if query.stage and not _only_planned(query, disclosure):
        return SPENT if query.stage == "spent" else (query.stage,)
    return (disclosure.type,) if disclosure else ("budget", "final", "execution")


def _only_planned(query: Query, disclosure: Disclosure | None) -> bool:
    """2022年执行多少，2023年安排多少: what was carried out of one year, what is planned of the year that has a document."""
    several = query.stage in SPENT and len(query.years) > 1 and disclosure is not None and disclosure.type == "budget"
    return several and compiled(variant_words().plans).search(query.text) is not None


def _printed(places: Places, year: int, stage: str) -> list[Figure]:
    """The figures of one year and stage: those of the first place that has any; the other places go with them."""
    every = [row for row in places.rows if row["year"] == year and row["stage"] == stage]
    first = _told_whole(every, places.target.scope) or [row for row in every if row["preference"] == every[0]["preference"]]
    pieces = first and all(row["role"] == PIECE for row in first)
    if pieces:
        return _whole(first, places, tuple(row for row in every if row not in first))
    first = [row for row in first if row["role"] != PIECE]
    best = _choose(sorted(first, key=lambda row: row["fact_id"]), places.target.scope)
    others = tuple(row for row in every if row not in best)
    return [_figure(row, places, others) for row in best]


def _told_whole(rows: list[Row], scope: str) -> list[Row]:
    """The sentence that tells all of an account, where it is the sum of the parts that two tables print of it (基本支出, 项目支出),
    or tells it on the basis asked for, on which no table prints more than a part."""
    parts = {row["aspect"]: row for row in reversed(rows) if row["table_id"]}
    if not rows or rows[0]["aspect"] != "basic":
        return []
    if scope and "total" not in parts and rows[0]["scope"] != scope:
        return [row for row in rows if row["passage_id"] and row["aspect"] == "total" and row["scope"] == scope][:1]
    if "project" not in parts:
        return []
    own = (rows[0], parts["project"])
    return [row for row in rows if row["passage_id"] and row["aspect"] == "total" and abs(value_of(row) - sum(map(value_of, own))) <= CENT
            and {row["measure_unit"]} == {part["measure_unit"] for part in own}][:1]


def _whole(pieces: list[Row], places: Places, others: tuple[Row, ...]) -> list[Figure]:
    """Of each account and table the sum of the amounts that its rows print."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in pieces:
        if row["value"] is not None:
            groups.setdefault((row["subject"], row["table_id"]), []).append(row)
    figures = [_sum_of(rows, places, others) for rows in groups.values()]
    return figures[:1] if len({figure.value for figure in figures}) == 1 else figures


def _sum_of(rows: list[Row], places: Places, others: tuple[Row, ...]) -> Figure:
    value, formula = _added(rows)
    return replace(_figure(rows[0], places, others), value=value, none=False, facts=tuple(rows), formula=formula)


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


def _added(rows: Sequence[Row]) -> tuple[Decimal, str]:
    """The sum of some rows, and how it came about where there are several."""
    value = sum(map(value_of, rows), Decimal(0))
    return value, f"{' + '.join(plain(value_of(row)) for row in rows)} = {plain(value)}" if len(rows) > 1 else ""


def _scope_rank(row: Row, scope: str) -> int:
    if row["scope"] == (scope or WHOLE):
        return 0
    return 1 if row["status"] not in ("none_stated",) else 2


def _figure(row: Row, places: Places, others: tuple[Row, ...]) -> Figure:
    target = places.target
    # A project whose total budget is not printed apart from the year's is not said to have one; a fund is called as printed.
    if target.aspect == "total_budget" and row["aspect"] != target.aspect:
        target = make_target(target.id)
    if row["subject_class"] == "project" and row["aspect"] != target.scope and row["aspect"] in scopes():
        target = make_target(target.id, scope=row["aspect"])
    return Figure(
        row["unit_id"], row["year"], target, value_of(row), row["measure_unit"], row["status"] in NONE, (row,),
        others, "", row["stage"], places.statement,
    )


def find_change(collection: Collection, query: Query, target: Target, unit: str, year: int, aspect: str) -> tuple[Row, ...]:
    """Printed changes of a figure in one year (`aspect` change or change_rate), those of the first place that has any."""
    sources: tuple[Source, ...] = change_sources(target, aspect)
    disclosure = _disclosure(collection.catalog, unit, year, query.stage)
    stages = (disclosure.type,) if disclosure else ("budget", "final")
    if not sources or disclosure and disclosure.type == "final" and query.stage == "budget":
        return ()
    rows = collection.store.run(find_facts(sources, (unit,), query.variant))
    return tuple(
        row for row in rows
        if row["year"] == year and row["stage"] in stages and query.against in (None, row["base_year"])
    )


def _derived(collection: Collection, query: Query, places: Places, year: int) -> list[Figure]:
    """An earlier year's figure from the next year's and its printed change, which is against the stage asked for."""
    if _disclosure(collection.catalog, places.unit, year + 1) is None:
        return []
    later = _find_year(collection, replace(query, stage=""), places, year + 1)
    if len(later) != 1 or not isinstance(later[0], Figure):
        return []
    printed = find_change(collection, query, places.target, places.unit, year + 1, "change")
    changes = [row for row in printed if row["base_year"] == year and query.stage in ("", row["base_stage"])]
    if len({value_of(row) for row in changes}) != 1 or changes[0]["measure_unit"] not in ("", later[0].measure):
        return []
    return [_less_change(later[0], changes[0], year)]


def _less_change(figure: Figure, change: Row, year: int) -> Figure:
    value = figure.value - value_of(change)
    sign = "-" if value_of(change) >= 0 else "+"
    formula = f"{plain(figure.value)} {sign} {plain(abs(value_of(change)))} = {plain(value)}"
    return Figure(
        figure.unit, year, figure.target, value, figure.measure, False, (*figure.facts, change), (), formula,
        change["base_stage"], figure.statement,
    )


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros beyond two decimals."""
    text = f"{value.normalize():f}"
    return "0" if text in ("-0", "") else text


def _missing(collection: Collection, query: Query, places: Places, year: int) -> Missing:
    target, unit, disclosure = places.target, places.unit, _disclosure(collection.catalog, places.unit, year, query.stage)
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
    table = table_of_kind(collection.catalog, unit, target.table)
    if table and table.state != "absent":
        return Missing(unit, year, "not_in_table", (("item", target.name), ("table", table.form or table.title)))
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
