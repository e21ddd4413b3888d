"""ROWS → ROWS WITHIN OTHERS: parts that a table prints below what they are the parts of (购置费 and 运行费 below 购置及运行费).

Nothing but the figures tells: all rows come to more than the whole, and without those that come to the row above them to the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from service.quantities import parse_cell
from service.reply.answer import Answer


def places_within(answer: Answer) -> frozenset[int]:
    """The rows of an answer's table of names and amounts that are parts of the row above them."""
    table = answer.table
    if table is None or answer.value or len(table.columns) != 2 or table.columns[0].unit or not table.columns[1].unit or table.more:
        return frozenset()
    numbers = [parse_cell(row[1] or "").value for row in table.rows]
    wholes = [value for citation in answer.citations if (value := parse_cell(citation.text).value)]
    return frozenset() if None in numbers else rows_within(numbers, wholes)


def rows_within(numbers: Sequence[Decimal], wholes: Sequence[Decimal]) -> frozenset[int]:
    """The places of the figures that are parts of the one above them; none where the figures come to no whole in just one way."""
    found = {
        inner for start in range(len(numbers)) for inner in _runs(numbers, start)
        if any(sum(numbers) - sum(numbers[i] for i in inner) == whole != sum(numbers) for whole in wholes)
    }
    return found.pop() if len(found) == 1 else frozenset()


def _runs(numbers: Sequence[Decimal], start: int) -> list[frozenset[int]]:
    """The rows below a row, at least two and one after the other, that come to it."""
    if not numbers[start]:
        return []
    stops = range(start + 3, len(numbers) + 1)
    return [frozenset(range(start + 1, stop)) for stop in stops if sum(numbers[start + 1 : stop]) == numbers[start]]
