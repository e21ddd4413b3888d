"""Expenditure by what it is for, and a table whose title lists what it prints."""

from __future__ import annotations

import pytest

from service.pipeline import Service
from tests.made_service import service_of

DOCUMENT = """东江市档案局2026年部门预算
支出预算总表
部门：东江市档案局\t单位：万元
合计\t基本支出\t项目支出\t单位预留机动经费\t结转下年资金
100.00\t60.00\t30.00\t10.00\t
“三公”经费、会议费、培训费支出预算表
部门：东江市档案局\t单位：万元
“三公”经费\t\t\t\t\t会议费\t培训费
小计\t因公出国（境）费\t公务用车购置费\t公务用车运行维护费\t公务接待费\t\t
6.00\t1.00\t0.00\t3.00\t2.00\t4.50\t3.25
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return service_of(tmp_path_factory.mktemp("uses"), {"archive": DOCUMENT})


@pytest.mark.parametrize("question", ["东江市档案局支出按用途怎么分，各多少", "东江市档案局2026年支出按用途分"])
def test_expenditure_is_taken_apart_by_what_it_is_for(service: Service, question: str) -> None:
    answer = service.answer(question)
    assert answer.table is not None, answer.answer
    assert [row[:2] for row in answer.table.rows] == [["基本支出", "60.00"], ["项目支出", "30.00"], ["单位预留机动经费", "10.00"]]


@pytest.mark.parametrize(("item", "number"), [("培训费", "3.25"), ("会议费", "4.50")])
def test_an_item_of_a_table_whose_title_lists_it(service: Service, item: str, number: str) -> None:
    answer = service.answer(f"东江市档案局三公经费、会议费、培训费支出表里的{item}是多少")
    assert answer.value is not None and answer.value.number == number, answer.answer
