"""Every table of the documents against what a person reads on the page: tests/corpus/printed/*.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from service.extraction.model import Table
from tests.reading import extraction_of, paths_of

PRINTED = sorted((Path(__file__).resolve().parent / "corpus" / "printed").glob("*.yaml"))
Rows = dict[int, list[list[str | None]]]


def cases() -> list:
    """One case a table; what can't be reached says why in `known` and must keep failing until the mark is taken out."""
    found = []
    for path in PRINTED:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        for number, table in enumerate(read["tables"]):
            marks = [pytest.mark.xfail(reason=table["known"], strict=True)] if "known" in table else []
            found.append(pytest.param(read["document"], number, table, id=f"{path.stem}-{number + 1:02d}-{table['kind']}", marks=marks))
    return found


def read_by_a_person(table: dict) -> Rows:
    """Line → the rows printed in it; a line that prints one row gives it without a list around it."""
    return {line: rows if isinstance(rows[0], list) else [rows] for line, rows in (table["rows"] or {}).items()}


def read_by_the_service(table: Table) -> Rows:
    rows: Rows = {}
    for row in table.rows:
        rows.setdefault(row.line, []).append([cell.text if cell else None for cell in row.cells])
    return rows


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.stem)
def test_a_document_has_the_tables_that_it_prints(path: Path) -> None:
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert [table.title for table in extraction_of(read["document"]).tables] == [table["title"] for table in read["tables"]]


@pytest.mark.parametrize(("document", "number", "expected"), cases())
def test_a_table_says_what_the_page_says(document: str, number: int, expected: dict) -> None:
    table = extraction_of(document).tables[number]
    head = (table.kind, table.title, table.state, table.unit or "", table.line)
    assert head == tuple(expected[field] for field in ("kind", "title", "state", "unit", "line"))
    assert paths_of(table) == (expected["columns"] or [])
    rows = read_by_the_service(table)
    wrong = {line: rows.get(line) for line, cells in read_by_a_person(expected).items() if rows.get(line) != cells}
    assert wrong == {}
