"""Names of offices said by their beginning and their end, with 本级 behind them, or holding words for a fall."""

from __future__ import annotations

import pytest

from service.pipeline import Service
from tests.made_service import service_of

CENTRE = """2026年宝鸡市减灾降噪管理运行技术中心单位预算
三公经费支出表
单位：万元
三公经费合计\t因公出国（境）费\t公务用车购置费\t公务用车运行维护费\t公务接待费
3.00\t0.00\t0.00\t2.00\t1.00

“三公”经费预算情况说明
2026年“三公”经费预算数为3.00万元，比2025年预算增加0.50万元。
国有资产占有使用情况
截至2025年12月31日，共有车辆2辆；单价100万元（含）以上设备3台（套）。
"""
OWN = """东江市档案局（本级）2026年单位预算
三公经费支出表
单位：万元
三公经费合计\t因公出国（境）费\t公务用车购置费\t公务用车运行维护费\t公务接待费
4.00\t0.00\t0.00\t3.00\t1.00
"""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return service_of(tmp_path_factory.mktemp("centre"), {"centre": CENTRE, "own": OWN})


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("减灾降噪中心三公经费多少", "3.00"),
        ("宝鸡市减灾降噪技术中心公务接待费多少", "1.00"),
        ("减灾降噪中心三公经费比上年增加多少", "0.50"),
        ("东江市档案局本级三公经费多少", "4.00"),
        ("东江市档案局（本级）公务接待费", "1.00"),
        ("东江市档案局局本级公车运行费多少", "3.00"),
        ("减灾降噪中心和东江市档案局三公加起来多少", "7.00"),
    ],
)
def test_a_name_is_said_by_its_beginning_and_its_end_or_with_what_the_office_is(centre: Service, question: str, number: str) -> None:
    answer = centre.answer(question)
    assert (answer.status, answer.value and answer.value.number) == ("answered", number), answer.answer


@pytest.mark.parametrize("question", ["降噪中心三公经费多少", "减灾降噪学校三公经费多少", "宝鸡市减灾救援中心三公经费多少", "南江市减灾降噪中心三公经费多少"])
def test_a_short_name_that_is_not_one_of_the_unit_is_refused(centre: Service, question: str) -> None:
    assert centre.answer(question).status == "declined"


def test_a_unit_whose_name_says_a_fall_is_asked_for_a_rise(centre: Service) -> None:
    assert centre.answer("减灾降噪中心三公经费比上年增加多少").canonical.endswith("三公经费比上年增加多少")


def test_a_number_of_pieces_has_its_unit_as_printed(centre: Service) -> None:
    answer = centre.answer("减灾降噪中心单价100万元以上设备多少")
    assert (answer.value.number, answer.value.unit) == ("3", "台（套）")
