"""Figures of one document that are printed in 元 and in 万元: their shares, and tables of several."""

from __future__ import annotations

import pytest

from service.pipeline import Service
from tests.made_disclosure import TABLES
from tests.made_service import service_of

THREE = (
    "“三公”经费支出表\n单位：万元\n合计\t因公出国（境）费\t公务用车购置及运行费\t公务接待费\n10.50\t0.00\t10.00\t0.50\n"
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    in_yuan = TABLES.format(total="1050000.00", project="970000.00").replace("万元", "元").replace("8.00", "80000.00")
    return service_of(tmp_path_factory.mktemp("data"), {"archives": f"东江市档案馆2024年部门预算\n{in_yuan}\n{THREE}"})


def test_a_share_is_reckoned_in_one_unit_of_measure(service: Service) -> None:
    answer = service.answer("东江市档案馆三公经费占总支出多少")
    assert answer.status == "answered" and answer.value.number == "10.00" and answer.value.unit == "%"
    assert [working.number for working in answer.workings] == ["10.00"]
