"""R24–R26, R28, R29: contents and body name the same tables, pages the same unit and year; what is empty is explained."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.extraction.kinds import kind_named
from service.extraction.model import Listed, Table
from service.extraction.words import compact, found, words
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import place_of
from service.facts.audit.words import audit_words, message
from service.facts.model import Pointer
from service.facts.words import fold

NEAR = 2
# How many titles or passages show what a document usually does.
USUAL = 3


def check_contents(disclosure: Disclosure) -> Iterator[Finding]:
    """Tables that only the contents list names, and those that it calls otherwise than their title."""
    for table in _absent(disclosure):
        yield Finding("R24", "conflict", message("absent", line=table.line, title=table.title), (Pointer(table=table.ordinal),))
    for entry, table in _pairs(disclosure):
        if _bare(entry.title) != _bare(_title(table)):
            said = message("title", line=entry.line, listed=entry.title, body_line=table.line, title=_title(table))
            yield Finding("R24", "conflict", said, (Pointer(table=table.ordinal), Pointer(line=entry.line)))


def _absent(disclosure: Disclosure) -> list[Table]:
    """Tables of the contents list whose title stands nowhere else; none where most are missing, so that the tables are
    another file."""
    tables = disclosure.extraction.tables
    absent = [table for table in tables if table.state == "absent"]
    body = [_bare(line) for line in disclosure.document.lines[_end_of_contents(disclosure) :]]
    missing = [table for table in absent if not any(_bare(table.title) in line for line in body)]
    return missing if 2 * len(absent) <= len({_title(table) for table in tables}) else []


def _end_of_contents(disclosure: Disclosure) -> int:
    return max((entry.line for entry in disclosure.extraction.listed), default=0)


def _pairs(disclosure: Disclosure) -> list[tuple[Listed, Table]]:
    """Each table with the first entry of the contents list for its kind; a kind with several of either is not compared."""
    pairs = []
    for entry in {entry.kind: entry for entry in reversed(disclosure.extraction.listed)}.values():
        tables = {_title(table): table for table in reversed(disclosure.extraction.tables) if _stands_for(table, entry)}
        if len(tables) == 1:
            pairs.append((entry, next(iter(tables.values()))))
    return sorted(pairs, key=lambda pair: pair[0].line)


def _stands_for(table: Table, entry: Listed) -> bool:
    return table.state != "absent" and (entry.kind == table.kind or entry.kind in kind_named(table.kind).answers)


def _title(table: Table) -> str:
    return table.form or table.title


def _bare(title: str) -> str:
    """A title without its number, the year, whose it is, and what stands in brackets."""
    text = fold(title)
    while (bare := re.sub(audit_words().title_noise, "", text)) != text:
        text = bare
    return text


def check_title_years(disclosure: Disclosure) -> Iterator[Finding]:
    """Titles that name another year than the document and most other titles do; not those of an account of last year."""
    own, titles = disclosure.extraction.identity.year, [(table, _year_of(_title(table))) for table in disclosure.extraction.tables]
    usual = len({_title(table) for table, year in titles if year == own})
    for table, year in titles:
        if year not in (None, own) and table.state != "absent" and usual >= USUAL and not re.search(audit_words().earlier_title, _title(table)):
            said = message("year", line=table.line, title=_title(table), printed=year, year=own)
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
            said = message("unexplained", title=_title(table), line=table.line)
            yield Finding("R29", "conflict", said, (Pointer(table=table.ordinal),))


def check_owners(disclosure: Disclosure) -> Iterator[Finding]:
    """Pages of which the line above the table names another organisation, and rows that misspell the unit's name."""
    unit = fold(disclosure.extraction.identity.unit_name)
    for line, owner in _owners(disclosure):
        if len(unit) > 4 and unit not in owner and owner not in unit and not _is_near(owner, unit):
            said = message("owner", line=line, owner=owner, unit=unit)
            yield Finding("R25", "conflict", said, (Pointer(line=line),))
    misspelt = _misspelt_rows(disclosure, unit)
    if misspelt:
        names = dict.fromkeys(name for name, _ in misspelt)
        said = message("misspelt", places="、".join(place_of(disclosure, p) for _, p in misspelt), name="、".join(names), unit=unit)
        yield Finding("R25", "conflict", said, tuple(pointer for _, pointer in misspelt))


def _owners(disclosure: Disclosure) -> list[tuple[int, str]]:
    """(line, organisation) of the owner lines of the document's tables."""
    first = min((table.line for table in disclosure.extraction.tables if table.state != "absent"), default=0)
    matches = [(number, found("^" + words().owner_line, compact(text))) for number, text in enumerate(disclosure.document.lines, 1)]
    named = [(number, re.sub(r"^[\d-]+", "", fold(match.group("owner")))) for number, match in matches if match and number >= first]
    return [(number, owner) for number, owner in named if len(owner) > 4 and re.search(audit_words().organisation, owner)]


def _misspelt_rows(disclosure: Disclosure, unit: str) -> list[tuple[str, Pointer]]:
    """(name, place) of the roll-up rows whose name is nearly the unit's."""
    return [
        (fold(cell.text), Pointer(table=table.ordinal, row=index, column=column))
        for table in disclosure.extraction.tables if table.form is None
        for index, row in enumerate(table.rows)
        for column, cell in enumerate(row.cells)
        if cell and _is_near(fold(cell.text), unit)
    ]


def _is_near(one: str, other: str) -> bool:
    """Whether the names differ by at most two characters that one has more."""
    longer, shorter = sorted((one, other), key=len, reverse=True)
    if not 0 < len(longer) - len(shorter) <= NEAR or len(shorter) < 6:
        return False
    characters = iter(longer)
    return all(character in characters for character in shorter)


def check_unit_name(disclosure: Disclosure) -> Iterator[Finding]:
    """Sentences that cut the last word of the unit's name (数据管理中 for 数据管理中心)."""
    unit = fold(disclosure.extraction.identity.unit_name)
    if not unit.endswith(tuple(audit_words().name_endings)):
        return
    for passage in disclosure.extraction.passages:
        for cut in re.finditer(re.escape(unit[:-1]) + f"(?!{re.escape(unit[-1])})", passage.text):
            pointer = Pointer(passage=passage.ordinal, start=cut.start(), stop=cut.end())
            yield Finding("R25", "conflict", message("cut_name", place=place_of(disclosure, pointer), name=cut.group(), unit=unit), (pointer,))


def check_residues(disclosure: Disclosure) -> Iterator[Finding]:
    """Words of the form that should have been filled in or taken out."""
    for passage in disclosure.extraction.passages:
        for residue in audit_words().residues:
            for left in re.finditer(residue.match, passage.text):
                pointer = Pointer(passage=passage.ordinal, start=left.start(), stop=left.end())
                start = max((end.end() for end in re.finditer(audit_words().clause_end, passage.text[: left.start()])), default=0)
                clause = re.split(audit_words().clause_end, passage.text[start:])[0]
                yield Finding("R28", "conflict", message("residue", place=place_of(disclosure, pointer), text=clause), (pointer,))
