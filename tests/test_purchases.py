"""Lists of purchases: labels that are printed once for several rows, and names that only the project tells apart."""

from __future__ import annotations

from pathlib import Path

from service.documents import read
from service.extraction import extract
from service.facts.builder import build_facts

HEAD = """2025年东江市档案馆部门预算

政府采购支出预算表
单位：万元

采购品目大类\t专项名称\t经济科目\t采购品目名称\t采购组织形式\t总计
"""
MERGED = """合计\t\t\t\t\t40.00
三、服务C\t\t\t\t\t40.00
\t物业费\t物业管理费\t\t\t40.00
\t\t\t物业管理服务\t部门集中采购\t25.00
\t\t\t\t分散自行组织\t10.00
\t\t\t其他服务\t分散自行组织\t5.00
"""
PROJECTS = """合计\t\t\t\t\t30.00
服务\t\t\t\t\t30.00
\t数字馆藏经费\t委托业务费\t其他咨询服务\t分散采购\t20.00
\t修复工作经费\t委托业务费\t其他咨询服务\t分散采购\t10.00
"""


def items(rows: str, folder: Path) -> list[tuple[str, str]]:
    path = folder / "made_up.txt"
    path.write_text(HEAD + rows, encoding="utf-8")
    facts = build_facts(extract(read(path)))
    return [(fact.subject.name, str(fact.figure.value)) for fact in facts if fact.subject.cls == "name" and fact.aspect == "total"]


def test_a_row_without_a_label_is_more_of_the_item_above(tmp_path):
    assert items(MERGED, tmp_path)[1:] == [("物业管理服务", "25.00"), ("物业管理服务", "10.00"), ("其他服务", "5.00")]


def test_what_is_bought_alike_for_several_projects_is_called_by_its_project(tmp_path):
    assert items(PROJECTS, tmp_path) == [("数字馆藏经费", "20.00"), ("修复工作经费", "10.00")]
