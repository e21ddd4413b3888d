"""ANSWER → CHART: what of an answer's table can be drawn, and how; its numbers are those of the table, digit for digit, or where the
table has several units of money those in its largest one, exactly.

    rows of units or items → bars          their parts of a whole, where they add up to it → share          rows of years → line

Whether figures are the parts of a whole is not taken from the question but from the figures: they must come to a figure of the answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Literal

import msgspec

from service.quantities import parse_cell
from service.reply.amounts import percentage
from service.reply.answer import Answer, AnswerTable
from service.reply.words import headings, say
from service.web.one_unit import in_one_unit
from service.web.within import places_within

Kind = Literal["bar", "share", "line"]
NUMBER = re.compile(r"-?\d+(\.\d+)?")
# More bars than these can't be told apart, more slices neither.
MOST_BARS, MOST_SLICES, MOST_SERIES = 40, 8, 8
# Of a whole no more than this is put down to rounding.
MOST_ROUNDED = Decimal("0.001")


@dataclass(frozen=True)
class Series:
    """One bar, point or slice for each name of the chart; None where nothing is disclosed. `name` is "" where there is one series."""

    name: str
    numbers: tuple[str | None, ...]


@dataclass(frozen=True)
class Chart:
    """A chart of figures in one unit of measure; `kinds` are the ways to draw it, the plainest first.

    `shares` are the percentages of the whole, where the figures are its parts.
    """

    kinds: tuple[Kind, ...]
    title: str
    unit: str
    names: tuple[str, ...]
    series: tuple[Series, ...]
    shares: tuple[str, ...] = ()

    @property
    def data(self) -> str:
        """The chart as the JSON that its module reads."""
        return msgspec.json.encode(self).decode()

    @property
    def largest(self) -> tuple[str, str]:
        """The name and the number of the largest figure."""
        return max(self._points(), key=lambda point: Decimal(point[1]))

    @property
    def smallest(self) -> tuple[str, str]:
        """The name and the number of the smallest figure."""
        return min(self._points(), key=lambda point: Decimal(point[1]))

    @property
    def count(self) -> int:
        """How many figures there are."""
        return len(self._points())

    def _points(self) -> list[tuple[str, str]]:
        return [
            (" ".join(filter(None, (name, series.name))), number)
            for series in self.series for name, number in zip(self.names, series.numbers) if number is not None
        ]


@dataclass(frozen=True)
class _Row:
    """One figure of the table: what it is called in each of the columns that tell rows apart, and its number."""

    labels: tuple[str, ...]
    year: str
    number: str | None


def draw(answer: Answer) -> Chart | None:
    """The chart of an answer; None where there are not two figures in one unit of measure, or no chart would show them well."""
    table = in_one_unit(_outer(answer, answer.table)) if answer.table else None
    place = _figures_column(table) if table else None
    if table is None or place is None:
        return None
    rows = _rows(table, place)
    if rows is None or len(rows) > MOST_BARS or not any(row.number and Decimal(row.number) for row in rows):
        return None
    title, unit = table.columns[place].name, table.columns[place].unit
    return _over_years(rows, title, unit) or _crossed(rows, title, unit) or _listed(rows, title, unit, answer)


def _outer(answer: Answer, table: AnswerTable) -> AnswerTable:
    """The table without the rows that are parts of others: a figure is drawn once."""
    inner = places_within(answer)
    return AnswerTable(table.columns, [row for place, row in enumerate(table.rows) if place not in inner], table.more) if inner else table


def _figures_column(table: AnswerTable) -> int | None:
    """The last column with a unit of measure and at least two numbers: in a table of shares these, not the amounts."""
    found = (
        i for i, column in reversed(list(enumerate(table.columns)))
        if column.unit and sum(bool(NUMBER.fullmatch(row[i] or "")) for row in table.rows) > 1
    )
    return next(found, None)


def _rows(table: AnswerTable, place: int) -> list[_Row] | None:
    """Every row once, with the labels that differ; None where the rows are not of one kind, or a cell is no number."""
    year = next((i for i, column in enumerate(table.columns) if column.name == headings()["year"]), None)
    labels = [i for i, column in enumerate(table.columns) if column.name in (headings()["unit"], headings()["item"])]
    cells = [(tuple(row[i] for i in labels), row[year] if year is not None else "", row[place]) for row in table.rows]
    if any(None in names or at is None or number is not None and not NUMBER.fullmatch(number) for names, at, number in cells):
        return None
    distinct = list(dict.fromkeys(cells))
    differing = [i for i in range(len(labels)) if len({names[i] for names, _, _ in distinct}) > 1]
    rows = [_Row(tuple(names[i] for i in differing), at, number) for names, at, number in distinct]
    return rows if sum(row.number is not None for row in rows) > 1 else None


def _over_years(rows: list[_Row], title: str, unit: str) -> Chart | None:
    """A line for each thing whose figures are of several years, all of one name."""
    years = tuple(sorted({row.year for row in rows}))
    things = list(dict.fromkeys(row.labels for row in rows))
    numbers = {(row.labels, row.year): row.number for row in rows}
    several = all(sum(row.labels == thing for row in rows) > 1 for thing in things)
    if len(years) < 2 or not several or len(numbers) < len(rows) or len(things) > MOST_SERIES:
        return None
    series = tuple(Series(" ".join(thing), tuple(numbers.get((thing, year)) for year in years)) for thing in things)
    kinds: tuple[Kind, ...] = ("line", "bar") if len(years) > 2 else ("bar", "line")
    return Chart(kinds, title, unit, tuple(_year(year) for year in years), series)


def _crossed(rows: list[_Row], title: str, unit: str) -> Chart | None:
    """Units by items, every one with every other: bars side by side."""
    if len(rows[0].labels) != 2 or len({row.labels for row in rows}) < len(rows):
        return None
    firsts, seconds = (tuple(dict.fromkeys(row.labels[i] for row in rows)) for i in (0, 1))
    numbers = {row.labels: row.number for row in rows}
    if len(numbers) < len(firsts) * len(seconds) or len(seconds) > MOST_SERIES:
        return None
    columns = {second: tuple(numbers[pair] for pair in product(firsts, (second,))) for second in seconds}
    return Chart(("bar",), title, unit, firsts, tuple(Series(second, column) for second, column in columns.items()))


def _listed(rows: list[_Row], title: str, unit: str, answer: Answer) -> Chart | None:
    """A bar a row; slices where the rows are the parts of a whole."""
    differ = len({row.year for row in rows}) > 1
    names = tuple(" ".join((*row.labels, *([_year(row.year)] if differ else ()))) for row in rows)
    if not all(names):
        return None
    numbers = tuple(row.number for row in rows)
    shares = _shares(numbers, answer, unit)
    kinds: tuple[Kind, ...] = ("share", "bar") if shares and answer.value is None else ("bar", "share") if shares else ("bar",)
    return Chart(kinds, title, unit, names, (Series("", numbers),), shares)


def _shares(numbers: tuple[str | None, ...], answer: Answer, unit: str) -> tuple[str, ...]:
    """What each figure is of the whole, in percent; () where they are not the parts of a figure of the answer."""
    parts = [Decimal(number) for number in numbers if number is not None]
    positive = [part for part in parts if part > 0]
    if len(parts) < len(numbers) or min(parts) < 0 or not 1 < len(positive) <= len(parts) <= MOST_SLICES:
        return ()
    whole = next((whole for whole in _wholes(answer, unit) if whole and whole > max(parts) and _add_up(parts, whole)), None)
    return tuple(f"{percentage(part, whole):f}" for part in parts) if whole else ()


def _add_up(parts: list[Decimal], whole: Decimal) -> bool:
    """Whether parts come to a whole, as far as figures do that were rounded each by itself."""
    last_place = min(Decimal(1).scaleb(part.as_tuple().exponent) for part in (*parts, whole))
    return abs(sum(parts, Decimal(0)) - whole) <= min(len(parts) * last_place / 2, whole * MOST_ROUNDED)


def _wholes(answer: Answer, unit: str) -> list[Decimal | None]:
    """What the figures may be the parts of: their sum, where that is what was asked for, else a figure that is cited beside them."""
    if answer.value:
        return [Decimal(answer.value.number)] if answer.value.unit == unit else []
    return [parse_cell(citation.text).value for citation in answer.citations]


def _year(year: str) -> str:
    return say("year_range", first=year)
