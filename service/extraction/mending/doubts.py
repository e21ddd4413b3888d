"""TABLES OF FORMS → WITH DOUBTS about texts that break off, begin in the middle, or are scrambled."""

from __future__ import annotations

from service.extraction.forms.roles import roles_of, values_of
from service.extraction.forms.words import form_words
from service.extraction.mending.texts import Texts, fold
from service.extraction.model import Cell, Doubt, Table
from service.extraction.table_edit import add_doubt, doubt
from service.extraction.words import compact, found

# A text of this length that stands elsewhere with only a few more characters was cut off here.
_LONG, _LONGEST_REST = 12, 2


def mark_damaged(tables: tuple[Table, ...], texts: Texts) -> tuple[Table, ...]:
    """The tables with a doubt about each cell of a form whose text can't be whole; nothing is read otherwise."""
    return tuple(_mark_table(table, texts) if table.form else table for table in tables)


def _mark_table(table: Table, texts: Texts) -> Table:
    values = values_of(roles_of(table))
    for index, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            if cell is None or (row.line, column) in table.doubtful:
                continue
            beside = [other.text for c in values if c != column and column in values and (other := row.cells[c])]
            if _lacks_start(cell) or _goes_on_beside(cell, beside) or _goes_on_elsewhere(cell, texts):
                table = doubt(table, index, column, "incomplete_cell")
            elif found(form_words().scrambled, compact(cell.text)):
                # About the cell's wording, not about what it says: its figure can be used.
                table = add_doubt(table, Doubt(row.line, None, cell.text, "scrambled"))
    return table


def _lacks_start(cell: Cell) -> bool:
    """Whether a numbered text has a second item and what stands before it is the end of a sentence without number."""
    return bool(found(form_words().second_item, compact(cell.text))) and not found(form_words().first_item, compact(cell.text))


def _goes_on_beside(cell: Cell, others: list[str]) -> bool:
    """Whether the cell beside it, in another column of values, prints the same and more, and this one ends in a comma."""
    return bool(found(form_words().unfinished, cell.text)) and any(
        fold(other).startswith(fold(cell.text)) and len(other) > len(cell.text) for other in others
    )


def _goes_on_elsewhere(cell: Cell, texts: Texts) -> bool:
    """Whether the last words of a long text are printed elsewhere with one or two characters more before a stop."""
    end = fold(cell.text[-_LONG:])
    if len(cell.text) < 2 * _LONG or found(form_words().stop, end[-1:]):
        return False
    return any(found(form_words().stop, rest[-1:]) for rest in texts.rests_of(end, cell.line, _LONGEST_REST))
