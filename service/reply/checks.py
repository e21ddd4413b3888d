"""What the audit found: in the documents of units, or of the figures asked about."""

from __future__ import annotations

from service.facts.catalog import Disclosure, place_of_figure
from service.facts.store import Row
from service.query.finder import Collection, Figure
from service.query.logical import Query
from service.reply.answer import AnswerTable, Citation, TableColumn
from service.reply.citations import cite_passage, cite_place, cite_table, distinct
from service.reply.result import Result, figure_facts, gather, refuse
from service.reply.words import headings, say

SAID = 5
SIDES = 2


def check(collection: Collection, query: Query) -> Result:
    """The findings of each unit's newest document; where items are named, the conflicts of their figures."""
    if query.targets:
        return _check_figures(collection, query)
    disclosures = [_asked(collection, unit, query) for unit in query.units]
    found = {d.document_id: _findings(collection, d.document_id) for d in disclosures}
    rows = [[d.unit, headings()["severities"][f["severity"]], f["message"]] for d in disclosures for f in found[d.document_id]]
    columns = [TableColumn(headings()[name]) for name in ("unit", "severity", "finding")]
    return Result(
        "".join(_say(d, found[d.document_id]) + _say_apart(collection, d) for d in disclosures), table=AnswerTable(columns, rows) if rows else None,
        citations=tuple(c for d in disclosures for c in _cite(collection, d, found[d.document_id])),
        ranking=query.units, years=tuple(dict.fromkeys(d.year for d in disclosures)),
    )


def _asked(collection: Collection, unit: str, query: Query) -> Disclosure:
    """The unit's document of the year asked for, else its newest."""
    of_unit = collection.catalog.of(unit)
    return next((d for d in of_unit if d.year in query.years), of_unit[0])


def _findings(collection: Collection, document_id: str) -> list[Row]:
    return collection.store.fetch("findings", {"document_id": document_id}, ("severity", "ordinal"))


def _say(disclosure: Disclosure, findings: list[Row]) -> str:
    if not findings:
        return say("check_none", title=disclosure.title)
    conflicts = [f["message"] for f in findings if f["severity"] == "conflict"]
    return say(
        "check", title=disclosure.title, conflicts=len(conflicts), roundings=len(findings) - len(conflicts),
        messages="".join(conflicts[:SAID]) + (say("check_more", count=len(conflicts) - SAID) if len(conflicts) > SAID else ""),
    )


def _say_apart(collection: Collection, disclosure: Disclosure) -> str:
    """That the text and the tables of a disclosure are in files of their own, where they are; "" else."""
    alike = [d for d in collection.catalog.of(disclosure.unit) if (d.year, d.type, d.variant) == (disclosure.year, disclosure.type, disclosure.variant)]
    return say("check_apart", count=len(alike)) if len(alike) > 1 else ""


def _cite(collection: Collection, disclosure: Disclosure, findings: list[Row]) -> list[Citation]:
    """Both sides of each finding; of a document without findings its first table, or its first paragraph."""
    if not findings:
        first = next((t for t in collection.catalog.tables if t.document_id == disclosure.document_id), None)
        if first is not None:
            return [cite_table(collection, first.table_id)]
        passages = collection.store.fetch("passages", {"document_id": disclosure.document_id}, ("ordinal",))[:1]
        return [cite_passage(collection, p["passage_id"], 0, len(p["text"])) for p in passages]
    places = [
        place for finding in findings
        for place in collection.store.fetch("finding_places", {"finding_id": finding["finding_id"]}, ("place",))[:SIDES]
    ]
    return list(distinct(cite_place(collection, disclosure.document_id, place) for place in places))


def _check_figures(collection: Collection, query: Query) -> Result:
    figures, missing = gather(collection, query, query.targets)
    if not figures:
        return refuse(missing)
    return Result(
        "".join(_say_figure(collection, figure) for figure in figures), facts=figure_facts(figures), statement=figures[0].statement,
        ranking=tuple(dict.fromkeys(f.unit for f in figures)), years=tuple(dict.fromkeys(f.year for f in figures)),
        figures=tuple(figures),
    )


def _say_figure(collection: Collection, figure: Figure) -> str:
    places = [place_of_figure(fact) for fact in figure.facts]
    messages = dict.fromkeys(m for place in places if place for m in collection.catalog.conflicts.get(place, ()))
    said = dict(unit=figure.unit, year=figure.year, item=figure.target.name)
    return say("check_figures", **said, messages="".join(messages)) if messages else say("check_figures_none", **said)
