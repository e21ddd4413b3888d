"""Where facts of a form are read, and how one printed cell of it becomes a fact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.extraction.forms.roles import content_of, is_labels
from service.extraction.forms.words import form_words
from service.extraction.model import Extraction, Identity, Table
from service.facts.builder import is_form
from service.facts.columns import header_unit
from service.facts.model import Fact, Figure, Pointer, Subject
from service.facts.money_units import unit_of
from service.facts.rows import strip_numbering
from service.facts.words import fold, row_words
from service.quantities import parse_cell


@dataclass(frozen=True)
class Place:
    """Where facts of a form are read: the table, the project that the form is about ("" if none), the document."""

    table: Table
    project: str
    identity: Identity
    unit: str


def places_of(extraction: Extraction) -> list[Place]:
    """The tables of a document's forms in order, each with the project that its form is about."""
    named = _with_projects(extraction.tables)
    return [Place(table, project, extraction.identity, unit_of(table, extraction.tables)) for table, project in named]


def _with_projects(tables: tuple[Table, ...]) -> Iterator[tuple[Table, str]]:
    """Each table of a form with the project that its form is about: the last one that a label of the form names."""
    project, form = "", None
    for table in tables:
        if not is_form(table):
            continue
        project, form = (project, form) if table.form and table.form == form else ("", table.form)
        if is_labels(table):
            named = content_of(table, form_words().project_labels["name"])
            project = strip_numbering(named[1]) if named else project
        yield table, project


def fact_of_cell(place: Place, subject: Subject, aspect: str, index: int, column: int, label: str) -> list[Fact]:
    """The fact of one cell; nothing where the cell holds a text."""
    cell = place.table.rows[index].cells[column]
    parsed = parse_cell(re.sub(row_words().money_end, "", fold(cell.text)) if cell else "")
    if parsed.status == "text":
        return []
    figure = Figure(parsed.value, _unit_of(place, column), parsed.decimals, parsed.status, cell.text if cell else "")
    return [fact_of(place, subject, aspect, figure, Pointer(table=place.table.ordinal, row=index, column=column), label)]


def fact_of(place: Place, subject: Subject, aspect: str, figure: Figure, pointer: Pointer, name: str) -> Fact:
    """The fact of a figure of this place, called `name` by its label or column."""
    return Fact(
        year=place.identity.year, stage=place.identity.type, kind=place.table.kind, scope="project", side="expenditure", carry="",
        subject=subject, aspect=aspect, aspect_name=name, figure=figure, pointer=pointer,
    )


def project_of(name: str, parent: str = "", cls: str = "project") -> Subject:
    """The item of a project, of a task (`cls`), or of what is listed under a project (`parent`)."""
    above = f"project:{strip_numbering(parent)}" if parent else ""
    return Subject(f"{cls}:{strip_numbering(name)}", name, cls, level=2 if above else 1, parent=above)


def _unit_of(place: Place, column: int) -> str:
    """The unit of measure of a column: its header's, the table's, else the document's usual one."""
    columns = place.table.columns
    return (header_unit(columns[column]) if column < len(columns) else None) or place.unit
