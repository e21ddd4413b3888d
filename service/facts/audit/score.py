"""EXTRACTION, AUDIT → SCORE: what the rules prove of one document, and which of the statutory tables it has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from service.extraction.model import Extraction
from service.facts.audit.model import Audit
from service.facts.audit.words import audit_words


@dataclass(frozen=True)
class Score:
    """`found` and `missing` are kinds of the statutory tables; the counts are of comparisons that show how a document was read:
    those that hold, are off by a rounding, or contradict each other."""

    found: tuple[str, ...]
    missing: tuple[str, ...]
    held: int
    roundings: int
    conflicts: int

    @property
    def doubtful(self) -> bool:
        """Whether so much contradicts itself that the document was rather misread than misprinted."""
        least, share = audit_words().doubtful_least, audit_words().doubtful_share
        return self.conflicts >= least and self.conflicts > share * (self.held + self.roundings + self.conflicts)


def score(extraction: Extraction, audited: Audit) -> Score:
    """The score of one document."""
    kinds = {table.kind for table in extraction.tables if table.state != "absent"}
    statutory, proving = audit_words().statutory, frozenset(audit_words().proving)
    severities = Counter(finding.severity for finding in audited.findings if finding.rule in proving)
    found = tuple(each for each in statutory if kinds & set(each.split("|")))
    return Score(
        tuple(next(kind for kind in each.split("|") if kind in kinds) for each in found),
        tuple(each.split("|")[0] for each in statutory if each not in found),
        sum(count for rule, count in audited.held if rule in proving),
        severities["rounding"],
        severities["conflict"],
    )
