"""The parts of a figure."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

import msgspec
from msgspec.structs import replace as replace_entry

from service.assets import load
from service.facts.columns import aspect_of
from service.facts.store import Row
from service.language.measures import Source, measures
from service.language.words import compiled, variant_words
from service.query.finder import NONE, Collection, Figure, find_figures, passage_of, years_of
from service.query.logical import Query, Target
from service.query.targets import target_name
from service.reply.about_projects import detail_table
from service.reply.amounts import show_figure, text_of
from service.reply.answer import AnswerTable, TableColumn
from service.reply.caveats import figure_notes
from service.reply.citations import cite_passage
from service.reply.conditions import condition_result, meets_bound
from service.reply.figures import look_up, say_figure
from service.reply.remaining import not_left_out, say_lead, without
from service.reply.parts import SHOWN, figure_of, part_table, say_first, say_part, say_parts
from service.reply.projects import unit_projects
from service.reply.reasons import stated_purpose
from service.reply.result import STAGES, Result, declined, explain_missing
from service.reply.text_words import text_words
from service.reply.texts import define, find_definition
from service.reply.words import headings, say, say_passage, word

# Operations on single items, in which a project that a table prints in parts is one item.
SINGLE = ("condition_parts", "rank_parts")
PROJECTS = "projects"
OF_LEVELS = frozenset({"op:level_two", "op:lowest"})
BY_FUNCTION = frozenset({"op:by_function", "op:function_of"})
# The whole expenditure by function, and by what it is for (基本支出, 项目支出, …); an amount of it that is called as printed.
FUNCTIONS, USES, OTHER = "expenditure_functions", "expenditure_uses", "other"
# What stands between the headers of a column.
HEADERS = " · "
# Columns of the table by economic classification.
TOTAL = "total"
COLUMNS = frozenset({"project", "basic", "personnel", "public"})
# The level of 项 in the functional classification.
LOWEST = 3
# Items that are called by their measure's name, however a table words them.
MEASURED = ("three.", "income.", "carry.")


class Breakdown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of prompts/lexicon/breakdowns.yaml."""

    id: str
    kinds: list[str]
    items: list[str] = []
    aspects: list[str] = []
    prefix: str = ""
    level: int = 0
    aspect: str = ""
    side: str = ""
    filled: bool = False
    detail: str = ""


@cache
def breakdowns() -> dict[str, Breakdown]:
    """All ways to take figures apart, by id."""
    return {entry.id: entry for entry in load("lexicon/breakdowns.yaml", list[Breakdown])}


def break_down(collection: Collection, query: Query) -> Result:
    """The parts of one figure for each unit."""
    results = [_unit_breakdown(collection, query, unit) for unit in query.units]
    good = [result for result in results if result.status == "answered"]
    told = _defined(collection, query) if len(results) > 1 and "units" not in query.explicit and not any(r.table for r in good) else None
    if told:
        return told
    lead = _lead(collection, query)
    if lead and good:
        good = [replace(good[0], answer=say("figures_end").join((lead.answer.rstrip(say("figures_end")), good[0].answer)), citations=(*lead.citations, *good[0].citations)), *good[1:]]
    if not good or len(results) == 1:
        return results[0]
    rows = [[unit, *row] for result, unit in zip(results, query.units) if result.table for row in result.table.rows]
    columns = next(([TableColumn(headings()["unit"]), *r.table.columns] for r in good if r.table), [])
    return replace(good[0], answer="".join(r.answer for r in good), table=AnswerTable(columns, rows) if rows else None,
                   citations=tuple(c for r in good for c in r.citations),
                   facts=tuple(f for r in good for f in r.facts), notes=tuple(n for r in good for n in r.notes))


def _unit_breakdown(collection: Collection, query: Query, unit: str) -> Result:
    target = query.targets[0]
    year = years_of(query, collection.catalog, unit)[-1]
    found = find_figures(collection, replace(query, years=(year,)), target, unit)
    whole = found[0] if isinstance(found[0], Figure) else None
    chain, parts = _below_only_child(collection, query, find_parts(collection, query, target, unit, year), year)
    if not parts and query.less:
        return not_left_out(query, unit, year)
    if not parts and whole and not target.breakdown and not target.id.startswith(("project:", "name:")):
        return _told_with_sentence(collection, replace(query, units=(unit,)), whole)
    if not parts:
        return _sentence_instead(collection, whole) if whole else Result(explain_missing(found[0]), status="declined")
    head = say_figure(whole, query).rstrip(say("figures_end")) if whole else ""
    passed = "".join(say_part(part, query, "only_child") for part in chain)
    counted = say("breakdown_count", count=len(parts)) if _is_counted(query, target) else ""
    answer = f"{head}{say_lead(query)}{passed}{say_first(parts, query)}{say('figures_end')}{counted}"
    parts = [*chain, *parts]
    facts = (*(whole.facts if whole else ()), *(fact for part in parts for fact in part.facts))
    notes = figure_notes(collection, query, [whole], []) if whole else ()
    return Result(
        answer, table=_table_of(collection, target, parts, query), facts=facts, notes=notes, statement=whole.statement if whole else None,
        ranking=(unit,), years=(year,), figures=tuple(parts),
    )


def _is_counted(query: Query, target: Target) -> bool:
    """Whether the number of the parts is asked for, and none of them is within another."""
    apart = not target.breakdown or not breakdowns()[target.breakdown].items
    return apart and compiled(variant_words().how_many_items).search(query.text) is not None


def _below_only_child(
    collection: Collection, query: Query, parts: list[Figure], year: int
) -> tuple[list[Figure], list[Figure]]:
    """An item that has one part only is taken further apart: the parts passed on the way, and the last ones."""
    chain: list[Figure] = []
    while len(parts) == 1 and parts[0].target.id.startswith("function."):
        below = find_parts(collection, query, parts[0].target, parts[0].unit, year)
        if not below:
            break
        chain, parts = [*chain, parts[0]], below
    return chain, parts


def _told_with_sentence(collection: Collection, query: Query, whole: Figure) -> Result:
    """A figure without parts in any table: what it is for, or the sentence that gives it, tells what belongs to it."""
    result = look_up(collection, query)
    told = stated_purpose(collection, query, whole.target, whole.unit)
    if told is None and whole.facts[0]["passage_id"]:
        told = _sentence_instead(collection, whole)
    told = told or _defined(collection, query)
    if told is None:
        return declined("breakdown_missing", unit=whole.unit, year=whole.year, item=whole.target.name)
    return replace(result, answer=result.answer + told.answer, citations=(*result.citations, *told.citations))


def _lead(collection: Collection, query: Query) -> Result | None:
    """三公包含哪些: what belongs to a term by its definition comes first, where no unit is named."""
    asks = compiled(text_words().belongs_to).search(query.text) and "units" not in query.explicit
    return find_definition(collection, query) if asks else None


def _defined(collection: Collection, query: Query) -> Result | None:
    """What belongs to a figure by the definition in the unit's own document, None where it defines no such term."""
    if not compiled(variant_words().contents).search(query.text):
        return None
    told = define(collection, query)
    return told if told.status == "answered" and re.search(text_words().made_of, told.answer) else None


def _table_of(collection: Collection, target: Target, parts: list[Figure], query: Query) -> AnswerTable:
    return detail_table(collection, parts, query) if target.id.startswith("project:") else part_table(parts, query)


def _sentence_instead(collection: Collection, whole: Figure) -> Result:
    """Where no table gives the parts, the sentence that the figure stands in may."""
    passages = [fact for fact in (*whole.facts, *whole.others) if fact["passage_id"]]
    if not passages:
        return declined("breakdown_missing", unit=whole.unit, year=whole.year, item=whole.target.name)
    fact = passages[0]
    text = passage_of(collection, fact)["text"]
    citation = cite_passage(collection, fact["passage_id"], 0, len(text))
    return Result(
        say_passage(whole.unit, text), citations=(citation,), facts=whole.facts, ranking=(whole.unit,),
        years=(whole.year,),
    )


def find_parts(collection: Collection, query: Query, target: Target, unit: str, year: int) -> list[Figure]:
    """The parts of a target: as breakdowns.yaml says for a measure; the items below for an account or a project."""
    rows, column = _of_stage(_rows(collection, unit, year), collection, query, (unit, year)), _column(query, target)
    if column:
        return without(_listed(rows, column), query)
    if target.breakdown == PROJECTS and query.operation in SINGLE:
        return without(unit_projects(collection, replace(query, years=(year,)), unit), query)
    parts = _listed_in(rows, _on_basis(target, _way(query, target)), target.table) if target.breakdown else _below(rows, target, query)
    detail = breakdowns()[target.breakdown].detail if target.breakdown else ""
    return without(parts or (_listed_in(rows, _on_basis(target, detail), target.table) if detail else []), query)


def _below(rows: list[Row], target: Target, query: Query) -> list[Figure]:
    """The items one level below, or the last ones where those are asked for (细分到项)."""
    parts = _children(rows, target)
    if "op:lowest" not in query.explicit:
        return parts
    return [last for part in parts for last in (_below(rows, part.target, query) or [part])]


def _on_basis(target: Target, way: str) -> Breakdown:
    """The single items of a figure from the tables of its own basis."""
    entry, own = breakdowns()[way], breakdowns()[target.breakdown]
    kinds = [kind for kind in own.kinds if kind in entry.kinds]
    return replace_entry(entry, kinds=kinds) if kinds and entry.prefix == own.prefix else entry


def _column(query: Query, target: Target) -> Breakdown | None:
    """项目支出按经济分类: the items of a classification by the amounts of that column; None where none is named."""
    record = measures().get(target.id)
    if record is None or record.subject != TOTAL or record.aspect not in COLUMNS or "op:by_economic" not in query.explicit:
        return None
    details = query.operation in SINGLE or "op:detail" in query.explicit
    return replace_entry(breakdowns()["economic_details" if details else "economic_items"], aspect=record.aspect)


def _way(query: Query, target: Target) -> str:
    """How a measure is taken apart: by the classification that was named; into single items where these must meet a bound."""
    single = query.operation in SINGLE
    if "op:by_use" in query.explicit and target.breakdown == FUNCTIONS:
        return USES
    if "op:by_economic" in query.explicit and OF_LEVELS & query.explicit:
        return "economic_details"
    if "op:level_two" in query.explicit:
        own = breakdowns()[target.breakdown]
        return "function_groups" if own.prefix == "function" else own.detail or target.breakdown
    if "op:by_economic" in query.explicit:
        return "economic_details" if query.operation == "condition_parts" else "economic_items"
    lowest = "op:lowest" in query.explicit or query.operation == "condition_parts" and BY_FUNCTION & query.explicit
    if (single or "op:lowest" in query.explicit) and lowest and breakdowns()[target.breakdown].prefix == "function":
        return "function_items"
    items = single and ("op:detail" in query.explicit or target.table)
    return items and breakdowns()[target.breakdown].detail or target.breakdown


def _rows(collection: Collection, unit: str, year: int) -> list[Row]:
    rows = collection.store.fetch("facts", {"unit_id": unit, "year": year, "variant": ""}, ("fact_id",))
    return [row for row in rows if row["role"] != "rollup" and row["carry"] != "carryover" or row["subject"] == "carry.in"]


def _of_stage(rows: list[Row], collection: Collection, query: Query, at: tuple[str, int]) -> list[Row]:
    """The rows of the stage asked for, else of the document's own: what was planned of an item does not stand beside what was spent of it."""
    own = next((d.type for d in collection.catalog.of(at[0]) if d.year == at[1]), "")
    wanted = query.stage if query.stage in STAGES else own
    both = {(row["kind"], row["subject"], row["aspect"]) for row in rows if row["stage"] == wanted}
    return [row for row in rows if row["stage"] == wanted or (row["kind"], row["subject"], row["aspect"]) not in both]


def _listed_in(rows: list[Row], entry: Breakdown, table: str) -> list[Figure]:
    """The items from the table that was named, which may print no higher level than its lowest; else from the first that has them."""
    if table not in entry.kinds:
        return _listed(rows, entry)
    levels = range(entry.level, LOWEST + 1) if entry.level else (0,)
    return next(filter(None, (_listed(rows, replace_entry(entry, kinds=[table], level=level)) for level in levels)), [])


def _listed(rows: list[Row], entry: Breakdown) -> list[Figure]:
    for kind in entry.kinds:
        chosen = [row for row in rows if row["kind"] == kind and _belongs(row, entry)]
        if entry.filled:
            chosen = [row for row in chosen if row["status"] not in NONE]
        if chosen:
            return _figures(chosen, entry)
    return []


def _belongs(row: Row, entry: Breakdown) -> bool:
    if entry.items:
        return row["subject"] in entry.items and row["aspect"] == "total" and (not entry.side or row["side"] in (entry.side, ""))
    if entry.aspects:
        return row["subject"] == "total" and row["aspect"] in entry.aspects
    wanted = entry.aspect or aspect_of(row["kind"])
    level = entry.prefix != "project" or not row["parent"].startswith("project:")
    return (
        row["subject_class"] == entry.prefix
        and row["aspect"] == wanted
        and level
        and (not entry.level or row["subject_level"] == entry.level)
    )


def _figures(rows: list[Row], entry: Breakdown) -> list[Figure]:
    """Each part once, in the order of the page; where one amount is printed twice, the first counts."""
    names: dict[tuple[str, str, Decimal | None], Figure] = {}
    for row in rows:
        key = (row["subject"], row["aspect"], row["value"])
        names.setdefault(key, _figure(row, _part_name(row, entry)))
    order = entry.items or entry.aspects
    return sorted(names.values(), key=lambda f: order.index(_order_key(f, entry)) if order else 0)


def _order_key(figure: Figure, entry: Breakdown) -> str:
    return figure.facts[0]["subject"] if entry.items else figure.facts[0]["aspect"]


def _part_name(row: Row, entry: Breakdown) -> str:
    if entry.aspects:
        printed = row["aspect_name"].rpartition(HEADERS)[2]
        return printed if row["aspect"] == OTHER and printed else target_name(row["aspect"])
    return _measure_name(row) if row["subject"].startswith(MEASURED) else row["subject_name"].strip()


def _measure_name(row: Row) -> str:
    """The measure's name for an item of the page; else what is printed."""
    return next(
        (r.name for r in measures().values() if r.subject == row["subject"] and r.aspect == row["aspect"]), row["subject_name"]
    )


def _figure(row: Row, name: str) -> Figure:
    return figure_of((row,), Target(row["subject"], name, (Source(row["kind"], row["subject"], row["aspect"]),), "", row["aspect"]))


def _children(rows: list[Row], target: Target) -> list[Figure]:
    """The items one level below an account or a project, from the first kind of table that prints them."""
    parents = set(target.id.split("|"))
    aspects = [target.aspect] if target.aspect != "total" else ["total", "basic", "project"]
    for kind in dict.fromkeys([source.kind for source in target.sources]):
        for aspect in aspects:
            found = [
                row
                for row in rows
                if row["kind"] == kind and row["parent"] in parents and row["aspect"] == aspect and row["status"] not in NONE
            ]
            if found:
                return [_figure(row, row["subject_name"].strip()) for row in found]
    return []


def _with_ties(ordered: list[Figure], limit: int) -> list[Figure]:
    """The first of an order, with those equal to the last of them."""
    last = ordered[:limit][-1].value
    return [figure for i, figure in enumerate(ordered) if i < limit or figure.value == last]


def _first_of(table: AnswerTable) -> AnswerTable:
    return AnswerTable(table.columns, table.rows[:SHOWN], table.rows[SHOWN:])


def rank_parts(collection: Collection, query: Query) -> Result:
    """The parts of one unit's figure in order; the largest or smallest named where that was asked for."""
    unit = query.units[0]
    year = years_of(query, collection.catalog, unit)[-1]
    parts = find_parts(collection, query, query.targets[0], unit, year)
    if not parts:
        return not_left_out(query, unit, year) if query.less else declined("breakdown_missing", unit=unit, year=year, item=query.targets[0].name)
    ordered = sorted(parts, key=lambda part: part.value, reverse=query.order != "asc")
    shown = ordered[query.nth - 1 : query.nth] if query.nth and not query.limit else _with_ties(ordered, query.limit or SHOWN)
    extreme = {"op:most", "op:least"} & query.explicit and query.limit is None
    first = shown[0]
    if extreme or query.nth:
        common = dict(unit=unit, year=year, parent=query.targets[0].name, item=first.target.name,
                      amount=text_of(show_figure(first, query.display)))
        answer = say("rank_items_nth", order=word("orders", query.order or "desc"), n=query.nth, **common) if query.nth and not query.limit \
            else say("rank_items_most", order=word("extremes", query.order or "desc"), **common)
        return Result(
            answer, value=show_figure(first, query.display), table=_first_of(part_table(ordered, query)),
            facts=first.facts, ranking=(unit,), years=(year,), figures=(first,), listed=tuple(ordered[:SHOWN]),
        )
    head = say("rank_items", unit=unit, year=year, parent=query.targets[0].name, order=word("orders", query.order or "desc"))
    return Result(
        head + say_parts(shown, query) + say("figures_end"), table=part_table(shown, query),
        facts=tuple(fact for f in shown for fact in f.facts),
        ranking=(unit,), years=(year,), figures=tuple(shown),
    )


def parts_meeting(collection: Collection, query: Query) -> Result:
    """The parts of one unit's figure that meet a bound."""
    unit = query.units[0]
    year = years_of(query, collection.catalog, unit)[-1]
    parts = find_parts(collection, query, query.targets[0], unit, year)
    if not parts or query.condition is None or query.condition.low is None:
        return declined("breakdown_missing", unit=unit, year=year, item=query.targets[0].name)
    met = [part for part in parts if meets_bound(part, query.condition)]
    result = condition_result(collection, query, parts, met, [], {})
    return replace(result, table=part_table(sorted(met, key=lambda p: -p.value), query) if met else None) if met else result
