"""TYPED TEXT → ITS LAST WORD: the longest end of it that may be, or become, a name of an index.

    武汉的三公  →  三公, behind 武汉的        szrsj  →  szrsj, the initials of a name
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from service.language.lexicon import fold_text
from service.language.words import compiled
from service.suggest.index import Index
from service.suggest.words import suggestion_words

# A word is no longer than this; of each index so many names are found.
LONGEST, FOUND = 20, 40
# What is typed in letters or digits is a word by itself; fewer digits are a count.
LETTERS, DIGITS = re.compile(r"[a-z]+$"), re.compile(r"\d+$")
LEAST_DIGITS = 3


@dataclass(frozen=True)
class Word:
    """The last word as folded, what was typed `before` it, and the numbers of the names that it may be, the best first."""

    said: str
    before: str
    found: tuple[int, ...]


def last_word(typed: str, index: Index, least: int = 2) -> Word:
    """The last word of a typed text, of at least so many characters if it is not all of it: from the farthest place on that a name
    begins with it, else has it inside."""
    folded = fold_text(typed)
    starts = _starts(folded.text, least)
    beginning = ((start, index.beginning(folded.text[start:], FOUND)) for start in starts)
    inside = ((start, index.inside(folded.text[start:], FOUND)) for start in starts if _is_apart(folded.text, start) and not folded.text[start].isdigit())
    for start, found in chain(beginning, inside):
        if found:
            return Word(folded.text[start:], typed[:folded.offsets[start]], tuple(found))
    return Word("", typed, ())


def _starts(text: str, least: int) -> list[int]:
    """Where the last word may begin, the farthest first; only the whole text may be shorter than the least."""
    alone, first = LETTERS.search(text) or DIGITS.search(text), max(0, len(text) - LONGEST)
    if alone:
        long_enough = len(alone.group()) >= (LEAST_DIGITS if alone.group().isdigit() else 1)
        mixed = [start for start in range(first, alone.start()) if not text[start].isascii()] if LETTERS.search(text) else []
        return [*mixed, alone.start()] if long_enough else []
    starts = range(first, len(text))
    return [start for start in starts if not text[start].isdigit() and (start <= len(text) - least or start == 0)]


def _is_apart(text: str, start: int) -> bool:
    """Whether a word of its own begins there: 运行 of 行政运行 is no piece of 车辆运行费."""
    return len(text) - start > 1 and (start == 0 or compiled(suggestion_words().word_end).search(text[:start]) is not None)
