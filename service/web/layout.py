"""Header paths of a table → the rows of header cells that a page prints, with their spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class HeaderCell:
    """One header cell, how many columns and header rows it covers, and the first of these columns."""

    text: str
    colspan: int
    rowspan: int
    column: int = field(default=0, compare=False)


def paths_to_header_rows(paths: Sequence[Sequence[str]]) -> list[list[HeaderCell]]:
    """`[["年度"], ["公车", "小计"], ["公车", "购置"]]` → `年度` over two rows beside `公车` over its two columns."""
    depth = max(map(len, paths), default=0)
    return [_header_row(paths, level, depth) for level in range(depth)]


def _header_row(paths: Sequence[Sequence[str]], level: int, depth: int) -> list[HeaderCell]:
    row: list[HeaderCell] = []
    start = 0
    while start < len(paths):
        stop = _end_of_group(paths, start, level)
        if level < len(paths[start]):
            ends_here = level == len(paths[start]) - 1
            row.append(HeaderCell(paths[start][level], stop - start, depth - level if ends_here else 1, start))
        start = stop
    return row


def _end_of_group(paths: Sequence[Sequence[str]], start: int, level: int) -> int:
    """The first column after `start` that is not under the same header cell at `level`; a path's last part stands alone."""
    stop = start + 1
    if level >= len(paths[start]) - 1:
        return stop
    group = list(paths[start][: level + 1])
    while stop < len(paths) and len(paths[stop]) > level + 1 and list(paths[stop][: level + 1]) == group:
        stop += 1
    return stop
