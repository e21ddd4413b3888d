"""What an audit works on and what it finds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from service.documents.blocks import Source
from service.extraction.model import Extraction, Passage, Table
from service.facts.audit.words import audit_words
from service.facts.model import Fact, Pointer
from service.language.words import variant_words

Severity = Literal["rounding", "conflict"]


def in_base_unit(fact: Fact) -> Decimal:
    """The value in 元."""
    return fact.figure.value * variant_words().factors.get(fact.figure.unit, Decimal(1))


@dataclass(frozen=True)
class Disclosure:
    """One document as it was read: the lines, the tables and passages, the facts.

    `doubtful` are figures that were set aside because what they mean is not certain.
    """

    document: Source
    extraction: Extraction
    facts: tuple[Fact, ...]
    doubtful: tuple[Fact, ...] = ()

    @cached_property
    def totals(self) -> dict[tuple[int | None, str, int, str], frozenset[Decimal]]:
        """The totals that each table prints of each amount, year and stage, in the base unit."""
        found: dict[tuple[int | None, str, int, str], set[Decimal]] = {}
        for fact in self.facts:
            if fact.subject.id in audit_words().whole_subjects and fact.subject.role != "rollup" and fact.figure.value:
                found.setdefault((fact.pointer.table, fact.aspect, fact.year, fact.stage), set()).add(in_base_unit(fact))
        return {key: frozenset(values) for key, values in found.items()}

    @cached_property
    def only_current(self) -> frozenset[Decimal]:
        """The sums of this year's income and expenditure that are less or more than the totals, in the base unit."""
        sums: dict[bool, set[Decimal]] = {True: set(), False: set()}
        for fact in self.facts:
            if fact.pointer.table is not None and fact.subject.cls == "sum" and fact.aspect == "total" and fact.figure.value:
                sums[fact.subject.id.endswith("_current")].add(in_base_unit(fact))
        return frozenset(sums[True] - sums[False])

    @cached_property
    def left_out(self) -> frozenset[Decimal]:
        """How much a figure can be printed without: money carried over, one fund's; in the base unit, without sign."""
        return frozenset(
            abs(in_base_unit(part)) for part in (*self.facts, *self.doubtful)
            if part.pointer.table is not None and part.figure.value
            and re.search(audit_words().left_out, f"{part.subject.id}/{part.aspect}@{part.carry}")
        )

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
