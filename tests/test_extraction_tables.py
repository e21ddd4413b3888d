"""Titles, kinds, states, headers and cells of the five documents, read by eye from the printed pages."""

from __future__ import annotations

import pytest

from tests.reading import extraction_of, paths_of, table_of, text_at

FORMS = {"overall_performance_target", "project_performance_target", "project_application"}

# (kind, title, state, rows, line of the title or contents line), forms aside, in order.
REGULAR_TABLES = {
    "人力资源": [
        ("income_expenditure_summary", "单位收支总表", "filled", 10, 99),
        ("income_summary", "单位收入总表", "filled", 1, 118),
        ("expenditure_summary", "单位支出总表", "filled", 12, 128),
        ("fiscal_summary", "财政拨款收支总表", "filled", 10, 148),
        ("general_expenditure_by_function", "一般公共预算支出表", "filled", 13, 167),
        ("general_basic_expenditure", "一般公共预算基本支出表", "filled", 16, 190),
        ("gov_fund_expenditure", "政府性基金预算支出表", "empty", 1, 215),
        ("state_capital_expenditure", "国有资本经营预算支出表", "empty", 1, 227),
        ("three_public", "财政拨款预算“三公”经费支出表", "empty", 0, 239),
    ],
    "四川": [
        ("income_expenditure_summary", "单位收支总表", "filled", 31, 73),
        ("income_summary", "单位收入总表", "absent", 0, 19),
        ("expenditure_summary", "单位支出总表", "filled", 8, 116),
        ("fiscal_summary", "财政拨款收支预算总表", "filled", 29, 133),
        ("fiscal_expenditure_by_economic", "财政拨款支出预算表（部门经济分类科目）", "absent", 0, 25),
        ("general_expenditure_by_function", "一般公共预算支出预算表", "filled", 17, 173),
        ("general_basic_expenditure", "一般公共预算基本支出预算表", "filled", 27, 199),
        ("general_project_expenditure", "一般公共预算项目支出预算表", "filled", 7, 237),
        ("three_public", "一般公共预算“三公”经费支出预算表", "filled", 2, 253),
        ("gov_fund_expenditure", "政府性基金支出预算表", "empty", 1, 265),
        ("gov_fund_three_public", "政府性基金预算“三公”经费支出预算表", "empty", 1, 278),
        ("state_capital_expenditure", "国有资本经营预算支出预算表", "empty", 1, 291),
    ],
    "武汉": [
        ("income_expenditure_summary", "收支总表", "filled", 27, 73),
        ("income_summary", "收入总表", "filled", 3, 93),
        ("expenditure_summary", "支出总表", "filled", 15, 103),
        ("fiscal_summary", "财政拨款收支总表", "filled", 27, 126),
        ("general_expenditure_by_function", "一般公共预算支出表(分功能科目)", "filled", 15, 130),
        ("general_expenditure_by_unit", "一般公共预算支出表(分单位)", "filled", 3, 152),
        ("general_basic_expenditure", "一般公共预算基本支出表", "filled", 31, 162),
        ("three_public", '一般公共预算"三公"经费支出表', "filled", 1, 200),
        ("gov_fund_expenditure", "政府性基金预算支出表", "empty", 0, 208),
        ("state_capital_expenditure", "国有资本经营预算支出表", "empty", 0, 217),
        ("project_expenditure_summary", "项目支出表", "filled", 5, 226),
    ],
    "深圳": [
        ("key_project_table", "重点项目预算绩效情况说明", "filled", 4, 114),
        ("income_expenditure_summary", "收支总表", "filled", 18, 173),
        ("income_summary", "收入总表", "absent", 0, 22),
        ("expenditure_summary", "支出总表", "filled", 16, 219),
        ("basic_expenditure_summary", "基本支出总表", "absent", 0, 24),
        ("project_expenditure_summary", "项目支出总表", "absent", 0, 25),
        ("fiscal_summary", "政府预算拨款收支总表", "filled", 18, 265),
        ("general_expenditure_by_function", "一般公共预算支出表（按功能分类）", "filled", 17, 305),
        ("general_expenditure_by_economic", "一般公共预算支出表（按经济分类）", "filled", 34, 342),
        ("three_public", "一般公共预算“三公”经费支出表", "filled", 3, 406),
        ("gov_fund_expenditure", "政府性基金预算支出表", "empty", 2, 422),
        ("state_capital_expenditure", "国有资本经营预算支出表", "empty", 2, 436),
    ],
    "天门": [
        ("income_expenditure_summary", "收支总表", "filled", 26, 183),
        ("income_summary", "收入总表", "filled", 3, 218),
        ("expenditure_summary", "支出总表", "filled", 12, 232),
        ("fiscal_summary", "财政拨款收支总表", "filled", 26, 254),
        ("general_expenditure_by_function", "一般公共预算支出表", "filled", 12, 287),
        ("general_basic_expenditure", "一般公共预算基本支出表", "filled", 26, 310),
        ("three_public", "一般公共预算“三公”经费支出表", "filled", 1, 347),
        ("gov_fund_expenditure", "政府性基金预算支出表", "empty", 0, 359),
        ("project_expenditure_summary", "项目支出表", "filled", 2, 368),
        ("state_capital_expenditure", "国有资本经营预算支出表", "empty", 0, 377),
    ],
}


@pytest.mark.parametrize("document", REGULAR_TABLES)
def test_tables_of_a_document_are_those_that_its_pages_show(document: str) -> None:
    tables = [table for table in extraction_of(document).tables if table.kind not in FORMS]
    found = [(table.kind, table.title, table.state, len(table.rows), table.line) for table in tables]
    assert found == REGULAR_TABLES[document]


@pytest.mark.parametrize(
    ("document", "kinds"),
    [
        ("人力资源", ["project_performance_target"]),
        ("四川", ["project_performance_target"]),
        ("武汉", ["overall_performance_target", "project_application"]),
        ("深圳", ["overall_performance_target"]),
        ("天门", ["overall_performance_target", "project_application"]),
    ],
)
def test_forms_of_a_document_are_found(document: str, kinds: list[str]) -> None:
    found = [table.kind for table in extraction_of(document).tables if table.kind in FORMS]
    assert list(dict.fromkeys(found)) == kinds


@pytest.mark.parametrize("document", REGULAR_TABLES)
def test_tables_are_numbered_in_order(document: str) -> None:
    tables = extraction_of(document).tables
    assert [table.ordinal for table in tables] == list(range(1, len(tables) + 1))


HEADERS = [
    ("人力资源", "income_summary", [
        "合计", "上年结转", "一般公共预算拨款收入", "政府性基金预算拨款收入", "国有资本经营预算拨款收入", "事业收入>金额",
        "事业收入>其中:教育收费", "事业单位经营收入", "上级补助收入", "附属单位上缴收入", "其他收入", "使用非财政拨款结余",
    ]),
    ("人力资源", "general_expenditure_by_function", [
        "功能分类科目>科目编码", "功能分类科目>科目名称", "2022年执行数>执行数", "2022年执行数>扣除中央基建投资后执行数",
        "2023年预算数>年初预算数>小计", "2023年预算数>年初预算数>基本支出", "2023年预算数>年初预算数>项目支出",
        "2023年预算数>扣除中央基建投资后预算数", "2023年预算数比2022年执行数>增减额", "2023年预算数比2022年执行数>增减(%)",
        "2023年预算数比2022年执行数(扣除中央基建投资)>增减额", "2023年预算数比2022年执行数(扣除中央基建投资)>增减(%)",
    ]),
    ("四川", "fiscal_summary", [
        "income>项目", "income>预算数", "expenditure>项目", "expenditure>合计", "expenditure>一般公共预算",
        "expenditure>政府性基金预算", "expenditure>国有资本经营预算",
    ]),
    ("四川", "general_basic_expenditure", [
        "项目>科目编码>类", "项目>科目编码>款", "项目>单位代码", "项目>单位名称（科目）", "基本支出>合计", "基本支出>人员经费",
        "基本支出>公用经费",
    ]),
    ("深圳", "three_public", [
        "预算单位", "年度", "总计", "因公出国(境)费", "公务接待费", "公务用车购置及运行维护费>小计",
        "公务用车购置及运行维护费>公务用车购置费", "公务用车购置及运行维护费>公务用车运行维护费",
    ]),
    ("深圳", "expenditure_summary", [
        "预算单位", "科目编码", "科目名称", "支出总计", "基本支出", "项目支出", "2023年政府采购项目>小计",
        "2023年政府采购项目>其中：面向中小企业政府采购项目", "2023年政府采购项目>其中：面向小型、微型企业政府采购项目",
    ]),
    ("天门", "state_capital_expenditure", [
        "功能科目编码", "功能科目名称", "单位编码", "单位名称", "总计", "人员类项目支出", "运转类项目支出>公用经费项目支出",
        "运转类项目支出>其他运转类项目支出", "特定目标类项目支出",
    ]),
    ("天门", "income_expenditure_summary", ["income>项目", "income>预算数", "expenditure>项目", "expenditure>预算数"]),
]


@pytest.mark.parametrize(("document", "kind", "paths"), HEADERS)
def test_header_paths_say_what_stands_above_each_column(document: str, kind: str, paths: list[str]) -> None:
    assert paths_of(table_of(extraction_of(document), kind)) == paths


CELLS = [
    ("人力资源", "income_expenditure_summary", 113, 1, "6,863.16"),
    ("人力资源", "income_summary", 126, 5, "2,197.45"),
    ("人力资源", "income_summary", 126, 3, None),
    ("人力资源", "general_expenditure_by_function", 176, 9, "-22.60%"),
    ("人力资源", "general_expenditure_by_function", 179, 5, "-"),
    ("四川", "income_expenditure_summary", 112, 0, "收入总计"),
    ("四川", "expenditure_summary", 125, 6, "16.75"),
    ("四川", "general_basic_expenditure", 235, 4, "0.08"),
    ("武汉", "expenditure_summary", 114, 4, "398.36"),
    ("武汉", "general_basic_expenditure", 184, 4, "19.94"),
    ("武汉", "project_expenditure_summary", 238, 0, "42010022503T000000142"),
    ("深圳", "income_expenditure_summary", 208, 1, "3,025"),
    ("深圳", "general_expenditure_by_economic", 399, 5, "4,611"),
    ("深圳", "three_public", 415, 2, "5"),
    ("天门", "general_expenditure_by_function", 297, 5, "6.17"),
    ("天门", "three_public", 355, 5, "0.10"),
]


@pytest.mark.parametrize(("document", "kind", "line", "column", "text"), CELLS)
def test_cells_hold_what_is_printed(document: str, kind: str, line: int, column: int, text: str | None) -> None:
    assert text_at(table_of(extraction_of(document), kind), line, column) == text


def test_unit_of_measure_and_owner_are_told_apart() -> None:
    table = table_of(extraction_of("四川"), "income_expenditure_summary")
    assert (table.unit, table.unit_line) == ("万元", 77)
    assert table.owner == "313603-四川省人力资源和社会保障信息中心"


def test_table_without_printed_unit_has_none() -> None:
    table = table_of(extraction_of("武汉"), "general_basic_expenditure")
    assert (table.unit, table.unit_line) == (None, None)


def test_notes_under_a_table_belong_to_it() -> None:
    notes = table_of(extraction_of("深圳"), "income_expenditure_summary").notes
    assert [note.line for note in notes] == [211, 213]
    assert notes[1].text == "本套报表金额单位转换时可能存在尾数误差。"


def test_cell_cut_by_a_page_break_is_joined() -> None:
    table = table_of(extraction_of("深圳"), "key_project_table")
    text = text_at(table, 119, 2)
    assert text and text.endswith("完成1套保密技术装备和1套网络安全产品的采购,提高单位网络安全能力等。")
    assert "制卡成功率≥90%等。" in (text_at(table, 122, 2) or "")
