"""FACTS → FACTS: the amounts of an account that one table prints in several rows (one a unit, one an economic item), marked as pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from service.facts.model import Fact

CLASSES = ("function", "economic")
Column = tuple[object, ...]


def mark_pieces(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts of a document, those of accounts that come several times in a table marked as pieces of the account.

    Proved where all rows of the account's level, or all that have nothing below them, add up to the table's total, or where
    another table prints the account in other amounts of the same sum; what is not proved stays as it is.
    """
    columns: dict[Column, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.pointer.table is not None and fact.pointer.row is not None:
            columns[_column(fact)].append(fact)
    pieces = {id(fact) for column in columns.values() for fact in _pieces(column)} | {id(fact) for fact in _alike_in_two(columns)}
    return tuple(replace(fact, subject=replace(fact.subject, role="piece")) if id(fact) in pieces else fact for fact in facts)


def _column(fact: Fact) -> Column:
    return (fact.pointer.table, fact.pointer.column, fact.side, fact.stage, fact.year, fact.variant)


def _pieces(column: list[Fact]) -> list[Fact]:
    """The facts of one column that are pieces: of accounts with several amounts, if the level they stand on is proved."""
    items = [fact for fact in column if fact.subject.cls in CLASSES and fact.subject.role == "item"]
    several = _several(items)
    lowest = _lowest(items)
    levels = {fact.subject.level for fact in items if fact.subject.id in several}
    proved = {level for level in levels if _is_proved(column, [fact for fact in items if fact.subject.level == level])}
    proved_lowest = bool(several) and _is_proved(column, [fact for fact in items if fact.subject.id in lowest])
    return [
        fact for fact in items
        if fact.subject.id in several and (fact.subject.level in proved or proved_lowest and fact.subject.id in lowest)
    ]


def _lowest(items: list[Fact]) -> set[str]:
    """The accounts of which no row of the column is a part; longer codes stand among shorter ones (30201, 3021101)."""
    ids = sorted({fact.subject.id for fact in items})
    return {own for own, after in zip(ids, [*ids[1:], ""]) if not after.startswith(own)}


def _alike_in_two(columns: Mapping[Column, list[Fact]]) -> Iterator[Fact]:
    """The rows of accounts that two tables print in different amounts of one sum: by units here, by economic items there."""
    printed: dict[Column, dict[int | None, list[Fact]]] = defaultdict(dict)
    for column in columns.values():
        items = [fact for fact in column if fact.subject.cls in CLASSES and fact.subject.role == "item"]
        several = _several(items)
        for fact in items:
            if fact.subject.id in several:
                at = (fact.subject.id, fact.aspect, *_column(fact)[2:])
                printed[at].setdefault(fact.pointer.table, []).append(fact)
    for tables in printed.values():
        amounts = [sorted(fact.figure.value for fact in facts if fact.figure.value is not None) for facts in tables.values()]
        sums = {sum(own) for own in amounts}
        different = len({tuple(own) for own in amounts}) == len(amounts) > 1
        whole_beside_parts = any(2 * value in sums for own in amounts for value in own)
        if different and len(sums) == 1 and not whole_beside_parts and all(map(_in_one_column, tables.values())):
            yield from (fact for facts in tables.values() for fact in facts)


def _in_one_column(facts: list[Fact]) -> bool:
    return len({fact.pointer.column for fact in facts}) == 1


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
