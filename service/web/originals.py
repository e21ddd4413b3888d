"""THE FILE that a document was read from: found in the folder of documents and nowhere else, and sent as it was brought in."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from flask import Response, send_file

from service.folder import document_files, mark_of
from service.web.contract import DocumentSummary

TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".mht": "multipart/related",
    ".mhtml": "multipart/related",
}
UNKNOWN = "application/octet-stream"
# Nothing in a file that someone published may run as a page of this service.
POLICY = "default-src 'none'; sandbox"


def find_original(folder: Path | None, document: DocumentSummary) -> Path | None:
    """The file of a document; None where it is gone, was changed, or does not lie in the folder."""
    if folder is None:
        return None
    at_once = folder / document.file
    paths = (at_once,) if at_once.is_file() else (path for path in document_files(folder) if path.name == document.file)
    return next((path for path in paths if _is_inside(path, folder) and _digest(path) == document.sha256), None)


def send_original(path: Path, document: DocumentSummary) -> Response:
    """The file as a download under the name that it was brought in with."""
    kind = TYPES.get(path.suffix.lower(), UNKNOWN)
    response = send_file(path, mimetype=kind, as_attachment=True, download_name=document.file, etag=document.sha256)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _digest(path: Path) -> str:
    about = path.stat()
    return _digest_at(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=1024)
def _digest_at(path: Path, changed: int, size: int) -> str:
    """The digest of a file, taken again only where it was changed."""
    return mark_of(path)
