"""RULED TABLES OF A PAGE → ROWS: frame columns dropped, the pages of one table laid on the same columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pdfplumber.table import Table, TableFinder

from service.documents.blocks import Box

Cells = tuple[str | None, ...]

# A column narrower than one character, in which no cell of its own has text, is the frame beside the table (points).
NARROWEST = 10.0
# Edges this near are the same edge (points).
SAME_EDGE = 3.0
# Rules across that reach beyond the uprights of a table: that of its head, of its end and one between at least.
LEAST_RULES = 3


@dataclass(frozen=True)
class RuledRows:
    """The rows of a ruled table, None where a span covers a cell, the edges of its columns from left to right, and for each row the
    boxes of its cells that are not empty."""

    rows: tuple[Cells, ...]
    edges: tuple[float, ...]
    boxes: tuple[tuple[Box, ...], ...] = ()


def missing_sides(found: TableFinder) -> list[dict[str, Any]]:
    """The uprights that tables do not draw at a side on which their first or last column stands."""
    return [
        {"object_type": "line", "x0": x, "x1": x, "top": table.bbox[1], "bottom": table.bbox[3], "width": 0, "height": table.bbox[3] - table.bbox[1]}
        for table in found.tables
        for x in _open_sides(table, [edge for edge in found.edges if edge["orientation"] == "h"])
    ]


def _open_sides(table: Table, flat: list[dict[str, Any]]) -> Iterator[float]:
    """Where rules end that go on beyond the outermost uprights of a table, its first and last among them, with words between."""
    left, top, right, bottom = table.bbox
    heights = {y for cell in table.cells for y in (cell[1], cell[3])}
    rules = [edge for edge in flat if edge["x0"] <= left + SAME_EDGE and edge["x1"] >= right - SAME_EDGE and _nearest(edge["top"], tuple(heights)) is not None]
    for side, outer in (("x0", left), ("x1", right)):
        beyond = [rule for rule in rules if abs(rule[side] - outer) >= NARROWEST and (rule[side] < outer) == (side == "x0")]
        tops, ends = [rule["top"] for rule in beyond], [rule[side] for rule in beyond]
        if len(beyond) < LEAST_RULES or max(ends) - min(ends) > SAME_EDGE or _nearest(top, tuple(tops)) is None or _nearest(bottom, tuple(tops)) is None:
            continue
        area = (min(outer, *ends), top, max(outer, *ends), bottom)
        if _has_words(table, area):
            yield min(ends) if side == "x0" else max(ends)


def _has_words(table: Table, area: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = area
    middles = (((char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2) for char in table.page.chars if char["text"].strip())
    return any(left < x < right and top < y < bottom for x, y in middles)


def read_rows(table: Table) -> RuledRows:
    """The cells of a table; the lines of a wrapped cell are joined."""
    edges = tuple(sorted({edge for cell in table.cells for edge in (cell[0], cell[2])}))
    rows = tuple(tuple(cell if cell is None else cell.replace("\n", "").strip() for cell in row) for row in table.extract())
    frames = [column for column in range(len(edges) - 1) if _is_frame(table, rows, edges, column)]
    part = RuledRows(rows, edges, tuple(_boxes(texts, row.cells) for texts, row in zip(rows, table.rows)))
    return _without(part, frames) if len(frames) < len(edges) - 1 else part


def _boxes(texts: Cells, cells: list[Box | None]) -> tuple[Box, ...]:
    return tuple(cell for text, cell in zip(texts, cells) if text and cell)


def same_columns(above: RuledRows, below: RuledRows) -> tuple[RuledRows, RuledRows]:
    """Two parts of one table on the columns of the finer one; both as they are where their edges say that they are two."""
    finer, coarser = sorted((above, below), key=lambda part: -len(part.edges))
    if len(finer.edges) == len(coarser.edges) or not _is_coarser(coarser, finer):
        return above, below
    return _on(above, finer.edges), _on(below, finer.edges)


def _is_frame(table: Table, rows: tuple[Cells, ...], edges: tuple[float, ...], column: int) -> bool:
    """Whether a column is too narrow for text and has none but that of cells that reach beyond it."""
    right = edges[column + 1]
    if right - edges[column] >= NARROWEST:
        return False
    cells = [(text[column], row.cells[column]) for text, row in zip(rows, table.rows) if column < len(text)]
    return all(not text or cell is None or cell[2] > right + SAME_EDGE for text, cell in cells)


def _without(part: RuledRows, frames: list[int]) -> RuledRows:
    """The rows without frame columns; the text of a cell that begins in one stands in the next column."""
    rows = part.rows
    for column in reversed(frames):
        rows = tuple(_merged(row, column) for row in rows)
    return replace(part, rows=rows, edges=tuple(edge for i, edge in enumerate(part.edges) if i not in frames))


def _merged(row: Cells, column: int) -> Cells:
    left, right = row[column], row[column + 1] if column + 1 < len(row) else None
    kept = left if left and not right else right
    return (*row[:column], kept, *row[column + 2 :]) if column + 1 < len(row) else row[:column]


def _is_coarser(coarser: RuledRows, finer: RuledRows) -> bool:
    """Whether a table has the same outer edges as another and no edge of its own."""
    ends = zip((coarser.edges[0], coarser.edges[-1]), (finer.edges[0], finer.edges[-1]))
    return all(abs(a - b) <= SAME_EDGE for a, b in ends) and all(_nearest(edge, finer.edges) is not None for edge in coarser.edges)


def _nearest(edge: float, edges: tuple[float, ...]) -> int | None:
    return next((i for i, other in enumerate(edges) if abs(edge - other) <= SAME_EDGE), None)


def _on(part: RuledRows, edges: tuple[float, ...]) -> RuledRows:
    places = [_nearest(edge, edges) for edge in part.edges[:-1]]
    return replace(part, rows=tuple(_spread(row, places, len(edges) - 1) for row in part.rows), edges=edges)


def _spread(row: Cells, places: list[int | None], width: int) -> Cells:
    cells: list[str | None] = [None] * width
    for text, place in zip(row, places):
        if place is not None:
            cells[place] = text
    return tuple(cells)
