"""Score of the grammar of numbers on the Chinese cases of Recognizers-Text, which others wrote.

    python tests/benchmarks/recognizers.py FOLDER

FOLDER holds NumberModel.json, PercentModel.json, CurrencyModel.json and NumberRangeModel.json. A case is right where the
grammar finds as many as the case expects, in the same order, with the same resolved values. What is compared with what:

    NumberModel       find_numerals, the layer below amounts: each number's value, to the 15 digits that the cases have
    PercentModel      find_quantities, those in % and 百分点: the value
    CurrencyModel     find_quantities, those of money: the value in the basic unit, and the currency where the case names one
    NumberRangeModel  find_intervals: both ends in the basic unit, and which of them is open. Whether an end itself belongs
                      to the interval is counted apart, for here the two differ on purpose: 以上, 以下 and 到 include their
                      number (recognizers.yaml says why)

Each case that is not right is listed by its number with the reason in recognizers.yaml why a service for budgets reads it
otherwise. The script ends with an error where a case has no reason, or where a case with a reason is right.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import msgspec

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from service import assets  # noqa: E402
from service.quantities import Quantity, find_intervals, find_numerals, find_quantities  # noqa: E402

DIGITS = 15
CODES = {
    "元": "CNY", "美元": "USD", "欧元": "EUR", "瑞士法郎": "CHF", "港元": "HKD", "台币": "TWD", "日元": "JPY", "英镑": "GBP",
}

Values = list[tuple]


def near(printed: str | Decimal) -> Decimal:
    """A value to as many digits as the expected ones have."""
    value = Decimal(printed)
    return Decimal(f"{value:.{DIGITS - 1}e}").normalize()


def basic(quantity: Quantity) -> Decimal:
    return near(quantity.value * quantity.scale())


def find_numbers(text: str) -> Values:
    return [(near(numeral.value), numeral.high) for numeral in find_numerals(text)]


def expected_numbers(case: dict) -> Values:
    return [(near(result["Resolution"]["value"]), None) for result in case["Results"]]


def find_percentages(text: str) -> Values:
    return [(near(q.value), q.high) for q in find_quantities(text) if q.unit in ("%", "百分点")]


def expected_percentages(case: dict) -> Values:
    return [(near(result["Resolution"]["value"].rstrip("%")), None) for result in case["Results"]]


def find_money(text: str) -> Values:
    found = [(basic(q), CODES.get((q.unit or "").lstrip("万亿"))) for q in find_quantities(text)]
    return [(value, code) for value, code in found if code]


def expected_money(case: dict) -> Values:
    found = [result["Resolution"] for result in case["Results"]]
    return [(near(one["value"]) if one.get("value") else None, one.get("isoCurrency") or "USD") for one in found]


def find_ranges(text: str) -> Values:
    return [tuple(basic(end) if end else None for end in (one.low, one.high)) for one in find_intervals(text)]


def expected_ranges(case: dict) -> Values:
    ends = (result["Resolution"]["value"].strip("[]()").split(",") for result in case["Results"])
    return [tuple(near(end) if end else None for end in pair) for pair in ends]


def same_ends_belong(case: dict) -> bool:
    """Whether the ends that belong to the intervals are those that the case expects."""
    values = (result["Resolution"]["value"] for result in case["Results"])
    expected = [(value.startswith("["), value.endswith("]")) for value in values]
    return expected == [(one.includes_low, one.includes_high) for one in find_intervals(case["Input"])]


MODELS: dict[str, tuple[Callable[[str], Values], Callable[[dict], Values]]] = {
    "NumberModel": (find_numbers, expected_numbers),
    "PercentModel": (find_percentages, expected_percentages),
    "CurrencyModel": (find_money, expected_money),
    "NumberRangeModel": (find_ranges, expected_ranges),
}


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cases of each model that are read otherwise for one reason."""

    why: str
    NumberModel: list[int] = []
    PercentModel: list[int] = []
    CurrencyModel: list[int] = []
    NumberRangeModel: list[int] = []


def load_reasons() -> dict[str, dict[int, str]]:
    """recognizers.yaml: for each model, the numbers of the cases that are read otherwise, and why."""
    groups = assets.load("recognizers.yaml", list[Group], HERE)
    return {model: {number: group.why for group in groups for number in getattr(group, model)} for model in MODELS}


def main(folder: Path) -> int:
    reasons, unexplained = load_reasons(), []
    for model, (find, expect) in MODELS.items():
        cases = json.loads((folder / f"{model}.json").read_text(encoding="utf-8-sig"))
        wrong = [number for number, case in enumerate(cases) if find(case["Input"]) != expect(case)]
        print(f"{model}: {len(cases) - len(wrong)} of {len(cases)}")
        if model == "NumberRangeModel":
            agreed = sum(same_ends_belong(case) for number, case in enumerate(cases) if number not in wrong)
            print(f"  of these, the same ends belong to the interval: {agreed}")
        for number in wrong:
            print(f"  {number}: {reasons[model].get(number, 'NO REASON GIVEN')}")
        unexplained += [(model, number) for number in set(wrong) ^ set(reasons[model])]
    for model, number in unexplained:
        print(f"{model} {number}: wrong without a reason, or right with one", file=sys.stderr)
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
