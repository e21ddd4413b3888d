"""A DAMAGED SUMMARY OF GOALS → WITH WHAT THE GOALS OF THE SAME FORM SAY, where all that is printed is in them."""

from __future__ import annotations

from difflib import SequenceMatcher

from service.extraction.forms.roles import is_labels, roles_of
from service.extraction.forms.words import cite, horizon_of, is_goal_label
from service.extraction.mending.texts import Texts, fold, strips_of
from service.extraction.model import Cell, Table
from service.extraction.table_edit import read_as

# The label of a numbered goal (目标1:) and the cell of its text.
Goal = tuple[str, Cell]
# What a cut takes away is a character or two; a longer gap is another wording.
_LONGEST_GAP = 3


def mend_goals(tables: tuple[Table, ...], texts: Texts) -> tuple[Table, ...]:
    """The tables with their summaries of long-term and yearly goals read as `目标1：… 目标2：…` of the same form's labels."""
    return tuple(_mend_table(table, tables, texts) if table.form else table for table in tables)


def _mend_table(table: Table, tables: tuple[Table, ...], texts: Texts) -> Table:
    summaries = [column for column, role in enumerate(roles_of(table)) if role in ("long_goal", "goal")]
    for column in summaries:
        goals = _goals_of(table.form, horizon_of(table.columns[column].path[-1]), tables)
        for index, row in enumerate(table.rows):
            table = _mend_cell(table, index, column, goals, texts) if row.cells[column] and goals else table
    return table


def _mend_cell(table: Table, index: int, column: int, goals: list[Goal], texts: Texts) -> Table:
    read = _read(table.rows[index].cells[column], "".join(f"{label}{content.text}" for label, content in goals), texts)
    detail = "；".join(cite(content.line, content.text) for _, content in goals)
    return read_as(table, index, column, read, "goals_of_form", detail) if read else table


def _goals_of(form: str, horizon: str | None, tables: tuple[Table, ...]) -> list[Goal]:
    """The numbered goals of a form for one time, without the time in their labels."""
    rows = [row for table in tables if table.form == form and is_labels(table) for row in table.rows if all(row.cells)]
    return [
        (label.text.removeprefix(horizon), content)
        for label, content in (row.cells for row in rows)
        if horizon and is_goal_label(label.text) and label.text.startswith(horizon)
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
