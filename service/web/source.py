"""A document as printed, ready for its page: tables and passages in reading order, with the cited place marked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise, takewhile

from service.errors import NotFound
from service.reply.citations import citation_words, part_around, row_label
from service.web.browse import SEPARATOR, Library, StoreRow, list_tables, read_table
from service.web.contract import TableReply
from service.web.layout import HeaderCell, paths_to_header_rows
from service.web.remarks import Marks, Remark, mark_remarks

NUMBER = re.compile(r"[-+−]?[\d,]+(\.\d+)?[%％]?")
# How many passages, and how many lines, are shown before and after the cited one.
CONTEXT, LINES = 3, 12


Spans = frozenset[tuple[int, int]]
NONE: Spans = frozenset()


@dataclass(frozen=True)
class Place:
    """What a citation points to: a cell, a note, or characters of a passage; all None points to nothing."""

    row: int | None = None
    col: int | None = None
    note: int | None = None
    start: int | None = None
    stop: int | None = None


@dataclass(frozen=True)
class Marked:
    """What is marked in a table."""

    place: Place
    also: Spans
    doubtful: set[tuple[object, object]]
    marks: Marks


@dataclass(frozen=True)
class PageCell:
    """One cell; `text` is "" where nothing is printed. `is_also` where the answer cites it, too."""

    text: str
    is_number: bool
    is_cited: bool
    is_also: bool
    is_doubtful: bool
    remarks: list[Remark]


@dataclass(frozen=True)
class PageRow:
    """One row with the line that it is printed in."""

    line: int
    cells: list[PageCell]
    is_cited: bool
    remarks: list[Remark]


@dataclass(frozen=True)
class PageTable:
    """One table; `cited_column` is the header path of the cited cell, `cited_note` the index of the cited note.

    `label_column` is the one that names the cited row, else all rows, None where that is not plain; `marks` are those of its header.
    `is_cited` is true where the table is cited as a whole.
    """

    table: TableReply
    header: list[list[HeaderCell]]
    rows: list[PageRow]
    cited_column: list[str] | None
    cited_note: int | None
    label_column: int | None
    marks: Marks
    is_cited: bool = False

    @property
    def line(self) -> int:
        return self.table.line


@dataclass(frozen=True)
class Stretch:
    """A part of a passage; `mark` is cited, also (cited by the same answer), sentence (around what is cited) or ""."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class PagePassage:
    """One passage, cut at its cited parts; `headings` are those (level, text) that begin with it."""

    id: str
    line: int
    headings: list[tuple[int, str]]
    stretches: list[Stretch]


@dataclass(frozen=True)
class PageLines:
    """Lines of the source around the cited one."""

    lines: list[StoreRow]
    cited: int


def lay_out_document(library: Library, document_id: str) -> list[PageTable | PagePassage]:
    """Everything of a document in reading order. Raises NotFound."""
    tables = [lay_out_table(library, table.id, Place()) for table in list_tables(library, document_id)]
    passages = _lay_out_passages(_passage_rows(library, document_id))
    placed = [(passage.line, passage) for passage in passages] + _place_tables(tables)
    return [item for _, item in sorted(placed, key=lambda pair: pair[0])]


def lay_out_table(library: Library, table_id: str, place: Place, also: Spans = NONE) -> PageTable:
    """One table with the cell or note at `place` marked, and the cells (row, column) of `also` less so.

    Raises NotFound where there is no such table, cell or note.
    """
    table = read_table(library, table_id)
    _check_place(table, place)
    doubtful = {(cell["row"], cell["col"]) for cell in library.rows("cells", table_id=table_id, doubtful=True)}
    texts = _text_columns(table)
    marks = mark_remarks(table)
    marked = Marked(place, also, doubtful, marks)
    rows = [
        PageRow(row.line, _lay_out_cells(row.cells, next(iter(texts), 0), number, marked), number == place.row, marks.rows.get(number, []))
        for number, row in enumerate(table.rows)
    ]
    cited_column = None if place.col is None else table.columns[place.col]
    columns = library.rows("columns", order=("col",), table_id=table_id)
    label = _naming_column(library, table, columns, place)
    if label is None and not any(column["half"] for column in columns):
        label = _label_column(texts, len(table.columns))
    return PageTable(table, paths_to_header_rows(table.columns), rows, cited_column, place.note, label, marks)


def lay_out_lines(library: Library, document_id: str, cited: int) -> PageLines:
    """The cited line and those around it. Raises NotFound."""
    lines = library.rows("lines", order=("line",), document_id=document_id)
    around = [line for line in lines if abs(line["line"] - cited) <= LINES]
    if cited not in {line["line"] for line in around}:
        raise NotFound()
    return PageLines(around, cited)


def lay_out_context(library: Library, document_id: str, passage_id: str, place: Place, also: Spans = NONE) -> list[PagePassage]:
    """The passage with the characters of `place` marked, those of the spans `also` less so, and the passages around it.

    Raises NotFound.
    """
    rows = _passage_rows(library, document_id)
    here = next((i for i, row in enumerate(rows) if row["passage_id"] == passage_id), None)
    if here is None:
        raise NotFound()
    around = rows[max(0, here - CONTEXT) : here + CONTEXT + 1]
    return _lay_out_passages(around, passage_id, place, also)


def sentence_span(text: str, place: Place) -> tuple[int, int]:
    """Where the sentences begin and end that the characters of `place` stand in; one that is open goes to the end of the text."""
    start, stop, _ = slice(place.start, place.stop).indices(len(text))
    return part_around(text, start, max(start, stop), citation_words().sentence_end)


def _place_tables(tables: list[PageTable]) -> list[tuple[int, PageTable]]:
    """Each table with the line it stands at; one that is only in the contents list stands after the table before it."""
    line = next((each.line for each in tables if each.table.state != "absent"), 0)
    placed = []
    for each in tables:
        line = line if each.table.state == "absent" else each.line
        placed.append((line, each))
    return placed


def _passage_rows(library: Library, document_id: str) -> list[StoreRow]:
    return library.rows("passages", order=("ordinal",), document_id=document_id)


def _check_place(table: TableReply, place: Place) -> None:
    limits = ((place.row, len(table.rows)), (place.col, len(table.columns)), (place.note, len(table.notes)))
    if any(index is not None and not 0 <= index < limit for index, limit in limits):
        raise NotFound()


def _text_columns(table: TableReply) -> list[int]:
    """The columns that are mostly words. Digits to the left of the first one are codes."""
    found = []
    for col in range(len(table.columns)):
        texts = [row.cells[col] for row in table.rows if row.cells[col]]
        if sum(not _is_number(text) for text in texts) > len(texts) / 2:
            found.append(col)
    return found


def _label_column(texts: list[int], width: int) -> int | None:
    """The last column of words that has more than one column of figures to its right."""
    return next((col for col in reversed(texts) if sum(other not in texts for other in range(col + 1, width)) > 1), None)


def _naming_column(library: Library, table: TableReply, columns: list[StoreRow], place: Place) -> int | None:
    """The column of the words by which a citation names the row of its cell: the nearest of several with these words."""
    if place.row is None or place.col is None:
        return None
    cells = {cell["col"]: cell for cell in library.rows("cells", table_id=table.id, row=place.row)}
    name = row_label(columns, cells, place.col, table.kind)
    found = [col for col, cell in cells.items() if col != place.col and name and cell["text"] == name]
    return min(found, key=lambda col: abs(col - place.col), default=None)


def _is_number(text: str | None) -> bool:
    return bool(text and NUMBER.fullmatch(text))


def _lay_out_cells(cells: list[str | None], figures_from: int, row: int, marked: Marked) -> list[PageCell]:
    return [
        PageCell(
            text=text or "",
            is_number=col >= figures_from and _is_number(text),
            is_cited=(row, col) == (marked.place.row, marked.place.col),
            is_also=(row, col) in marked.also,
            is_doubtful=(row, col) in marked.doubtful,
            remarks=marked.marks.cells.get((row, col), []),
        )
        for col, text in enumerate(cells)
    ]


def _lay_out_passages(
    rows: Iterable[StoreRow], cited: str | None = None, place: Place = Place(), also: Spans = NONE
) -> list[PagePassage]:
    passages, above = [], []
    for row in rows:
        section = [part for part in row["section"].split(SEPARATOR) if part]
        stretches = _stretches(row["text"], place, also) if row["passage_id"] == cited else [Stretch(row["text"])]
        passages.append(PagePassage(row["passage_id"], row["line"], _new_headings(above, section), stretches))
        above = section
    return passages


def _stretches(text: str, place: Place, also: Spans) -> list[Stretch]:
    """Cut a text where one of its marks begins or ends; of several marks on the same characters the first counts."""
    cited = slice(place.start, place.stop).indices(len(text))[:2]
    spans = [("cited", cited), *(("also", span) for span in also), ("sentence", sentence_span(text, place))]
    cuts = sorted({0, len(text), *(min(max(end, 0), len(text)) for _, span in spans for end in span)})
    return [
        Stretch(text[start:stop], next((mark for mark, (first, last) in spans if first <= start and stop <= last), ""))
        for start, stop in pairwise(cuts)
    ]


def _new_headings(above: list[str], section: list[str]) -> list[tuple[int, str]]:
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(above, section, strict=False))))
    return [(level, text) for level, text in enumerate(section) if level >= shared]
