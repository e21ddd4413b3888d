"""Of the documents that a question may be about: the one that answers, any of them if they tell the same, else a question back."""

from __future__ import annotations

from collections.abc import Callable

from service.query.logical import Clarify, Outcome, Query
from service.reply.result import Result


def one_document(outcome: Outcome, told: tuple[tuple[Query, Result], ...], write: Callable[[Query], str]) -> Outcome:
    """What is to be answered: `told` is the question about each document, performed; `write` makes it a complete question."""
    answered = [(query, result) for query, result in told if result.status == "answered"]
    if not answered:
        return told[0][0] if len(told) == 1 else outcome
    if len(answered) == 1 or _tell_the_same([result for _, result in answered]):
        return answered[0][0]
    if isinstance(outcome, Clarify):
        return outcome
    questions = [write(query) for query, _ in answered]
    return Clarify("which_stage", tuple((question, question) for question in questions))


def _tell_the_same(results: list[Result]) -> bool:
    figures = [tuple((figure.value, figure.measure) for figure in result.figures) for result in results]
    return bool(figures[0]) and all(each == figures[0] for each in figures)
