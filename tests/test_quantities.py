"""The grammar of numbers, on tests/corpus/quantities.yaml and cells.yaml."""

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import assets
from service.quantities import find_intervals, find_numerals, find_quantities, parse_cell, parse_numeral

CORPUS = Path(__file__).parent / "corpus"


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    phrasings: list[str]
    value: Decimal | None = None
    unit: str | None = None
    exact: bool = True
    low: Decimal | None = None
    high: Decimal | None = None
    none: bool = False


class CellCase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str
    status: str
    value: Decimal | None = None
    decimals: int = 0
    percent: bool = False


class NumeralCase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    values: list[Decimal]
    phrasings: list[str]


class IntervalCase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    phrasings: list[str]
    low: str = ""
    high: str = ""
    includes: str = ""
    none: bool = False


CASES = assets.load("quantities.yaml", list[Case], CORPUS)
CELLS = assets.load("cells.yaml", list[CellCase], CORPUS)
NUMERALS = assets.load("numerals.yaml", list[NumeralCase], CORPUS)
INTERVALS = assets.load("intervals.yaml", list[IntervalCase], CORPUS)
PHRASINGS = [(phrasing, case) for case in CASES for phrasing in case.phrasings]


@pytest.mark.parametrize(("phrasing", "case"), [pair for pair in PHRASINGS if not pair[1].none])
def test_phrasing_is_one_quantity(phrasing, case):
    found = [(q.value, q.unit, q.exact, q.low, q.high) for q in find_quantities(phrasing)]
    assert found == [(case.value, case.unit, case.exact, case.low, case.high)]


@pytest.mark.parametrize("phrasing", [phrasing for phrasing, case in PHRASINGS if case.none])
def test_no_quantity(phrasing):
    assert find_quantities(phrasing) == ()


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case.text)
def test_cell(case):
    cell = parse_cell(case.text)
    assert (cell.status, cell.value, cell.decimals, cell.percent) == (case.status, case.value, case.decimals, case.percent)


@pytest.mark.parametrize(("phrasing", "values"), [(phrasing, case.values) for case in NUMERALS for phrasing in case.phrasings])
def test_numerals(phrasing, values):
    assert [numeral.value for numeral in find_numerals(phrasing)] == values


@pytest.mark.parametrize(("phrasing", "case"), [(phrasing, case) for case in INTERVALS for phrasing in case.phrasings])
def test_phrasing_is_one_interval(phrasing, case):
    found = [
        (say(one.low), say(one.high), "low " * one.includes_low + "high " * one.includes_high) for one in find_intervals(phrasing)
    ]
    assert found == ([] if case.none else [(case.low, case.high, case.includes and case.includes + " ")])


def say(quantity):
    return f"{quantity.value} {quantity.unit or ''}".rstrip() if quantity else ""


def test_intervals_stand_where_their_words_stand():
    text = "预算超过300万元、但不到五百万元的有3家单位，其中2家在５％以上"
    assert [text[one.start : one.end] for one in find_intervals(text)] == ["超过300万元、但不到五百万元", "５％以上"]


def test_foreign_money_is_told_apart():
    text = "贷款500万美元、20亿日元，配套300万元、人民币2亿元"
    assert [(q.unit, q.is_foreign()) for q in find_quantities(text)] == [
        ("万美元", True), ("亿日元", True), ("万元", False), ("亿元", False),
    ]


def test_several_quantities_with_their_places():
    text = "安排车辆 2 辆、设备64台（套），共1,236.74 万元，占 5.5%。"
    printed = [text[quantity.start : quantity.end] for quantity in find_quantities(text)]
    assert printed == ["2 辆", "64台（套）", "1,236.74 万元", "5.5%"]


def test_scale_converts_to_the_basic_unit():
    (quantity,) = find_quantities("1.2亿元")
    assert quantity.value * quantity.scale() == 120_000_000


def test_printed_decimals_are_kept():
    (quantity,) = find_quantities("3.70万元")
    assert str(quantity.value) == "3.70"


@pytest.mark.parametrize(("text", "value"), [("三", 3), ("十", 10), ("两千零五", 2005), ("1,100", 1100), ("三公", None), ("", None)])
def test_numeral_alone(text, value):
    assert parse_numeral(text) == value


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_any_printed_amount_is_read(whole, hundredths):
    text = f"共{whole:,}.{hundredths:02d}万元。"
    (quantity,) = find_quantities(text)
    assert (quantity.value, quantity.unit) == (Decimal(f"{whole}.{hundredths:02d}"), "万元")
    assert text[quantity.start : quantity.end] == text[1:-1]


@given(st.text(alphabet="0123456789,.%-~ 一二三四五六七八九十百千万亿两零点半元个人年第约余多成分之到至", max_size=80))
def test_any_text_is_read_in_order_and_without_overlap(text):
    at = 0
    for quantity in find_quantities(text):
        assert at <= quantity.start < quantity.end <= len(text)
        assert quantity.low is None or quantity.low < quantity.high
        at = quantity.end
