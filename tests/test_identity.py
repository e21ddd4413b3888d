"""Whose disclosure a file is: from its title, its title page, its tables, a form, last the name of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.documents import read
from service.extraction import extract
from service.extraction.model import Identity

TABLE = "收入总表\n单位：万元\n科目名称\t合计\n一般公共预算拨款\t12.00\n合计\t12.00\n"

# File name, text, unit, year, variant.
CASES = [
    ("a.txt", f"东江市临江区2026年区级部门预算\n预算主管部门：东江市临江区司法局\n{TABLE}", "东江市临江区司法局", 2026, "department"),
    ("a.txt", f"上海市临江区2026年区级部门预算\n预算主管部门：上海市临江区司法局\n{TABLE}", "上海市临江区司法局", 2026, "department"),
    ("a.txt", f"上海市档案局部门2026年度部门预算信息公开\n{TABLE}", "上海市档案局", 2026, "department"),
    ("a.txt", "2026年部门收支总表\n部门：上海市档案局\n单位：万元\n项目\t金额\n2025年结转\t1.00\n收入总计\t1.00\n", "上海市档案局", 2026, None),
    ("a.txt", "部门整体支出绩效目标申报表（2026年度）\n部门名称\t上海市档案局\n年度目标\t完成接收\n", "上海市档案局", 2026, None),
    ("上海市档案局-2026-部门预算报表（仅表）.txt", TABLE, "上海市档案局", 2026, "department"),
]


def identity_of(folder: Path, name: str, text: str) -> Identity:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return extract(read(path)).identity


@pytest.mark.parametrize(("name", "text", "unit", "year", "variant"), CASES)
def test_the_unit_is_found_where_the_document_says_it(tmp_path: Path, name: str, text: str, unit: str, year: int, variant: str) -> None:
    identity = identity_of(tmp_path, name, text)
    assert (identity.unit_name, identity.year, identity.variant) == (unit, year, variant)


def test_a_unit_of_a_county_belongs_to_that_county(tmp_path: Path) -> None:
    identity = identity_of(tmp_path, *CASES[1][:2])
    assert (identity.region, identity.province, identity.level) == ("临江区", "上海", "county")
