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
