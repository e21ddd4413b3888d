"""A term that is defined within another definition, or in a note under a table: 三公经费 … 公务接待费反映 …"""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.facts.store import Row
from service.language.lexicon import fold_text
from service.query.finder import Collection
from service.reply.citations import cite_note, cite_passage
from service.reply.result import Result
from service.reply.text_words import text_words
from service.reply.words import say

KINDS = ("definition", "note")


def define_within(collection: Collection, names: Iterable[str], units: tuple[str, ...]) -> Result | None:
    """The longest clause of the units' documents that says what one of the names means, None if there is none."""
    said = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(text_words().within.replace("{names}", said))
    found = [(passage, span) for passage in _passages(collection, units) if (span := _clause(pattern, passage["text"]))]
    if not said or not found:
        return _define_below(collection, pattern, units) if said else None
    passage, (start, stop) = max(found, key=lambda each: each[1][1] - each[1][0])
    citation = cite_passage(collection, passage["passage_id"], start, stop)
    return Result(say("definition", text=passage["text"][start:stop]), citations=(citation,))


def _define_below(collection: Collection, pattern: re.Pattern[str], units: tuple[str, ...]) -> Result | None:
    """What a note under a table says that a name means."""
    tables = [t.table_id for t in collection.catalog.tables if not units or t.unit in units]
    notes = [row for table in tables for row in collection.store.fetch("table_notes", {"table_id": table}, ("note",))]
    found = [(row, span) for row in notes if (span := _clause(pattern, row["text"]))]
    if not found:
        return None
    row, (start, stop) = found[0]
    return Result(say("definition", text=row["text"][start:stop]), citations=(cite_note(collection, row["table_id"], row["note"]),))


def _passages(collection: Collection, units: tuple[str, ...]) -> list[Row]:
    rows = [row for kind in KINDS for row in collection.store.fetch("passages", {"kind": kind}, ("document_id", "ordinal"))]
    return [row for row in rows if not units or collection.catalog.disclosure(row["document_id"]).unit in units]


def _clause(pattern: re.Pattern[str], text: str) -> tuple[int, int] | None:
    folded = fold_text(text)
    found = pattern.search(folded.text)
    return folded.span(*found.span("clause")) if found else None
