"""TAKEN → FILE: the blocks of an answer as CSV, one under the other, or as the sheets of a workbook."""

from __future__ import annotations

import csv
import io

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from service.web.taken import NUMBER, Block, Cell, Number, Taken, take_along_words

# A programme for tables takes what begins with one of these for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"
NARROWEST, WIDEST = 10, 60


def csv_of(taken: Taken) -> bytes:
    """The blocks one under the other, each but the first below its name; UTF-8 with the mark by which Excel knows it."""
    text = io.StringIO()
    writer = csv.writer(text)
    for place, block in enumerate(taken.blocks):
        if place:
            writer.writerows([[], [block.name]])
        writer.writerows([block.columns] if block.columns else [])
        writer.writerows([_plain(cell) for cell in row] for row in block.rows)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _plain(cell: Cell) -> str:
    if isinstance(cell, Number):
        return cell.text
    text = take_along_words().absent if cell is None else cell
    return f"'{text}" if text.startswith(FORMULA) and not NUMBER.fullmatch(text) else text


def xlsx_of(taken: Taken) -> bytes:
    """A workbook with a sheet a block; numbers are numbers, shown with the decimals that they are printed with."""
    book = Workbook()
    book.remove(book.active)
    for block in taken.blocks:
        _fill(book.create_sheet(block.name), block)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Worksheet, block: Block) -> None:
    lines: list[list[Cell]] = [*([list(block.columns)] if block.columns else []), *block.rows]
    for row, line in enumerate(lines, start=1):
        for column, cell in enumerate(line, start=1):
            _write(sheet.cell(row, column), cell)
    if block.columns:
        sheet.freeze_panes = "A2"
    headers = sheet[1] if block.columns else sheet["A"]
    for header in headers:
        header.font = Font(bold=True)
    for column, cells in enumerate(zip(*lines), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = min(max(NARROWEST, *map(_width, cells)), WIDEST)


def _write(place: SheetCell, cell: Cell) -> None:
    """A text stays one, whatever it begins with."""
    if isinstance(cell, Number):
        place.value = cell.value
        whole = "#,##0" if "," in cell.text else "0"
        place.number_format = whole + ("." + "0" * cell.decimals if cell.decimals else "") + ("%" if cell.text.endswith("%") else "")
        return
    text = ILLEGAL_CHARACTERS_RE.sub("", take_along_words().absent if cell is None else cell)
    place.value, place.data_type = text, "s"
    place.alignment = Alignment(wrap_text=True, vertical="top")
    if text.startswith(("http://", "https://")):
        place.hyperlink = text


def _width(cell: Cell) -> int:
    """How wide a cell is in Latin letters; an ideograph is twice as wide."""
    text = cell.text if isinstance(cell, Number) else cell or take_along_words().absent
    return sum(1 if char.isascii() else 2 for char in text) + 2
