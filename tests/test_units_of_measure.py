"""A table that prints no unit of measure in a document of tables in 万元 and in 元; units that headers print."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.config import Config
from service.extraction.model import Column
from service.facts.columns import header_unit
from service.ingest import build
from service.pipeline import Service

DOCUMENT = """东江市档案局2024年部门预算
收入总表
单位：万元
科目名称\t合计
一般公共预算拨款\t43.00
合计\t43.00
支出总表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
201\t一般公共服务支出\t43.00\t31.00\t12.00
\t合计\t43.00\t31.00\t12.00
一般公共预算“三公”经费支出表
{unit}
项目\t预算数
“三公”经费合计\t{total}
公务用车购置及运行费\t{cars}
公务接待费\t{guests}
政府性基金预算支出表
单位：元
科目编码\t科目名称\t合计\t基本支出\t项目支出
212\t城乡社区支出\t{total}\t0.00\t{total}
\t合计\t{total}\t0.00\t{total}
"""


def answer(folder: Path, unit: str, total: str, cars: str, guests: str, fund: str):
    (folder / "documents").mkdir()
    text = DOCUMENT.replace("{total}\t0.00\t{total}", f"{fund}\t0.00\t{fund}").format(unit=unit, total=total, cars=cars, guests=guests)
    (folder / "documents" / "archive.txt").write_text(text, encoding="utf-8")
    build(folder)
    return Service(Config(folder)).answer("东江市档案局2024年公务接待费是多少")


def test_an_amount_of_no_proved_unit_is_held_against_no_amount_of_money(tmp_path: Path) -> None:
    answer(tmp_path, "", "52000.00", "40000.00", "12000.00", "70000.00")
    service = Service(Config(tmp_path))
    assert [service.answer(f"东江市档案局2024年公务接待费超过{bound}万元吗").status for bound in (1, 10)] == ["declined", "declined"]


def test_an_amount_of_no_proved_unit_is_not_answered_in_the_usual_one(tmp_path: Path) -> None:
    told = answer(tmp_path, "", "52000.00", "40000.00", "12000.00", "70000.00")
    assert told.value is None or told.value.unit == "", told.answer
    assert "万元" not in told.answer, told.answer


def test_a_total_that_another_table_prints_proves_the_unit(tmp_path: Path) -> None:
    told = answer(tmp_path, "", "52000.00", "40000.00", "12000.00", "52000.00")
    assert told.value is not None and (told.value.number, told.value.unit) == ("12000.00", "元"), told.answer


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        (("预算数（万元）",), "万元"),
        (("预算数（单位：元）",), "元"),
        (("预算数（单位万元）",), "万元"),
        (("预算数（金额单位：元）",), "元"),
        (("2024年预算数（元）", "基本支出"), "元"),
        (("支出（万元）", "其中（元）"), "元"),
        (("单位名称", "基本支出"), None),
    ],
)
def test_the_unit_that_any_part_of_a_header_prints(path: tuple[str, ...], unit: str | None) -> None:
    assert header_unit(Column(path)) == unit
