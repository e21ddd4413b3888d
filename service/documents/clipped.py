"""TEXT OF A PDF PAGE THAT IS NOT SEEN: what a printed sheet's cell holds beyond the edge at which the page cuts it off.

A sheet that is printed on several pages draws the text of a cell on each of them, and shows only the part of it inside the page's
own area.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

# A letter's own box is smaller than the place it takes on its line; letters of one text stand on one base (points).
BESIDE, SAME_BASE = 2.0, 1.0


@dataclass(frozen=True)
class Hidden:
    """A piece of text that is not seen, where it begins and ends on its line, and how high the line stands on the page."""

    text: str
    left: float
    right: float
    base: float

    def holds(self, char: dict[str, Any]) -> bool:
        """Whether a character of the page stands where this text does."""
        middle = (char["x0"] + char["x1"]) / 2
        return abs(char["matrix"][5] - self.base) < SAME_BASE and self.left - BESIDE <= middle <= self.right + BESIDE


def find_hidden(path: Path, number: int) -> tuple[Hidden, ...]:
    """The pieces of text of page `number` (from 0) that lie outside of the area in which they are shown; none of a damaged page."""
    try:
        with pdfium.PdfDocument(path) as document:
            page = document[number]
            return tuple(_hidden(page, page.get_textpage()))
    except pdfium.PdfiumError:
        return ()


def _hidden(page: pdfium.PdfPage, words: pdfium.PdfTextPage) -> Iterator[Hidden]:
    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        left, bottom, right, top = drawn.get_bounds()
        x, y = (left + right) / 2, (bottom + top) / 2
        if any(not (area[0] <= x <= area[2] and area[1] <= y <= area[3]) for area in _areas(drawn.raw)):
            yield Hidden(_text(drawn.raw, words), left, right, drawn.get_matrix().f)


def _areas(drawn: Any) -> Iterator[tuple[float, float, float, float]]:
    """The boxes around the shapes inside which something is shown."""
    clip = raw.FPDFPageObj_GetClipPath(drawn)
    for shape in range(max(raw.FPDFClipPath_CountPaths(clip), 0)):
        points = [_point(clip, shape, i) for i in range(max(raw.FPDFClipPath_CountPathSegments(clip, shape), 0))]
        if points:
            across, up = [x for x, _ in points], [y for _, y in points]
            yield min(across), min(up), max(across), max(up)


def _point(clip: Any, shape: int, number: int) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, shape, number), x, y)
    return x.value, y.value


def _text(drawn: Any, words: pdfium.PdfTextPage) -> str:
    length = raw.FPDFTextObj_GetText(drawn, words, None, 0)
    buffer = ctypes.create_string_buffer(length * 2)
    raw.FPDFTextObj_GetText(drawn, words, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[: length * 2].decode("utf-16-le").rstrip("\0")


def is_seen(hidden: tuple[Hidden, ...]) -> Callable[[dict[str, Any]], bool]:
    """A filter of what is drawn on a page: all but the characters of hidden text."""
    by_character: dict[str, list[Hidden]] = defaultdict(list)
    for piece in hidden:
        for character in set(piece.text):
            by_character[character].append(piece)
    return lambda drawn: not any(piece.holds(drawn) for piece in by_character.get(drawn.get("text", ""), ()))
