"""TWO NAMES PRINTED IN ONE CELL → TWO ROWS: items of funds and of sources that stand one above the other."""

from __future__ import annotations

from dataclasses import replace

from service.extraction.forms.tables import PartTable
from service.extraction.forms.words import bare, form_words, is_number, is_total
from service.extraction.model import Cell, Repair, Row, Table
from service.extraction.table_edit import doubt, put_row


def split_stacked(part: PartTable) -> Table:
    """The table with a row for each listed name of a cell that holds several; only a row without figures is split.

    The second name goes into the row below if nothing else is printed there, for that is the line it was taken from.
    Where a total has an amount and none of its parts has, the amounts of the split rows were lost: a doubt each.
    """
    table = part.table
    columns = [index for index, role in enumerate(part.roles) if role in ("item", "source")]
    if not columns:
        return table
    column = columns[-1]
    for index in reversed(range(len(table.rows))):
        row = table.rows[index]
        names = _names(row.cells[column])
        if len(names) == 2 and not any(cell and is_number(cell.text) for cell in row.cells):
            table = _split(table, index, column, names)
    return replace(table, rows=tuple(row for row in table.rows if any(row.cells)))


def _names(cell: Cell | None) -> list[str]:
    """The listed names that fill a cell, as printed; fewer than two if it holds one name or other text."""
    words = cell.printed.split() if cell else []
    listed = {bare(name) for items in (*form_words().fund_items, form_words().source_items) for name in items}
    for cut in range(1, len(words)):
        names = ["".join(words[:cut]), "".join(words[cut:])]
        if all(bare(name) in listed for name in names):
            return [" ".join(words[:cut]), " ".join(words[cut:])]
    return []


def _split(table: Table, index: int, column: int, names: list[str]) -> Table:
    row = table.rows[index]
    first, second = (Cell(name, "".join(name.split()), row.line) for name in names)
    blank = (None,) * len(row.cells)
    below = table.rows[index + 1] if index + 1 < len(table.rows) else None
    takes = below is not None and not any(below.cells)
    upper = Row(row.line, (*row.cells[:column], first, *row.cells[column + 1 :]))
    lower = Row(below.line if takes else row.line, (*blank[:column], second, *blank[column + 1 :]))
    printed = row.cells[column].printed
    table = put_row(put_row(table, index + 1), index, upper, lower) if takes else put_row(table, index, upper, lower)
    repair = Repair(row.line, printed, f"{first.text}; {second.text}", "stacked_rows", form_words().listed_proof)
    table = replace(table, repairs=(*table.repairs, repair))
    return _doubt_amounts(table, index, column)


def _doubt_amounts(table: Table, index: int, column: int) -> Table:
    """Doubts about the amounts of two split rows where only a total has an amount."""
    filled = [row for row in table.rows if any(cell and is_number(cell.text) for cell in row.cells[column + 1 :])]
    has_total_only = all(row.cells[column] and is_total(row.cells[column].text) for row in filled)
    if column + 1 < len(table.columns) and filled and has_total_only:
        for row in (index, index + 1):
            table = doubt(table, row, column + 1, "lost_amount")
    return table
