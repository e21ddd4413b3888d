"""TABLES OF FORMS → WITH DOUBTS about texts that break off, begin in the middle, or are scrambled."""

from __future__ import annotations

from dataclasses import replace

from service.extraction.forms.roles import roles_of
from service.extraction.forms.words import form_words
from service.extraction.model import Cell, Doubt, Table
from service.extraction.table_edit import doubt
from service.extraction.mending.texts import Texts, fold
from service.extraction.words import compact, found

_VALUES = ("value", "expected", "earlier")
# A text of this length that stands elsewhere with only a few more characters was cut off here.
_LONG, _LONGEST_REST = 12, 2


def mark_damaged(table: Table, texts: Texts) -> Table:
    """The table with a doubt about each cell whose text can't be whole; nothing is read otherwise."""
    values = [column for column, role in enumerate(roles_of(table)) if role in _VALUES]
    for index, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            if cell is None or any((d.line, d.column) == (row.line, column) for d in table.doubts):
                continue
            beside = [other.text for c in values if c != column and column in values and (other := row.cells[c])]
            if _lacks_start(cell) or _goes_on_beside(cell, beside) or _goes_on_elsewhere(cell, texts):
                table = doubt(table, index, column, "incomplete_cell")
            elif found(form_words().scrambled, compact(cell.text)):
                # About the cell's wording, not about what it says: its figure can be used.
                table = _add(table, Doubt(row.line, None, cell.text, "scrambled"))
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


def _add(table: Table, new: Doubt) -> Table:
    return table if new in table.doubts else replace(table, doubts=(*table.doubts, new))
