"""Lists side by side, amounts in several rows, columns and rows with words of their own, from a made-up final account."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from service.facts.model import Fact
from service.ingest import read_document
from tests.reading import MADE_UP


@pytest.fixture(scope="module")
def facts() -> tuple[Fact, ...]:
    return tuple(fact for fact in read_document(Path(MADE_UP / "side_by_side.txt")).facts if fact.pointer.table is not None)


def _values(facts: tuple[Fact, ...], kind: str, subject: str, aspect: str = "total") -> list[Decimal]:
    of_item = (fact for fact in facts if (fact.kind, fact.subject.id, fact.aspect) == (kind, subject, aspect))
    return [fact.figure.value for fact in of_item if fact.figure.value is not None]


@pytest.mark.parametrize(
    ("kind", "subject", "aspect", "value"),
    [
        # Halves without a header of their own, told by their totals; the total of each is called 总计 and comes first.
        ("income_expenditure_summary", "sum.income_total", "total", "130.00"),
        ("income_expenditure_summary", "sum.expenditure_total", "total", "130.00"),
        ("income_expenditure_summary", "income.business", "total", "30.00"),
        ("income_expenditure_summary", "carry.in", "total", "10.00"),
        ("income_expenditure_summary", "carry.out", "total", "10.00"),
        ("income_expenditure_summary", "function.212", "total", "108.00"),
        # Two lists of accounts in one table, each with a sum at its foot.
        ("general_basic_expenditure", "economic.30216", "basic", "5.00"),
        ("general_basic_expenditure", "economic.30101", "basic", "60.00"),
        ("general_basic_expenditure", "total", "personnel", "60.00"),
        ("general_basic_expenditure", "total", "public", "5.00"),
        # Beside 三公.
        ("three_public", "three.total", "total", "9.00"),
        ("three_public", "three.vehicle_operation", "total", "6.00"),
        ("three_public", "operating_cost.total", "total", "21.50"),
        ("procurement_table", "total", "procurement_goods", "4.00"),
        ("procurement_table", "total", "procurement_services", "6.50"),
        ("procurement_table", "total", "total", "10.50"),
        # A code printed level by level below one header.
        ("income_summary", "function.2120102", "business", "20.00"),
        ("income_summary", "income.fiscal", "total", "88.00"),
    ],
)
def test_a_figure_has_its_item(facts: tuple[Fact, ...], kind: str, subject: str, aspect: str, value: str) -> None:
    assert set(_values(facts, kind, subject, aspect)) == {Decimal(value)}


def test_an_account_in_several_rows_is_in_pieces(facts: tuple[Fact, ...]) -> None:
    own = [fact for fact in facts if fact.kind == "expenditure_summary" and fact.figure.value is not None and fact.aspect == "total"]
    assert [(fact.subject.id, fact.subject.role) for fact in own] == [
        ("function.2050803", "piece"), ("function.2050803", "piece"), ("function.2120101", "item"), ("function.2120102", "item"),
        ("total", "total"),
    ]


def test_a_blank_column_of_another_amount_is_not_the_total(facts: tuple[Fact, ...]) -> None:
    aspects = {fact.aspect for fact in facts if (fact.kind, fact.subject.id) == ("expenditure_summary", "function.2120101")}
    assert aspects == {"total", "basic", "project", "operating_expenditure"}


@pytest.mark.parametrize(
    ("subject", "stage", "value"),
    [
        ("general.total", "budget", "95.00"), ("general.total", "adjusted", "99.00"), ("general.total", "final", "88.00"),
        ("three.total", "budget", "9.50"), ("three.total", "final", "9.00"),
    ],
)
def test_amounts_told_in_turn_have_their_stages(subject: str, stage: str, value: str) -> None:
    read = read_document(Path(MADE_UP / "side_by_side.txt")).facts
    told = [fact for fact in read if fact.kind == "narrative" and (fact.subject.id, fact.stage) == (subject, stage)]
    assert [fact.figure.value for fact in told if fact.aspect == "total"] == [Decimal(value)]


def test_the_items_of_the_office_name_the_rows_beside_those_of_the_government(facts: tuple[Fact, ...]) -> None:
    own = {fact.pointer.table for fact in facts if fact.figure.value == Decimal("65.00") and fact.kind == "general_basic_expenditure"}
    rows = [fact.subject.id for fact in facts if fact.pointer.table in own and fact.aspect == "basic" and fact.figure.value is not None]
    assert rows == ["economic.30101", "economic.30216", "total"]
