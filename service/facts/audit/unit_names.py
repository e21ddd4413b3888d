"""R25: pages, rows and sentences call the unit by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.extraction.words import compact, found, words
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import place_at, place_of
from service.facts.audit.words import audit_words, message
from service.facts.model import Pointer
from service.facts.words import fold

# Two spellings of one name differ by so many characters, and shorter ones say too little.
NEAR, LEAST = 2, 6
# Shorter words are no name of an organisation.
SHORTEST_NAME = 5


def check_owners(disclosure: Disclosure) -> Iterator[Finding]:
    """Pages of which the line above the table names another organisation, and rows that misspell the unit's name."""
    unit = fold(disclosure.extraction.identity.unit_name)
    for line, owner in _owners(disclosure):
        if len(unit) >= SHORTEST_NAME and unit not in owner and owner not in unit and not _is_near(owner, unit):
            said = message("owner", at=place_at(disclosure, line), owner=owner, unit=unit)
            yield Finding("R25", "conflict", said, (Pointer(line=line),))
    misspelt = _misspelt_rows(disclosure, unit)
    if misspelt:
        names = dict.fromkeys(name for name, _ in misspelt)
        places = message("and").join(place_of(disclosure, pointer) for _, pointer in misspelt)
        said = message("misspelt", places=places, name=message("and").join(names), unit=unit)
        yield Finding("R25", "conflict", said, tuple(pointer for _, pointer in misspelt))


def _owners(disclosure: Disclosure) -> list[tuple[int, str]]:
    """(line, organisation) of the owner lines of the document's tables."""
    first = min((table.line for table in disclosure.extraction.tables if table.state != "absent"), default=0)
    lines = [(number, text) for number, text in enumerate(disclosure.document.lines, 1) if number >= first]
    matches = [(number, found("^" + words().owner_line, compact(text))) for number, text in lines]
    named = [(number, re.sub(r"^[\d-]+", "", fold(match.group("owner")))) for number, match in matches if match]
    return [(number, owner) for number, owner in named if len(owner) >= SHORTEST_NAME and re.search(audit_words().organisation, owner)]


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
    if not 0 < len(longer) - len(shorter) <= NEAR or len(shorter) < LEAST:
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
            said = message("cut_name", place=place_of(disclosure, pointer), name=cut.group(), unit=unit)
            yield Finding("R25", "conflict", said, (pointer,))
