"""XLS FILE → BLOCKS: Excel files of before 2007, every visible sheet in order, numbers as their cells show them."""

from __future__ import annotations

import hashlib
import struct
from datetime import datetime
from io import StringIO
from pathlib import Path

import xlrd
from xlrd.book import Book
from xlrd.compdoc import CompDocError
from xlrd.sheet import Cell
from xlrd.sheet import Sheet as XlsSheet

from service.documents.blocks import Document, Remark
from service.documents.number_formats import displayed, displayed_date
from service.documents.pieces import number_pieces
from service.documents.sheets import Place, Sheet, hidden_remarks, one_line, sheet_to_pieces
from service.errors import DocumentDamaged, DocumentEmpty, DocumentProtected

_BROKEN = (xlrd.XLRDError, CompDocError, struct.error, AssertionError, IndexError, KeyError, ValueError, TypeError, AttributeError)


def read_xls(path: Path) -> Document:
    """Read an Excel file. Raises DocumentProtected, DocumentDamaged, or DocumentEmpty where no visible sheet has a text."""
    data = path.read_bytes()
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=StringIO())
    except _BROKEN as error:
        refusal = DocumentProtected if "encrypted" in str(error) else DocumentDamaged
        raise refusal(file=path.name, problem=str(error)) from error
    visible = [sheet for sheet in book.sheets() if not sheet.visibility]
    remarks = [Remark("hidden_sheet", sheet.name) for sheet in book.sheets() if sheet.visibility]
    sheets = [_read_sheet(sheet, book) for sheet in visible]
    remarks += [remark for sheet in sheets for remark in hidden_remarks(sheet)]
    blocks, lines = number_pieces(piece for number, sheet in enumerate(sheets, 1) for piece in sheet_to_pieces(sheet, number))
    if not blocks:
        raise DocumentEmpty(file=path.name)
    return Document(path.name, hashlib.sha256(data).hexdigest(), "xls", "", blocks, lines, tuple(remarks))


def _read_sheet(sheet: XlsSheet, book: Book) -> Sheet:
    texts: dict[Place, str] = {
        (row, column): text
        for row in range(sheet.nrows)
        for column in range(sheet.row_len(row))
        if (text := _text(sheet.cell(row, column), book))
    }
    return Sheet(
        sheet.name,
        texts,
        tuple(((top, left), (bottom - 1, right - 1)) for top, bottom, left, right in sheet.merged_cells),
        frozenset(number for number, row in sheet.rowinfo_map.items() if row.hidden),
        frozenset(number for number, column in sheet.colinfo_map.items() if column.hidden),
    )


def _text(cell: Cell, book: Book) -> str:
    """What a cell shows."""
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return str(bool(cell.value)).upper()
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return one_line(cell.value)
    if cell.ctype not in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return ""
    number_format = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    if cell.ctype == xlrd.XL_CELL_DATE and cell.value >= 1:
        day: datetime = xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
        return displayed_date(day, number_format)
    return displayed(cell.value, number_format)
