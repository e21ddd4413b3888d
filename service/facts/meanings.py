"""COLUMNS OF A TABLE → WHAT EACH HOLDS: what a header alone can't say is told by the cells below it and by its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.extraction.model import Half, Table
from service.facts.columns import THREE_KINDS, ColumnMeaning, read_column
from service.facts.model import Coordinates
from service.facts.rows import SUMMARY_KINDS
from service.facts.three_public import find_totals
from service.quantities import parse_cell

NAMES = frozenset({"name", "project_name"})
# The amount of a column that nothing says more of, beside columns that are understood.
OTHER = "other"

Meanings = tuple[tuple[int, ColumnMeaning], ...]


@dataclass(frozen=True)
class List:
    """One list of a table: its names and the figures that belong to them, by column."""

    half: Half | None
    columns: tuple[int, ...]


def lists_of(table: Table) -> tuple[List, ...]:
    """The lists of a table from left to right: one for each half, and one for each further column of names in a summary."""
    halves = tuple(dict.fromkeys(column.half for column in table.columns)) or (None,)
    return tuple(one for half in halves for one in _lists_of_half(table, half))


def read_meanings(table: Table, columns: tuple[int, ...], income: bool) -> Meanings:
    """What each of a list's columns holds; `income`: the list is one of income."""
    meanings = [(i, read_column(table.columns[i], table.kind, income)) for i in columns]
    meanings = list(_with_text_columns(table, meanings))
    if table.kind in THREE_KINDS:
        meanings = find_totals(table, meanings)
    return tuple(_told_apart(meanings))


def _lists_of_half(table: Table, half: Half | None) -> Iterator[List]:
    """One half of a summary can hold two lists side by side, each with its names: by subject, by purpose."""
    columns = [i for i, column in enumerate(table.columns) if column.half == half]
    if table.kind not in SUMMARY_KINDS:
        yield List(half, tuple(columns))
        return
    labels = {i: read_column(table.columns[i], table.kind, False).label for i in columns}
    starts = [i for n, i in enumerate(columns) if n == 0 or (labels[i] in NAMES and not labels[columns[n - 1]])]
    for start, end in zip(starts, [*starts[1:], len(table.columns)]):
        yield List(half, tuple(i for i in columns if start <= i < end))


def _with_text_columns(table: Table, meanings: list[tuple[int, ColumnMeaning]]) -> Iterator[tuple[int, ColumnMeaning]]:
    """A column that no rule knows and that holds words is a label: the first one the name of the row, if no other is."""
    named = any(meaning.label in NAMES or meaning.label == "unit_name" for _, meaning in meanings)
    figures = False
    for i, meaning in meanings:
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
