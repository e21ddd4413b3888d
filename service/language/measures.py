"""prompts/lexicon/measures.yaml: what can be asked for by name, and where each figure is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import msgspec

from service.assets import load


class Contextual(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that name a measure only beside what the expression `needs` matches."""

    words: list[str]
    needs: str
    after: list[str] = []


class MeasureRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of the file, as written."""

    id: str
    name: str
    words: list[str]
    subject: str
    sources: list[str]
    aspect: str = "total"
    weak: list[str] = []
    stated: str = ""
    scoped: dict[str, list[str]] = {}
    joins: bool = False
    breakdown: str = ""
    listed: bool = False
    beside: str = ""
    money: str = ""
    contextual: Contextual | None = None


@dataclass(frozen=True)
class Source:
    """One place to look for a figure: kind of table, item, amount, basis ("" for any).

    `rank` is the place in the order of asking, -1 for its place in the tuple that it stands in.
    """

    kind: str
    subject: str
    aspect: str
    scope: str = ""
    rank: int = -1


@cache
def measures() -> dict[str, MeasureRecord]:
    """All measures by id."""
    return {record.id: record for record in load("lexicon/measures.yaml", list[MeasureRecord])}


def sources_of(record: MeasureRecord, scope: str = "") -> tuple[Source, ...]:
    """The places of a measure's figure in the order in which they are asked; `scope` is the basis that was said."""
    written = record.scoped.get(scope, record.sources) if scope else record.sources
    return tuple(parse_source(text, record.subject, record.aspect) for text in written)


def parse_source(text: str, subject: str, aspect: str) -> Source:
    """`kind`, `kind: aspect` or `kind: subject/aspect`, each with `@basis` behind it where only that basis is meant → Source."""
    text, _, scope = text.partition("@")
    kind, _, rest = (part.strip() for part in text.partition(":"))
    if "/" in rest:
        subject, aspect = rest.split("/")
    elif rest:
        aspect = rest
    return Source(kind, subject, aspect, scope)
