"""Nothing lost, nothing twice: every number printed in a table's line is in exactly one cell of that line."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from service.extraction.model import Extraction
from tests.reading import DOCUMENTS, extraction_of

FORMS = {"overall_performance_target", "project_performance_target", "project_application"}
FIGURE = re.compile(r"^\s*(?:<b>)?\s*[-+]?[\d,]*\d(?:\.\s*\d+)?\s*%?\s*(?:</b>)?\s*$")
MARKUP = re.compile(r"<[^>]+>")
# A single character beside the unit of measure is a trace of the page's frame.
FRAME = re.compile(r"^\s*\S?\s*$")
COUNTING = re.compile(r"^\s*\d{1,2}\s*$")


def source_lines(path: Path) -> dict[int, list[str]]:
    """The table lines of a file, read here on their own: line number → printed cells."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return {number: line.split("\t") for number, line in enumerate(lines, 1) if "\t" in line}


def digits(cells: list[str]) -> Counter[str]:
    """The runs of digits, points and commas in printed cells."""
    return Counter(run for cell in cells for run in re.findall(r"\d[\d.,]*", cell))


def extracted_lines(extraction: Extraction, source: dict[int, list[str]]) -> dict[int, list[str]]:
    """Line number → printed cells of the extracted tables; pieces joined over a page break stand at their own lines."""
    found: dict[int, list[str]] = {}
    for table in extraction.tables:
        for row in table.rows:
            for cell in row.cells:
                if cell is not None:
                    place(found, source, cell.printed.split("\n"), cell.line)
    return found


def place(found: dict[int, list[str]], source: dict[int, list[str]], pieces: list[str], line: int) -> None:
    found.setdefault(line, []).append(pieces[0])
    for piece in pieces[1:]:
        line = next(number for number in sorted(source) if number > line and piece in source[number])
        found.setdefault(line, []).append(piece)


def form_lines(extraction: Extraction, source: dict[int, list[str]]) -> set[int]:
    """The lines of forms, whose cells are cut and joined by rules of their own."""
    starts = sorted(table.line for table in extraction.tables if table.state != "absent")
    first = {table.line for table in extraction.tables if table.kind in FORMS}
    ends = {start: next((s for s in starts if s > start), max(source) + 1) for start in first}
    return {number for start in first for number in source if start <= number < ends[start]}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_printed_number_is_in_one_cell_of_its_line(path: Path) -> None:
    source = source_lines(path)
    extraction = extraction_of(path.name)
    found = extracted_lines(extraction, source)
    in_forms = form_lines(extraction, source)
    for number, cells in source.items():
        if number in found and number not in in_forms:
            assert digits(found[number]) == digits(cells), f"line {number}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_only_headers_and_column_numbers_are_no_rows(path: Path) -> None:
    source = source_lines(path)
    extraction = extraction_of(path.name)
    left = set(source) - set(extracted_lines(extraction, source)) - form_lines(extraction, source)
    for number in left:
        figures = [cell for cell in source[number] if FIGURE.match(cell)]
        assert all(COUNTING.match(figure) for figure in figures), f"line {number}: {source[number]}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_number_of_a_form_is_in_one_cell_of_its_line(path: Path) -> None:
    """Read from the file on its own: lines with cells hold all their numbers once; other lines are headers and titles."""
    source = source_lines(path)
    extraction = extraction_of(path.name)
    found = extracted_lines(extraction, source)
    headers = "".join(part for table in extraction.tables for column in table.columns for part in column.path)
    for number in form_lines(extraction, source):
        printed = Counter(run for cell in source[number] for run in re.findall(r"\d+", MARKUP.sub("", cell)))
        in_cells = Counter(run for cell in found.get(number, []) for run in re.findall(r"\d+", MARKUP.sub("", cell)))
        if in_cells != printed:
            furniture = [cell for cell in source[number] if not FRAME.match(cell)]
            left = {run for cell in furniture for run in re.findall(r"\d+", cell)}
            assert number not in found and all(run in headers for run in left), f"line {number}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_rows_are_as_wide_as_their_table(path: Path) -> None:
    for table in extraction_of(path.name).tables:
        assert {len(row.cells) for row in table.rows} <= {len(table.columns)}, table.title


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_no_sentence_is_lost(path: Path) -> None:
    """Every line that ends a sentence outside a table is in a passage, a note or a heading."""
    extraction = extraction_of(path.name)
    kept = {line for passage in extraction.passages for _, line in passage.breaks}
    kept |= {note.line for table in extraction.tables for note in table.notes}
    headings = {re.sub(r"\s", "", part) for passage in extraction.passages for part in passage.section}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        plain = re.sub(r"[\s#*]|^- ", "", line)
        if "\t" not in line and plain.endswith("。") and plain.lstrip("-") not in headings:
            assert number in kept, f"line {number}: {line}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_character_of_a_passage_leads_to_its_line(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    for passage in extraction_of(path.name).passages:
        bounds = [*(offset for offset, _ in passage.breaks), len(passage.text)]
        for (start, line), end in zip(passage.breaks, bounds[1:]):
            piece = re.sub(r"\s", "", passage.text[start:end])
            assert piece in re.sub(r"[\s*]", "", lines[line - 1]), passage.text[:30]
