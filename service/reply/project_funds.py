"""What a project is paid from and what is bought for it, as forms and tables list it."""

from __future__ import annotations

from service.facts.store import Row
from service.language.source_words import source_words
from service.query.finder import Collection, Figure, find_figures, years_of
from service.query.logical import Query, Target
from service.reply.amounts import show_figure, text_of
from service.reply.parts import named_part, part_table, say_parts
from service.reply.result import Result, declined
from service.reply.words import join, say


def tell_funds(collection: Collection, query: Query) -> Result:
    """Where the money of a project comes from, as its form or its table lists it."""
    target = query.targets[0]
    for unit in query.units:
        parts = [_fund((row,), row["aspect"]) for row in _funds_of(collection, query, target, unit)]
        parts = parts or _fund_of_table(collection, query, target, unit)
        if parts:
            return _say_funds(collection, query, target, unit, parts)
    return declined("funds_missing", unit=join(query.units), item=target.name)


def _funds_of(collection: Collection, query: Query, target: Target, unit: str) -> list[Row]:
    """The amounts by source that are printed, each source once, in the order of fund_names."""
    year = years_of(query, collection.catalog, unit)[-1]
    names = [aspect for aspect in source_words().fund_names if aspect not in source_words().project_amounts.values()]
    rows = collection.store.fetch("facts", {"unit_id": unit, "year": year, "subject": target.id}, ("fact_id",))
    printed = [row for row in rows if row["aspect"] in names and row["status"] != "blank"]
    first = {str(row["aspect"]): row for row in reversed(printed)}
    # 当年预算拨款 is the part of the year within the appropriation above it.
    return [first[aspect] for aspect in names if aspect in first and not (aspect == "current_funds" and "general" in first)]


def _fund_of_table(collection: Collection, query: Query, target: Target, unit: str) -> list[Figure]:
    """A project that only a table of one fund lists (一般公共预算项目支出表) is paid from that fund."""
    year = years_of(query, collection.catalog, unit)[-1]
    where = {"unit_id": unit, "year": year, "subject": target.id, "aspect": "project"}
    rows = collection.store.fetch("facts", where, ("fact_id",))
    funds = [row for row in rows if row["scope"] in source_words().fund_names and row["table_id"]]
    same = tuple(row for row in funds if row["table_id"] == funds[0]["table_id"])
    return [_fund(same, same[0]["scope"])] if same else []


def _say_funds(collection: Collection, query: Query, target: Target, unit: str, parts: list[Figure]) -> Result:
    found = [f for f in find_figures(collection, query, target, unit) if isinstance(f, Figure)]
    whole = found[0] if found else None
    year, amount = parts[0].year, text_of(show_figure(whole, query.display)) if whole else ""
    told = say_parts(parts, query)
    answer = say("funds" if whole else "funds_only", unit=unit, year=year, item=target.name, amount=amount, parts=told)
    facts = (*(whole.facts if whole else ()), *(fact for part in parts for fact in part.facts))
    return Result(
        answer, value=show_figure(parts[0], query.display) if len(parts) == 1 else None, table=part_table(parts, query),
        facts=facts, ranking=(unit,), years=(year,), figures=tuple(parts),
    )


def _fund(rows: tuple[Row, ...], aspect: str) -> Figure:
    return named_part(rows, source_words().fund_names[aspect])


def tell_purchases(collection: Collection, query: Query) -> Result:
    """What is bought for a project, as its form lists it."""
    target = query.targets[0]
    for unit in query.units:
        year = years_of(query, collection.catalog, unit)[-1]
        where = {"unit_id": unit, "year": year, "parent": target.id, "aspect": "procurement"}
        rows = collection.store.fetch("facts", where, ("fact_id",))
        figures = [named_part((row,), row["subject_name"]) for row in rows]
        if figures:
            answer = say("purchases", unit=unit, year=year, item=target.name, parts=say_parts(figures, query))
            return Result(
                answer, table=part_table(figures, query), facts=tuple(rows), ranking=(unit,), years=(year,),
                figures=tuple(figures),
            )
    return declined("purchases_missing", unit=join(query.units), item=target.name)
