"""How computed figures follow from printed ones: the formula that is shown beside each."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest


@pytest.mark.parametrize(
    ("question", "formulas"),
    [
        ("四川基本支出占比", ["404.8 ÷ 1347.44 ≈ 30.04%"]),
        ("深圳比武汉三公经费多多少", ["5 - 3.7 = 1.3万元"]),
        ("深圳总预算是武汉的几倍", ["10327 ÷ 1236.74 ≈ 8.35倍"]),
        ("武汉三公经费换成元", ["3.7万元 = 37000元"]),
        ("深圳比武汉基本支出占比低多少", ["1809 ÷ 10327 ≈ 17.52%", "838.38 ÷ 1236.74 ≈ 67.79%", "67.79% - 17.52% = 50.27个百分点"]),
        ("各单位三公经费平均是多少", ["(0 + 5 + 3.7 + 0.1 + 0.8) ÷ 5 = 1.92万元", "0 + 5 + 3.7 + 0.1 + 0.8 = 9.6万元"]),
        ("四川总预算的增长率", ["45.39 ÷ (1347.44 - 45.39) ≈ 3.49%"]),
        ("深圳三公经费多少", []),
    ],
)
def test_each_computed_figure_has_its_formula(asked, question, formulas):
    answer = asked(question, None).answer
    assert [working.formula for working in answer.workings] == formulas


def test_a_share_of_a_sum_is_told_of_the_sum_and_leads_to_all_its_parts(asked):
    answer = asked("深圳三公占五家三公总和的百分比", None).answer
    total, share = answer.workings
    assert share.formula == "5 ÷ 9.6 ≈ 52.08%"
    assert total.formula.endswith("= 9.6万元") and sorted(total.citations) == [0, 1, 2, 3, 4]
    assert set(share.citations) == {0, 1, 2, 3, 4}


def test_the_operands_of_several_answers_in_one_are_those_of_each(asked):
    answer = asked("住房公积金，深圳是武汉的几倍？比武汉多多少？", None).answer
    assert [working.unit for working in answer.workings] == ["倍", "万元"]
    for working in answer.workings:
        operands = {Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?", working.formula)}
        assert {Decimal(answer.citations[place].text.replace(",", "")) for place in working.citations} <= operands
