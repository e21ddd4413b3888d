"""How a unit is set up: its divisions by name, what it is part of, what is below it."""

from __future__ import annotations

import re
from itertools import pairwise

from service.facts.records import SEPARATOR
from service.facts.store import Row
from service.query.finder import Collection, Figure, find_figures
from service.query.logical import Query, Target
from service.reply.amounts import show_figure
from service.reply.citations import cite_cell, cite_fact, cite_passage, sentence_around
from service.reply.result import Result, declined
from service.reply.text_words import text_words
from service.reply.words import join, say, say_passage

SHOWN = 5
DIVISIONS = "divisions"


def listed_names(collection: Collection, query: Query) -> Result:
    """A count that comes with the names counted (内设机构), or a statement on the unit: the whole sentence."""
    target = query.targets[0]
    told = [result for unit in query.units if (result := _tell_unit(collection, query, target, unit))]
    if not told:
        return declined(
            "item_missing", unit=join(query.units), year=collection.catalog.newest_year(query.units[0]), item=target.name
        )
    return Result(
        "".join(result.answer for result in told), value=told[0].value if len(told) == 1 else None, citations=tuple(c for result in told for c in result.citations),
        ranking=tuple(unit for result in told for unit in result.ranking),
    )


def _tell_unit(collection: Collection, query: Query, target: Target, unit: str) -> Result | None:
    figures = [f for f in find_figures(collection, query, target, unit) if isinstance(f, Figure)]
    if figures:
        citation = cite_fact(collection, figures[0].facts[0])
        number = show_figure(figures[0], "") if len(figures) == 1 and figures[0].value is not None else None
        return Result(say_passage(unit, citation.text), value=number, citations=(citation,), ranking=(unit,))
    passages = _passages(collection, unit)
    if target.id in text_words().told:
        return _told_sentence(collection, unit, passages, text_words().told[target.id]) or _told_field(collection, unit, target)
    return _listed_divisions(collection, unit, _set_up(passages)) if target.id == DIVISIONS else None


def _passages(collection: Collection, unit: str) -> list[Row]:
    own = collection.catalog.newest(unit)
    return [p for document in own for p in collection.store.fetch("passages", {"document_id": document, "kind": "narrative"}, ("ordinal",))]


def set_up_passages(collection: Collection, unit: str) -> list[Row]:
    """The passages on how a unit is set up."""
    return _set_up(_passages(collection, unit))


def _told_sentence(collection: Collection, unit: str, passages: list[Row], pattern: str) -> Result | None:
    """The first sentence that says it."""
    for passage in passages:
        found = re.search(pattern, passage["text"])
        if found:
            text = sentence_around(passage["text"], found.start(), found.end())
            citation = cite_passage(collection, passage["passage_id"], found.start(), found.end())
            return Result(say_passage(unit, text), citations=(citation,), ranking=(unit,))
    return None


def _told_field(collection: Collection, unit: str, target: Target) -> Result | None:
    """What the first form says right beside the label of a statement."""
    label = text_words().told_fields.get(target.id)
    own = set(collection.catalog.newest(unit))
    tables = [t.table_id for t in collection.catalog.tables if label and t.form and t.document_id in own]
    for table in tables:
        cells = [c for c in collection.store.fetch("cells", {"table_id": table}, ("row", "col")) if c["text"]]
        for before, cell in pairwise(cells):
            if before["row"] == cell["row"] and re.search(label, before["text"]):
                citation = cite_cell(collection, table, cell["row"], cell["col"])
                text = say("field", label=before["text"].strip(), text=cell["text"].strip())
                return Result(say_passage(unit, text), citations=(citation,), ranking=(unit,))
    return None


def _set_up(passages: list[Row]) -> list[Row]:
    """The passages under the heading on how the unit is set up."""
    return [p for p in passages if any(re.search(text_words().set_up, part) for part in p["section"].split(SEPARATOR)[-1:])]


def _listed_divisions(collection: Collection, unit: str, passages: list[Row]) -> Result | None:
    """Divisions that are described one by one (1、办公室：负责…), counted; else what the section says."""
    named = [(found["name"], p) for p in passages if (found := re.match(text_words().division, p["text"]))]
    shown = [p for _, p in named] if len(named) > 1 else passages[:SHOWN]
    if not any(re.search(text_words().divided, p["text"]) for p in shown):
        return None
    citations = tuple(cite_passage(collection, p["passage_id"], 0, len(p["text"])) for p in shown)
    if len(named) > 1:
        answer = say("divisions", unit=unit, count=len(named), names=join([name.strip() for name, _ in named]))
    else:
        answer = say_passage(unit, "".join(p["text"] for p in shown))
    return Result(answer, citations=citations, ranking=(unit,))
