"""Made-up disclosures as files: one description, written in the formats that offices publish."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
LEFT, TOP, ROW, WIDTH = 20 * mm, 280 * mm, 8 * mm, 170 * mm


@dataclass(frozen=True)
class Page:
    """Lines above a table, its rows (None where the cell to the left goes on, or the one above), lines below."""

    above: tuple[str, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()
    below: tuple[str, ...] = ()


def write_pdf(path: Path, pages: tuple[Page, ...]) -> Path:
    """The pages as a PDF with ruled tables."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), pagesize=A4)
    for page in pages:
        canvas.setFont(FONT, 9)
        place = TOP
        for line in page.above:
            canvas.drawString(LEFT, place, line)
            place -= ROW
        place = _draw_table(canvas, page.rows, place)
        for line in page.below:
            canvas.drawString(LEFT, place - ROW, line)
            place -= ROW
        canvas.showPage()
    canvas.save()
    return path


def _draw_table(canvas: Canvas, rows: tuple[tuple[str | None, ...], ...], top: float) -> float:
    for number, row in enumerate(rows):
        upper, lower = top - number * ROW, top - (number + 1) * ROW
        width = WIDTH / len(row)
        for column, text in enumerate(row):
            left = LEFT + column * width
            if text is not None:
                canvas.line(left, upper, left, lower)
                canvas.drawString(left + 2, lower + 2 * mm, text)
            if text is not None or column > 0 and row[column - 1] is not None and number == 0:
                canvas.line(left, upper, left + width, upper)
        canvas.line(LEFT + WIDTH, upper, LEFT + WIDTH, lower)
    canvas.line(LEFT, top - len(rows) * ROW, LEFT + WIDTH, top - len(rows) * ROW)
    return top - len(rows) * ROW
