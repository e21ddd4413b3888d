"""FACTS → FACTS: the amounts of an account that one table prints in several rows (one a unit, one an economic item), marked as pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from service.facts.model import Fact

CLASSES = ("function", "economic")
Column = tuple[object, ...]


def mark_pieces(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts of a document, those of accounts that come several times in a table marked as pieces of the account.

    Proved where all rows of the account's level add up to the table's total; what is not proved stays as it is.
    """
    columns: dict[Column, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.pointer.table is not None and fact.pointer.row is not None:
            columns[_column(fact)].append(fact)
    pieces = {id(fact) for column in columns.values() for fact in _pieces(column)}
    return tuple(replace(fact, subject=replace(fact.subject, role="piece")) if id(fact) in pieces else fact for fact in facts)


def _column(fact: Fact) -> Column:
    return (fact.pointer.table, fact.pointer.column, fact.side, fact.stage, fact.year, fact.variant)


def _pieces(column: list[Fact]) -> list[Fact]:
    """The facts of one column that are pieces: of accounts with several amounts, if the level they stand on is proved."""
    items = [fact for fact in column if fact.subject.cls in CLASSES and fact.subject.role == "item"]
    several = _several(items)
    levels = {fact.subject.level for fact in items if fact.subject.id in several}
    proved = {level for level in levels if _is_proved(column, [fact for fact in items if fact.subject.level == level])}
    return [fact for fact in items if fact.subject.id in several and fact.subject.level in proved]


def _several(items: list[Fact]) -> set[str]:
    rows: dict[str, set[int | None]] = defaultdict(set)
    for fact in items:
        if fact.figure.value is not None:
            rows[fact.subject.id].add(fact.pointer.row)
    return {subject for subject, places in rows.items() if len(places) > 1}


def _is_proved(column: Iterable[Fact], level: list[Fact]) -> bool:
    """Whether the rows of one level add up to the total of the column, but for rounding."""
    totals = [fact.figure.value for fact in column if fact.subject.id == "total" and fact.subject.role == "total"]
    values = [fact.figure for fact in level if fact.figure.value is not None]
    if len(totals) != 1 or totals[0] is None:
        return False
    rounding = Decimal(len(values) + 1) / 2 * Decimal(1).scaleb(-max((figure.decimals for figure in values), default=0))
    return abs(sum((figure.value for figure in values), Decimal(0)) - totals[0]) <= rounding
