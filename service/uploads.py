"""FILE → WHAT WAS UNDERSTOOD → COLLECTION: an uploaded file is read under data/upload and comes in once somebody says so.

data/upload/<id>/ holds `file/<name>` and `told`, what became of it where that is more than a reading. The folder appears whole, and
its files alone say how far the upload has come: a server that was killed goes on where it stopped.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import threading
import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from service.errors import ServiceError, StoreNotWritten
from service.facts.kept import Summary
from service.facts.records import Ingested
from service.folder import IGNORED, digest_of
from service.ingest import Added, Entry, add, foresee, kept_of
from service.workers import Limits, read_files

FOLDER = "upload"
TOLD = "told"
COMING, GOING = ".coming-", ".going-"
# An upload that nobody decides about is taken away after so long (seconds).
KEPT = 24 * 3600
# The longest name that is kept (bytes), which leaves room for what a file system and a number put to it.
LONGEST_NAME = 180

State = Literal["reading", "understood", "adding", "added", "refused"]


class Told(msgspec.Struct, frozen=True):
    """What became of an upload: to be added, added as `document` in place of the files `replaced` (or `known` as that file before), or
    refused with an error's code and evidence."""

    state: Literal["adding", "added", "refused"]
    document: str = ""
    replaced: tuple[str, ...] = ()
    known: str = ""
    code: str = ""
    evidence: dict[str, str | int | None] = {}


@dataclass(frozen=True)
class Upload:
    """One uploaded file, how far it has come and since when; `read` once it was read."""

    id: str
    file: Path
    sha256: str
    state: State
    since: float
    read: Summary | None = None
    told: Told | None = None


class Uploads:
    """The uploads of one data folder; each is worked on in a thread of its own, which reads in processes of their own."""

    def __init__(self, data: Path, limits: Limits = Limits()) -> None:
        self._data, self._limits = data, limits
        self._kept = kept_of(data)
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self._turns = threading.BoundedSemaphore(limits.processes)

    def take(self, name: str, save: Callable[[Path], None]) -> str:
        """Take a file in, which `save` writes to a path, and begin to read it; returns the upload's id. Raises StoreNotWritten."""
        id_ = secrets.token_hex(16)
        coming = self._folder / f"{COMING}{id_}"
        try:
            self.clean()
            (coming / "file").mkdir(parents=True)
            save(coming / "file" / safe_name(name))
            os.replace(coming, self._folder / id_)
        except OSError as error:
            shutil.rmtree(coming, ignore_errors=True)
            raise StoreNotWritten(data=str(self._folder), problem=error.strerror) from error
        self.find(id_)
        return id_

    def find(self, id_: str) -> Upload | None:
        """An upload as it is now; one that is to be read or added and that nobody works on is gone on with."""
        upload = self._look(id_) if re.fullmatch("[0-9a-f]{32}", id_) else None
        if upload and upload.state in ("reading", "adding"):
            self._go_on(upload)
        return upload

    def all(self) -> tuple[Upload, ...]:
        """All uploads, the newest first."""
        names = os.listdir(self._folder) if self._folder.is_dir() else []
        found = (self.find(name) for name in names)
        return tuple(sorted((one for one in found if one), key=lambda one: one.since, reverse=True))

    def load(self, upload: Upload) -> Ingested | None:
        """All that was read of an upload."""
        return self._kept.get(upload.file.name, upload.sha256)

    def foresee(self, upload: Upload) -> Added:
        """What adding an upload that was read would do now."""
        return foresee((upload.file,), self._data)

    def confirm(self, id_: str) -> None:
        """Add an upload that was read; any other stays as it is."""
        upload = self.find(id_)
        if upload and upload.state == "understood":
            self._tell(upload, Told("adding"))
            self.find(id_)

    def discard(self, id_: str) -> None:
        """Delete an upload, unless it is being added."""
        upload = self._look(id_) if re.fullmatch("[0-9a-f]{32}", id_) else None
        if upload and upload.state != "adding":
            self._remove(self._folder / id_)

    def clean(self) -> None:
        """Take away what has been there for long, and what was left by those that were killed."""
        oldest = time.time() - KEPT
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            with suppress(OSError):  # what can't be removed now goes another time
                if path.stat().st_mtime < oldest and path.name not in self._busy:
                    self._remove(path)

    @property
    def _folder(self) -> Path:
        return self._data / FOLDER

    def _look(self, id_: str) -> Upload | None:
        folder = self._folder / id_
        with suppress(OSError, StopIteration, ServiceError):  # discarded meanwhile
            file = next((folder / "file").iterdir())
            told, sha256 = _told(folder), digest_of(file)
            read = self._kept.summary(file.name, sha256)
            state = told.state if told else "understood" if read else "reading"
            return Upload(id_, file, sha256, state, folder.stat().st_mtime, read, told)
        return None

    def _go_on(self, upload: Upload) -> None:
        with self._lock:
            if upload.id in self._busy:
                return
            self._busy.add(upload.id)
        threading.Thread(target=self._work, args=(upload,), daemon=True).start()

    def _work(self, upload: Upload) -> None:
        try:
            with self._turns:
                told = self._add(upload) if upload.state == "adding" else self._read(upload)
            if told:
                self._tell(upload, told)
        finally:
            with self._lock:
                self._busy.discard(upload.id)

    def _read(self, upload: Upload) -> Told | None:
        """Read an upload; what there is to tell where that failed."""
        try:
            for _, result in read_files((upload.file,), self._kept, self._limits):
                return _refusal(result) if isinstance(result, ServiceError) else None
        except ServiceError as error:
            return _refusal(error)

    def _add(self, upload: Upload) -> Told:
        try:
            added = add((upload.file,), self._data, limits=self._limits)
        except ServiceError as error:
            return _refusal(error)
        if added.refused:
            return _refusal(added.refused[0][1])
        entry = known_entry(added, upload)
        known = entry.path.name if entry and added.known else ""
        return Told("added", entry.read.sha256[:12] if entry else "", tuple(earlier for _, earlier in added.replaced), known)

    def _tell(self, upload: Upload, told: Told) -> None:
        """Write down what became of an upload, whole or not at all; one that was discarded meanwhile stays away."""
        folder = self._folder / upload.id
        with suppress(FileNotFoundError):
            beside = folder / f".{TOLD}"
            beside.write_bytes(msgspec.json.encode(told))
            os.replace(beside, folder / TOLD)

    def _remove(self, path: Path) -> None:
        """Take an upload away at once, then its files."""
        going = path if path.name.startswith(".") else self._folder / f"{GOING}{path.name}"
        with suppress(FileNotFoundError):
            os.replace(path, going)
        shutil.rmtree(going, ignore_errors=True)


def known_entry(added: Added, upload: Upload) -> Entry | None:
    """The document of the collection that an upload is, byte for byte or line for line."""
    same = (entry for entry in added.documents if entry.read.sha256 == upload.sha256)
    alike = (entry for entry in added.documents if upload.read and entry.read.text == upload.read.text)
    return next(same, None) or next(alike, None)


def safe_name(name: str) -> str:
    r"""A file name as it may stand in the documents folder: no part of a path (`..\a/b.txt` → `b.txt`), nothing unprintable, not hidden."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(each for each in last if not unicodedata.category(each).startswith("C")).strip().lstrip(".")
    stem, suffix = os.path.splitext(shown)
    suffix = suffix if len(suffix.encode()) <= 10 else ""
    stem = (stem if suffix else shown).encode()[: LONGEST_NAME - len(suffix)].decode(errors="ignore")
    named = f"{stem}{suffix}"
    return named if stem and named not in IGNORED else f"{FOLDER}-{named}"


def _told(folder: Path) -> Told | None:
    """What was written down of an upload; None where nothing was."""
    with suppress(FileNotFoundError, msgspec.MsgspecError):
        return msgspec.json.decode((folder / TOLD).read_bytes(), type=Told)
    return None


def _refusal(error: ServiceError) -> Told:
    evidence = {key: value if isinstance(value, int) else str(value) for key, value in error.evidence.items()}
    return Told("refused", code=error.code, evidence=evidence)
