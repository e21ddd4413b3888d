"""Small made-up documents: pages split, tables absent, other units of measure, final accounts."""

from __future__ import annotations

import pytest

from service.extraction.kinds import is_title, kind_of
from tests.reading import made_up, paths_of, table_of, text_at


def test_page_without_title_continues_the_table() -> None:
    table = table_of(made_up("page_split.txt"), "income_expenditure_summary")
    assert [row.cells[2].text for row in table.rows] == ["一、一般公共服务支出", "二、住房保障支出", "本年支出合计", "支出总计"]


def test_page_with_title_and_header_again_continues_the_table() -> None:
    tables = [table for table in made_up("page_split.txt").tables if table.kind == "expenditure_summary"]
    assert len(tables) == 1
    assert [row.cells[1].text for row in tables[0].rows] == ["合计", "一般公共服务支出", "住房保障支出"]


def test_row_of_column_numbers_is_no_row() -> None:
    table = table_of(made_up("page_split.txt"), "expenditure_summary")
    assert paths_of(table) == ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    assert all(row.cells[0] is None or row.cells[0].text != "1" for row in table.rows)


def test_units_of_measure_are_those_of_each_table() -> None:
    extraction = made_up("page_split.txt")
    assert [table.unit for table in extraction.tables if table.state != "absent"] == ["万元", "元", "万元"]


def test_table_that_only_the_contents_name_is_absent_at_its_place() -> None:
    extraction = made_up("page_split.txt")
    assert [(t.ordinal, t.kind, t.state, t.line) for t in extraction.tables][-1] == (4, "procurement_table", "absent", 17)


def test_table_with_a_header_and_a_note_is_empty() -> None:
    table = table_of(made_up("page_split.txt"), "three_public")
    assert (table.state, table.rows) == ("empty", ())
    assert table.notes[0].text == "注：本单位2024年没有安排“三公”经费。"


def test_broken_paragraph_is_joined_and_terms_are_definitions() -> None:
    passages = made_up("page_split.txt").passages
    assert [(passage.text, passage.kind) for passage in passages] == [
        ("东江市档案馆负责全市档案的收集、保管和利用。", "narrative"),
        ("一、基本支出：指为保障机构正常运转而发生的支出。", "definition"),
    ]


def test_final_account_is_read_as_one() -> None:
    extraction = made_up("final.txt")
    identity = extraction.identity
    assert (identity.unit_name, identity.year, identity.type, identity.variant) == ("西陵区水务局", 2022, "final", "department")
    assert identity.level == "county"
    summary = table_of(extraction, "income_expenditure_summary")
    assert paths_of(summary) == [
        "income>项目", "income>行次", "income>决算数", "expenditure>项目", "expenditure>行次", "expenditure>决算数",
    ]
    assert text_at(summary, 11, 2) == "3,500.00"
    assert summary.unit == "元"


def test_budget_and_final_columns_side_by_side_keep_their_groups() -> None:
    table = table_of(made_up("final.txt"), "three_public")
    assert paths_of(table)[0] == "预算数>合计"
    assert paths_of(table)[5] == "决算数>公务接待费"
    assert len(table.rows) == 1


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("一、部门收支总体情况表", "income_expenditure_summary"),
        ("收入支出决算总表（公开01表）", "income_expenditure_summary"),
        ("表 2. 收入总表", "income_summary"),
        ("公开02表 收入决算表", "income_summary"),
        ("预算03表 支出总表", "expenditure_summary"),
        ("预算表12 项目支出绩效目标表", "project_performance_target"),
        ("财政拨款收入支出决算总表", "fiscal_summary"),
        ("财政拨款支出预算表（部门经济分类科目）", "fiscal_expenditure_by_economic"),
        ("一般公共预算财政拨款支出决算表", "general_expenditure_by_function"),
        ("表 5-2. 一般公共预算支出表(分单位)", "general_expenditure_by_unit"),
        ("一般公共预算支出表（按经济分类）", "general_expenditure_by_economic"),
        ("一般公共预算财政拨款基本支出决算明细表", "general_basic_expenditure"),
        ("一般公共预算项目支出预算表", "general_project_expenditure"),
        ("2024年预算单位财政拨款项目支出预算表", "fiscal_project_expenditure"),
        ("部门预算收支总表", "income_expenditure_summary"),
        ("2024年预算单位财政拨款支出预算表", "fiscal_expenditure_by_function"),
        ("一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表", "three_public"),
        ("政府性基金预算“三公”经费支出预算表", "gov_fund_three_public"),
        ("政府性基金预算财政拨款收入支出决算表", "gov_fund_expenditure"),
        ("国有资本经营预算财政拨款支出决算表", "state_capital_expenditure"),
        ("2024年部门预算项目申报表", "project_application"),
        ("部门（单位）整体支出绩效目标表", "overall_performance_target"),
        ("项目支出绩效自评表", "project_performance_target"),
        ("政府采购预算表", "procurement_table"),
        ("政府购买服务支出预算表", "purchase_of_services_table"),
        ("国有资产占有使用情况表", "asset_table"),
        ("职工花名册", "other"),
    ],
)
def test_titles_name_their_kind(title: str, kind: str) -> None:
    assert kind_of(title).id == kind


@pytest.mark.parametrize(
    "line",
    [
        "五、关于2023年一般公共预算支出表的说明",
        "第二部分 2023年单位预算表",
        "八、政府性基金预算支出安排情况",
        "附表：2024年部门预算公开表",
    ],
)
def test_headings_of_the_narrative_are_no_titles(line: str) -> None:
    assert not is_title(line)


def test_titles_beside_units_and_in_rows_are_titles() -> None:
    extraction = made_up("units_beside_titles.txt")
    found = [(table.kind, table.title, table.unit, table.owner, len(table.rows)) for table in extraction.tables]
    assert found == [
        ("income_expenditure_summary", "收支总表", "万元", None, 1),
        ("expenditure_summary", "支出总表", "元", "东江市粮食局", 1),
    ]
    assert extraction.identity.unit_name == "东江市粮食局"


def test_lines_printed_on_every_page_do_not_cut_a_table() -> None:
    extraction = made_up("running_lines.txt")
    assert [(table.kind, len(table.rows)) for table in extraction.tables] == [
        ("expenditure_summary", 2),
        ("income_expenditure_summary", 1),
    ]
    assert [passage.text for passage in extraction.passages] == ["珠海市戒毒所2026年没有安排政府性基金预算。"]


def test_halves_may_be_called_current_income_and_expenditure() -> None:
    table = table_of(made_up("running_lines.txt"), "income_expenditure_summary")
    assert paths_of(table) == ["income>项目", "income>预算数", "expenditure>项目", "expenditure>预算数"]


def test_a_title_that_names_only_a_place_leaves_the_unit_to_the_line_below() -> None:
    identity = made_up("running_lines.txt").identity
    assert (identity.unit_name, identity.year, identity.variant) == ("珠海市戒毒所", 2026, "unit")
