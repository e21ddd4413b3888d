"""What an audit works on and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from service.documents.blocks import Document
from service.extraction.model import Extraction, Passage, Table
from service.facts.model import Fact, Pointer

Severity = Literal["rounding", "conflict"]


@dataclass(frozen=True)
class Disclosure:
    """One document as it was read: the lines, the tables and passages, the facts.

    `doubtful` are figures that were set aside because what they mean is not certain.
    """

    document: Document
    extraction: Extraction
    facts: tuple[Fact, ...]
    doubtful: tuple[Fact, ...] = ()

    def table(self, ordinal: int) -> Table:
        """The table of that number."""
        return self.extraction.tables[ordinal - 1]

    def passage(self, ordinal: int) -> Passage:
        """The passage of that number."""
        return next(p for p in self.extraction.passages if p.ordinal == ordinal)


@dataclass(frozen=True)
class Held:
    """A comparison that `rule` asks for and that comes out right; `place` is the figure that it proves."""

    rule: str
    place: Pointer


@dataclass(frozen=True)
class Finding:
    """What breaks a rule: `rule` is an id of prompts/documents/audit.yaml, `places` are where it can be seen."""

    rule: str
    severity: Severity
    message: str
    places: tuple[Pointer, ...]


@dataclass(frozen=True)
class Audit:
    """What an audit told of one document: what breaks a rule, and how many comparisons hold by each rule (rule, count)."""

    findings: tuple[Finding, ...]
    held: tuple[tuple[str, int], ...]
