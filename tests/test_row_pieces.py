"""An account in several rows of a table: its sum, where the rows themselves or another table prove it."""

from __future__ import annotations

import pytest

from service.pipeline import Service
from tests.made_service import service_of

# Of the first two tables some rows are not disclosed: they do not make the total, but both print 档案馆 to the same sum.
DOCUMENT = """东江市档案局2026年部门预算
支出总表
单位：万元
科目编码\t科目名称\t部门支出经济分类科目\t合计\t基本支出\t项目支出
2012601\t行政运行\t30101-基本工资\t40.00\t40.00\t
2012604\t档案馆\t30201-办公费\t3.00\t\t3.00
2012604\t档案馆\t30227-委托业务费\t6.00\t\t6.00
2012604\t档案馆\t31002-办公设备购置\t1.00\t\t1.00
2012699\t其他档案事务支出\t30201-办公费\t5.00\t\t5.00
2012699\t其他档案事务支出\t30226-劳务费\t4.00\t\t4.00
\t合计\t\t90.00\t40.00\t50.00
一般公共预算支出表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
2012601\t行政运行\t40.00\t40.00\t
2012604\t档案馆\t3.50\t\t3.50
2012604\t档案馆\t6.50\t\t6.50
2012699\t其他档案事务支出\t5.00\t\t5.00
2012699\t其他档案事务支出\t3.00\t\t3.00
\t合计\t90.00\t40.00\t50.00
一般公共预算基本支出表
单位：万元
部门支出经济分类科目\t合计\t人员经费\t公用经费
30101-基本工资\t30.00\t30.00\t
3021101-差旅费\t2.00\t\t2.00
30201-办公费\t1.00\t\t1.00
30101-基本工资\t4.00\t4.00\t
3021101-差旅费\t1.50\t\t1.50
30201-办公费\t1.50\t\t1.50
合计\t40.00\t34.00\t6.00
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return service_of(tmp_path_factory.mktemp("pieces"), {"archive": DOCUMENT})


@pytest.mark.parametrize(("question", "number"), [("东江市档案局档案馆支出多少", "10.00"), ("东江市档案局差旅费一共多少", "3.50"), ("东江市档案局基本工资多少", "34.00")])
def test_rows_that_prove_each_other_are_told_as_their_sum(service: Service, question: str, number: str) -> None:
    answer = service.answer(question)
    assert answer.value is not None and answer.value.number == number, answer.answer


def test_rows_that_nothing_proves_are_told_one_by_one(service: Service) -> None:
    answer = service.answer("东江市档案局其他档案事务支出多少")
    assert answer.value is None
    assert {"5.00", "4.00"} <= {cell for row in answer.table.rows for cell in row} if answer.table else "4.00" in answer.answer
