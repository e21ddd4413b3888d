"""CELLS CUT DOWNWARDS → THEIR TEXT, joined cut by cut; what nothing proves is doubtful and no repair."""

from __future__ import annotations

from dataclasses import replace

from service.extraction.forms.words import is_number
from service.extraction.mending.strips import read_strips
from service.extraction.mending.texts import Texts, strips_of
from service.extraction.model import Repair, Table
from service.extraction.table_edit import doubt, drop_claims, put

# Repairs by which a part of a form read the cell as a whole.
_SETTLED = frozenset(("lost_text", "moved_text"))


def mend_cuts(tables: tuple[Table, ...], texts: Texts) -> tuple[Table, ...]:
    """The tables with the cut cells of forms read by the strips that they are printed in."""
    return tuple(_mend_table(table, texts) if table.form else table for table in tables)


def _mend_table(table: Table, texts: Texts) -> Table:
    for index, row in enumerate(table.rows):
        for column in range(len(row.cells)):
            if _is_cut(table, index, column):
                table = _mend_cell(table, index, column, texts)
    return table


def _is_cut(table: Table, index: int, column: int) -> bool:
    """Whether a cell was put together from pieces, or its pieces were left apart because a figure is cut."""
    row = table.rows[index]
    cell = row.cells[column]
    if cell is None or "\t" not in cell.printed:
        return False
    whys = {repair.why for repair in table.repairs if (repair.line, repair.printed) == (cell.line, cell.printed)}
    doubts = {doubt.why for doubt in table.doubts if (doubt.line, doubt.column) == (row.line, column)}
    return ("cut_cell" in whys or "cut_figure" in doubts) and not whys & _SETTLED


def _mend_cell(table: Table, index: int, column: int, texts: Texts) -> Table:
    cell = table.rows[index].cells[column]
    strips = strips_of(cell.printed)
    if len(strips) < 2:
        return table
    reading = read_strips(strips, texts, cell.line)
    if not reading.is_proved and not reading.proofs:
        return _leave_unproved(table, index, column, strips, texts)
    table = put(drop_claims(table, index, column), index, column, replace(cell, text=reading.text))
    repair = Repair(cell.line, cell.printed, reading.text, "cut_cell", "；".join(reading.proofs))
    table = replace(table, repairs=(*table.repairs, repair))
    if reading.lacks_ends:
        return doubt(table, index, column, "incomplete_cell")
    return table if reading.is_proved else doubt(table, index, column, "unproved_join")


def _leave_unproved(table: Table, index: int, column: int, strips: list[list[str]], texts: Texts) -> Table:
    """The cell as it was joined, doubtful; pieces of which one is a whole text elsewhere stay apart."""
    row = table.rows[index]
    cell, is_apart = row.cells[column], _has_whole_text(strips, texts, row.cells[column].line)
    dropped = drop_claims(table, index, column)
    if is_apart and len(strips) == 2:
        dropped = put(dropped, index, column, replace(cell, text=" ".join("".join(strip) for strip in strips)))
        return doubt(dropped, index, column, "separate_pieces")
    if (row.line, column) in table.doubtful and not is_apart:
        return replace(dropped, doubts=table.doubts)
    return doubt(dropped, index, column, "unproved_join")


def _has_whole_text(strips: list[list[str]], texts: Texts, line: int) -> bool:
    """Whether a piece is the whole text of another cell or paragraph."""
    words = [strip[0] for strip in strips if len(strip) == 1 and not is_number(strip[0])]
    return any(word == text for word in words for at, text in texts.pieces if at != line)
