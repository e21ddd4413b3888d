"""Sums over the sub-items that projects are made of, by their economic item."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from service.facts.rows import strip_numbering
from service.facts.store import Row
from service.language.lexicon import fold_text
from service.query.finder import Collection, plain
from service.query.logical import Query
from service.query.targets import make_target
from service.reply.amounts import decimals_of_sum, show, show_figure, text_of
from service.reply.answer import AnswerTable, TableColumn, Value
from service.reply.citations import cite_cell
from service.reply.figures import look_up
from service.reply.result import Result, declined, gather, refuse
from service.reply.words import headings, join, note, say


# Tables by economic classification that have no projects in them.
BASIC_ONLY = ("general_basic_expenditure", "basic_expenditure_summary")


def sum_details(collection: Collection, query: Query) -> Result:
    """What the sub-items of the units' projects come to that are booked under one economic item, each of them told.

    The last target is the economic item; one inside of a project is that of its own sub-items only.
    """
    results = [_unit_details(collection, query, unit) for unit in query.units]
    good = [result for result in results if result.status == "answered"]
    if len(results) == 1 or not good:
        return results[0]
    return replace(
        good[0], answer="".join(r.answer for r in results), value=None, table=None,
        citations=tuple(c for r in good for c in r.citations), notes=tuple(n for r in good for n in r.notes),
        ranking=tuple(r.ranking[0] for r in good),
    )


def _unit_details(collection: Collection, query: Query, unit: str) -> Result:
    item = _item(query)
    entries = _entries(collection, unit, query)
    if not entries:
        return declined("details_missing", unit=unit, item=item)
    total = sum((entry["amount"] for entry in entries), Decimal(0))
    value = _shown(total, entries[0], query)
    amounts = [_shown(entry["amount"], entry, query) for entry in entries]
    names = [entry["name"].strip() for entry in entries]
    parts = join([say("breakdown_part", name=name, amount=text_of(amount)) for name, amount in zip(names, amounts)])
    year = collection.catalog.newest_year(unit)
    answer = say("details_sum", unit=unit, year=year, item=item, count=len(entries), amount=text_of(value), parts=parts)
    formula = f"{say('list_plus').join(plain(entry['amount']) for entry in entries)} = {plain(total)}"
    columns = [TableColumn(headings()["item"]), TableColumn(headings()["amount"], value.unit)]
    return Result(
        answer, value=value, table=AnswerTable(columns, [[name, amount.number] for name, amount in zip(names, amounts)]),
        citations=tuple(cite_cell(collection, entry["table_id"], entry["row"], entry["col"]) for entry in entries),
        notes=(note("computed", formula=formula),), ranking=(unit,), years=(year,),
    )


def add_details(collection: Collection, query: Query) -> Result:
    """An economic item of basic expenditure with what the projects' sub-items add to it; a table of all expenditure has both."""
    results = [_with_details(collection, replace(query, units=(unit,)), unit) for unit in query.units]
    good = [result for result in results if result.status == "answered"]
    if len(results) == 1 or not good:
        return results[0]
    return replace(
        good[0], answer="".join(r.answer for r in results), value=None, table=None, facts=tuple(f for r in good for f in r.facts),
        citations=tuple(c for r in good for c in r.citations), notes=tuple(n for r in good for n in r.notes),
        ranking=tuple(r.ranking[0] for r in good),
    )


def _with_details(collection: Collection, query: Query, unit: str) -> Result:
    figures, missing = gather(collection, query, query.targets)
    if len(figures) != 1:
        return refuse(missing) if missing else declined("details_missing", unit=unit, item=_item(query))
    figure, entries = figures[0], _entries(collection, unit, query)
    if figure.facts[0]["kind"] not in BASIC_ONLY:
        return look_up(collection, replace(query, operation="lookup"))
    if not entries or any(entry["measure_unit"] != figure.measure for entry in entries):
        return declined("details_missing", unit=unit, item=_item(query))
    amounts = [entry["amount"] for entry in entries]
    added = sum(amounts, Decimal(0))
    total = show(figure.value + added, figure.measure, max(decimals_of_sum([figure]), *map(_decimals, amounts)), query.display)
    formula = f"{say('list_plus').join(plain(a) for a in (figure.value, *amounts))} = {plain(figure.value + added)}"
    answer = say("with_details", unit=unit, year=figure.year, item=_item(query), amount=text_of(total),
                 basic=text_of(show_figure(figure, query.display)), details=text_of(_shown(added, entries[0], query)))
    cited = tuple(cite_cell(collection, entry["table_id"], entry["row"], entry["col"]) for entry in entries)
    return Result(answer, value=total, facts=figure.facts, citations=cited, notes=(note("computed", formula=formula),),
                  ranking=(unit,), years=(figure.year,))


def _item(query: Query) -> str:
    """The name of the economic item, without that of its project."""
    return make_target(query.targets[-1].id).name


def _shown(amount: Decimal, entry: Row, query: Query) -> Value:
    return show(amount, entry["measure_unit"], _decimals(amount), query.display)


def _decimals(amount: Decimal) -> int:
    return max(0, -amount.normalize().as_tuple().exponent)


def _entries(collection: Collection, unit: str, query: Query) -> list[Row]:
    """The sub-items that print this economic item and an amount."""
    wanted = fold_text(_item(query)).text
    rows = collection.store.fetch("projects", {"unit_id": unit}, ("project_id",))
    projects = [target.inside.partition(":")[2] for target in query.targets[-1:] if target.inside]
    return [
        row for row in rows
        if row["economic"] and row["amount"] is not None and fold_text(row["economic"]).text == wanted
        and (not projects or strip_numbering(str(row["parent"] or "")) in projects)
    ]
