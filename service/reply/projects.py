"""Answers about projects: which there are, each once; what they are made of, paid from, called and worked out from."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from service.facts.columns import aspect_of
from service.facts.rows import strip_numbering
from service.facts.store import Row
from service.query.finder import NONE, Collection, Figure, find_figures, plain, value_of, years_of
from service.query.logical import Query, Target
from service.query.targets import make_target, source_words, target_name
from service.reply.amounts import decimals_of, same_measure, show, show_figure, text_of
from service.reply.answer import AnswerTable, Citation, TableColumn
from service.reply.citations import cite_cell
from service.reply.result import Result, declined
from service.reply.words import headings, join, note, say

SHOWN = 20


def list_projects(collection: Collection, query: Query) -> Result:
    """The projects of each unit, each once with its amount; in order of amount, or added up, where that was asked for."""
    found = [(unit, unit_projects(collection, query, unit)) for unit in query.units]
    figures = [figure for _, projects in found for figure in projects]
    if not figures:
        year = collection.catalog.newest_year(query.units[0])
        return declined("breakdown_missing", unit=join(query.units), year=year, item=make_target("project").name)
    if query.order:
        figures = sorted(figures, key=lambda figure: figure.value, reverse=query.order != "asc")
    units = tuple(dict.fromkeys(figure.unit for figure in figures))
    answer = "".join(_say_projects([f for f in figures if f.unit == unit], query) for unit in units)
    result = Result(
        answer, table=project_table(figures, query),
        facts=tuple(fact for figure in figures for fact in (*figure.facts, *figure.others)), notes=_part_notes(figures),
        ranking=units, years=tuple(dict.fromkeys(figure.year for figure in figures)), figures=tuple(figures),
    )
    return _summed(result, figures, query) if "op:sum" in query.explicit else result


def _say_projects(figures: list[Figure], query: Query) -> str:
    """The projects of one unit in a sentence."""
    return say("projects", unit=figures[0].unit, year=figures[0].year, count=len(figures), parts=_say_parts(figures[:SHOWN], query))


def _say_parts(figures: list[Figure], query: Query) -> str:
    """Names with their amounts."""
    return join([say("breakdown_part", name=f.target.name, amount=text_of(show_figure(f, query.display))) for f in figures])


def _summed(result: Result, figures: list[Figure], query: Query) -> Result:
    comparable = same_measure(figures)
    if comparable is None:
        return declined("measures_differ")
    total = sum((figure.value for figure in comparable), Decimal(0))
    value = show(total, comparable[0].measure, decimals_of(figures), query.display)
    return replace(result, answer=result.answer + say("projects_sum", count=len(figures), amount=text_of(value)), value=value)


def project_table(figures: list[Figure], query: Query) -> AnswerTable:
    """One row a project; the unit before it where there are several."""
    several = len({figure.unit for figure in figures}) > 1
    columns = [TableColumn(headings()["item"]), TableColumn(headings()["amount"], show_figure(figures[0], query.display).unit)]
    rows = [[f.target.name, show_figure(f, query.display).number] for f in figures]
    if several:
        return AnswerTable([TableColumn(headings()["unit"]), *columns], [[f.unit, *row] for f, row in zip(figures, rows)])
    return AnswerTable(columns, rows)


def unit_projects(collection: Collection, query: Query, unit: str) -> list[Figure]:
    """The projects of a unit, each once: `facts` are the cells of its amount, `others` the same amount in other places.

    A project that one table prints in parts is as large as all its parts.
    """
    year = years_of(query, collection.catalog, unit)[-1]
    where = {"unit_id": unit, "year": year, "subject_class": "project", "variant": ""}
    rows = [
        row for row in collection.store.fetch("facts", where, ("fact_id",))
        if row["aspect"] in ("total", aspect_of(row["kind"])) and not row["parent"].startswith("project:")
        and row["table_id"] and row["value"] is not None
    ]
    by_name: dict[str, list[Row]] = {}
    for row in sorted(rows, key=_kind_rank):
        by_name.setdefault(row["subject"], []).append(row)
    return [_whole(found) for found in by_name.values()]


def _kind_rank(row: Row) -> int:
    kinds = [text.split(":")[0] for text in source_words().project.total]
    return kinds.index(row["kind"]) if row["kind"] in kinds else len(kinds)


def _whole(rows: list[Row]) -> Figure:
    """One project from all its rows: the first table that prints it whole, else the sum of the parts of the first table."""
    whole = [row for row in rows if row["role"] != "part"]
    operands = [row for row in whole or rows if row["table_id"] == (whole or rows)[0]["table_id"]]
    value = sum((value_of(row) for row in operands), Decimal(0))
    others = tuple(row for row in rows if row not in operands and (row["role"] == "part" or value_of(row) == value))
    first = operands[0]
    formula = f"{' + '.join(plain(value_of(row)) for row in operands)} = {plain(value)}" if len(operands) > 1 else ""
    target = make_target(first["subject"])
    return Figure(
        first["unit_id"], first["year"], replace(target, name=first["subject_name"].strip()), value, first["measure_unit"],
        first["status"] in NONE, tuple(operands), others, formula, first["stage"],
    )


def _part_notes(figures: list[Figure]) -> tuple[str, ...]:
    """Which projects stand in parts under several subjects."""
    parted = [(f, [row for row in (*f.facts, *f.others) if row["role"] == "part"]) for f in figures]
    sums = [(f, say("list_plus").join(plain(value_of(row)) for row in parts)) for f, parts in parted if parts]
    told = tuple(note("project_parts", name=f.target.name, parts=parts, whole=plain(f.value)) for f, parts in sums)
    return told + tuple(note("computed", formula=f.formula) for f in figures if f.formula)


def tell_funds(collection: Collection, query: Query) -> Result:
    """Where the money of a project comes from, as its form or its table lists it."""
    target = query.targets[0]
    for unit in query.units:
        parts = [_fund_figure((row,), row["aspect"]) for row in _funds_of(collection, query, target, unit)]
        parts = parts or _fund_of_table(collection, query, target, unit)
        if parts:
            return _say_funds(collection, query, target, unit, parts)
    return declined("funds_missing", unit=join(query.units), item=target.name)


def _funds_of(collection: Collection, query: Query, target: Target, unit: str) -> list[Row]:
    """The amounts by source that are printed, each source once, in the order of fund_names."""
    year = years_of(query, collection.catalog, unit)[-1]
    names = [aspect for aspect in source_words().fund_names if aspect not in source_words().project_amounts.values()]
    rows = collection.store.fetch("facts", {"unit_id": unit, "year": year, "subject": target.id}, ("fact_id",))
    printed = [row for row in rows if row["aspect"] in names and row["status"] != "blank"]
    first = {str(row["aspect"]): row for row in reversed(printed)}
    # 当年预算拨款 is the part of the year within the appropriation above it.
    return [first[aspect] for aspect in names if aspect in first and not (aspect == "current_funds" and "general" in first)]


def _fund_of_table(collection: Collection, query: Query, target: Target, unit: str) -> list[Figure]:
    """A project that only a table of one fund lists (一般公共预算项目支出表) is paid from that fund."""
    year = years_of(query, collection.catalog, unit)[-1]
    where = {"unit_id": unit, "year": year, "subject": target.id, "aspect": "project"}
    rows = collection.store.fetch("facts", where, ("fact_id",))
    funds = [row for row in rows if row["scope"] in source_words().fund_names and row["table_id"]]
    same = tuple(row for row in funds if row["table_id"] == funds[0]["table_id"])
    return [_fund_figure(same, same[0]["scope"])] if same else []


def _say_funds(collection: Collection, query: Query, target: Target, unit: str, parts: list[Figure]) -> Result:
    found = [f for f in find_figures(collection, query, target, unit) if isinstance(f, Figure)]
    whole = found[0] if found else None
    year, amount = parts[0].year, text_of(show_figure(whole, query.display)) if whole else ""
    told = _say_parts(parts, query)
    answer = say("funds" if whole else "funds_only", unit=unit, year=year, item=target.name, amount=amount, parts=told)
    facts = (*(whole.facts if whole else ()), *(fact for part in parts for fact in part.facts))
    return Result(
        answer, value=show_figure(parts[0], query.display) if len(parts) == 1 else None, table=project_table(parts, query),
        facts=facts, ranking=(unit,), years=(year,), figures=tuple(parts),
    )


def _fund_figure(rows: tuple[Row, ...], aspect: str) -> Figure:
    first, value = rows[0], sum((value_of(row) for row in rows), Decimal(0))
    target = replace(make_target(first["subject"]), name=source_words().fund_names[aspect])
    none = all(row["status"] in NONE for row in rows)
    return Figure(first["unit_id"], first["year"], target, value, first["measure_unit"], none, rows, (), "", first["stage"])


def tell_purchases(collection: Collection, query: Query) -> Result:
    """What is bought for a project, as its form lists it."""
    target = query.targets[0]
    for unit in query.units:
        year = years_of(query, collection.catalog, unit)[-1]
        where = {"unit_id": unit, "year": year, "parent": target.id, "aspect": "procurement"}
        rows = collection.store.fetch("facts", where, ("fact_id",))
        figures = [_named(row) for row in rows]
        if figures:
            answer = say("purchases", unit=unit, year=year, item=target.name, parts=_say_parts(figures, query))
            return Result(
                answer, table=project_table(figures, query), facts=tuple(rows), ranking=(unit,), years=(year,), figures=tuple(figures),
            )
    return declined("purchases_missing", unit=join(query.units), item=target.name)


def _named(row: Row) -> Figure:
    """A fact as a figure that is called as printed."""
    target = replace(make_target(row["subject"]), name=str(row["subject_name"]))
    none = row["status"] in NONE
    return Figure(row["unit_id"], row["year"], target, value_of(row), row["measure_unit"], none, (row,), (), "", row["stage"])


def tell_about(collection: Collection, query: Query) -> Result:
    """The code, the class or the account of a project, with every place that prints it."""
    target = query.targets[0]
    if "op:function_of" in query.explicit:
        return _tell_functions(collection, query, target)
    for unit in query.units:
        entries = project_entries(collection, unit, target)
        if "op:category_of" in query.explicit:
            told = [(entry, entry["category"], "category") for entry in entries if entry["category"]]
        else:
            told = [(entry, entry["code"], "code") for entry in entries if entry["code"]]
        if told:
            texts = tuple(dict.fromkeys(text for _, text, _ in told))
            sentence = "project_category" if told[0][2] == "category" else "project_code"
            citations = [_cite_text(collection, entry, text) for entry, text, _ in told]
            answer = say(sentence, unit=unit, item=target.name, text=join(texts))
            return Result(answer, citations=_distinct(citations), ranking=(unit,))
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
                    amount=text_of(show_figure(_named(row), query.display)))
                for row in under
            ]
            answer = say("project_functions", unit=unit, item=target.name, text=join(tuple(dict.fromkeys(names))))
            return Result(answer, facts=under, ranking=(unit,), years=(year,))
    return declined("about_project_missing", unit=join(query.units), item=target.name)


def project_entries(collection: Collection, unit: str, target: Target) -> list[Row]:
    """The rows of the projects that a target names, one for each table that prints it."""
    rows = collection.store.fetch("projects", {"unit_id": unit}, ("project_id",))
    ids = target.id.split("|")
    return [row for row in rows if {f"{cls}:{strip_numbering(str(row['name']))}" for cls in (row["kind"], "project")} & set(ids)]


def basis(collection: Collection, query: Query) -> Result:
    """How the amount of a project or a sub-item was worked out, as its form says; else what the project was set up on."""
    target = query.targets[0]
    for field in ("basis", "grounds"):
        for unit in query.units:
            entry = next((row for row in project_entries(collection, unit, target) if row[field]), None)
            if entry:
                citation = _cite_text(collection, entry, entry[field])
                return Result(say("passage", unit=unit, text=entry[field]), citations=(citation,), ranking=(unit,))
    return declined("basis_missing", unit=join(query.units), item=target.name)


def _cite_text(collection: Collection, entry: Row, text: str) -> Citation:
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
    columns = [TableColumn(headings()["item"]), TableColumn(headings()["amount"], show_figure(parts[0], query.display).unit)]
    rows: list[list[str | None]] = [[part.target.name, show_figure(part, query.display).number] for part in parts]
    for field in ("economic", "basis"):
        if any(entry.get(field) for entry in found):
            columns.append(TableColumn(headings()[field]))
            rows = [[*row, entry.get(field) or None] for row, entry in zip(rows, found)]
    return AnswerTable(columns, rows)


def _distinct(citations: list[Citation]) -> tuple[Citation, ...]:
    return tuple({citation.url: citation for citation in citations}.values())
