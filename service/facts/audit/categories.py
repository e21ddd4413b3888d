"""R12, R23: a project stands in the expenditure of its category, an indicator under the level that its own belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.extraction.model import Indicator
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import cell_of, cell_with, place_of
from service.facts.audit.words import audit_words, message
from service.facts.rows import strip_numbering
from service.facts.words import fold


def check_categories(disclosure: Disclosure) -> Iterator[Finding]:
    """A project of project expenditure that a form calls one of personnel, which is basic expenditure."""
    listed = {
        fact.subject.id: fact for fact in disclosure.facts
        if fact.subject.cls == "project" and fact.aspect == "project" and fact.figure.value and fact.pointer.table is not None
    }
    for project in disclosure.extraction.projects:
        fact = listed.get(f"project:{strip_numbering(project.name)}")
        if fact and re.search(audit_words().personnel_category, fold(project.category)):
            pointer = cell_of(project)
            said = message("category", place=place_of(disclosure, pointer), item=project.name, category=fold(project.category),
                           other=place_of(disclosure, fact.pointer))
            yield Finding("R12", "conflict", said, (*cell_with(disclosure, pointer, project.category), fact.pointer))


def check_indicator_levels(disclosure: Disclosure) -> Iterator[Finding]:
    """Indicators whose second level belongs under another first level (满意度指标 > 数量指标)."""
    pairs = [(one, *pair) for one in disclosure.extraction.indicators for pair in audit_words().second_levels.items()]
    for indicator, second, first in pairs:
        level1, level2 = fold(indicator.level1), fold(indicator.level2)
        is_misplaced = level1 and re.search(second, level2) and not re.search(first, level1)
        if is_misplaced and _has_first_level(disclosure, indicator, first):
            pointer = cell_of(indicator)
            said = message("level", place=place_of(disclosure, pointer), first=level1, second=level2)
            yield Finding("R23", "conflict", said, cell_with(disclosure, pointer, indicator.level2))


def _has_first_level(disclosure: Disclosure, indicator: Indicator, right: str) -> bool:
    """Whether the first level stands in the indicator's own row, or the right one elsewhere: else its label may be lost."""
    rows = disclosure.table(indicator.table).rows
    own = any(cell and fold(cell.text) == fold(indicator.level1) for cell in rows[indicator.row].cells)
    return own or any(
        re.search(right, fold(other.level1)) for other in disclosure.extraction.indicators if other.table == indicator.table
    )
