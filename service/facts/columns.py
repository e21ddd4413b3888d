"""Header path → what the column is: a label of the row, or the coordinates of its figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import msgspec

from service.extraction.model import Column
from service.facts.model import Coordinates, change_aspect
from service.facts.words import FigureRule, column_words, fold, row_words
from service.language.accounts import load_accounts

THREE_KINDS = frozenset({"three_public", "gov_fund_three_public"})
# The year's income, and what it may be for.
INCOME, SPENDING = "sum.income_current", frozenset({"basic", "project"})
FUNDS = frozenset({"general", "gov_fund", "state_capital"})
# How an item's amount changed, and by how much in a hundred.
CHANGES = frozenset({"change", "change_rate"})
# An amount that nothing says more of: never the total.
OTHER = "other"
SHARE = "share"


@dataclass(frozen=True)
class ColumnMeaning:
    """`label` is the role of a label column, else ""; `name` is what a reader calls the column."""

    label: str
    coordinates: Coordinates
    name: str
    known: bool


def read_column(column: Column, kind: str, income: bool) -> ColumnMeaning:
    """Say what a column holds; `income`: the table or the half lists income."""
    parts = [fold(part) for part in column.path if part.strip()]
    label = _label(parts)
    if label:
        return ColumnMeaning(label, Coordinates(), parts[-1], True)
    coordinates, known = Coordinates(), True
    for part in parts:
        coordinates, recognised = _deepen(coordinates, part, kind, income)
        known = known and recognised
    return ColumnMeaning("", _with_default(coordinates, kind), _name(column.path), known)


def _label(parts: list[str]) -> str:
    for part in reversed(parts[-1:]):
        for rule in column_words().labels:
            if re.search(rule.match, part):
                return rule.label
    return ""


def _deepen(before: Coordinates, part: str, kind: str, income: bool) -> tuple[Coordinates, bool]:
    """Add what one part says; a change column keeps the two years it compares."""
    after, recognised, own = before, False, re.sub(row_words().numbering, "", re.sub(column_words().money, "", part))
    years = _years(part)
    if years:
        after = replace(after, year=years[0] or after.year, base_year=years[1] if len(years) > 1 else None)
    elif re.search(column_words().last_year, own):
        after, recognised = replace(after, years_ago=1), True
    for rule in column_words().figures:
        if (re.search(rule.match, part) or re.search(rule.match, own)) and _applies(rule, kind, income):
            after, recognised = _of_income(before, _merge(after, _without_source(rule, kind), len(years))), True
            if not (rule.variant or rule.stage):
                break
    if before.aspect == "change" and re.search(column_words().rate, own):
        return replace(before, aspect="change_rate"), True
    if not recognised and kind in THREE_KINDS:
        return _account_beside(after, own)
    return after, recognised


def _of_income(above: Coordinates, said: Coordinates) -> Coordinates:
    """Below a header of the year's income, spending is what that income is for, and none of what was spent."""
    is_for = above.subject == INCOME and said.aspect in SPENDING
    return replace(said, aspect=f"{above.aspect}.{said.aspect}") if is_for else said


def _years(part: str) -> tuple[int | None, ...]:
    """The year that a part names, and the one that it is compared with; one that says only the latter leaves the former open."""
    years = sorted({int(year) for year in re.findall(column_words().year, part)}, reverse=True)
    if len(years) == 1 and re.search(column_words().since, part):
        return None, years[0]
    return tuple(years[:1] + years[1:][-1:])


def _without_source(rule: FigureRule, kind: str) -> FigureRule:
    """In a 三公 table a source of funds is an amount of the item, never the item."""
    return msgspec.structs.replace(rule, subject="") if kind in THREE_KINDS and rule.aspect in FUNDS else rule


def _account_beside(before: Coordinates, part: str) -> tuple[Coordinates, bool]:
    """An economic account that a 三公 table prints beside 三公 (会议费, 培训费)."""
    accounts = load_accounts("economic").by_name(part)
    return (replace(before, subject=f"economic.{accounts[0].code}"), True) if len(accounts) == 1 else (before, False)


def _applies(rule: FigureRule, kind: str, income: bool) -> bool:
    return not rule.only_in or kind in rule.only_in or (income and "income" in rule.only_in)


def _merge(before: Coordinates, rule: FigureRule, years: int) -> Coordinates:
    stage, base_stage = rule.stage or before.stage, before.base_stage
    if rule.stage and years > 1:
        stage, base_stage = before.stage, rule.stage if rule.stage != "budget" else base_stage
    return replace(
        before,
        subject=rule.subject or before.subject,
        aspect=_amount(before.aspect, rule.aspect),
        stage=stage,
        base_stage=base_stage,
        variant=rule.variant or before.variant,
        carry=rule.carry or before.carry,
    )


def _amount(before: str, said: str) -> str:
    """What two parts of a path say together: 增减 over 基本支出 is the change of it, over % the rate of the change."""
    if before not in CHANGES or not said or said in CHANGES:
        return said or before
    return "change_rate" if said == SHARE else change_aspect(said, before)


def _with_default(coordinates: Coordinates, kind: str) -> Coordinates:
    """An amount without a name is the kind's own; what compares two years is none of either, unless it says that it is a change."""
    if coordinates.base_year and not coordinates.aspect.endswith((*CHANGES, SHARE)):
        return replace(coordinates, aspect=OTHER)
    if coordinates.aspect or coordinates.subject:
        return coordinates
    return replace(coordinates, aspect=column_words().totals.get(kind, ""))


def aspect_of(kind: str) -> str:
    """The amount that a kind of table prints where its columns name none: a part (basic, project), else the total."""
    return column_words().totals.get(kind, "total")


def _name(path: tuple[str, ...]) -> str:
    return " · ".join(part for part in path if part.strip())


def header_unit(column: Column) -> str | None:
    """The unit of measure that the deepest part of a header that prints one has in brackets (预算数（万元）), or None."""
    found = (re.search(column_words().money, fold(part)) for part in reversed(column.path))
    return next((unit["unit"] for unit in found if unit), None)
