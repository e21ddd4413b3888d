"""Excel files: numbers as displayed, merged areas, several tables and sheets, what is hidden, formulas."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwt

from service.documents import read
from service.documents.blocks import Grid, Paragraph, Remark
from service.documents.number_formats import displayed, displayed_date
from service.documents.pieces import Piece, rows_to_pieces
from tests.made_disclosure import SUMMARY
from tests.made_files import Page, write_xls, write_xlsx

ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (-0.226, "0.00%", "-22.60%"),
        (123.39999999999999, "General", "123.4"),
        (123.39999999999999, "", "123.4"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.5600000000131, "General", "1234.56"),
        (1000000000.12, "General", "1000000000.12"),
        (3.14159265358979, "General", "3.141592654"),
        (2080505, "0", "2080505"),
        (5, "000", "005"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234.5, ACCOUNTING, "1,234.50"),
        (-1234.5, ACCOUNTING, "-1,234.50"),
        (0, ACCOUNTING, "-"),
        (-5, "0.00;[Red]0.00", "-5.00"),
        (-5, "#,##0.00_);(#,##0.00)", "-5.00"),
        (0, "0.00;-0.00;;@", ""),
        (0, "#", ""),
        (0, "0.00", "0.00"),
        (1.005, "0.00", "1.01"),
        (12.3, '0.00"万元"', "12.30万元"),
        (12345, "0!.0,", "1.2"),
        (1234567, "#,##0,", "1,235"),
        (0.5, "# ?/?", "0.5"),
        (7, "@", "7"),
        (5, "[>=100]0;0.00", "5"),
        (12.5, 'General"万元"', "12.5万元"),
        (-12.5, 'General"万元"', "-12.5万元"),
        (-12.5, "General;-General", "-12.5"),
        (12.5, '"共"General\\元', "共12.5元"),
        (0.5, "General%", "50%"),
        (1e30, "0.00", "1" + "0" * 30 + ".00"),
        (1e40, "#,##0", "10" + ",000" * 13),
    ],
)
def test_numbers_are_as_displayed(value: float, number_format: str, shown: str) -> None:
    assert displayed(value, number_format) == shown


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [('yyyy"年"m"月"', "2024年3月"), ("[$-804]yyyy\\-mm\\-dd;@", "2024-03-05"), ("mmm-yy", "2024-03-05"), ("m/d/yy", "3/5/24")],
)
def test_dates_are_as_displayed(number_format: str, shown: str) -> None:
    assert displayed_date(date(2024, 3, 5), number_format) == shown


def grids(path: Path) -> list[list[tuple[str | None, ...]]]:
    return [[row.cells for row in block.rows] for block in read(path).blocks if isinstance(block, Grid)]


def lines(path: Path) -> list[str]:
    return [block.text for block in read(path).blocks if not isinstance(block, Grid)]


def test_hidden_rows_columns_and_sheets_are_left_out_and_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "收入总表"
    for row in (("科目", "旧数", "合计"), ("档案馆", 1, 2), ("隐藏", 3, 4), ("合计", 4, 2)):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    secret = book.create_sheet("底稿")
    secret.append(("支出总表", "9"))
    secret.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert grids(tmp_path / "a.xlsx") == [[("科目", "合计"), ("档案馆", "2"), ("合计", "2")]]
    assert read(tmp_path / "a.xlsx").remarks == (
        Remark("hidden_sheet", "底稿"), Remark("hidden_rows", "收入总表", 1), Remark("hidden_columns", "收入总表", 1),
    )


def test_hidden_rows_and_sheets_of_old_files_are_left_out_and_told(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("收入总表")
    for r, row in enumerate((("科目", "合计"), ("隐藏", 4), ("合计", 2))):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    sheet.row(1).hidden = True
    book.add_sheet("底稿").visibility = 1
    book.save(str(tmp_path / "a.xls"))
    assert grids(tmp_path / "a.xls") == [[("科目", "合计"), ("合计", "2")]]
    assert read(tmp_path / "a.xls").remarks == (Remark("hidden_sheet", "底稿"), Remark("hidden_rows", "收入总表", 1))


def test_a_formula_without_its_value_is_neither_figure_nor_blank(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("科目", "合计"), ("档案馆", 2), ("合计", "=SUM(B2:B2)")):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert grids(tmp_path / "a.xlsx")[0][2] == ("合计", "=SUM(B2:B2)")
    assert read(tmp_path / "a.xlsx").remarks == (Remark("no_value", "Sheet", 1),)


def test_a_sheet_without_a_title_has_its_name_as_title(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "收入总表"
    for row in (("单位：万元", None), ("科目", "合计"), ("档案馆", 2)):
        book.active.append(row)
    other = book.create_sheet("表2")
    for row in (("支出预算总表", None), ("科目", "合计"), ("档案馆", 2)):
        other.append(row)
    book.save(tmp_path / "a.xlsx")
    assert lines(tmp_path / "a.xlsx") == ["收入总表", "单位：万元", "支出预算总表"]


def test_two_tables_of_one_sheet_are_two(tmp_path: Path) -> None:
    rows = [
        ("收入总表", "", ""), ("科目", "合计", "拨款"), ("档案馆", "2.00", "2.00"), ("", "", ""),
        ("支出总表", "", ""), ("科目", "合计", "基本"), ("", "", ""), ("档案馆", "2.00", "2.00"), ("注：无其他支出。", "", ""),
    ]
    assert [(piece.is_table, piece.rows[0][0]) for piece in rows_to_pieces(rows)] == [
        (False, "收入总表"), (True, "科目"), (False, "支出总表"), (True, "科目"), (False, "注：无其他支出。"),
    ]


def test_a_totals_row_without_figures_stays_in_its_table() -> None:
    rows = [("科目", "合计", "拨款"), ("合计", "", ""), ("", "", "")]
    assert list(rows_to_pieces(rows)) == [Piece((("科目", "合计", "拨款"), ("合计", "", "")), is_table=True)]


def test_a_group_row_below_an_empty_row_stays_in_its_table() -> None:
    rows = [("科目", "合计"), ("一、基本支出", "2.00"), ("", ""), ("二、项目支出", ""), ("库房", "1.00")]
    assert [piece.rows for piece in rows_to_pieces(rows)] == [tuple(rows)]


def test_a_merged_area_that_reaches_beyond_the_table_ends_with_it(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", (SUMMARY,))
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A30:Z400")
    book.save(path)
    assert [len(row) for row in grids(path)[0]] == [4] * 8


def test_lines_of_a_sheet_are_paragraphs_of_their_sheet(tmp_path: Path) -> None:
    blocks = read(write_xlsx(tmp_path / "a.xlsx", (SUMMARY, SUMMARY))).blocks
    assert [(type(block), block.at.page) for block in blocks if not isinstance(block, Grid)] == [
        (Paragraph, 1), (Paragraph, 1), (Paragraph, 2), (Paragraph, 2),
    ]


def test_a_table_may_begin_further_right_and_down() -> None:
    rows = [("", "", "", ""), ("", "收入总表", None, None), ("", "科目", "合计", ""), ("", "档案馆", "2.00", "")]
    assert [piece.rows for piece in rows_to_pieces(rows)] == [(("收入总表",),), (("科目", "合计"), ("档案馆", "2.00"))]


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_line_breaks_in_a_cell_wrap_its_text(tmp_path: Path, name: str) -> None:
    page = Page(rows=(("2024年\n预算数", "合计\r\n（万元） "), ("档案\t馆", "2.00")))
    (write_xlsx if name == "a.xlsx" else write_xls)(tmp_path / name, (page,))
    assert grids(tmp_path / name) == [[("2024年预算数", "合计（万元）"), ("档案 馆", "2.00")]]


def test_figures_below_each_other_in_one_cell_are_not_one(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", (Page(rows=(("科目", "合计"), ("档案\n馆", "1\n2"), ("其他", "3"))),))
    (grid,) = [block for block in read(path).blocks if isinstance(block, Grid)]
    assert grid.rows[1].cells == ("档案馆", "1;2")
