"""FILE → FORMAT: what a file is by its content, whatever its name says; refused where it must not be opened at all."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from service.errors import (
    DocumentArchive,
    DocumentDamaged,
    DocumentEmpty,
    DocumentOldFormat,
    DocumentProtected,
    DocumentTooLarge,
    DocumentUnknownFormat,
    DocumentUnreadable,
)

MB = 1_000_000
LARGEST_FILE = 100 * MB
# What is packed in a Word or Excel file.
LARGEST_UNPACKED = 300 * MB
_HEAD = 4096

_ZIP, _EMPTY_ZIP, _COMPOUND = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", _EMPTY_ZIP)
_PACKED = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx"}
# Packed formats that no reader knows: OpenDocument, OFD, binary Excel; and Excel's first XML format.
_UNREAD = frozenset({"mimetype", "OFD.xml", "xl/workbook.bin"})
_UNREAD_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
# Streams of a compound file, as they stand in its directory.
_PROTECTED, _WORD, _SHEETS = "EncryptedPackage", ("WordDocument",), ("Workbook", "Book")
_MARKUP = re.compile(rb"<(!doctype\s+html|html|head|body|table|div|p)[\s>]", re.I)
_WEB_ARCHIVE = re.compile(rb"^(MIME-Version|From):.*multipart/related", re.I | re.S)


def format_of(path: Path) -> str | None:
    """The suffix that fits a file's content; None for plain text and what can't be told.

    Raises DocumentUnreadable, DocumentEmpty, DocumentTooLarge, DocumentProtected, DocumentOldFormat, DocumentArchive,
    DocumentUnknownFormat or DocumentDamaged.
    """
    head = _head(path)
    if b"%PDF-" in head[:1024]:
        return ".pdf"
    if head.startswith(_ZIP):
        return _packed_format(path)
    if head.startswith(_COMPOUND):
        return _compound_format(path)
    if head.startswith(b"{\\rtf"):
        raise DocumentOldFormat(file=path.name)
    if head.startswith(_ARCHIVES):
        raise DocumentArchive(file=path.name)
    plain = head.replace(b"\0", b"")
    if plain.lstrip(b"\xef\xbb\xbf").startswith(b"<?xml") and _UNREAD_XML in plain:
        raise DocumentUnknownFormat(file=path.name)
    return ".html" if _MARKUP.search(plain) or _WEB_ARCHIVE.search(plain) else None


def _head(path: Path) -> bytes:
    """The first bytes of a file that may be opened."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise DocumentTooLarge(file=path.name, size=size // MB, limit=LARGEST_FILE // MB)
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise DocumentUnreadable(file=path.name, problem=error.strerror) from error
    if not head.strip():
        raise DocumentEmpty(file=path.name)
    return head


def _packed_format(path: Path) -> str:
    """The format of a zip file, which is unpacked once in small pieces to prove that it is whole and no larger than it says."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {entry.filename for entry in archive.infolist()}
            suffix = next((suffix for name, suffix in _PACKED.items() if name in names), None)
            if suffix is None:
                raise DocumentUnknownFormat(file=path.name) if names & _UNREAD else DocumentArchive(file=path.name)
            size = sum(entry.file_size for entry in archive.infolist())
            if size > LARGEST_UNPACKED:
                raise DocumentTooLarge(file=path.name, size=size // MB, limit=LARGEST_UNPACKED // MB)
            if archive.testzip():
                raise DocumentDamaged(file=path.name, problem="checksum")
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise DocumentDamaged(file=path.name, problem=str(error)) from error
    return suffix


def _compound_format(path: Path) -> str:
    """The format of an Office file of before 2007, which also holds the encrypted ones of today."""
    data = path.read_bytes()
    if _has_stream(data, _PROTECTED):
        raise DocumentProtected(file=path.name)
    if any(_has_stream(data, name) for name in _WORD):
        raise DocumentOldFormat(file=path.name)
    if any(_has_stream(data, name) for name in _SHEETS):
        return ".xls"
    raise DocumentDamaged(file=path.name, problem="no known stream")


def _has_stream(data: bytes, name: str) -> bool:
    """Whether the directory has an entry of this name: 64 bytes of UTF-16, then its length in bytes."""
    entry = name.encode("utf-16-le")
    length = (len(entry) + 2).to_bytes(2, "little")
    return entry.ljust(64, b"\0") + length in data
