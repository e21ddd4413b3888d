"""HEADER PATHS → COLUMNS: the income and the expenditure half of a two-sided table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from service.extraction.headers import Path
from service.extraction.model import Column, Half, Row
from service.extraction.words import compact, found, words


def split_halves(paths: tuple[Path, ...]) -> tuple[Column, ...]:
    """Paths → columns. Where the top level says only 收入 and 支出, it becomes the column's half and leaves the path."""
    halves = [_half_of(path) for path in paths]
    if len(paths) > 1 and _counts_rows(paths[0]):
        halves[0] = halves[1]
    if set(halves) != {"income", "expenditure"}:
        return tuple(Column(path) for path in paths)
    return tuple(Column(path[1:] or path, half) for path, half in zip(paths, halves))


def find_halves(columns: tuple[Column, ...], rows: tuple[Row, ...]) -> tuple[Column, ...]:
    """The columns with their halves, where no header names them but the totals in their rows do.

    A half begins where the label that heads the first column comes again.
    """
    heads = [column.path[-1] if column.path else "" for column in columns]
    first = 1 if len(columns) > 1 and _counts_rows(columns[0].path) else 0
    again = [i for i in range(first + 2, len(heads)) if heads[i] and heads[i] == heads[first] and heads[i - 1] != heads[i]]
    if len(again) != 1 or any(column.half for column in columns):
        return columns
    halves = [_half_in_rows(rows, range(again[0])), _half_in_rows(rows, range(again[0], len(heads)))]
    if set(halves) != {"income", "expenditure"}:
        return columns
    return tuple(replace(column, half=halves[i >= again[0]]) for i, column in enumerate(columns))


def _half_in_rows(rows: tuple[Row, ...], columns: Iterable[int]) -> Half | None:
    """The half whose totals (收入总计, 本年支出合计) stand in some columns."""
    texts = [compact(cell.text) for column in columns for row in rows if (cell := row.cells[column])]
    income = any(found(words().income_sum, text) for text in texts)
    expenditure = any(found(words().expenditure_sum, text) for text in texts)
    return None if income == expenditure else "income" if income else "expenditure"


def _counts_rows(path: Path) -> bool:
    """Whether a column only counts the rows (序号); before two halves it is of neither."""
    return bool(path) and bool(found(words().rows_counted, compact(path[-1])))


def _half_of(path: Path) -> Half | None:
    if len(path) < 2:
        return None
    top = compact(path[0])
    if found(words().half_income, top):
        return "income"
    return "expenditure" if found(words().half_expenditure, top) else None
