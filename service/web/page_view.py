"""A PLACE → THE PAGE OF THE PDF that prints it, with what is cited framed.

The reader keeps where each text of a line is printed; a cell is found among the texts of its line, by their order or because no
other text is the same. Where neither says which it is, its row is framed; a page that was read from a picture has no frame.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from service.documents.blocks import Box
from service.web.browse import Library, StoreRow

# How far a frame stands off what it frames (points).
AROUND = 1.5


@dataclass(frozen=True)
class Frame:
    """A frame on a page, in points; `is_current` for the place that is shown, else another one that the answer cites."""

    left: float
    top: float
    width: float
    height: float
    is_current: bool


@dataclass(frozen=True)
class PageView:
    """A page of a PDF; `is_row` where the row is framed because its cells can't be told apart."""

    number: int
    width: float
    height: float
    frames: list[Frame]
    is_row: bool = False


@dataclass(frozen=True)
class Spot:
    """Something printed: the lines that it stands on, or one cell of a table."""

    lines: tuple[int, ...]
    table_id: str = ""
    row: int | None = None
    col: int | None = None


def view_page(library: Library, document_id: str, current: Spot, others: Iterable[Spot] = ()) -> PageView | None:
    """The page that the first line of `current` is printed on; None where the document has no pages."""
    pages = library.rows("pages", order=("page",), document_id=document_id)
    at = next((i for i in reversed(range(len(pages))) if current.lines and pages[i]["line"] <= current.lines[0]), None)
    if at is None:
        return None
    page, end = pages[at], pages[at + 1]["line"] if at + 1 < len(pages) else None
    spots = [(spot, False) for spot in others if spot != current] + [(current, True)]
    found = [(_boxes(library, document_id, spot, page["line"], end), is_current) for spot, is_current in spots]
    frames = [_frame(box, is_current) for (boxes, _), is_current in found for box in boxes]
    return PageView(page["page"], page["width"], page["height"], frames, is_row=found[-1][0][1])


def cell_spot(library: Library, table_id: str, row: int, col: int) -> Spot:
    """One cell of a table; a blank one too."""
    cells = library.rows("cells", table_id=table_id, row=row, col=col) or library.rows("table_rows", table_id=table_id, row=row)
    return Spot((cells[0]["line"],), table_id, row, col)


def passage_lines(passage: StoreRow, start: int, stop: int) -> tuple[int, ...]:
    """The lines that print characters [start, stop) of a passage."""
    breaks = json.loads(passage["breaks"] or "[]") or [[0, passage["line"]]]
    ends = [offset for offset, _ in breaks[1:]] + [len(passage["text"])]
    return tuple(line for (offset, line), end in zip(breaks, ends) if offset < stop and end > start)


def _boxes(library: Library, document_id: str, spot: Spot, first: int, end: int | None) -> tuple[list[Box], bool]:
    """The boxes of what stands on the page of lines [first, end), and whether they are those of a row instead of its cell."""
    boxes = []
    for line in spot.lines:
        on_page = first <= line and (end is None or line < end)
        rows = library.rows("boxes", document_id=document_id, line=line) if on_page else []
        texts = json.loads(rows[0]["boxes"]) if rows else []
        if texts and spot.row is not None:
            place = _place_in_line(library, document_id, spot, line, len(texts))
            return ([tuple(texts[place])], False) if place is not None else ([_around(texts)], True)
        boxes += [_around(texts)] if texts else []
    return boxes, False


def _place_in_line(library: Library, document_id: str, spot: Spot, line: int, count: int) -> int | None:
    """Which of the `count` texts of its line a cell is; None where that is not certain."""
    printed = library.rows("lines", document_id=document_id, line=line)[0]["text"]
    texts = [_bare(text) for text in printed.split("\t") if text]
    cells = library.rows("cells", order=("col",), table_id=spot.table_id, row=spot.row)
    row = {cell["col"]: _bare(cell["printed"]) for cell in cells if cell["line"] == line}
    if spot.col not in row or len(texts) != count:
        return None
    before = [col for col in row if col < spot.col]
    if list(row.values()) == texts:
        return len(before)
    same = [place for place, text in enumerate(texts) if text == row[spot.col]]
    if len(same) != list(row.values()).count(row[spot.col]):
        return None
    return same[sum(row[col] == row[spot.col] for col in before)]


def _bare(text: str) -> str:
    return "".join(text.split())


def _around(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _frame(box: Box, is_current: bool) -> Frame:
    left, top, right, bottom = box
    width, height = right - left + 2 * AROUND, bottom - top + 2 * AROUND
    return Frame(round(left - AROUND, 1), round(top - AROUND, 1), round(width, 1), round(height, 1), is_current)
