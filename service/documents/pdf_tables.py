"""RULED TABLES OF A PAGE → ROWS: frame columns dropped, the pages of one table laid on the same columns."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pdfplumber.table import Table

Cells = tuple[str | None, ...]

# A column narrower than one character, in which no cell of its own has text, is the frame beside the table (points).
NARROWEST = 10.0
# Edges this near are the same edge (points).
SAME_EDGE = 3.0


@dataclass(frozen=True)
class RuledRows:
    """The rows of a ruled table, None where a span covers a cell, and the edges of its columns from left to right."""

    rows: tuple[Cells, ...]
    edges: tuple[float, ...]


def read_rows(table: Table) -> RuledRows:
    """The cells of a table; the lines of a wrapped cell are joined."""
    edges = tuple(sorted({edge for cell in table.cells for edge in (cell[0], cell[2])}))
    rows = tuple(tuple(cell if cell is None else cell.replace("\n", "").strip() for cell in row) for row in table.extract())
    frames = [column for column in range(len(edges) - 1) if _is_frame(table, rows, edges, column)]
    return _without(RuledRows(rows, edges), frames) if len(frames) < len(edges) - 1 else RuledRows(rows, edges)


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
    return RuledRows(rows, tuple(edge for i, edge in enumerate(part.edges) if i not in frames))


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
