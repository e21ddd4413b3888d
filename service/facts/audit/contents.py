"""R24: the contents list and the body name the same tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.extraction.kinds import kind_named
from service.extraction.model import Listed, Table
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import place_at, title_of
from service.facts.audit.words import audit_words, message
from service.facts.model import Pointer
from service.facts.words import fold


def check_contents(disclosure: Disclosure) -> Iterator[Finding]:
    """Tables that only the contents list names, and those that it calls otherwise than their title."""
    for table in _absent(disclosure):
        yield Finding("R24", "conflict", message("absent", at=place_at(disclosure, table.line), title=table.title), (Pointer(table=table.ordinal),))
    for entry, table in _pairs(disclosure):
        if _bare(entry.title) != _bare(title_of(table)):
            said = message("title", at=place_at(disclosure, entry.line), listed=entry.title, body_at=place_at(disclosure, table.line), title=title_of(table))
            yield Finding("R24", "conflict", said, (Pointer(table=table.ordinal), Pointer(line=entry.line)))


def _absent(disclosure: Disclosure) -> list[Table]:
    """Tables of the contents list whose title stands nowhere else; none where most are missing, so that the tables are
    another file."""
    tables = disclosure.extraction.tables
    absent = [table for table in tables if table.state == "absent"]
    body = [_bare(line) for line in disclosure.document.lines[_end_of_contents(disclosure) :]]
    missing = [table for table in absent if not any(_bare(table.title) in line for line in body)]
    return missing if 2 * len(absent) <= len({title_of(table) for table in tables}) else []


def _end_of_contents(disclosure: Disclosure) -> int:
    return max((entry.line for entry in disclosure.extraction.listed), default=0)


def _pairs(disclosure: Disclosure) -> list[tuple[Listed, Table]]:
    """Each table with the first entry of the contents list for its kind; a kind with several of either is not compared."""
    pairs = []
    for entry in {entry.kind: entry for entry in reversed(disclosure.extraction.listed)}.values():
        tables = {title_of(table): table for table in reversed(disclosure.extraction.tables) if _stands_for(table, entry)}
        if len(tables) == 1:
            pairs.append((entry, next(iter(tables.values()))))
    return sorted(pairs, key=lambda pair: pair[0].line)


def _stands_for(table: Table, entry: Listed) -> bool:
    return table.state != "absent" and (entry.kind == table.kind or entry.kind in kind_named(table.kind).answers)


def _bare(title: str) -> str:
    """A title without its number, the year, whose it is, and what stands in brackets."""
    text = fold(title)
    while (bare := re.sub(audit_words().title_noise, "", text)) != text:
        text = bare
    return text
