"""Templates of many places, made up: which unit, year and stage a figure is of, and which item and amount."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.documents import read
from service.extraction import extract
from service.extraction.model import Extraction
from service.facts.builder import build_facts
from service.ingest import read_document
from service.reply.citations import row_label

BUDGET, FINAL = "2024年东江市档案馆单位预算", "东江市档案馆2023年度部门决算"


def _read(folder: Path, title: str, *tables: str) -> Extraction:
    path = folder / "made_up.txt"
    path.write_text("\n\n".join((title, *tables)), encoding="utf-8")
    return extract(read(path))


def _facts(folder: Path, title: str, *tables: str) -> dict[tuple[str, str], str]:
    """The figures as printed, by item and amount; those of another year or stage than the document's with it before the amount."""
    extraction = _read(folder, title, *tables)
    own = (extraction.identity.year, extraction.identity.type)
    facts = [fact for fact in build_facts(extraction) if fact.figure.value is not None and fact.subject.role != "rollup"]
    when = {fact: "" if (fact.year, fact.stage) == own else f"{fact.year} {fact.stage} " for fact in facts}
    keys = [(fact.subject.id, when[fact] + fact.aspect) for fact in facts]
    assert len(set(keys)) == len(keys), "one figure said twice"
    return {key: fact.figure.printed for key, fact in zip(keys, facts)}


def _broken(folder: Path, title: str, *tables: str) -> list[str]:
    """The rules of sums in a row that the figures break."""
    path = folder / "made_up.txt"
    path.write_text("\n\n".join((title, *tables)), encoding="utf-8")
    return [finding.rule for finding in read_document(path).findings if finding.rule in ("R1", "R2", "R9", "R13")]


CODES = """支出决算表
公开03表
单位：万元

项目\t\t\t\t本年支出合计\t基本支出\t项目支出
功能分类科目编码\t\t\t科目名称\t\t\t
类\t款\t项\t栏次\t1\t2\t3
\t\t\t合计\t9.00\t5.00\t4.00
201\t\t\t一般公共服务支出\t9.00\t5.00\t4.00
\t26\t\t档案事务\t9.00\t5.00\t4.00
\t\t04\t档案馆\t9.00\t5.00\t4.00
"""


def test_a_row_that_counts_the_columns_may_name_the_levels_of_the_codes(tmp_path: Path) -> None:
    items = {item for item, _ in _facts(tmp_path, FINAL, CODES)}
    assert items == {"total", "function.201", "function.20126", "function.2012604"}


def test_a_row_called_so_counts_columns_though_there_is_one(tmp_path: Path) -> None:
    rows = "科目编码\t科目名称\t决算数\n栏次\t\t1\n301\t工资福利支出\t9.00\n"
    facts = _facts(tmp_path, FINAL, f"一般公共预算财政拨款基本支出决算表\n单位：万元\n\n{rows}")
    assert facts == {("economic.301", "basic"): "9.00"}


def test_a_total_over_two_lists_is_that_of_the_nearest_one(tmp_path: Path) -> None:
    header = "人员经费\t\t\t公用经费\t\t\t\t\t\n" + "\t".join(("科目编码", "科目名称", "决算数") * 3) + "\n"
    rows = "301\t工资福利支出\t6.00\t302\t商品和服务支出\t2.00\t310\t资本性支出\t1.00\n人员经费合计\t\t6.00\t公用经费合计\t\t\t\t\t3.00\n"
    facts = _facts(tmp_path, FINAL, f"一般公共预算财政拨款基本支出决算明细表\n单位：万元\n\n{header}{rows}")
    assert (facts[("total", "personnel")], facts[("total", "public")]) == ("6.00", "3.00")
    assert facts[("economic.310", "basic")] == "1.00"


def test_what_is_carried_on_is_in_no_sum_of_what_was_spent(tmp_path: Path) -> None:
    header = "科目编码\t科目名称\t年初结转和结余\t本年收入\t本年支出\t\t\t年末结转和结余\n\t\t\t\t小计\t基本支出\t项目支出\t\n"
    rows = "\t合计\t1.00\t15.00\t14.00\t\t14.00\t2.00\n"
    assert _broken(tmp_path, FINAL, f"政府性基金预算财政拨款收入支出决算表\n单位：万元\n\n{header}{rows}") == []


def test_an_organisation_with_a_code_like_an_account_is_none(tmp_path: Path) -> None:
    header = "科目编码\t\t单位代码\t单位名称（科目）\t合计\n类\t款\t\t\t\n"
    rows = "\t\t\t合 计\t9.00\n\t\t301\t东江市档案馆\t9.00\n301\t\t\t 工资福利支出\t9.00\n301\t01\t301\t  基本工资\t6.00\n"
    facts = _facts(tmp_path, BUDGET, f"一般公共预算基本支出预算表\n单位：万元\n\n{header}{rows}")
    assert facts == {("total", "basic"): "9.00", ("economic.301", "basic"): "9.00", ("economic.30101", "basic"): "6.00"}


SIDES = """部门综合预算收支总表
单位：元

收 入\t\t支 出\t\t\t
项 目\t预算数\t支出功能分科目（按大类）\t预算数\t部门预算支出经济科目（按大类）\t预算数
一、部门预算\t900\t一、部门预算\t900\t一、部门预算\t900
（1）一般公共预算拨款\t900\t1、一般公共服务支出\t500\t(1)工资福利支出\t600
\t\t2、教育支出\t400\t(2)商品和服务支出\t300
"""


def test_lists_of_two_classifications_stand_side_by_side(tmp_path: Path) -> None:
    extraction = _read(tmp_path, "2024年东江市档案馆部门综合预算", SIDES)
    facts = {fact.subject.id: fact.figure.printed for fact in build_facts(extraction) if fact.figure.value is not None}
    assert (extraction.identity.unit_name, extraction.identity.variant) == ("东江市档案馆", "department")
    assert (facts["function.201"], facts["function.205"]) == ("500", "400")
    assert (facts["economic.301"], facts["economic.302"]) == ("600", "300")


def test_running_and_special_costs_are_amounts_of_the_subject(tmp_path: Path) -> None:
    rows = "功能科目编码\t功能科目名称\t合计\t人员经费支出\t公用经费支出\t专项业务经费支出\n205\t教育支出\t9.00\t5.00\t1.00\t3.00\n"
    facts = _facts(tmp_path, BUDGET, f"一般公共预算支出明细表（按功能科目分）\n单位：万元\n\n{rows}")
    assert {aspect for _, aspect in facts} == {"total", "personnel", "public", "project"}


@pytest.mark.parametrize(("earlier", "own", "change"), [
    ("上年预算数", "本年预算数", "增减额"), ("上年", "当年", "增减变化情况"), ("2023年预算数", "2024年预算数", "比上年增减"),
])
def test_amounts_of_last_year_stand_beside_those_of_this_year(tmp_path: Path, earlier: str, own: str, change: str) -> None:
    rows = f"项目\t{earlier}\t{own}\t{change}\t增减%\n合计\t8.00\t6.00\t-2.00\t-25%\n1、因公出国（境）费用\t0\t0\t0\t\n2、公务接待费\t2.00\t1.00\t-1.00\t-50%\n3、公务用车费\t6.00\t5.00\t-1.00\t-16.67%\n"
    facts = _facts(tmp_path, BUDGET, f"一般公共预算“三公”经费支出预算表\n单位：万元\n\n{rows}")
    of_whole = {aspect: printed for (item, aspect), printed in facts.items() if item == "three.total"}
    assert of_whole == {"2023 budget total": "8.00", "total": "6.00", "change": "-2.00", "change_rate": "-25%"}
    assert facts[("three.vehicle", "total")] == "5.00"


def test_each_group_of_a_wide_table_has_its_own_whole(tmp_path: Path) -> None:
    groups = ("上年", "当年", "增减变化情况")
    header = "单位名称\t" + "\t".join(f"{group}\t\t\t\t" for group in groups) + "\n\t" + "\t".join(("合计", "小计", "因公出国（境）费", "公务接待费", "会议费") * 3)
    row = "东江市档案馆\t9.50\t8.00\t6.00\t2.00\t1.50\t6.00\t5.00\t4.00\t1.00\t1.00\t-3.50\t-3.00\t-2.00\t-1.00\t-0.50"
    facts = _facts(tmp_path, BUDGET, f"“三公”经费及会议费支出预算表\n单位：万元\n\n{header}\n{row}\n")
    whole = {aspect: printed for (item, aspect), printed in facts.items() if item == "three.total"}
    assert whole == {"2023 budget total": "8.00", "total": "5.00", "change": "-3.00"}


def test_a_row_of_changes_is_of_the_fund_of_each_column(tmp_path: Path) -> None:
    header = "预算单位\t年度\t总计\t\t公务接待费\t\n\t\t一般公共预算\t政府性基金预算\t一般公共预算\t政府性基金预算"
    rows = "东江市档案馆\t2023年\t5.00\t0.00\t5.00\t0.00\n\t2024年\t4.00\t0.00\t4.00\t0.00\n\t增减变化金额\t-1.00\t0.00\t-1.00\t0.00"
    facts = build_facts(_read(tmp_path, BUDGET, f"财政拨款“三公”经费支出表\n单位：万元\n\n{header}\n{rows}\n"))
    told = {(fact.aspect, fact.figure.printed) for fact in facts if fact.subject.id == "three.reception" and "change" in fact.aspect}
    assert told == {("change", "-1.00"), ("gov_fund.change", "0.00")}


def test_what_was_carried_in_is_a_source_of_its_own_column(tmp_path: Path) -> None:
    header = "收 入\t\t支 出\t\t\t\n项 目\t预算数\t项 目\t合计\t一般公共预算\t上年财政拨款资金结转\n"
    rows = "一、本年收入\t8.00\t一、本年支出\t9.00\t8.00\t1.00\n一、上年结转\t1.00\t教育支出\t9.00\t8.00\t1.00\n收 入 总 计\t9.00\t支 出 总 计\t9.00\t8.00\t1.00\n"
    table = f"财政拨款收支预算总表\n单位：万元\n\n{header}{rows}"
    facts = build_facts(_read(tmp_path, BUDGET, table))
    assert {fact.aspect for fact in facts if fact.subject.id == "function.205"} == {"total", "general", "carryover_funds"}
    assert _broken(tmp_path, BUDGET, table) == []


def test_a_column_that_counts_the_rows_is_of_neither_half(tmp_path: Path) -> None:
    rows = "序号\t收入\t\t支出\t\n\t项目\t预算金额\t项目\t预算金额\n栏次\t1\t2\t3\t4\n1\t一般公共预算拨款收入\t9.00\t教育支出\t9.00\n2\t收入总计\t9.00\t支出总计\t9.00\n"
    facts = build_facts(_read(tmp_path, BUDGET, f"部门预算收支总表\n单位：万元\n\n{rows}"))
    assert {fact.subject.id for fact in facts if fact.side == "income"} == {"income.general", "sum.income_total"}
    assert {fact.subject.id for fact in facts if fact.side == "expenditure"} == {"function.205", "sum.expenditure_total"}


@pytest.mark.parametrize("name", ["公务用车购置及运维费", "公务用车购置和运行维护费", "公务用车费"])
def test_buying_and_running_cars_is_the_sum_of_both(tmp_path: Path, name: str) -> None:
    rows = f"项目\t合计\n合计\t8.00\n一、{name}\t8.00\n1.公务用车购置费\t\n2.公务用车运行维护费\t8.00\n"
    facts = _facts(tmp_path, BUDGET, f"财政拨款“三公”经费支出表\n单位：万元\n\n{rows}")
    assert facts == {("three.total", "total"): "8.00", ("three.vehicle", "total"): "8.00", ("three.vehicle_operation", "total"): "8.00"}


@pytest.mark.parametrize(("title", "header", "below", "unit"), [
    ("支出总表（单位：千元）", "合计\t基本支出", "", "千元"), ("支出总表", "合计（元）\t基本支出（元）", "", "元"),
    ("支出总表", "合计\t基本支出", "单位：亿元", "亿元"), ("支出总表\n金额单位：人民币元", "合计\t基本支出", "", "元"),
])
def test_the_unit_of_measure_stands_in_the_title_the_header_or_below(tmp_path: Path, title: str, header: str, below: str, unit: str) -> None:
    facts = build_facts(_read(tmp_path, BUDGET, f"{title}\n\n科目编码\t科目名称\t{header}\n205\t教育支出\t-9.000000\t-9.000000\n{below}\n"))
    assert [(fact.aspect, fact.figure.unit, fact.figure.value) for fact in facts] == [("total", unit, -9), ("basic", unit, -9)]


@pytest.mark.parametrize(("row", "below"), [
    ("无\t\t\t", ""), ("此表无数据\t\t\t", ""), ("本表为空\t\t\t", ""), ("合计\t\t\t", "注：本单位无政府性基金预算支出。"), ("\t\t\t", "本单位无此项支出"),
    ("合计\t\t\t", "本部门2024年没有使用政府性基金预算拨款安排的支出。"),
])
def test_a_table_says_in_many_ways_that_it_is_empty(tmp_path: Path, row: str, below: str) -> None:
    table = f"政府性基金预算支出表\n单位：万元\n\n科目编码\t科目名称\t合计\t项目支出\n{row}\n{below}\n"
    extraction = _read(tmp_path, BUDGET, table)
    assert extraction.tables[0].state == "empty"
    assert {(fact.aspect, fact.figure.status) for fact in build_facts(extraction)} == {("total", "none_stated"), ("project", "none_stated")}


def test_a_row_that_names_the_part_is_the_total_of_its_table(tmp_path: Path) -> None:
    facts = _facts(tmp_path, BUDGET, "一般公共预算基本支出表\n单位：万元\n\n科目\t金额\n基本支出\t5.00\n工资福利支出\t5.00\n  住房公积金\t1.00\n")
    assert facts == {("total", "basic"): "5.00", ("economic.301", "basic"): "5.00", ("economic.30113", "basic"): "1.00"}


FINAL_THREE = """财政拨款“三公”经费支出决算表
单位：万元

项目\t行次\t年初预算数\t决算数
栏次\t\t1\t2
一、“三公”经费支出\t1\t15.00\t10.00
（一）支出合计\t2\t15.00\t10.00
1．因公出国（境）费\t3\t\t
2．公务用车购置及运行维护费\t4\t12.00\t8.00
（1）公务用车购置费\t5\t\t
（2）公务用车运行维护费\t6\t12.00\t8.00
3．公务接待费\t7\t3.00\t2.00
（二）相关统计数\t8\t—\t—
1．公务用车购置数（辆）\t9\t—\t0
2．公务用车保有量（辆）\t10\t—\t3
3．国内公务接待人次（人）\t11\t—\t150
"""


def test_what_a_table_of_three_public_counts_is_no_money(tmp_path: Path) -> None:
    facts = [fact for fact in build_facts(_read(tmp_path, FINAL, FINAL_THREE)) if fact.stage == "final" and fact.figure.value is not None]
    assert {(fact.subject.id, fact.figure.printed) for fact in facts if fact.figure.unit == "万元"} == {
        ("three.total", "10.00"), ("three.vehicle", "8.00"), ("three.vehicle_operation", "8.00"), ("three.reception", "2.00"),
    }
    assert [(fact.figure.printed, fact.figure.unit) for fact in facts if fact.figure.unit != "万元"] == [("0", "辆"), ("3", "辆"), ("150", "人")]


def test_a_rate_stands_below_the_header_of_changes(tmp_path: Path) -> None:
    rows = "项目\t上年预算数\t上年执行数\t本年预算数\t本年预算比上年预算增减\t\n\t\t\t\t金额\t%\n“三公”经费合计\t12.00\t9.50\t9.00\t-3.00\t-25.00\n"
    facts = build_facts(_read(tmp_path, BUDGET, f"“三公”经费预算表\n单位：万元\n\n{rows}"))
    assert [(fact.year, fact.stage, fact.aspect, fact.figure.printed, fact.figure.unit) for fact in facts] == [
        (2023, "budget", "total", "12.00", "万元"), (2023, "execution", "total", "9.50", "万元"), (2024, "budget", "total", "9.00", "万元"),
        (2024, "budget", "change", "-3.00", "万元"), (2024, "budget", "change_rate", "-25.00", "%"),
    ]


def test_income_for_projects_is_not_what_they_spent(tmp_path: Path) -> None:
    header = "科目编码\t科目名称\t本年收入\t\t\t本年支出\t\t\n\t\t合计\t基本支出\t项目支出\t合计\t基本支出\t项目支出\n"
    facts = _facts(tmp_path, FINAL, f"一般公共预算财政拨款收入支出决算表\n单位：万元\n\n{header}205\t教育支出\t9.00\t5.00\t4.00\t8.00\t5.00\t3.00\n")
    assert (facts[("function.205", "total")], facts[("function.205", "project")]) == ("8.00", "3.00")
    assert (facts[("function.205", "current_funds")], facts[("function.205", "current_funds.project")]) == ("9.00", "4.00")


def test_numbers_of_things_bought_are_no_amounts(tmp_path: Path) -> None:
    rows = "采购项目\t采购品目\t数量\t计量单位\t合计\n合计\t\t\t\t9.00\n设备\tA02010104台式计算机\t20\t台\t9.00\n"
    facts = build_facts(_read(tmp_path, BUDGET, f"政府采购预算表\n单位：万元\n\n{rows}"))
    assert {fact.figure.printed for fact in facts} == {"9.00"}


def test_a_row_is_cited_by_the_label_of_its_own_list() -> None:
    paths = [f"{part}\x1f{name}" for part in ("人员经费", "公用经费", "公用经费") for name in ("科目编码", "科目名称", "决算数")]
    columns = [{"col": i, "path": path, "half": None} for i, path in enumerate(paths)]
    printed = {0: "30103", 1: "奖金", 2: "5.00", 3: "30211", 4: "差旅费", 5: "1.00", 6: "31002", 7: "办公设备购置", 8: "9.00"}
    cells = {i: {"text": text} for i, text in printed.items()}
    assert [row_label(columns, cells, col, "general_basic_expenditure") for col in (2, 5, 8)] == ["奖金", "差旅费", "办公设备购置"]
