"""Cells of text → targets: what a project's goals promise in numbers (制卡成功率≥90%, 不少于2次的培训)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.extraction.model import Extraction, Indicator, Row, Table
from service.facts.builder import is_form
from service.facts.columns import read_column
from service.facts.rows import strip_numbering
from service.facts.words import fold, narrative_words

SAME = 0.5


def stated_targets(extraction: Extraction) -> tuple[Indicator, ...]:
    """The targets that project tables state in sentences, without those that a form of the document lists."""
    listed = extraction.indicators
    return tuple(
        target for table in extraction.tables if table.state == "filled" and not is_form(table)
        for target in _table_targets(table) if not any(_is_same(target, other) for other in listed)
    )


def _table_targets(table: Table) -> Iterator[Indicator]:
    labels = [read_column(column, table.kind, False).label for column in table.columns]
    if "project_name" not in labels:
        return
    for column, label in enumerate(labels):
        if label == "text" and re.search(narrative_words().target_column, fold(table.columns[column].path[-1])):
            for index, row in enumerate(table.rows):
                yield from _row_targets(table, row, index, column, labels.index("project_name"))


def _row_targets(table: Table, row: Row, index: int, column: int, name_column: int) -> Iterator[Indicator]:
    project, cell = row.cells[name_column], row.cells[column]
    if project is None or cell is None:
        return
    for name, relation, value, unit in read_targets(fold(cell.text)):
        yield Indicator(
            strip_numbering(project.text), None, "", "", name, relation, value, unit, "", "", (), table.ordinal, index, column
        )


def read_targets(text: str) -> Iterator[tuple[str, str, str, str]]:
    """(what, relation, value, unit) of each target in a folded text, in order."""
    for clause in re.split(narrative_words().target_clauses, text):
        target = next((read for pattern in narrative_words().targets if (read := _read_target(re.search(pattern, clause)))), None)
        if target:
            yield target


def _read_target(found: re.Match[str] | None) -> tuple[str, str, str, str] | None:
    words = narrative_words()
    name = re.sub(words.target_start, "", found["name"]) if found else ""
    said = found.groupdict().get("relation") or "" if found else ""
    return (name, words.relations.get(said, said), found["value"], found["unit"]) if name else None


def _is_same(target: Indicator, other: Indicator) -> bool:
    """Whether a form's indicator is the target: the same number of what shares half of its name."""
    short, long = sorted((target.name, other.name), key=len)
    pairs = [short[i:i + 2] for i in range(len(short) - 1)]
    return target.value == other.value and sum(pair in long for pair in pairs) >= SAME * len(pairs)
