"""Notes under an answer: each says once which unit it is of, and none says what is not so."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.pipeline import Service
from tests.made_disclosure import TABLES
from tests.made_service import service_of

TEXT = "第二部分 预算情况说明\n2026年，东江市档案馆支出预算980.00万元，比{base}年预算增加93.10万元，增长10.50%。\n"
OWN_YEAR = "原文就是“比2026年预算”，与文件自己的年度相同，疑为笔误；这里照原文回答，没有改动。"


def with_base(data: Path, base: str) -> Service:
    tables = TABLES.format(total="980.00", project="972.00")
    east = f"东江市档案馆2026年部门预算\n{TEXT.format(base=base)}{tables}"
    west = TABLES.format(total="500", project="492").replace("8.00", "8").replace("万元", "元").replace("档案", "图书")
    return service_of(data, {"east": east, "west": f"西江市图书馆2026年部门预算\n{west}"})


@pytest.mark.parametrize(("base", "said"), [("2026", True), ("2025", False)])
def test_a_change_against_the_documents_own_year_is_remarked(tmp_path: Path, base: str, said: bool) -> None:
    answer = with_base(tmp_path, base).answer("东江市档案馆2026年支出预算增加了多少")
    assert answer.value is not None and answer.value.number == "93.10" and f"比{base}年预算增加" in answer.answer
    assert (OWN_YEAR in answer.notes) is said


def test_a_note_names_its_unit_once(tmp_path: Path) -> None:
    answer = with_base(tmp_path, "2025").answer("各单位的一般公共服务支出和差旅费是多少")
    about = [note for note in answer.notes if "差旅费" in note]
    assert len(about) == 2 and all(note.count("江市") == 1 for note in about), answer.notes


def test_what_is_printed_in_whole_yuan_is_not_called_rounded(tmp_path: Path) -> None:
    answer = with_base(tmp_path, "2025").answer("各单位总支出从高到低")
    assert answer.table is not None and not any("四舍五入" in note for note in answer.notes)
