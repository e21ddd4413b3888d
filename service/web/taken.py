"""TURN → TAKEN: one answer as the blocks of a file: its figures, where they are printed, and what was asked and understood of which data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import msgspec

from service.assets import load
from service.history import Turn
from service.reply.answer import Answer, Citation, TableColumn
from service.reply.words import answers
from service.web.cards import all_rows

NUMBER = re.compile(r"(?P<number>-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?(?:0|[1-9]\d*)(?:\.\d+)?)(?P<percent>%?)")


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/replies/take_along.yaml."""

    sheets: dict[str, str]
    with_unit: str
    subject: str
    value: str
    absent: str
    about: dict[str, str]
    sources: dict[str, str]
    codes: str
    dashes: str


@cache
def take_along_words() -> Words:
    """The words of these files."""
    return load("replies/take_along.yaml", Words)


@dataclass(frozen=True)
class Number:
    """A number with the decimals and separators that it is written with; a percentage is a hundredth of what is written."""

    text: str

    @property
    def value(self) -> Decimal:
        """The number itself."""
        found = NUMBER.fullmatch(self.text)
        return Decimal(found["number"].replace(",", "")) / (100 if found["percent"] else 1)

    @property
    def decimals(self) -> int:
        """How many are written."""
        return len(self.text.rstrip("%").partition(".")[2])


Cell = str | Number | None


@dataclass(frozen=True)
class Block:
    """One table of the file; a cell that is None was not disclosed, a `link` of a row leads to its place."""

    name: str
    columns: list[str]
    rows: list[list[Cell]]


@dataclass(frozen=True)
class Taken:
    """An answer as the blocks of a file; `figures` is None where it has none."""

    figures: Block | None
    sources: Block
    about: Block

    @property
    def blocks(self) -> list[Block]:
        """Those that have rows, the figures first."""
        return [block for block in (self.figures, self.sources, self.about) if block and block.rows]


def take(turn: Turn, root: str) -> Taken:
    """The blocks of an answer; `root` is the address of the service, which the links begin with."""
    words, answer = take_along_words(), turn.reply
    sources = [_source(citation, root) for citation in answer.citations]
    about: list[list[Cell]] = [[words.about[name], text] for name, text in _about(turn, root) if text]
    return Taken(
        _figures(turn, words),
        Block(words.sheets["sources"], list(words.sources.values()), sources),
        Block(words.sheets["about"], [], about),
    )


def place_of(citation: Citation) -> str:
    """The page or the line that a citation is printed at, in words."""
    words = answers()["chat"]
    return words["page" if citation.page else "line"].format(line=citation.line) if citation.line else ""


def _figures(turn: Turn, words: Words) -> Block | None:
    answer = turn.reply
    if answer.table:
        rows = all_rows(answer.table)
        are_numbers = [_holds_numbers(column, [row[i] for row in rows], words) for i, column in enumerate(answer.table.columns)]
        cells = [[_cell(text, is_number) for text, is_number in zip(row, are_numbers)] for row in rows]
        return Block(words.sheets["figures"], [_header(column, words) for column in answer.table.columns], cells)
    if answer.value is None:
        return None
    header = _header(TableColumn(words.value, answer.value.unit or None), words)
    return Block(words.sheets["figures"], [words.subject, header], [[_asked(turn), Number(answer.value.number)]])


def _holds_numbers(column: TableColumn, cells: list[str | None], words: Words) -> bool:
    """Whether a column's digits are amounts: all of its cells are numbers, or say that there is none."""
    if re.search(words.codes, column.name):
        return False
    filled = [cell for cell in cells if cell and not re.fullmatch(words.dashes, cell)]
    return bool(filled) and all(NUMBER.fullmatch(cell) for cell in filled)


def _cell(text: str | None, is_number: bool) -> Cell:
    return Number(text) if text and is_number and NUMBER.fullmatch(text) else text


def _header(column: TableColumn, words: Words) -> str:
    return words.with_unit.format(name=column.name, unit=column.unit) if column.unit else column.name


def _asked(turn: Turn) -> str:
    return turn.reply.canonical or turn.question


def _source(citation: Citation, root: str) -> list[Cell]:
    place = citation.table.title if citation.table else citation.section or ""
    return [
        citation.document.unit_name, citation.document.title, Number(str(citation.document.year)), place, citation.row or "", citation.column or "",
        citation.text, place_of(citation), root + citation.url,
    ]


def _about(turn: Turn, root: str) -> Iterator[tuple[str, str]]:
    answer: Answer = turn.reply
    yield "question", turn.question
    yield "answer", answer.answer
    yield "reading", answer.canonical
    yield from (("note", text) for text in answer.notes)
    yield from (("working", working.formula) for working in answer.workings)
    yield "version", turn.version
    yield "asked", turn.asked[:10]
    yield "link", f"{root}/a/{turn.id}"
