"""The grammar of years, on tests/corpus/periods.yaml."""

from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import assets
from service.periods import find_periods

TODAY = date(2024, 5, 15)


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Literal["year", "range", "plan", "calendar", "relative", "last", "none"]
    phrasings: list[str]
    years: list[int] = []
    offset: int = 0
    count: int = 0


CASES = assets.load("periods.yaml", list[Case], Path(__file__).parent / "corpus")
PHRASINGS = [(phrasing, case) for case in CASES for phrasing in case.phrasings]


@pytest.mark.parametrize(("phrasing", "case"), [pair for pair in PHRASINGS if pair[1].kind != "none"])
def test_phrasing_is_one_period(phrasing, case):
    found = [(period.kind, list(period.years), period.offset, period.count) for period in find_periods(phrasing, TODAY)]
    assert found == [(case.kind, case.years, case.offset, case.count)]


@pytest.mark.parametrize("phrasing", [phrasing for phrasing, case in PHRASINGS if case.kind == "none"])
def test_no_period(phrasing):
    assert find_periods(phrasing, TODAY) == ()


def test_several_periods_with_their_places():
    text = "深圳2023年比2022多多少，去年呢"
    found = find_periods(text, TODAY)
    assert [text[period.start : period.end] for period in found] == ["2023年", "2022", "去年"]
    assert [period.years for period in found] == [(2023,), (2022,), (2023,)]


def test_today_decides_what_last_year_is():
    (period,) = find_periods("去年", date(2022, 1, 1))
    assert period.years == (2021,)


@given(st.text(alphabet="0123456789年度上下去今前后近三两一二〇零四五十-到至个 本明", max_size=60))
def test_any_text_is_read_in_order_and_without_overlap(text):
    at = 0
    for period in find_periods(text, TODAY):
        assert at <= period.start < period.end <= len(text)
        at = period.end
