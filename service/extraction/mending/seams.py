"""LEFT AND RIGHT OF A CUT → ONE TEXT: characters doubled, halved or invented at the cut are read by what stands elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from service.extraction.forms.words import cite, form_words
from service.extraction.mending.texts import Texts, fold
from service.extraction.words import found

# How many characters left and right of a cut are looked for, the most first.
_WIDE = ((4, 4), (3, 3), (2, 3), (3, 2), (2, 2))
_NARROW = ((1, 2), (2, 1), (1, 1))
_REMEMBERED = 1 << 12
_HAN = r"[\u3400-\u9fff]"
_LETTER = re.compile(r"[\u3400-\u9fff0-9]")
_ENDS_IN_FIGURE = re.compile(r"(?P<figure>\d(?:[\d.,*]*\d)?)$")
_BEGINS_WITH_FIGURE = re.compile(r"(?P<figure>\d(?:[\d.,*]*\d)?)(?P<after>\D?)")


@dataclass(frozen=True)
class Seam:
    """How a cut is read: what is kept of both sides, what stands between them, and why (`proof` is "" if nothing shows it)."""

    left: str
    between: str
    right: str
    proof: str


@lru_cache(maxsize=_REMEMBERED)
def read_seam(left: str, right: str, texts: Texts, line: int) -> Seam:
    """The two sides of a cut in one line → how they read together.

    First what is printed, if the document prints it so elsewhere; else with one character of each side left out or read
    anew, if the document prints that.
    """
    if left[-1:].isdigit() and right[:1].isdigit():
        return _read_figure(left, right, texts, line)
    if left[-1:] == right[:1] and found(form_words().stop, left[-1:]):
        return Seam(left, "", right[1:], form_words().stop_proof)
    if proof := _printed(left, right, _WIDE, texts, line):
        return Seam(left, "", right, proof)
    return _read_anew(left, right, texts, line) or Seam(left, "", right, _printed(left, right, _NARROW, texts, line))


def _printed(left: str, right: str, widths: tuple[tuple[int, int], ...], texts: Texts, line: int) -> str:
    """Where the document prints what stands on both sides of the cut in one piece, "" if nowhere."""
    for before, after in widths:
        window = fold(left[-before:] + right[:after])
        if len(left) < before or len(right) < after or before + after == 2 and not re.fullmatch(_HAN * 2, window):
            continue
        if place := texts.line_of(window, line):
            return cite(place, window)
    return ""


def _read_anew(left: str, right: str, texts: Texts, line: int) -> Seam | None:
    """The cut without the last character before it, or the first behind it, or both, with one in their place or none."""
    for lost_left, lost_right in ((0, 1), (1, 0), (1, 1), (0, 0)):
        a, b = left[: len(left) - lost_left], right[lost_right:]
        is_noise = not any(_LETTER.match(c) for c in left[len(a) :] + right[:lost_right])
        widths = (*_WIDE, *_NARROW[:2]) if is_noise and lost_left + lost_right else _WIDE
        if lost_left + lost_right == 1 and (proof := _printed(a, b, widths, texts, line)):
            return Seam(a, "", b, proof)
        if seam := _fill(a, b, texts, line):
            return seam
    return None


def _fill(left: str, right: str, texts: Texts, line: int) -> Seam | None:
    """The one character that the document prints elsewhere between what stands on both sides."""
    for before, after in _WIDE:
        if len(left) < before or len(right) < after:
            continue
        a, b = fold(left[-before:]), fold(right[:after])
        places = [(place, between) for place, between in texts.between(a, b, line) if re.fullmatch(_HAN, between)]
        if len({between for _, between in places}) == 1:
            place, between = places[0]
            return Seam(left, between, right, cite(place, a + between + b))
    return None


def _read_figure(left: str, right: str, texts: Texts, line: int) -> Seam:
    """A cut inside a figure: read as a year, or as the document prints the whole figure before the same word."""
    head, tail = _ENDS_IN_FIGURE.search(left), _BEGINS_WITH_FIGURE.match(right)
    for a, b in ((left, right), (left, right[1:])):
        if a is not left or b == right or left[-1] == right[0]:
            figure = head["figure"] + b[: len(tail["figure"]) - (len(right) - len(b))]
            if found(form_words().year_alone, figure + tail["after"]):
                return Seam(a, "", b, form_words().year_proof.format(year=figure))
            whole = re.compile(r"(?<![\d.,*])" + re.escape(fold(figure + tail["after"])))
            if re.fullmatch(_HAN, tail["after"]) and (places := texts.lines_of(whole, line)):
                return Seam(a, "", b, cite(*places[0]))
    return Seam(left, "", right, "")
