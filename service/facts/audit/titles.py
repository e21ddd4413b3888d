"""R26, R29: titles name the year of the document, and tables without a figure are explained."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import place_at, title_of
from service.facts.audit.words import audit_words, message
from service.facts.model import Pointer
from service.facts.words import fold

# How many titles or passages show what a document usually does.
USUAL = 3


def check_title_years(disclosure: Disclosure) -> Iterator[Finding]:
    """Titles that name another year than the document and most other titles do; not those of an account of last year."""
    own, tables = disclosure.extraction.identity.year, disclosure.extraction.tables
    usual = len({title_of(table) for table in tables if _year_of(title_of(table)) == own})
    others = [(table, year) for table in tables if (year := _year_of(title_of(table))) not in (None, own)]
    for table, year in others if usual >= USUAL else ():
        if table.state != "absent" and not re.search(audit_words().earlier_title, title_of(table)):
            said = message("year", at=place_at(disclosure, table.line), title=title_of(table), printed=year, year=own)
            yield Finding("R26", "conflict", said, (Pointer(table=table.ordinal),))


def _year_of(title: str) -> int | None:
    found = re.search(audit_words().title_year, fold(title))
    return int(found["year"]) if found else None


def check_unexplained(disclosure: Disclosure) -> Iterator[Finding]:
    """Tables without a figure of which neither a note nor a sentence speaks; a file without text may have it elsewhere."""
    filled = {fact.pointer.table for fact in (*disclosure.facts, *disclosure.doubtful) if fact.figure.value}
    texts = [fold(passage.text) for passage in disclosure.extraction.passages if passage.kind != "definition"]
    for table in disclosure.extraction.tables:
        words_of = audit_words().explained.get(table.kind)
        silent = words_of and table.state != "absent" and table.ordinal not in filled and not table.notes and not table.doubts
        if silent and len(texts) >= USUAL and not any(re.search(words_of, text) for text in texts):
            said = message("unexplained", title=title_of(table), at=place_at(disclosure, table.line))
            yield Finding("R29", "conflict", said, (Pointer(table=table.ordinal),))
