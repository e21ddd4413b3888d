"""TWO FILES OF ONE DISCLOSURE → whether they are parts of it: offices publish the text in one file and the tables in another."""

from __future__ import annotations

from dataclasses import dataclass

from service.extraction.kinds import kinds_file
from service.extraction.model import Extraction

# A disclosure's text has at least this many sections with sentences; one with fewer kinds of table is still only the text.
_LEAST_SECTIONS, _LEAST_KINDS = 3, 3


@dataclass(frozen=True)
class Part:
    """What of a disclosure one file has: the known kinds of table that it prints, and whether it has the text."""

    kinds: frozenset[str]
    text: bool


def part_of(extraction: Extraction) -> Part:
    """What of a disclosure a file was read to have."""
    return Part(_kinds(extraction), _has_text(extraction))


def are_parts(first: Part, second: Part) -> bool:
    """Whether neither file can replace the other: one has the text and the other the tables, or they have different tables."""
    if first.text and second.text:
        return False
    if not (first.kinds or first.text) or not (second.kinds or second.text):
        return False
    least = min(_LEAST_KINDS, len(first.kinds | second.kinds))
    return not first.kinds & second.kinds or any(part.text and len(part.kinds) < least for part in (first, second))


def _has_text(extraction: Extraction) -> bool:
    """Whether a file has the text of a disclosure, not only the sentences in cells and below tables."""
    return len({passage.section for passage in extraction.passages if passage.kind == "narrative"}) >= _LEAST_SECTIONS


def _kinds(extraction: Extraction) -> frozenset[str]:
    """The known kinds of table that a file has the body of."""
    return frozenset(table.kind for table in extraction.tables if table.state != "absent") - {kinds_file().other.id}
