"""FACTS → CITATIONS: the printed cell, note or sentence that a figure stands in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from urllib.parse import urlencode

import msgspec

from service.assets import load
from service.extraction.kinds import kind_named
from service.extraction.model import Column
from service.facts.columns import read_column
from service.facts.records import SEPARATOR
from service.facts.store import Row, Store
from service.quantities import parse_cell
from service.query.finder import Collection
from service.reply.answer import Citation, DocumentRef, TableRef
from service.reply.words import answers

Span = tuple[int, int]

# Which label of a row a reader would name it by.
ROW_LABELS = ("year", "indicator", "activity", "name", "project_name", "unit_name", "category", "code", "item", "unit_code")


class CitationWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/replies/citations.yaml."""

    path: str
    sentence_end: str


@cache
def citation_words() -> CitationWords:
    """How places are written."""
    return load("replies/citations.yaml", CitationWords)


def look_ahead(collection: Collection, facts: Iterable[Row]) -> None:
    """Read at once what citing some facts needs; hundreds of them may be cited by one answer."""
    collection.store.ahead(("tables", "cells", "columns", "table_rows", "repairs"), (f["table_id"] for f in facts if f["table_id"] is not None))


def cite_facts(collection: Collection, facts: tuple[Row, ...]) -> list[Citation]:
    """One citation for each place, in order, each place once."""
    return list(distinct(cite_fact(collection, fact) for fact in facts))


def distinct(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Each place once, in order."""
    return tuple({citation.url: citation for citation in citations}.values())


def cite_fact(collection: Collection, fact: Row) -> Citation:
    """The place of one fact."""
    if fact["passage_id"] is not None:
        return cite_passage(collection, fact["passage_id"], fact["start"], fact["stop"])
    if fact["note"] is not None:
        return cite_note(collection, fact["table_id"], fact["note"])
    return cite_cell(collection, fact["table_id"], fact["row"], fact["col"])


def cite_cell(collection: Collection, table_id: str, row: int, col: int) -> Citation:
    """One cell of a table; a blank one too."""
    store = collection.store
    table = store.fetch("tables", {"table_id": table_id})[0]
    cells = {cell["col"]: cell for cell in store.fetch("cells", {"table_id": table_id, "row": row})}
    columns = store.fetch("columns", {"table_id": table_id}, ("col",))
    line = store.fetch("table_rows", {"table_id": table_id, "row": row})[0]["line"]
    cell = cells.get(col)
    return Citation(
        document=_document(collection, table["document_id"]), table=_table(table),
        doubtful=bool(cell and cell["doubtful"]), section=None,
        row=row_label(columns, cells, col, table["kind"]), column=column_label(columns[col]["path"]),
        text=cell["text"] if cell else "", line=cell["line"] if cell else line,
        url=_url(table["document_id"], table=table_id, row=row, col=col),
    )


def cite_note(collection: Collection, table_id: str, note: int) -> Citation:
    """A note under a table."""
    table = collection.store.fetch("tables", {"table_id": table_id})[0]
    found = collection.store.fetch("table_notes", {"table_id": table_id, "note": note})[0]
    return Citation(
        document=_document(collection, table["document_id"]), table=_table(table), doubtful=False, section=None, row=None,
        column=None, text=found["text"], line=found["line"], url=_url(table["document_id"], table=table_id, note=note),
    )


def cite_table(collection: Collection, table_id: str) -> Citation:
    """A table as a whole."""
    table = collection.store.fetch("tables", {"table_id": table_id})[0]
    return Citation(
        document=_document(collection, table["document_id"]), table=_table(table), doubtful=False, section=None, row=None,
        column=None, text=table["title"], line=table["line"], url=_url(table["document_id"], table=table_id),
    )


def cite_place(collection: Collection, document_id: str, place: Row) -> Citation:
    """A place of a finding: a cell, a table, characters of a passage, or a line."""
    if place["passage_id"] is not None:
        return cite_passage(collection, place["passage_id"], place["start"], place["stop"])
    if place["table_id"] is not None and place["row"] is not None:
        return cite_cell(collection, place["table_id"], place["row"], place["col"])
    if place["table_id"] is not None:
        return cite_table(collection, place["table_id"])
    return cite_line(collection, document_id, place["line"])


def cite_line(collection: Collection, document_id: str, line: int) -> Citation:
    """A line of the source."""
    found = collection.store.fetch("lines", {"document_id": document_id, "line": line})[0]
    return Citation(
        document=_document(collection, document_id), table=None, doubtful=False, section=None, row=None, column=None,
        text=found["text"].strip(), line=line, url=_url(document_id, line=line),
    )


def cite_passage(collection: Collection, passage_id: str, start: int, stop: int) -> Citation:
    """Characters of a narrative paragraph; the text cited is the sentence around them."""
    passage = collection.store.fetch("passages", {"passage_id": passage_id})[0]
    return Citation(
        document=_document(collection, passage["document_id"]), table=None, doubtful=False,
        section=citation_words().path.join(passage["section"].split(SEPARATOR)), row=None, column=None,
        text=sentence_around(passage["text"], start, stop), line=_line(passage, start),
        url=_url(passage["document_id"], passage=passage_id, start=start, stop=stop),
    )


def sentence_around(text: str, start: int, stop: int) -> str:
    """The sentence that characters [start, stop) stand in."""
    return text[slice(*part_around(text, start, stop, citation_words().sentence_end))].strip()


def part_around(text: str, start: int, stop: int, end: str) -> Span:
    """The part of a text, between two matches of the expression `end`, that characters [start, stop) stand in."""
    ends = [found.end() for found in re.finditer(end, text)]
    return max((at for at in ends if at <= start), default=0), min((at for at in ends if at >= stop), default=len(text))


def place_text(collection: Collection, citation: Citation) -> str:
    """Where a citation is printed, in words: its page in a paged document, else its line."""
    shown, words = at_page(collection, citation), answers()["chat"]
    return words["page" if shown.page else "line"].format(line=shown.line)


def at_page(collection: Collection, citation: Citation) -> Citation:
    """A citation as readers look it up: in a paged document by its page."""
    page = collection.catalog.page_of(citation.document.id, citation.line or 0)
    return citation if page is None else msgspec.structs.replace(citation, line=page, page=page)


def _line(passage: Row, start: int) -> int:
    lines = [line for offset, line in json.loads(passage["breaks"]) if offset <= start]
    return lines[-1] if lines else passage["line"]


def _document(collection: Collection, document_id: str) -> DocumentRef:
    found = collection.catalog.disclosure(document_id)
    return DocumentRef(found.document_id, found.title, found.unit, found.year)


def _table(table: Row) -> TableRef:
    return TableRef(table["table_id"], table["kind"], kind_named(table["kind"]).name, table["title"])


def row_label(columns: list[Row], cells: dict[int, Row], col: int, kind: str) -> str | None:
    """The label of a row as printed, of the half that the cell stands in; where no header says which, the nearest words."""
    half = columns[col]["half"]
    own = _own_list(columns, cells, col, kind)
    labels: dict[str, str] = {}
    words = [cells[c]["text"] for c in range(col - 1, -1, -1) if c in cells and parse_cell(cells[c]["text"]).status == "text"]
    for column in columns:
        cell = cells.get(column["col"])
        if cell and column["half"] == half and column["col"] != col and (not own or column["col"] in own):
            label = _role(column, kind)
            labels.setdefault(label if column["col"] < col else "right", cell["text"])
    return next((labels[role] for role in ROW_LABELS if role in labels), next(iter(words), None))


def _role(column: Row, kind: str) -> str:
    return _role_of(column["path"], kind)


@lru_cache(maxsize=20_000)
def _role_of(path: str, kind: str) -> str:
    return read_column(Column(tuple(path.split(SEPARATOR))), kind, False).label


def _own_list(columns: list[Row], cells: dict[int, Row], col: int, kind: str) -> list[int]:
    """The label columns of the nearest list to the left that names the row, where several lists of codes or names stand side by side."""
    lists: list[list[int]] = [[]]
    for before in range(col - 1, -1, -1):
        role = _role(columns[before], kind) if columns[before]["half"] == columns[col]["half"] else ""
        if role:
            lists[-1].append(before)
        elif lists[-1]:
            lists.append([])
    named = [columns_of for columns_of in lists if {_role(columns[c], kind) for c in columns_of} & {"code", "name"}]
    return next((columns_of for columns_of in named if any(c in cells for c in columns_of)), []) if len(named) > 1 else []


def column_label(path: str) -> str | None:
    """The header path of a column as a reader finds it."""
    parts = [part for part in dict.fromkeys(path.split(SEPARATOR)) if part]
    return citation_words().path.join(parts) or None


def _url(document_id: str, **place: object) -> str:
    return f"/documents/{document_id}/source?{urlencode(place)}#cited"


def table_rows(store: Store, table_id: str) -> list[list[str | None]]:
    """All rows of a table as texts, None where nothing is printed."""
    columns = len(store.fetch("columns", {"table_id": table_id}))
    cells = {(c["row"], c["col"]): c["text"] for c in store.fetch("cells", {"table_id": table_id})}
    return [
        [cells.get((row["row"], col)) for col in range(columns)]
        for row in store.fetch("table_rows", {"table_id": table_id}, ("row",))
    ]
