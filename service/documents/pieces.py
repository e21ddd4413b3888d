"""CELLS WITH SPANS → LINES AND GRIDS: what web pages, Word files and spreadsheets have in common.

    [東江 | ×3]                 東江                         a line above the table
    [科目 | ↓2] [2024年 | ×2]   ("科目", "2024年", None)     a row: None is covered by a span
                [基本] [项目]   (None, "基本", "项目")
    [注：… | ×3]                注：…                        a line below it
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.documents.blocks import Block, Grid, GridRow, Heading, Locator, Paragraph
from service.quantities import parse_cell

Cells = tuple[str | None, ...]
# No table is printed wider; more columns are a damaged or hostile file.
_WIDEST = 300
_SENTENCE = "[：:。；;，]"
_NUMBER = re.compile(r"[-+]?[\d,.]*\d%?")
# Stands between figures of one cell; no figure has it.
_APART = ";"


@dataclass(frozen=True)
class Spanned:
    """One cell as the file describes it: its text, and how many columns and rows it fills."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True)
class Piece:
    """A line (one row of one cell; `level` if it is a heading), or the rows of a table; `page` counts sheets too."""

    rows: tuple[Cells, ...]
    is_table: bool = False
    level: int = 0
    page: int | None = None


def line(text: str, level: int = 0, page: int | None = None) -> Piece:
    return Piece(((text,),), level=level, page=page)


def number_pieces(pieces: Iterable[Piece]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Pieces in reading order → blocks, and the source lines that they stand on."""
    blocks: list[Block] = []
    lines: list[str] = []
    for piece in pieces:
        first = len(lines) + 1
        lines += ["\t".join(cell or "" for cell in row) for row in piece.rows]
        places = [Locator(number, number, piece.page) for number in range(first, len(lines) + 1)]
        text = piece.rows[0][0] or ""
        if piece.is_table:
            blocks.append(Grid(tuple(GridRow(row, at) for row, at in zip(piece.rows, places))))
        else:
            blocks.append(Heading(text, piece.level, places[0]) if piece.level else Paragraph(text, places[0]))
    return tuple(blocks), tuple(lines)


def joined(parts: Iterable[str]) -> str:
    """The lines of one cell as one text: nothing between them, but figures below each other stay apart."""
    text = ""
    for part in parts:
        text = text.rstrip() + _APART + part.lstrip() if _are_apart(text, part) else text + part
    return text


def _are_apart(text: str, following: str) -> bool:
    """Whether two lines would be one figure, and the first is not only the beginning of one (1,2 above 36.74)."""
    if not re.match(r"\s*\d", following):
        return False
    status, together = parse_cell(text).status, parse_cell(text + following).status
    return status == "dash" or re.search(r"\d\s*$", text) is not None and (status != "text" or together == "text")


def lay_out(rows: Sequence[Sequence[Spanned]]) -> list[Cells]:
    """Rows of cells with spans → rows of one width, as a browser lays them out."""
    laid: list[list[str | None]] = []
    covered: dict[int, int] = {}
    for number, row in enumerate(rows):
        cells: list[str | None] = []
        for cell in row:
            _skip_covered(cells, covered)
            across = min(max(1, cell.across), _WIDEST)
            down = min(cell.down or len(rows), len(rows) - number)
            for column in range(len(cells), len(cells) + across):
                covered[column] = down - 1
            cells += [cell.text, *[None] * (across - 1)]
        _fill_covered(cells, covered)
        laid.append(cells[:_WIDEST])
    width = max((len(cells) for cells in laid), default=0)
    return [(*cells, *[""] * (width - len(cells))) for cells in laid]


def _skip_covered(cells: list[str | None], covered: dict[int, int]) -> None:
    """Add the cells that a span above covers at this place."""
    while covered.get(len(cells), 0) > 0:
        covered[len(cells)] -= 1
        cells.append(None)


def _fill_covered(cells: list[str | None], covered: dict[int, int]) -> None:
    """Go on with a row that is at its end up to the last column that a span above covers."""
    last = max((column for column, rows in covered.items() if rows > 0), default=-1)
    while len(cells) <= last:
        _skip_covered(cells, covered)
        if len(cells) <= last:
            cells.append("")


def rows_to_pieces(rows: Sequence[Cells], page: int | None = None) -> Iterator[Piece]:
    """A laid-out table or sheet → lines above, the table, lines below; and so on where another one begins below it."""
    empty = next((column for column in range(max(map(len, rows), default=0)) if any(row[column] != "" for row in rows)), 0)
    rows = [row[empty:] for row in rows]
    for stretch in _cut_at_titles(_trim(rows)):
        first = next((i for i, row in enumerate(stretch) if not _is_line(row)), len(stretch))
        last = next((i for i in range(len(stretch), first, -1) if not _is_line_below(stretch[i - 1])), first)
        yield from (line(_only(row), page=page) for row in stretch[:first] if _printed(row))
        if first < last:
            yield Piece(tuple(_narrow(_trim(stretch[first:last]))), is_table=True, page=page)
        yield from (line(_only(row), page=page) for row in stretch[last:] if _printed(row))


def _cut_at_titles(rows: Sequence[Cells]) -> Iterator[Sequence[Cells]]:
    """Cut a sheet before each line that stands below an empty row and above another table."""
    start = 0
    for i in range(1, len(rows) - 1):
        if not _printed(rows[i - 1]) and _printed(rows[i]) and _begins_table(rows[i:]):
            yield rows[start:i]
            start = i
    yield rows[start:]


def _begins_table(rows: Sequence[Cells]) -> bool:
    """Whether rows begin with a line, and what follows it are labels: a header or the line of the unit."""
    if not _is_line(rows[0]):
        return False
    following = next((row for row in rows[1:] if _printed(row) and not _is_line(row)), None)
    return following is not None and not any(_NUMBER.fullmatch(text) for text in _printed(following))


def _is_line(row: Cells) -> bool:
    """Whether a row above a table is no row of it: empty, or one text that begins the row or has no span."""
    printed = _printed(row)
    if len(printed) != 1:
        return not printed
    return bool(row[0]) or None not in row


def _is_line_below(row: Cells) -> bool:
    """Whether a row below a table is no row of it: empty, one text over the whole width, or a sentence alone."""
    printed = _printed(row)
    if len(printed) != 1:
        return not printed
    fills = bool(row[0]) and all(cell is None for cell in row[1:])
    return fills or bool(row[0]) and re.search(_SENTENCE, printed[0]) is not None


def _printed(row: Cells) -> list[str]:
    return [cell for cell in row if cell and cell.strip()]


def _only(row: Cells) -> str:
    return _printed(row)[0].strip()


def _trim(rows: Sequence[Cells]) -> Sequence[Cells]:
    """Rows without the empty ones before and after."""
    filled = [i for i, row in enumerate(rows) if _printed(row)]
    return rows[filled[0] : filled[-1] + 1] if filled else []


def _narrow(rows: Sequence[Cells]) -> list[Cells]:
    """Rows without the columns that are empty to the right of all that is printed."""
    width = max(max(i + 1 for i, cell in enumerate(row) if i == 0 or cell or cell is None) for row in rows)
    return [row[:width] for row in rows]
