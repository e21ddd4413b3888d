"""TEXT FILE → BLOCKS: tab-separated lines are table rows, `#` lines headings, all other lines paragraphs."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import charset_normalizer

from service.documents.blocks import Block, Document, Grid, GridRow, Heading, Locator, Paragraph
from service.errors import DocumentEmpty, DocumentUnreadable

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_GUESSES = ("gb18030", "utf_16_le", "utf_16_be", "big5")


def read_text(path: Path) -> Document:
    """Read a text file. Raises DocumentEmpty, or DocumentUnreadable for what is not text; evidence: file."""
    data = _read_bytes(path)
    text, encoding = decode_text(data, path.name)
    if not text.strip():
        raise DocumentEmpty(file=path.name)
    lines = tuple(re.split(r"\r\n|\r|\n", text))
    return Document(path.name, hashlib.sha256(data).hexdigest(), "text", encoding, tuple(lines_to_blocks(lines)), lines)


def lines_to_blocks(lines: tuple[str, ...]) -> Iterator[Block]:
    """Lines in order → blocks; empty lines separate grids and are dropped."""
    numbered = [(number, line) for number, line in enumerate(lines, 1)]
    for is_row, group in groupby(numbered, key=lambda pair: "\t" in pair[1]):
        if is_row:
            yield Grid(tuple(_row(number, line) for number, line in group))
        else:
            yield from (_line(number, line) for number, line in group if line.strip())


def _row(number: int, line: str) -> GridRow:
    return GridRow(tuple(line.split("\t")), Locator(number, number))


def _line(number: int, line: str) -> Heading | Paragraph:
    at = Locator(number, number)
    marked = re.match(r"\s*(#+)\s+(.*)", line)
    return Heading(marked.group(2), len(marked.group(1)), at) if marked else Paragraph(line.strip(), at)


def _read_bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentUnreadable(file=path.name, problem=error.strerror) from error
    if not data.strip():
        raise DocumentEmpty(file=path.name)
    return data


def decode_text(data: bytes, name: str) -> tuple[str, str]:
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text, encoding.removesuffix("-sig")
    raise DocumentUnreadable(file=name, problem="not text")


def _encodings(data: bytes) -> Iterator[str]:
    """UTF-8 is tried first because nothing else looks like it by chance; the rest is guessed from the bytes."""
    marked = [encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)]
    if marked:
        yield from marked
        return
    yield "utf-8"
    best = charset_normalizer.from_bytes(data, cp_isolation=list(_GUESSES)).best()
    if best is not None:
        yield best.encoding


def _is_text(text: str) -> bool:
    """Whether nearly all characters are ones that a page can show."""
    strange = sum(unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs") for c in text if c not in "\t\r\n\f\v")
    return strange * 100 <= len(text)
