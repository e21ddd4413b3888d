"""What the tests of extraction share: the documents of the repository as read, made-up ones, and how to pick a cell."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from service.documents import read
from service.documents.blocks import GridRow, Locator
from service.extraction import extract
from service.extraction.forms import read_form
from service.extraction.model import Cell, Extraction, Table

ROOT = Path(__file__).resolve().parent
DOCUMENTS = sorted((ROOT.parent / "data" / "documents").glob("*.txt"))
MADE_UP = ROOT / "documents"


@cache
def extraction_of(name: str) -> Extraction:
    """The extraction of the document whose file name begins with `name`."""
    return extract(read(next(path for path in DOCUMENTS if path.name.startswith(name))))


def made_up(name: str) -> Extraction:
    """The extraction of a small document of tests/documents."""
    return extract(read(MADE_UP / name))


def made_up_form(title: str, *lines: str, kind: str = "project_performance_target", first: int = 1) -> tuple[Table, ...]:
    """The tables of a form whose lines begin at line `first`; `|` parts the cells."""
    rows = tuple(GridRow(tuple(line.split("|")), Locator(number, number)) for number, line in enumerate(lines, first))
    return read_form(title, kind, rows, None, None, None, (), first)


def table_of(extraction: Extraction, kind: str) -> Table:
    """The first table of a kind."""
    return next(table for table in extraction.tables if table.kind == kind)


def paths_of(table: Table) -> list[str]:
    """The header paths, levels joined by `>`, with the half in front."""
    return [">".join(([column.half] if column.half else []) + list(column.path)) for column in table.columns]


def cell_at(table: Table, line: int, column: int) -> Cell | None:
    """The cell that is printed in a source line, by column from 0."""
    return next(row for row in table.rows if row.line == line).cells[column]


def text_at(table: Table, line: int, column: int) -> str | None:
    """The text of that cell, None where nothing is printed."""
    cell = cell_at(table, line, column)
    return cell.text if cell else None
