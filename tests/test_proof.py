"""What the audit rules prove of a document: told when it is added, on its page, and in answers from one that contradicts itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.config import Config
from service.ingest import build, read_document
from service.pipeline import Service
from tests.reading import DOCUMENTS

HEAD = "东江市档案局2024年部门预算\n支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
ROW = "2080{n}\t{name}\t{total}\t{basic}\t{project}\n"
NAMES = ["人力资源和社会保障管理事务", "民政管理事务", "补充全国社会保障基金", "行政事业单位养老支出"]


def made(folder: Path, total: str) -> Path:
    """A document of four rows whose 合计 is `total`, beside 5.00 and 7.00 that it is the sum of."""
    rows = "".join(ROW.format(n=n, name=name, total=total, basic="5.00", project="7.00") for n, name in zip("1235", NAMES))
    path = folder / "a.txt"
    path.write_text(f"{HEAD}{rows}\t合计\t48.00\t20.00\t28.00\n", encoding="utf-8")
    return path


def test_sums_that_hold_are_counted(tmp_path: Path) -> None:
    score = read_document(made(tmp_path, "12.00")).score
    assert (score.held, score.conflicts, score.doubtful) == (8, 0, False)
    assert score.found == ("expenditure_summary",)


def test_a_document_that_contradicts_itself_everywhere_is_doubtful(tmp_path: Path) -> None:
    score = read_document(made(tmp_path, "21.00")).score
    assert score.conflicts == 5
    assert score.doubtful


def test_an_answer_from_a_doubtful_document_says_so(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    made(tmp_path / "documents", "21.00")
    build(tmp_path)
    answer = Service(Config(tmp_path)).answer("东江市档案局基本支出多少")
    assert any("东江市档案局2024年部门预算" in note and "以原文为准" in note for note in answer.notes)


@pytest.mark.parametrize("path", DOCUMENTS)
def test_the_shipped_documents_are_proved(path: Path) -> None:
    score = read_document(path).score
    assert score.held > 50
    assert not score.doubtful
