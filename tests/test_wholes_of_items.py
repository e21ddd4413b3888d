"""All of an item, where its own table prints a part of it or nothing: another table, or a sentence on the basis asked for."""

from __future__ import annotations

import pytest

from service.pipeline import Service
from tests.made_service import service_of

TEXT = """东江市档案局2026年部门预算

支出总表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t60.00\t40.00\t20.00
2010901\t行政运行\t46.75\t26.75\t20.00
2080506\t机关事业单位职业年金缴费支出\t3.25\t3.25\t
2210201\t住房公积金\t10.00\t10.00\t

一、一般公共预算基本支出表
单位：万元
科目编码\t科目名称\t合计
\t合计\t40.00
30109\t职业年金缴费\t7.50
30113\t住房公积金\t12.00
30211\t差旅费\t1.50
30227\t委托业务费\t2.50

二、“三公”经费、会议费、培训费支出预算表
单位：万元
合计\t“三公”经费小计\t因公出国（境）费\t公务接待费\t会议费\t培训费
19.00\t5.00\t3.00\t2.00\t8.00\t6.00

第三部分 部门预算情况说明

五、其他重要事项的情况说明

（五）委托业务费情况。2026年委托业务费涉及财拨资金90.75万元，主要用于修复档案。

六、财政拨款支出预算情况说明

东江市档案局2026年度收入、支出预算总计400.00万元，与上年相比收、支预算总计各增加35.50万元。

行政运行（项）支出46.75万元，与上年相比增加6.75万元。
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return service_of(tmp_path_factory.mktemp("wholes"), {"archive": TEXT})


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("东江市档案局会议费多少", "8.00"),
        ("东江市档案局培训费预算是多少", "6.00"),
        ("东江市档案局委托业务费涉及多少财政拨款资金", "90.75"),
        ("东江市档案局委托业务费涉及财拨资金多少", "90.75"),
        ("东江市档案局委托业务费多少", "2.50"),
        ("东江市档案局2026年收支预算总计比上年增加了多少", "35.50"),
    ],
)
def test_all_of_an_item_is_told_where_it_is_printed(service: Service, question: str, number: str) -> None:
    answer = service.answer(question)
    assert (answer.status, answer.value and answer.value.number) == ("answered", number), answer.answer


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("东江市档案局职业年金缴费多少", "7.50"),
        ("东江市档案局职业年金缴费支出多少", "3.25"),
        ("东江市档案局职业年金多少", "3.25"),
        ("东江市档案局住房公积金多少", "10.00"),
    ],
)
def test_the_proper_name_of_one_classification_says_which_is_meant(service: Service, question: str, number: str) -> None:
    answer = service.answer(question)
    assert (answer.status, answer.value and answer.value.number) == ("answered", number), answer.answer


def test_an_account_that_no_list_has_is_called_by_its_name(service: Service) -> None:
    answer = service.answer("东江市档案局行政运行比上年增加多少")
    assert (answer.status, answer.value and answer.value.number) == ("answered", "6.75"), answer.answer
    assert "行政运行46.75万元" in answer.answer


def test_the_sentence_is_noted_beside_the_part_that_the_table_prints(service: Service) -> None:
    assert any("90.75" in note for note in service.answer("东江市档案局委托业务费多少").notes)
