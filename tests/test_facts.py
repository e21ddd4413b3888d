"""Facts against values read on the printed pages, for every kind of table of the five documents."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.facts.store import Store

MOHRSS, SICHUAN, WUHAN, SHENZHEN, TIANMEN = "人力资源和社会保障部信息中心", "四川省", "武汉市", "深圳市", "天门市"

# unit, year, stage, kind, item, amount, further coordinates, printed value with its unit
PRINTED = [
    (MOHRSS, 2023, "budget", "income_expenditure_summary", "sum.income_total", "total", {"side": "income"}, "7459.58 万元"),
    (MOHRSS, 2023, "budget", "income_expenditure_summary", "income.business", "total", {}, "2197.45 万元"),
    (MOHRSS, 2023, "budget", "income_expenditure_summary", "income.nonfiscal_surplus", "total", {}, "414.00 万元"),
    (MOHRSS, 2023, "budget", "income_expenditure_summary", "sum.income_current", "total", {}, "6863.16 万元"),
    (MOHRSS, 2023, "budget", "income_expenditure_summary", "function.221", "total", {"side": "expenditure"}, "304.36 万元"),
    (MOHRSS, 2023, "budget", "income_summary", "carry.in", "total", {}, "182.42 万元"),
    (MOHRSS, 2023, "budget", "expenditure_summary", "function.2080150", "basic", {}, "5180.78 万元"),
    (MOHRSS, 2023, "budget", "fiscal_summary", "sum.income_current", "total", {}, "2592.71 万元"),
    (MOHRSS, 2023, "budget", "fiscal_summary", "income.general", "total", {"carry": "carryover"}, "182.42 万元"),
    (MOHRSS, 2023, "budget", "fiscal_summary", "function.208", "total", {"scope": "fiscal"}, "2624.45 万元"),
    (MOHRSS, 2022, "execution", "general_expenditure_by_function", "total", "total", {"variant": ""}, "3349.89 万元"),
    (MOHRSS, 2022, "execution", "general_expenditure_by_function", "total", "total", {"variant": "ex_infra"}, "2499.89 万元"),
    (MOHRSS, 2022, "execution", "general_expenditure_by_function", "function.2080199", "total", {"variant": ""}, "850.00 万元"),
    (MOHRSS, 2023, "budget", "general_expenditure_by_function", "total", "change", {"variant": "", "base_year": 2022, "base_stage": "execution"}, "-757.18 万元"),
    (MOHRSS, 2023, "budget", "general_expenditure_by_function", "total", "change_rate", {"variant": ""}, "-22.60 %"),
    (MOHRSS, 2023, "budget", "general_expenditure_by_function", "function.208", "change_rate", {"variant": "ex_infra"}, "3.95 %"),
    (MOHRSS, 2023, "budget", "general_expenditure_by_function", "function.2080108", "project", {}, "1823.74 万元"),
    (MOHRSS, 2023, "budget", "general_basic_expenditure", "economic.30211", "public", {}, "65.14 万元"),
    # 奖励金 is printed with the code 30209, which is that of 物业管理费; its name and its place below 303 count.
    (MOHRSS, 2023, "budget", "general_basic_expenditure", "economic.30309", "basic", {"subject_code": "30209"}, "0.20 万元"),
    (MOHRSS, 2023, "budget", "project_performance_target", "project:金保工程建设及运行维护项目", "total", {}, "1503.44 万元"),
    (SICHUAN, 2023, "budget", "income_expenditure_summary", "function.205", "total", {}, "16.75 万元"),
    (SICHUAN, 2023, "budget", "income_expenditure_summary", "sum.expenditure_total", "total", {}, "1347.44 万元"),
    (SICHUAN, 2023, "budget", "expenditure_summary", "function.2080199", "project", {}, "345.94 万元"),
    (SICHUAN, 2023, "budget", "expenditure_summary", "function.2050803", "total", {}, "16.75 万元"),
    (SICHUAN, 2023, "budget", "fiscal_summary", "function.208", "general", {"scope": "fiscal"}, "1284.28 万元"),
    (SICHUAN, 2023, "budget", "general_expenditure_by_function", "function.20801", "total", {}, "1241.59 万元"),
    (SICHUAN, 2023, "budget", "general_expenditure_by_function", "function.2080108", "current_funds", {}, "596.70 万元"),
    (SICHUAN, 2023, "budget", "general_basic_expenditure", "total", "public", {}, "119.52 万元"),
    (SICHUAN, 2023, "budget", "general_basic_expenditure", "economic.3010203", "basic", {}, "14.68 万元"),
    (SICHUAN, 2023, "budget", "general_basic_expenditure", "economic.3029909", "public", {}, "56.08 万元"),
    (SICHUAN, 2023, "budget", "general_project_expenditure", "project:省人社密码应用平台建设及密评服务", "project", {"parent": "function.2080108"}, "236.00 万元"),
    (SICHUAN, 2023, "budget", "three_public", "three.reception", "total", {"role": "item"}, "0.80 万元"),
    (SICHUAN, 2023, "budget", "project_performance_target", "project:单位运转项目(不可细化)", "total", {}, "700.14 万元"),
    (WUHAN, 2023, "budget", "income_expenditure_summary", "function.210", "total", {}, "86.34 万元"),
    (WUHAN, 2023, "budget", "income_expenditure_summary", "sum.income_total", "total", {}, "1236.74 万元"),
    (WUHAN, 2023, "budget", "expenditure_summary", "function.2080502", "total", {}, "8.90 万元"),
    (WUHAN, 2023, "budget", "fiscal_summary", "function.221", "total", {}, "95.63 万元"),
    (WUHAN, 2023, "budget", "general_expenditure_by_function", "function.20801", "personnel", {}, "516.67 万元"),
    (WUHAN, 2023, "budget", "general_expenditure_by_function", "function.2080502", "public", {}, "0.70 万元"),
    (WUHAN, 2023, "budget", "general_expenditure_by_unit", "total", "project", {"role": "total"}, "398.36 万元"),
    (WUHAN, 2023, "budget", "general_basic_expenditure", "economic.30112", "personnel", {}, "53.20 万元"),
    (WUHAN, 2023, "budget", "general_basic_expenditure", "economic.30231", "basic", {}, "3.00 万元"),
    (WUHAN, 2023, "budget", "three_public", "three.total", "total", {"scope": "general"}, "3.70 万元"),
    (WUHAN, 2023, "budget", "three_public", "three.vehicle", "total", {}, "3.00 万元"),
    (WUHAN, 2023, "budget", "project_expenditure_summary", "project:日常系统运行经费", "project", {}, "398.36 万元"),
    (WUHAN, 2022, "budget", "overall_performance_target", "sum.income_total", "total", {}, "3217.18 万元"),
    (WUHAN, 2021, "budget", "overall_performance_target", "sum.expenditure_total", "total", {}, "3285.79 万元"),
    (WUHAN, 2021, "budget", "overall_performance_target", "total", "personnel", {}, "764.03 万元"),
    (WUHAN, 2023, "budget", "project_application", "project:密码应用安全性评估", "total", {"parent": "project:日常系统运行经费"}, "29.5 万元"),
    (WUHAN, 2023, "budget", "project_application", "project:合同人员经费", "total", {}, "57.81 万元"),
    (SHENZHEN, 2023, "budget", "income_expenditure_summary", "sum.income_current", "total", {}, "7302 万元"),
    (SHENZHEN, 2023, "budget", "income_expenditure_summary", "carry.in", "total", {}, "3025 万元"),
    (SHENZHEN, 2023, "budget", "income_expenditure_summary", "function.2210203", "total", {}, "262 万元"),
    (SHENZHEN, 2023, "budget", "expenditure_summary", "total", "procurement", {}, "6606 万元"),
    (SHENZHEN, 2023, "budget", "expenditure_summary", "function.2080199", "procurement_sme", {}, "559 万元"),
    (SHENZHEN, 2023, "budget", "fiscal_summary", "sum.expenditure_total", "total", {"scope": "fiscal"}, "10327 万元"),
    (SHENZHEN, 2023, "budget", "general_expenditure_by_function", "function.2080150", "total", {}, "1149 万元"),
    (SHENZHEN, 2023, "budget", "general_expenditure_by_economic", "economic.30213", "project", {}, "1535 万元"),
    (SHENZHEN, 2023, "budget", "general_expenditure_by_economic", "economic.30907", "total", {}, "4611 万元"),
    (SHENZHEN, 2023, "budget", "general_expenditure_by_economic", "economic.31007", "total", {}, "552 万元"),
    (SHENZHEN, 2022, "budget", "three_public", "three.total", "total", {}, "5 万元"),
    (SHENZHEN, 2023, "budget", "three_public", "three.vehicle_operation", "total", {}, "4 万元"),
    (SHENZHEN, 2023, "budget", "key_project_table", "project:政府投资项目", "project", {}, "4629 万元"),
    (TIANMEN, 2024, "budget", "income_expenditure_summary", "function.210", "total", {}, "2.75 万元"),
    (TIANMEN, 2024, "budget", "income_summary", "income.general", "total", {"carry": "current"}, "87.84 万元"),
    (TIANMEN, 2024, "budget", "expenditure_summary", "function.2080108", "project", {}, "15.00 万元"),
    (TIANMEN, 2024, "budget", "general_expenditure_by_function", "function.208", "personnel", {}, "57.92 万元"),
    (TIANMEN, 2024, "budget", "general_basic_expenditure", "economic.30103", "basic", {}, "12.50 万元"),
    (TIANMEN, 2024, "budget", "three_public", "three.reception", "total", {}, "0.10 万元"),
    (TIANMEN, 2024, "budget", "project_expenditure_summary", "project:社会保障投诉咨询服务中心经费", "project", {}, "15.00 万元"),
    (TIANMEN, 2022, "budget", "overall_performance_target", "total", "basic", {}, "46.32 万元"),
    (TIANMEN, 2023, "budget", "overall_performance_target", "sum.income_total", "total", {}, "73.72 万元"),
    (TIANMEN, 2024, "budget", "overall_performance_target", "total", "basic.share", {}, "82.92 %"),
    (TIANMEN, 2024, "budget", "project_application", "project:社会保障投诉咨询中心公用经费", "total", {}, "4 万元"),
    # Sentences.
    (MOHRSS, 2023, "budget", "narrative", "total", "procurement", {}, "1690.63 万元"),
    (MOHRSS, 2023, "budget", "narrative", "total", "procurement_goods", {}, "377.97 万元"),
    (MOHRSS, 2023, "budget", "narrative", "staff.divisions", "total", {}, "13 个"),
    (MOHRSS, 2023, "budget", "narrative", "income.general", "change", {"base_year": 2022, "base_stage": "execution"}, "92.82 万元"),
    (MOHRSS, 2023, "budget", "narrative", "performance.amount", "total", {}, "1823.74 万元"),
    (SICHUAN, 2023, "budget", "narrative", "total", "procurement_services", {}, "767.5 万元"),
    (SICHUAN, 2023, "budget", "narrative", "fiscal.total", "change", {"base_year": 2022, "base_stage": "budget"}, "45.39 万元"),
    (SICHUAN, 2023, "budget", "narrative", "performance.projects", "total", {}, "10 个"),
    (SICHUAN, 2023, "budget", "narrative", "total", "specific_target", {}, "242.5 万元"),
    (WUHAN, 2023, "budget", "narrative", "sum.expenditure_total", "change", {"base_year": 2022, "base_stage": "budget"}, "-1980.44 万元"),
    (WUHAN, 2023, "budget", "narrative", "function.2080505", "change_rate", {}, "77.28 %"),
    (WUHAN, 2023, "budget", "narrative", "carry.in", "change", {}, "-808 万元"),
    (WUHAN, 2023, "budget", "narrative", "asset.vehicles", "total", {}, "1 辆"),
    (WUHAN, 2023, "budget", "narrative", "asset.general_equipment", "total", {}, "7 台(套)"),
    (SHENZHEN, 2023, "budget", "narrative", "staff.total", "total", {}, "37 人"),
    (SHENZHEN, 2023, "budget", "narrative", "staff.retired", "total", {}, "8 人"),
    (SHENZHEN, 2023, "budget", "narrative", "asset.general_equipment", "total", {}, "9 台(套)"),
    (SHENZHEN, 2023, "budget", "narrative", "project:信息化新建项目(非政府投资项目)", "change", {"base_year": 2022}, "349 万元"),
    (SHENZHEN, 2023, "budget", "narrative", "project:信息化新建项目(非政府投资项目)", "change_rate", {}, "78 %"),
    (SHENZHEN, 2023, "budget", "narrative", "project:人力资源综合管理", "change_rate", {}, "-10 %"),
    (SHENZHEN, 2023, "budget", "narrative", "name:金融社保卡制卡及发行", "total", {}, "325 万元"),
    (TIANMEN, 2024, "budget", "narrative", "staff.quota", "total", {}, "6 人"),
    (TIANMEN, 2024, "budget", "narrative", "staff.actual", "total", {}, "5 人"),
    (TIANMEN, 2024, "budget", "narrative", "operating_cost.total", "change", {"base_year": 2023}, "-1.15 万元"),
    (TIANMEN, 2024, "budget", "narrative", "three.reception", "change_rate", {}, "-16.67 %"),
    (TIANMEN, 2024, "budget", "narrative", "function.210", "total", {}, "2.75 万元"),
]

# unit, kind, item, amount, what stands there
WITHOUT_AMOUNT = [
    (MOHRSS, "income_expenditure_summary", "income.gov_fund", "total", "blank"),
    (MOHRSS, "general_expenditure_by_function", "function.2080108", "basic", "dash"),
    (MOHRSS, "general_expenditure_by_function", "function.20805", "change", "zero"),
    (MOHRSS, "gov_fund_expenditure", "total", "total", "none_stated"),
    (MOHRSS, "three_public", "three.total", "total", "none_stated"),
    (MOHRSS, "narrative", "three.total", "total", "none_stated"),
    (MOHRSS, "narrative", "function.2210202", "change", "same_stated"),
    (SICHUAN, "state_capital_expenditure", "total", "total", "none_stated"),
    (SICHUAN, "three_public", "three.vehicle", "total", "blank"),
    (SICHUAN, "narrative", "three.abroad", "total", "zero"),
    (SICHUAN, "narrative", "operating_cost.total", "total", "none_stated"),
    (WUHAN, "general_basic_expenditure", "economic.310", "basic", "blank"),
    (WUHAN, "gov_fund_expenditure", "total", "total", "none_stated"),
    (WUHAN, "narrative", "purchase_of_services.total", "total", "none_stated"),
    (WUHAN, "narrative", "function.2210202", "change", "same_stated"),
    (SHENZHEN, "income_expenditure_summary", "income.other", "total", "zero"),
    (SHENZHEN, "gov_fund_expenditure", "total", "total", "zero"),
    (SHENZHEN, "narrative", "total", "procurement_works", "zero"),
    (TIANMEN, "income_expenditure_summary", "carry.out", "total", "zero"),
    (TIANMEN, "three_public", "three.vehicle", "total", "blank"),
    (TIANMEN, "narrative", "total", "procurement", "none_stated"),
    (TIANMEN, "narrative", "asset.state", "total", "none_stated"),
]


@pytest.fixture(scope="module")
def store(config):
    return Store(config.data)


def facts_of(store, unit, **where):
    return [fact for fact in store.fetch("facts", where) if fact["unit_id"].startswith(unit)]


@pytest.mark.parametrize(("unit", "year", "stage", "kind", "subject", "aspect", "more", "printed"), PRINTED)
def test_a_figure_is_the_printed_one(store, unit, year, stage, kind, subject, aspect, more, printed):
    number, measure = printed.split(" ")
    found = facts_of(store, unit, year=year, stage=stage, kind=kind, subject=subject, aspect=aspect, **more)
    assert {(fact["value"], fact["measure_unit"].replace("（", "(").replace("）", ")")) for fact in found} == {(Decimal(number), measure)}


@pytest.mark.parametrize(("unit", "kind", "subject", "aspect", "status"), WITHOUT_AMOUNT)
def test_blank_dash_zero_and_none_stated_are_told_apart(store, unit, kind, subject, aspect, status):
    found = [f for f in facts_of(store, unit, kind=kind, subject=subject, aspect=aspect) if f["role"] != "rollup"]
    assert {fact["status"] for fact in found} == {status}


def test_names_of_named_sums_are_names(store):
    """No ends or beginnings of longer phrases, no words of arranging, no organisations."""
    names = {f["subject_name"] for f in store.fetch("facts", {"kind": "narrative", "subject_class": "name"})}
    assert {"小型电子政务信息化项目", "网络通讯费", "员额工作人员工作经费"} <= names
    planned = {f["subject_name"] for f in store.fetch("facts", {"kind": "narrative", "aspect": "planned"})}
    assert "新增单价50万元以上通用设备" in planned
    assert not names & {"新增单价", "以上通用设备", "预算资金", "设置并编报", "深圳市人力资源和社会保障数据管理中心", "对个人和家庭补助", "医疗卫生"}


def test_scopes_are_those_of_section_or_sentence(store):
    assert {f["scope"] for f in facts_of(store, MOHRSS, kind="narrative", subject="income.nonfiscal_surplus")} == {"all"}
    assert {f["scope"] for f in facts_of(store, MOHRSS, kind="narrative", subject="function.208", aspect="total")} == {"fiscal", "general"}
    assert {f["scope"] for f in facts_of(store, SICHUAN, kind="narrative", subject="three.total")} == {"fiscal"}
    assert {f["scope"] for f in facts_of(store, SHENZHEN, kind="narrative", subject="asset.vehicles")} == {"all"}


def test_accounts_know_their_parents(store):
    for fact in facts_of(store, WUHAN, kind="expenditure_summary", subject="function.2210203"):
        assert (fact["parent"], fact["subject_level"], fact["subject_code"]) == ("function.22102", 3, "2210203")
