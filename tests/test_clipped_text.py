"""Text of a cell that several pages of a printed sheet share: only the part that a page shows is read on it."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from service.documents.blocks import Grid, Paragraph
from service.documents.pdf import read_pdf
from tests.made_files import FONT

WIDTH, HEIGHT = A4
TOP, ROW, EDGES = HEIGHT - 100, 30.0, (60.0, 200.0, 320.0, 500.0)


def _table(canvas: Canvas, rows: list[tuple[str, ...]]) -> None:
    for r in range(len(rows) + 1):
        canvas.line(EDGES[0], TOP - r * ROW, EDGES[-1], TOP - r * ROW)
    for x in EDGES:
        canvas.line(x, TOP, x, TOP - len(rows) * ROW)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            canvas.drawString(EDGES[c] + 4, TOP - (r + 1) * ROW + 10, text)


def _cell_of_two_pages(canvas: Canvas, lines: list[str], first: float) -> None:
    """The text of a cell in the third column from `first` down, shown only below the header."""
    canvas.saveState()
    shown = canvas.beginPath()
    shown.rect(EDGES[2], TOP - 6 * ROW, EDGES[3] - EDGES[2], 5 * ROW)
    canvas.clipPath(shown, stroke=0, fill=0)
    for number, text in enumerate(lines):
        canvas.drawString(EDGES[2] + 4, first - number * 14, text)
    canvas.restoreState()


def test_text_that_a_page_cuts_off_is_not_on_it(tmp_path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(tmp_path / "cut.pdf"), pagesize=A4)
    canvas.setFont(FONT, 10)
    canvas.drawString(220, HEIGHT - 80, "项目支出绩效目标表")
    _table(canvas, [("项目名称", "项目总额", "绩效目标"), ("库房维修", "12.50", "")])
    goal = [f"第{number}行目标" for number in range(12)]
    _cell_of_two_pages(canvas, goal, HEIGHT + 25)
    canvas.showPage()
    canvas.save()
    blocks = read_pdf(tmp_path / "cut.pdf").blocks
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == ["项目支出绩效目标表"]
    (grid,) = [block for block in blocks if isinstance(block, Grid)]
    assert grid.rows[0].cells == ("项目名称", "项目总额", "绩效目标")
    assert grid.rows[1].cells[:2] == ("库房维修", "12.50")
    shown = [line for number, line in enumerate(goal) if HEIGHT + 25 - number * 14 < TOP - ROW]
    assert (grid.rows[1].cells[2] or "").split() == shown


def test_a_cell_that_goes_on_on_the_next_page_is_one_of_this_page_too(tmp_path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(tmp_path / "open.pdf"), pagesize=A4)
    canvas.setFont(FONT, 10)
    _table(canvas, [("项目名称", "项目总额", "指标"), ("库房维修", "12.50", "面积")])
    for x in EDGES:
        canvas.line(x, TOP - 2 * ROW, x, TOP - 3 * ROW)
    canvas.line(EDGES[2], TOP - 3 * ROW, EDGES[3], TOP - 3 * ROW)
    for x, text in zip(EDGES, ("档案整理", "30.00", "卷数")):
        canvas.drawString(x + 4, TOP - 3 * ROW + 10, text)
    canvas.showPage()
    canvas.save()
    (grid,) = read_pdf(tmp_path / "open.pdf").blocks
    assert isinstance(grid, Grid)
    assert grid.rows[-1].cells == ("档案整理", "30.00", "卷数")
