"""OUTCOME, RESULT → ANSWER: the reply of the HTTP contract, which page and messengers show."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from service.facts.catalog import place_of_figure
from service.facts.statements import show
from service.language.mentions import Analysis
from service.query.finder import Collection
from service.query.logical import Clarify, Decline, Outcome, Query
from service.reply.answer import Answer, Choice, Citation, Understood
from service.reply.citations import at_page, cite_fact, distinct, look_ahead, place_text
from service.reply.result import Result
from service.reply.verify import first_unproved
from service.reply.workings import find_workings, operands_of
from service.reply.words import clarify, decline, join, note, notes, quote, word


@dataclass(frozen=True)
class Asking:
    """What a reply says beside the answer: the id of the conversation, the canonical question, what else can be asked."""

    conversation: str
    canonical: str = ""
    choices: tuple[Choice, ...] = ()


def render(collection: Collection, outcome: Outcome, result: Result | None, analysis: Analysis, asked: Asking) -> Answer:
    """The reply to a question; a figure that can't be read at its place is withheld."""
    if isinstance(outcome, Clarify):
        return Answer("clarify", clarify(outcome.code, **dict(outcome.evidence)), notes=_readings(analysis),
                      choices=list(asked.choices), conversation=asked.conversation)
    if isinstance(outcome, Decline):
        return Answer("declined", decline(outcome.code, **dict(outcome.evidence)), notes=_readings(analysis),
                      choices=list(asked.choices), conversation=asked.conversation)
    look_ahead(collection, result.facts)
    if first_unproved(collection, result.facts):
        return Answer("declined", decline("verify"), conversation=asked.conversation)
    return _answer(collection, outcome, result, analysis, asked)


def _answer(collection: Collection, query: Query, result: Result, analysis: Analysis, asked: Asking) -> Answer:
    cited = [cite_fact(collection, fact) for fact in result.facts]
    citations = [*distinct(cited), *result.citations]
    doubts = [str(notes()["doubtful"])] if any(citation.doubtful for citation in citations) else []
    conflicts = [note("conflict", message=message) for message in _conflicts(collection, result) if message not in result.answer]
    answer = Answer(
        status=result.status,
        answer=result.answer,
        value=result.value,
        table=result.table,
        citations=[at_page(collection, citation) for citation in citations],
        notes=[*_readings(analysis), *result.notes, *conflicts, *_repairs(collection, citations), *doubts, *_doubtful(collection, citations)],
        choices=list(result.choices or asked.choices),
        sql=show(result.statement) if result.statement else None,
        conversation=asked.conversation,
        understood=_understood(query, result),
        canonical=asked.canonical,
    )
    places = {citation.url: place for place, citation in enumerate(citations)}
    others = [(citation, places[citation.url]) for citation in result.citations]
    measure = result.value.unit if result.value else ""
    operands = operands_of(result.facts, [places[citation.url] for citation in cited], others, measure)
    return replace(answer, workings=find_workings(answer, operands))


def _repairs(collection: Collection, citations: list[Citation]) -> list[str]:
    """What is printed in the cited cells that are read otherwise than printed."""
    found = [
        note("repaired", place=place_text(collection, citation), printed=" ".join(repair["printed"].split()), read=repair["read"])
        for citation in citations if citation.table
        for repair in collection.store.fetch("repairs", {"table_id": citation.table.id, "line": citation.line})
        if repair["read"] == citation.text
    ]
    return list(dict.fromkeys(found))


def _doubtful(collection: Collection, citations: list[Citation]) -> list[str]:
    """The cited documents that contradict themselves so much that they were rather misread than misprinted."""
    cited = dict.fromkeys(citation.document.id for citation in citations)
    return [note("doubtful_document", title=d.title) for id_ in cited if (d := collection.catalog.disclosure(id_)).doubtful]


def _conflicts(collection: Collection, result: Result) -> list[str]:
    """What the audit found of the figures that the answer stands on, each once."""
    places = (place_of_figure(fact) for fact in result.facts)
    return list(dict.fromkeys(message for place in places if place for message in collection.catalog.conflicts.get(place, ())))


def _understood(query: Query, result: Result) -> list[Understood]:
    """The slots in the asker's words; a year that was not said is the one the answer is about."""
    slots = [Understood(word("slots", "operation"), word("operations", query.operation), "said", "operation")]
    for slot in query.slots:
        text = slot.text
        if slot.name == "years" and not text:
            text = join([str(year) for year in sorted(set(result.years))])
        if slot.name == "units" and query.each:
            text = word("slots", "each").format(count=len(query.units))
        slots += [Understood(word("slots", slot.name), text, slot.origin, slot.name)] if text else []
    return slots


def _readings(analysis: Analysis) -> list[str]:
    """What was read otherwise than said, and what was not used."""
    read = [note("correction", read=quote(read), said=quote(said)) if read else note("aside", said=quote(said)) for said, read in analysis.corrections]
    return read + [note("aside", said=quote(said)) for said in analysis.asides]
