"""Forms → facts: projects, sub-items, tasks, purchases; a project's sources of funds, its total and its earlier years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from service.extraction.forms.roles import column_of, content_of, is_labels, roles_of, text_at
from service.extraction.forms.words import form_words, is_total
from service.extraction.model import Cell, Extraction, Identity, Project, Table
from service.facts.builder import is_form, usual_unit
from service.facts.columns import header_unit, read_column
from service.facts.model import Fact, Figure, Pointer, Subject
from service.facts.rows import strip_numbering
from service.facts.words import RowRule, fold, row_words
from service.quantities import parse_cell


@dataclass(frozen=True)
class _Place:
    """Where facts of a form are read: the table, the project that the form is about ("" if none), the document."""

    table: Table
    project: str
    identity: Identity
    unit: str


def build_project_facts(extraction: Extraction) -> tuple[Fact, ...]:
    """The figures of projects and tasks in a document's forms, in the order of print within each kind."""
    usual = usual_unit(extraction.tables)
    named = _with_projects(extraction.tables)
    places = [_Place(table, project, extraction.identity, table.unit or usual) for table, project in named]
    facts = [fact for place in places for fact in _stated_in(place)]
    by_table = {place.table.ordinal: place for place in places}
    for project in extraction.projects:
        if project.table in by_table:
            facts += _amounts(_task_or_project(project, extraction.projects), by_table[project.table])
    return (*facts, *(fact for place in places for fact in _total_row(place, facts)))


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


def _stated_in(place: _Place) -> list[Fact]:
    """What a form's labels, its block of sources and its block of purchases say of its project."""
    roles = roles_of(place.table)
    if not place.project:
        return []
    if is_labels(place.table):
        return _labelled(place)
    if "source" in roles and "amount" in roles:
        return _by_source(place, roles)
    return _purchases(place, roles) if "goods" in roles and "amount" in roles else []


def _labelled(place: _Place) -> list[Fact]:
    """The amounts behind labels (项目总预算, 其中：财政拨款), and the years that a label's text names."""
    facts: list[Fact] = []
    for index, row in enumerate(place.table.rows):
        label, cell = text_at(row, 0), row.cells[1]
        rule = _rule(label, row_words().project_labels)
        if rule:
            facts += _fact_of_cell(place, _project(place.project), rule.aspect, index, 1, label)
        elif cell and re.search(row_words().earlier_label, fold(label)):
            told = _earlier_years(place, cell, index, label)
            facts += [fact for fact in told if _is_proved(fact, cell)] if row.line in _doubtful(place) else told
    return facts


def _doubtful(place: _Place) -> frozenset[int]:
    return frozenset(doubt.line for doubt in place.table.doubts)


def _is_proved(fact: Fact, cell: Cell) -> bool:
    """In a text whose pieces may be out of order an earlier year's amount counts where two other figures of the text prove it."""
    figures = [Decimal(text.replace(",", "")) for text in re.findall(row_words().figure, cell.text)]
    others = [figure for figure in figures if figure and figure != fact.figure.value]
    return fact.aspect == "total" and any(abs(a - fact.figure.value) in others for a in others)


def _by_source(place: _Place, roles: tuple[str | None, ...]) -> list[Fact]:
    source, amount = column_of(roles, "source"), column_of(roles, "amount")
    facts: list[Fact] = []
    texts = [text_at(row, source) for row in place.table.rows]
    for index, row in enumerate(place.table.rows):
        rule = _rule(texts[index], row_words().project_sources)
        # A blank amount above a filled 其中 is not none: the page prints only the part.
        has_part = index + 1 < len(texts) and re.match(row_words().part_of_above, fold(texts[index + 1]))
        lost = row.line in _doubtful(place) and row.cells[amount] is None
        if rule and not lost and not (has_part and row.cells[amount] is None and place.table.rows[index + 1].cells[amount]):
            facts += _fact_of_cell(place, _project(place.project), rule.aspect, index, amount, text_at(row, source))
    return facts


def _purchases(place: _Place, roles: tuple[str | None, ...]) -> list[Fact]:
    """What is bought for a project: items below it, whose amount is one of procurement."""
    goods, amount = column_of(roles, "goods"), column_of(roles, "amount")
    facts: list[Fact] = []
    for index, row in enumerate(place.table.rows):
        name = text_at(row, goods)
        if name and not is_total(name):
            facts += _fact_of_cell(place, _project(name, place.project), "procurement", index, amount, "")
    return facts


def _earlier_years(place: _Place, cell: Cell, index: int, label: str) -> list[Fact]:
    """Earlier years' amounts in a label's text (2021年预算安排211.08万元), each with its year, and the change that it states."""
    words, facts = row_words(), []
    years = [found for found in re.finditer(words.earlier_year, cell.text) if int(found["year"]) < place.identity.year]
    for found in years:
        facts += _fact_of_text(place, found, index, "total", label, int(found["year"]))
    change = re.search(words.earlier_change, cell.text)
    if change:
        told = _fact_of_text(place, change, index, "change", label, place.identity.year)
        sign = -1 if re.search(words.earlier_fall, change["word"]) else 1
        signed = [replace(fact, figure=replace(fact.figure, value=fact.figure.value * sign)) for fact in told]
        facts += [replace(fact, base_year=place.identity.year - 1, base_stage="budget") for fact in signed]
    return facts


def _fact_of_text(place: _Place, found: re.Match[str], index: int, aspect: str, label: str, year: int) -> list[Fact]:
    parsed = parse_cell(found["amount"])
    if parsed.status not in ("number", "zero"):
        return []
    figure = Figure(parsed.value, found["unit"], parsed.decimals, parsed.status, found.group())
    pointer = Pointer(table=place.table.ordinal, row=index, column=1, start=found.start(), stop=found.end())
    return [replace(_fact(place, _project(place.project), aspect, figure, pointer, label), year=year)]


def _fact_of_cell(place: _Place, subject: Subject, aspect: str, index: int, column: int, label: str) -> list[Fact]:
    """The fact of one cell; nothing where the cell holds a text."""
    cell = place.table.rows[index].cells[column]
    parsed = parse_cell(re.sub(row_words().money_end, "", fold(cell.text)) if cell else "")
    if parsed.status == "text":
        return []
    figure = Figure(parsed.value, _unit_of(place, column), parsed.decimals, parsed.status, cell.text if cell else "")
    return [_fact(place, subject, aspect, figure, Pointer(table=place.table.ordinal, row=index, column=column), label)]


def _unit_of(place: _Place, column: int) -> str:
    """The unit of measure of a column: its header's, the table's, else the document's usual one."""
    columns = place.table.columns
    return (header_unit(columns[column]) if column < len(columns) else None) or place.unit


def _fact(place: _Place, subject: Subject, aspect: str, figure: Figure, pointer: Pointer, name: str) -> Fact:
    return Fact(
        year=place.identity.year, stage=place.identity.type, kind=place.table.kind, scope="project", side="expenditure", carry="",
        subject=subject, aspect=aspect, aspect_name=name, figure=figure, pointer=pointer,
    )


def _project(name: str, parent: str = "", cls: str = "project") -> Subject:
    above = f"project:{strip_numbering(parent)}" if parent else ""
    return Subject(f"{cls}:{strip_numbering(name)}", name, cls, level=2 if above else 1, parent=above)


def _rule(label: str, rules: list[RowRule]) -> RowRule | None:
    return next((rule for rule in rules if re.search(rule.match, fold(label))), None)


def _task_or_project(project: Project, every: tuple[Project, ...]) -> Project:
    """A task with the name and the amount of a project is that project, printed once more."""
    def key(one: Project) -> tuple[str, Decimal | None]:
        return strip_numbering(one.name), parse_cell(fold(one.amount)).value

    same = any(other.kind == "project" and key(other) == key(project) for other in every)
    return replace(project, kind="project") if same else project


def _amounts(project: Project, place: _Place) -> list[Fact]:
    """What the row of a project or a task prints: its amount, its total budget, its parts by source of funds."""
    subject = _project(project.name, project.parent or "", project.kind)
    facts = _fact_of_cell(place, subject, "total", project.row, project.column, "")
    facts = [fact for fact in facts if fact.figure.status in ("number", "zero")]
    if is_labels(place.table):
        return facts
    for aspect, column in _part_columns(place.table):
        facts += _fact_of_cell(place, subject, aspect, project.row, column, "")
    return facts


def _part_columns(table: Table) -> list[tuple[str, int]]:
    """(amount, column) of a form's columns beside that of the amount: the total budget, the parts by source."""
    roles = roles_of(table)
    read = [(role, read_column(column, table.kind, False).coordinates.aspect) for role, column in zip(roles, table.columns)]
    parts = [(aspect, i) for i, (role, aspect) in enumerate(read) if role == "part" and aspect]
    return parts + [("total_budget", i) for i, role in enumerate(roles) if role == "total_budget"]


def _total_row(place: _Place, facts: list[Fact]) -> list[Fact]:
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
        found = [fact for aspect, column in columns for fact in _fact_of_cell(place, subject, aspect, index, column, "")]
        if found and all(_adds_up(fact, own) for fact in found):
            return [replace(fact, scope="all" if task else "project") for fact in found]
    return []


def _adds_up(total: Fact, parts: list[Fact]) -> bool:
    values = [fact.figure.value for fact in parts if fact.pointer.column == total.pointer.column]
    return total.figure.value is not None and None not in values and sum(values, Decimal(0)) == total.figure.value


def mark_parts(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts of a document, those of a project that one table prints in parts marked as such.

    A table by subjects prints a project once under each subject; the parts are proved where they add up to the amount
    that another table prints for the whole project.
    """
    places: dict[tuple[str, int], dict[int, list[Fact]]] = {}
    for fact in facts:
        is_whole = fact.subject.cls == "project" and fact.subject.level < 2 and fact.aspect in ("total", "project")
        if is_whole and fact.pointer.table:
            places.setdefault((fact.subject.id, fact.year), {}).setdefault(fact.pointer.table, []).append(fact)
    parts: set[Pointer] = set()
    for tables in places.values():
        wholes = {found[0].figure.value for found in tables.values() if len(found) == 1}
        for found in tables.values():
            if len(found) > 1 and sum((fact.figure.value or Decimal(0) for fact in found), Decimal(0)) in wholes:
                parts |= {fact.pointer for fact in found}
    return tuple(replace(fact, subject=replace(fact.subject, role="part")) if fact.pointer in parts else fact for fact in facts)
