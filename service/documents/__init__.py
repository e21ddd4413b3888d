"""FILE → BLOCKS: one reader a format, chosen by the file's content, else by its suffix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from service.documents.blocks import Document
from service.documents.docx import read_docx
from service.documents.html import read_html
from service.documents.pdf import read_pdf
from service.documents.recognise import format_of
from service.documents.text import read_text
from service.documents.xls import read_xls
from service.documents.xlsx import read_xlsx
from service.errors import DocumentDamaged, DocumentOldFormat, DocumentUnknownFormat

READERS: dict[str, Callable[[Path], Document]] = {
    ".pdf": read_pdf,
    ".html": read_html,
    ".htm": read_html,
    ".mht": read_html,
    ".docx": read_docx,
    ".xlsx": read_xlsx,
    ".xls": read_xls,
    ".txt": read_text,
}
# Formats that can be told by their content only, so a file named like one of them and without it is damaged.
_BY_CONTENT = frozenset({".pdf", ".docx", ".xlsx", ".xls"})
_OLD = frozenset({".doc", ".wps", ".rtf"})


def read(path: Path) -> Document:
    """Read one file as blocks. Raises a DocumentError that says why it can't be read, with file=."""
    suffix = path.suffix.lower()
    if path.is_dir():
        raise DocumentUnknownFormat(file=path.name)
    actual = format_of(path)
    if actual is None and suffix in _OLD:
        raise DocumentOldFormat(file=path.name)
    if actual is None and suffix in _BY_CONTENT:
        raise DocumentDamaged(file=path.name, problem="content is of no known format")
    reader = READERS.get(suffix if actual is None or suffix == ".txt" and actual == ".html" else actual)
    if reader is None:
        raise DocumentUnknownFormat(file=path.name)
    return reader(path)
