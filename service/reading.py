"""FILE → blocks → tables, passages → facts → findings: one document through every stage of reading, in order."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

from service import documents
from service.assets import PROMPTS
from service.documents.blocks import source_of
from service.extraction import extract
from service.extraction.pictures import lines_of_pictures
from service.facts.audit import audit
from service.facts.audit.model import Disclosure
from service.facts.audit.score import score
from service.facts.builder import build_facts
from service.facts.forms import build_form_facts
from service.facts.money_units import usual_unit
from service.facts.names import document_lexicon
from service.facts.narrative import read_narrative
from service.facts.narrative.targets import stated_targets
from service.facts.project_parts import mark_parts
from service.facts.records import Ingested
from service.facts.row_pieces import mark_pieces

CODE = Path(__file__).parent
# What a reading depends on: folders and files of service/ and prompts/.
READING_CODE = ("documents", "extraction", "facts", "language", "quantities", "assets.py", "errors.py", "periods.py", "reading.py")
READING_WORDS = ("documents", "lexicon")


def read_document(path: Path) -> Ingested:
    """One file through every stage of reading. Raises DocumentError."""
    document = documents.read(path)
    extraction = extract(document)
    extraction = replace(extraction, indicators=extraction.indicators + stated_targets(extraction))
    printed = build_facts(extraction)
    table_facts = mark_pieces(mark_parts(printed + build_form_facts(extraction, printed)))
    lexicon, subjects = document_lexicon(table_facts)
    # A sentence has no sum that would prove what character recognition read.
    pictures = lines_of_pictures(document)
    passages = tuple(passage for passage in extraction.passages if passage.line not in pictures)
    stated = read_narrative(passages, extraction.identity, lexicon, subjects, usual_unit(extraction.tables))
    facts = table_facts + stated
    source = source_of(document)
    audited = audit(Disclosure(source, extraction, facts))
    return Ingested(source, extraction, facts, audited.findings, score(extraction, audited))


@cache
def version() -> str:
    """A digest of the code and the words that documents are read by, as they were when this process first asked."""
    digest = hashlib.sha256()
    for root, names in ((CODE, READING_CODE), (PROMPTS, READING_WORDS)):
        for path in (path for name in names for path in _sources(root / name)):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources(path: Path) -> list[Path]:
    return sorted(p for p in path.rglob("*") if p.suffix in (".py", ".sql", ".yaml")) if path.is_dir() else [path]
