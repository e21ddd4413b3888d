"""A document as printed, ready for its page: tables and passages in reading order, with the cited place marked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from service.errors import NotFound
from service.web.browse import SEPARATOR, Library, StoreRow, list_tables, read_table
from service.web.contract import TableReply
from service.web.layout import HeaderCell, paths_to_header_rows

NUMBER = re.compile(r"[-+−]?[\d,]+(\.\d+)?[%％]?")
CONTEXT = 3


@dataclass(frozen=True)
class Place:
    """What a citation points to: a cell, a note, or characters of a passage; all None points to nothing."""

    row: int | None = None
    col: int | None = None
    note: int | None = None
    start: int | None = None
    stop: int | None = None


@dataclass(frozen=True)
class PageCell:
    """One cell; `text` is "" where nothing is printed."""

    text: str
    is_number: bool
    is_cited: bool
    is_doubtful: bool


@dataclass(frozen=True)
class PageRow:
    """One row with the line that it is printed in."""

    line: int
    cells: list[PageCell]
    is_cited: bool


@dataclass(frozen=True)
class PageTable:
    """One table; `cited_column` is the header path of the cited cell, `cited_note` the index of the cited note.

    `is_cited` is true where the table is cited as a whole.
    """

    table: TableReply
    header: list[list[HeaderCell]]
    rows: list[PageRow]
    cited_column: list[str] | None
    cited_note: int | None
    is_cited: bool = False

    @property
    def line(self) -> int:
        return self.table.line


@dataclass(frozen=True)
class PagePassage:
    """One passage, cut around its cited part; `headings` are those (level, text) that begin with it."""

    id: str
    line: int
    headings: list[tuple[int, str]]
    before: str
    cited: str
    after: str


def lay_out_document(library: Library, document_id: str) -> list[PageTable | PagePassage]:
    """Everything of a document in reading order. Raises NotFound."""
    tables = [lay_out_table(library, table.id, Place()) for table in list_tables(library, document_id)]
    passages = _lay_out_passages(_passage_rows(library, document_id))
    placed = [(passage.line, passage) for passage in passages] + _place_tables(tables)
    return [item for _, item in sorted(placed, key=lambda pair: pair[0])]


def lay_out_table(library: Library, table_id: str, place: Place) -> PageTable:
    """One table with the cell or note at `place` marked. Raises NotFound where there is no such table, cell or note."""
    table = read_table(library, table_id)
    _check_place(table, place)
    doubtful = {(cell["row"], cell["col"]) for cell in library.rows("cells", table_id=table_id, doubtful=True)}
    figures_from = _first_text_column(table)
    rows = [
        PageRow(row.line, _lay_out_cells(row.cells, figures_from, number, place, doubtful), number == place.row)
        for number, row in enumerate(table.rows)
    ]
    cited_column = None if place.col is None else table.columns[place.col]
    return PageTable(table, paths_to_header_rows(table.columns), rows, cited_column, place.note)


def lay_out_context(library: Library, document_id: str, passage_id: str, place: Place) -> list[PagePassage]:
    """The passage with the characters of `place` marked, and the passages around it. Raises NotFound."""
    rows = _passage_rows(library, document_id)
    here = next((i for i, row in enumerate(rows) if row["passage_id"] == passage_id), None)
    if here is None:
        raise NotFound()
    around = rows[max(0, here - CONTEXT) : here + CONTEXT + 1]
    return _lay_out_passages(around, passage_id, place)


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


def _first_text_column(table: TableReply) -> int:
    """The first column that is mostly words. Digits to the left of it are codes; 0 where there is no such column."""
    for col in range(len(table.columns)):
        texts = [row.cells[col] for row in table.rows if row.cells[col]]
        if sum(not _is_number(text) for text in texts) > len(texts) / 2:
            return col
    return 0


def _is_number(text: str | None) -> bool:
    return bool(text and NUMBER.fullmatch(text))


def _lay_out_cells(
    cells: list[str | None], figures_from: int, row: int, place: Place, doubtful: set[tuple[object, object]]
) -> list[PageCell]:
    return [
        PageCell(
            text=text or "",
            is_number=col >= figures_from and _is_number(text),
            is_cited=(row, col) == (place.row, place.col),
            is_doubtful=(row, col) in doubtful,
        )
        for col, text in enumerate(cells)
    ]


def _lay_out_passages(
    rows: Iterable[StoreRow], cited: str | None = None, place: Place = Place()
) -> list[PagePassage]:
    passages, above = [], []
    for row in rows:
        section = [part for part in row["section"].split(SEPARATOR) if part]
        span = (place.start, place.stop) if row["passage_id"] == cited else (0, 0)
        passages.append(_lay_out_passage(row, _new_headings(above, section), span))
        above = section
    return passages


def _lay_out_passage(
    row: StoreRow, headings: list[tuple[int, str]], span: tuple[int | None, int | None]
) -> PagePassage:
    """Cut the text at `span`; a span that is open on one side goes to that end of the text."""
    text = row["text"]
    start, stop, _ = slice(*span).indices(len(text))
    return PagePassage(row["passage_id"], row["line"], headings, text[:start], text[start:stop], text[max(start, stop) :])


def _new_headings(above: list[str], section: list[str]) -> list[tuple[int, str]]:
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(above, section, strict=False))))
    return [(level, text) for level, text in enumerate(section) if level >= shared]
