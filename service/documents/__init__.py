"""FILE → BLOCKS: one reader a format, chosen by the file's suffix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from service.documents.blocks import Document
from service.documents.pdf import read_pdf
from service.documents.text import read_text
from service.errors import DocumentUnknownFormat

READERS: dict[str, Callable[[Path], Document]] = {
    ".pdf": read_pdf,
    ".txt": read_text,
}


def read(path: Path) -> Document:
    """Read one file as blocks. Raises DocumentUnknownFormat, DocumentEmpty or DocumentUnreadable with file=."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise DocumentUnknownFormat(file=path.name)
    return reader(path)
