"""PDF PAGE → PNG: drawn in a process of its own, because a damaged page may take the drawing library's process with it."""

from __future__ import annotations

import io
import resource
import signal
import threading
from contextlib import suppress
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pypdfium2

from service.errors import DocumentBroke, DocumentDamaged

# Dots for each point; of a large page fewer, so that neither side has more than MOST_DOTS.
SCALE, MOST_DOTS = 2.0, 2600
# What drawing a page may take: seconds and bytes of address space.
LONGEST, MOST_MEMORY = 30, 2 << 30
# How many pages are drawn at once.
_places = threading.BoundedSemaphore(2)


def get_ready() -> None:
    """Start the process that those which draw are forked from, so that the first page does not wait for it."""
    _context()
    forkserver.ensure_running()


def draw_page(path: Path, number: int) -> bytes:
    """Page `number` (from 1) of a PDF as a PNG. Raises DocumentDamaged where it can't be drawn, DocumentBroke where that takes too much."""
    context = _context()
    with _places:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_draw, args=(theirs, path, number), daemon=True)
        process.start()
        theirs.close()
        try:
            drawn = ours.recv_bytes() if ours.poll(LONGEST) else None
        except (EOFError, OSError):
            drawn = None
        finally:
            ours.close()
            process.kill()
            process.join()
            process.close()
    if drawn is None:
        raise DocumentBroke(file=path.name)
    if not drawn:
        raise DocumentDamaged(file=path.name, problem=f"page {number}")
    return drawn


def _context() -> ForkServerContext:
    context = get_context("forkserver")
    context.set_forkserver_preload(["service.reading", __name__])
    return context


def _draw(pipe: Connection, path: Path, number: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with suppress(BrokenPipeError, ConnectionResetError):
        pipe.send_bytes(_png(path, number))


def _png(path: Path, number: int) -> bytes:
    """The page as a PNG, b"" where there is none or it is damaged."""
    try:
        with pypdfium2.PdfDocument(path) as pdf:
            page = pdf[number - 1]
            scale = min(SCALE, MOST_DOTS / max(page.get_size()))
            image = page.render(scale=scale).to_pil()
    except (pypdfium2.PdfiumError, IndexError, MemoryError, ZeroDivisionError, ValueError):
        return b""
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
