"""R12, R20, R21: weights of indicators, sub-items of projects, quantity times price, and the group of a project."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from service.extraction.model import Indicator, Project
from service.facts.audit.judge import judge_same, round_to
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import cell_with, place_of
from service.facts.audit.totals import add_up, say_sums
from service.facts.audit.words import audit_words, message
from service.facts.builder import usual_unit
from service.facts.model import Pointer
from service.facts.rows import strip_numbering
from service.facts.words import fold, row_words
from service.language.words import variant_words
from service.quantities import parse_cell


def check_weights(disclosure: Disclosure) -> Iterator[Finding]:
    """The weights of a project's indicators add up to one of the usual sums.

    Not checked where one is not printed, where the form has the usual sum over all its pages or periods, and where several
    projects have one other sum, which is then how the place counts.
    """
    groups = _grouped(disclosure, lambda one: (one.table, one.project, one.horizon))
    forms = _grouped(disclosure, lambda one: (disclosure.table(one.table).form, one.project))
    sums = Counter(_weight(group) for group in groups.values())
    usual = audit_words().weights
    for group in groups.values():
        form = forms[(disclosure.table(group[0].table).form, group[0].project)]
        computed = _weight(group)
        if computed is not None and computed not in usual and sums[computed] == 1 and _weight(form) not in usual:
            yield _say_weights(disclosure, group, computed)


def _grouped(disclosure: Disclosure, key: Callable[[Indicator], tuple[object, ...]]) -> dict[tuple[object, ...], list[Indicator]]:
    groups: dict[tuple[object, ...], list[Indicator]] = {}
    for indicator in disclosure.extraction.indicators:
        groups.setdefault(key(indicator), []).append(indicator)
    return groups


def _weight(indicators: list[Indicator]) -> Decimal | None:
    weights = [parse_cell(indicator.weight).value for indicator in indicators]
    return None if None in weights else sum(weights, Decimal(0))


def _say_weights(disclosure: Disclosure, indicators: list[Indicator], computed: Decimal) -> Finding:
    places = tuple(Pointer(table=each.table, row=each.row, column=each.column) for each in indicators)
    usual = message("and").join(map(str, audit_words().weights))
    said = message("weights", place=place_of(disclosure, places[0]), project=indicators[0].project or "", computed=computed, usual=usual)
    return Finding("R20", "conflict", said, places)


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
        unit = disclosure.table(total.table).unit or usual_unit(disclosure.extraction.tables)
        places = tuple(Pointer(table=p.table, row=p.row, column=p.column) for p in (total, *items))
        said = message("items", place=place_of(disclosure, places[0]), item=total.name, printed=f"{amount:f}{unit}",
                       computed=f"{computed:f}{unit}", difference=f"{abs(amount - computed):f}{unit}")
        yield Finding("R21", severity, said, places)


def _form(disclosure: Disclosure, project: Project) -> str | None:
    return disclosure.table(project.table).form


def _by_parent(disclosure: Disclosure) -> dict[str, list[Project]]:
    items: dict[str, list[Project]] = {}
    for project in disclosure.extraction.projects:
        if project.parent:
            items.setdefault(project.parent, []).append(project)
    return items


def _amount(project: Project) -> Decimal | None:
    return parse_cell(re.sub(row_words().money_end, "", fold(project.amount))).value


def _decimals(*projects: Project) -> int:
    return max(parse_cell(re.sub(row_words().money_end, "", fold(project.amount))).decimals for project in projects)


def check_project_tables(disclosure: Disclosure) -> Iterator[Finding]:
    """The projects of a table without a total row are not more than the project expenditure; with rows on lost pages they are less."""
    wholes = [f for f in disclosure.facts if f.subject.id == "total" and f.aspect == "project" and f.subject.role == "total" and f.figure.value]
    for table in disclosure.extraction.tables:
        rows = [f for f in disclosure.facts if f.pointer.table == table.ordinal and f.subject.cls == "project" and f.aspect == "project"]
        has_total = any(f.pointer.table == table.ordinal and f.subject.cls == "total" for f in disclosure.facts)
        printed = [fact for fact in rows if fact.figure.value]
        if has_total or len(printed) < 2 or not wholes:
            continue
        broken = add_up(wholes[0], printed)
        if broken and (broken.severity == "rounding" or broken.difference < 0):
            yield say_sums(disclosure, "R12", [broken])


def check_products(disclosure: Disclosure) -> Iterator[Finding]:
    """Where the basis of an item computes it (8.1725万元*8人=65.38万元), the product is right and is the item's amount."""
    for project in disclosure.extraction.projects:
        for stated in re.finditer(audit_words().product, re.sub(r"\s", "", project.basis)):
            yield from _check_product(disclosure, project, stated)


def _check_product(disclosure: Disclosure, project: Project, stated: re.Match[str]) -> Iterator[Finding]:
    price, count, result = (Decimal(stated[name].replace(",", "")) for name in ("price", "count", "result"))
    unit = stated["unit"]
    computed = in_unit(price * count, stated["price_unit"] or unit, unit)
    decimals = max(-result.as_tuple().exponent, 0)
    pointer = Pointer(table=project.table, row=project.row, column=project.column)
    said = {"place": place_of(disclosure, pointer), "item": project.name, "text": stated.group(), "printed": fold(project.amount)}
    if round_to(computed, decimals) != result:
        yield Finding("R21", "conflict", message("product", **said, computed=f"{computed:f}{unit}"), (pointer,))
        return
    amount, measure = _amount(project), disclosure.table(project.table).unit or usual_unit(disclosure.extraction.tables)
    if amount is None or measure not in variant_words().factors:
        return
    stated_amount = in_unit(result, unit, measure)
    if judge_same(amount, _decimals(project), stated_amount, max(-stated_amount.as_tuple().exponent, 0)) == "conflict":
        difference = f"{abs(amount - stated_amount).normalize():f}{measure}"
        yield Finding("R21", "conflict", message("basis", **said, difference=difference), (pointer,))


def in_unit(value: Decimal, unit: str, other: str) -> Decimal:
    """An amount of money in another unit of money."""
    factors = variant_words().factors
    return value * factors[unit] / factors[other]


def check_categories(disclosure: Disclosure) -> Iterator[Finding]:
    """A project of project expenditure that a form calls one of personnel, which is basic expenditure."""
    listed = {
        fact.subject.id: fact for fact in disclosure.facts
        if fact.subject.cls == "project" and fact.aspect == "project" and fact.figure.value and fact.pointer.table is not None
    }
    for project in disclosure.extraction.projects:
        fact = listed.get(f"project:{strip_numbering(project.name)}")
        if fact and re.search(audit_words().personnel_category, fold(project.category)):
            pointer = Pointer(table=project.table, row=project.row, column=project.column)
            said = message("category", place=place_of(disclosure, pointer), item=project.name, category=fold(project.category),
                           other=place_of(disclosure, fact.pointer))
            yield Finding("R12", "conflict", said, (*cell_with(disclosure, pointer, project.category), fact.pointer))


def check_indicator_levels(disclosure: Disclosure) -> Iterator[Finding]:
    """Indicators whose second level belongs under another first level (满意度指标 > 数量指标)."""
    for indicator in disclosure.extraction.indicators:
        for second, first in audit_words().second_levels.items():
            if re.search(second, fold(indicator.level2)) and indicator.level1 and not re.search(first, fold(indicator.level1)):
                if _has_first_level(disclosure, indicator, first):
                    pointer = Pointer(table=indicator.table, row=indicator.row, column=indicator.column)
                    said = message("level", place=place_of(disclosure, pointer), first=fold(indicator.level1), second=fold(indicator.level2))
                    yield Finding("R23", "conflict", said, cell_with(disclosure, pointer, indicator.level2))


def _has_first_level(disclosure: Disclosure, indicator: Indicator, right: str) -> bool:
    """Whether the first level stands in the indicator's own row, or the right one elsewhere: else its label may be lost."""
    rows = disclosure.table(indicator.table).rows
    own = any(cell and fold(cell.text) == fold(indicator.level1) for cell in rows[indicator.row].cells)
    return own or any(
        re.search(right, fold(other.level1)) for other in disclosure.extraction.indicators if other.table == indicator.table
    )
