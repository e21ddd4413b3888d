"""A PLACE → THE PAGES OF THE PDF that print it, with what is cited framed.

The reader keeps where each text of a line is printed; a cell is found among the texts of its line, by their order or because no
other text is the same. Where neither says which it is, its row is framed; a page that was read from a picture has no frame. What a
page break cuts is framed on both pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service.documents.blocks import Box
from service.web.browse import Library, StoreRow

# How far a frame stands off what it frames (points).
AROUND = 1.5
# Between the parts of a cell that a page break cuts, and within how many lines it goes on.
CUT, FURTHER = "\n", 40


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
    """A page of a PDF; `is_row` where the row is framed because its cells can't be told apart, `is_picture` where nothing of the
    page has a known place."""

    number: int
    width: float
    height: float
    frames: list[Frame]
    is_row: bool = False
    is_picture: bool = False


@dataclass(frozen=True)
class Spot:
    """Something printed: the lines that it stands on, or one cell of a table; of a cell that a page break cuts `goes_on` are the
    further lines, each with which of its texts is the cell's."""

    lines: tuple[int, ...]
    table_id: str = ""
    row: int | None = None
    col: int | None = None
    goes_on: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class _Found:
    """Where something that stands on a line is printed; `is_row` where this is all of the line instead of a cell."""

    line: int
    box: Box
    is_row: bool = False


def view_pages(library: Library, document_id: str, current: Spot, others: Iterable[Spot] = ()) -> list[PageView]:
    """The pages that the lines of `current` are printed on; none where the document has no pages."""
    pages = library.rows("pages", order=("page",), document_id=document_id)
    lines = (*current.lines, *(line for line, _ in current.goes_on))
    numbers = sorted({at for line in lines if (at := _page_at(pages, line)) is not None})
    spots = [(spot, False) for spot in others if spot != current] + [(current, True)]
    found = [(each, is_current) for spot, is_current in spots for each in _find(library, document_id, spot)]
    return [_view(library, pages, at, [(each, is_current) for each, is_current in found if _page_at(pages, each.line) == at]) for at in numbers]


def cell_spot(library: Library, table_id: str, row: int, col: int) -> Spot:
    """One cell of a table; a blank one too."""
    cells = library.rows("cells", table_id=table_id, row=row, col=col)
    if not cells:
        return Spot((library.rows("table_rows", table_id=table_id, row=row)[0]["line"],), table_id, row, col)
    return Spot((cells[0]["line"],), table_id, row, col, _goes_on(library, cells[0]))


def passage_lines(passage: StoreRow, start: int, stop: int) -> tuple[int, ...]:
    """The lines that print characters [start, stop) of a passage."""
    breaks = json.loads(passage["breaks"] or "[]") or [[0, passage["line"]]]
    ends = [offset for offset, _ in breaks[1:]] + [len(passage["text"])]
    return tuple(line for (offset, line), end in zip(breaks, ends) if offset < stop and end > start)


def _page_at(pages: list[StoreRow], line: int) -> int | None:
    """The index of the page that a line is printed on."""
    return next((at for at in reversed(range(len(pages))) if pages[at]["line"] <= line), None)


def _view(library: Library, pages: list[StoreRow], at: int, found: list[tuple[_Found, bool]]) -> PageView:
    page = pages[at]
    frames = [_frame(each.box, is_current) for each, is_current in found]
    is_row = any(each.is_row for each, is_current in found if is_current)
    return PageView(page["page"], page["width"], page["height"], frames, is_row, not frames and _is_picture(library, pages, at))


def _is_picture(library: Library, pages: list[StoreRow], at: int) -> bool:
    placed = library.rows("boxes", document_id=pages[at]["document_id"])
    return not any(_page_at(pages, row["line"]) == at for row in placed)


def _goes_on(library: Library, cell: StoreRow) -> tuple[tuple[int, int], ...]:
    """Where a cell that a page break cuts goes on: its parts stand one below the other in what is kept of it."""
    rest = [_bare(part) for part in cell["printed"].split(CUT)[1:]]
    if not rest:
        return ()
    document_id = library.rows("tables", table_id=cell["table_id"])[0]["document_id"]
    below = [line for line in library.rows("lines", order=("line",), document_id=document_id) if line["line"] > cell["line"]]
    places = [(line["line"], _texts(line["text"])) for line in below[:FURTHER]]
    found = (next(((line, texts.index(part)) for line, texts in places if part in texts), None) for part in rest)
    return tuple(each for each in found if each)


def _find(library: Library, document_id: str, spot: Spot) -> Iterator[_Found]:
    """Where what stands on the lines of a spot is printed."""
    for line in spot.lines:
        texts = _boxes(library, document_id, line)
        if texts and spot.row is not None:
            place = _place_in_line(library, document_id, spot, line, len(texts))
            yield _Found(line, _around(texts), is_row=True) if place is None else _Found(line, tuple(texts[place]))
        elif texts:
            yield _Found(line, _around(texts))
    for line, place in spot.goes_on:
        texts = _boxes(library, document_id, line)
        if place < len(texts):
            yield _Found(line, tuple(texts[place]))


def _boxes(library: Library, document_id: str, line: int) -> list[Box]:
    rows = library.rows("boxes", document_id=document_id, line=line)
    return json.loads(rows[0]["boxes"]) if rows else []


def _place_in_line(library: Library, document_id: str, spot: Spot, line: int, count: int) -> int | None:
    """Which of the `count` texts of its line a cell is; None where that is not certain."""
    texts = _texts(library.rows("lines", document_id=document_id, line=line)[0]["text"])
    cells = library.rows("cells", order=("col",), table_id=spot.table_id, row=spot.row)
    row = {cell["col"]: _bare(cell["printed"].split(CUT)[0]) for cell in cells if cell["line"] == line}
    if spot.col not in row or len(texts) != count:
        return None
    before = [col for col in row if col < spot.col]
    if list(row.values()) == texts:
        return len(before)
    same = [place for place, text in enumerate(texts) if text == row[spot.col]]
    if len(same) != list(row.values()).count(row[spot.col]):
        return None
    return same[sum(row[col] == row[spot.col] for col in before)]


def _texts(line: str) -> list[str]:
    """The texts of a line that have boxes, without white space."""
    return [_bare(text) for text in line.split("\t") if text]


def _bare(text: str) -> str:
    return "".join(text.split())


def _around(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _frame(box: Box, is_current: bool) -> Frame:
    left, top, right, bottom = box
    width, height = right - left + 2 * AROUND, bottom - top + 2 * AROUND
    return Frame(round(left - AROUND, 1), round(top - AROUND, 1), round(width, 1), round(height, 1), is_current)
