"""What an account, a project or an organisation that is listed has from one source, or on one basis."""

from __future__ import annotations

import pytest

from service.pipeline import Service
from tests.made_service import service_of

TEXT = """东江市档案局2026年部门预算

一、收支总表
单位：万元
收入\t\t支出\t
项目\t预算数\t项目\t预算数
一、一般公共预算拨款收入\t70.00\t一、一般公共服务支出\t90.00
二、事业收入\t20.00\t二、住房保障支出\t10.00
三、其他收入\t10.00\t\t
收入总计\t100.00\t支出总计\t100.00

二、收入总表
单位：万元
科目编码\t科目名称\t合计\t一般公共预算拨款收入\t事业收入\t其他收入
\t合计\t100.00\t70.00\t20.00\t10.00
2012604\t档案馆\t90.00\t63.00\t20.00\t7.00
2210201\t住房公积金\t10.00\t7.00\t\t3.00

三、支出总表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t100.00\t55.00\t45.00
2012604\t档案馆\t90.00\t45.00\t45.00
2210201\t住房公积金\t10.00\t10.00\t

四、项目支出总表
单位：万元
项目名称\t合计\t一般公共预算拨款\t上年结转
合计\t45.00\t39.00\t6.00
库房修缮项目\t30.00\t24.00\t6.00
展览工作经费\t15.00\t15.00\t

五、一般公共预算支出表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t70.00\t40.00\t30.00
2012604\t档案馆\t63.00\t33.00\t30.00
2210201\t住房公积金\t7.00\t7.00\t

六、一般公共预算基本支出表
单位：万元
科目编码\t科目名称\t合计
\t合计\t40.00
30211\t差旅费\t1.50
30227\t委托业务费\t2.50

七、一般公共预算项目支出表（按经济分类科目）
单位：万元
科目编码\t科目名称\t金额
\t合计\t30.00
30211\t差旅费\t4.00
30227\t委托业务费\t20.25
31003\t专用设备购置\t5.75

第三部分 部门预算情况说明

六、委托业务费安排情况

2026年本部门一般公共预算安排委托业务费22.75万元，比上年增加2.00万元。
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return service_of(tmp_path_factory.mktemp("by_source"), {"archive": TEXT})


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("东江市档案局住房公积金的其他收入是多少", "3.00"),
        ("东江市档案局住房公积金有多少是其他收入出的", "3.00"),
        ("东江市档案局2012604有多少事业收入", "20.00"),
        ("东江市档案局住房公积金的事业收入多少", "0"),
        ("东江市档案局事业收入多少", "20.00"),
        ("东江市档案局库房修缮项目的上年结转多少", "6.00"),
        ("东江市档案局库房修缮项目有多少是上年结转的", "6.00"),
        ("东江市档案局展览工作经费的上年结转", "0"),
        ("东江市档案局库房修缮项目多少", "30.00"),
    ],
)
def test_an_amount_by_source_is_that_of_its_own_column(service: Service, question: str, number: str) -> None:
    answer = service.answer(question)
    assert (answer.status, answer.value and answer.value.number) == ("answered", number), answer.answer


def test_several_sources_of_one_account_are_listed(service: Service) -> None:
    answer = service.answer("东江市档案局2012604的事业收入和其他收入各多少")
    assert [row[-1] for row in answer.table.rows] == ["20.00", "7.00"]


def test_a_source_beside_an_account_is_a_figure_of_its_own(service: Service) -> None:
    answer = service.answer("东江市档案局住房公积金和其他收入各多少")
    assert [row[-1] for row in answer.table.rows] == ["10.00", "10.00"]


def test_an_account_that_no_table_of_income_lists_has_none(service: Service) -> None:
    assert service.answer("东江市档案局住房公积金的上级补助收入多少").status == "declined"


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("东江市档案局2012604的项目支出多少", "45.00"),
        ("东江市档案局一般公共预算里2012604的项目支出多少", "30.00"),
        ("东江市档案局一般公共预算住房公积金的基本支出多少", "7.00"),
        ("东江市档案局全口径2012604的项目支出多少", "45.00"),
    ],
)
def test_an_amount_of_an_account_is_that_of_the_basis_said(service: Service, question: str, number: str) -> None:
    answer = service.answer(question)
    assert (answer.status, answer.value and answer.value.number) == ("answered", number), answer.answer


@pytest.mark.parametrize("question", ["东江市档案局政府性基金预算里2012604的项目支出多少", "东江市档案局国有资本经营预算的住房公积金多少"])
def test_what_is_not_printed_on_a_basis_is_not_told_of_another(service: Service, question: str) -> None:
    assert service.answer(question).status == "declined"


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("东江市档案局委托业务费多少", "22.75"),
        ("东江市档案局委托业务费的基本支出多少", "2.50"),
        ("东江市档案局委托业务费比上年增加多少", "2.00"),
        ("东江市档案局差旅费多少", "1.50"),
        ("东江市档案局专用设备购置多少", "5.75"),
    ],
)
def test_a_sentence_that_tells_the_sum_of_two_tables_tells_all_of_an_item(service: Service, question: str, number: str) -> None:
    answer = service.answer(question)
    assert (answer.status, answer.value and answer.value.number) == ("answered", number), answer.answer


def test_what_another_table_prints_of_an_item_is_noted(service: Service) -> None:
    assert any("4.00" in note for note in service.answer("东江市档案局差旅费多少").notes)
