"""What a form's labels, its block of sources and its block of purchases say of its project."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from service.extraction.forms.roles import column_of, is_labels, roles_of, text_at
from service.extraction.forms.words import is_total
from service.extraction.model import Cell
from service.facts.forms.place import Place, fact_of, fact_of_cell, project_of
from service.facts.model import Fact, Figure, Pointer
from service.facts.words import RowRule, fold, row_words
from service.quantities import parse_cell


def stated_facts(place: Place) -> list[Fact]:
    """The figures that one table of a form states of the form's project; none where the form names none."""
    roles = roles_of(place.table)
    if not place.project:
        return []
    if is_labels(place.table):
        return _labelled(place)
    if "source" in roles and "amount" in roles:
        return _by_source(place, roles)
    return _purchases(place, roles) if "goods" in roles and "amount" in roles else []


def _labelled(place: Place) -> list[Fact]:
    """The amounts behind labels (项目总预算, 其中：财政拨款), and the years that a label's text names."""
    facts: list[Fact] = []
    for index, row in enumerate(place.table.rows):
        label, cell = text_at(row, 0), row.cells[1]
        rule = _rule(label, row_words().project_labels)
        if rule:
            facts += fact_of_cell(place, project_of(place.project), rule.aspect, index, 1, label)
        elif cell and re.search(row_words().earlier_label, fold(label)):
            told = _earlier_years(place, cell, index, label)
            facts += [fact for fact in told if _is_proved(fact, cell)] if row.line in _doubtful(place) else told
    return facts


def _doubtful(place: Place) -> frozenset[int]:
    return frozenset(doubt.line for doubt in place.table.doubts)


def _is_proved(fact: Fact, cell: Cell) -> bool:
    """In a text whose pieces may be out of order an earlier year's amount counts where two other figures of the text prove it."""
    figures = [Decimal(text.replace(",", "")) for text in re.findall(row_words().figure, cell.text)]
    others = [figure for figure in figures if figure and figure != fact.figure.value]
    return fact.aspect == "total" and any(abs(a - fact.figure.value) in others for a in others)


def _by_source(place: Place, roles: tuple[str | None, ...]) -> list[Fact]:
    source, amount = column_of(roles, "source"), column_of(roles, "amount")
    facts: list[Fact] = []
    texts = [text_at(row, source) for row in place.table.rows]
    for index, row in enumerate(place.table.rows):
        rule = _rule(texts[index], row_words().project_sources)
        # A blank amount above a filled 其中 is not none: the page prints only the part.
        has_part = index + 1 < len(texts) and re.match(row_words().part_of_above, fold(texts[index + 1]))
        lost = row.line in _doubtful(place) and row.cells[amount] is None
        if rule and not lost and not (has_part and row.cells[amount] is None and place.table.rows[index + 1].cells[amount]):
            facts += fact_of_cell(place, project_of(place.project), rule.aspect, index, amount, text_at(row, source))
    return facts


def _purchases(place: Place, roles: tuple[str | None, ...]) -> list[Fact]:
    """What is bought for a project: items below it, whose amount is one of procurement."""
    goods, amount = column_of(roles, "goods"), column_of(roles, "amount")
    facts: list[Fact] = []
    for index, row in enumerate(place.table.rows):
        name = text_at(row, goods)
        if name and not is_total(name):
            facts += fact_of_cell(place, project_of(name, place.project), "procurement", index, amount, "")
    return facts


def _earlier_years(place: Place, cell: Cell, index: int, label: str) -> list[Fact]:
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


def _fact_of_text(place: Place, found: re.Match[str], index: int, aspect: str, label: str, year: int) -> list[Fact]:
    parsed = parse_cell(found["amount"])
    if parsed.status not in ("number", "zero"):
        return []
    figure = Figure(parsed.value, found["unit"], parsed.decimals, parsed.status, found.group())
    pointer = Pointer(table=place.table.ordinal, row=index, column=1, start=found.start(), stop=found.end())
    return [replace(fact_of(place, project_of(place.project), aspect, figure, pointer, label), year=year)]


def _rule(label: str, rules: list[RowRule]) -> RowRule | None:
    return next((rule for rule in rules if re.search(rule.match, fold(label))), None)
