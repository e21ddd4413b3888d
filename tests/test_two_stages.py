"""A unit with a final account of one year and a budget of the next: what a share is of, what a 0 means, and how both stages are told together."""

from __future__ import annotations

import pytest

from service.config import Config
from service.ingest import build
from service.pipeline import Service

BUDGET = """东江市档案馆2025年部门预算

部门收支总表
单位：元
收入\t预算数\t支出\t预算数
一、财政拨款收入\t3000000.00\t一、一般公共服务支出\t3000000.00
收入总计\t3000000.00\t支出总计\t3000000.00

支出总表
单位：元
科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t3000000.00\t2000000.00\t1000000.00
2012604\t档案馆\t3000000.00\t2000000.00\t1000000.00

一般公共预算基本支出表
单位：元
科目编码\t科目名称\t合计
\t合计\t2000000.00
301\t工资福利支出\t1600000.00
30101\t基本工资\t1600000.00
302\t商品和服务支出\t400000.00
30211\t差旅费\t400000.00

财政拨款“三公”经费支出预算表
单位：元
合计\t因公出国（境）费\t公务用车购置及运行费\t公务接待费
9000.00\t0.00\t0.00\t9000.00

第三部分 部门预算情况说明

一、收支预算总体情况

2025年，东江市档案馆收入支出预算300.00万元，比2024年预算增加20.00万元，主要原因是新增库房。

二、“三公”经费情况

2025年“三公”经费预算数为0.90万元，与2024年预算持平。
"""

FINAL = """东江市档案馆2024年部门决算

收入支出决算总表
单位：万元
收入\t\t支出\t
项目\t决算数\t项目\t决算数
一、一般公共预算财政拨款收入\t290.00\t一、一般公共服务支出\t285.00
本年收入合计\t290.00\t本年支出合计\t285.00
\t\t年末结转和结余\t5.00
总计\t290.00\t总计\t290.00

财政拨款“三公”经费支出决算表
单位：万元
预算数\t\t\t决算数\t\t
合计\t因公出国（境）费\t公务接待费\t合计\t因公出国（境）费\t公务接待费
0.90\t\t0.90\t\t\t
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    data = tmp_path_factory.mktemp("stages")
    (data / "documents").mkdir()
    for name, text in (("budget", BUDGET), ("final", FINAL)):
        (data / "documents" / f"{name}.txt").write_text(text, encoding="utf-8")
    build(data)
    return Service(Config(data))


@pytest.mark.parametrize(
    ("question", "number", "base"),
    [
        ("东江市档案馆2025年工资福利支出占比", "80.00", "占一般公共预算基本支出（2000000.00元）"),
        ("东江市档案馆2025年差旅费占比多少", "20.00", "占一般公共预算基本支出（2000000.00元）"),
        ("东江市档案馆2025年工资福利支出占总支出多少", "53.33", "占总支出（3000000.00元）"),
        ("东江市档案馆2025年项目支出占比", "33.33", "占总支出（3000000.00元）"),
    ],
)
def test_the_whole_of_a_share_is_called_what_it_is(service: Service, question: str, number: str, base: str) -> None:
    answer = service.answer(question)
    assert answer.value and answer.value.number == number and base in answer.answer, answer.answer


@pytest.mark.parametrize(
    "question", ["东江市档案馆2024年三公经费是多少", "东江市档案馆2024年公务接待费决算", "东江市档案馆2024年公务接待费和因公出国（境）费各多少"],
)
def test_a_final_account_of_nothing_was_not_spent_rather_than_not_arranged(service: Service, question: str) -> None:
    answer = service.answer(question)
    told = "".join((answer.answer, *answer.notes))
    assert answer.status == "answered" and "没有发生" in told and "没有安排" not in told, told


def test_a_budget_of_nothing_was_not_arranged(service: Service) -> None:
    assert "没有安排" in service.answer("东江市档案馆2025年因公出国（境）费多少").answer
