"""The block of funds of a performance form → facts: income by source, expenditure by use, with shares and earlier years."""

from __future__ import annotations

import re
from dataclasses import replace

from service.extraction.forms.roles import is_labels
from service.extraction.model import Cell, Extraction, Identity, Row, Table
from service.facts.builder import is_form
from service.facts.columns import ColumnMeaning, read_column
from service.facts.model import Fact, Figure, Pointer, Subject
from service.facts.money_units import unit_of
from service.facts.rows import strip_numbering
from service.facts.words import fold, row_words
from service.quantities import parse_cell

# What the classes of the funds block are called elsewhere, where the document has no more in them than that.
SAME_AMOUNT = {"specific_target": "project", "operation_class": "public"}
# Forms that are about all of a unit; the two uses of all its money.
WHOLE_FORMS = ("overall_performance_target",)
USES = ("basic", "project")


def fund_facts(extraction: Extraction, tables: tuple[Fact, ...]) -> list[Fact]:
    """The funds of the whole unit by source and by use; `tables` are the figures of the ordinary tables."""
    facts: list[Fact] = []
    for table in extraction.tables:
        if is_form(table) and _is_funds_block(table):
            funds = _funds_facts(table, extraction.identity, unit_of(table, extraction.tables))
            facts += _by_both_names(funds, extraction.identity.year, tables)
        elif is_form(table) and table.kind in WHOLE_FORMS and is_labels(table):
            facts += _labelled_funds(table, extraction.identity, unit_of(table, extraction.tables))
    return facts


def _labelled_funds(table: Table, identity: Identity, unit: str) -> list[Fact]:
    """The funds of the whole unit behind labels (基本支出, 财政拨款), where what comes in is what is spent."""
    facts = []
    for index, row in enumerate(table.rows):
        subject, aspect = _funds_item("", row.cells[0])
        figure = _figure(row.cells[1], False, unit) if subject else None
        if figure and figure.value is not None:
            facts.append(Fact(
                year=identity.year, stage=identity.type, kind=table.kind, scope="all", side="", carry="", subject=subject,
                aspect=aspect, aspect_name="", figure=figure, pointer=Pointer(table=table.ordinal, row=index, column=1),
            ))
    income = [fact.figure.value for fact in facts if fact.subject.cls == "income"]
    spent = [fact.figure.value for fact in facts if fact.aspect in USES]
    return facts if income and len(spent) == len(USES) and sum(income) == sum(spent) else []


def _is_funds_block(table: Table) -> bool:
    headers = ["".join(column.path) for column in table.columns]
    return sum(1 for header in headers if re.search(row_words().funds_header, fold(header))) >= 2


def _funds_facts(table: Table, identity: Identity, unit: str) -> list[Fact]:
    facts = []
    for index, (group, row) in enumerate(_with_groups(table)):
        subject, aspect = _funds_item(group, row.cells[1])
        for column, meaning in _figures(table) if subject else ():
            figure = _figure(row.cells[column], meaning.coordinates.aspect == "share", unit)
            if figure:
                facts.append(Fact(
                    year=meaning.coordinates.year or identity.year, stage=identity.type, kind=table.kind, scope="all", side="",
                    carry="", subject=subject, aspect=_joined(aspect, figure.unit == "%"), aspect_name=meaning.name,
                    figure=figure, pointer=Pointer(table=table.ordinal, row=index, column=column),
                ))
    return facts


def _figure(cell: Cell | None, share: bool, unit: str) -> Figure | None:
    """The figure of one cell, a share in per cent; None where the cell holds a text."""
    parsed = parse_cell(cell.text if cell else "")
    if parsed.status == "text":
        return None
    return Figure(parsed.value, "%" if share or parsed.percent else unit, parsed.decimals, parsed.status, cell.printed if cell else "")


def _by_both_names(facts: list[Fact], year: int, tables: tuple[Fact, ...]) -> list[Fact]:
    """The facts, and once more under the other name those of a class that this year is exactly another amount of the tables.

    特定目标类项目支出 that equals 项目支出 is all of it: then its row gives the earlier years of 项目支出 too.
    """
    found = list(facts)
    for aspect, other in SAME_AMOUNT.items():
        own = {fact.figure.value for fact in facts if fact.aspect == aspect and fact.year == year and fact.figure.value}
        wholes = [fact for fact in tables if (fact.subject.id, fact.aspect, fact.subject.role) == ("total", other, "total")]
        known = {fact.figure.value for fact in wholes}
        if own and own <= known and not any(fact.aspect == other for fact in facts):
            found += [replace(fact, aspect=other) for fact in facts if fact.aspect == aspect]
    return found


def _joined(aspect: str, share: bool) -> str:
    return "share" if share and aspect == "total" else f"{aspect}.share" if share else aspect


def _figures(table: Table) -> list[tuple[int, ColumnMeaning]]:
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


def _funds_item(group: str, label: Cell | None) -> tuple[Subject | None, str]:
    text = group + (strip_numbering(label.text) if label else "")
    for rule in row_words().forms:
        if re.search(rule.match, text):
            subject = Subject(rule.subject, label.text if label else "", rule.subject.split(".")[0], role=rule.role)
            return subject, rule.aspect or "total"
    return None, ""
