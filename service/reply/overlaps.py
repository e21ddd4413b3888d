"""FIGURES → OVERLAP: of figures that are to be added up, one that is the whole of others, so that no amount is counted twice."""

from __future__ import annotations

from dataclasses import dataclass

from service.language.measures import measures
from service.language.source_words import source_words
from service.query.finder import Figure
from service.query.targets import contains

ACCOUNTS = ("function", "economic")
# Amounts that every item belongs to, one or the other.
BROAD = ("basic", "project")


@dataclass(frozen=True)
class Overlap:
    """A figure and those among the others that are parts of it."""

    whole: Figure
    parts: tuple[Figure, ...]


def find_overlap(figures: list[Figure]) -> Overlap | None:
    """The first figure that others of its unit are parts of."""
    for whole in figures:
        parts = tuple(part for part in figures if part is not whole and is_within(whole, part))
        if parts:
            return Overlap(whole, parts)
    return None


def is_within(whole: Figure, part: Figure) -> bool:
    """Whether one amount is counted in another one of the same unit and year."""
    if (whole.unit, whole.year) != (part.unit, part.year) or not whole.facts or not part.facts:
        return False
    return any(test(whole, part) for test in (_is_total, _is_parent, _is_column, _is_project))


def _is_total(whole: Figure, part: Figure) -> bool:
    """总预算 of everything, 基本支出 of 人员经费, 三公经费 of 公务接待费; 财政拨款 only of what it consists of."""
    ids = (whole.target.id, part.target.id)
    if source_words().partial_totals.get(whole.target.id) is not None:
        return part.target.id in source_words().partial_totals[whole.target.id]
    both_grand = set(ids) <= set(source_words().grand_totals) and whole.value >= part.value
    return both_grand or contains(whole.target, part.target)


def _is_parent(whole: Figure, part: Figure) -> bool:
    """An account above the other one, or the project that a sub-item stands in."""
    above, below = whole.facts[0], part.facts[0]
    same = above["subject_class"] == below["subject_class"] and above["subject_class"] in ACCOUNTS
    longer = str(below["subject"]).startswith(str(above["subject"])) and below["subject"] != above["subject"]
    return same and longer or above["subject"] != "total" and below["parent"] == above["subject"]


def _is_column(whole: Figure, part: Figure) -> bool:
    """基本支出 and 差旅费: an amount over all items, and one of the items, of which that amount or all is meant."""
    record = measures().get(whole.target.id)
    if record is None or not record.joins or whole.facts[0]["subject"] != "total" or part.facts[0]["subject_class"] not in ACCOUNTS:
        return False
    same_table = whole.facts[0]["table_id"] and whole.facts[0]["table_id"] == part.facts[0]["table_id"]
    amount = part.facts[0]["aspect"]
    within = source_words().families.get(amount) == record.id or amount == "total" and record.id in BROAD
    return bool(same_table) or amount == record.aspect or within


def _is_project(whole: Figure, part: Figure) -> bool:
    """项目支出 and one of the projects."""
    record = measures().get(whole.target.id)
    return record is not None and record.id == "project" and part.facts[0]["subject_class"] in ("project", "task")
