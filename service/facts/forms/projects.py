"""Rows of a form that list projects or tasks → their amounts and parts, and the total that these add up to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from service.extraction.forms.roles import column_of, is_labels, roles_of
from service.extraction.forms.words import is_total
from service.extraction.model import Project, Table
from service.facts.columns import read_column
from service.facts.forms.place import Place, fact_of_cell, project_of
from service.facts.model import Fact, Subject
from service.facts.rows import strip_numbering
from service.facts.words import fold
from service.quantities import parse_cell


def project_facts(projects: tuple[Project, ...], places: list[Place]) -> list[Fact]:
    """The amounts of the projects, sub-items and tasks that forms list, in the order of print."""
    by_table = {place.table.ordinal: place for place in places}
    listed = [project for project in projects if project.table in by_table]
    return [fact for project in listed for fact in _amounts(_task_or_project(project, projects), by_table[project.table])]


def _task_or_project(project: Project, every: tuple[Project, ...]) -> Project:
    """A task with the name and the amount of a project is that project, printed once more."""
    def key(one: Project) -> tuple[str, Decimal | None]:
        return strip_numbering(one.name), parse_cell(fold(one.amount)).value

    same = any(other.kind == "project" and key(other) == key(project) for other in every)
    return replace(project, kind="project") if same else project


def _amounts(project: Project, place: Place) -> list[Fact]:
    """What the row of a project or a task prints: its amount, its total budget, its parts by source of funds."""
    subject = project_of(project.name, project.parent or "", project.kind)
    facts = fact_of_cell(place, subject, "total", project.row, project.column, "")
    facts = [fact for fact in facts if fact.figure.status in ("number", "zero")]
    if is_labels(place.table):
        return facts
    for aspect, column in _part_columns(place.table):
        facts += fact_of_cell(place, subject, aspect, project.row, column, "")
    return facts


def _part_columns(table: Table) -> list[tuple[str, int]]:
    """(amount, column) of a form's columns beside that of the amount: the total budget, the parts by source."""
    roles = roles_of(table)
    read = [(role, read_column(column, table.kind, False).coordinates.aspect) for role, column in zip(roles, table.columns)]
    parts = [(aspect, i) for i, (role, aspect) in enumerate(read) if role == "part" and aspect]
    return parts + [("total_budget", i) for i, role in enumerate(roles) if role == "total_budget"]


def total_row(place: Place, facts: list[Fact]) -> list[Fact]:
    """The total of a table of projects or tasks, where it adds up: a row called 合计, or one with an amount and nothing else."""
    own = [f for f in facts if f.pointer.table == place.table.ordinal and not f.subject.parent]
    roles = roles_of(place.table)
    amount, rows = column_of(roles, "amount"), {f.pointer.row for f in own}
    if amount is None or len(rows) < 2 or is_labels(place.table):
        return []
    task = "task" in roles
    named = [i for i, role in enumerate(roles) if role in ("project", "task", "goal", "content", "level3")]
    for index, row in enumerate(place.table.rows):
        texts = [row.cells[i].text for i in named if row.cells[i]]
        if index in rows or any(not is_total(text) for text in texts):
            continue
        subject = Subject("total", texts[0] if texts else "", "total", role="total")
        columns = [("total" if task else "project", amount), *(_part_columns(place.table) if task else [])]
        found = [fact for aspect, column in columns for fact in fact_of_cell(place, subject, aspect, index, column, "")]
        if found and all(_adds_up(fact, own) for fact in found):
            return [replace(fact, scope="all" if task else "project") for fact in found]
    return []


def _adds_up(total: Fact, parts: list[Fact]) -> bool:
    values = [fact.figure.value for fact in parts if fact.pointer.column == total.pointer.column]
    return total.figure.value is not None and None not in values and sum(values, Decimal(0)) == total.figure.value
