"""What forms say of a project in words: its code, class and account, what it is for, how its amount was worked out."""

from __future__ import annotations

from service.facts.rows import strip_numbering
from service.facts.store import Row
from service.language.words import compiled
from service.query.finder import Collection, Figure, years_of
from service.query.logical import Query, Target
from service.query.targets import target_name
from service.reply.amounts import show_figure, text_of
from service.reply.answer import AnswerTable, Citation, TableColumn
from service.reply.citations import cite_cell, distinct
from service.reply.parts import named_part, part_table
from service.reply.result import Result, declined
from service.reply.text_words import text_words
from service.reply.words import headings, join, say, say_passage


def tell_about(collection: Collection, query: Query) -> Result:
    """The code, the class or the account of a project, with every place that prints it."""
    target = query.targets[0]
    if "op:function_of" in query.explicit:
        return _tell_functions(collection, query, target)
    field, sentence = ("category", "project_category") if "op:category_of" in query.explicit else ("code", "project_code")
    for unit in query.units:
        entries = [entry for entry in _entries(collection, unit, target) if entry[field]]
        if entries:
            texts = tuple(dict.fromkeys(entry[field] for entry in entries))
            citations = distinct(cite_text(collection, entry, entry[field]) for entry in entries)
            return Result(say(sentence, unit=unit, item=target.name, text=join(texts)), citations=citations, ranking=(unit,))
    return declined("about_project_missing", unit=join(query.units), item=target.name)


def _tell_functions(collection: Collection, query: Query, target: Target) -> Result:
    """The functional subjects that a project's amounts stand under."""
    for unit in query.units:
        year = years_of(query, collection.catalog, unit)[-1]
        rows = collection.store.fetch("facts", {"unit_id": unit, "year": year, "subject": target.id}, ("fact_id",))
        under = tuple(row for row in rows if str(row["parent"]).startswith("function.") and row["value"] is not None)
        if under:
            names = [
                say("project_function", name=target_name(row["parent"]), code=row["parent"].split(".")[1],
                    amount=text_of(show_figure(named_part((row,), row["subject_name"]), query.display)))
                for row in under
            ]
            answer = say("project_functions", unit=unit, item=target.name, text=join(tuple(dict.fromkeys(names))))
            return Result(answer, facts=under, ranking=(unit,), years=(year,))
    return declined("about_project_missing", unit=join(query.units), item=target.name)


def _entries(collection: Collection, unit: str, target: Target) -> list[Row]:
    """The rows of the projects that a target names, one for each table that prints it."""
    rows = collection.store.fetch("projects", {"unit_id": unit}, ("project_id",))
    ids = target.id.split("|")
    named = [(row, strip_numbering(str(row["name"]))) for row in rows]
    own = [row for row, name in named if {f"{cls}:{name}" for cls in (row["kind"], "project")} & set(ids)]
    return own or [row for row, name in named if name == target.name]


def tell_basis(collection: Collection, query: Query) -> Result:
    """How the amount of a project or a sub-item was worked out, as its form says; else what the project was set up on."""
    target = query.targets[0]
    fields = ("grounds", "basis") if compiled(text_words().grounds).search(query.text) else ("basis", "grounds")
    told = (told_by_form(collection, unit, target, field) for field in fields for unit in query.units)
    return next(filter(None, told), None) or declined("basis_missing", unit=join(query.units), item=target.name)


def told_by_form(collection: Collection, unit: str, target: Target, field: str) -> Result | None:
    """What the first form that fills a field (basis, content) for a project says there."""
    entry = next((row for row in _entries(collection, unit, target) if row[field]), None)
    if entry is None:
        return None
    citation = cite_text(collection, entry, entry[field])
    return Result(say_passage(unit, entry[field]), citations=(citation,), ranking=(unit,))


def cite_text(collection: Collection, entry: Row, text: str) -> Citation:
    """The cell that prints a text of a project: in its row, its table, its form; the cell of its amount where none does."""
    forms = [t.table_id for t in collection.catalog.tables if t.document_id == entry["document_id"] and t.form]
    tables = dict.fromkeys([str(entry["table_id"]), *forms])
    printed = [c for table in tables for c in collection.store.fetch("cells", {"table_id": table}, ("row", "col"))]
    cells = [c for c in printed if text in str(c["text"])]
    own = [c for c in cells if (c["table_id"], c["row"]) == (entry["table_id"], entry["row"])]
    cell = next(iter([*own, *(c for c in cells if c["text"] == text), *cells]), entry)
    return cite_cell(collection, cell["table_id"], cell["row"], cell["col"])


def detail_table(collection: Collection, parts: list[Figure], query: Query) -> AnswerTable:
    """The sub-items of a project with what the form prints beside their amounts: economic item, basis."""
    entries = {(e["table_id"], e["row"]): e for e in collection.store.fetch("projects", {"unit_id": parts[0].unit})}
    found = [entries.get((part.facts[0]["table_id"], part.facts[0]["row"]), {}) for part in parts]
    table = part_table(parts, query)
    filled = [field for field in ("economic", "basis") if any(entry.get(field) for entry in found)]
    columns = [*table.columns, *(TableColumn(headings()[field]) for field in filled)]
    rows = [[*row, *(entry.get(field) or None for field in filled)] for row, entry in zip(table.rows, found)]
    return AnswerTable(columns, rows)
