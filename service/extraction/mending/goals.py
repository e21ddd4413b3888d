"""A DAMAGED SUMMARY OF GOALS → WITH WHAT THE GOALS OF THE SAME FORM SAY, where all that is printed is in them."""

from __future__ import annotations

from difflib import SequenceMatcher

from service.extraction.forms.roles import is_labels, roles_of
from service.extraction.forms.words import bare, form_words, is_goal_label
from service.extraction.model import Cell, Table
from service.extraction.table_edit import read_as
from service.extraction.mending.texts import Texts, fold, strips_of

_GOALS = ("long_goal", "goal")
# What a cut takes away is a character or two; a longer gap is another wording.
_LONGEST_GAP = 3


def mend_goals(table: Table, tables: tuple[Table, ...], texts: Texts) -> Table:
    """The table with its summaries of long-term and yearly goals read as `目标1：… 目标2：…` of the same form's labels."""
    for column, role in enumerate(roles_of(table)):
        if role not in _GOALS or not table.form:
            continue
        goals = _goals_of(table, bare(table.columns[column].path[-1]), tables)
        for index, row in enumerate(table.rows):
            cell = row.cells[column]
            read = _read(cell, "".join(f"{label}{content.text}" for label, content in goals), texts) if cell and goals else None
            if read:
                detail = "；".join(form_words().printed_proof.format(line=goal.line, text=goal.text) for _, goal in goals)
                table = read_as(table, index, column, read, "goals_of_form", detail)
    return table


def _goals_of(table: Table, header: str, tables: tuple[Table, ...]) -> list[tuple[str, Cell]]:
    """The labels (without the time that they speak of) and contents of the form's numbered goals of one time."""
    horizon = next((word for word in form_words().horizons if header.startswith(word)), None)
    rows = [row for other in tables if other.form == table.form and is_labels(other) for row in other.rows]
    return [
        (row.cells[0].text.removeprefix(horizon), row.cells[1])
        for row in rows
        if horizon and row.cells[0] and row.cells[1] and is_goal_label(row.cells[0].text) and row.cells[0].text.startswith(horizon)
    ]


def _read(cell: Cell, whole: str, texts: Texts) -> str | None:
    """The summary as read; None if it is whole, or says anything that the goals don't."""
    strips = strips_of(cell.printed)
    if len(strips) > 1:
        lines = [fold(line) for strip in strips for line in strip]
        return whole if all(line in fold(whole) for line in lines) else None
    return _fill_gaps(cell, whole, texts)


def _fill_gaps(cell: Cell, whole: str, texts: Texts) -> str | None:
    """The cell with what it lacks of `whole`, its own punctuation kept; None unless the gaps are short and break words."""
    text, read, is_broken = cell.text, "", False
    for kind, a, b, c, d in SequenceMatcher(None, fold(text), fold(whole), autojunk=False).get_opcodes():
        if kind == "equal":
            read += text[a:b]
        elif kind == "replace" and b - a == d - c == 1 and not text[a].isalnum() and not whole[c].isalnum():
            read += text[a:b]
        elif kind == "insert" and d - c <= _LONGEST_GAP:
            read += whole[c:d]
            is_broken |= 0 < a < len(text) and texts.line_of(fold(text[a - 1 : a + 1]), cell.line) is None
        else:
            return None
    return read if is_broken else None
