"""SHEET → PIECES: what both kinds of Excel files have in common, hidden rows and columns left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.documents.blocks import Remark
from service.documents.pieces import Cells, Piece, joined, line, rows_to_pieces

# Names that a program gave, not a person.
_NAMED_BY_PROGRAM = re.compile(r"(sheet|table|chart)?[\d\s()]*", re.I)
_FIRST_ROWS = 4
_SHORTEST_TITLE = 4

Place = tuple[int, int]


@dataclass(frozen=True)
class Sheet:
    """One sheet: displayed texts by (row, column) from 0, merged areas as (first, last) corners, what is hidden."""

    name: str
    texts: Mapping[Place, str]
    merged: tuple[tuple[Place, Place], ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


def sheet_to_pieces(sheet: Sheet, number: int) -> Iterator[Piece]:
    """The lines and tables of a sheet, under its name where no line of its own heads its first table; `number` counts the sheets."""
    pieces = list(rows_to_pieces(visible_rows(sheet), number))
    first = next((i for i, piece in enumerate(pieces) if piece.is_table), None)
    if first is not None and not _is_headed(sheet.name, pieces[: first + 1]):
        yield line(sheet.name.strip(), page=number)
    yield from pieces


def _is_headed(name: str, pieces: list[Piece]) -> bool:
    """Whether the lines above a table, or its first rows, say what it is; or the sheet's name says nothing."""
    above = [_compact(piece.rows[0][0] or "") for piece in pieces[:-1]]
    first = _compact("".join(cell or "" for row in pieces[-1].rows[:_FIRST_ROWS] for cell in row))
    if _NAMED_BY_PROGRAM.fullmatch(name) or any(_compact(name) in text for text in (*above, first)):
        return True
    return any(len(text) >= _SHORTEST_TITLE and not re.search("[:：]", text) for text in above)


def visible_rows(sheet: Sheet) -> list[Cells]:
    """The rows and columns that can be seen, as far as anything is written; the text of a merged area in its first cell."""
    filled = [place for place, text in sheet.texts.items() if text.strip()]
    if not filled:
        return []
    last_row, last_column = max(row for row, _ in filled), max(column for _, column in filled)
    rows = [row for row in range(last_row + 1) if row not in sheet.hidden_rows]
    columns = [column for column in range(last_column + 1) if column not in sheet.hidden_columns]
    texts: dict[Place, str | None] = dict(sheet.texts)
    for (top, left), (bottom, right) in sheet.merged:
        area = [(row, column) for row in _seen(rows, top, bottom) for column in _seen(columns, left, right)]
        texts |= dict.fromkeys(area, None)
        if area:
            texts[area[0]] = sheet.texts.get((top, left), "")
    return [tuple(texts.get((row, column), "") for column in columns) for row in rows]


def hidden_remarks(sheet: Sheet) -> Iterator[Remark]:
    """What of a sheet was left out because it is hidden, where something is written there."""
    rows = {row for (row, _), text in sheet.texts.items() if text.strip() and row in sheet.hidden_rows}
    columns = {column for (_, column), text in sheet.texts.items() if text.strip() and column in sheet.hidden_columns}
    if rows:
        yield Remark("hidden_rows", sheet.name, len(rows))
    if columns:
        yield Remark("hidden_columns", sheet.name, len(columns))


def one_line(text: str) -> str:
    """The text of a cell without the line breaks inside of it, which wrap it; between figures stands a mark."""
    return joined(part.strip() for part in text.splitlines()).replace("\t", " ")


def _seen(visible: list[int], first: int, last: int) -> list[int]:
    return [index for index in visible if first <= index <= last]


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", text)
