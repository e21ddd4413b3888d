"""Pages that are pictures: cells between rules, and figures doubted until a sum proves them."""

from __future__ import annotations

from pathlib import Path

import pytest

import service.reading
from service.documents import read
from service.documents.blocks import Document, Grid, GridRow, Locator, Paragraph, Remark
from service.documents.ocr import is_installed
from service.documents.pieces import Piece
from service.documents.ruled import Box, picture_to_pieces
from service.extraction import extract
from service.ingest import read_document
from tests.made_disclosure import COVER, EXPENDITURE
from tests.made_files import grid
from tests.test_uploads import picture_pdf

ROWS = (
    ("201", "一般公共服务支出", "900.00", "600.00", "300.00"),
    ("20126", "档案事务", "800.00", "500.00", "300.00"),
    ("20199", "其他", "100.00", "100.00", ""),
    ("208", "社会保障", "80.30", "80.20", ""),
    ("合计", "", "980.20", "680.20", "300.00"),
)


def word(text: str, left: float, top: float) -> Box:
    return Box(left, top, left + 20 * len(text), top + 20, text)


def across(y: float, left: float, right: float) -> Box:
    return Box(left, y, right, y + 2)


def down(x: float, top: float, bottom: float) -> Box:
    return Box(x, top, x + 2, bottom)


def test_cells_end_where_a_rule_stands() -> None:
    """Two rows of three columns: the first cell goes down both rows, the second goes over two columns."""
    rules_across = [across(100, 0, 600), across(150, 200, 600), across(200, 0, 600)]
    rules_down = [down(0, 100, 200), down(200, 100, 200), down(400, 150, 200), down(600, 100, 200)]
    words = [word("表", 10, 20), word("万元", 400, 24), word("科", 20, 120), word("目", 20, 150), word("合计", 210, 110), word("1.00", 210, 160), word("2", 410, 160)]
    assert list(picture_to_pieces(words, rules_across, rules_down)) == [
        Piece((("表 万元",),)),
        Piece((("科目", "合计", None), (None, "1.00", "2")), is_table=True),
    ]


def test_a_frame_is_no_table() -> None:
    rules_across, rules_down = [across(0, 0, 600), across(400, 0, 600)], [down(0, 0, 400), down(600, 0, 400)]
    assert list(picture_to_pieces([word("封面", 100, 100)], rules_across, rules_down)) == [Piece((("封面",),))]


HEADER = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")


def scanned(remark: Remark | None, table: tuple[tuple[str, ...], ...] = (HEADER, *ROWS), unit: str = "万元") -> Document:
    """A disclosure whose second page is a table, read from a picture or not."""
    lines = ("东江市档案馆2024年单位预算", "一般公共预算支出表", f"单位：{unit}", *("\t".join(row) for row in table))
    places = [Locator(number, number, 1 if number == 1 else 2) for number in range(1, len(lines) + 1)]
    rows = tuple(GridRow(tuple(text.split("\t")), at) for text, at in list(zip(lines, places))[3:])
    blocks = (*(Paragraph(text, at) for text, at in list(zip(lines, places))[:3]), Grid(rows))
    return Document("a.pdf", "0", "pdf", "", blocks, lines, (remark,) if remark else ())


def test_figures_of_a_picture_are_doubted_where_no_sum_proves_them() -> None:
    """900 = 600 + 300 and 800 + 100; 980.20 = 680.20 + 300; but 208 is 80.30 here and its basic part 80.20 with nothing beside it."""
    table = extract(scanned(Remark("read_by_ocr", number=2))).tables[0]
    assert [(doubt.line, doubt.column, doubt.text, doubt.why) for doubt in table.doubts] == [(8, 2, "80.30", "read_by_ocr")]


def test_whole_numbers_behind_words_are_no_codes() -> None:
    """90000 is no sum of 20000 and 30000: all three are doubted though each looks like a code."""
    table = (("科目名称", "合计"), ("档案事务", "20000"), ("社会保障", "30000"), ("合计", "90000"))
    doubts = extract(scanned(Remark("read_by_ocr", number=2), table, "元")).tables[0].doubts
    assert [doubt.text for doubt in doubts] == ["20000", "30000", "90000"]


@pytest.mark.parametrize("remark", [None, Remark("picture_page", number=2), Remark("read_by_ocr", number=1)])
def test_figures_of_text_are_not_doubted(remark: Remark | None) -> None:
    assert not extract(scanned(remark)).tables[0].doubts


@pytest.mark.parametrize(("page", "stated"), [(1, True), (2, False)])
def test_figures_in_sentences_of_a_picture_are_no_facts(monkeypatch: pytest.MonkeyPatch, page: int, stated: bool) -> None:
    lines = ("东江市档案馆2024年单位预算", "一、收支预算总体情况", "2024年收入总计1,300.50万元，比上年增加100.50万元。")
    blocks = tuple(Paragraph(text, Locator(number, number, 2 if number == 3 else 1)) for number, text in enumerate(lines, 1))
    document = Document("a.pdf", "0", "pdf", "", blocks, lines, (Remark("read_by_ocr", number=2 if page == 2 else 3),))
    monkeypatch.setattr(service.reading.documents, "read", lambda path: document)
    read = read_document(Path("a.pdf"))
    assert bool(read.facts) is stated
    assert [passage.text for passage in read.extraction.passages] == [lines[2]]


@pytest.mark.skipif(not is_installed(), reason="needs requirements-ocr.txt")
def test_a_scanned_table_is_read_as_printed(tmp_path: Path) -> None:
    path = picture_pdf(tmp_path / "a.pdf", (EXPENDITURE,), with_text=(COVER,))
    document = read(path)
    assert [[row.cells for row in block.rows] for block in document.blocks if isinstance(block, Grid)] == [grid(EXPENDITURE.rows)]
    assert document.remarks == (Remark("read_by_ocr", number=2),)
    doubts = read_document(path).extraction.tables[0].doubts
    assert {doubt.why for doubt in doubts} == {"read_by_ocr"}
    assert "1,236.74" not in {doubt.text for doubt in doubts}
