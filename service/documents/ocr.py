"""PICTURES OF PAGES → PIECES, where the optional libraries of requirements-ocr.txt are installed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pypdfium2

from service.documents.pieces import Piece
from service.documents.ruled import Box, picture_to_pieces

_DOTS_PER_INCH, _POINTS_PER_INCH = 200, 72
# The shortest rules, in dots: longer than the strokes of letters.
_SHORTEST_RULE, _SHORTEST_UPRIGHT = 45, 45
# A rule is this many times as long as wide.
_FLAT = 4
# White left around what is printed; the recogniser overlooks a line alone on a large page.
_MARGIN = 40
# Pages are laid on a scanner askew by at most this many degrees; less than the least can be read as it is.
_MOST_ASKEW, _LEAST_ASKEW = 5.0, 0.1


def is_installed() -> bool:
    """Whether pictures can be read here."""
    return all(find_spec(name) is not None for name in ("rapidocr", "cv2", "numpy"))


def read_pictures(path: Path, pages: Iterable[int]) -> dict[int, tuple[Piece, ...]]:
    """The lines and tables of pages (counted from 1) that are pictures; of a page where nothing is seen none."""
    pdf = pypdfium2.PdfDocument(path)
    try:
        return {number: _read_page(pdf[number - 1]) for number in pages}
    finally:
        pdf.close()


def _read_page(page: pypdfium2.PdfPage) -> tuple[Piece, ...]:
    import numpy

    picture = _printed_part(_straight(numpy.asarray(page.render(scale=_DOTS_PER_INCH / _POINTS_PER_INCH).to_pil().convert("RGB"))))
    found = _engine()(picture)
    words = [] if found.boxes is None else [
        Box(*(float(value) for value in (corners[:, 0].min(), corners[:, 1].min(), corners[:, 0].max(), corners[:, 1].max())), text)
        for corners, text in zip(found.boxes, found.txts)
    ]
    across, down = _rules(picture)
    return tuple(picture_to_pieces(words, across, down))


@cache
def _engine() -> Any:
    """The recogniser with the models that come with it, loaded once."""
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical"})


def _rules(picture: Any) -> tuple[list[Box], list[Box]]:
    """The horizontal and the vertical rules of a picture."""
    return _strokes(picture, (_SHORTEST_RULE, 1)), _strokes(picture, (1, _SHORTEST_UPRIGHT))


def _strokes(picture: Any, shape: tuple[int, int]) -> list[Box]:
    """The dark strokes of at least a shape (width, height)."""
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15)
    strokes = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
    boxes = cv2.connectedComponentsWithStats(strokes)[2][1:]
    return [Box(float(x), float(y), float(x + w), float(y + h)) for x, y, w, h, _ in boxes if max(w, h) > _FLAT * min(w, h)]


def _printed_part(picture: Any) -> Any:
    """The picture without the white around what is printed."""
    import numpy

    rows, columns = (numpy.flatnonzero((picture.min(axis=2) < 128).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return picture
    return numpy.ascontiguousarray(
        picture[max(0, rows[0] - _MARGIN) : rows[-1] + _MARGIN, max(0, columns[0] - _MARGIN) : columns[-1] + _MARGIN]
    )


def _straight(picture: Any) -> Any:
    """The picture turned so that its horizontal rules are level."""
    import cv2
    import numpy

    edges = cv2.Canny(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), 50, 150)
    width = picture.shape[1]
    rules = cv2.HoughLinesP(edges, 1, numpy.pi / 1800, 200, minLineLength=width // 4, maxLineGap=10)
    slopes = [] if rules is None else [numpy.degrees(numpy.arctan2(y2 - y1, x2 - x1)) for x1, y1, x2, y2 in rules.reshape(-1, 4)]
    level = [slope for slope in slopes if abs(slope) <= _MOST_ASKEW]
    angle = float(numpy.median(level)) if level else 0.0
    if abs(angle) < _LEAST_ASKEW:
        return picture
    turn = cv2.getRotationMatrix2D((width / 2, picture.shape[0] / 2), angle, 1)
    return cv2.warpAffine(picture, turn, (width, picture.shape[0]), borderValue=(255, 255, 255))
