"""Left-over words that are a known one mistyped: corrected and shown, never silently."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from service.language.everyday import everyday_rewrites
from service.language.lexicon import Lexicon
from service.language.mentions import Analysis, analyse
from service.language.spellings import LONGEST, Spellings, is_sure, spellings_of, words_like
from service.language.words import compiled, rewrites

# How many words of one question are corrected.
MOST = 3
# A word so short needs more evidence than its spelling.
SHORT = 2
NAMES = ("unit", "measure", "function", "economic", "project", "task", "name", "table")
FIXED = ("unit", "place", "period", "quantity")


def spell_out(analysis: Analysis, lexicon: Lexicon, today: date) -> Analysis:
    """The analysis of the question with the words of rewrites.yaml and everyday.yaml written out."""
    text, corrections = rewrite(analysis.text, tuple(mention.text for mention in analysis.of(*NAMES)))
    return replace(analyse(text, lexicon, today), corrections=tuple(corrections)) if text != analysis.text else analysis


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


def rewrite(text: str, names: tuple[str, ...] = ()) -> tuple[str, list[tuple[str, str]]]:
    """A question with the words of rewrites.yaml and everyday.yaml replaced, and (said, read) of each that was said; no part of a name is."""
    done: list[tuple[str, str]] = []
    for rule in (*everyday_rewrites(), *rewrites()):
        for found in reversed(list(compiled(rule.pattern).finditer(text))):
            read = _expand(found, rule.read)
            if read != found.group() and not _cuts(text, found.span(), names):
                text = text[: found.start()] + read + text[found.end():]
                done += [(found.group(), read)] if found.group() else []
    return text, done


def _cuts(text: str, span: tuple[int, int], names: tuple[str, ...]) -> bool:
    """Whether a stretch begins or ends inside of a name."""
    places = ((found.start(), found.end()) for name in names for found in re.finditer(re.escape(name), text))
    return any(start < span[1] and span[0] < stop and not (span[0] <= start and stop <= span[1]) for start, stop in places)


def _expand(found: re.Match[str], read: str) -> str:
    """`read` with the groups of the match; one that took no part is empty."""
    return compiled(r"\\(\d)").sub(lambda number: found.group(int(number.group(1))) or "", read)


def _find(analysis: Analysis, spellings: Spellings) -> tuple[int, str, str] | None:
    """(start, said, read) of the longest stretch around a left-over piece that is like a known word, where only one is."""
    for stretches in _stretches(analysis):
        found = [
            (start, analysis.text[start:stop], word)
            for start, stop in stretches for word in words_like(analysis.text[start:stop], spellings)
        ]
        if found:
            return found[0] if len(found) == 1 and is_sure(*found[0][1:]) and _is_supported(analysis, found[0]) else None
    return None


def _is_supported(analysis: Analysis, found: tuple[int, str, str]) -> bool:
    """Whether something else is asked beside a word of two characters, which is like many others."""
    start, said, _ = found
    places = [mention.start for mention in analysis.mentions if mention.type != "filler"] + [left for left, _ in analysis.left]
    return len(said) > SHORT or any(not start <= place < start + len(said) for place in places)


def _stretches(analysis: Analysis) -> Iterator[list[tuple[int, int]]]:
    """The stretches that hold a whole word that is not understood, those of one length together, longest first.

    None begins or ends inside of a place, a year or an amount.
    """
    size = len(analysis.text)
    inside = {i for mention in analysis.of(*FIXED) for i in range(mention.start + 1, mention.stop)}
    for left_start, left_stop in analysis.unknown():
        for length in range(min(LONGEST, size), 1, -1):
            starts = range(max(0, left_stop - length), min(left_start, size - length) + 1)
            yield [(start, start + length) for start in starts if not {start, start + length} & inside]
