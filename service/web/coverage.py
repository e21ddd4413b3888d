"""What the documents disclose: each document against the statutory tables, each cell filled, empty, named in the contents only, or not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from service.extraction.kinds import kind_named
from service.facts.audit.words import audit_words
from service.web.browse import Library, StoreRow, list_documents
from service.web.contract import DocumentSummary
from service.web.filters import has_words

# From the best to the worst; what a document does not have at all is missing.
STATES = ("filled", "empty", "absent", "missing")


@dataclass(frozen=True)
class CoverageCell:
    """One statutory table of one document; `table` is its id, None where there is none."""

    state: str
    table: str | None


@dataclass(frozen=True)
class CoverageRow:
    """One document with its statutory tables, in the order of the columns."""

    document: DocumentSummary
    cells: tuple[CoverageCell, ...]


@dataclass(frozen=True)
class Coverage:
    """The page: names of the statutory tables, the documents, and how many cells are of each state."""

    columns: tuple[str, ...]
    rows: tuple[CoverageRow, ...]
    counts: dict[str, int]


def read_coverage(library: Library, query: str) -> Coverage:
    """The coverage of the documents whose unit, region, year or title has what is searched; by region, unit and year."""
    kinds = [each.split("|") for each in audit_words().statutory]
    tables: dict[object, list[StoreRow]] = {}
    for table in library.rows("tables", order=("document_id", "ordinal")):
        tables.setdefault(table["document_id"], []).append(table)
    documents = [each for each in list_documents(library) if is_found(each, query)]
    rows = tuple(CoverageRow(each, tuple(_cell(tables.get(each.id, ()), kind) for kind in kinds)) for each in documents)
    counts = Counter(cell.state for row in rows for cell in row.cells)
    return Coverage(tuple(kind_named(kind[0]).name for kind in kinds), rows, {state: counts[state] for state in STATES})


def is_found(document: DocumentSummary, query: str) -> bool:
    """Whether a document is one of those that a filter box is after."""
    return has_words(query, document.unit_name, document.region, str(document.year), document.title)


def _cell(tables: Iterable[StoreRow], kinds: list[str]) -> CoverageCell:
    """The best of a document's tables of some kinds."""
    found = [table for table in tables if table["kind"] in kinds]
    if not found:
        return CoverageCell("missing", None)
    best = min(found, key=lambda table: STATES.index(table["state"]))
    return CoverageCell(best["state"], best["table_id"])
