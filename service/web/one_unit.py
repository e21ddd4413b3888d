"""ANSWER'S TABLE → ITS AMOUNTS IN ONE UNIT of money, to be sorted and drawn, where a column says in which unit each row is.

    甲 31214205.80 元          甲 3121.42058 万元
    乙     4684.30 万元   →    乙    4684.30 万元
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from service.language.words import variant_words
from service.query.finder import plain
from service.reply.answer import AnswerTable, TableColumn
from service.reply.words import headings

Cell = TypeVar("Cell")


def mixed_columns(table: AnswerTable) -> tuple[int, int] | None:
    """The column of amounts and that of their units of measure, where these differ from row to row."""
    measure = next((i for i, column in enumerate(table.columns) if column.name == headings()["measure"]), None)
    return (measure - 1, measure) if measure else None


def in_unit(number: str, unit: str, wanted: str) -> str:
    """An amount of money in another unit, exactly and as it is where that is its own; "" where either is no unit of money."""
    factors = variant_words().factors
    if unit not in factors or wanted not in factors:
        return ""
    return number if unit == wanted else plain(Decimal(number) * factors[unit] / factors[wanted])


def base_unit() -> str:
    """The unit of money that all others are multiples of."""
    return min(variant_words().factors, key=lambda unit: variant_words().factors[unit])


def in_one_unit(table: AnswerTable) -> AnswerTable:
    """The table with all amounts in the largest of its units, and without the column of these; as it is where they are not all of money."""
    mixed, factors = mixed_columns(table), variant_words().factors
    units = {row[mixed[1]] for row in table.rows if row[mixed[0]] is not None} if mixed else set()
    if mixed is None or not units or not units <= factors.keys():
        return table
    amount, measure = mixed
    wanted = max(units, key=lambda unit: factors[unit])
    columns = [TableColumn(column.name, wanted) if i == amount else column for i, column in enumerate(table.columns)]
    rows = [[*row[:amount], in_unit(row[amount], row[measure], wanted) if row[amount] is not None else None, *row[amount + 1 :]] for row in table.rows]
    return AnswerTable(_without(columns, measure), [_without(row, measure) for row in rows])


def _without(cells: list[Cell], place: int) -> list[Cell]:
    return [*cells[:place], *cells[place + 1 :]]
