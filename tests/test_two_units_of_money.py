"""A disclosure whose tables are in 元 and whose text is in 万元; amounts that only its 收支总表 prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.config import Config
from service.ingest import build
from service.pipeline import Service
from tests.made_service import service_of

DOCUMENT = """东江市档案局2026年部门预算
2026年部门预算编制说明
2026年，东江市档案局支出预算43万元，比2025年预算减少5万元。
支出减少的主要原因是库房改造完工。
2026年部门收支预算总表
编制单位：东江市档案局\t单位：元
本年收入\t\t本年支出\t\t\t\t
项目\t预算数\t项目\t预算数\t\t\t
\t\t\t合计\t基本支出\t\t项目支出
\t\t\t\t人员经费\t公用经费\t
一、财政拨款收入\t430,100\t一、一般公共服务支出\t400,100\t250,000\t50,100\t100,000
二、事业收入\t\t二、卫生健康支出\t30,000\t30,000\t\t
收入总计\t430,100\t支出总计\t430,100\t280,000\t50,100\t100,000
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return service_of(tmp_path_factory.mktemp("money"), {"archive": DOCUMENT})


def test_a_change_is_told_beside_the_figure_of_its_sentence_in_that_unit(service: Service) -> None:
    answer = service.answer("东江市档案局2026年预算比2025年少了多少万元")
    assert answer.value is not None and (answer.value.number, answer.value.unit) == ("5", "万元")
    assert "43万元" in answer.answer and "0.0043" not in answer.answer


def test_amounts_of_an_account_that_only_the_summary_prints(service: Service) -> None:
    answer = service.answer("东江市档案局一般公共服务支出里公用经费是多少")
    assert answer.value is not None and (answer.value.number, answer.value.unit) == ("50100", "元"), answer.answer


def test_the_table_of_a_fund_whose_total_is_left_blank_has_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "archive.txt").write_text(
        f"{DOCUMENT}2026年部门政府性基金预算支出功能分类预算表\n编制部门：东江市档案局\t单位：元\n"
        "功能分类科目编码\t功能分类科目名称\t合计\t基本支出\t项目支出\n合计\t\t\t\t\n", encoding="utf-8",
    )
    build(tmp_path)
    answer = Service(Config(tmp_path)).answer("东江市档案局政府性基金预算支出安排了吗")
    assert answer.value is not None and answer.value.number == "0", answer.answer
