"""One document as read → the rows of schema.sql."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from service.documents.blocks import Source
from service.extraction.model import Extraction, Identity, Table
from service.facts.audit.model import Finding
from service.facts.audit.score import Score
from service.facts.model import Fact
from service.facts.money_units import unit_of
from service.quantities import parse_cell

SEPARATOR = "\x1f"
# Tables whose rows are numbered over all documents, and the column of the number.
NUMBERED = (("facts", "fact_id"), ("indicators", "indicator_id"), ("projects", "project_id"))

Row = dict[str, object]


@dataclass(frozen=True)
class Ingested:
    """One document with everything that was read from it."""

    document: Source
    extraction: Extraction
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...] = ()
    score: Score = Score((), (), 0, 0, 0)


def document_id(ingested: Ingested) -> str:
    """The id of a document: the first twelve digits of its SHA-256."""
    return ingested.document.sha256[:12]


def table_id(ingested: Ingested, ordinal: int) -> str:
    """The id of a table: its document's and its number."""
    return f"{document_id(ingested)}-t{ordinal:02d}"


def passage_id(ingested: Ingested, ordinal: int) -> str:
    """The id of a passage: its document's and its number."""
    return f"{document_id(ingested)}-p{ordinal:03d}"


def store_rows(documents: Iterable[Ingested], units: Mapping[Identity, str], fingerprint: str) -> Iterator[dict[str, list[Row]]]:
    """All rows of a store that holds these documents, one document after the other; `units` is the unit of each identity."""
    yield {"meta": [{"key": "fingerprint", "value": fingerprint}]}
    counted: Counter[str] = Counter()
    for ingested in documents:
        tables = _document_rows(ingested, units[ingested.extraction.identity])
        for name, key in NUMBERED:
            tables[name] = [{key: number, **row} for number, row in enumerate(tables[name], start=counted[name] + 1)]
            counted[name] += len(tables[name])
        yield tables


def _document_rows(ingested: Ingested, unit: str) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {
        "documents": [_document_row(ingested, unit)],
        "lines": [
            {"document_id": document_id(ingested), "line": number, "text": text}
            for number, text in enumerate(ingested.document.lines, start=1)
        ],
        "pages": _page_rows(ingested),
        "boxes": [
            {"document_id": document_id(ingested), "line": number, "boxes": json.dumps(boxes)}
            for number, boxes in enumerate(ingested.document.printing.lines, start=1) if boxes
        ],
        "passages": _passage_rows(ingested),
        "facts": [_fact_row(ingested, unit, fact) for fact in ingested.facts],
        "indicators": _indicator_rows(ingested, unit),
        "projects": _project_rows(ingested, unit),
        "findings": _finding_rows(ingested),
        "finding_places": _place_rows(ingested),
    }
    for table in ingested.extraction.tables:
        for name, values in _table_rows(ingested, table).items():
            rows.setdefault(name, []).extend(values)
    return rows


def _page_rows(ingested: Ingested) -> list[Row]:
    sizes = dict(enumerate(ingested.document.printing.pages, start=1))
    return [
        {"document_id": document_id(ingested), "page": page, "line": line, "width": sizes[page][0], "height": sizes[page][1]}
        for page, line in ingested.document.page_starts
    ]


def _document_row(ingested: Ingested, unit: str) -> Row:
    identity, document = ingested.extraction.identity, ingested.document
    return {
        "document_id": document_id(ingested), "file": document.file, "sha256": document.sha256, "source": None,
        "title": identity.title, "unit_id": unit, "unit_name": identity.unit_name,
        "short_name": identity.short_name, "region": identity.region, "province": identity.province, "level": identity.level,
        "year": identity.year, "type": identity.type, "variant": identity.variant,
        "tables_found": SEPARATOR.join(ingested.score.found), "tables_missing": SEPARATOR.join(ingested.score.missing),
        "held": ingested.score.held, "roundings": ingested.score.roundings, "conflicts": ingested.score.conflicts,
        "doubtful": ingested.score.doubtful,
    }


def _table_rows(ingested: Ingested, table: Table) -> dict[str, list[Row]]:
    key = {"table_id": table_id(ingested, table.ordinal)}
    doubtful = table.doubtful
    return {
        "tables": [{
            **key, "document_id": document_id(ingested), "ordinal": table.ordinal, "kind": table.kind, "title": table.title,
            "form": table.form, "unit": table.unit, "owner": table.owner, "state": table.state, "line": table.line,
        }],
        "columns": [
            {**key, "col": i, "path": SEPARATOR.join(column.path), "half": column.half} for i, column in enumerate(table.columns)
        ],
        "table_rows": [{**key, "row": i, "line": row.line} for i, row in enumerate(table.rows)],
        "cells": [
            {**key, "row": i, "col": j, "line": cell.line, "printed": cell.printed, "text": cell.text,
             "doubtful": (cell.line, j) in doubtful or (cell.line, None) in doubtful}
            for i, row in enumerate(table.rows) for j, cell in enumerate(row.cells) if cell is not None
        ],
        "table_notes": [{**key, "note": i, "text": note.text, "line": note.line} for i, note in enumerate(table.notes)],
        "repairs": [
            {**key, "line": r.line, "printed": r.printed, "read": r.read, "why": r.why, "detail": r.detail} for r in table.repairs
        ],
        "doubts": [{**key, "line": d.line, "col": d.column, "text": d.text, "why": d.why} for d in table.doubts],
    }


def _passage_rows(ingested: Ingested) -> list[Row]:
    return [
        {"passage_id": passage_id(ingested, p.ordinal), "document_id": document_id(ingested), "ordinal": p.ordinal,
         "section": SEPARATOR.join(p.section), "text": p.text, "line": p.line, "breaks": json.dumps(p.breaks), "kind": p.kind}
        for p in ingested.extraction.passages
    ]


def _fact_row(ingested: Ingested, unit: str, fact: Fact) -> Row:
    pointer, subject, figure = fact.pointer, fact.subject, fact.figure
    return {
        "document_id": document_id(ingested), "unit_id": unit,
        "year": fact.year, "stage": fact.stage, "variant": fact.variant, "base_year": fact.base_year, "base_stage": fact.base_stage,
        "kind": fact.kind, "scope": fact.scope, "side": fact.side, "carry": fact.carry,
        "subject": subject.id, "subject_class": subject.cls, "subject_code": subject.code, "subject_name": subject.name,
        "subject_level": subject.level, "parent": subject.parent,
        "aspect": fact.aspect, "aspect_name": fact.aspect_name, "role": subject.role,
        "value": figure.value, "measure_unit": figure.unit, "decimals": figure.decimals, "status": figure.status,
        "table_id": None if pointer.table is None else table_id(ingested, pointer.table),
        "row": pointer.row, "col": pointer.column, "note": pointer.note,
        "passage_id": None if pointer.passage is None else passage_id(ingested, pointer.passage),
        "start": pointer.start, "stop": pointer.stop, "printed": figure.printed,
        "as_of": fact.as_of, "reason": fact.reason, "purpose": fact.purpose,
    }


def _finding_rows(ingested: Ingested) -> list[Row]:
    return [
        {"finding_id": _finding_id(ingested, number), "document_id": document_id(ingested), "ordinal": number,
         "rule": finding.rule, "severity": finding.severity, "message": finding.message}
        for number, finding in enumerate(ingested.findings, start=1)
    ]


def _finding_id(ingested: Ingested, number: int) -> str:
    return f"{document_id(ingested)}-f{number:02d}"


def _place_rows(ingested: Ingested) -> list[Row]:
    return [
        {"finding_id": _finding_id(ingested, number), "place": i,
         "table_id": None if place.table is None else table_id(ingested, place.table), "row": place.row, "col": place.column,
         "passage_id": None if place.passage is None else passage_id(ingested, place.passage),
         "start": place.start, "stop": place.stop, "line": place.line}
        for number, finding in enumerate(ingested.findings, start=1) for i, place in enumerate(finding.places)
    ]


def _indicator_rows(ingested: Ingested, unit: str) -> list[Row]:
    return [
        {"document_id": document_id(ingested), "unit_id": unit,
         "project": i.project, "horizon": i.horizon, "level1": i.level1, "level2": i.level2, "name": i.name,
         "relation": i.relation, "value": i.value, "unit": i.unit, "weight": i.weight, "basis": i.basis,
         "earlier": json.dumps(i.earlier, ensure_ascii=False), "goal": i.goal, "direction": i.direction, "qualifier": i.qualifier,
         "table_id": table_id(ingested, i.table),
         "row": i.row, "col": i.column}
        for i in ingested.extraction.indicators
    ]


def _project_rows(ingested: Ingested, unit: str) -> list[Row]:
    units = {table.ordinal: unit_of(table, ingested.extraction.tables) for table in ingested.extraction.tables}
    return [
        {"document_id": document_id(ingested), "unit_id": unit,
         "name": p.name, "parent": p.parent, "category": p.category, "amount": _amount(p.amount), "measure_unit": units[p.table],
         "economic": p.economic, "basis": p.basis, "content": p.content, "kind": p.kind, "code": p.code, "grounds": p.grounds,
         "table_id": table_id(ingested, p.table),
         "row": p.row, "col": p.column, "passage_id": None, "start": None, "stop": None, "printed": p.amount}
        for p in ingested.extraction.projects
    ]


def _amount(text: str) -> Decimal | None:
    return parse_cell(text).value
