"""FACTS → FACTS THAT PROVE SOMETHING: what is surely read is held against other figures, the rest is set aside.

A header that no rule knows, two columns that read the same, a column of codes, a row of column numbers, a total of one of
several organisations: each would make a contradiction out of a misreading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from service.extraction.model import Column, Half, Table
from service.facts.audit.model import Disclosure
from service.facts.audit.words import audit_words
from service.facts.columns import read_column
from service.facts.model import Fact
from service.facts.rows import strip_numbering
from service.facts.words import fold, row_words

Place = tuple[object, ...]
UNNAMED = "other"
NAMES = ("code", "name")
# Two numbers that were run together (0 50万元以上).
TWO_NUMBERS = re.compile(r"0\s*\d")
# Codes have at least three digits.
LEAST_CODE = 100


def set_doubtful_aside(disclosure: Disclosure) -> Disclosure:
    """The disclosure with the figures that prove something as its facts, and the others as `doubtful`.

    Column numbers are no figures at all.
    """
    numbers = _rows_of_column_numbers(disclosure.facts)
    facts = tuple(_with_true_totals([fact for fact in disclosure.facts if row_of(fact) not in numbers]))
    columns = _columns_that_read_alike(disclosure, facts) | _columns_of_codes(facts) | _columns_of_other_labels(disclosure)
    totals = _totals_of_one_organisation(facts)

    def is_doubtful(fact: Fact) -> bool:
        if fact.pointer.table is None:
            return bool(TWO_NUMBERS.match(fact.figure.printed))
        return column_of(fact) in columns or fact in totals or not _is_understood(disclosure, fact)

    doubtful = tuple(fact for fact in facts if is_doubtful(fact))
    aside = {id(fact) for fact in doubtful}
    return replace(disclosure, facts=tuple(fact for fact in facts if id(fact) not in aside), doubtful=doubtful)


def row_of(fact: Fact) -> Place:
    """The row of a figure of a table."""
    return fact.pointer.table, fact.pointer.row


def column_of(fact: Fact) -> Place:
    """The column of a figure of a table."""
    return fact.pointer.table, fact.pointer.column


def unsure_places(disclosure: Disclosure, place: Callable[[Fact], Place]) -> set[Place]:
    """Rows or columns in which a figure was set aside, so that what is left may not be all."""
    return {place(fact) for fact in disclosure.doubtful if fact.figure.value}


def grouped(facts: Iterable[Fact], key: Callable[[Fact], Place]) -> dict[Place, list[Fact]]:
    """Facts by what `key` says of them."""
    groups: dict[Place, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(key(fact), []).append(fact)
    return groups


def coordinates_of(fact: Fact) -> Place:
    """What a figure of a table is said to be, apart from its row and its column."""
    return (
        fact.pointer.table, fact.subject.id, fact.subject.parent, fact.aspect, fact.year, fact.stage, fact.side, fact.carry,
        fact.variant, fact.base_year, fact.base_stage, fact.figure.unit,
    )


def _is_understood(disclosure: Disclosure, fact: Fact) -> bool:
    """Whether the table has a name, the column a known header, and the cell no doubt."""
    table = disclosure.table(fact.pointer.table)
    if fact.kind == UNNAMED or fact.pointer.row is None or fact.pointer.column is None:
        return fact.kind != UNNAMED
    doubted = any(d.column == fact.pointer.column and d.line == table.rows[fact.pointer.row].line for d in table.doubts)
    return not doubted and (_is_form(table) or _is_known(_own_path(table, fact.pointer.column), table.kind, fact.side == "income"))


def _is_form(table: Table) -> bool:
    return table.form is not None


@cache
def _own_path(table: Table, index: int) -> Column:
    """A column without the headers that stand over all figures of its half: they say what the table is about."""
    column = table.columns[index]
    beside = (other for other in table.columns if other.half == column.half and other.path)
    paths = [column.path, *(other.path for other in beside if not read_column(other, table.kind, False).label)]
    shared = 0
    while all(len(path) > shared + 1 and path[shared] == column.path[shared] for path in paths):
        shared += 1
    return Column(column.path[shared:], column.half)


@cache
def _is_known(column: Column, kind: str, income: bool) -> bool:
    return read_column(column, kind, income).known


def _columns_that_read_alike(disclosure: Disclosure, facts: Iterable[Fact]) -> set[Place]:
    """Columns of which a row has two figures of the same coordinates: what tells them apart was not understood.

    One whose header says by itself what it is (三公经费合计, not 合计) stays.
    """
    alike: set[Place] = set()
    printed = (fact for fact in facts if fact.pointer.column is not None and fact.figure.value is not None)
    for same in grouped(printed, lambda fact: (fact.pointer.row, *coordinates_of(fact))).values():
        if len({fact.figure.value for fact in same}) > 1:
            explicit = {column_of(fact) for fact in same if _is_explicit(disclosure, fact)}
            alike |= {column_of(fact) for fact in same} - (explicit if len(explicit) == 1 else set())
    return alike


def _is_explicit(disclosure: Disclosure, fact: Fact) -> bool:
    path = disclosure.table(fact.pointer.table).columns[fact.pointer.column].path
    return bool(path) and bool(re.search(audit_words().explained.get(fact.kind, "$^"), fold(path[-1])))


def _columns_of_other_labels(disclosure: Disclosure) -> set[Place]:
    """Columns behind a second column of names: they belong to a list that stands beside the first."""
    return {
        (table.ordinal, index)
        for table in disclosure.extraction.tables if not _is_form(table)
        for half in {column.half for column in table.columns}
        for index in _behind_second_names(table, half)
    }


def _behind_second_names(table: Table, half: Half | None) -> Iterator[int]:
    named, figures = False, False
    for index, column in enumerate(table.columns):
        if column.half != half:
            continue
        is_name = read_column(column, table.kind, False).label in NAMES
        if is_name and figures:
            named = True
        figures = figures or not read_column(column, table.kind, False).label
        if named:
            yield index


def _columns_of_codes(facts: Iterable[Fact]) -> set[Place]:
    """Columns that repeat the code of their row."""
    return {column_of(fact) for fact in facts if fact.pointer.column is not None and _is_its_code(fact)}


def _is_its_code(fact: Fact) -> bool:
    value = fact.figure.value
    return bool(fact.subject.code) and value is not None and value >= LEAST_CODE and str(value) == fact.subject.code


def _rows_of_column_numbers(facts: Iterable[Fact]) -> set[Place]:
    """Rows whose figures count 1, 2, 3."""
    rows = grouped((f for f in facts if f.pointer.column is not None), row_of)
    return {row for row, figures in rows.items() if _counts_up([f.figure.value for f in figures if f.figure.value is not None])}


def _counts_up(values: list[Decimal]) -> bool:
    steps = {later - earlier for earlier, later in zip(values, values[1:])}
    return len(values) > 2 and steps == {Decimal(1)} and values[0] < len(values)


def _with_true_totals(facts: list[Fact]) -> Iterator[Fact]:
    """The facts, the row called 合计 as the total of its column where one of several organisations was taken for it."""
    groups = grouped((fact for fact in facts if _is_total(fact)), coordinates_of)
    called = {place: [fact for fact in group if _is_called_total(fact)] for place, group in groups.items()}
    for fact in facts:
        true = called.get(coordinates_of(fact), []) if _is_total(fact) else []
        if len(true) == 1:
            yield replace(fact, subject=replace(fact.subject, role="total" if fact is true[0] else "rollup"))
        else:
            yield fact


def _totals_of_one_organisation(facts: Iterable[Fact]) -> set[Fact]:
    """Totals that carry an organisation's name while other organisations have other figures in the same column."""
    unsure = [
        group for group in grouped((fact for fact in facts if _is_total(fact)), coordinates_of).values()
        if len({fact.figure.value for fact in group if fact.figure.value is not None}) > 1
    ]
    own = [group for group in unsure if not any(_is_called_total(fact) and fact.subject.role == "total" for fact in group)]
    return {fact for group in own for fact in group}


def _is_total(fact: Fact) -> bool:
    return fact.subject.id == "total" and fact.subject.role in ("total", "rollup") and fact.pointer.column is not None


def _is_called_total(fact: Fact) -> bool:
    name = strip_numbering(fact.subject.name)
    rules = [rule for rule in row_words().rows if rule.subject == "total" and rule.role == "total"]
    return any(re.search(rule.match, name) for rule in rules)
