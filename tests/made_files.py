"""Made-up disclosures as files: one description, written in the formats that offices publish.

A Page is a page of a PDF, a section of a web page or of a Word file, or a sheet. In its rows LEFT marks what the cell to the left
also covers, UP what the one above covers; a None is LEFT where the cell to the left begins or goes on in the first row, else UP.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import docx
import openpyxl
import xlwt
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT, SIZE = "STSong-Light", 9
MARGIN, ROW, LEADING = 20 * mm, 8 * mm, 4 * mm
LEFT, UP = "←", "↑"

Rows = tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True)
class Page:
    """Lines above a table, its rows, lines below; `name` is that of its sheet."""

    above: tuple[str, ...] = ()
    rows: Rows = ()
    below: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Area:
    """One printed cell with the rows and columns that it covers."""

    row: int
    column: int
    down: int
    across: int
    text: str


@dataclass(frozen=True)
class Print:
    """How a PDF is printed: `split` rows a page at most, of which the first `repeated` stand on each; `aligned`: figures to the
    right of their cells, labels above the first of them in the middle."""

    ruled: bool = True
    wide: bool = False
    rotated: bool = False
    header: str = ""
    numbered: bool = False
    split: int = 0
    repeated: int = 0
    columns: tuple[float, ...] = ()
    aligned: bool = False


def areas(rows: Rows) -> list[Area]:
    """The printed cells of rows with marks."""
    found = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if _mark(rows, r, c) is None:
                across = next((k for k in range(1, len(row) - c) if _mark(rows, r, c + k) != LEFT), len(row) - c)
                down = next((k for k in range(1, len(rows) - r) if _mark(rows, r + k, c) != UP), len(rows) - r)
                found.append(Area(r, c, down, across, text or ""))
    return found


def grid(rows: Rows) -> list[tuple[str | None, ...]]:
    """The rows as every reader gives them: None where a span covers a cell."""
    return [tuple(None if _mark(rows, r, c) else text for c, text in enumerate(row)) for r, row in enumerate(rows)]


def _mark(rows: Rows, r: int, c: int) -> str | None:
    text = rows[r][c]
    if text is None:
        return LEFT if r == 0 and c > 0 else UP
    return text if text in (LEFT, UP) else None


def write_pdf(path: Path, pages: tuple[Page, ...], how: Print = Print()) -> Path:
    """The pages as a PDF."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    size = landscape(A4) if how.wide else A4
    canvas = Canvas(str(path), pagesize=size)
    for number, page in enumerate(_paginate(pages, how), 1):
        if how.rotated:
            canvas.setPageSize((size[1], size[0]))
            canvas.setPageRotation(90)
            canvas.translate(size[1], 0)
            canvas.rotate(90)
        _draw_page(canvas, page, how, size, number)
        canvas.showPage()
    canvas.save()
    return path


def _paginate(pages: tuple[Page, ...], how: Print) -> Iterator[Page]:
    """Pages whose tables are cut where they are too long, the header repeated if it is."""
    for page in pages:
        if not how.split or len(page.rows) <= how.split:
            yield page
            continue
        head, body = page.rows[: how.repeated], page.rows[how.repeated :]
        room = how.split - how.repeated
        parts = [body[start : start + room] for start in range(0, len(body), room)]
        for number, part in enumerate(parts):
            rows = (*(head if number == 0 or how.repeated else ()), *part)
            yield Page(page.above if number == 0 else (), rows, page.below if number == len(parts) - 1 else ())


def _draw_page(canvas: Canvas, page: Page, how: Print, size: tuple[float, float], number: int) -> None:
    width, height = size
    canvas.setFont(FONT, SIZE)
    if how.header:
        canvas.drawCentredString(width / 2, height - 10 * mm, how.header)
    if how.numbered:
        canvas.drawCentredString(width / 2, 10 * mm, f"- {number} -")
    place = height - MARGIN
    for text in page.above:
        canvas.drawString(MARGIN, place, text)
        place -= ROW
    place = _draw_table(canvas, page.rows, place, width - 2 * MARGIN, how)
    for text in page.below:
        canvas.drawString(MARGIN, place - ROW, text)
        place -= ROW


def _draw_table(canvas: Canvas, rows: Rows, top: float, width: float, how: Print) -> float:
    """Draw the cells, the rows as high as their wrapped texts; returns where the table ends."""
    if not rows:
        return top
    shares = how.columns or (1,) * len(rows[0])
    lefts = [MARGIN + width * sum(shares[:c]) / sum(shares) for c in range(len(shares) + 1)]
    cells = [(area, _wrap(area.text, lefts[area.column + area.across] - lefts[area.column] - 4)) for area in areas(rows)]
    heights = [max([ROW, *(LEADING * len(texts) + LEADING for area, texts in cells if (area.row, area.down) == (r, 1))]) for r in range(len(rows))]
    tops = [top - sum(heights[:r]) for r in range(len(rows) + 1)]
    for area, texts in cells:
        left, right = lefts[area.column], lefts[area.column + area.across]
        upper, lower = tops[area.row], tops[area.row + area.down]
        if how.ruled:
            canvas.rect(left, lower, right - left, upper - lower)
        first = (upper + lower) / 2 + LEADING * (len(texts) - 1) / 2 - SIZE / 3
        for number, text in enumerate(texts):
            canvas.drawString(_start(text, left, right, how.aligned, area.row < _first_figures(rows)), first - number * LEADING, text)
    return tops[-1]


def _start(text: str, left: float, right: float, aligned: bool, heads: bool) -> float:
    """Where a line of a cell begins."""
    free = right - left - 4 - pdfmetrics.stringWidth(text, FONT, SIZE)
    if not aligned:
        return left + 2
    return left + 2 + (free / 2 if heads else free if _is_figure(text) else 0)


def _is_figure(text: str) -> bool:
    return "." in text and text.replace(",", "").replace(".", "").lstrip("-").isdigit()


def _first_figures(rows: Rows) -> int:
    return next((r for r, row in enumerate(rows) if any(_is_figure(text or "") for text in row)), len(rows))


def _wrap(text: str, width: float) -> list[str]:
    lines = [""]
    for character in text:
        if pdfmetrics.stringWidth(lines[-1] + character, FONT, SIZE) > width and lines[-1]:
            lines.append("")
        lines[-1] += character
    return lines


def html_of(pages: tuple[Page, ...]) -> str:
    """The pages as the body of a web page."""
    return "\n".join(
        "".join(f"<p>{escape(text)}</p>\n" for text in page.above) + html_table(page.rows) + "".join(f"<p>{escape(text)}</p>\n" for text in page.below)
        for page in pages
    )


def html_table(rows: Rows) -> str:
    if not rows:
        return ""
    lines = []
    for r in range(len(rows)):
        cells = [
            f"<td{_span('colspan', area.across)}{_span('rowspan', area.down)}>{escape(area.text) or '&nbsp;'}</td>" for area in areas(rows) if area.row == r
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "<table border=1>\n" + "\n".join(lines) + "\n</table>\n"


def _span(name: str, number: int) -> str:
    return f' {name}="{number}"' if number > 1 else ""


def write_html(path: Path, pages: tuple[Page, ...], encoding: str = "utf-8", around: str = "{}") -> Path:
    """The pages as a web page; `around` is what stands around its article."""
    head = f'<!DOCTYPE html><html><head><meta charset="{encoding}"><title>{pages[0].above[0]}</title></head>'
    path.write_text(f"{head}<body>{around.format(html_of(pages))}</body></html>", encoding=encoding)
    return path


def write_docx(path: Path, pages: tuple[Page, ...]) -> Path:
    """The pages as a Word file, each beginning on a new page."""
    file = docx.Document()
    for page in pages:
        for text in page.above:
            file.add_paragraph(text)
        if page.rows:
            add_docx_table(file, page.rows)
        for text in page.below:
            file.add_paragraph(text)
        file.add_page_break()
    file.save(str(path))
    return path


def add_docx_table(parent: docx.document.Document | docx.table._Cell, rows: Rows) -> None:
    """A table with merged cells at the end of a body or a cell."""
    table = parent.add_table(len(rows), len(rows[0]))
    for area in areas(rows):
        cell = table.cell(area.row, area.column)
        if area.across > 1 or area.down > 1:
            cell = cell.merge(table.cell(area.row + area.down - 1, area.column + area.across - 1))
        cell.text = area.text


def sheet_rows(page: Page) -> tuple[list[Area], int]:
    """What a sheet of this page holds, lines over its whole width, and how many columns it has."""
    width = len(page.rows[0]) if page.rows else 1
    cells = [Area(r, 0, 1, width, text) for r, text in enumerate(page.above)]
    cells += [Area(area.row + len(page.above), area.column, area.down, area.across, area.text) for area in areas(page.rows)]
    end = len(page.above) + len(page.rows)
    return cells + [Area(end + r, 0, 1, width, text) for r, text in enumerate(page.below)], width


def write_xlsx(path: Path, pages: tuple[Page, ...]) -> Path:
    """Each page as a sheet, figures as numbers whose format shows them as printed."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, page in enumerate(pages, 1):
        sheet = book.create_sheet(page.name or f"Sheet{number}")
        for area in sheet_rows(page)[0]:
            cell = sheet.cell(area.row + 1, area.column + 1)
            cell.value, cell.number_format = stored(area.text)
            if area.across > 1 or area.down > 1:
                sheet.merge_cells(None, area.row + 1, area.column + 1, area.row + area.down, area.column + area.across)
    book.save(path)
    return path


def write_xls(path: Path, pages: tuple[Page, ...]) -> Path:
    """The same as a file of before 2007."""
    book = xlwt.Workbook(encoding="utf-8")
    for number, page in enumerate(pages, 1):
        sheet = book.add_sheet(page.name or f"Sheet{number}")
        for area in sheet_rows(page)[0]:
            value, number_format = stored(area.text)
            style = xlwt.easyxf(num_format_str=number_format)
            sheet.write_merge(area.row, area.row + area.down - 1, area.column, area.column + area.across - 1, value if value is not None else "", style)
    book.save(str(path))
    return path


def stored(text: str) -> tuple[str | float | None, str]:
    """A printed figure as a spreadsheet stores it, and the number format that shows it so again."""
    digits = text.replace(",", "").removesuffix("%")
    try:
        value = float(digits)
    except ValueError:
        return text or None, "General"
    if digits.lstrip("-").isdigit() and "," not in text and not text.endswith("%"):
        return int(digits), "0"
    decimals = "." + "0" * len(digits.partition(".")[2]) if "." in digits else ""
    number_format = ("#,##0" if "," in text else "0") + decimals + ("%" if text.endswith("%") else "")
    return (value / 100 if text.endswith("%") else value), number_format
