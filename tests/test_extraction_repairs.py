"""Damaged headers and collapsed rows: read right, with the printed form and a proof; false repairs don't happen."""

from __future__ import annotations

import pytest

from tests.reading import extraction_of, made_up, paths_of, table_of, text_at

REPAIRED = [
    ("general_expenditure_by_function", ["科目编码", "科目名称", "合计", "基本支出>小计", "基本支出>人员经费", "基本支出>公用经费", "项目支出"]),
    ("general_expenditure_by_unit", ["单位编码", "单位名称", "合计", "基本支出>小计", "基本支出>人员经费", "基本支出>公用经费", "项目支出"]),
    ("general_basic_expenditure", [
        "部门预算支出经济分类科目>科目编码", "部门预算支出经济分类科目>科目名称", "本年一般公共预算基本支出>合计",
        "本年一般公共预算基本支出>人员经费", "本年一般公共预算基本支出>公用经费",
    ]),
    ("three_public", [
        "“三公”经费合计", "因公出国(境)费", "公务用车购置及运行费>小计", "公务用车购置及运行费>公务用车购置费",
        "公务用车购置及运行费>公务用车运行费", "公务接待费",
    ]),
    ("gov_fund_expenditure", [
        "科目编码", "科目名称", "本年政府性基金预算支出>合计", "本年政府性基金预算支出>基本支出", "本年政府性基金预算支出>项目支出",
    ]),
]


def halved(paths: list[str]) -> list[str]:
    """Brackets in half width, quotes as printed by any machine."""
    return [path.replace("（", "(").replace("）", ")").replace('"三公"', "“三公”") for path in paths]


@pytest.mark.parametrize(("kind", "paths"), REPAIRED)
def test_damaged_headers_are_read_as_their_form_prints_them(kind: str, paths: list[str]) -> None:
    assert halved(paths_of(table_of(extraction_of("武汉"), kind))) == paths


def test_shifted_group_header_goes_back_over_its_columns() -> None:
    paths = paths_of(table_of(extraction_of("武汉"), "income_summary"))
    assert [path.split(">")[0] for path in paths[3:]] == ["本年收入"] * 10 + ["上年结转结余"] * 6
    assert paths[12:14] == ["本年收入>其他收入", "上年结转结余>小计"]


def test_split_group_header_is_put_together() -> None:
    paths = paths_of(table_of(extraction_of("武汉"), "project_expenditure_summary"))
    assert paths[7:] == ["财政拨款结转>一般公共预算", "财政拨款结转>政府性基金预算", "财政拨款结转>国有资本经营预算", "财政专户管理资金", "单位资金"]


def test_a_repair_says_what_was_printed_and_why() -> None:
    repairs = table_of(extraction_of("武汉"), "general_expenditure_by_unit").repairs
    last = next(repair for repair in repairs if repair.read == "项目支出")
    assert (last.line, last.printed, last.why) == (157, "次日文山", "standard_form")
    assert "1236.74 = 838.38 + 398.36" in last.detail


@pytest.mark.parametrize("document", ["人力资源", "天门", "深圳"])
def test_whole_headers_are_not_repaired(document: str) -> None:
    forms = {"overall_performance_target", "project_performance_target", "project_application"}
    assert [table.title for table in extraction_of(document).tables if table.repairs and table.kind not in forms] == []


def test_rows_that_ran_together_are_separated() -> None:
    table = table_of(extraction_of("武汉"), "income_expenditure_summary")
    rows = {(row.cells[2].text): [cell.text if cell else None for cell in row.cells] for row in table.rows if row.cells[2]}
    assert rows["一、一般公共服务支出"] == ["一、一般公共预算拨款收入", "1236.74", "一、一般公共服务支出", None]
    assert rows["六、社会保障和就业支出"][3] == "1054.77"
    assert rows["七、卫生健康支出"][3] == "86.34"
    assert rows["十七、住房保障支出"][3] == "95.63"
    assert rows["本年支出合计"] == ["本年收入合计", "1236.74", "本年支出合计", "1236.74"]
    assert rows["支出总计"] == ["收入总计", "1236.74", "支出总计", "1236.74"]
    assert table.doubts == () and table.repairs


def test_every_figure_that_ran_together_is_in_one_cell() -> None:
    table = table_of(extraction_of("武汉"), "fiscal_summary")
    figures = [cell.text for row in table.rows for cell in (row.cells[1], row.cells[3]) if cell]
    # The line prints 1236.74 five times and the three functions once each.
    assert sorted(figures) == ["1054.77", *["1236.74"] * 5, "86.34", "95.63"]


def test_rows_that_ran_together_and_do_not_add_up_stay_as_printed() -> None:
    table = table_of(made_up("collapsed_wrong_sum.txt"), "income_expenditure_summary")
    assert table.rows == ()
    assert [doubt.why for doubt in table.doubts] == ["collapsed_rows"]
    assert "一、一般公共预算拨款收入 90.00" in table.doubts[0].text


def test_damaged_header_without_proof_is_doubtful() -> None:
    table = table_of(made_up("header_wrong_sum.txt"), "general_expenditure_by_unit")
    assert table.repairs == ()
    assert [(doubt.line, doubt.why) for doubt in table.doubts] == [(7, "header_unproved")]
    assert text_at(table, 8, 2) == "100.00"
