"""What the columns of a table of indicators or projects are for, by their header paths."""

from __future__ import annotations

from service.extraction.forms.words import bare, form_words, role_of
from service.extraction.model import Cell, Column, Row, Table


VALUES = ("value", "expected", "earlier")


def roles_of(table: Table) -> tuple[str | None, ...]:
    """The role of each column, from the lowest known word of its header path; None for other columns.

    What is only called a name is a task's where amounts stand beside it.
    """
    roles = tuple(_role_of_column(column) for column in table.columns)
    return tuple("task" if role == "goal_name" and "amount" in roles else role for role in roles)


def values_of(roles: tuple[str | None, ...]) -> list[int]:
    """The columns of what an indicator is to reach or has reached."""
    return [column for column, role in enumerate(roles) if role in VALUES]


def column_of(roles: tuple[str | None, ...], *wanted: str) -> int | None:
    """The first column with one of the wanted roles, the first role preferred."""
    return next((roles.index(role) for role in wanted if role in roles), None)


def text_at(row: Row, column: int | None) -> str:
    """The text of one cell, "" where nothing is printed or there is no such column."""
    cell = cell_at(row, column)
    return cell.text if cell else ""


def cell_at(row: Row, column: int | None) -> Cell | None:
    """One cell of a row, None where nothing is printed or there is no such column."""
    return row.cells[column] if column is not None and column < len(row.cells) else None


def is_labels(table: Table) -> bool:
    """Whether the table is a run of labels with their contents."""
    return [column.path for column in table.columns] == [(word,) for word in form_words().label_columns]


def lacks_code(label: Cell | None, content: Cell | None) -> bool:
    """Whether a field that should hold a code holds a text without a digit."""
    is_code = label is not None and bare(label.text) in map(bare, form_words().digit_labels)
    return is_code and content is not None and not any(map(str.isdigit, content.text))


def content_of(table: Table, labels: list[str]) -> tuple[int, str] | None:
    """Row and content of the first of these labels that the table prints with a content."""
    for label in labels:
        for index, row in enumerate(table.rows):
            if row.cells[0] and row.cells[1] and bare(row.cells[0].text) == bare(label):
                return index, row.cells[1].text
    return None


def part_title(table: Table) -> str:
    """What the part of a form is called: its title behind the form's; the whole title of a table that is no part."""
    return table.title.removeprefix(table.form or "")


def _role_of_column(column: Column) -> str | None:
    return next((role for word in reversed(column.path) if (role := role_of(word))), None)
