"""Forms → facts: the block of funds of a performance form, and the projects and sub-items of forms."""

from __future__ import annotations

import re

from service.extraction.model import Extraction, Identity, Project, Row, Table
from service.facts.builder import is_form, usual_unit
from service.facts.columns import header_unit, read_column
from service.facts.model import Fact, Figure, Pointer, Subject
from service.facts.rows import strip_numbering
from service.facts.words import fold, row_words
from service.quantities import parse_cell


def build_form_facts(extraction: Extraction) -> tuple[Fact, ...]:
    """The figures of a document's forms: funds by source and by use, projects, sub-items of projects."""
    usual = usual_unit(extraction.tables)
    facts: list[Fact] = []
    for table in extraction.tables:
        if is_form(table) and _is_funds_block(table):
            facts += _funds_facts(table, extraction.identity, table.unit or usual)
    forms = {table.ordinal: table for table in extraction.tables if is_form(table)}
    for project in extraction.projects:
        if project.table in forms:
            facts += _project_fact(project, forms[project.table], extraction.identity, table_unit(forms[project.table], project.column, usual))
    return tuple(facts)


def table_unit(table: Table, column: int, usual: str) -> str:
    """The unit of measure of a column: its header's, the table's, else the document's usual one."""
    return (header_unit(table.columns[column]) if column < len(table.columns) else None) or table.unit or usual


def _is_funds_block(table: Table) -> bool:
    headers = ["".join(column.path) for column in table.columns]
    return sum(1 for header in headers if re.search(row_words().funds_header, fold(header))) >= 2


def _funds_facts(table: Table, identity: Identity, unit: str) -> list[Fact]:
    facts = []
    for index, (group, row) in enumerate(_with_groups(table)):
        subject, aspect = _funds_item(group, row)
        if subject is None:
            continue
        for column, meaning in _figures(table):
            cell = row.cells[column]
            parsed = parse_cell(cell.text if cell else "")
            if parsed.status == "text":
                continue
            share = parsed.percent or meaning.coordinates.aspect == "share"
            figure = Figure(parsed.value, "%" if share else unit, parsed.decimals, parsed.status, cell.printed if cell else "")
            facts.append(Fact(
                year=meaning.coordinates.year or identity.year, stage=identity.type, kind=table.kind, scope="all", side="",
                carry="", subject=subject, aspect=_joined(aspect, share), aspect_name=meaning.name, figure=figure,
                pointer=Pointer(table=table.ordinal, row=index, column=column),
            ))
    return facts


def _joined(aspect: str, share: bool) -> str:
    return "share" if share and aspect == "total" else f"{aspect}.share" if share else aspect


def _figures(table: Table):
    meanings = [(i, read_column(column, table.kind, False)) for i, column in enumerate(table.columns)]
    return [(i, meaning) for i, meaning in meanings if i > 1 and not meaning.label]


def _with_groups(table: Table) -> list[tuple[str, Row]]:
    """Each row with its group (收入构成, 支出构成): the k-th group ends with the k-th total row."""
    groups = [fold(row.cells[0].text) for row in table.rows if row.cells[0]]
    grouped, at = [], 0
    for row in table.rows:
        grouped.append((groups[min(at, len(groups) - 1)] if groups else "", row))
        label = row.cells[1]
        if label and strip_numbering(label.text).endswith(row_words().group_end):
            at += 1
    return grouped


def _funds_item(group: str, row: Row) -> tuple[Subject | None, str]:
    label = row.cells[1]
    text = group + (strip_numbering(label.text) if label else "")
    for rule in row_words().forms:
        if re.search(rule.match, text):
            return Subject(rule.subject, label.text if label else "", rule.subject.split(".")[0], role=rule.role), rule.aspect or "total"
    return None, ""


def _project_fact(project: Project, table: Table, identity: Identity, unit: str) -> list[Fact]:
    parsed = parse_cell(re.sub(row_words().money_end, "", fold(project.amount)))
    if parsed.status not in ("number", "zero"):
        return []
    parent = f"project:{strip_numbering(project.parent)}" if project.parent else ""
    subject = Subject(f"project:{strip_numbering(project.name)}", project.name, "project", level=2 if parent else 1, parent=parent)
    figure = Figure(parsed.value, unit, parsed.decimals, parsed.status, project.amount)
    return [Fact(
        year=identity.year, stage=identity.type, kind=table.kind, scope="project", side="expenditure", carry="", subject=subject,
        aspect="total", aspect_name="", figure=figure, pointer=Pointer(table=table.ordinal, row=project.row, column=project.column),
    )]
