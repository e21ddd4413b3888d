"""COLUMNS OF A TABLE → WHAT EACH HOLDS: what a header alone can't say is told by the cells below it and by its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.extraction.model import Half, Table
from service.facts.columns import OTHER, THREE_KINDS, ColumnMeaning, aspect_of, read_column
from service.facts.model import Coordinates
from service.facts.rows import SUMMARY_KINDS
from service.facts.three_public import find_totals
from service.quantities import parse_cell

NAMES = frozenset({"name", "project_name"})
# What a further list of a table begins with: its codes, the highest level of them, or its names.
STARTS = frozenset({"code", "class", "name"})
# Parts of basic expenditure that are printed side by side, each with its own items.
PARTS = frozenset({"personnel", "public"})
# A table that is none of the known kinds: what an unknown column of it counts can't be known without a unit of measure.
UNNAMED = "other"

Meanings = tuple[tuple[int, ColumnMeaning], ...]


@dataclass(frozen=True)
class List:
    """One list of a table: its names and the figures that belong to them, by column.

    `part`: the amount that the whole list is a part of where lists stand side by side (人员经费 | 公用经费); `beside`: the
    columns of the lists to its left, the nearest first, which name the rows that this one gives no name (支出总计).
    """

    half: Half | None
    columns: tuple[int, ...]
    part: str = ""
    beside: tuple[tuple[int, ...], ...] = ()


def lists_of(table: Table) -> tuple[List, ...]:
    """The lists of a table from left to right: one for each half, and one for each further column of codes or names."""
    halves = tuple(dict.fromkeys(column.half for column in table.columns)) or (None,)
    return tuple(one for half in halves for one in _lists_of_half(table, half))


def read_meanings(table: Table, listed: List, income: bool) -> Meanings:
    """What each of a list's columns holds; `income`: the list is one of income."""
    meanings = [(i, read_column(table.columns[i], table.kind, income)) for i in listed.columns]
    meanings = list(_with_text_columns(table, meanings))
    if listed.part:
        meanings = [(i, replace(m, coordinates=_own_amount(table, m))) for i, m in meanings]
    if table.kind in THREE_KINDS:
        meanings = find_totals(table, meanings)
    return tuple(_told_apart(meanings))


def _lists_of_half(table: Table, half: Half | None) -> Iterator[List]:
    columns = [i for i, column in enumerate(table.columns) if column.half == half]
    read = {i: read_column(table.columns[i], table.kind, False) for i in columns}
    labels = {i: _role(table, read[i].label or _unknown_names(table, i, read[i])) for i in columns}
    starts = columns[:1]
    for before, i in zip(columns, columns[1:]):
        own = {labels[j] for j in columns if starts[-1] <= j < i}
        if labels[i] in own & STARTS and not labels[before] and any(not labels[j] for j in columns if j > i):
            starts.append(i)
    lists = [tuple(i for i in columns if start <= i < end) for start, end in zip(starts, [*starts[1:], len(table.columns)])]
    for place, own_columns in enumerate(lists):
        amounts = {read[i].coordinates.aspect for i in own_columns if not labels[i]}
        part = amounts.pop() if len(lists) > 1 and len(amounts) == 1 and amounts <= PARTS else ""
        yield List(half, own_columns, part, tuple(reversed(lists[:place])))


def _unknown_names(table: Table, column: int, meaning: ColumnMeaning) -> str:
    return "" if meaning.known or not _holds_words(table, column) else "name"


def _role(table: Table, label: str) -> str:
    """In a summary the names of projects and of subjects are one role: what the money is for."""
    return "name" if table.kind in SUMMARY_KINDS and label in NAMES else label


def _own_amount(table: Table, meaning: ColumnMeaning) -> Coordinates:
    """In a list that is a part of the whole, each item's figure is all of the item."""
    return meaning.coordinates if meaning.label else replace(meaning.coordinates, aspect=aspect_of(table.kind))


def _with_text_columns(table: Table, meanings: list[tuple[int, ColumnMeaning]]) -> Iterator[tuple[int, ColumnMeaning]]:
    """A column that no rule knows and that holds words is a label: the first one the name of the row, if no other is."""
    named = any(meaning.label in NAMES or meaning.label == "unit_name" for _, meaning in meanings)
    figures = False
    for i, meaning in meanings:
        if table.kind == UNNAMED and not table.unit and not meaning.known:
            yield i, ColumnMeaning("text", Coordinates(), meaning.name, False)
            continue
        if meaning.label or meaning.known or not _holds_words(table, i):
            figures = figures or not meaning.label
            yield i, meaning
            continue
        label = "text" if named or figures else "name"
        named = True
        yield i, ColumnMeaning(label, Coordinates(), meaning.name, False)


def _holds_words(table: Table, column: int) -> bool:
    """Whether more of a column's cells hold words than figures."""
    cells = [cell for row in table.rows if (cell := row.cells[column])]
    words = sum(parse_cell(cell.text).status == "text" for cell in cells)
    return words * 2 > len(cells)


def _told_apart(meanings: list[tuple[int, ColumnMeaning]]) -> Iterator[tuple[int, ColumnMeaning]]:
    """Of columns that read the same, those that no rule knows are other amounts of the row."""
    read = [meaning.coordinates for _, meaning in meanings if not meaning.label]
    for i, meaning in meanings:
        if meaning.label or meaning.known or read.count(meaning.coordinates) < 2:
            yield i, meaning
        else:
            yield i, replace(meaning, coordinates=replace(meaning.coordinates, aspect=OTHER))
