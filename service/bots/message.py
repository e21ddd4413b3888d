"""TOLD → MESSAGE: a reply in parts that every channel renders: sentence, table, notes, numbered sources, choices, link."""

from __future__ import annotations

from dataclasses import dataclass

from service.bots.model import Told
from service.bots.words import bot_words
from service.reply.answer import Answer, AnswerTable
from service.reply.chat import source_text

# A longer table is cut, with a link to all of it.
LONGEST_TABLE = 30
LONGEST_SOURCES = 10


@dataclass(frozen=True)
class Source:
    """A printed place in words, with the address of its page ("" where the service's own address is not set)."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Table:
    """A table of texts; `columns` have their unit, `are_numbers` tells which are to stand on the right; `left_out` counts the rows
    that are not here."""

    columns: list[str]
    are_numbers: list[bool]
    rows: list[list[str]]
    left_out: int = 0


@dataclass(frozen=True)
class Message:
    """A reply; `offers` are (label, question), chosen by their number; `turn` is what feedback is on, "" where none is asked for.

    `link` leads to the answer on the page. `asks` is true where the reply is a question back.
    """

    text: str
    table: Table | None = None
    understood: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    offers: tuple[tuple[str, str], ...] = ()
    asks: bool = False
    link: str = ""
    turn: str = ""


def lay_out(told: Told, root: str) -> Message:
    """The message of a reply; `root` is the address of the service's pages, "" where it is not set."""
    answer = told.answer
    if answer is None:
        return Message(told.text, offers=tuple(told.offers))
    return Message(
        answer.answer, _table(answer.table) if answer.table else None, answer.canonical, tuple(answer.notes), _sources(answer, root),
        tuple(told.offers), answer.status == "clarify", f"{root}/a/{told.turn}" if root and told.turn else "", told.turn,
    )


def _table(table: AnswerTable) -> Table:
    words = bot_words()
    rows = [[words.absent if cell is None else " ".join(cell.split()) for cell in row] for row in (*table.rows, *table.more)]
    columns = [words.with_unit.format(name=column.name, unit=column.unit) if column.unit else column.name for column in table.columns]
    are_numbers = [column.unit is not None for column in table.columns]
    return Table(columns, are_numbers, rows[:LONGEST_TABLE], max(0, len(rows) - LONGEST_TABLE))


def _sources(answer: Answer, root: str) -> tuple[Source, ...]:
    words = bot_words()
    shown = [Source(source_text(citation), root + citation.url if root else "") for citation in answer.citations[:LONGEST_SOURCES]]
    left_out = len(answer.citations) - len(shown)
    return (*shown, Source(words.more_sources.format(count=left_out))) if left_out else tuple(shown)
