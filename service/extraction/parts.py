"""TWO FILES OF ONE DISCLOSURE → whether they are parts of it: offices publish the text in one file and the tables in another."""

from __future__ import annotations

from service.extraction.kinds import kinds_file
from service.extraction.model import Extraction

# A disclosure's text has at least this many sections with sentences; one with fewer kinds of table is still only the text.
_LEAST_SECTIONS, _LEAST_KINDS = 3, 3


def has_text(extraction: Extraction) -> bool:
    """Whether a file has the text of a disclosure, not only the sentences in cells and below tables."""
    return len({passage.section for passage in extraction.passages if passage.kind == "narrative"}) >= _LEAST_SECTIONS


def are_parts(first: Extraction, second: Extraction) -> bool:
    """Whether neither file can replace the other: one has the text and the other the tables, or they have different tables."""
    if has_text(first) and has_text(second):
        return False
    kinds, others = _kinds(first), _kinds(second)
    if not (kinds or has_text(first)) or not (others or has_text(second)):
        return False
    only_text = [one for one, own in ((first, kinds), (second, others)) if has_text(one) and len(own) < min(_LEAST_KINDS, len(kinds | others))]
    return not kinds & others or bool(only_text)


def _kinds(extraction: Extraction) -> frozenset[str]:
    """The known kinds of table that a file has the body of."""
    return frozenset(table.kind for table in extraction.tables if table.state != "absent") - {kinds_file().other.id}
