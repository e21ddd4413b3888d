"""BASES OF INDICATORS of which the start is lost, or that run together with the value before them → AS IN THE OTHER ROWS."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from service.extraction.forms.tables import PartTable
from service.extraction.forms.words import SHORTEST_FRAGMENT
from service.extraction.model import Cell, Repair, Row, Table
from service.extraction.table_edit import put, read_as


def restore_basis(part: PartTable) -> Table:
    """The table of indicators with damaged bases read as the one that most of its rows print."""
    table, usual = part.table, _usual_basis(part)
    for index, row in enumerate(table.rows) if usual else ():
        basis = part.roles.index("basis")
        cell = row.cells[basis]
        if cell is None or cell.text == usual:
            continue
        value = _lost_value(row, part.roles)
        if value is not None and cell.text.endswith(usual):
            table = _cut_off(table, index, (value, basis), usual)
        elif _ends_alike(cell.text, usual):
            table = read_as(table, index, basis, usual, "lost_text")
    return table


def _usual_basis(part: PartTable) -> str:
    """The text that at least two rows and most rows print as their basis, "" if there is none."""
    if part.id != "indicators" or "basis" not in part.roles:
        return ""
    column = part.roles.index("basis")
    texts = Counter(cell.text for row in part.table.rows if (cell := row.cells[column]))
    usual, count = texts.most_common(1)[0] if texts else ("", 0)
    return usual if count > 1 else ""


def _lost_value(row: Row, roles: tuple[str, ...]) -> int | None:
    """The value column of a row that prints no value."""
    columns = [index for index, role in enumerate(roles) if role in ("value", "expected")]
    return columns[-1] if columns and row.cells[columns[-1]] is None else None


def _cut_off(table: Table, index: int, columns: tuple[int, int], usual: str) -> Table:
    """One printed cell as two: what stands before the usual text belongs to the column before."""
    left, right = columns
    cell = table.rows[index].cells[right]
    first = cell.text.removesuffix(usual)
    # The printed cell is cut where its last word begins, so that every character stays in one cell.
    printed = cell.printed.rsplit(None, 1)
    if len(printed) != 2:
        return table
    table = put(table, index, left, Cell(printed[0], first, cell.line))
    table = put(table, index, right, Cell(printed[1], usual, cell.line))
    repair = Repair(cell.line, cell.printed, f"{first}; {usual}", "fused_cell")
    return replace(table, repairs=(*table.repairs, repair))


def _ends_alike(text: str, usual: str) -> bool:
    """Whether at least the last three characters are those of the usual text, and less than its whole is printed."""
    end = usual[-SHORTEST_FRAGMENT:]
    return len(usual) > SHORTEST_FRAGMENT and text.endswith(end) and len(text) <= len(usual) + 1
