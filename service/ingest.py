"""FILE → blocks → tables, passages → facts → store: the ingest flow, in order."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from service import documents
from service.assets import PROMPTS
from service.errors import DocumentError, StoreError
from service.extraction import extract
from service.facts.builder import build_facts, usual_unit
from service.facts.forms import build_form_facts
from service.facts.names import document_lexicon
from service.facts.narrative import read_narrative
from service.facts.records import Ingested, store_rows
from service.facts.store import Store, publish

IGNORED = frozenset({"README.md"})

Report = Callable[[str], None]


@dataclass(frozen=True)
class Added:
    """What became of the files given to `add`: those read, those that came in, those refused with their reason."""

    documents: tuple[Ingested, ...]
    taken: tuple[str, ...]
    known: tuple[str, ...]
    replaced: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, DocumentError], ...]


def read_document(path: Path) -> Ingested:
    """One file through every stage of reading. Raises DocumentError."""
    document = documents.read(path)
    extraction = extract(document)
    table_facts = build_facts(extraction) + build_form_facts(extraction)
    lexicon, subjects = document_lexicon(table_facts)
    stated = read_narrative(extraction.passages, extraction.identity, lexicon, subjects, usual_unit(extraction.tables))
    return Ingested(document, extraction, table_facts + stated)


def document_files(folder: Path) -> tuple[Path, ...]:
    """The files of a documents folder that are to be read."""
    return tuple(sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in IGNORED and not p.name.startswith(".")))


def build(data: Path, report: Report = lambda name: None) -> tuple[Ingested, ...]:
    """Read every document of `data/documents` and publish a store of them. Raises DocumentError; then nothing is published."""
    read = []
    for path in document_files(data / "documents"):
        report(path.name)
        read.append(read_document(path))
    publish(data, store_rows(read, fingerprint(data)))
    return tuple(read)


def is_current(data: Path) -> bool:
    """Whether the published store was built from these documents by this version of the program."""
    try:
        rows = Store(data).fetch("meta", {"key": "fingerprint"})
    except StoreError:
        return False
    return bool(rows) and rows[0]["value"] == fingerprint(data)


def fingerprint(data: Path) -> str:
    """A digest of the documents, of prompts/ and of the code that reads documents."""
    code = Path(__file__).parent
    digest = hashlib.sha256()
    sources = [*document_files(data / "documents"), *sorted(PROMPTS.rglob("*.yaml")), *sorted(code.rglob("*.py")), *sorted(code.rglob("*.sql"))]
    for path in sources:
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def add(files: Iterable[Path], data: Path, report: Report = lambda name: None) -> Added:
    """Bring files into `data/documents` and publish a store with them; a file that can't be read changes nothing.

    A file that is there already, byte for byte, is known; one of the same unit, year, type and variant as an earlier
    one replaces it.
    """
    folder = data / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    present = {read.document.sha256: read for read in (read_document(path) for path in document_files(folder))}
    taken, known, replaced, refused = [], [], [], []
    sources: dict[str, Path] = {}
    for path in files:
        report(path.name)
        try:
            read = read_document(path)
        except DocumentError as error:
            refused.append((path.name, error))
            continue
        if read.document.sha256 in present:
            known.append(path.name)
            continue
        for earlier in [p for p in present.values() if _same_disclosure(p, read)]:
            replaced.append((path.name, earlier.document.file))
            del present[earlier.document.sha256]
        present[read.document.sha256] = read
        sources[read.document.sha256] = path
        taken.append(path.name)
    if taken:
        _bring_in(data, present, sources, [name for _, name in replaced])
    return Added(tuple(present.values()), tuple(taken), tuple(known), tuple(replaced), tuple(refused))


def remove(names: Iterable[str], data: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take documents out by file name or id: (removed, not found). Publishes a store without them."""
    read = {path: read_document(path) for path in document_files(data / "documents")}
    gone, missing = [], []
    for name in names:
        found = [path for path, one in read.items() if name in (path.name, one.document.sha256[:12])]
        gone += found
        missing += [] if found else [name]
    for path in gone:
        path.unlink()
        read.pop(path, None)
    if gone:
        publish(data, store_rows(list(read.values()), fingerprint(data)))
    return tuple(path.name for path in gone), tuple(missing)


def _same_disclosure(a: Ingested, b: Ingested) -> bool:
    first, second = a.extraction.identity, b.extraction.identity
    return (first.unit_name, first.year, first.type, first.variant) == (second.unit_name, second.year, second.type, second.variant)


def _bring_in(data: Path, present: dict[str, Ingested], sources: dict[str, Path], replaced: list[str]) -> None:
    """Copy the new files beside their place, then move them in and publish; what is replaced goes last."""
    folder = data / "documents"
    for sha256, path in sources.items():
        if sha256 in present:
            beside = folder / f".adding-{os.getpid()}-{path.name}"
            shutil.copyfile(path, beside)
            os.replace(beside, _free_name(folder, path.name, replaced))
    for name in replaced:
        if name not in {path.name for path in sources.values()}:
            (folder / name).unlink(missing_ok=True)
    publish(data, store_rows(list(present.values()), fingerprint(data)))


def _free_name(folder: Path, name: str, replaced: list[str]) -> Path:
    target, number = folder / name, 2
    while target.exists() and name not in replaced:
        target = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        number += 1
    return target
