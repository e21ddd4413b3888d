"""DOCX FILE → BLOCKS: paragraphs and tables in the order of the body, with numbers that Word counts itself."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document as WordFile
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError, _Element

from service.documents.blocks import Document
from service.documents.docx_numbers import ListNumbers
from service.documents.pieces import Piece, Spanned, joined, lay_out, line, number_pieces, rows_to_pieces
from service.errors import DocumentDamaged, DocumentEmpty

_BROKEN = (PackageNotFoundError, zipfile.BadZipFile, XMLSyntaxError, KeyError, ValueError, AttributeError, TypeError)
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
# Content controls and the like, whose content stands where they stand.
_WRAPPERS = {qn(f"w:{name}") for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")}
_LEFT_OUT = {qn(f"w:{name}") for name in ("del", "moveFrom", "instrText", "pPr", "sdtPr", "txbxContent")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_BREAKS = {qn("w:br"), qn("w:cr")}
# A table whose rows have fewer cells than this, or fewer of such rows, only places what is inside.
_LEAST_CELLS, _LEAST_ROWS = 2, 2


def read_docx(path: Path) -> Document:
    """Read a Word file. Raises DocumentDamaged, or DocumentEmpty where it has no text."""
    data = path.read_bytes()
    try:
        file = docx.Document(BytesIO(data))
        numbers = ListNumbers.of(file)
        blocks, lines = number_pieces(_pieces(file.element.body, numbers, _heading_styles(file)))
    except _BROKEN as error:
        raise DocumentDamaged(file=path.name, problem=str(error)) from error
    if not blocks:
        raise DocumentEmpty(file=path.name)
    return Document(path.name, hashlib.sha256(data).hexdigest(), "docx", "", blocks, lines)


def _heading_styles(file: WordFile) -> dict[str, int]:
    """Style id → level of the heading."""
    levels = {style.style_id: style.name.lower().removeprefix("heading ") for style in file.styles if style.name}
    return {style: int(level) for style, level in levels.items() if level.isdigit() and len(level) == 1}


def _pieces(parent: _Element, numbers: ListNumbers, headings: dict[str, int]) -> Iterator[Piece]:
    """The lines and tables of a body or a cell, in order."""
    for child in _children(parent):
        if child.tag == _TABLE:
            yield from _table_pieces(child, numbers, headings)
        elif child.tag == _PARAGRAPH:
            style = child.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            level = headings.get(style.get(qn("w:val")), 0) if style is not None else 0
            texts = (numbers.next_label(child) + _text(child)).split("\n")
            yield from (line(text.strip(), level) for text in texts if text.strip())
            for box in _text_boxes(child):
                yield from _pieces(box, numbers, headings)


def _children(parent: _Element) -> Iterator[_Element]:
    for child in parent:
        if child.tag in _WRAPPERS:
            yield from _children(child)
        else:
            yield child


def _text_boxes(paragraph: _Element) -> list[_Element]:
    """The frames with text that hang on a paragraph, each once though the file keeps a copy for old programs."""
    boxes = paragraph.iter(qn("w:txbxContent"))
    return [box for box in boxes if not any(above.tag in _LEFT_OUT for above in box.iterancestors())]


def _text(element: _Element) -> str:
    """The text of a paragraph as it is shown: with insertions, without deletions and hidden runs; `\\n` where a line ends."""
    if element.tag in _LEFT_OUT or _is_hidden(element):
        return ""
    if element.tag == qn("w:t"):
        return element.text or ""
    if element.tag in _BREAKS:
        return "\n"
    if element.tag == qn("w:tab"):
        return " "
    if element.tag == qn("w:noBreakHyphen"):
        return "-"
    return "".join(_text(child) for child in element)


def _is_hidden(element: _Element) -> bool:
    mark = element.find(f"{qn('w:rPr')}/{qn('w:vanish')}") if element.tag == qn("w:r") else None
    return mark is not None and mark.get(qn("w:val")) not in ("0", "false", "none")


def _table_pieces(table: _Element, numbers: ListNumbers, headings: dict[str, int]) -> Iterator[Piece]:
    """A table with the tables inside of its cells below it; a table that only places others gives what its cells hold."""
    rows = [row for row in _children(table) if row.tag == _ROW and not _is_left_out(row)]
    cells = [[cell for cell in _children(row) if cell.tag == _CELL] for row in rows]
    wide = [row for row in cells if len(row) >= _LEAST_CELLS]
    inner = [nested for row in cells for cell in row for nested in cell.iterdescendants(_TABLE)]
    if inner and len(wide) < _LEAST_ROWS or not wide:
        for row in cells:
            for cell in row:
                yield from _pieces(cell, numbers, headings)
        return
    yield from rows_to_pieces(lay_out(_spanned(rows, cells, numbers)))
    for nested in (child for row in cells for cell in row for child in _children(cell) if child.tag == _TABLE):
        yield from _table_pieces(nested, numbers, headings)


def _is_left_out(row: _Element) -> bool:
    """Whether a row is hidden or deleted."""
    return any(row.find(f"{qn('w:trPr')}/{qn(name)}") is not None for name in ("w:hidden", "w:del"))


def _spanned(rows: list[_Element], cells: list[list[_Element]], numbers: ListNumbers) -> list[list[Spanned]]:
    """The cells of each row; one that goes on below a cell of the same columns is left out and counted to the first."""
    laid: list[list[Spanned]] = []
    open_cells: dict[int, tuple[int, int]] = {}
    for number, (row, row_cells) in enumerate(zip(rows, cells)):
        laid.append([])
        column = _number(row, "w:trPr", "w:gridBefore", 0)
        laid[-1] += [Spanned("")] * column
        for cell in row_cells:
            across, merge = _number(cell, "w:tcPr", "w:gridSpan", 1), cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            goes_on = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
            first, place = open_cells.get(column, (number, 0))
            above = laid[first][place] if first < number else None
            if goes_on and above and (first + above.down, above.across) == (number, across):
                laid[first][place] = Spanned(above.text, above.across, number - first + 1)
            else:
                open_cells[column] = (number, len(laid[-1]))
                laid[-1].append(Spanned(_cell_text(cell, numbers), across))
            column += across
    return laid


def _cell_text(cell: _Element, numbers: ListNumbers) -> str:
    """The paragraphs of a cell as one text, without tables inside of it."""
    paragraphs = [child for child in _children(cell) if child.tag == _PARAGRAPH]
    texts = [numbers.next_label(paragraph) + _text(paragraph) for paragraph in paragraphs]
    return joined(part for text in texts for part in text.split("\n")).strip()


def _number(element: _Element, properties: str, name: str, default: int) -> int:
    found = element.find(f"{qn(properties)}/{qn(name)}")
    value = found.get(qn("w:val"), "") if found is not None else ""
    return int(value) if value.isdigit() else default
