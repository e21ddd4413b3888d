"""XLSX FILE → BLOCKS: every visible sheet in order, numbers as their cells show them, formulas by their values."""

from __future__ import annotations

import hashlib
import re
import zipfile
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.cell import Cell
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from service.documents.blocks import Document, Remark
from service.documents.number_formats import displayed, displayed_date
from service.documents.pieces import number_pieces
from service.documents.sheets import Place, Sheet, hidden_remarks, one_line, sheet_to_pieces
from service.errors import DocumentDamaged, DocumentEmpty

_BROKEN = (InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError)


def read_xlsx(path: Path) -> Document:
    """Read an Excel file. Raises DocumentDamaged, or DocumentEmpty where no visible sheet has a text."""
    data = path.read_bytes()
    try:
        book = openpyxl.load_workbook(BytesIO(data), data_only=True)
        formulas = openpyxl.load_workbook(BytesIO(data)) if _has_formulas(data) else None
    except _BROKEN as error:
        raise DocumentDamaged(file=path.name, problem=str(error)) from error
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    remarks = [Remark("hidden_sheet", sheet.title) for sheet in book.worksheets if sheet not in visible]
    sheets = [_read_sheet(sheet, formulas) for sheet in visible]
    remarks += [remark for sheet, source in zip(sheets, visible) for remark in _remarks(sheet, source, formulas)]
    blocks, lines = number_pieces(piece for number, sheet in enumerate(sheets, 1) for piece in sheet_to_pieces(sheet, number))
    if not blocks:
        raise DocumentEmpty(file=path.name)
    return Document(path.name, hashlib.sha256(data).hexdigest(), "xlsx", "", blocks, lines, tuple(remarks))


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(re.search(rb"<f[\s>/]", archive.read(name)) for name in sheets)


def _read_sheet(sheet: Worksheet, formulas: Workbook | None) -> Sheet:
    cells = (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)
    texts: dict[Place, str] = {(cell.row - 1, cell.column - 1): _text(cell) for cell in cells}
    merged = tuple(((area.min_row - 1, area.min_col - 1), (area.max_row - 1, area.max_col - 1)) for area in sheet.merged_cells.ranges)
    return Sheet(
        sheet.title,
        _without_values(sheet, formulas) | texts,
        merged,
        frozenset(number - 1 for number, row in sheet.row_dimensions.items() if row.hidden),
        frozenset(_hidden_columns(sheet)),
    )


def _hidden_columns(sheet: Worksheet) -> list[int]:
    """Column numbers from 0; one entry of the file can stand for a run of columns."""
    runs = [(column.min or column_index_from_string(letter), column.max) for letter, column in sheet.column_dimensions.items() if column.hidden]
    return [number - 1 for first, last in runs for number in range(first, (last or first) + 1)]


def _text(cell: Cell) -> str:
    value, number_format = cell.value, cell.number_format or ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return displayed(value, number_format)
    if isinstance(value, (date, datetime, time)):
        return displayed_date(value, number_format)
    return one_line(str(value))


def _without_values(sheet: Worksheet, formulas: Workbook | None) -> dict[Place, str]:
    """The formulas of a sheet whose value the file does not have, as written: neither a figure nor a blank."""
    if formulas is None:
        return {}
    written = (cell for row in formulas[sheet.title].iter_rows() for cell in row if cell.data_type == "f")
    return {(cell.row - 1, cell.column - 1): str(cell.value) for cell in written if sheet.cell(cell.row, cell.column).value is None}


def _remarks(sheet: Sheet, source: Worksheet, formulas: Workbook | None) -> list[Remark]:
    missing = len(_without_values(source, formulas))
    return [*hidden_remarks(sheet), *([Remark("no_value", sheet.name, missing)] if missing else [])]
