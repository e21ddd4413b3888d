"""REPAIRS AND DOUBTS OF A TABLE → where they are marked in it: at a cell, a row or a cell of its header."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from service.web.contract import DoubtReply, RepairReply, TableReply

# How a repaired header path is written.
PATH = " > "

Place = tuple[int, int]


@dataclass(frozen=True)
class Remark:
    """Number `number` (from 1) of the repairs or of the doubts that are listed under the table."""

    number: int
    is_doubt: bool
    printed: str
    why: str


@dataclass(frozen=True)
class Marks:
    """Remarks by cell (row, column), by row, and by cell of the header (level, first column)."""

    cells: dict[Place, list[Remark]]
    rows: dict[int, list[Remark]]
    header: dict[Place, list[Remark]]


def mark_remarks(table: TableReply) -> Marks:
    """Where the repairs and doubts of a table are marked; what is found nowhere in it is only listed."""
    marks = Marks(defaultdict(list), defaultdict(list), defaultdict(list))
    for number, repair in enumerate(table.repairs, start=1):
        _place_repair(table, repair, Remark(number, False, repair.printed, repair.why), marks)
    for number, doubt in enumerate(table.doubts, start=1):
        _place_doubt(table, doubt, Remark(number, True, doubt.text, doubt.why), marks)
    return marks


def _place_repair(table: TableReply, repair: RepairReply, remark: Remark, marks: Marks) -> None:
    rows = list(_rows_at(table, repair.line))
    cells = [(row, col) for row in rows for col, text in enumerate(table.rows[row].cells) if text == repair.read]
    if len(cells) == 1:
        marks.cells[cells[0]].append(remark)
        return
    for row in rows:
        marks.rows[row].append(remark)
    place = _header_cell(table, repair.read.split(PATH)) if not rows else None
    if place:
        marks.header[place].append(remark)


def _place_doubt(table: TableReply, doubt: DoubtReply, remark: Remark, marks: Marks) -> None:
    for row in _rows_at(table, doubt.line):
        if doubt.column is None or doubt.column >= len(table.columns):
            marks.rows[row].append(remark)
        elif table.rows[row].cells[doubt.column] is not None:
            marks.cells[row, doubt.column].append(remark)


def _rows_at(table: TableReply, line: int) -> Iterator[int]:
    return (number for number, row in enumerate(table.rows) if row.line == line)


def _header_cell(table: TableReply, path: list[str]) -> Place | None:
    """The cell of the header that a path leads to, with or without the half of the table before it."""
    for col, column in enumerate(table.columns):
        for skipped in (0, 1):
            if column[skipped : skipped + len(path)] == path:
                return skipped + len(path) - 1, col
    return None
