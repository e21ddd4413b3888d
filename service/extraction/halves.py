"""HEADER PATHS → COLUMNS: the income and the expenditure half of a two-sided table."""

from __future__ import annotations

from service.extraction.headers import Path
from service.extraction.model import Column, Half
from service.extraction.words import compact, found, words


def split_halves(paths: tuple[Path, ...]) -> tuple[Column, ...]:
    """Paths → columns. Where the top level says only 收入 and 支出, it becomes the column's half and leaves the path."""
    halves = [_half_of(path) for path in paths]
    if set(halves) != {"income", "expenditure"}:
        return tuple(Column(path) for path in paths)
    return tuple(Column(path[1:], half) for path, half in zip(paths, halves))


def _half_of(path: Path) -> Half | None:
    if len(path) < 2:
        return None
    top = compact(path[0])
    if found(words().half_income, top):
        return "income"
    return "expenditure" if found(words().half_expenditure, top) else None
