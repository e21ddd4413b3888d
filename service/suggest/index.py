"""NAMES → WHAT IS FOUND BY A PIECE OF THEM: written, by halving the sorted keys or one search of their text; spelled, in service/suggest/letters.py."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from service.language.lexicon import fold_text
from service.suggest.letters import Letters, read_letters
from service.suggest.spelled import has_letters

# Between two keys in the text; no key has it.
BREAK = "\n"
# So many hits are looked at, so that a piece that stands everywhere takes no longer than another.
LOOKED_AT = 400


@dataclass(frozen=True, eq=False)
class Keys:
    """Sorted keys as one text, with the offset of each and the number of the name that it belongs to."""

    text: str
    starts: array
    owners: array

    def starting(self, piece: str) -> Iterator[int]:
        """The names of which a key begins with a piece, by key."""
        numbers = range(len(self.starts))
        first = bisect_left(numbers, piece, key=lambda number: self._beginning(number, len(piece)))
        for number in numbers[first:first + LOOKED_AT]:
            if self._beginning(number, len(piece)) != piece:
                return
            yield self.owners[number]

    def _beginning(self, number: int, length: int) -> str:
        start = self.starts[number]
        return self.text[start:start + length].partition(BREAK)[0]

    def holding(self, piece: str) -> Iterator[int]:
        """The names of which a key has a piece."""
        at = self.text.find(piece)
        for _ in range(LOOKED_AT):
            if at < 0:
                return
            yield self.owners[bisect_right(self.starts, at) - 1]
            at = self.text.find(piece, at + 1)


@dataclass(frozen=True, eq=False)
class Index:
    """Where names are looked up: as written, and by their syllables, initials, and both in any mixture with characters. Pieces are folded."""

    written: Keys
    letters: Letters

    def beginning(self, piece: str, most: int) -> list[int]:
        """The numbers of at most so many names that begin with a piece: in letters the best fitting first, then the lowest."""
        spelled = self.letters.starting(piece) if has_letters(piece) else ()
        return list(dict.fromkeys((*sorted(set(self.written.starting(piece))), *spelled)))[:most]

    def inside(self, piece: str, most: int) -> list[int]:
        """The numbers of at most so many names that have a piece, in the same order."""
        spelled = self.letters.holding(piece) if has_letters(piece) else ()
        return list(dict.fromkeys((*sorted(set(self.written.holding(piece))), *spelled)))[:most]


def build_index(names: Iterable[Iterable[str]]) -> Index:
    """The index of names, each by the texts that it is found by; the number of a name is its place in their order."""
    written = [(key, number) for number, texts in enumerate(names) for key in dict.fromkeys(fold_text(text).text for text in texts) if key]
    return Index(_keys(written), read_letters(written))


def _keys(owned: list[tuple[str, int]]) -> Keys:
    owned = sorted(owned)
    lengths = (len(key) + len(BREAK) for key, _ in owned[:-1])
    starts = array("I", accumulate(lengths, initial=0)) if owned else array("I")
    return Keys(BREAK.join(key for key, _ in owned), starts, array("I", (number for _, number in owned)))
