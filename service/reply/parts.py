"""FACTS → PARTS: rows of the store as figures under their own names, told and tabled one beside the other."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from service.facts.store import Row, value_of
from service.query.finder import NONE, Figure
from service.query.logical import Query, Target
from service.query.targets import make_target
from service.reply.amounts import show_figure, text_of
from service.reply.answer import AnswerTable, TableColumn
from service.reply.words import headings, join, say

SHOWN = 20


def figure_of(rows: tuple[Row, ...], target: Target) -> Figure:
    """One part from the rows that it is the sum of, under the name of `target`."""
    first, value = rows[0], sum((value_of(row) for row in rows), Decimal(0))
    none = all(row["status"] in NONE for row in rows)
    return Figure(first["unit_id"], first["year"], target, value, first["measure_unit"], none, rows, stage=first["stage"])


def named_part(rows: tuple[Row, ...], name: str) -> Figure:
    """One part under a name of its own, as a figure of its item."""
    return figure_of(rows, replace(make_target(rows[0]["subject"]), name=name))


def say_parts(parts: list[Figure], query: Query) -> str:
    """Names with their amounts, as a list."""
    return join([say_part(part, query, "breakdown_part") for part in parts])


def say_first(parts: list[Figure], query: Query) -> str:
    """As many of the parts as a sentence holds; that there are more is said."""
    return say_parts(parts[:SHOWN], query) + (say("parts_more", count=len(parts)) if len(parts) > SHOWN else "")


def say_part(part: Figure, query: Query, sentence: str) -> str:
    """A name with its amount."""
    return say(sentence, name=part.target.name, amount=text_of(show_figure(part, query.display)))


def part_table(parts: list[Figure], query: Query) -> AnswerTable:
    """One row a part: name and amount; the unit before them where there are several."""
    columns = [TableColumn(headings()["item"]), TableColumn(headings()["amount"], show_figure(parts[0], query.display).unit)]
    rows = [[part.target.name, show_figure(part, query.display).number] for part in parts]
    if len({part.unit for part in parts}) == 1:
        return AnswerTable(columns, rows)
    return AnswerTable([TableColumn(headings()["unit"]), *columns], [[part.unit, *row] for part, row in zip(parts, rows)])
