"""The same disclosure in every format gives the same tables and figures."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from service.documents import read
from service.documents.blocks import Grid
from service.ingest import read_document
from tests.made_disclosure import DISCLOSURE, EXPENDITURE, SUMMARY, THREE_PUBLIC
from tests.made_files import Print, grid, write_docx, write_html, write_pdf, write_xls, write_xlsx

WRITERS = {
    "a.pdf": write_pdf,
    "wide.pdf": lambda path, pages: write_pdf(path, pages, Print(wide=True)),
    "rotated.pdf": lambda path, pages: write_pdf(path, pages, Print(rotated=True)),
    "header.pdf": lambda path, pages: write_pdf(path, pages, Print(header="东江市档案馆预算公开", numbered=True)),
    "split.pdf": lambda path, pages: write_pdf(path, pages, Print(split=8, repeated=2)),
    "a.html": write_html,
    "gbk.html": lambda path, pages: write_html(path, pages, "gb18030"),
    "a.docx": write_docx,
    "a.xlsx": write_xlsx,
    "a.xls": write_xls,
}
every_format = pytest.mark.parametrize("name", WRITERS)


@cache
def read_as(name: str):
    """The made-up disclosure, written and read in one format."""
    return read_document(WRITERS[name](Path(mkdtemp()) / name, DISCLOSURE))


@every_format
def test_grids_are_as_printed(name, tmp_path):
    grids = [[row.cells for row in block.rows] for block in read(WRITERS[name](tmp_path / name, DISCLOSURE)).blocks if isinstance(block, Grid)]
    if name == "split.pdf":
        assert [len(rows) for rows in grids] == [8, 8, 6, 3]
    else:
        assert grids == [grid(page.rows) for page in (SUMMARY, EXPENDITURE, THREE_PUBLIC)]


def test_numbers_wrapped_over_lines_are_whole(tmp_path):
    path = write_pdf(tmp_path / "a.pdf", (EXPENDITURE,), Print(columns=(3, 5, 1.5, 1.5, 3, 3, 3, 3)))
    grids = [[row.cells for row in block.rows] for block in read(path).blocks if isinstance(block, Grid)]
    assert grids == [grid(EXPENDITURE.rows)]


def test_an_unruled_table_gives_no_wrong_figures(tmp_path):
    facts = read_document(write_pdf(tmp_path / "a.pdf", DISCLOSURE, Print(ruled=False))).facts
    assert {str(fact.figure.value) for fact in facts} <= {"3", "1300.50", "100.50", "8.38"}


@every_format
def test_tables_are_found_with_their_units(name):
    tables = read_as(name).extraction.tables
    assert [(table.kind, table.title, table.unit, table.state, len(table.rows)) for table in tables] == [
        ("income_expenditure_summary", "收支总表", "万元", "filled", 6),
        ("general_expenditure_by_function", "一般公共预算支出表", "万元", "filled", 10),
        ("three_public", "一般公共预算“三公”经费支出表", "万元", "filled", 1),
    ]
    assert [note.text for note in tables[1].notes] == ["注：本表反映单位本年度一般公共预算支出情况。"]
    assert not any(table.doubts for table in tables)


@every_format
def test_figures_are_the_same_in_every_format(name):
    figures = Counter(described(fact) for fact in read_as(name).facts)
    assert figures == Counter(described(fact) for fact in read_as("a.xlsx").facts)


@every_format
def test_identity_and_text_are_the_same_in_every_format(name):
    own, other = read_as(name).extraction, read_as("a.html").extraction
    assert own.identity == other.identity
    assert own.identity.unit_name == "东江市档案馆"
    assert [(passage.section, passage.text) for passage in own.passages] == [(passage.section, passage.text) for passage in other.passages]


def test_printed_figures_are_read():
    values = {(fact.kind, fact.subject.id, fact.aspect): str(fact.figure.value) for fact in read_as("a.xlsx").facts if fact.pointer.table}
    assert values["general_expenditure_by_function", "function.2012604", "project"] == "216.54"
    assert values["general_expenditure_by_function", "function.2080505", "change_rate"] == "-22.60"


def described(fact) -> tuple:
    """A fact without the place it stands at."""
    return (fact.kind, fact.subject, fact.aspect, fact.year, fact.stage, fact.figure)
