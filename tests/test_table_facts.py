"""Which row of a table is the unit's total, what stands in an empty table, and names that several accounts share."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from service.documents import read
from service.extraction import extract
from service.facts.builder import build_facts
from service.facts.model import Fact, Subject
from service.facts.rows import own_row_is_total
from service.facts.store import Store

# 桐州市: a centre under an office; the tables name the centre with and without the office between.
MADE_UP = """2025年桐州市水务局节水中心单位预算

第一部分 单位概况

桐州市水务局节水中心负责全市节水工作。

第二部分 单位预算表

一、一般公共预算支出表
单位：万元

预算单位\t科目编码\t科目名称\t支出总计\t基本支出\t项目支出
桐州市水务局\t\t\t90.00\t60.00\t30.00
桐州市水务局节水中心\t\t\t40.00\t30.00\t10.00
\t213\t农林水支出\t40.00\t30.00\t10.00

二、政府性基金预算支出表
单位：万元

科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t0.00\t0.00\t
注：本表无发生额。

国有资本经营预算支出表
单位：万元

科目编码\t科目名称\t合计\t基本支出\t项目支出
合计\t\t\t\t

三、收支总表
单位：万元

收入\t\t支出\t
项目\t预算数\t项目\t预算数
一、一般公共预算拨款收入\t40.00\t一、一般公共服务支出\t
\t\t二、灾害防治及应急管理支出\t3.00
\t\t三、其他支出\t7.00
\t\t四、债务付息支出\t30.00
收入总计\t40.00\t支出总计\t40.00
"""


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Fact, ...]:
    path: Path = tmp_path_factory.mktemp("made_up") / "made_up.txt"
    path.write_text(MADE_UP, encoding="utf-8")
    return build_facts(extract(read(path)))


@pytest.fixture(scope="module")
def store(config) -> Store:
    return Store(config.data)


def named(*names: str) -> list[Subject]:
    return [Subject("total", name, "total", role="total" if i == 0 else "rollup") for i, name in enumerate(names)]


@pytest.mark.parametrize(
    ("names", "total"),
    [
        (("桐州市水务局", "桐州市节水中心"), "桐州市节水中心"),
        (("桐州市水务局", "桐州市水务局节水中心"), "桐州市水务局节水中心"),
        (("合计", "桐州市水务局", "桐州市节水中心"), "合计"),
        (("", "桐州市水务局", "桐州市节水中心"), ""),
        (("桐州市水务局", "桐州市河道管理处"), "桐州市水务局"),
        (("桐州市节水中心", "桐州市水务局"), "桐州市节水中心"),
    ],
)
def test_of_several_organisations_the_units_own_row_is_the_total(names, total):
    unit = "桐州市节水中心" if "桐州市节水中心" in names else "桐州市水务局节水中心"
    read = own_row_is_total(named(*names), unit)
    assert [row.name for row in read if row.role == "total"] == [total]


def test_the_rows_above_the_units_own_are_roll_ups(made_up):
    rows = [f for f in made_up if f.kind == "general_expenditure_by_function" and f.subject.id == "total" and f.aspect == "total"]
    assert [(f.subject.role, f.figure.value) for f in rows] == [("rollup", Decimal("90.00")), ("total", Decimal("40.00"))]


def test_a_printed_zero_of_an_empty_table_is_a_zero_in_its_cell(made_up):
    """The note speaks only for the cell in which nothing is printed."""
    facts = {f.aspect: f for f in made_up if f.kind == "gov_fund_expenditure"}
    assert {aspect: fact.figure.status for aspect, fact in facts.items()} == {"total": "zero", "basic": "zero", "project": "none_stated"}
    assert facts["total"].pointer.column is not None and facts["project"].pointer.note == 0


def test_the_blank_total_of_a_fund_is_a_figure_that_is_left_blank(made_up):
    rows = [f for f in made_up if f.kind == "state_capital_expenditure"]
    assert [(f.subject.id, f.aspect, f.figure.status) for f in rows] == [("total", aspect, "blank") for aspect in ("total", "basic", "project")]


def test_a_name_of_several_accounts_is_the_one_between_its_neighbours(made_up):
    assert [f.figure.value for f in made_up if f.subject.id == "function.229"] == [Decimal("7.00")]


@pytest.mark.parametrize(("unit", "line"), [("深圳市", 313), ("深圳市", 350)])
def test_the_units_own_row_is_cited(store, unit, line):
    rows = [f for f in store.fetch("facts", {"subject": "total", "role": "total", "aspect": "total"}) if f["unit_id"].startswith(unit)]
    cells = [store.fetch("cells", {"table_id": f["table_id"], "row": f["row"], "col": f["col"]})[0] for f in rows if f["row"] is not None]
    assert line in {cell["line"] for cell in cells}


def test_items_of_columns_have_names(store):
    """The row of such a table names only the unit or the year."""
    facts = [f for f in store.fetch("facts", {"kind": "three_public"}) if f["role"] != "rollup"]
    assert {f["subject_name"] for f in facts if f["subject"] == "three.abroad"} == {"因公出国（境）费"}


RESERVED = """2026年桐州市粮食局部门预算
支出总表
单位：万元
科目编码\t科目名称\t支出总计\t基本支出\t项目支出\t2026年政府采购项目\t\t
\t\t\t\t\t小计\t其中：2026年政府采购项目中预留给中小企业的项目资金规模\t其中：2026年政府采购项目中预留给小型、微型企业的项目资金规模
222\t粮油物资储备支出\t90.00\t60.00\t30.00\t12.00\t9.00\t0.00
合计\t\t90.00\t60.00\t30.00\t12.00\t9.00\t0.00
财政拨款项目支出预算表
单位：元
功能分类科目编码\t\t\t功能分类科目名称\t序号\t项目名称\t预算数
类\t款\t项\t\t\t\t
222\t\t\t粮油物资储备支出\t\t\t270,000
222\t01\t\t粮油物资事务\t\t\t270,000
222\t01\t02\t一般行政管理事务\t\t\t270,000
\t\t\t\t1\t粮库屋面维修专项\t270,000
合 计\t\t\t\t\t\t270,000
"""


@pytest.fixture(scope="module")
def reserved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Fact, ...]:
    path: Path = tmp_path_factory.mktemp("reserved") / "reserved.txt"
    path.write_text(RESERVED, encoding="utf-8")
    return build_facts(extract(read(path)))


def test_what_is_reserved_of_purchases_is_no_second_total_of_them(reserved):
    told = {f.aspect: f.figure.value for f in reserved if f.subject.id == "function.222" and f.kind == "expenditure_summary"}
    assert [told[a] for a in ("procurement", "procurement_sme", "procurement_micro")] == [Decimal("12.00"), Decimal("9.00"), Decimal("0.00")]


def test_a_numbered_project_below_its_account_is_a_project(reserved):
    projects = [(f.subject.id, f.aspect, f.figure.value) for f in reserved if f.subject.cls == "project"]
    assert projects == [("project:粮库屋面维修专项", "project", Decimal("270000"))]
