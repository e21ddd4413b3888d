"""A fact: one typed figure of a document with the place it is printed at."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Coordinates:
    """What a header path or a row label says of a figure; empty where it says nothing."""

    subject: str = ""
    aspect: str = ""
    year: int | None = None
    years_ago: int = 0
    stage: str = ""
    variant: str = ""
    carry: str = ""
    role: str = ""
    base_year: int | None = None
    base_stage: str = ""


@dataclass(frozen=True)
class Subject:
    """The item of a row: `id` is one of the ids of prompts/documents or class.code, `name` as printed."""

    id: str
    name: str
    cls: str
    code: str = ""
    level: int = 0
    parent: str = ""
    role: str = "item"


@dataclass(frozen=True)
class Pointer:
    """Where something is printed: a cell (table ordinal, row, column) or characters of its text, a table (its ordinal
    alone), a table note, characters of a passage, or a line of the source."""

    table: int | None = None
    row: int | None = None
    column: int | None = None
    note: int | None = None
    passage: int | None = None
    start: int | None = None
    stop: int | None = None
    line: int | None = None


@dataclass(frozen=True)
class Figure:
    """A number as printed: value None where nothing is printed; status number, zero, dash, blank or none_stated."""

    value: Decimal | None
    unit: str
    decimals: int
    status: str
    printed: str


@dataclass(frozen=True)
class Fact:
    """One figure: whose, when, which item, which amount of it, on what basis, how much, printed where.

    Of a figure in a sentence also what the sentence says of it: `as_of` the day, month or year of a stock (2022-12-31),
    `reason` why it changed, `purpose` what it is for, as printed.
    """

    year: int
    stage: str
    kind: str
    scope: str
    side: str
    carry: str
    subject: Subject
    aspect: str
    aspect_name: str
    figure: Figure
    pointer: Pointer
    variant: str = ""
    base_year: int | None = None
    base_stage: str = ""
    as_of: str = ""
    reason: str = ""
    purpose: str = ""


def change_aspect(aspect: str, change: str) -> str:
    """The amount of an item's change: `change` of its total, `basic.change` of its basic expenditure."""
    return change if aspect == "total" else f"{aspect}.{change}"
