"""OUTCOME, RESULT → ANSWER: the reply of the HTTP contract, which page and messengers show."""

from __future__ import annotations

from service.language.mentions import Analysis
from service.query.finder import Collection
from service.query.logical import Clarify, Decline, Outcome, Query
from service.reply.answer import Answer, Choice, Understood
from service.reply.citations import cite_facts
from service.reply.result import Result
from service.reply.verify import first_unproved
from service.reply.words import clarify, decline, note, notes


def render(collection: Collection, outcome: Outcome, result: Result | None, analysis: Analysis, conversation: str) -> Answer:
    """The reply to a question; a figure that can't be read at its place is withheld."""
    if isinstance(outcome, Clarify):
        return Answer("clarify", clarify(outcome.code, **dict(outcome.evidence)), notes=_corrections(analysis),
                      choices=[Choice(label, question) for label, question in outcome.choices], conversation=conversation)
    if isinstance(outcome, Decline):
        return Answer("declined", decline(outcome.code, **dict(outcome.evidence)), notes=_corrections(analysis),
                      choices=[Choice(label, question) for label, question in outcome.choices], conversation=conversation)
    if first_unproved(collection, result.facts):
        return Answer("declined", decline("verify"), conversation=conversation)
    return _answer(collection, outcome, result, analysis, conversation)


def _answer(collection: Collection, query: Query, result: Result, analysis: Analysis, conversation: str) -> Answer:
    citations = [*cite_facts(collection, result.facts), *result.citations]
    doubts = [str(notes()["doubtful"])] if any(citation.doubtful for citation in citations) else []
    return Answer(
        status=result.status, answer=result.answer, value=result.value, table=result.table, citations=citations,
        notes=[*_corrections(analysis), *result.notes, *doubts], choices=list(result.choices), sql=result.sql or None, conversation=conversation,
        understood=[Understood(slot.name, slot.text, slot.origin) for slot in query.slots],
    )


def _corrections(analysis: Analysis) -> list[str]:
    return [note("correction", read=read, said=said) for said, read in analysis.corrections]
