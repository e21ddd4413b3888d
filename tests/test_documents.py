"""Reading files: encodings, and what can't be read says why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.documents import READERS, read
from service.documents.blocks import Grid
from service.errors import DocumentEmpty, DocumentNotDisclosure, DocumentUnknownFormat, DocumentUnreadable
from service.extraction import extract
from tests.reading import DOCUMENTS, MADE_UP


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("page_split.txt", "utf-8"), ("utf8_mark.txt", "utf-8"), ("gb18030.txt", "gb18030"), ("utf16.txt", "utf-16")],
)
def test_encodings_read_the_same_text(name: str, encoding: str) -> None:
    document = read(MADE_UP / name)
    assert document.lines[0] == "东江市档案馆2024年单位预算"
    assert document.encoding == encoding
    assert document.blocks == read(MADE_UP / "page_split.txt").blocks


def test_line_ends_of_other_systems_make_no_difference() -> None:
    assert read(MADE_UP / "windows_lines.txt").blocks == read(MADE_UP / "page_split.txt").blocks


@pytest.mark.parametrize(
    ("name", "error"),
    [("empty.txt", DocumentEmpty), ("blank.txt", DocumentEmpty), ("binary.txt", DocumentUnreadable), ("missing.txt", DocumentUnreadable)],
)
def test_unreadable_files_say_which_file_and_why(name: str, error: type[Exception]) -> None:
    with pytest.raises(error) as raised:
        read(MADE_UP / name)
    assert raised.value.evidence["file"] == name


def test_file_without_permission_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "locked.txt"
    path.write_text("东江市档案馆2024年单位预算", encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read every file")
    with pytest.raises(DocumentUnreadable):
        read(path)


def test_unknown_format_is_named(tmp_path: Path) -> None:
    path = tmp_path / "预算.odt"
    path.write_bytes(b"x")
    with pytest.raises(DocumentUnknownFormat) as raised:
        read(path)
    assert raised.value.evidence == {"file": "预算.odt"}


def test_text_that_is_no_disclosure_is_refused() -> None:
    with pytest.raises(DocumentNotDisclosure) as raised:
        extract(read(MADE_UP / "not_disclosure.txt"))
    assert raised.value.evidence == {"file": "not_disclosure.txt"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_line_of_a_document_is_in_a_block(path: Path) -> None:
    document = read(path)
    blocks = {row.at.line for block in document.blocks if isinstance(block, Grid) for row in block.rows}
    blocks |= {block.at.line for block in document.blocks if not isinstance(block, Grid)}
    assert blocks == {number for number, line in enumerate(document.lines, 1) if line.strip() or "\t" in line}


def test_the_readme_beside_the_documents_is_no_document() -> None:
    assert ".md" not in READERS
