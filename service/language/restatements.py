"""老底子，就是使用非财政拨款结余: words that are not understood, where the asker says their known name right after them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from service.language.asides import aside_words
from service.language.lexicon import Lexicon
from service.language.mentions import Analysis, Mention, analyse
from service.language.words import compiled

# What stands between the two parts when the words between them are taken out too.
PAUSE = ","
NAMES = frozenset({"measure", "function", "economic", "project"})


def restate(analysis: Analysis, lexicon: Lexicon, today: date) -> Analysis:
    """The analysis with such words taken out and shown as what their known name means; unchanged where there are none."""
    for found in compiled(aside_words().restated).finditer(analysis.text):
        name = _name_after(analysis, found)
        said = _unknown_before(analysis, found) if name else None
        if said:
            text = analysis.text[: said.start] + analysis.text[said.stop : found.start()] + PAUSE + analysis.text[found.end() :]
            corrections = (*analysis.corrections, (analysis.text[said], name.text))
            return replace(analyse(text, lexicon, today), corrections=corrections)
    return analysis


def _name_after(analysis: Analysis, found: re.Match[str]) -> Mention | None:
    """The name that the words after `found` begin with, all of which must be understood and ask nothing about it."""
    at = next((m for m in analysis.mentions if m.start >= found.end() and m.type != "filler"), None)
    end = _part_end(analysis.text, found.end())
    asks = compiled(aside_words().asks_whether).search(analysis.text, found.end(), end)
    if at is None or at.type not in NAMES or at.stop > end or asks or _left(analysis, found.end(), end):
        return None
    bracket = analysis.text[end : end + 1] == aside_words().bracket
    others = [m for m in analysis.mentions if at.stop <= m.start < end and m.type != "filler"]
    return None if bracket and others else at


def _unknown_before(analysis: Analysis, found: re.Match[str]) -> slice | None:
    """The words of the part before `found` that are not understood, as one piece; None if it names a figure or restricts one."""
    start = max((m.end() for m in compiled(aside_words().ends).finditer(analysis.text, 0, found.start())), default=0)
    words = [word for word in analysis.unknown() if start <= word[0] and word[1] <= found.start()]
    if not words or any(m.type in NAMES and start <= m.start < found.start() for m in analysis.mentions):
        return None
    said = slice(words[0][0], words[-1][1])
    between = (m for m in analysis.mentions if said.start <= m.start < said.stop)
    restricts = any(compiled(guard).search(analysis.text[said]) for guard in aside_words().guards)
    return None if restricts or any(m.type != "filler" for m in between) else said


def _left(analysis: Analysis, start: int, stop: int) -> bool:
    return any(start <= left < stop for left, _ in analysis.left)


def _part_end(text: str, start: int) -> int:
    found = compiled(aside_words().ends).search(text, start)
    return found.start() if found else len(text)
