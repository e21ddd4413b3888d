"""WEIGHTS PUSHED OVER THE EDGE OF THE PAGE: restored where the header's sum proves them, else doubtful."""

from __future__ import annotations

import re
from decimal import Decimal

from service.extraction.forms.tables import PartTable
from service.extraction.forms.words import is_level
from service.extraction.model import Table
from service.extraction.table_edit import doubt, read_as
from service.extraction.words import compact

_SUM = re.compile(r"\((?P<sum>\d+(?:\.\d+)?)\D?\)")
_LOST = "weight_lost"
_NUMBER = re.compile(r"\d+(\.\d+)?")


def restore_weights(part: PartTable) -> Table:
    """The table with the weights of the rows whose cells stand so far right that the weight fell off.

    The header prints the sum of the weights (`分值（90）`). What is missing of it must be the lost rows times the one
    weight that all other rows of the same first level have.
    """
    table = part.table
    if "weight" not in part.roles:
        return table
    column = part.roles.index("weight")
    lost = [index for index, row in enumerate(table.rows) if row.line in part.pushed and row.cells[column] is None]
    proof = _prove(table, part.roles, column, lost) if lost else None
    for index in lost:
        table = read_as(table, index, column, proof[0], "lost_weight", proof[1]) if proof else doubt(table, index, column, _LOST)
    return table


def _prove(table: Table, roles: tuple[str, ...], column: int, lost: list[int]) -> tuple[str, str] | None:
    """The lost weight and the sum that proves it; None if the rows are of several groups or the sum does not fit."""
    printed_sum = _SUM.search(compact(table.columns[column].path[-1]))
    groups = _groups(table, roles)
    weights = [row.cells[column].text if row.cells[column] else None for row in table.rows]
    own = {groups[index] for index in lost}
    usual = {weight for weight, group in zip(weights, groups) if group in own and weight}
    printed = [weight for weight in weights if weight]
    if not printed_sum or len(own) != 1 or len(usual) != 1 or not all(map(_NUMBER.fullmatch, printed)):
        return None
    weight = usual.pop()
    known, total = sum(map(Decimal, printed)), Decimal(printed_sum["sum"])
    if len(printed) + len(lost) != len(weights) or known + len(lost) * Decimal(weight) != total:
        return None
    return weight, f"{known} + {len(lost)} × {weight} = {total}"


def _groups(table: Table, roles: tuple[str, ...]) -> list[str]:
    """The first level of each row, continued downwards."""
    column = roles.index("level1") if "level1" in roles else None
    groups, last = [], ""
    for row in table.rows:
        cell = row.cells[column] if column is not None else None
        last = cell.text if cell and is_level(cell.text, 1) else last
        groups.append(last)
    return groups
