"""One cell of a table read otherwise than printed: the cell, its repair, and what was claimed about it before."""

from __future__ import annotations

from dataclasses import replace

from service.extraction.model import Cell, Doubt, Repair, Row, Table

# What was done to put a cut cell together: void once the cell is read in another way.
_JOINED = frozenset(("cut_cell", "repeated_piece"))


def read_as(table: Table, row: int, column: int, text: str, why: str, detail: str = "") -> Table:
    """The table with one cell (row and column by number) read as `text`; earlier claims and doubts about it are dropped."""
    cell = table.rows[row].cells[column]
    printed, line = (cell.printed, cell.line) if cell else ("", table.rows[row].line)
    table = put(drop_claims(table, row, column), row, column, Cell(printed, text, line))
    return replace(table, repairs=(*table.repairs, Repair(line, printed, text, why, detail)))


def drop_claims(table: Table, row: int, column: int) -> Table:
    """The table without what was said before about how one cell was put together, and without doubts about it."""
    cell = table.rows[row].cells[column]
    line, printed = (cell.line, cell.printed) if cell else (table.rows[row].line, None)
    return replace(
        table,
        repairs=tuple(r for r in table.repairs if not (r.why in _JOINED and r.line == line and r.printed == printed)),
        doubts=tuple(d for d in table.doubts if (d.line, d.column) != (line, column)),
    )


def doubt(table: Table, row: int, column: int, why: str) -> Table:
    """The table with a doubt about one cell, once."""
    cell = table.rows[row].cells[column]
    return add_doubt(table, Doubt(table.rows[row].line, column, cell.text if cell else "", why))


def add_doubt(table: Table, new: Doubt) -> Table:
    """The table with one more doubt, once."""
    return table if new in table.doubts else replace(table, doubts=(*table.doubts, new))


def put(table: Table, row: int, column: int, cell: Cell | None) -> Table:
    """The table with another cell in one place."""
    old = table.rows[row]
    cells = (*old.cells[:column], cell, *old.cells[column + 1 :])
    return put_row(table, row, replace(old, cells=cells))


def put_row(table: Table, row: int, *rows: Row) -> Table:
    """The table with other rows in place of one."""
    return replace(table, rows=(*table.rows[:row], *rows, *table.rows[row + 1 :]))
