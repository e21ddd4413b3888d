"""WORDS OF A PAGE → ROWS of tables printed without vertical rules.

Columns are the stretches that the words of all body rows leave free between them; figures of one column share an edge. Labels above
several columns are centred on them. Where any of this can't be told for sure there is no table, and the page stays lines of text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

FIGURE = re.compile(r"^-?\d[\d,]*(\.\d+)?%?$")
# A number that may count rows or columns: it stands in the middle of its column.
COUNT = re.compile(r"^\d{1,2}$")
MARK = ":"
# Columns are this far apart at least, and the figures of one column share an edge as nearly as this (points).
NARROWEST_GAP, SAME_EDGE = 3.0, 2.5
# Words are on one line if their middles are nearer than this part of their height; a wrapped line is nearer than this part of a row.
SAME_LINE, WRAPPED, NEAR = 0.5, 0.75, 1.2
# The characters of a widened label are nearer than this many times their height.
WIDENED = 2.5
# The lines of one label are nearer than this many times their height.
WRAPPED_LABEL = 1.7
# Fewer rows than this show no columns; a word wider than this part of its page is a sentence.
LEAST_ROWS, SENTENCE = 2, 0.5
# A label is centred on its columns as nearly as this part of the distance to the next possibility.
CENTRED, OFF_CENTRE = 0.35, 0.5


@dataclass(frozen=True)
class Word:
    """A word with its place on the page."""

    left: float
    right: float
    top: float
    bottom: float
    text: str

    @property
    def centre(self) -> float:
        """The middle from left to right."""
        return (self.left + self.right) / 2

    @property
    def middle(self) -> float:
        """The middle from top to bottom."""
        return (self.top + self.bottom) / 2

    @property
    def is_figure(self) -> bool:
        """Whether it is a number."""
        return bool(FIGURE.match(self.text))


@dataclass(frozen=True)
class Column:
    """A column's stretch from left to right, its label ("" if none), on which heights its highest and its lowest line are, its middle and where it begins.

    `side`: on which side of its column all that stands in it begins or ends; "" if that is not known.
    """

    left: float
    right: float
    label: str = ""
    level: float = 0.0
    foot: float = 0.0
    heading: float = 0.0
    start: float = 0.0
    side: Literal["left", "right", ""] = ""


@dataclass(frozen=True)
class Group:
    """A label above several columns, from the first to the last."""

    first: int
    last: int
    level: float
    label: str


@dataclass(frozen=True)
class UnruledRows:
    """The rows of a table, None where a label goes on, with the edges of its columns, its place on the page and the words of its last rows."""

    rows: tuple[tuple[str | None, ...], ...]
    edges: tuple[float, ...]
    top: float
    bottom: float
    lines: tuple[list[Word], ...] = ()


Line = list[Word]


class _Unsure(Exception):
    """The columns can't be told for sure."""


def unruled_tables(printed: list[dict[str, Any]], width: float) -> list[UnruledRows]:
    """The words of a page, as pdfplumber gives them, and the page's width → its tables whose columns are certain."""
    words = [Word(w["x0"], w["x1"], w["top"], w["bottom"], w["text"].strip()) for w in printed if w["text"].strip()]
    found = []
    for marked, part in _parts(_lines(words)):
        try:
            found.append(_table(part, width, marked))
        except _Unsure:
            continue
    return found


def _lines(words: list[Word]) -> list[Line]:
    lines: list[Line] = []
    for word in sorted(words, key=lambda word: word.middle):
        if lines and word.middle - lines[-1][0].middle < SAME_LINE * (word.bottom - word.top):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [_whole(sorted(line, key=lambda word: word.left)) for line in lines]


def _whole(line: Line) -> Line:
    """A line in which the characters of a label that was widened (合 计) are one word."""
    joined: Line = []
    for word in line:
        before = joined[-1] if joined else None
        is_near = before is not None and word.left - before.right < WIDENED * (word.bottom - word.top)
        if is_near and len(word.text) == len(before.text) == 1 and not (word.is_figure or before.is_figure):
            joined[-1] = replace(before, right=word.right, text=before.text + word.text)
        else:
            joined.append(word)
    return joined


def _parts(lines: list[Line]) -> Iterator[tuple[bool, list[Line]]]:
    """The lines between those that only name a unit of measure, an owner or a note (each word with a colon), and whether they stand below one."""
    marked, part = False, list[Line]()
    for line in lines:
        if all(MARK in unicodedata.normalize("NFKC", word.text) for word in line):
            yield marked, part
            marked, part = True, []
        else:
            part.append(line)
    yield marked, part


def _is_row(line: Line) -> bool:
    return len(line) > 1 and any(word.is_figure for word in line)


def _table(part: list[Line], width: float, marked: bool) -> UnruledRows:
    rows = [i for i, line in enumerate(part) if _is_row(line)]
    if len(rows) < LEAST_ROWS:
        raise _Unsure
    body = part[rows[0] : rows[-1] + 1]
    header = part[: rows[0]] if marked else _header(part[: rows[0]], _pitch(body))
    if not header or any(word.right - word.left > SENTENCE * width for line in header + body for word in line):
        raise _Unsure
    counts = [line for line in body[:1] if _counts(line)]
    body = body[len(counts) :]
    columns, groups = _headed(_columns(body), header)
    cells = [_counted(line, columns) for line in counts] + [_cells(line, columns) for line in _joined(body)]
    _prove(body, columns)
    edges = (*(column.left for column in columns), columns[-1].right)
    return UnruledRows((*_header_rows(columns, groups), *cells), edges, header[0][0].top, body[-1][0].bottom, (*counts, *_joined(body)))


def _pitch(body: list[Line]) -> float:
    """The distance from row to row, without wrapped lines."""
    rows = [line for line in body if _is_row(line)]
    return min((b[0].middle - a[0].middle for a, b in zip(rows, rows[1:])), default=0.0)


def _header(above: list[Line], pitch: float) -> list[Line]:
    """The lines above the rows that are labels: those with several words, and one above them that is as near as a row."""
    first = next((i for i, line in enumerate(above) if len(line) > 1), len(above))
    if 0 < first < len(above) and above[first][0].middle - above[first - 1][0].middle <= NEAR * pitch:
        first -= 1
    return above[first:]


def _counts(line: Line) -> bool:
    """Whether a line counts the columns; its numbers stand below their labels."""
    numbers = [int(word.text) for word in line if COUNT.match(word.text)]
    return len(numbers) > 1 and all(COUNT.match(word.text) for word in line if word.is_figure) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _counted(line: Line, columns: list[Column]) -> tuple[str, ...]:
    near = [min(range(len(columns)), key=lambda i: abs(columns[i].heading - word.centre)) for word in line]
    if len(set(near)) < len(line):
        raise _Unsure
    return tuple(line[near.index(i)].text if i in near else "" for i in range(len(columns)))


def _columns(body: list[Line]) -> list[Column]:
    """The stretches that words stand in, over all rows."""
    columns: list[Column] = []
    for word in sorted((word for line in body for word in line), key=lambda word: word.left):
        if columns and word.left - columns[-1].right < NARROWEST_GAP:
            columns[-1] = Column(columns[-1].left, max(columns[-1].right, word.right))
        else:
            columns.append(Column(word.left, word.right))
    return _like_others([replace(column, side=_side(column, body)) for column in columns])


def _like_others(columns: list[Column]) -> list[Column]:
    """Columns whose figures are all of one length end to the right as those of the other columns do."""
    ends_right = any(column.side == "right" for column in columns)
    return [replace(column, side="right") if ends_right and not column.side else column for column in columns]


def _side(column: Column, body: list[Line]) -> Literal["left", "right", ""]:
    """Where words that differ in length begin or end together."""
    inside = [word for line in body for word in line if column.left <= word.centre <= column.right]
    figures = [word for word in inside if word.is_figure and not COUNT.match(word.text)]
    words = figures or inside
    rights, lefts = [word.right for word in words], [word.left for word in words]
    if figures and max(rights) - min(rights) <= SAME_EDGE < max(lefts) - min(lefts):
        return "right"
    return "left" if max(lefts) - min(lefts) <= SAME_EDGE < max(rights) - min(rights) or not figures else ""


def _over(word: Word, columns: list[Column]) -> list[int]:
    return [i for i, column in enumerate(columns) if word.left < column.right and word.right > column.left]


def _headed(columns: list[Column], header: list[Line]) -> tuple[list[Column], list[Group]]:
    """The columns with their labels, also those that have nothing but a label, and the labels above several columns."""
    above: list[Word] = []
    for word in (word for line in reversed(header) for word in line):
        places = _over(word, columns)
        if len(places) == 1 and _is_own(word, columns[places[0]]):
            columns[places[0]] = _labelled(columns[places[0]], word)
        elif not places and (claimed := _claimed(word, columns, [other for line in header for other in line])) is not None:
            columns[claimed] = _labelled(columns[claimed], word)
        elif not places and not _may_group(word, columns):
            columns = sorted([*columns, _labelled(Column(word.left, word.right), word)], key=lambda column: column.left)
        else:
            above.append(word)
    if any(a.right > b.left for a, b in zip(columns, columns[1:])) or not all(column.label for column in columns):
        raise _Unsure
    return columns, _groups(columns, above)


def _is_own(word: Word, column: Column) -> bool:
    """Whether a word is a column's label: the first one over it, or a line of it in its middle."""
    return not column.label or abs(word.centre - column.heading) < SAME_EDGE and column.level - word.middle < WRAPPED_LABEL * (word.bottom - word.top)


def _labelled(column: Column, word: Word) -> Column:
    """A column with a line of its label; what of it reaches beyond the column belongs to it too."""
    edges = {"left": min(column.left, word.left), "right": max(column.right, word.right)}
    return replace(column, **edges, label=word.text + column.label, level=word.middle, foot=column.foot or word.middle, heading=word.centre, start=word.left)


def _claimed(word: Word, columns: list[Column], header: list[Word]) -> int | None:
    """The column without a label beside a word that stands over none: its figures end to the right, its names begin to the left of it."""
    for i, column in enumerate(columns):
        edge = column.right if column.side == "right" else column.left
        is_beside = word.centre < edge if column.side == "right" else word.centre > edge
        between = [other for other in header if min(edge, word.centre) < other.centre < max(edge, word.centre) and other is not word]
        if not column.label and column.side and is_beside and not between and not _crossed(word, column, columns):
            return i
    return None


def _crossed(word: Word, column: Column, columns: list[Column]) -> bool:
    """Whether another column stands between a word and a column."""
    start, end = min(word.right, column.right), max(word.left, column.left)
    return any(other is not column and start <= other.left and other.right <= end for other in columns)


def _may_group(word: Word, columns: list[Column]) -> bool:
    below = [i for i, column in enumerate(columns) if column.label and column.level > word.middle]
    return any(i + 1 in below and _distance(word, columns, i, j) < 1 for i in below for j in below if j > i)


def _distance(word: Word, columns: list[Column], first: int, last: int) -> float:
    """How far a word is from the middle of some columns, in halves of the distance between their labels."""
    left, right = columns[first].heading, columns[last].heading
    return abs((left + right) / 2 - word.centre) / max((right - left) / (last - first) / 2, 1.0)


def _groups(columns: list[Column], above: list[Word]) -> list[Group]:
    """The columns that each label stands above: those that it is centred on, if no others are nearly as near."""
    groups: list[Group] = []
    cells = _extents(columns)
    for word in above:
        ranked = sorted((_off(word, cells, i, j), i, j) for i, j in _ranges(word, columns))
        is_clear = ranked and ranked[0][0] <= OFF_CENTRE and (len(ranked) == 1 or ranked[1][0] - ranked[0][0] >= CENTRED)
        if not is_clear or any(_begins_with(word, column) for column in columns):
            raise _Unsure
        groups.append(Group(ranked[0][1], ranked[0][2], word.middle, word.text))
    for one in groups:
        if any(other is not one and _cross(one, other) for other in groups):
            raise _Unsure
    return groups


def _extents(columns: list[Column]) -> list[tuple[float, float]]:
    """Where the cells of columns begin and end: what stands in them begins or ends at one side, and the label is in the middle."""
    known = [_extent(column) for column in columns]
    found = []
    for i, column in enumerate(columns):
        before = known[i - 1] if i else None
        after = known[i + 1] if i + 1 < len(columns) else None
        left = before[1] if before else 2 * column.heading - after[0] if after else column.left
        right = after[0] if after else 2 * column.heading - before[1] if before else column.right
        found.append(known[i] or (left, right))
    return found


def _extent(column: Column) -> tuple[float, float] | None:
    if column.side == "right":
        return 2 * column.heading - column.right, column.right
    return (column.left, 2 * column.heading - column.left) if column.side == "left" else None


def _off(word: Word, cells: list[tuple[float, float]], first: int, last: int) -> float:
    """How far a word is from the middle of some cells, in halves of their mean width."""
    left, right = cells[first][0], cells[last][1]
    return abs((left + right) / 2 - word.centre) / max((right - left) / (last - first + 1) / 2, 1.0)


def _begins_with(word: Word, column: Column) -> bool:
    """Whether labels stand to the left rather than in the middle: one above several columns begins where that of the first does."""
    return abs(word.left - column.start) < SAME_EDGE < abs(word.centre - column.heading)


def _ranges(word: Word, columns: list[Column]) -> Iterator[tuple[int, int]]:
    """Columns side by side that a label may stand above: all that it covers, their own labels on one line below it."""
    covered = _over(word, columns)
    for first in range(len(columns)):
        for last in range(first + 1, len(columns)):
            inside = columns[first : last + 1]
            heights = [(column.level + column.foot) / 2 for column in inside]
            on_one_line = max(heights) - min(heights) < SAME_EDGE and min(column.level for column in inside) > word.middle
            if on_one_line and all(first <= i <= last for i in covered):
                yield first, last


def _cross(one: Group, other: Group) -> bool:
    """Whether two labels share columns, neither standing above all of the other's."""
    shared = max(one.first, other.first) <= min(one.last, other.last)
    upper, lower = sorted((one, other), key=lambda group: group.level)
    return shared and not (upper.level < lower.level and upper.first <= lower.first and lower.last <= upper.last)


def _header_rows(columns: list[Column], groups: list[Group]) -> list[tuple[str | None, ...]]:
    """The labels level by level: a group's above its first column, a column's own below those of its groups."""
    stacks = []
    for i, column in enumerate(columns):
        over = sorted((group for group in groups if group.first <= i <= group.last), key=lambda group: group.level)
        stacks.append([*((group.label if group.first == i else None) for group in over), column.label])
    depth = max(len(stack) for stack in stacks)
    return [tuple(stack[level] if level < len(stack) else None for stack in stacks) for level in range(depth)]


def _joined(body: list[Line]) -> list[Line]:
    """The rows, the lines of a wrapped label joined to the row that they are nearest to."""
    rows = [line for line in body if _is_row(line)]
    pitch = _pitch(body)
    joined: list[tuple[float, Line]] = [(_height(line), list(line)) for line in rows]
    for line in (line for line in body if not _is_row(line)):
        near = min(joined, key=lambda row: abs(row[0] - _height(line)))
        if abs(near[0] - _height(line)) < WRAPPED * pitch:
            near[1].extend(line)
        else:
            joined.append((_height(line), list(line)))
    return [line for _, line in sorted(joined, key=lambda row: row[0])]


def _height(line: Line) -> float:
    return line[0].middle


def _cells(line: Line, columns: list[Column]) -> tuple[str | None, ...]:
    """The texts of a row by column; the parts of one text from top to bottom."""
    cells: list[list[Word]] = [[] for _ in columns]
    for word in line:
        places = _over(word, columns)
        if len(places) != 1:
            raise _Unsure
        cells[places[0]].append(word)
    if any(sum(word.is_figure for word in cell) > 1 or (len(cell) > 1 and any(word.is_figure for word in cell)) for cell in cells):
        raise _Unsure
    return tuple("".join(word.text for word in sorted(cell, key=lambda word: (round(word.top), word.left))) for cell in cells)


def _prove(body: list[Line], columns: list[Column]) -> None:
    """Each column's figures share their right edge, their left edge or their middle; else they may be those of two columns."""
    for column in columns:
        figures = [w for line in body for w in line if column.left <= w.centre <= column.right and w.is_figure and not COUNT.match(w.text)]
        edges = ([w.right for w in figures], [w.left for w in figures], [w.centre for w in figures])
        if figures and all(max(edge) - min(edge) > SAME_EDGE for edge in edges):
            raise _Unsure
