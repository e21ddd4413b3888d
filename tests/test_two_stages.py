"""A unit with a final account of one year and a budget of the next: what a share is of, what a 0 means, and how both stages are told together."""

from __future__ import annotations

import pytest

from service.config import Config
from service.ingest import build
from service.pipeline import Service
from tests.made_service import service_of

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
    return service_of(tmp_path_factory.mktemp("stages"), {"budget": BUDGET, "final": FINAL})


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


def test_a_series_names_each_stage_and_has_one_unit_of_measure(service: Service) -> None:
    answer = service.answer("东江市档案馆历年总支出")
    table = answer.table
    assert table and [row[1:] for row in table.rows] == [["2024", "290.00"], ["2025", "300"]], table
    assert [row[0] for row in table.rows] == ["总支出决算数", "总支出预算数"] and table.columns[-1].unit == "万元"
    assert any("不是同一口径" in note and "决算：2024年" in note for note in answer.notes)
    assert any("2025年原文以元为单位" in note for note in answer.notes)


@pytest.mark.parametrize("between", [(), ("为什么变化", "折合多少万元")])
def test_what_was_asked_of_a_budget_is_not_answered_from_a_final_account(service: Service, between: tuple[str, ...]) -> None:
    conversation = service.answer("东江市档案馆2025年总预算").conversation
    for question in between:
        conversation = service.answer(question, conversation).conversation
    answer = service.answer("那2024年呢", conversation)
    assert answer.status == "declined" and "只公开了决算" in answer.answer, answer.answer


def test_a_follow_up_that_reaches_another_stage_says_so(service: Service) -> None:
    conversation = service.answer("东江市档案馆2025年三公经费").conversation
    answer = service.answer("那2024年呢", conversation)
    assert "决算数为0万元" in answer.answer and any("上一问是预算" in note for note in answer.notes), answer.notes
    assert not any("上一问" in note for note in service.answer("东江市档案馆2024年三公经费").notes)


def test_the_parts_of_a_final_account_are_those_that_were_spent(service: Service) -> None:
    answer = service.answer("东江市档案馆2024年三公经费构成")
    assert "0.90" not in answer.answer and answer.answer.count("公务接待费") == 1, answer.answer


def test_years_counted_back_past_the_first_document_are_told_as_far_as_they_go(service: Service) -> None:
    answer = service.answer("东江市档案馆三公经费近几年变化")
    assert answer.status == "answered" and "2024年三公经费决算数0万元" in answer.answer and "持平" in answer.answer, answer.answer
    again = service.answer(answer.canonical)
    assert "历年" in answer.canonical and again.answer == answer.answer


def test_a_conversation_about_a_unit_that_was_taken_out_goes_on_without_it(tmp_path) -> None:
    (tmp_path / "documents").mkdir()
    for name in ("东江市档案馆", "西江市档案馆"):
        (tmp_path / "documents" / f"{name}.txt").write_text(BUDGET.replace("东江市档案馆", name), encoding="utf-8")
    build(tmp_path)
    service = Service(Config(tmp_path))
    conversation = service.answer("西江市档案馆2025年总预算").conversation
    (tmp_path / "documents" / "西江市档案馆.txt").unlink()
    build(tmp_path)
    for question in ("各单位总预算排名", "什么是三公经费", "为什么变化"):
        answer = service.answer(question, conversation)
        assert "西江市" not in answer.answer
        conversation = answer.conversation
