"""PDF FILE → BLOCKS: ruled tables as grids, all other words as lines, page by page in reading order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.table import Table

from service.documents.blocks import Block, Box, Document, Grid, GridRow, Locator, Paragraph, Printing, Remark
from service.documents.clipped import find_hidden, is_seen
from service.documents.ocr import is_installed, read_pictures
from service.documents.pdf_files import is_picture, open_pdf
from service.documents.pdf_tables import RuledRows, missing_sides, read_rows, same_columns
from service.documents.pdf_unruled import FIGURE, LEAST_ROWS, UnruledRows, unruled_tables
from service.documents.pieces import Piece as SeenPiece
from service.documents.places import boxes_of_words, shown_area, shown_box, shown_size
from service.errors import DocumentEmpty, DocumentScanned

# Words whose tops are this near stand on one line (points).
SAME_LINE = 3.0
# How far a letter reaches below its line, in parts of its size.
DESCENT = 0.12
# Words stand this far apart at least (points).
WORD_GAP = 2.0
# A table has more than one cell; a single box around text is a frame.
LEAST_CELLS = 3
# Of a colour that is white, each part has at least this much light.
WHITE = 0.98
INKS = 4


@dataclass(frozen=True)
class Piece:
    """A line of words with its box, or a table, with the place of its upper edge on the page."""

    top: float
    text: str = ""
    table: RuledRows | None = None
    box: Box | None = None

    @property
    def rows(self) -> tuple[tuple[str | None, ...], ...]:
        """The rows of the table, or the line as one."""
        return self.table.rows if self.table else ((self.text,),)

    @property
    def boxes(self) -> tuple[tuple[Box, ...], ...]:
        """For each row the boxes of its texts; none where they are not known or are not as many."""
        boxes = self.table.boxes if self.table else ((self.box,) if self.box else (),)
        boxes = boxes if len(boxes) == len(self.rows) else ((),) * len(self.rows)
        return tuple(row if len(row) == sum(bool(text) for text in texts) else () for texts, row in zip(self.rows, boxes))


def read_pdf(path: Path) -> Document:
    """Read a PDF. Raises DocumentProtected, DocumentDamaged, DocumentEmpty or, where all pages are pictures, DocumentScanned."""
    data = path.read_bytes()
    with open_pdf(path) as pdf:
        read = [(_pieces(page), is_picture(page), shown_area(page)) for page in _each_page(pdf, path)]
    pictures = [number for number, (_, picture, _) in enumerate(read, 1) if picture]
    recognised = _recognise(path, pictures)
    pages = [recognised.get(number, pieces) for number, pieces in enumerate(_with_same_columns([pieces for pieces, *_ in read]), 1)]
    if not any(pages):
        raise DocumentScanned(file=path.name, pages=len(pages)) if pictures else DocumentEmpty(file=path.name)
    remarks = tuple(Remark("read_by_ocr" if number in recognised else "picture_page", number=number) for number in pictures)
    lines: list[str] = []
    blocks = tuple(block for number, pieces in enumerate(pages, 1) for block in _blocks(pieces, number, lines))
    printing = _printing(pages, [shown for *_, shown in read])
    return Document(path.name, hashlib.sha256(data).hexdigest(), "pdf", "", blocks, tuple(lines), remarks, printing)


def _printing(pages: list[list[Piece]], shown: list[Box]) -> Printing:
    """Where the lines of the pages stand in what is `shown` of each."""
    rows = ((row, area) for pieces, area in zip(pages, shown) for piece in pieces for row in piece.boxes)
    return Printing(tuple(map(shown_size, shown)), tuple(tuple(shown_box(box, area) for box in row) for row, area in rows))


def _recognise(path: Path, pictures: list[int]) -> dict[int, list[Piece]]:
    """The pieces of pages that are pictures, where they can be read and anything is seen."""
    seen = read_pictures(path, pictures) if pictures and is_installed() else {}
    return {number: [_seen_piece(i, piece) for i, piece in enumerate(pieces)] for number, pieces in seen.items() if pieces}


def _seen_piece(place: int, piece: SeenPiece) -> Piece:
    return Piece(place, table=RuledRows(piece.rows, ())) if piece.is_table else Piece(place, piece.rows[0][0] or "")


def _each_page(pdf: pdfplumber.PDF, path: Path) -> Iterator[Page]:
    """Every page, forgotten after it was read: a long file needs no more memory than its longest page."""
    cut = False
    for number, page in enumerate(pdf.pages):
        plain = not page.rotation and tuple(page.mediabox[:2]) == (0, 0)
        cut = cut or plain and _runs_off(page)
        hidden = find_hidden(path, number) if cut and plain else ()
        _stand_on_baseline(page)
        seen = page.filter(_can_be_seen)
        seen = seen.filter(is_seen(hidden)) if hidden else seen
        yield seen.dedupe_chars() if _prints_twice(seen) else seen
        page.close()


def _runs_off(page: Page) -> bool:
    """Whether text stands beyond the upper or lower edge of the page, as that of a cell which several pages share."""
    return any(char["bottom"] < 0 or char["top"] > page.height for char in page.chars)


def _can_be_seen(drawn: dict[str, Any]) -> bool:
    """Whether something is printed at all: white boxes without an edge are the ground that words stand on, and rule no table."""
    is_ground = drawn["object_type"] == "rect" and drawn["fill"] and not drawn["stroke"]
    return not (is_ground and _is_white(drawn["non_stroking_color"]))


def _is_white(colour: float | Sequence[float] | None) -> bool:
    """Whether a colour of one (grey), three (red, green, blue) or four parts (inks) is that of the paper."""
    parts = tuple(colour) if isinstance(colour, Sequence) else (colour,)
    if not parts or not all(isinstance(part, (int, float)) for part in parts):
        return False
    return all(part <= 1 - WHITE for part in parts) if len(parts) == INKS else all(part >= WHITE for part in parts)


def _stand_on_baseline(page: Page) -> None:
    """Characters of one line have one upper edge, whatever their fonts say of the height of their letters."""
    if page.rotation:
        return
    for char in page.chars:
        if char["upright"]:
            shift = char["y0"] - char["matrix"][5] + DESCENT * char["size"]
            for edge in ("top", "bottom", "doctop"):
                char[edge] += shift
            for edge in ("y0", "y1"):
                char[edge] -= shift


def _prints_twice(page: Page) -> bool:
    """Whether characters stand one upon the other, as where bold print is made by printing twice."""
    places = [(char["text"], round(char["x0"]), round(char["top"])) for char in page.chars]
    return len(set(places)) < len(places)


def _blocks(pieces: list[Piece], page: int, lines: list[str]) -> Iterator[Block]:
    """Pieces of a page → blocks; every line and row is added to `lines`, which numbers it."""
    for piece in pieces:
        first = len(lines) + 1
        lines += ["\t".join(cell or "" for cell in row) for row in piece.rows]
        places = [Locator(line, line, page) for line in range(first, len(lines) + 1)]
        if piece.table:
            yield Grid(tuple(GridRow(row, at) for row, at in zip(piece.rows, places)))
        else:
            yield Paragraph(piece.text, places[0])


def _pieces(page: Page) -> list[Piece]:
    """The tables and lines of a page from top to bottom."""
    tables = [table for table in _find_tables(page) if len(table.cells) >= LEAST_CELLS]
    outside = page
    for table in tables:
        outside = outside.outside_bbox(table.bbox, strict=False)
    words = outside.extract_text_lines(return_chars=False, y_tolerance=SAME_LINE)
    lines = [line for line in words if line["text"].strip()]
    unruled = [] if tables or not _may_hold_columns(lines) else unruled_tables(page.extract_words(x_tolerance=WORD_GAP, y_tolerance=SAME_LINE), page.width)
    pieces = [Piece(line["top"], line["text"].strip(), box=(line["x0"], line["top"], line["x1"], line["bottom"])) for line in lines if not any(_is_in(line, table) for table in unruled)]
    pieces += [Piece(table.bbox[1], table=read_rows(table)) for table in tables]
    pieces += [Piece(table.top, table=RuledRows(table.rows, table.edges, boxes_of_words(table))) for table in unruled]
    return sorted(pieces, key=lambda piece: piece.top)


def _may_hold_columns(lines: list[dict[str, Any]]) -> bool:
    """Whether several lines end with a number that stands apart."""
    parts = [line["text"].split() for line in lines]
    return sum(len(words) > 1 and bool(FIGURE.match(words[-1])) for words in parts) >= LEAST_ROWS


def _is_in(line: dict[str, Any], table: UnruledRows) -> bool:
    return table.top <= (line["top"] + line["bottom"]) / 2 <= table.bottom


def _find_tables(page: Page) -> list[Table]:
    """The tables of a page with their sides; cells that go on on the next page and have no lower edge on this one end with the table."""
    found = page.debug_tablefinder()
    sides = missing_sides(found)
    tables = page.find_tables({"explicit_vertical_lines": sides}) if sides else found.tables
    open_at = [table.bbox[3] for table in tables if _is_open(page, table)]
    return page.find_tables({"explicit_horizontal_lines": open_at, "explicit_vertical_lines": sides}) if open_at else tables


def _is_open(page: Page, table: Table) -> bool:
    """Whether the lower edge of a table is drawn between some of the upright rules that reach it, and not between others."""
    bottom = table.bbox[3]
    upright = sorted({round(e["x0"]) for e in page.edges if e["orientation"] == "v" and abs(e["bottom"] - bottom) < SAME_LINE})
    flat = [e for e in page.edges if e["orientation"] == "h" and abs(e["top"] - bottom) < SAME_LINE]
    middles = [(left + right) / 2 for left, right in pairwise(upright) if right - left > SAME_LINE]
    drawn = [any(e["x0"] <= x <= e["x1"] for e in flat) for x in middles]
    return any(drawn) and not all(drawn)


def _with_same_columns(pages: list[list[Piece]]) -> list[list[Piece]]:
    """Where a page ends with a table and the next one begins with one, both on the same columns if their edges agree."""
    for above, below in zip(pages, pages[1:]):
        if above and below and above[-1].table and below[0].table:
            upper, lower = same_columns(above[-1].table, below[0].table)
            above[-1], below[0] = replace(above[-1], table=upper), replace(below[0], table=lower)
    return pages
