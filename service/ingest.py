"""FILES → COLLECTION → STORE: documents come in, leave and are published, all or nothing; reading.py tells how one is read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from service.errors import DocumentBroke, DocumentCutOff, DocumentError, DocumentUnreadable, DocumentWithoutText, StoreError
from service.extraction.parts import are_parts
from service.facts.kept import FOLDER, Kept, Summary
from service.facts.records import Ingested, store_rows
from service.facts.store import Store, publish
from service.facts.units import unit_ids
from service.folder import alone, digest_of, document_files, exchange, is_changing, mark_of
from service.reading import read_document, version
from service.workers import Limits, read_files

__all__ = ["Added", "Entry", "Step", "add", "build", "document_files", "foresee", "is_current", "load", "read_document", "remove"]

NONE_KNOWN: Mapping[str, Summary] = MappingProxyType({})


@dataclass(frozen=True)
class Step:
    """How far reading has come: the file that is done, its pages, and how many files are done of how many."""

    file: str
    pages: int
    done: int
    total: int


Report = Callable[[Step], None]
Refuse = Callable[[DocumentError], None]


@dataclass(frozen=True)
class Entry:
    """One document and the file that it was read from; all that was read of it is kept under data/read."""

    path: Path
    read: Summary


@dataclass(frozen=True)
class Added:
    """What became of the files given to `add`: those read, those that came in, those refused with their reason.

    `unread` are documents that were there already and can't be read now: the store is without them.
    """

    documents: tuple[Entry, ...]
    taken: tuple[Entry, ...]
    known: tuple[str, ...]
    replaced: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, DocumentError], ...]
    unread: tuple[tuple[str, DocumentError], ...] = ()


def _nothing(*_: object) -> None:
    """For those who want no report."""


def build(data: Path, report: Report = _nothing, refuse: Refuse = _nothing, limits: Limits = Limits()) -> tuple[Entry, ...]:
    """Read every document of `data/documents` and publish a store of them, a file that is there twice once.

    A file that can't be read is left out, and `refuse` is told why. Raises StoreNotWritten, or DocumentBroke where no reading
    was finished; then nothing is published.
    """
    with alone(data):
        read = _read_collection(document_files(data / "documents"), data, limits, report)
        for _, error in read.refused:
            refuse(error)
        entries = _once(read.entries)
        _publish(data, entries)
    return entries


def is_current(data: Path) -> bool:
    """Whether the published store was built from these documents by this version of the program."""
    try:
        rows = Store(data).fetch("meta", {"key": "fingerprint"})
    except StoreError:
        return False
    return bool(rows) and rows[0]["value"] == fingerprint(data) and not is_changing(data)


def fingerprint(data: Path) -> str:
    """A digest of the documents and of what they are read by."""
    digest = hashlib.sha256(version().encode())
    for path in document_files(data / "documents"):
        digest.update(path.name.encode("utf-8", "surrogateescape"))
        digest.update(mark_of(path).encode())
    return digest.hexdigest()


def kept_of(data: Path) -> Kept:
    """What was read of the files of a data folder."""
    return Kept(data / FOLDER, version())


def load(data: Path, entry: Entry) -> Ingested:
    """All that was read of a document; read again where it is no longer kept. Raises DocumentError."""
    kept = kept_of(data)
    read = kept.get(entry.path.name, entry.read.sha256)
    if read is None:
        for _, told in read_files((entry.path,), kept):
            if isinstance(told, DocumentError):
                raise told
        read = kept.get(entry.path.name, entry.read.sha256)
    if read is None:
        raise DocumentUnreadable(file=entry.path.name, problem="changed while it was read")
    return replace(read, document=replace(read.document, file=entry.path.name))


def add(files: Iterable[Path], data: Path, report: Report = _nothing, limits: Limits = Limits()) -> Added:
    """Bring files into `data/documents` and publish a store with them; a file that can't be read changes nothing.

    A file that is there already, byte for byte or line for line, is known; one of the same unit, year, type and variant as an earlier
    one replaces it, unless it has fewer tables (a file that was cut off) or is another part of the disclosure
    (its text, its tables). Raises StoreNotWritten; then everything is as it was.
    """
    given = tuple(files)
    with alone(data):
        there = _read_collection(document_files(data / "documents"), data, limits)
        present = _once(there.entries)
        read = _read(given, kept_of(data), limits, report, {entry.read.sha256: entry.read for entry in present})
        choice = _choose(present, read.entries)
        entries = _exchange(data, there.entries, choice.entries) if choice.taken else choice.entries
    order = {path.name: number for number, path in enumerate(given)}
    refused = sorted((*read.refused, *choice.refused), key=lambda each: order[each[0]])
    taken = tuple(entry for entry in entries if entry.read.sha256 in choice.taken)
    return Added(entries, taken, choice.known, choice.replaced, tuple(refused), there.refused)


def foresee(files: Iterable[Path], data: Path) -> Added:
    """What `add` would do with files that were read, as far as the readings that are kept tell; nothing is changed."""
    kept = kept_of(data)
    present = _once(_remembered(document_files(data / "documents"), kept))
    choice = _choose(present, _remembered(files, kept))
    taken = tuple(entry for entry in choice.entries if entry.read.sha256 in choice.taken)
    return Added(choice.entries, taken, choice.known, choice.replaced, choice.refused)


def remove(names: Iterable[str], data: Path, refuse: Refuse = _nothing) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take documents out by file name or id: (names of the files that left, not found). Publishes a store without them.

    Every file with the same bytes leaves too. A file that can't be read can be taken out; `refuse` is told of those that stay. Raises StoreNotWritten; then everything is as it was.
    """
    with alone(data):
        digests = {path: mark_of(path) for path in document_files(data / "documents")}
        wanted = tuple(dict.fromkeys(names))
        leaving = {digest for path, digest in digests.items() if path.name in wanted or digest[:12] in wanted}
        gone = [path for path, digest in digests.items() if digest in leaving]
        missing = tuple(name for name in wanted if not any(name in (path.name, digests[path][:12]) for path in gone))
        if gone:
            staying = _read_collection([path for path in digests if path not in gone], data, Limits())
            for _, error in staying.refused:
                refuse(error)
            with exchange(data, (), gone):
                _publish(data, _once(staying.entries))
    return tuple(path.name for path in gone), missing


@dataclass(frozen=True)
class Readings:
    """Some files as read, in their order, and those that could not be read with the reason."""

    entries: tuple[Entry, ...]
    refused: tuple[tuple[str, DocumentError], ...]


def _read_collection(paths: Sequence[Path], data: Path, limits: Limits, report: Report = _nothing) -> Readings:
    """The documents of a collection. Raises DocumentBroke where no reading was finished: the files are not at fault then."""
    read = _read(paths, kept_of(data), limits, report)
    if read.refused and not read.entries and all(isinstance(error, DocumentBroke) for _, error in read.refused):
        raise read.refused[0][1]
    return read


def _read(paths: Sequence[Path], kept: Kept, limits: Limits, report: Report = _nothing, known: Mapping[str, Summary] = NONE_KNOWN) -> Readings:
    """Files as they are kept, or as they are read now; what is `known` by its digest is not read."""
    told: dict[Path, Summary | DocumentError | None] = {path: _recall(path, kept, known) for path in paths}
    done = 0
    for path, summary in told.items():
        if summary is not None:
            done += 1
            report(_step(path, summary, done, len(told)))
    for path, result in read_files([path for path in told if told[path] is None], kept, limits):
        done += 1
        told[path] = result if isinstance(result, DocumentError) else kept.summary(path.name, result) or DocumentBroke(file=path.name)
        report(_step(path, told[path], done, len(told)))
    entries = tuple(Entry(path, told[path]) for path in paths if isinstance(told[path], Summary))
    return Readings(entries, tuple((path.name, error) for path, error in told.items() if isinstance(error, DocumentError)))


def _recall(path: Path, kept: Kept, known: Mapping[str, Summary]) -> Summary | DocumentError | None:
    """What is known of a file without reading it as a document."""
    if not path.is_file():
        return None
    try:
        sha256 = digest_of(path)
    except DocumentError as error:
        return error
    return known.get(sha256) or kept.summary(path.name, sha256)


def _remembered(paths: Iterable[Path], kept: Kept) -> tuple[Entry, ...]:
    """Those files whose reading is kept."""
    recalled = ((path, _recall(path, kept, NONE_KNOWN)) for path in paths)
    return tuple(Entry(path, read) for path, read in recalled if isinstance(read, Summary))


def _step(path: Path, read: Summary | DocumentError | None, done: int, total: int) -> Step:
    return Step(path.name, read.pages if isinstance(read, Summary) else 0, done, total)


def _once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Of files with the same bytes the first."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.read.sha256, entry)
    return tuple(first.values())


@dataclass(frozen=True)
class Choice:
    """What the collection is to hold, and why: the digests of what comes in, the names of the rest."""

    entries: tuple[Entry, ...]
    taken: frozenset[str]
    known: tuple[str, ...]
    replaced: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, DocumentError], ...]


def _choose(present: tuple[Entry, ...], given: tuple[Entry, ...]) -> Choice:
    """What becomes of each file that was read, one after the other."""
    kept = {entry.read.sha256: entry for entry in present}
    taken, known, replaced, refused = set(), [], [], []
    for entry in given:
        if entry.read.sha256 in kept or any(one.read.text == entry.read.text for one in kept.values()):
            known.append(entry.path.name)
            continue
        earlier = [one for one in kept.values() if _same_disclosure(one.read, entry.read)]
        error = _falls_short(entry, earlier)
        if error:
            refused.append((entry.path.name, error))
            continue
        for one in earlier:
            replaced.append((entry.path.name, one.path.name))
            del kept[one.read.sha256]
        kept[entry.read.sha256] = entry
        taken.add(entry.read.sha256)
    return Choice(tuple(kept.values()), frozenset(taken & kept.keys()), tuple(known), tuple(replaced), tuple(refused))


def _falls_short(entry: Entry, earlier: list[Entry]) -> DocumentError | None:
    """A corrected file has the tables and the text of the one it replaces; one with less was cut off, or is a part of it."""
    name, own = entry.path.name, entry.read
    if own.tables == 0 and not own.part.text:
        return DocumentCutOff(file=name, tables=0, earlier="", there=0)
    for one in earlier:
        if own.tables < one.read.tables:
            return DocumentCutOff(file=name, tables=own.tables, earlier=one.path.name, there=one.read.tables)
        if one.read.part.text and not own.part.text:
            return DocumentWithoutText(file=name, earlier=one.path.name)
    return None


def _same_disclosure(first: Summary, second: Summary) -> bool:
    a, b = first.identity, second.identity
    same = (a.unit_name, a.year, a.type, a.variant) == (b.unit_name, b.year, b.type, b.variant)
    return same and bool(a.unit_name) and not are_parts(first.part, second.part)


def _exchange(data: Path, there: tuple[Entry, ...], wanted: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Move new files in and every file of what is wanted no more out, and publish. Returns what the collection holds now."""
    before = {entry.path for entry in there}
    staying = {entry.read.sha256 for entry in wanted if entry.path in before}
    leaving = [entry.path for entry in there if entry.read.sha256 not in staying]
    coming = [entry for entry in wanted if entry.path not in before]
    with exchange(data, [entry.path for entry in coming], leaving) as targets:
        for entry, target in zip(coming, targets):
            kept_of(data).share(entry.path.name, target.name, entry.read.sha256)
        settled = [entry for entry in wanted if entry.path in before] + [replace(entry, path=path) for entry, path in zip(coming, targets)]
        _publish(data, settled)
    return tuple(settled)


def _publish(data: Path, entries: Sequence[Entry]) -> None:
    """Write the store of some documents, one document in memory at a time."""
    units = unit_ids(entry.read.identity for entry in entries)
    publish(data, store_rows((load(data, entry) for entry in entries), units, fingerprint(data)))
    kept = kept_of(data)
    kept.clean(kept.path(entry.path.name, entry.read.sha256) for entry in entries)
