"""PDF FILE → OPEN PDF: what can't be opened says why; which pages are pictures of text."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from service.errors import DocumentDamaged, DocumentProtected

# What the libraries raise where the content of a file contradicts itself.
_BROKEN = (
    PdfminerException, MalformedPDFException, PSException, struct.error, zlib.error, ValueError, KeyError, TypeError,
    IndexError, AttributeError, AssertionError, RecursionError,
)
# A page of fewer characters is a picture where images cover this share of it, or where so many outlines are drawn.
_FEW_CHARACTERS, _COVERED, _MANY_OUTLINES = 12, 0.3, 400


@contextmanager
def open_pdf(path: Path) -> Iterator[pdfplumber.PDF]:
    """An open PDF with at least one page. Raises DocumentProtected or DocumentDamaged, also while its pages are read."""
    try:
        with pdfplumber.open(path) as pdf:
            if not pdf.pages:
                raise DocumentDamaged(file=path.name, problem="no pages")
            yield pdf
    except _BROKEN as error:
        reason = error.args[0] if error.args else error
        refusal = DocumentProtected if isinstance(reason, PDFPasswordIncorrect) else DocumentDamaged
        raise refusal(file=path.name, problem=repr(reason)) from error


def is_picture(page: Page) -> bool:
    """Whether a page shows its text as an image or as outlines, so that none can be read from the file."""
    if sum(not char["text"].isspace() for char in page.chars) >= _FEW_CHARACTERS:
        return False
    area = sum((image["x1"] - image["x0"]) * (image["bottom"] - image["top"]) for image in page.images)
    return area >= _COVERED * page.width * page.height or len(page.curves) >= _MANY_OUTLINES
