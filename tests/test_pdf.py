"""Reading PDF files: ruled tables as grids with their spans, text as lines, each with its page."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from service.config import Config
from service.documents import read
from service.documents.blocks import Grid, Paragraph
from service.documents.pdf_tables import RuledRows, same_columns
from service.errors import DocumentEmpty
from service.ingest import build
from service.pipeline import Service
from service.reply.chat import source_text
from service.extraction import extract
from tests.made_files import FONT, Page, write_pdf

TITLE = Page(above=("东江市档案馆2024年单位预算",))
TABLE = Page(
    above=("收入总表", "单位：万元"),
    rows=(("科目名称", "合计", "一般公共预算"), ("档案馆", "1,236.74", ""), ("合计", "1,236.74", "-")),
    below=("注：本表无其他收入。",),
)


def test_a_ruled_table_is_a_grid_between_the_lines_around_it(tmp_path: Path) -> None:
    document = read(write_pdf(tmp_path / "a.pdf", (TITLE, TABLE)))
    assert [block.text if isinstance(block, Paragraph) else "grid" for block in document.blocks] == [
        "东江市档案馆2024年单位预算", "收入总表", "单位：万元", "grid", "注：本表无其他收入。",
    ]
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    assert [row.cells for row in grid.rows] == list(TABLE.rows)
    assert {row.at.page for row in grid.rows} == {2}


def test_every_block_stands_on_its_own_source_line(tmp_path: Path) -> None:
    document = read(write_pdf(tmp_path / "a.pdf", (TITLE, TABLE)))
    assert document.lines[4] == "档案馆\t1,236.74\t"
    assert len(document.lines) == 7


def test_a_pdf_without_text_is_empty(tmp_path: Path) -> None:
    with pytest.raises(DocumentEmpty):
        read(write_pdf(tmp_path / "a.pdf", (Page(),)))


def test_digits_of_another_font_stay_in_their_line(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    for text, font, left in (("东江市档案馆", FONT, 20), ("2024", "Courier", 270), ("年单位预算", FONT, 380)):
        canvas.setFont(font, 40)
        canvas.drawString(left, 700, text)
    canvas.save()
    assert [line.replace(" ", "") for line in read(path).lines] == ["东江市档案馆2024年单位预算"]


def test_white_boxes_behind_words_rule_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    for left, word in ((20, "东江市档案馆"), (140, "共有"), (180, "三个处室。")):
        canvas.setFillGray(1)
        canvas.rect(left, 695, 160, 20, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.setFont(FONT, 20)
        canvas.drawString(left, 700, word)
    canvas.save()
    assert read(path).lines == ("东江市档案馆共有三个处室。",)


@pytest.mark.parametrize("sides", [(), (0,), (3,), (0, 3)])
def test_the_columns_of_a_table_that_is_open_at_its_sides_are_its_own(tmp_path: Path, sides: tuple[int, ...]) -> None:
    """Rules across go from 50 to 450; the outer uprights are drawn, or not."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas, edges = Canvas(str(tmp_path / "a.pdf")), (50, 200, 320, 450)
    canvas.setFont(FONT, 9)
    for y in (700, 680, 660, 640):
        canvas.line(50, y, 450, y)
    for number in (1, 2, *sides):
        canvas.line(edges[number], 700, edges[number], 640)
    for y, row in zip((686, 666, 646), TABLE.rows):
        for x, text in zip(edges, row):
            canvas.drawString(x + 4, y, text)
    canvas.save()
    (block,) = read(tmp_path / "a.pdf").blocks
    assert isinstance(block, Grid) and [row.cells for row in block.rows] == list(TABLE.rows)


def test_rules_beyond_a_closed_table_without_words_are_no_column(tmp_path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFont(FONT, 9)
    for y in (700, 680, 660, 640):
        canvas.line(30, y, 450, y)
    for x in (50, 200, 320, 450):
        canvas.line(x, 700, x, 640)
    for y, row in zip((686, 666, 646), TABLE.rows):
        for x, text in zip((50, 200, 320), row):
            canvas.drawString(x + 4, y, text)
    canvas.save()
    (block,) = read(tmp_path / "a.pdf").blocks
    assert isinstance(block, Grid) and [row.cells for row in block.rows] == list(TABLE.rows)


def test_a_frame_beside_a_table_is_no_column(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas.setFont(FONT, 9)
    canvas.rect(94, 660, 206, 40)
    canvas.grid([100, 200, 300], [700, 680, 660])
    for text, left, bottom in (("科目名称", 102, 685), ("合计", 202, 685), ("档案馆", 102, 665), ("1,236.74", 202, 665)):
        canvas.drawString(left, bottom, text)
    canvas.save()
    grid = next(block for block in read(tmp_path / "a.pdf").blocks if isinstance(block, Grid))
    assert [row.cells for row in grid.rows] == [("科目名称", "合计"), ("档案馆", "1,236.74")]


def test_the_pages_of_one_table_stand_on_the_same_columns() -> None:
    above = RuledRows((("职能", "指标", "目标值"), ("档案", "入库量", "30")), (50.0, 100.0, 200.0, 260.0))
    below = RuledRows((("档案利用人次", "80"),), (50.5, 200.0, 260.4))
    assert same_columns(above, below) == (above, RuledRows((("档案利用人次", None, "80"),), above.edges))


def test_tables_with_edges_of_their_own_keep_their_columns() -> None:
    above = RuledRows((("甲", "乙", "丙"),), (50.0, 100.0, 200.0, 260.0))
    below = RuledRows((("甲", "乙"),), (50.0, 150.0, 260.0))
    assert same_columns(above, below) == (above, below)


def test_a_title_over_two_lines_is_one_title(tmp_path: Path) -> None:
    rows = (("合计", "因公出国（境）费", "公务接待费"), ("9.00", "8.00", "1.00"))
    above = ("公开09表：一般公共预算“三公”经费、会议费", "支出预算表", "部门：东江市档案馆 单位：万元")
    table = extract(read(write_pdf(tmp_path / "a.pdf", (TITLE, Page(above=above, rows=rows))))).tables[0]
    assert (table.kind, table.title) == ("three_public", "一般公共预算“三公”经费、会议费支出预算表")


def test_a_label_that_a_page_cut_is_whole(tmp_path: Path) -> None:
    header = ("收入", None, "支出", None)
    names = ("项目", "预算", "项目", "预算")
    first = Page(above=("收支总表",), rows=(header, names, ("一、其他收入", "9.00", "一、国土海洋气象等支", "9.00")), below=("1",))
    second = Page(above=("收支总表",), rows=(header, names, ("", "", "出", ""), ("收入总计", "9.00", "支出总计", "9.00")))
    rows = extract(read(write_pdf(tmp_path / "a.pdf", (TITLE, first, second)))).tables[0].rows
    assert [row.cells[2].text for row in rows if row.cells[2]] == ["一、国土海洋气象等支出", "支出总计"]


def test_answers_and_findings_say_the_page(tmp_path: Path) -> None:
    rows = (("科目编码", "科目名称", "合计", "基本支出", "项目支出"), ("201", "一般公共服务支出", "9.00", "5.00", "3.00"), ("", "合计", "9.00", "5.00", "3.00"))
    (tmp_path / "documents").mkdir()
    write_pdf(tmp_path / "documents" / "a.pdf", (TITLE, Page(above=("支出总表", "单位：万元"), rows=rows)))
    build(tmp_path)
    service = Service(Config(tmp_path))
    answer = service.answer("东江市档案馆项目支出多少")
    assert [(cited.line, cited.page) for cited in answer.citations] == [(2, 2)]
    assert "第2页" in source_text(answer.citations[0])
    assert any(note.startswith("勾稽检查：《支出总表》第2页") for note in answer.notes)
