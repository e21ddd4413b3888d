"""Left-over words that are a known one mistyped: corrected and shown, never silently."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from service.language.lexicon import Lexicon
from service.language.mentions import Analysis, analyse
from service.language.spellings import LONGEST, Spellings, spellings_of, words_like
from service.language.words import compiled, rewrites

# How many words of one question are corrected.
MOST = 3


def spell_out(analysis: Analysis, lexicon: Lexicon, today: date) -> Analysis:
    """The analysis of the question with the words of prompts/lexicon/rewrites.yaml written out."""
    text, corrections = rewrite(analysis.text)
    return replace(analyse(text, lexicon, today), corrections=tuple(corrections)) if corrections else analysis


def correct(analysis: Analysis, lexicon: Lexicon, today: date) -> Analysis | None:
    """The analysis of the question with its mistyped words replaced; None where no left-over word is like one known word."""
    corrected = analysis
    for _ in range(MOST):
        found = _find(corrected, spellings_of(lexicon)) if corrected.left else None
        if found is None:
            break
        start, said, read = found
        text = corrected.text[:start] + read + corrected.text[start + len(said):]
        corrected = replace(analyse(text, lexicon, today), corrections=(*corrected.corrections, (said, read)))
    return None if corrected is analysis else corrected


def rewrite(text: str) -> tuple[str, list[tuple[str, str]]]:
    """A question with the words of prompts/lexicon/rewrites.yaml replaced, and (said, read) of each."""
    done: list[tuple[str, str]] = []
    for rule in rewrites():
        for found in compiled(rule.pattern).finditer(text):
            done.append((found.group(), _expand(found, rule.read)))
        text = compiled(rule.pattern).sub(lambda found, read=rule.read: _expand(found, read), text)
    return text, done


def _expand(found: re.Match[str], read: str) -> str:
    """`read` with the groups of the match; one that took no part is empty."""
    return compiled(r"\\(\d)").sub(lambda number: found.group(int(number.group(1))) or "", read)


def _find(analysis: Analysis, spellings: Spellings) -> tuple[int, str, str] | None:
    """(start, said, read) of the longest window around a left-over piece that only one known word is like."""
    for start, stop in _windows(analysis):
        said = analysis.text[start:stop]
        words = words_like(said, spellings)
        if len(words) == 1:
            return start, said, words[0]
    return None


def _windows(analysis: Analysis) -> Iterator[tuple[int, int]]:
    """The stretches that hold a whole word that is not understood, longest first."""
    size = len(analysis.text)
    for left_start, left_stop in analysis.unknown():
        for length in range(min(LONGEST, size), 1, -1):
            for start in range(max(0, left_stop - length), min(left_start, size - length) + 1):
                yield start, start + length
