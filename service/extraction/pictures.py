"""TABLES READ FROM PICTURES → WITH DOUBTS: every figure that character recognition read and no sum proves.

A sum proves its total and its parts, of which at least two are no zero: of a row (合计 = 基本 + 项目), of a column of codes
(208 = 20805 + 20808), of all rows below or above a totals row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from service.documents.blocks import Document, Grid
from service.extraction.model import Doubt, Row, Table
from service.extraction.table_edit import add_doubt
from service.extraction.words import compact, found, words
from service.quantities import parse_cell

_LEAST_PARTS = 2
# By income (1…), by function (2…), by economic subject (3…, 5…).
_CODE = re.compile(r"[1235]\d\d(\d\d){0,2}")

Place = tuple[int, int]
Figures = dict[Place, Decimal]


def doubt_pictures(document: Document, tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """The tables with a doubt about each figure of a page that was read by character recognition, unless a sum proves it."""
    lines = lines_of_pictures(document)
    return tuple(_doubt_table(table, lines) for table in tables) if lines else tables


def lines_of_pictures(document: Document) -> frozenset[int]:
    """The source lines of pages that were read by character recognition."""
    pages = {remark.number for remark in document.remarks if remark.code == "read_by_ocr"}
    places = (at for block in document.blocks for at in ([row.at for row in block.rows] if isinstance(block, Grid) else [block.at]))
    return frozenset(at.line for at in places if at.page in pages)


def _doubt_table(table: Table, lines: frozenset[int]) -> Table:
    figures = _figures(table)
    proved = set(_proved(table, figures))
    for row, column in figures:
        cell = table.rows[row].cells[column]
        if cell and cell.line in lines and (row, column) not in proved:
            table = add_doubt(table, Doubt(table.rows[row].line, column, cell.text, "read_by_ocr"))
    return table


def _figures(table: Table) -> Figures:
    """The numbers of a table that can be amounts, by row and column: none of a column of codes."""
    codes = _code_column(table.rows)
    numbers = (
        ((i, j), parse_cell(cell.text)) for i, row in enumerate(table.rows) for j, cell in enumerate(row.cells) if cell and j != codes
    )
    return {place: number.value for place, number in numbers if number.value is not None}


def _code_column(rows: Sequence[Row]) -> int | None:
    """The column of codes, which stands before the first one of words."""
    width = max((len(row.cells) for row in rows), default=0)
    for column in range(width):
        texts = [row.cells[column].text for row in rows if row.cells[column] and not found(words().totals, compact(row.cells[column].text))]
        if texts and all(_CODE.fullmatch(compact(text)) for text in texts):
            return column
        if any(parse_cell(text).status == "text" for text in texts):
            return None
    return None


def _proved(table: Table, figures: Figures) -> Iterator[Place]:
    for sum_ in (*_sums_of_rows(table, figures), *_sums_of_columns(table)):
        total, parts = sum_[0], [place for place in sum_[1:] if figures.get(place)]
        if total in figures and len(parts) >= _LEAST_PARTS and figures[total] == sum(figures[place] for place in parts):
            yield from (total, *parts)


def _sums_of_rows(table: Table, figures: Figures) -> Iterator[list[Place]]:
    """Each figure of a row with the two and more that follow it."""
    for i, row in enumerate(table.rows):
        for first in range(len(row.cells)):
            for last in range(first + _LEAST_PARTS, len(row.cells)):
                yield [(i, column) for column in range(first, last + 1)]


def _sums_of_columns(table: Table) -> Iterator[list[Place]]:
    """For each column: a code's row with those one level below it; the totals row with all rows of the highest level."""
    codes = _code_column(table.rows)
    width = len(table.columns)
    labels = [[compact(cell.text) for cell in row.cells if cell] for row in table.rows]
    totals = [i for i, texts in enumerate(labels) if any(found(words().totals, text) for text in texts)]
    own = {i: _text(row, codes) for i, row in enumerate(table.rows) if i not in totals} if codes is not None else {}
    for column in range(width):
        for i, code in own.items():
            below = [(j, other) for j, other in own.items() if code and other.startswith(code) and len(other) > len(code)]
            next_level = min((len(other) for _, other in below), default=0)
            yield [(i, column), *((j, column) for j, other in below if len(other) == next_level)]
        highest = min((len(code) for code in own.values() if code), default=0)
        top = [i for i in range(len(table.rows)) if i not in totals and len(own.get(i, "")) == highest]
        yield from ([(total, column), *((i, column) for i in top)] for total in totals)


def _text(row: Row, column: int) -> str:
    cell = row.cells[column]
    return cell.text if cell else ""
