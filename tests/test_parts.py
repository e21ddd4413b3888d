"""A disclosure whose text and tables are published in files of their own: both stay, and answers come from either."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from service.config import Config
from service.errors import DocumentCutOff, DocumentWithoutText
from service.facts.store import Store
from service.ingest import add
from service.pipeline import open_service
from tests.made_disclosure import COVER, DISCLOSURE, EXPENDITURE, SUMMARY, TEXT, THREE_PUBLIC
from tests.made_files import Page, write_docx, write_pdf, write_xlsx

MORE = Page(
    above=(
        "二、机关运行经费", "2024年机关运行经费预算33.30万元。",
        "三、“三公”经费情况", "2024年“三公”经费预算14.80万元，其中：公务接待费2.20万元。",
    )
)
ONLY_TEXT = (COVER, TEXT, MORE)
ONLY_TABLES = (COVER, SUMMARY, EXPENDITURE, THREE_PUBLIC)
WHOLE = (*DISCLOSURE[:2], MORE, *DISCLOSURE[2:])


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """The text, its text with one table, the tables, some of them, and the whole disclosure, each a file."""
    return {
        "text": write_docx(tmp_path / "text.docx", ONLY_TEXT),
        "text with a table": write_docx(tmp_path / "more.docx", (*ONLY_TEXT, THREE_PUBLIC)),
        "tables": write_xlsx(tmp_path / "tables.xlsx", ONLY_TABLES),
        "one table": write_xlsx(tmp_path / "one.xlsx", (COVER, THREE_PUBLIC)),
        "other tables": write_xlsx(tmp_path / "other.xlsx", (COVER, SUMMARY, EXPENDITURE)),
        "whole": write_pdf(tmp_path / "whole.pdf", WHOLE),
    }


@pytest.mark.parametrize(
    ("first", "second"),
    [("text", "tables"), ("tables", "text"), ("text with a table", "tables"), ("tables", "text with a table"), ("one table", "other tables")],
)
def test_parts_of_a_disclosure_stand_beside_each_other(tmp_path: Path, files: dict[str, Path], first: str, second: str) -> None:
    data = tmp_path / "data"
    for name in (first, second):
        added = add([files[name]], data)
        assert ([entry.path.name for entry in added.taken], added.replaced, added.refused) == ([files[name].name], (), ())
    assert len(Store(data).fetch("documents")) == 2


def test_the_whole_replaces_its_parts(tmp_path: Path, files: dict[str, Path]) -> None:
    data = tmp_path / "data"
    add([files["text"], files["tables"]], data)
    added = add([files["whole"]], data)
    assert sorted(added.replaced) == [("whole.pdf", "tables.xlsx"), ("whole.pdf", "text.docx")]
    assert len(Store(data).fetch("documents")) == 1


@pytest.mark.parametrize(("part", "error"), [("text", DocumentCutOff), ("one table", DocumentCutOff), ("tables", DocumentWithoutText)])
def test_a_part_does_not_replace_the_whole(tmp_path: Path, files: dict[str, Path], part: str, error: type[Exception]) -> None:
    data = tmp_path / "data"
    add([files["whole"]], data)
    added = add([files[part]], data)
    assert [type(reason) for _, reason in added.refused] == [error]
    assert [row["file"] for row in Store(data).fetch("documents")] == ["whole.pdf"]


def test_a_corrected_part_replaces_the_part(tmp_path: Path, files: dict[str, Path]) -> None:
    data = tmp_path / "data"
    add([files["text"], files["tables"]], data)
    corrected = write_docx(tmp_path / "corrected.docx", (*ONLY_TEXT, Page(above=("四、更正", "以本文为准。"))))
    assert add([corrected], data).replaced == (("corrected.docx", "text.docx"),)
    assert sorted(row["file"] for row in Store(data).fetch("documents")) == ["corrected.docx", "tables.xlsx"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("东江市档案馆机关运行经费多少", "33.30万元"),
        ("东江市档案馆2024年基本支出多少", "1020.20万元"),
        ("东江市档案馆公务接待费多少", "2.20万元"),
        ("东江市档案馆有哪些表", "共有3张表"),
        ("东江市档案馆有哪些内设机构", "保管科"),
        ("东江市档案馆文字和表对得上吗", "两者之间没有核对"),
    ],
)
def test_answers_come_from_either_part(tmp_path: Path, files: dict[str, Path], question: str, answer: str) -> None:
    data = tmp_path / "data"
    add([files["text"], files["tables"]], data)
    reply = open_service(Config(data)).answer(question)
    assert reply.status == "answered" and answer in reply.answer and reply.citations


@pytest.mark.parametrize(("printed", "differs"), [("14.803000", False), ("14.796200", False), ("14.80", False), ("14.810000", True), ("15.80", True)])
def test_a_sentence_that_rounds_the_table_does_not_differ_from_it(tmp_path: Path, printed: str, differs: bool) -> None:
    rows = (*THREE_PUBLIC.rows[:2], (printed, "", "", "", "", printed))
    data = tmp_path / "data"
    add([write_docx(tmp_path / "text.docx", ONLY_TEXT), write_xlsx(tmp_path / "tables.xlsx", (COVER, replace(THREE_PUBLIC, rows=rows)))], data)
    reply = open_service(Config(data)).answer("东江市档案馆2024年三公经费多少")
    assert printed in reply.answer
    assert any("14.80" in note for note in reply.notes) is differs
