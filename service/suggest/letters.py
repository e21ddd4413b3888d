"""NAMES → WHAT IS FOUND BY LETTERS: each character of a name by its syllable, by the beginning of that, or by itself, in any mixture.

    sangong, sgjf, sangongjf, 三gongjf  →  三公经费
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby, islice

from service.suggest.spelled import has_letters, syllables_of

# Each name stands in the text as a break, then each character with its syllable: 三san公gong. A letter or digit of a name
# has a mark before it instead.
BREAK, MARK = "\n", "|"
# Whatever stands before a syllable.
BEFORE = r"[^a-z0-9\n]"
SYLLABLE = re.compile(BEFORE)
# So many hits are looked at; nobody types a longer name in letters.
LOOKED_AT, LONGEST = 400, 48


@dataclass(frozen=True, eq=False)
class Letters:
    """The spelled names as one text, by their first letter; with the offset of each and the number of the name it belongs to."""

    text: str
    starts: array
    owners: array
    by_letter: dict[str, tuple[int, int]]

    def starting(self, piece: str) -> list[int]:
        """The names that begin with a piece: those with the fewest characters for its letters first, then by number."""
        if not 0 < len(piece) <= LONGEST:
            return []
        slice_ = self.by_letter.get(piece[0], (0, 0)) if piece[0].isascii() else (0, len(self.text))
        return self._ranked(_at_start(piece).finditer(self.text, *slice_))

    def holding(self, piece: str) -> list[int]:
        """The names that have a piece, from where a syllable begins, in the same order."""
        if not 0 < len(piece) <= LONGEST:
            return []
        hits = _anywhere(piece).finditer(self.text)
        return self._ranked(hit for hit in hits if not piece[0].isascii() or SYLLABLE.match(self.text[hit.start() - 1]))

    def _ranked(self, hits: Iterator[re.Match[str]]) -> list[int]:
        found = sorted((len(SYLLABLE.findall(hit.group(1))), self.owners[bisect_right(self.starts, hit.start()) - 1]) for hit in islice(hits, LOOKED_AT))
        return [owner for _, owner in found]


def read_letters(owned: list[tuple[str, int]]) -> Letters:
    """The names that are found by their letters, with their numbers; a name is folded."""
    entries = [(text, number) for key, number in owned if (text := _spelled(key))]
    entries.sort(key=lambda entry: (entry[0][2:3], entry[1]))
    starts = array("I", accumulate((len(text) for text, _ in entries), initial=0))
    numbered = groupby(enumerate(entries), key=lambda each: each[1][0][2:3])
    groups = {letter: [number for number, _ in group] for letter, group in numbered}
    by_letter = {letter: (starts[numbers[0]], starts[numbers[-1] + 1]) for letter, numbers in groups.items()}
    return Letters("".join(text for text, _ in entries), starts[:-1], array("I", (number for _, number in entries)), by_letter)


def begins(name: str, piece: str) -> bool:
    """Whether a name begins with a piece, in characters or letters; both are folded."""
    return name.startswith(piece) or has_letters(piece) and _at_start(piece).match(_spelled(name)) is not None


def holds(name: str, piece: str) -> bool:
    """Whether a name has a piece, in characters or, from where a syllable begins, in letters; both are folded."""
    if piece in name or not has_letters(piece) or len(piece) > LONGEST:
        return piece in name
    return any(begins(name[at:], piece) for at in range(len(name)))


def _spelled(name: str) -> str:
    pairs = syllables_of(name)
    return BREAK + "".join((MARK if char.isascii() else char) + syllable for char, syllable in pairs) if pairs else ""


@lru_cache(maxsize=256)
def _at_start(piece: str) -> re.Pattern[str]:
    first = f"{BREAK}." if piece[0].isascii() else BREAK
    return re.compile(f"{first}{re.escape(piece[0])}(?=({_rest(piece)}))")


@lru_cache(maxsize=256)
def _anywhere(piece: str) -> re.Pattern[str]:
    return re.compile(f"{re.escape(piece[0])}(?=({_rest(piece)}))")


def _rest(piece: str) -> str:
    """What follows the first character of a piece: a letter goes on with its syllable, sooner than it begins the next one."""
    return "".join(_next(before, char) for before, char in zip(piece, piece[1:]))


def _next(before: str, char: str) -> str:
    if not char.isascii():
        return f"[a-z]*{re.escape(char)}"
    new = f"[a-z]*{BEFORE}"
    return (f"(?:{new})??" if _is_letter(before) and _is_letter(char) else new) + re.escape(char)


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()
