"""The folder of documents: one change at a time, each whole or not at all, even where the program is killed on the way.

A change is written down (`.exchange`) once every new file lies complete beside its place; from then on it is finished by
whoever comes next. Until then nothing has changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from service.errors import DocumentUnreadable, JournalDamaged, StoreNotWritten

IGNORED = frozenset({"README.md"})
LOCK = ".lock"
JOURNAL = ".exchange"
COMING = ".adding-"
LEAVING = ".leaving-"


class Move(msgspec.Struct, frozen=True):
    """A file of the documents folder that gets another name; both are relative to the folder."""

    source: str
    target: str


class Exchange(msgspec.Struct, frozen=True):
    """A change as it is written down: files that leave, then files that come in."""

    leaving: tuple[Move, ...]
    coming: tuple[Move, ...]


def document_files(folder: Path) -> tuple[Path, ...]:
    """The files of a documents folder that are to be read."""
    return tuple(sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in IGNORED and not p.name.startswith(".")))


def digest_of(path: Path) -> str:
    """The SHA-256 of a file. Raises DocumentUnreadable."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DocumentUnreadable(file=path.name, problem=error.strerror) from error


def mark_of(path: Path) -> str:
    """The SHA-256 of a file, or of why it can't be read."""
    try:
        return digest_of(path)
    except DocumentUnreadable as error:
        return hashlib.sha256(str(error).encode("utf-8", "surrogateescape")).hexdigest()


def is_changing(data: Path) -> bool:
    """Whether a change was begun and not finished."""
    return (data / JOURNAL).exists()


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """One change of the documents at a time, over all processes; one that was broken off is finished first."""
    try:
        (data / "documents").mkdir(parents=True, exist_ok=True)
        lock = open(data / LOCK, "w")
    except OSError as error:
        raise StoreNotWritten(data=str(data), problem=error.strerror) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            _finish(data)
        except OSError as error:
            raise StoreNotWritten(data=str(data), problem=error.strerror) from error
        yield


@contextmanager
def exchange(data: Path, coming: Sequence[Path], leaving: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    """Files come in and others leave; the value is where those that came in are now, in their order.

    Whatever fails here or in the body of the with-statement undoes it. Raises StoreNotWritten.
    """
    folder = data / "documents"
    try:
        with ExitStack() as undo:
            outs = tuple(Move(_name(folder, path), _name(folder, path.with_name(f"{LEAVING}{n}"))) for n, path in enumerate(leaving))
            copies = [_copy_beside(path, folder / f"{COMING}{n}", undo) for n, path in enumerate(coming)]
            targets = _free_names(folder, coming, {move.source for move in outs})
            ins = tuple(Move(copy.name, target) for copy, target in zip(copies, targets))
            _write_down(data, Exchange(outs, ins), undo)
            for move in (*outs, *ins):
                # Known before it is done: an interrupt may come at any line.
                undo.callback(_move_back, folder, move)
                os.replace(folder / move.source, folder / move.target)
            yield tuple(folder / move.target for move in ins)
            undo.pop_all()
        _finish(data)
    except OSError as error:
        raise StoreNotWritten(data=str(data), problem=error.strerror) from error


def _finish(data: Path) -> None:
    """Bring a change that was written down to its end, from wherever it was broken off; sweep what one that was not left behind."""
    folder, journal = data / "documents", data / JOURNAL
    if journal.exists():
        try:
            change = msgspec.json.decode(journal.read_bytes(), type=Exchange)
        except ValueError as error:  # msgspec's, or bytes that are no text
            raise JournalDamaged(data=str(data), file=str(journal)) from error
        if all((folder / move.source).exists() for move in change.coming):
            _move(folder, change.leaving)
        _move(folder, change.coming)
        for move in change.leaving:
            (folder / move.target).unlink(missing_ok=True)
        journal.unlink()
    for left in folder.glob(f"{COMING}*"):
        left.unlink()


def _move(folder: Path, moves: Sequence[Move]) -> None:
    for move in moves:
        if (folder / move.source).exists():
            os.replace(folder / move.source, folder / move.target)


def _move_back(folder: Path, move: Move) -> None:
    """Undo a move, where it was made."""
    if not (folder / move.source).exists():
        _move(folder, (Move(move.target, move.source),))


def _write_down(data: Path, change: Exchange, undo: ExitStack) -> None:
    journal, beside = data / JOURNAL, data / f"{JOURNAL}-new"
    beside.write_bytes(msgspec.json.encode(change))
    _to_disk(beside)
    undo.callback(journal.unlink, missing_ok=True)
    os.replace(beside, journal)


def _copy_beside(path: Path, copy: Path, undo: ExitStack) -> Path:
    undo.callback(copy.unlink, missing_ok=True)
    shutil.copyfile(path, copy)
    _to_disk(copy)
    return copy


def _to_disk(path: Path) -> None:
    """Wait until a file's bytes are on the disk: a name must not outlive a power cut without them."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _free_names(folder: Path, coming: Sequence[Path], leaving: set[str]) -> list[str]:
    """The names under which files come in: their own, numbered where another document has it, never one that is passed over."""
    taken = {_name(folder, path) for path in document_files(folder)} - leaving | IGNORED
    names: list[str] = []
    for path in coming:
        stem = path.stem.lstrip(".") or "document"
        name, number = stem + path.suffix, 2
        while name in taken or (folder / name).is_dir():
            name, number = f"{stem}-{number}{path.suffix}", number + 1
        taken.add(name)
        names.append(name)
    return names
