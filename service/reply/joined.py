"""REPLIES → REPLY: what was asked in one message, told in one reply; one item after the other, one question after the other."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import TypeVar

from msgspec.structs import replace

from service.reply.answer import Answer, AnswerTable, Citation, TableColumn, Working
from service.reply.canonical_words import canonical_words
from service.reply.result import Result

T = TypeVar("T")
# The rows of a table that are shown, and those after them.
PARTS = (attrgetter("rows"), attrgetter("more"))


def join_answers(answers: tuple[Answer, ...], ends: bool = False) -> Answer:
    """The replies to the questions of one message; `value` is the first one's, or the last one's where it `ends` in that.

    The conversation goes on from the last."""
    answered = [answer for answer in answers if answer.status == "answered"]
    citations = _distinct(citation for answer in answered for citation in answer.citations)
    return Answer(
        status="answered" if answered else "declined",
        answer="".join(dict.fromkeys(answer.answer for answer in answers)),
        value=answers[-1].value if ends else next((answer.value for answer in answered if answer.value), None),
        table=join_tables(answer.table for answer in answered),
        citations=citations,
        notes=_distinct(note for answer in answers for note in answer.notes),
        choices=_distinct(choice for answer in answers for choice in answer.choices),
        sql=canonical_words().next_statement.join(answer.sql for answer in answered if answer.sql) or None,
        conversation=answers[-1].conversation,
        understood=_distinct(slot for answer in answered for slot in answer.understood),
        canonical=canonical_words().next_question.join(answer.canonical for answer in answered),
        workings=_distinct(_moved(working, answer.citations, citations) for answer in answered for working in answer.workings),
    )


def _moved(working: Working, before: list[Citation], after: list[Citation]) -> Working:
    """A working that points to the same citations in a longer list."""
    return replace(working, citations=[after.index(before[index]) for index in working.citations])


def join_results(results: list[Result]) -> Result:
    """The results for several items that are told one at a time; why one has none is said beside the others."""
    good = [result for result in results if result.status == "answered"]
    if not good or len(results) == 1:
        return results[0]
    return Result(
        "".join(dict.fromkeys(result.answer for result in results)),
        value=next((result.value for result in good if result.value), None),
        table=join_tables(result.table for result in good),
        facts=tuple(_distinct_rows(good)),
        citations=tuple(_distinct(citation for result in good for citation in result.citations)),
        notes=tuple(_distinct(note for result in good for note in result.notes)),
        statement=good[0].statement,
        ranking=good[0].ranking,
        years=tuple(_distinct(year for result in good for year in result.years)),
        figures=tuple(figure for result in good for figure in result.figures),
    )


def _distinct_rows(results: list[Result]) -> Iterable[dict]:
    return {fact["fact_id"]: fact for result in results for fact in result.facts}.values()


def join_tables(tables: Iterable[AnswerTable | None]) -> AnswerTable | None:
    """One table of all rows, with the columns of all tables; a cell is null where a row's own table has no such column."""
    found = [table for table in tables if table]
    columns: list[TableColumn] = _distinct(column for table in found for column in table.columns)
    rows, more = ([_widened(row, table.columns, columns) for table in found for row in part(table)] for part in PARTS)
    return AnswerTable(columns, rows, more) if found else None


def _widened(row: list[str | None], own: list[TableColumn], columns: list[TableColumn]) -> list[str | None]:
    cells = dict(zip(own, row))
    return [cells.get(column) for column in columns]


def _distinct(values: Iterable[T]) -> list[T]:
    found: list[T] = []
    for value in values:
        found += [] if value in found else [value]
    return found
