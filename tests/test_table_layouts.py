"""What tables of many forms say: which column is the whole, which column holds names, which list a figure belongs to."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from service.documents import read
from service.extraction import extract
from service.facts.builder import build_facts
from service.facts.model import Fact

HEAD = "2024年东江市档案馆单位预算\n\n"


def _facts(folder: Path, *tables: str) -> dict[tuple[str, str], str]:
    """The figures of made-up tables as printed, by item and amount; roll-ups left out."""
    path = folder / "made_up.txt"
    path.write_text(HEAD + "\n\n".join(tables), encoding="utf-8")
    return _by_item(build_facts(extract(read(path))))


def _by_item(facts: tuple[Fact, ...]) -> dict[tuple[str, str], str]:
    return {(f.subject.id, f.aspect): f.figure.printed for f in facts if f.subject.role != "rollup" and f.figure.value is not None}


WIDE = """“三公”经费、会议费、培训费支出预算表
单位：万元

合计\t“三公”经费\t\t\t\t\t\t会议费\t培训费
\t小计\t因公出国（境）费\t公务用车购置及运行维护费\t\t\t公务接待费\t\t
\t\t\t小计\t公务用车购置费\t公务用车运行维护费\t\t\t
14.00\t8.00\t3.00\t4.00\t\t4.00\t1.00\t4.50\t1.50
"""
# The sums alone tell which of two columns without a name is 三公.
UNNAMED = """一般公共预算“三公”经费、会议费支出表
单位：万元

总计\t小计\t因公出国（境）费\t公务用车购置及运行费\t公务接待费\t会议费
12.50\t8.00\t3.00\t4.00\t1.00\t4.50
"""
BELOW = """财政拨款安排的行政经费及“三公”经费预算表
单位：万元

项目\t合计\t一般公共预算\t政府性基金预算
行政经费\t90.00\t90.00\t0.00
“三公”经费\t8.00\t8.00\t0.00
其中：（一）因公出国（境）支出\t3.00\t3.00\t0.00
（二）公务用车购置及运行维护支出\t4.00\t4.00\t0.00
1.公务用车购置费\t0.00\t0.00\t0.00
2.公务用车运行维护费\t4.00\t4.00\t0.00
（三）公务接待费支出\t1.00\t1.00\t0.00
"""


@pytest.mark.parametrize("table", [WIDE, UNNAMED, BELOW], ids=["wide", "unnamed", "below"])
def test_the_whole_of_three_public_is_the_sum_of_its_parts(tmp_path: Path, table: str) -> None:
    facts = _facts(tmp_path, table)
    parts = [Decimal(facts[(f"three.{part}", "total")]) for part in ("abroad", "vehicle", "reception")]
    assert sum(parts) == Decimal(facts[("three.total", "total")]) == Decimal("8.00")


def test_what_stands_beside_three_public_is_an_account_of_its_own(tmp_path: Path) -> None:
    facts = _facts(tmp_path, WIDE)
    assert facts[("economic.30215", "total")] == "4.50"
    assert facts[("economic.30216", "total")] == "1.50"
    assert facts[("name:合计", "total")] == "14.00"


def test_items_by_funds_are_whole_where_one_fund_has_all(tmp_path: Path) -> None:
    header = "因公出国（境）费\t\t公务接待费\t\n一般公共预算\t政府性基金预算\t一般公共预算\t政府性基金预算"
    facts = _facts(tmp_path, f"财政拨款“三公”经费支出表\n单位：万元\n\n{header}\n3.00\t0.00\t1.00\t0.50\n")
    assert facts[("three.abroad", "total")] == "3.00"
    assert ("three.reception", "total") not in facts
    assert facts[("three.reception", "gov_fund")] == "0.50"


def test_economic_subjects_with_codes_in_brackets_are_no_projects(tmp_path: Path) -> None:
    rows = "部门预算支出经济科目\t预算\n合计\t5.00\n[302]商品和服务支出\t5.00\n[30227]委托业务费\t5.00\n"
    facts = _facts(tmp_path, f"一般公共预算项目支出情况表（按经济分类科目）\n单位：万元\n\n{rows}")
    assert facts[("economic.30227", "project")] == "5.00"


def test_a_column_of_words_under_an_unknown_header_holds_the_names(tmp_path: Path) -> None:
    rows = "经费去向\t总额\n合计\t6.00\n[301]工资福利支出\t4.00\n[302]商品和服务支出\t2.00\n"
    facts = _facts(tmp_path, f"一般公共预算基本支出情况表\n单位：万元\n\n{rows}")
    assert facts[("economic.301", "basic")] == "4.00"


def test_a_list_of_purposes_stands_beside_the_list_of_subjects(tmp_path: Path) -> None:
    table = """收支预算总表
单位：万元

收入\t\t支出\t\t\t
项目\t金额\t功能分类\t\t支出用途\t
\t\t科目名称\t金额\t项目名称\t金额
一、一般公共预算\t9.00\t一、教育支出\t7.00\t一、基本支出\t6.00
\t\t二、农林水支出\t2.00\t二、项目支出\t3.00
当年收入小计\t9.00\t当年支出小计\t\t\t9.00
收入合计\t9.00\t支出合计\t\t\t9.00
"""
    facts = _facts(tmp_path, table)
    assert facts[("function.205", "total")] == "7.00"
    assert (facts[("total", "basic")], facts[("total", "project")]) == ("6.00", "3.00")
    assert facts[("income.general", "total")] == facts[("sum.income_current", "total")] == "9.00"


def test_the_total_is_the_row_called_so_wherever_it_stands(tmp_path: Path) -> None:
    rows = "单位名称\t合计\t一般公共预算\t事业收入\n东江市档案馆（本级）\t3.00\t3.00\t\n东江市文献馆\t5.00\t4.00\t1.00\n"
    facts = _facts(tmp_path, f"收入总表\n单位：万元\n\n{rows}合计\t8.00\t7.00\t1.00\n")
    assert (facts[("total", "total")], facts[("income.general", "total")]) == ("8.00", "7.00")


def test_without_a_totals_row_no_body_among_several_is_the_total(tmp_path: Path) -> None:
    rows = "单位名称\t合计\t一般公共预算\n东江市档案室\t3.00\t3.00\n东江市文献馆\t5.00\t5.00\n"
    assert _facts(tmp_path, f"收入总表\n单位：万元\n\n{rows}") == {}


def test_procurement_is_told_apart_by_what_is_bought(tmp_path: Path) -> None:
    rows = "采购品目大类\t专项名称\t采购品目名称\t总计\n合计\t\t\t6.00\n一、货物A\t\t\t4.00\n\t阅览\t书架\t4.00\n三、服务C\t\t\t2.00\n\t物业\t保洁\t2.00\n"
    facts = _facts(tmp_path, f"政府采购支出表\n单位：万元\n\n{rows}")
    assert facts[("total", "total")] == "6.00"
    assert (facts[("total", "procurement_goods")], facts[("total", "procurement_services")]) == ("4.00", "2.00")
    assert facts[("name:书架", "total")] == "4.00"


def test_the_running_of_the_office_is_an_amount_of_its_own(tmp_path: Path) -> None:
    rows = "科目编码\t科目名称\t机关运行经费支出\n合计\t\t5.00\n302\t商品和服务支出\t5.00\n"
    facts = _facts(tmp_path, f"一般公共预算机关运行经费支出预算表\n单位：万元\n\n{rows}")
    assert facts == {("total", "operating_cost"): "5.00", ("economic.302", "operating_cost"): "5.00"}


def test_lists_side_by_side_keep_their_own_subjects(tmp_path: Path) -> None:
    header = "人员经费\t\t\t公用经费\t\t\n科目编码\t科目名称\t金额\t科目编码\t科目名称\t金额\n"
    rows = "301\t工资福利支出\t6.00\t302\t商品和服务支出\t3.00\n30101\t基本工资\t6.00\t30211\t差旅费\t3.00\n\t人员经费合计\t6.00\t\t公用经费合计\t3.00\n"
    facts = _facts(tmp_path, f"一般公共预算财政拨款基本支出决算表\n单位：万元\n\n{header}{rows}")
    assert (facts[("economic.30101", "basic")], facts[("economic.30211", "basic")]) == ("6.00", "3.00")
    assert (facts[("total", "personnel")], facts[("total", "public")]) == ("6.00", "3.00")


def test_lists_side_by_side_may_print_their_codes_level_by_level(tmp_path: Path) -> None:
    header = "经济分类\t\t科目名称\t决算数\t经济分类\t\t科目名称\t决算数\n类\t款\t\t\t类\t款\t\t\n"
    rows = "301\t\t工资福利支出\t6.00\t302\t\t商品和服务支出\t3.00\n301\t01\t基本工资\t6.00\t302\t11\t差旅费\t3.00\n人员经费合计\t\t\t6.00\t公用经费合计\t\t\t3.00\n"
    facts = _facts(tmp_path, f"一般公共预算财政拨款基本支出决算表\n单位：万元\n\n{header}{rows}")
    assert facts == {
        ("economic.301", "basic"): "6.00", ("economic.30101", "basic"): "6.00", ("total", "personnel"): "6.00",
        ("economic.302", "basic"): "3.00", ("economic.30211", "basic"): "3.00", ("total", "public"): "3.00",
    }


def test_a_total_blank_in_one_list_is_the_figure_of_the_list_beside_it(tmp_path: Path) -> None:
    header = "收入\t\t支出\t\t\t\n项目\t金额\t功能分类\t\t支出用途\t\n\t\t科目名称\t金额\t项目名称\t金额\n"
    rows = "一、一般公共预算\t9.00\t一、教育支出\t9.00\t一、基本支出\t9.00\n收入合计\t9.00\t支出合计\t\t\t9.00\n"
    path = tmp_path / "made_up.txt"
    path.write_text(f"{HEAD}收支预算总表\n单位：万元\n\n{header}{rows}", encoding="utf-8")
    totals = [f.figure.printed for f in build_facts(extract(read(path))) if f.subject.id == "sum.expenditure_total"]
    assert totals == ["9.00"]


def test_a_level_left_out_is_that_of_the_row_above(tmp_path: Path) -> None:
    rows = "类\t款\t项\t功能科目\t总计\n\t\t\t合计\t9.00\n205\t\t\t教育支出\t9.00\n\t02\t\t普通教育\t9.00\n205\t02\t01\t学前教育\t4.00\n\t\t02\t小学教育\t5.00\n"
    facts = _facts(tmp_path, f"支出总表\n单位：万元\n\n{rows}")
    assert {("function.20502", "total"), ("function.2050201", "total"), ("function.2050202", "total")} <= facts.keys()


def test_a_row_of_column_numbers_may_begin_with_stars(tmp_path: Path) -> None:
    facts = _facts(tmp_path, "支出总表\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n**\t**\t1\t2\t3\n\t合计\t9.00\t5.00\t4.00\n")
    assert facts == {("total", "total"): "9.00", ("total", "basic"): "5.00", ("total", "project"): "4.00"}


def test_lines_that_only_count_are_no_totals(tmp_path: Path) -> None:
    header = "收入\t\t\t支出\t\t\n项目\t行次\t决算数\t项目\t行次\t决算数\n"
    rows = "一、其他收入\t1\t9.00\t一、教育支出\t4\t9.00\n\t2\t\t\t5\t\n总计\t3\t9.00\t总计\t6\t9.00\n"
    facts = _facts(tmp_path, f"收入支出决算总表\n单位：万元\n\n{header}{rows}")
    assert facts == {
        ("income.other", "total"): "9.00", ("function.205", "total"): "9.00",
        ("sum.income_total", "total"): "9.00", ("sum.expenditure_total", "total"): "9.00",
    }


def test_what_a_table_of_no_known_kind_counts_is_no_money_without_a_unit(tmp_path: Path) -> None:
    assert _facts(tmp_path, "项目名称\t自评分数\n书库改造\t96.5\n展厅改造\t98\n") == {}


def test_a_kind_is_settled_by_the_codes_of_its_rows(tmp_path: Path) -> None:
    rows = "科目编码\t科目名称\t金额\n\t合计\t9.00\n205\t教育支出\t9.00\n20502\t普通教育\t9.00\n2050201\t学前教育\t9.00\n"
    path = tmp_path / "made_up.txt"
    path.write_text(f"{HEAD}一般公共预算支出预算表（经济科目）\n单位：万元\n\n{rows}", encoding="utf-8")
    assert [table.kind for table in extract(read(path)).tables] == ["general_expenditure_by_function"]


def test_a_row_that_says_that_the_table_is_empty_is_a_note(tmp_path: Path) -> None:
    path = tmp_path / "made_up.txt"
    path.write_text(f"{HEAD}政府性基金支出预算表\n单位：万元\n\n科目编码\t科目名称\t金额\n合计\t\t\n此表为空\t\t\n", encoding="utf-8")
    table = extract(read(path)).tables[0]
    assert (table.state, [note.text for note in table.notes], len(table.rows)) == ("empty", ["此表为空"], 1)


def test_the_last_kind_of_expenditure_in_a_summary_is_the_one_of_its_level(tmp_path: Path) -> None:
    rows = "收入\t\t支出\t\n项目\t预算\t项目\t预算\n一、其他收入\t9.00\t一、教育支出\t7.00\n\t\t二、其他支出\t2.00\n收入总计\t9.00\t支出总计\t9.00\n"
    assert _facts(tmp_path, f"收支总表\n单位：万元\n\n{rows}")[("function.229", "total")] == "2.00"


UNITS = "收入总表\n单位：万元\n\n单位名称\t合计\n合计\t9.00\n东江市档案馆\t6.00\n东江市文献馆\t3.00\n"


def test_organisations_among_projects_are_no_projects(tmp_path: Path) -> None:
    header = "支出项目类别（资金使用单位）\t总计\t绩效目标\n"
    rows = "合计\t9.00\n东江市档案馆\t6.00\n书库改造\t4.00\t修好\n展厅改造\t2.00\t修好\n东江市文献馆\t3.00\n古籍修复\t3.00\t修好\n"
    facts = _facts(tmp_path, UNITS, f"项目支出预算表\n单位：万元\n\n{header}{rows}")
    projects = {item: printed for (item, _), printed in facts.items() if item.startswith("project:")}
    assert projects == {"project:书库改造": "4.00", "project:展厅改造": "2.00", "project:古籍修复": "3.00"}


def test_a_list_of_names_is_of_the_classification_that_most_of_them_are_of(tmp_path: Path) -> None:
    by_function = "支出总表\n单位：万元\n\n科目编码\t科目名称\t合计\n\t合计\t9.00\n2210201\t住房公积金\t1.00\n"
    rows = "支出项目类别\t总计\n合计\t9.00\n工资福利支出\t7.00\n基本工资\t6.00\n住房公积金\t1.00\n商品和服务支出\t2.00\n"
    facts = _facts(tmp_path, by_function, f"基本支出总表\n单位：万元\n\n{rows}")
    assert facts[("economic.30113", "basic")] == facts[("function.2210201", "total")] == "1.00"


@pytest.mark.parametrize(("title", "header", "row", "amounts"), [
    ("财政拨款基本支出表（经济科目）", "科目编码\t科目名称\t本年财政拨款基本支出\t\t\n\t\t合计\t人员经费\t公用经费", "\t合计\t9.00\t6.00\t3.00", {"basic", "personnel", "public"}),
    ("一般公共预算支出情况表", "科目名称\t一般公共预算支出\t\t\n\t小计\t其中：基本支出\t项目支出", "合计\t9.00\t6.00\t3.00", {"total", "basic", "project"}),
    ("支出总表", "科目名称\t一般公共预算支出\t政府性基金支出", "合计\t6.00\t3.00", {"general", "gov_fund"}),
    ("项目支出总表", "项目名称\t总计\t2024年预算\t\n\t\t一般公共预算拨款\t单位资金", "合计\t9.00\t6.00\t3.00", {"project", "general", "unit_funds"}),
])
def test_a_header_over_several_columns_names_the_money_or_nothing(tmp_path: Path, title: str, header: str, row: str, amounts: set[str]) -> None:
    facts = _facts(tmp_path, f"{title}\n单位：万元\n\n{header}\n{row}\n")
    assert {aspect for _, aspect in facts} == amounts


def test_projects_named_after_accounts_are_projects_where_all_rows_make_the_total(tmp_path: Path) -> None:
    by_function = "支出总表\n单位：万元\n\n科目编码\t科目名称\t合计\n\t合计\t9.00\n2050299\t其他普通教育支出\t9.00\n"
    rows = "支出项目类别\t总计\n东江市档案馆\t9.00\n其他普通教育支出\t7.00\n书库改造\t2.00\n"
    facts = _facts(tmp_path, by_function, f"项目支出总表\n单位：万元\n\n{rows}")
    assert {item for item, _ in facts if item.startswith("project:")} == {"project:其他普通教育支出", "project:书库改造"}
    repeated = rows.replace("书库改造\t2.00", "书库改造\t7.00").replace("东江市档案馆\t9.00", "东江市档案馆\t7.00")
    facts = _facts(tmp_path, by_function, f"项目支出总表\n单位：万元\n\n{repeated}")
    assert {item for item, _ in facts if item.startswith("project:")} == {"project:书库改造"}
