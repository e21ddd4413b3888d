"""Long names of offices, said as their text calls them, by their end, by what they manage, or in pieces; and units that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.config import Config
from service.ingest import build
from service.pipeline import Service
from tests.made_service import service_of

TITLE = "东江新城湿地公园建设管理办公室"
TEXT = """{title}2026年部门预算
一、部门情况说明
{title}（以下简称“湿地公园办”）负责公园建设。
二、支出预算情况说明
2026年支出预算300.50万元，比2025年年初预算数310.50万元减少10.00万元，下降3.22%。
三、其他情况说明
2026年湿地公园办政府采购预算总额12.50万元，其中：政府采购货物预算2.50万元，政府采购服务预算10.00万元。
2026年湿地公园办机关运行经费财政拨款预算18.20万元。
"""
BASE = """无锡农业教育基地综合协调办公室2026年部门预算
一、支出预算情况说明
2026年支出预算45.00万元，比上年预算数减少5.00万元，下降10.00%。
二、政府采购
2026年政府采购预算总额7.00万元。
"""


PEARLS = """上海珍珠首饰交易联合管理办公室2026年单位预算
一、支出预算情况说明
2026年支出预算91.00万元，比上年预算数减少5.00万元，下降5.21%。
二、政府采购
2026年政府采购预算总额9.00万元。
"""
BRANCH = """苏州市渔业监督管理局太湖监管局2026年部门预算
一、支出预算情况说明
2026年支出预算66.00万元，比上年预算数增加6.00万元，增长10.00%。
二、政府采购
2026年政府采购预算总额11.00万元。
"""
FISHERY = """常州市渔业监督管理站2026年部门预算
一、政府采购
2026年政府采购预算总额2.50万元。
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    texts = {"park": TEXT.format(title=TITLE), "base": BASE, "pearls": PEARLS, "branch": BRANCH, "fishery": FISHERY}
    return service_of(tmp_path_factory.mktemp("offices"), texts)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("湿地公园办2026年支出预算多少", "300.50"),
        ("湿地公园办的政府采购预算", "12.50"),
        ("新城湿地公园建设管理办公室机关运行经费", "18.20"),
        ("湿地公园建设管理办公室机关运行经费多少", "18.20"),
        ("无锡农业教育基地政府采购多少", "7.00"),
        ("农业教育基地综合协调办公室政府采购多少", "7.00"),
        ("无锡农教基地协调办政府采购多少", "7.00"),
        ("无锡农教基地协调办的政府采购", "7.00"),
        ("上海珍珠办政府采购多少", "9.00"),
        ("珍珠办的政府采购预算", "9.00"),
        ("珍珠交易联合管理办公室2026年政府采购", "9.00"),
        ("太湖监管局政府采购多少", "11.00"),
        ("太湖局政府采购多少", "11.00"),
        ("苏州太湖局政府采购多少", "11.00"),
        ("太湖监管局和珍珠办2026年政府采购差多少", "2.00"),
    ],
)
def test_an_office_is_known_by_its_shorter_names(service: Service, question: str, number: str) -> None:
    answer = service.answer(question)
    assert answer.status == "answered", answer.answer
    assert answer.value is not None and answer.value.number == number


def test_what_is_asked_after_a_unit_that_is_not_there_is_not_told_of_the_others(service: Service) -> None:
    assert service.answer("苏州规划局2026年预算比上年减了多少，降幅多大").status == "declined"


def test_what_several_names_share_is_asked_back_and_never_mended_to_one_of_them(service: Service) -> None:
    answer = service.answer("渔业监督那家单位政府采购多少")
    assert answer.status == "clarify"
    assert {service.answer(choice.question).status for choice in answer.choices} == {"answered"}


def test_what_goes_on_from_a_question_about_an_unknown_unit_is_not_told_of_all(service: Service) -> None:
    conversation = service.answer("银河办政府采购多少").conversation
    assert service.answer("那机关运行经费呢", conversation).status == "declined"
    answer = service.answer("湿地公园办呢", conversation)
    assert answer.value is not None and answer.value.number == "12.50"


@pytest.mark.parametrize("question", ["珠宝办政府采购多少", "上海珍品办政府采购多少", "常州太湖局政府采购多少", "无锡珍珠办政府采购多少"])
def test_a_short_form_of_no_unit_is_refused(service: Service, question: str) -> None:
    assert service.answer(question).status == "declined"


PROJECTS = """东江市档案局2026年部门预算
项目支出绩效目标表
单位：万元
项目名称\t项目总额\t绩效目标
档案工作公众评价\t12.50\t了解公众意见
库房维修\t30.00\t保障库房安全
"""


def test_a_project_whose_name_says_an_opinion_word_asks_for_none(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "archive.txt").write_text(PROJECTS, encoding="utf-8")
    build(tmp_path)
    service = Service(Config(tmp_path))
    answer = service.answer("东江市档案局档案工作公众评价项目总额多少")
    assert answer.value is not None and answer.value.number == "12.50", answer.answer
    assert service.answer("评价一下东江市档案局的库房维修").status == "declined"


SHARED = """东江市水务局2026年部门预算
支出总表
单位：万元
科目编码\t科目名称\t支出总计\t基本支出\t项目支出
213\t农林水支出\t90.00\t30.00\t60.00
21303\t水利\t90.00\t30.00\t60.00
2130314\t防汛\t60.00\t0.00\t60.00
2130301\t行政运行\t30.00\t30.00\t0.00
合计\t\t90.00\t30.00\t60.00
项目支出总表
单位：万元
项目名称\t总计\t一般公共预算拨款
合计\t60.00\t60.00
防汛\t42.00\t42.00
堤防养护维修\t18.00\t18.00
"""


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("东江市水务局防汛多少", "60.00"),
        ("东江市水务局防汛项目是多少", "42.00"),
        ("东江市水务局项目支出总表里防汛多少", "42.00"),
        ("东江市水务局堤防养护维修项目预算多少", "18.00"),
        ("东江市水务局堤防养护维修项目支出", "18.00"),
    ],
)
def test_a_name_that_an_account_and_a_project_share_is_the_projects_where_it_is_called_one(tmp_path: Path, question: str, number: str) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "water.txt").write_text(SHARED, encoding="utf-8")
    build(tmp_path)
    answer = Service(Config(tmp_path)).answer(question)
    assert answer.value is not None and answer.value.number == number, answer.answer
