"""What there is: units, years, documents, tables, and what can be asked."""

from __future__ import annotations

from operator import itemgetter

from operator import itemgetter

from service.facts.store import Row
from service.language.words import compiled
from service.query.finder import Collection
from service.query.logical import Query
from service.reply.answer import AnswerTable, Choice, TableColumn
from service.reply.citations import cite_line, cite_table
from service.reply.result import Result
from service.reply.text_words import text_words
from service.reply.words import headings, join, refusal_words, say, word

# So many lines may be a document's cover.
COVER = 20


def list_units(collection: Collection, query: Query) -> Result:
    """The units of the collection, or those of a place that is named."""
    units = query.units or collection.catalog.units
    rows = [[unit, join([str(d.year) for d in reversed(collection.catalog.of(unit))])] for unit in units]
    table = AnswerTable([TableColumn(headings()["unit"]), TableColumn(headings()["year"])], rows)
    return Result(say("units", count=len(units), names=join(units)), table=table, citations=_document_citations(collection))


def list_years(collection: Collection, query: Query) -> Result:
    """The years of each unit's documents."""
    disclosures = [d for d in collection.catalog.disclosures if not query.units or d.unit in query.units]
    years = sorted({d.year for d in disclosures})
    names = join([f"{d.unit}{d.year}" for d in disclosures])
    table = AnswerTable(
        [TableColumn(headings()["unit"]), TableColumn(headings()["year"])], [[d.unit, str(d.year)] for d in disclosures]
    )
    shown = join([say("year_range", first=year) for year in years])
    return Result(say("years", names=names, years=shown), table=table, citations=_document_citations(collection))


def list_documents(collection: Collection, query: Query) -> Result:
    """The documents of the collection, or of the units and years named; where there are none of the years, those that there are."""
    own = [d for d in collection.catalog.disclosures if not query.units or d.unit in query.units]
    disclosures = [d for d in own if d.year in query.years] or own
    missing = [year for year in query.years if all(d.year != year for d in own)]
    lead = say("documents_none", years=join([say("year_range", first=year) for year in missing])) if missing else ""
    types = refusal_words().types
    table = AnswerTable([TableColumn(headings()["document"]), TableColumn(headings()["year"])],
                        [[f"{d.title}({types[d.type]})", str(d.year)] for d in disclosures])
    told = lead + say("documents", count=len(disclosures), names=join([d.title for d in disclosures]))
    if not compiled(text_words().published).search(query.text):
        return Result(told, table=table, citations=_document_citations(collection))
    dates = [(d, _date_line(collection, d.document_id)) for d in disclosures]
    told = "".join(say("published", title=d.title, date=line["text"].strip()) if line else say("published_nowhere", title=d.title) for d, line in dates)
    return Result(told, table=table, citations=tuple(cite_line(collection, d.document_id, line["line"]) for d, line in dates if line))


def _date_line(collection: Collection, document_id: str) -> Row | None:
    """The line of a document's cover that is a date."""
    lines = sorted(collection.store.fetch("lines", {"document_id": document_id}), key=itemgetter("line"))
    return next((line for line in lines[:COVER] if compiled(text_words().date_line).search(line["text"])), None)


def tell_origin(collection: Collection, query: Query) -> Result:
    """Where the figures come from."""
    titles = [d.title for d in collection.catalog.disclosures]
    return Result(say("origin", count=len(titles), names=join(titles)), citations=_document_citations(collection))


def list_tables(collection: Collection, query: Query) -> Result:
    """The tables of a unit's newest document, those without body told apart."""
    unit = query.units[0]
    disclosure = collection.catalog.of(unit)[0]
    tables = [t for t in collection.catalog.tables if t.document_id == disclosure.document_id]
    titles = list(dict.fromkeys(t.form or t.title for t in tables if t.state != "absent"))
    absent = [t.title for t in tables if t.state == "absent"]
    answer = say("tables", title=disclosure.title, count=len(titles), names=join(titles))
    answer += say("tables_absent", names=join(absent)) if absent else ""
    states = headings()["states"]
    rows = [[t.title, states[t.state]] for t in tables]
    table = AnswerTable([TableColumn(headings()["title"]), TableColumn(headings()["state"])], rows)
    return Result(answer, table=table, citations=tuple(cite_table(collection, t.table_id) for t in tables[:1]), ranking=(unit,))


def help_user(collection: Collection, query: Query) -> Result:
    """What can be asked, with questions that will be answered."""
    unit = collection.catalog.units[0]
    choices = tuple(Choice(q.format(unit=unit), q.format(unit=unit)) for q in word("examples", "list").split("|"))
    return Result(say("help"), choices=choices, citations=_document_citations(collection))


def _document_citations(collection: Collection):
    first = {t.document_id: t.table_id for t in reversed(collection.catalog.tables)}
    collection.store.ahead(("tables", "repairs"), first.values())
    return tuple(cite_table(collection, table_id) for table_id in first.values())
