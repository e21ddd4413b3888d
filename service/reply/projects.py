"""The projects of units, each once: listed, in order, or added up."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from service.facts.columns import aspect_of
from service.facts.store import Row, value_of
from service.language.source_words import source_words
from service.query.finder import Collection, Figure, plain, years_of
from service.query.logical import Query, Target
from service.query.targets import make_target
from service.reply.amounts import decimals_of_sum, same_measure, show, text_of
from service.reply.remaining import not_left_out, without
from service.reply.parts import named_part, part_table, say_first
from service.reply.result import Result, declined
from service.reply.words import join, note, say


# The measure of all projects.
ALL_PROJECTS = "project"


def list_projects(collection: Collection, query: Query) -> Result:
    """The projects of each unit, each once with its amount; in order of amount, or added up, where that was asked for."""
    holders = [target for target in query.targets if not _is_of_all(target)]
    figures = [figure for unit in query.units for figure in without(_held(collection, query, unit, holders), query)]
    if not figures:
        year = collection.catalog.newest_year(query.units[0])
        if holders:
            return declined("projects_missing", unit=join(query.units), year=year, item=join([target.name for target in holders]))
        if query.less:
            return not_left_out(query, query.units[0], year)
        return declined("breakdown_missing", unit=join(query.units), year=year, item=make_target("project").name)
    if query.order:
        figures = sorted(figures, key=lambda figure: figure.value, reverse=query.order != "asc")
    units = tuple(dict.fromkeys(figure.unit for figure in figures))
    answer = "".join(_say_projects([f for f in figures if f.unit == unit], query) for unit in units)
    result = Result(
        answer, table=part_table(figures, query),
        facts=tuple(fact for figure in figures for fact in (*figure.facts, *figure.others)), notes=_part_notes(figures),
        ranking=units, years=tuple(dict.fromkeys(figure.year for figure in figures)), figures=tuple(figures),
    )
    return _summed(result, figures, query) if "op:sum" in query.explicit else result


def _is_of_all(target: Target) -> bool:
    """Whether all projects are projects of a figure."""
    return target.id in (ALL_PROJECTS, *source_words().grand_totals) or target.id in source_words().project_counts


def _held(collection: Collection, query: Query, unit: str, holders: list[Target]) -> list[Figure]:
    """The projects of a unit that its documents print under some accounts, each with what stands there."""
    return unit_projects(collection, query, unit, tuple(id_ for target in holders for id_ in target.id.split("|")))


def _say_projects(figures: list[Figure], query: Query) -> str:
    """The projects of one unit in a sentence."""
    first, parts = figures[0], say_first(figures, query)
    return say("projects_besides" if query.less else "projects", less=join([t.name for t in query.less]), unit=first.unit, year=first.year, count=len(figures), parts=parts)


def _summed(result: Result, figures: list[Figure], query: Query) -> Result:
    comparable = same_measure(figures)
    if comparable is None:
        return declined("measures_differ")
    total = sum((figure.value for figure in comparable), Decimal(0))
    value = show(total, comparable[0].measure, decimals_of_sum(figures), query.display)
    return replace(result, answer=result.answer + say("projects_sum", count=len(figures), amount=text_of(value)), value=value)


def unit_projects(collection: Collection, query: Query, unit: str, holders: tuple[str, ...] = ()) -> list[Figure]:
    """The projects of a unit, each once: `facts` are the cells of its amount, `others` the same amount in other places.

    A project that one table prints in parts is as large as all its parts. With `holders` only what is printed under these accounts.
    """
    year = years_of(query, collection.catalog, unit)[-1]
    where = {"unit_id": unit, "year": year, "subject_class": "project", "variant": ""}
    rows = [
        row for row in collection.store.fetch("facts", where, ("fact_id",))
        if row["aspect"] in ("total", aspect_of(row["kind"])) and not row["parent"].startswith("project:")
        and row["table_id"] and row["value"] is not None and (not holders or row["parent"].startswith(holders))
    ]
    by_name: dict[str, list[Row]] = {}
    for row in sorted(rows, key=_kind_rank):
        by_name.setdefault(row["subject"], []).append(row)
    return [_whole(found) for found in by_name.values()]


def _kind_rank(row: Row) -> int:
    kinds = [text.split(":")[0] for text in source_words().project.total]
    return kinds.index(row["kind"]) if row["kind"] in kinds else len(kinds)


def _whole(rows: list[Row]) -> Figure:
    """One project from all its rows: the first table that prints it whole, else the sum of the parts of the first table."""
    whole = [row for row in rows if row["role"] != "part"]
    operands = [row for row in whole or rows if row["table_id"] == (whole or rows)[0]["table_id"]]
    value = sum((value_of(row) for row in operands), Decimal(0))
    others = tuple(row for row in rows if row not in operands and (row["role"] == "part" or value_of(row) == value))
    formula = f"{' + '.join(plain(value_of(row)) for row in operands)} = {plain(value)}" if len(operands) > 1 else ""
    return replace(named_part(tuple(operands), operands[0]["subject_name"].strip()), others=others, formula=formula)


def _part_notes(figures: list[Figure]) -> tuple[str, ...]:
    """Which projects stand in parts under several subjects."""
    parted = [(f, [row for row in (*f.facts, *f.others) if row["role"] == "part"]) for f in figures]
    sums = [(f, say("list_plus").join(plain(value_of(row)) for row in parts)) for f, parts in parted if parts]
    told = tuple(note("project_parts", name=f.target.name, parts=parts, whole=plain(f.value)) for f, parts in sums)
    return told + tuple(note("computed", formula=f.formula) for f in figures if f.formula)
