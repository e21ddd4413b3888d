"""COLUMNS OF A 三公 TABLE → WHICH ONE IS THE WHOLE: beside 会议费 and 培训费, below 行政经费, or split by funds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from service.extraction.model import Row, Table
from service.facts.columns import CHANGES, FUNDS, ColumnMeaning
from service.facts.model import Coordinates
from service.facts.words import column_words, fold
from service.quantities import parse_cell

WHOLE = "three.total"
# 三公 is what these three items add up to.
PARTS = frozenset({"three.abroad", "three.vehicle", "three.reception"})

Meanings = list[tuple[int, ColumnMeaning]]


def find_totals(table: Table, meanings: Meanings) -> Meanings:
    """The columns of a 三公 table with those called 合计 or 小计 told apart: 三公 itself, or more than 三公."""
    meanings = _whole_of_funds(table, meanings)
    for coordinates in dict.fromkeys(_occasion(meaning) for _, meaning in meanings if not meaning.label):
        group = [(i, m) for i, m in meanings if not m.label and _occasion(m) == coordinates]
        others = dict(_wider_totals(table, group))
        meanings = [(i, others.get(i, meaning)) for i, meaning in meanings]
    return meanings


def says_three(text: str) -> bool:
    """Whether a label names 三公 alone, without 会议费 or 培训费 beside it."""
    plain, words = fold(text), column_words().three_public
    return bool(re.search(words.own, plain)) and not re.search(words.beside, plain)


def _occasion(meaning: ColumnMeaning) -> Coordinates:
    """The year and the stage of a column: 预算数 and 决算数 side by side each have a whole, and so have the changes beside them."""
    aspect = meaning.coordinates.aspect
    return replace(meaning.coordinates, subject="", aspect=aspect if aspect in CHANGES else "")


def _wider_totals(table: Table, group: Meanings) -> Iterator[tuple[int, ColumnMeaning]]:
    """Columns without an item that hold more than 三公, read as an item of their own."""
    unnamed = [i for i, meaning in group if not meaning.coordinates.subject and meaning.coordinates.aspect in {"", "total", *CHANGES}]
    own = [i for i in unnamed if any(says_three(part) for part in table.columns[i].path)]
    if not own:
        own = [i for i in unnamed if _adds_up(table, i, group)] or (unnamed if len(unnamed) == 1 and not _is_wider(table, unnamed[0], group) else [])
    for i, meaning in group:
        if i in unnamed and i not in own:
            yield i, replace(meaning, coordinates=replace(meaning.coordinates, subject=f"name:{fold(meaning.name)}"))


def _adds_up(table: Table, column: int, group: Meanings) -> bool:
    """Whether a column is the sum of the parts of 三公 in every row, and of more than nothing in one."""
    parts = [i for i, meaning in group if meaning.coordinates.subject in PARTS]
    rows = [(_amount(row, column), sum((_amount(row, i) for i in parts), Decimal(0))) for row in table.rows]
    return any(whole for whole, _ in rows) and all(whole == total for whole, total in rows)


def _is_wider(table: Table, column: int, group: Meanings) -> bool:
    """Whether a column is the sum of 三公 and of items that are none of it."""
    items = {meaning.coordinates.subject for _, meaning in group}
    parts = [i for i, meaning in group if meaning.coordinates.subject in PARTS or meaning.coordinates.subject.startswith("economic.")]
    if items >= PARTS and len(parts) > len(PARTS):
        return any(_amount(row, column) and _amount(row, column) == sum(_amount(row, i) for i in parts) for row in table.rows)
    return False


def _whole_of_funds(table: Table, meanings: Meanings) -> Meanings:
    """Where each item is printed by funds and only one fund has figures, that fund's column is the item's whole."""
    keys = [(i, m.coordinates) for i, m in meanings if not m.label]
    wholes = {replace(said, aspect="") for _, said in keys if said.aspect in ("", "total")}
    chosen: set[int] = set()
    for item in dict.fromkeys(replace(said, aspect="") for _, said in keys if said.aspect in FUNDS):
        funds = [i for i, said in keys if replace(said, aspect="") == item and said.aspect in FUNDS]
        filled = [i for i in funds if any(_amount(row, i) for row in table.rows)]
        if item not in wholes and len(filled) < 2:
            chosen.add((filled or funds)[0])
    return [(i, replace(m, coordinates=replace(m.coordinates, aspect="")) if i in chosen else m) for i, m in meanings]


def _amount(row: Row, column: int) -> Decimal:
    cell = row.cells[column]
    return (parse_cell(cell.text).value if cell else None) or Decimal(0)
