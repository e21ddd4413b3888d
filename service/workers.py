"""FILES → READINGS: every file is read in a process of its own time and memory, on all cores, and its reading is kept.

A file that kills the process which reads it, or takes it too long, is refused; the others are read on.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import msgspec

from service.errors import (
    DocumentBroke,
    DocumentError,
    DocumentTooHeavy,
    DocumentTooLong,
    DocumentUnreadable,
    ServiceError,
    StoreNotWritten,
)
from service.facts.kept import Kept
from service.reading import read_document

MEGABYTE = 1024 * 1024
LOG = "read.log"
# How long a process may take to begin or to end (seconds).
PATIENCE = 60


@dataclass(frozen=True)
class Limits:
    """What reading one file may take: seconds and address space (megabytes), and how many are read at once."""

    seconds: float = 900
    memory: int = 4096
    processes: int = len(os.sched_getaffinity(0))


class Told(msgspec.Struct, frozen=True):
    """What a process tells of a file: the digest that its reading is kept under, or the error's name and evidence."""

    sha256: str = ""
    error: str = ""
    evidence: dict[str, str | int | None] = {}


@dataclass
class Worker:
    """One process with the file that it reads now, until when it may."""

    process: BaseProcess
    pipe: Connection
    path: Path
    until: float


def read_files(paths: Sequence[Path], kept: Kept, limits: Limits = Limits()) -> Iterator[tuple[Path, str | DocumentError]]:
    """Each file as it is done, with the digest that its reading is kept under, or why it could not be read.

    The largest is begun first, so that no process is left with it at the end.
    """
    waiting = deque(sorted(paths, key=_size, reverse=True))
    idle: list[tuple[BaseProcess, Connection]] = []
    busy: list[Worker] = []
    try:
        while waiting or busy:
            while waiting and len(busy) < limits.processes:
                path = waiting.popleft()
                process, pipe = idle.pop() if idle else _start(kept, limits)
                with suppress(OSError):  # a process that is gone is seen below
                    pipe.send_bytes(os.fsencode(path))
                busy.append(Worker(process, pipe, path, time.monotonic() + limits.seconds))
            for worker in _ready(busy):
                busy.remove(worker)
                told = _result(worker, limits)
                if isinstance(told, (DocumentBroke, DocumentTooLong, DocumentTooHeavy)):
                    _stop(worker.process, worker.pipe)
                else:
                    idle.append((worker.process, worker.pipe))
                yield worker.path, told
    finally:
        for process, pipe in [*idle, *((worker.process, worker.pipe) for worker in busy)]:
            _stop(process, pipe)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _ready(busy: list[Worker]) -> list[Worker]:
    """The processes that have told something, have died, or have no time left; waits until there is one."""
    if not busy:
        return []
    left = max(0.0, min(worker.until for worker in busy) - time.monotonic())
    ready = set(wait([worker.pipe for worker in busy], left))
    return [worker for worker in busy if worker.pipe in ready or worker.until <= time.monotonic()]


def _result(worker: Worker, limits: Limits) -> str | DocumentError:
    if not worker.pipe.poll():
        return DocumentTooLong(file=worker.path.name, seconds=int(limits.seconds))
    try:
        told = msgspec.msgpack.decode(worker.pipe.recv_bytes(), type=Told)
    except (EOFError, OSError):
        return DocumentBroke(file=worker.path.name)
    if told.error == StoreNotWritten.__name__:
        raise StoreNotWritten(**told.evidence)
    return told.sha256 or _kinds(DocumentError)[told.error](**told.evidence)


def _kinds(base: type[DocumentError]) -> dict[str, type[DocumentError]]:
    """Every kind of error below one, by its name."""
    return {base.__name__: base} | {name: kind for child in base.__subclasses__() for name, kind in _kinds(child).items()}


def _start(kept: Kept, limits: Limits) -> tuple[BaseProcess, Connection]:
    """A process that reads files; it is forked from one that has loaded the readers and holds nothing of this one."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["service.reading"])
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, kept, limits), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _stop(process: BaseProcess, pipe: Connection) -> None:
    pipe.close()
    process.kill()
    process.join(PATIENCE)
    process.close()


def _work(pipe: Connection, kept: Kept, limits: Limits) -> None:
    """Read file after file, until the other side is gone. What goes wrong otherwise ends the process; its trace is in the log."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    kept.folder.mkdir(parents=True, exist_ok=True)
    sys.stdout = sys.stderr = open(kept.folder / LOG, "a", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), 2)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory * MEGABYTE, limits.memory * MEGABYTE))
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            told = _tell(Path(os.fsdecode(pipe.recv_bytes())), kept, limits)
            pipe.send_bytes(msgspec.msgpack.encode(told))


def _tell(path: Path, kept: Kept, limits: Limits) -> Told:
    try:
        read = read_document(path)
    except DocumentError as error:
        return _refusal(error)
    except OSError as error:
        return _refusal(DocumentUnreadable(file=path.name, problem=error.strerror))
    except MemoryError:
        return _refusal(DocumentTooHeavy(file=path.name, megabytes=limits.memory))
    try:
        kept.put(read)
    except OSError as error:
        return _refusal(StoreNotWritten(data=str(kept.folder), problem=error.strerror))
    return Told(sha256=read.document.sha256)


def _refusal(error: ServiceError) -> Told:
    return Told(error=type(error).__name__, evidence={key: value if isinstance(value, int) else str(value) for key, value in error.evidence.items()})
