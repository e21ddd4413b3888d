"""R28: no words of the form are left that should have been filled in or taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import place_of
from service.facts.audit.words import audit_words, message
from service.facts.model import Pointer


def check_residues(disclosure: Disclosure) -> Iterator[Finding]:
    """Words of the form that should have been filled in or taken out."""
    for passage in disclosure.extraction.passages:
        for residue in audit_words().residues:
            for left in re.finditer(residue.match, passage.text):
                pointer = Pointer(passage=passage.ordinal, start=left.start(), stop=left.end())
                start = max((end.end() for end in re.finditer(audit_words().clause_end, passage.text[: left.start()])), default=0)
                clause = re.split(audit_words().clause_end, passage.text[start:])[0]
                yield Finding("R28", "conflict", message("residue", place=place_of(disclosure, pointer), text=clause), (pointer,))
