"""TABLES → TWINS: the values of indicators that are printed whole, to read the damaged ones of other tables by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.extraction.forms.roles import part_title, roles_of, text_at, values_of
from service.extraction.forms.words import horizon_of
from service.extraction.mending.texts import fold
from service.extraction.model import Table


@dataclass(frozen=True)
class Twin:
    """One value that is printed whole: of which indicator, for which time, under which header, in which line."""

    table: int
    row: int
    name: str
    horizon: str | None
    header: str
    text: str
    line: int


def lists_indicators(table: Table) -> bool:
    """Whether a table has a column of indicators' names."""
    return "level3" in roles_of(table)


def twins_beside(number: int, tables: tuple[Table, ...]) -> tuple[Twin, ...]:
    """The whole values of all tables but the one with this number."""
    others = [(n, table) for n, table in enumerate(tables) if n != number and lists_indicators(table)]
    return tuple(twin for n, table in others for twin in _whole_values(n, table))


def _whole_values(number: int, table: Table) -> Iterator[Twin]:
    roles = roles_of(table)
    split = {repair.line for repair in table.repairs if repair.why == "two_rows"}
    for index, row in enumerate(table.rows):
        for column in values_of(roles):
            cell = row.cells[column]
            if cell and "\t" not in cell.printed and (row.line, column) not in table.doubtful and row.line not in split:
                name, header = text_at(row, roles.index("level3")), table.columns[column].path[-1]
                yield Twin(number, index, name, horizon_of(part_title(table)), header, cell.text, cell.line)


def is_whole_in(fragment: str, twin: Twin) -> bool:
    """Whether a piece of a value is in the twin."""
    return fold(fragment) in fold(twin.text)


def is_in(fragment: str, twin: Twin) -> bool:
    """Whether a piece is in the twin, perhaps but for a character at one of its ends."""
    text, whole = fold(fragment), fold(twin.text)
    return text in whole or len(text) > 2 and (text[1:] in whole or text[:-1] in whole)
