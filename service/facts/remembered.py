"""Rows that were read once from a published store, which never changes: all those of one table of a document at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from itertools import groupby

Row = dict[str, object]
Key = tuple[str, object]

# Tables of schema.sql that are read in groups, and the column whose value is one for all rows of a group.
GROUPED = dict.fromkeys(("tables", "columns", "table_rows", "cells", "table_notes", "repairs", "doubts"), "table_id")


class Remembered:
    """The groups of rows that were used last, no more rows than `most`; not safe for threads by itself."""

    def __init__(self, most: int) -> None:
        self._most, self._rows = most, 0
        self._groups: OrderedDict[Key, tuple[Row, ...]] = OrderedDict()

    def get(self, key: Key) -> tuple[Row, ...] | None:
        """The rows of a group; None where it is not remembered."""
        group = self._groups.get(key)
        if group is not None:
            self._groups.move_to_end(key)
        return group

    def put(self, key: Key, rows: Iterable[Row]) -> None:
        """Remember a group, and forget those that were not used for longest where there are too many rows."""
        if key in self._groups:
            self._rows -= self._size(self._groups.pop(key))
        self._groups[key] = tuple(rows)
        self._rows += self._size(self._groups[key])
        while self._rows > self._most and len(self._groups) > 1:
            self._rows -= self._size(self._groups.popitem(last=False)[1])

    def clear(self) -> None:
        """Forget all."""
        self._groups.clear()
        self._rows = 0

    @staticmethod
    def _size(rows: tuple[Row, ...]) -> int:
        return 1 + len(rows)


def pick(rows: Iterable[Row], where: Mapping[str, object], order: tuple[str, ...]) -> list[Row]:
    """Copies of the rows whose columns equal the given values, in order; as in SQL, nothing equals NULL."""
    found = [dict(row) for row in rows if all(value is not None and row[name] == value for name, value in where.items())]
    return sorted(found, key=lambda row: tuple(row[name] for name in order)) if order else found


def grouped(rows: Iterable[Row], column: str) -> dict[object, list[Row]]:
    """Rows by the value of a column, in the order that they come in."""
    by_value = sorted(rows, key=lambda row: row[column])
    return {value: list(group) for value, group in groupby(by_value, key=lambda row: row[column])}
