"""FILE → blocks → tables, passages → facts → findings → store: the ingest flow, in order."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from service import documents
from service.assets import PROMPTS
from service.errors import DocumentCutOff, DocumentError, DocumentUnreadable, DocumentWithoutText, StoreError, StoreNotWritten
from service.extraction import extract
from service.extraction.parts import are_parts, has_text
from service.extraction.pictures import lines_of_pictures
from service.facts.audit import audit
from service.facts.audit.model import Disclosure
from service.facts.audit.score import score
from service.facts.builder import build_facts, usual_unit
from service.facts.forms import build_form_facts
from service.facts.names import document_lexicon
from service.facts.narrative import read_narrative
from service.facts.narrative.targets import stated_targets
from service.facts.project_parts import mark_parts
from service.facts.row_pieces import mark_pieces
from service.facts.records import Ingested, store_rows
from service.facts.store import Store, publish

IGNORED = frozenset({"README.md"})
LOCK = ".lock"

Report = Callable[[str], None]
Refuse = Callable[[DocumentError], None]


@dataclass(frozen=True)
class Added:
    """What became of the files given to `add`: those read, those that came in, those refused with their reason."""

    documents: tuple[Ingested, ...]
    taken: tuple[str, ...]
    known: tuple[str, ...]
    replaced: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, DocumentError], ...]


@dataclass(frozen=True)
class Kept:
    """One document of the collection and the file that it was read from."""

    path: Path
    read: Ingested


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
    audited = audit(Disclosure(document, extraction, facts))
    return Ingested(document, extraction, facts, audited.findings, score(extraction, audited))


def document_files(folder: Path) -> tuple[Path, ...]:
    """The files of a documents folder that are to be read."""
    return tuple(sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in IGNORED and not p.name.startswith(".")))


def build(data: Path, report: Report = lambda name: None, refuse: Refuse = lambda error: None) -> tuple[Ingested, ...]:
    """Read every document of `data/documents` and publish a store of them, a file that is there twice once.

    A file that can't be read is left out, and `refuse` is told why. Raises StoreNotWritten; then nothing is published.
    """
    with _alone(data):
        kept = _read_files(document_files(data / "documents"), report, refuse)
        publish(data, store_rows([one.read for one in kept], fingerprint(data)))
    return tuple(one.read for one in kept)


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

    A file that is there already, byte for byte or line for line, is known; one of the same unit, year, type and variant as an earlier
    one replaces it, unless it has fewer tables (a file that was cut off) or is another part of the disclosure (its text, its tables). Raises StoreNotWritten; then everything is as it was.
    """
    with _alone(data):
        kept = {one.read.document.sha256: one for one in _read_files(document_files(data / "documents"))}
        before = {one.path for one in kept.values()}
        taken, known, replaced, refused = [], [], [], []
        for path in files:
            report(path.name)
            try:
                read = read_document(path)
                if read.document.sha256 in kept or any(one.read.document.lines == read.document.lines for one in kept.values()):
                    known.append(path.name)
                    continue
                _refuse_cut_off(read, [one.read for one in kept.values()])
            except DocumentError as error:
                refused.append((path.name, error))
                continue
            for sha256, earlier in [(k, v) for k, v in kept.items() if _same_disclosure(v.read, read)]:
                replaced.append((path.name, earlier.path.name))
                del kept[sha256]
            kept[read.document.sha256] = Kept(path, read)
            taken.append(read.document.sha256)
        if taken:
            leaving = sorted(before - {one.path for one in kept.values()})
            kept = {one.read.document.sha256: one for one in _exchange(data, list(kept.values()), before, leaving)}
    documents = tuple(one.read for one in kept.values())
    came = tuple(kept[sha256].read.document.file for sha256 in taken if sha256 in kept)
    return Added(documents, came, tuple(known), tuple(replaced), tuple(refused))


def remove(names: Iterable[str], data: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take documents out by file name or id: (removed, not found). Publishes a store without them.

    A file that can't be read can be taken out too. Raises StoreNotWritten; then everything is as it was.
    """
    with _alone(data):
        ids = {path: _digest(path)[:12] for path in document_files(data / "documents")}
        wanted = tuple(dict.fromkeys(names))
        gone = [path for path, id_ in ids.items() if path.name in wanted or id_ in wanted]
        missing = tuple(name for name in wanted if not any(name in (path.name, ids[path]) for path in gone))
        if gone:
            kept = _read_files(path for path in ids if path not in gone)
            _exchange(data, kept, {one.path for one in kept}, gone)
    return tuple(path.name for path in gone), missing


def _read_files(paths: Iterable[Path], report: Report = lambda name: None, refuse: Refuse = lambda error: None) -> list[Kept]:
    """The documents of some files; of files with the same bytes the first; a file that can't be read is left out."""
    kept: dict[str, Kept] = {}
    for path in paths:
        report(path.name)
        try:
            sha256 = _digest(path)
            if sha256 not in kept:
                kept[sha256] = Kept(path, read_document(path))
        except DocumentError as error:
            refuse(error)
    return list(kept.values())


def _refuse_cut_off(read: Ingested, present: list[Ingested]) -> None:
    """A corrected file has the tables and the text of the one it replaces; one with less was cut off, or is a part of it.

    Raises DocumentCutOff or DocumentWithoutText.
    """
    tables = _tables_with_body(read)
    if tables == 0 and not has_text(read.extraction):
        raise DocumentCutOff(file=read.document.file, tables=0, earlier="", there=0)
    for earlier in (one for one in present if _same_disclosure(one, read)):
        if tables < _tables_with_body(earlier):
            raise DocumentCutOff(file=read.document.file, tables=tables, earlier=earlier.document.file, there=_tables_with_body(earlier))
        if has_text(earlier.extraction) and not has_text(read.extraction):
            raise DocumentWithoutText(file=read.document.file, earlier=earlier.document.file)


def _tables_with_body(read: Ingested) -> int:
    return len({table.form or table.title for table in read.extraction.tables if table.state != "absent"})


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise DocumentUnreadable(file=path.name, problem=error.strerror) from error


def _same_disclosure(a: Ingested, b: Ingested) -> bool:
    first, second = a.extraction.identity, b.extraction.identity
    same = (first.unit_name, first.year, first.type, first.variant) == (second.unit_name, second.year, second.type, second.variant)
    return same and bool(first.unit_name) and not are_parts(a.extraction, b.extraction)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One change of the documents at a time, over all processes."""
    try:
        (data / "documents").mkdir(parents=True, exist_ok=True)
        lock = open(data / LOCK, "w")
    except OSError as error:
        raise StoreNotWritten(data=str(data), problem=error.strerror) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _exchange(data: Path, kept: list[Kept], before: set[Path], leaving: list[Path]) -> list[Kept]:
    """Move new files in and `leaving` out, and publish; whatever fails on the way is undone. Returns what is kept now."""
    folder = data / "documents"
    asides = [path.with_name(f".leaving-{os.getpid()}-{path.name}") for path in leaving]
    try:
        with ExitStack() as undo:
            coming = [(one, _copy_beside(one.path, folder, undo)) for one in kept if one.path not in before]
            for path, aside in zip(leaving, asides):
                os.replace(path, aside)
                undo.callback(os.replace, aside, path)
            settled = [one for one in kept if one.path in before]
            for one, copy in coming:
                target = _free_name(folder, one.path.name)
                os.replace(copy, target)
                undo.callback(target.unlink, missing_ok=True)
                settled.append(Kept(target, replace(one.read, document=replace(one.read.document, file=target.name))))
            publish(data, store_rows([one.read for one in settled], fingerprint(data)))
            undo.pop_all()
    except OSError as error:
        raise StoreNotWritten(data=str(data), problem=error.strerror) from error
    for aside in asides:
        aside.unlink(missing_ok=True)
    return settled


def _copy_beside(path: Path, folder: Path, undo: ExitStack) -> Path:
    copy = folder / f".adding-{os.getpid()}-{path.name}"
    undo.callback(copy.unlink, missing_ok=True)
    shutil.copyfile(path, copy)
    return copy


def _free_name(folder: Path, name: str) -> Path:
    target, number = folder / name, 2
    while target.exists():
        target = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        number += 1
    return target
