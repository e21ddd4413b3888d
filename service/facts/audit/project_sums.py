"""R12, R21: what a project's amount is made of adds up to it: its sub-items, its quantities and prices; so do all projects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from service.extraction.model import Project
from service.facts.audit.judge import judge_same
from service.facts.audit.model import Disclosure, Finding, Held
from service.facts.audit.places import cell_of, place_of
from service.facts.audit.totals import add_up, say_sums
from service.facts.audit.words import audit_words, message
from service.facts.money_units import unit_of
from service.facts.words import fold, row_words
from service.language.words import variant_words
from service.quantities import CellNumber, parse_cell, round_to


def check_sub_items(disclosure: Disclosure) -> Iterator[Finding]:
    """The sub-items that a form lists under a project add up to the project's amount, as the form or else a table has it."""
    for parent, items in _by_parent(disclosure).items():
        amounts = [_amount(item) for item in items]
        totals = [p for p in disclosure.extraction.projects if p.parent is None and p.name == parent and _amount(p) is not None]
        totals.sort(key=lambda project: _form(disclosure, project) != _form(disclosure, items[0]))
        if totals and None not in amounts and len(items) > 1:
            yield from _check_items(disclosure, totals[0], items)


def _check_items(disclosure: Disclosure, total: Project, items: list[Project]) -> Iterator[Finding]:
    amount, computed, decimals = _amount(total), sum(map(_amount, items), Decimal(0)), _decimals(total, *items)
    severity = judge_same(amount, decimals, computed, decimals)
    if severity:
        unit = unit_of(disclosure.table(total.table), disclosure.extraction.tables)
        places = tuple(cell_of(p) for p in (total, *items))
        said = message("items", place=place_of(disclosure, places[0]), item=total.name, printed=f"{amount:f}{unit}",
                       computed=f"{computed:f}{unit}", difference=f"{abs(amount - computed):f}{unit}")
        yield Finding("R21", severity, said, places)


def _by_parent(disclosure: Disclosure) -> dict[str, list[Project]]:
    items: dict[str, list[Project]] = {}
    for project in disclosure.extraction.projects:
        if project.parent:
            items.setdefault(project.parent, []).append(project)
    return items


def _form(disclosure: Disclosure, project: Project) -> str | None:
    return disclosure.table(project.table).form


def check_project_tables(disclosure: Disclosure) -> Iterator[Finding | Held]:
    """The projects of a table without a total row are not more than the project expenditure; where rows are lost, less."""
    amounts = [fact for fact in disclosure.facts if fact.aspect == "project" and fact.figure.value]
    wholes = [fact for fact in amounts if fact.subject.id == "total" and fact.subject.role == "total"]
    for table in disclosure.extraction.tables:
        printed = [fact for fact in amounts if fact.pointer.table == table.ordinal and fact.subject.cls == "project"]
        has_total = any(fact.pointer.table == table.ordinal and fact.subject.cls == "total" for fact in disclosure.facts)
        if has_total or len(printed) < 2 or not wholes:
            continue
        added = add_up(wholes[0], printed)
        if added and added.holds:
            yield Held("R12", added.total.pointer)
        elif added and (added.severity == "rounding" or added.difference < 0):
            yield say_sums(disclosure, "R12", [added])


def check_products(disclosure: Disclosure) -> Iterator[Finding]:
    """Where the basis of an item computes it (8.1725万元*8人=65.38万元), the product is right and is the item's amount."""
    for project in disclosure.extraction.projects:
        for stated in re.finditer(audit_words().product, re.sub(r"\s", "", project.basis)):
            yield from _check_product(disclosure, project, stated)


def _check_product(disclosure: Disclosure, project: Project, stated: re.Match[str]) -> Iterator[Finding]:
    price, count, result = (Decimal(stated[name].replace(",", "")) for name in ("price", "count", "result"))
    unit = stated["unit"]
    computed = _in_unit(price * count, stated["price_unit"] or unit, unit)
    decimals = max(-result.as_tuple().exponent, 0)
    pointer = cell_of(project)
    said = {"place": place_of(disclosure, pointer), "item": project.name, "text": stated.group(), "printed": fold(project.amount)}
    if round_to(computed, decimals) != result:
        yield Finding("R21", "conflict", message("product", **said, computed=f"{computed:f}{unit}"), (pointer,))
        return
    amount, measure = _amount(project), unit_of(disclosure.table(project.table), disclosure.extraction.tables)
    if amount is None or measure not in variant_words().factors:
        return
    stated_amount = _in_unit(result, unit, measure)
    if judge_same(amount, _decimals(project), stated_amount, max(-stated_amount.as_tuple().exponent, 0)) == "conflict":
        difference = f"{abs(amount - stated_amount).normalize():f}{measure}"
        yield Finding("R21", "conflict", message("basis", **said, difference=difference), (pointer,))


def _in_unit(value: Decimal, unit: str, other: str) -> Decimal:
    """An amount of money in another unit of money."""
    factors = variant_words().factors
    return value * factors[unit] / factors[other]


def _amount(project: Project) -> Decimal | None:
    return _number(project).value


def _decimals(*projects: Project) -> int:
    return max(_number(project).decimals for project in projects)


def _number(project: Project) -> CellNumber:
    return parse_cell(re.sub(row_words().money_end, "", fold(project.amount)))
