"""INGESTED ⇄ FILE: what was read of a file is kept under data/read, so that no file is read twice by one version of the readers."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from service.extraction.model import Identity
from service.extraction.parts import Part, part_of
from service.facts.records import Ingested

FOLDER = "read"
SUFFIX = ".msgpack"
# A file begins with the length of its summary, in so many bytes.
LENGTH = 4
# What was read for an `add` that never came to its end is kept for so long (seconds).
KEPT_UNUSED = 7 * 24 * 3600


@dataclass(frozen=True)
class Summary:
    """What tells one document from another: `text` is a digest of its lines, `tables` how many tables it prints."""

    sha256: str
    identity: Identity
    text: str
    tables: int
    part: Part
    pages: int


_summary = msgspec.msgpack.Decoder(Summary)
_ingested = msgspec.msgpack.Decoder(Ingested)


@dataclass(frozen=True)
class Kept:
    """The folder of what was read by one version of the readers, which `version` is a digest of."""

    folder: Path
    version: str

    def path(self, name: str, sha256: str) -> Path:
        """Where the reading of a file is kept; its name counts, for a document may say whose it is by its name alone."""
        named = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
        return self.folder / f"{sha256}.{named}.{self.version[:16]}{SUFFIX}"

    def put(self, read: Ingested) -> None:
        """Keep a reading: written beside and moved in place, so that none is ever half there."""
        target = self.path(read.document.file, read.document.sha256)
        beside = target.with_name(f".{os.getpid()}-{target.name}")
        head = msgspec.msgpack.encode(summarise(read))
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(len(head).to_bytes(LENGTH, "big") + head + msgspec.msgpack.encode(read))
            os.replace(beside, target)
        finally:
            beside.unlink(missing_ok=True)

    def summary(self, name: str, sha256: str) -> Summary | None:
        """What is kept of a file in short; None where nothing (or nothing readable) is kept."""
        with suppress(OSError, msgspec.MsgspecError), open(self.path(name, sha256), "rb") as file:
            return _summary.decode(file.read(int.from_bytes(file.read(LENGTH), "big")))
        return None

    def get(self, name: str, sha256: str) -> Ingested | None:
        """All that is kept of a file; None where nothing (or nothing readable) is kept."""
        with suppress(OSError, msgspec.MsgspecError):
            data = memoryview(self.path(name, sha256).read_bytes())
            return _ingested.decode(data[LENGTH + int.from_bytes(data[:LENGTH], "big") :])
        return None

    def share(self, name: str, other: str, sha256: str) -> None:
        """Keep the reading of a file for the file under its other name, too."""
        source, target = self.path(name, sha256), self.path(other, sha256)
        if source != target and source.exists() and not target.exists():
            try:
                os.link(source, target)
            except OSError:  # a file system without hard links
                shutil.copyfile(source, target)

    def clean(self, used: Iterable[Path]) -> None:
        """Remove what other versions kept, and what belongs to no document and has been waiting for long."""
        using, now = set(used), time.time()
        for path in self.folder.glob(f"*{SUFFIX}"):
            with suppress(OSError):  # what can't be removed now goes another time
                old = not path.name.endswith(f".{self.version[:16]}{SUFFIX}") or now - path.stat().st_mtime > KEPT_UNUSED
                if old and path not in using:
                    path.unlink()


def summarise(read: Ingested) -> Summary:
    """A document in short."""
    tables = {table.form or table.title for table in read.extraction.tables if table.state != "absent"}
    text = hashlib.sha256("\n".join(read.document.lines).encode("utf-8", "surrogatepass")).hexdigest()
    return Summary(read.document.sha256, read.extraction.identity, text, len(tables), part_of(read.extraction), read.document.pages)
