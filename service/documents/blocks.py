"""What every reader returns: a Document of blocks in reading order, each with the place it stands at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# The format whose pages are those that a reader holds in his hands.
PAGED = "pdf"


@dataclass(frozen=True)
class Locator:
    """Where something is printed: 1-based first and last line of a text file, or the page of a paged one."""

    line: int
    end_line: int
    page: int | None = None


@dataclass(frozen=True)
class Heading:
    """A line marked as a heading by the file itself (`## 一、…`, `<h2>`); `level` counts from 1."""

    text: str
    level: int
    at: Locator


@dataclass(frozen=True)
class Paragraph:
    """One printed line of text. Lines that belong together are joined in `extraction`, not by readers."""

    text: str
    at: Locator


@dataclass(frozen=True)
class GridRow:
    """One printed row; a cell is None where it is covered by a span, "" where nothing is printed."""

    cells: tuple[str | None, ...]
    at: Locator


@dataclass(frozen=True)
class Grid:
    """Rows printed without interruption; rows may differ in length."""

    rows: tuple[GridRow, ...]


Block = Heading | Paragraph | Grid


@dataclass(frozen=True)
class Remark:
    """What a reader left out of a file, or read with less certainty: hidden_sheet, hidden_rows, hidden_columns (`name`
    the sheet, `number` how many), no_value (`number` formulas without their value), picture_page, read_by_ocr (`number` the page)."""

    code: Literal["hidden_sheet", "hidden_rows", "hidden_columns", "no_value", "picture_page", "read_by_ocr"]
    name: str = ""
    number: int = 0


# Left, top, right and bottom in points, from the upper left corner of what is shown of a page.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Printing:
    """Where the lines of a PDF are printed: width and height of each page, and for each line the boxes of its texts from left
    to right (those between TABs that are not empty); none where they are not known for certain."""

    pages: tuple[tuple[float, float], ...] = ()
    lines: tuple[tuple[Box, ...], ...] = ()


@dataclass(frozen=True)
class Document:
    """One file as read: `lines` are the source lines as printed, for the source page."""

    file: str
    sha256: str
    format: Literal["text", "pdf", "html", "docx", "xlsx", "xls"]
    encoding: str
    blocks: tuple[Block, ...]
    lines: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()
    printing: Printing = Printing()


@dataclass(frozen=True)
class Source:
    """A document without its blocks: what is kept of it once they were read; `pages` is 0 where a file has none.

    `page_starts` are (page, first line) of the printed pages of a PDF.
    """

    file: str
    sha256: str
    format: str
    encoding: str
    lines: tuple[str, ...]
    pages: int
    remarks: tuple[Remark, ...] = ()
    page_starts: tuple[tuple[int, int], ...] = ()
    printing: Printing = Printing()


def source_of(document: Document) -> Source:
    """What is kept of a document."""
    starts: dict[int, int] = {}
    for place in (place for block in document.blocks for place in _places(block) if place.page):
        starts[place.page] = min(place.line, starts.get(place.page, place.line))
    printed = tuple(sorted(starts.items())) if document.format == PAGED else ()
    return Source(
        document.file, document.sha256, document.format, document.encoding, document.lines, max(starts, default=0), document.remarks, printed,
        document.printing,
    )


def _places(block: Block) -> tuple[Locator, ...]:
    return tuple(row.at for row in block.rows) if isinstance(block, Grid) else (block.at,)
