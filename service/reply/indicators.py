"""Answers about performance targets: their values, weights and bases, and the lists of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from service.extraction.forms.words import role_of
from service.facts.records import SEPARATOR
from service.facts.store import Row
from service.language.words import compiled
from service.query.finder import Collection
from service.query.indicator_words import indicator_words
from service.query.logical import Query
from service.query.targets import make_target
from service.reply.about_projects import told_by_form
from service.reply.answer import AnswerTable, TableColumn, Value
from service.reply.citations import cite_cell, distinct
from service.reply.joined import join_results
from service.reply.result import Result, declined
from service.reply.text_words import text_words
from service.reply.words import headings, join, note, say

# What can be asked of an indicator beside its value: the operation, the field, the role of its column, the sentence.
ASKED = {"indicator_weight": ("weight", "weight", "indicator_weight"), "indicator_basis": ("basis", "basis", "indicator_basis")}
VALUE = ("value", "", "")
SHOWN, SENTENCES = 20, 3


@dataclass(frozen=True)
class _Told:
    """Indicators that say the same, and what is told of them."""

    rows: tuple[Row, ...]
    value: str


def tell_indicators(collection: Collection, query: Query) -> Result:
    """The targets of indicators, or their weights or bases; `query.terms` are their ids, `query.limits` limit a list."""
    every = [row for id_ in query.terms for row in collection.store.fetch("indicators", {"indicator_id": int(id_)})]
    rows = [row for row in every if all(_meets(row, limit) for limit in query.limits)]
    if not rows:
        year = collection.catalog.newest_year(query.units[0])
        return declined("item_missing", unit=join(query.units), year=year, item="".join(query.limits) or query.text)
    told = join_results([_tell(collection, query, rows, *how) for how in _asked(query)])
    goal = _goal(collection, rows) if compiled(text_words().goal_only).search(query.text) else None
    return replace(told, answer=goal.answer + told.answer, citations=(*goal.citations, *told.citations)) if goal else told


def _goal(collection: Collection, rows: list[Row]) -> Result | None:
    """What a project is to reach, in the words of its form, where all of its indicators are asked for."""
    owners = {(row["unit_id"], row["project"]) for row in rows}
    unit, project = next(iter(owners))
    own = collection.store.fetch("indicators", {"unit_id": unit, "project": project})
    is_whole = project and len(owners) == 1 and len(own) == len(rows)
    return told_by_form(collection, unit, make_target(f"project:{project}"), "content") if is_whole else None


def _asked(query: Query) -> list[tuple[str, str, str]]:
    """What is wanted of the indicators: their targets if nothing else, or where those are named beside their weights (指标值及权重)."""
    other = [how for operation, how in ASKED.items() if f"op:{operation}" in query.explicit]
    return [VALUE, *other] if not other or tells_target(query) else other


def tells_target(query: Query) -> bool:
    """Whether the target of an indicator is asked for by name, beside its weight or its basis."""
    return compiled(indicator_words().target).search(query.text) is not None


def _tell(collection: Collection, query: Query, rows: list[Row], field: str, role: str, sentence: str) -> Result:
    """One field of the indicators."""
    value_of = indicator_value(collection) if field == "value" else lambda row: row[field]
    told = [one for one in _same_told(rows, value_of) if one.value or field == "value"]
    if not told:
        names = tuple(dict.fromkeys(row["name"] for row in rows))
        return declined("indicator_blank", name=join(names[:3]), field=headings()[field])
    cited = [row for one in told for row in one.rows]
    citations = [cite_cell(collection, row["table_id"], row["row"], _column(collection, row, role)) for row in cited]
    columns = [TableColumn(headings()["unit"]), TableColumn(headings()["name"]), TableColumn(headings()[field])]
    lines = [[one.rows[0]["unit_id"], one.rows[0]["name"], one.value] for one in told]
    table = AnswerTable(columns, lines[:SHOWN], lines[SHOWN:])
    return Result(
        _say_all(told, sentence, headings()[field]), value=_single_value(told, field), table=table if len(told) > 1 else None,
        citations=distinct(citations)[:SHOWN], notes=_notes(told),
        ranking=(rows[0]["unit_id"],),
    )


def _say_all(told: list[_Told], sentence: str, field: str) -> str:
    """A sentence for each indicator; many of them as one list."""
    if len(told) <= SENTENCES:
        return "".join(dict.fromkeys(_say(one, sentence) for one in told))
    parts = [say("indicator_part", name=one.rows[0]["name"], value=one.value) for one in told[:SHOWN]]
    return say("indicators", unit=told[0].rows[0]["unit_id"], count=len(told), field=field, parts=join(parts))


def _meets(row: Row, limit: str) -> bool:
    """Whether an indicator is of a goal (长期目标1), a time (长期), a direction (反向) or a level (效益) as it is called."""
    fields = (row["goal"], row["horizon"], row["direction"], row["level1"], row["level2"])
    return any(field and field.startswith(limit) for field in fields)


def _same_told(rows: list[Row], value_of: Callable[[Row], str]) -> list[_Told]:
    """Indicators printed for the unit and once more for its project with one value are told once."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        goal = row["goal"] if row["project"] is None else ""
        key = (row["unit_id"], row["name"], row["horizon"], row["level1"][:2], goal, value_of(row))
        same = next((k for k in groups if k[:4] == key[:4] and k[5] == key[5] and "" in (k[4], key[4])), key)
        groups.setdefault(same, []).append(row)
    return [_Told(tuple(found), str(key[5])) for key, found in groups.items()]


def indicator_value(collection: Collection) -> Callable[[Row], str]:
    """How an indicator's target is shown: relation, value and unit; with words beside the number as its cell prints it."""
    def shown(row: Row) -> str:
        if row["qualifier"]:
            return collection.store.fetch("cells", {"table_id": row["table_id"], "row": row["row"], "col": row["col"]})[0]["text"]
        return f"{row['relation']}{row['value']}{row['unit']}"

    return shown


def _say(told: _Told, sentence: str) -> str:
    row, projects = told.rows[0], {row["project"] for row in told.rows}
    project = row["project"] or "" if len(projects) == 1 else ""
    if sentence:
        return say(sentence, unit=row["unit_id"], project=project, name=row["name"], value=told.value)
    if not told.value:
        years = [f"{name}{text}" for name, text in json.loads(row["earlier"])]
        return say("indicator_unset", unit=row["unit_id"], project=project, name=row["name"], earlier=join(years))
    known = "indicator_project" if project else "indicator"
    return say(known, unit=row["unit_id"], project=project, name=row["name"], value=told.value)


def _single_value(told: list[_Told], field: str) -> Value | None:
    """The number, where one indicator was asked for and its target or weight is a plain one."""
    row = told[0].rows[0]
    if len(told) > 1 or row["qualifier"] or field == "basis":
        return None
    text = re.sub(",", "", str(row[field]))
    try:
        return Value(f"{Decimal(text):f}", row["unit"] if field == "value" else "")
    except InvalidOperation:
        return None


def _column(collection: Collection, row: Row, role: str) -> int:
    """The column of what is told, that of the value if the table has no such column."""
    columns = collection.store.fetch("columns", {"table_id": row["table_id"]}, ("col",))
    found = [column["col"] for column in columns if role and role_of(column["path"].split(SEPARATOR)[-1]) == role]
    return found[0] if found else row["col"]


def _notes(told: list[_Told]) -> tuple[str, ...]:
    """Where the page leaves the names of indicators blank, they are called by the basis of their value."""
    by_basis = any(row["name"] == row["basis"] for one in told for row in one.rows)
    more = (note("more_rows", count=len(told), shown=SHOWN),) if len(told) > SHOWN else ()
    return ((note("indicator_by_basis"),) if by_basis else ()) + more
