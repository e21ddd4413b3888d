"""Headers that name a year, or two of them: which basis, which year, and whether they hold an amount or its change."""

from __future__ import annotations

import pytest

from service.extraction.model import Column
from service.facts.columns import read_column
from service.facts.model import Coordinates


def said(*path: str) -> Coordinates:
    return read_column(Column(path), "general_expenditure_by_function", False).coordinates


@pytest.mark.parametrize(
    ("header", "stage", "year", "years_ago"),
    [
        ("2023年决算", "final", 2023, 0),
        ("2023年度决算", "final", 2023, 0),
        ("2023年支出决算", "final", 2023, 0),
        ("上年决算", "final", None, 1),
        ("上年度决算数", "final", None, 1),
        ("上年执行", "execution", None, 1),
        ("2023年执行", "execution", 2023, 0),
        ("2023年预计执行", "execution", 2023, 0),
        ("上年预计执行数", "execution", None, 1),
        ("上年预算", "budget", None, 1),
        ("2023年预算", "budget", 2023, 0),
    ],
)
def test_a_header_says_the_basis_of_its_year(header: str, stage: str, year: int | None, years_ago: int) -> None:
    read = said(header)
    assert (read.stage, read.year, read.years_ago) == (stage, year, years_ago)


@pytest.mark.parametrize(
    ("path", "aspect", "year", "base_year"),
    [
        (("2024年比2023年增减",), "change", 2024, 2023),
        (("2024年预算数比2023年决算数增减",), "change", 2024, 2023),
        (("比2023年增减",), "change", None, 2023),
        (("比2023年增减%",), "change_rate", None, 2023),
        (("较上年增减额",), "change", None, None),
        (("较上年增减率",), "change_rate", None, None),
        (("增减（+、-）",), "change", None, None),
        (("2024年比2023年增减", "合计"), "change", 2024, 2023),
        (("2024年比2023年增减", "%"), "change_rate", 2024, 2023),
        (("2024年比2023年增减", "基本支出"), "basic.change", 2024, 2023),
        (("2024年与2023年收支", "2024年预算数"), "", 2024, None),
    ],
)
def test_a_header_that_compares_holds_a_change(path: tuple[str, ...], aspect: str, year: int | None, base_year: int | None) -> None:
    read = said(*path)
    assert (read.aspect, read.year, read.base_year) == (aspect, year, base_year)


@pytest.mark.parametrize("path", [("2024年比2023年",), ("2024年预算为2023年决算的%",), ("2024年比2023年", "金额"), ("2024年比2023年", "基本支出"), ("与上年相比",)])
def test_what_compares_in_words_that_are_not_known_is_no_amount_of_a_year(path: tuple[str, ...]) -> None:
    assert said(*path).aspect == "other"


def test_a_change_is_counted_from_the_basis_that_its_header_names() -> None:
    assert (said("2024年预算数比2023年决算数增减").stage, said("2024年预算数比2023年决算数增减").base_stage) == ("", "final")
