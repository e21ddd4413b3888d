"""The store's rows → documents and tables as the JSON interface and the pages show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from typing import Protocol

from service.bots.health import Connection
from service.errors import NotFound
from service.extraction.kinds import kind_named
from service.facts.audit.words import audit_words
from service.facts.records import SEPARATOR
from service.query.finder import Collection
from service.reply.answer import Answer, Choice, DocumentRef
from service.reply.citations import cite_place, look_ahead
from service.suggest.complete import Suggestion
from service.suggest.examples import Examples
from service.web.contract import DocumentSummary, DoubtReply, FindingReply, Proof, RepairReply, RowReply, TableReply, TableSummary
from service.web.labels import Labels

StoreRow = dict[str, object]
# So many lists of findings are kept.
KEPT = 4


class Store(Protocol):
    """What is needed of service.facts.store: the rows of one table of schema.sql, filtered by equality."""

    def fetch(self, table: str, where: StoreRow | None = None, order: tuple[str, ...] = ()) -> list[StoreRow]: ...


class Loaded(Protocol):
    """What is needed of service.pipeline.Loaded."""

    collection: Collection


class AnsweringService(Protocol):
    """What is needed of service.pipeline.Service."""

    store: Store

    def answer(self, question: str, conversation: str | None) -> Answer: ...

    def converse(self, question: str, conversation: str | None, earlier: Iterable[str]) -> Answer: ...

    def slot_choices(self, question: str, conversation: str | None, slot: str) -> tuple[Choice, ...]: ...

    def load(self) -> Loaded: ...

    def complete(self, typed: str) -> tuple[Suggestion, ...]: ...

    def question_about(self, name: str, is_term: bool) -> str: ...

    def examples(self) -> tuple[Examples, ...]: ...


@dataclass(frozen=True)
class Library:
    """What the views work with. The store is asked for anew each time, because a newer one may have been published.

    `note` is told each question with its reply; `bots` tells the messengers' connections.
    """

    service: AnsweringService
    labels: Labels
    takes_uploads: bool
    note: Callable[[str, Answer], None]
    bots: Callable[[], list[Connection]] = list

    def rows(self, table: str, order: tuple[str, ...] = (), **where: object) -> list[StoreRow]:
        return self.service.store.fetch(table, where or None, order)


def list_documents(library: Library) -> list[DocumentSummary]:
    """All documents, by region, unit and year."""
    tables = Counter(row["document_id"] for row in library.rows("tables"))
    rows = library.rows("documents", order=("region", "unit_name", "year", "document_id"))
    return [_summarise_document(library.labels, row, tables[row["document_id"]]) for row in rows]


def find_document(library: Library, document_id: str) -> DocumentSummary:
    """One document. Raises NotFound."""
    row = _find(library, "documents", document_id=document_id)
    return _summarise_document(library.labels, row, len(library.rows("tables", document_id=document_id)))


def list_tables(library: Library, document_id: str) -> list[TableSummary]:
    """The tables of one document, in its order. Raises NotFound."""
    _find(library, "documents", document_id=document_id)
    return [_summarise_table(row) for row in library.rows("tables", order=("ordinal",), document_id=document_id)]


def read_table(library: Library, table_id: str) -> TableReply:
    """One table as printed. Raises NotFound."""
    row = _find(library, "tables", table_id=table_id)
    columns = library.rows("columns", order=("col",), table_id=table_id)
    summary = _summarise_table(row)
    return TableReply(
        id=summary.id,
        kind=summary.kind,
        title=summary.title,
        unit=summary.unit,
        state=summary.state,
        line=summary.line,
        document=_refer_to_document(_find(library, "documents", document_id=row["document_id"])),
        columns=[_read_path(library.labels, column) for column in columns],
        rows=_read_rows(library, table_id, len(columns)),
        notes=[note["text"] for note in library.rows("table_notes", order=("note",), table_id=table_id)],
        repairs=_read_repairs(library, table_id),
        doubts=_read_doubts(library, table_id),
    )


def list_findings(library: Library, document_id: str | None = None, most: int | None = None) -> list[FindingReply]:
    """What breaks audit rules, in one document or in all: conflicts first, then by document; at most so many of a severity. Raises NotFound."""
    if document_id is not None:
        _find(library, "documents", document_id=document_id)
    return list(_findings_of(library.service.load().collection, document_id, most))


@lru_cache(maxsize=KEPT)
def _findings_of(collection: Collection, document_id: str | None, most: int | None) -> tuple[FindingReply, ...]:
    """The findings with their places cited; those asked for lately are kept for the published build, for thousands of cells are looked up."""
    fetch, key = collection.store.fetch, {} if document_id is None else {"document_id": document_id}
    places: dict[str, list[StoreRow]] = {}
    for place in fetch("finding_places", {}, ("finding_id", "place")):
        places.setdefault(place["finding_id"], []).append(place)
    documents = {row["document_id"]: _refer_to_document(row) for row in fetch("documents")}
    by_severity = groupby(fetch("findings", key, ("severity", "document_id", "ordinal")), key=lambda row: row["severity"])
    rows = [row for _, group in by_severity for row in islice(group, most)]
    look_ahead(collection, (place for row in rows for place in places[row["finding_id"]]))
    return tuple(
        FindingReply(
            document=documents[row["document_id"]], rule=row["rule"], says=audit_words().rules[row["rule"]],
            severity=row["severity"], message=row["message"],
            cells=[cite_place(collection, row["document_id"], place) for place in places[row["finding_id"]]],
        )
        for row in rows
    )


def _find(library: Library, table: str, **key: object) -> StoreRow:
    rows = library.rows(table, **key)
    if not rows:
        raise NotFound()
    return rows[0]


def _summarise_document(labels: Labels, row: StoreRow, tables: int) -> DocumentSummary:
    return DocumentSummary(
        id=row["document_id"],
        title=row["title"],
        unit_name=row["unit_name"],
        region=row["region"],
        year=row["year"],
        type=labels.types[row["type"]],
        variant=labels.variants[row["variant"]] if row["variant"] else None,
        file=row["file"],
        sha256=row["sha256"],
        source=row["source"],
        tables=tables,
        proof=_read_proof(row),
    )


def _read_proof(row: StoreRow) -> Proof:
    found, missing = (tuple(filter(None, row[name].split(SEPARATOR))) for name in ("tables_found", "tables_missing"))
    names = [kind_named(kind).name for kind in missing]
    return Proof(list(found), names, row["held"], row["roundings"], row["conflicts"], row["doubtful"])


def _summarise_table(row: StoreRow) -> TableSummary:
    return TableSummary(
        id=row["table_id"], kind=row["kind"], title=row["title"], unit=row["unit"], state=row["state"], line=row["line"]
    )


def _refer_to_document(row: StoreRow) -> DocumentRef:
    return DocumentRef(id=row["document_id"], title=row["title"], unit_name=row["unit_name"], year=row["year"])


def _read_path(labels: Labels, column: StoreRow) -> list[str]:
    half = [labels.halves[column["half"]]] if column["half"] else []
    return half + column["path"].split(SEPARATOR)


def _read_rows(library: Library, table_id: str, width: int) -> list[RowReply]:
    lines = [row["line"] for row in library.rows("table_rows", order=("row",), table_id=table_id)]
    rows = [RowReply(line=line, cells=[None] * width) for line in lines]
    for cell in library.rows("cells", table_id=table_id):
        rows[cell["row"]].cells[cell["col"]] = cell["text"] or None
    return rows


def _read_repairs(library: Library, table_id: str) -> list[RepairReply]:
    rows = library.rows("repairs", order=("line",), table_id=table_id)
    explain = library.labels.explain
    return [RepairReply(r["line"], r["printed"], r["read"], explain(r["why"], r["detail"])) for r in rows]


def _read_doubts(library: Library, table_id: str) -> list[DoubtReply]:
    rows = library.rows("doubts", order=("line",), table_id=table_id)
    return [DoubtReply(r["line"], r["col"], r["text"], library.labels.explain(r["why"])) for r in rows]
