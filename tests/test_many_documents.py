"""Several documents of one unit: for its department and for itself, budget and final account, one with the text and one with the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.extraction.model import Identity
from service.facts.units import unit_ids
from service.pipeline import Service
from tests.made_disclosure import TABLES
from tests.made_service import service_of

DOCUMENTS = [
    ("东江市档案局2024年部门预算", "30.00", "22.00"),
    ("东江市档案局2024年单位预算", "12.00", "4.00"),
    ("东江市水务局2024年部门预算", "15.00", "7.00"),
    ("东江市水务局2024年部门决算", "16.00", "8.00"),
]
DEPARTMENT, OWN = "东江市档案局（部门）", "东江市档案局（本级）"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return service_of(tmp_path_factory.mktemp("many"), {document[0]: made_up(*document) for document in DOCUMENTS})


def made_up(title: str, total: str, project: str) -> str:
    return f"{title}\n{TABLES.format(total=total, project=project)}"


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("东江市档案局部门预算的总支出是多少", "30.00"),
        ("东江市档案局2024年单位预算（本级）支出总计多少", "12.00"),
        ("东江市档案局本级的项目支出", "4.00"),
        ("东江市档案局（部门）2024年项目支出是多少", "22.00"),
        ("东江市档案局部门预算总支出比单位预算总支出多多少", "18.00"),
        ("东江市水务局2024年决算总支出", "16.00"),
        ("东江市水务局2024年总支出预算", "15.00"),
    ],
)
def test_the_document_that_is_said_is_answered_from(service: Service, question: str, number: str) -> None:
    answer = service.answer(question)
    assert answer.status == "answered"
    assert answer.value is not None and answer.value.number == number


@pytest.mark.parametrize(
    ("question", "choices"),
    [
        ("东江市档案局总支出多少", {f"{OWN}总支出多少", f"{DEPARTMENT}总支出多少"}),
        ("东江市水务局2024年总支出多少", {"东江市水务局2024年总支出预算数是多少", "东江市水务局2024年总支出决算数是多少"}),
    ],
)
def test_documents_that_differ_are_asked_back(service: Service, question: str, choices: set[str]) -> None:
    answer = service.answer(question)
    assert answer.status == "clarify"
    assert {service.answer(choice.question).status for choice in answer.choices} == {"answered"}


@pytest.mark.parametrize(("question", "number"), [("东江市档案局基本支出", "8.00"), ("东江市水务局2024年基本支出", "8.00")])
def test_documents_that_tell_the_same_are_answered(service: Service, question: str, number: str) -> None:
    answer = service.answer(question)
    assert answer.value is not None and answer.value.number == number


def test_an_office_is_not_added_to_its_department(service: Service) -> None:
    answer = service.answer("各单位2024年总支出预算合计")
    assert answer.value is not None and answer.value.number == "45.00"


def identity(name: str, variant: str | None, year: int = 2024) -> Identity:
    return Identity(name, name, year, "budget", variant, "", "", "city")  # type: ignore[arg-type]


def test_names_that_only_some_documents_print_are_one_unit() -> None:
    text, tables = identity("东江市委办公厅", "department"), identity("中共东江市委办公厅", None)
    assert set(unit_ids([text, tables]).values()) == {"中共东江市委办公厅"}


def test_an_office_that_publishes_only_for_itself_keeps_its_printed_name() -> None:
    own, next_year = identity("东江市民政局(本级)", "department"), identity("东江市民政局(本级)", "department", 2025)
    assert set(unit_ids([own, next_year]).values()) == {"东江市民政局(本级)"}


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (identity("东江市民政局", "unit", 2024), identity("东江市民政局", "department", 2023)),
        (identity("东江市民政局（本级）", "unit", 2024), identity("东江市民政局", None, 2023)),
    ],
)
def test_a_department_and_its_office_are_two_units_in_different_years(own: Identity, other: Identity) -> None:
    assert unit_ids([own, other]) == {own: "东江市民政局（本级）", other: "东江市民政局（部门）"}


@pytest.mark.parametrize("variant", ["unit", "department", None])
def test_an_office_with_one_kind_of_documents_is_one_unit(variant: str | None) -> None:
    years = [identity("东江市民政局", variant, year) for year in (2023, 2024)]
    assert set(unit_ids(years).values()) == {"东江市民政局"}


def test_the_figure_of_the_office_is_not_told_of_its_department(tmp_path: Path) -> None:
    documents = ("东江市体育局2023年部门预算", "30.00", "22.00"), ("东江市体育局2024年单位预算", "12.00", "4.00")
    service = service_of(tmp_path, {document[0]: made_up(*document) for document in documents})
    assert "12.00" not in service.answer("东江市体育局2024年部门预算总支出是多少").answer
    assert "18.00" not in service.answer("东江市体育局2024年总支出比上年减少多少").answer


def test_all_years_are_called_so_in_the_reading(service: Service) -> None:
    answer = service.answer("东江市水务局历年总支出预算")
    assert "历年" in answer.canonical and "2015" not in answer.canonical


def test_money_in_different_units_is_compared_exactly(tmp_path: Path) -> None:
    texts = {
        "final": made_up("东江市体育局2024年部门决算", "151.20", "143.20"),
        "budget": made_up("东江市体育局2025年部门预算", "1688297.00", "1688289.00").replace("单位：万元", "单位：元"),
    }
    answer = service_of(tmp_path, texts).answer("东江市体育局2025年总支出预算比2024年决算数多多少")
    assert answer.value is not None and (answer.value.number, answer.value.unit) == ("17.6297", "万元")


FINAL = """东江市气象局2024年部门决算
财政拨款“三公”经费支出决算表
单位：万元
项目\t预算数\t决算数
“三公”经费合计\t12.00\t9.00
因公出国（境）费\t0.00\t0.00
公务用车购置及运行费\t8.00\t6.00
公务接待费\t4.00\t3.00
"""


@pytest.fixture(scope="module")
def final_account(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return service_of(tmp_path_factory.mktemp("final"), {"final": FINAL})


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("东江市气象局2024年公务接待费多少", "3.00"),
        ("东江市气象局2024年公务接待费预算多少", "4.00"),
        ("东江市气象局2024年三公经费预算数", "12.00"),
        ("东江市气象局2024年三公经费执行率是多少", "75.00"),
    ],
)
def test_a_final_account_tells_what_was_planned_apart_from_what_was_spent(final_account: Service, question: str, number: str) -> None:
    answer = final_account.answer(question)
    assert answer.value is not None and answer.value.number == number


def test_a_rate_stands_on_the_budget_document_where_the_final_account_prints_no_plan(service: Service) -> None:
    answer = service.answer("东江市水务局2024年总支出执行率是多少")
    assert answer.value is not None and answer.value.number == "106.67"


def test_a_rate_without_a_plan_is_refused(final_account: Service) -> None:
    assert final_account.answer("东江市气象局2024年总支出执行率是多少").status == "declined"


def test_an_office_that_published_for_itself_only_is_counted_among_the_units(tmp_path: Path) -> None:
    texts = {"civil": made_up("东江市民政局（本级）2024年部门预算", "30.00", "22.00"), "water": made_up("东江市水务局2024年部门预算", "15.00", "7.00")}
    service = service_of(tmp_path, texts)
    answer = service.answer("各单位2024年总支出预算合计")
    assert answer.value is not None and answer.value.number == "45.00"
