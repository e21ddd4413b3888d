"""NAMES → WHAT IS FOUND BY A PIECE OF THEM: a beginning by halving the sorted keys, a piece inside by one search of their text."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from service.language.lexicon import fold_text
from service.suggest.spelled import is_letters, syllables

# Between two keys in the text; no key has it.
BREAK = "\n"
# So many hits are looked at, so that a piece that stands everywhere takes no longer than another.
LOOKED_AT = 400


@dataclass(frozen=True, eq=False)
class Keys:
    """Sorted keys as one text, with the offset of each and the number of the name that it belongs to.

    `marks`, where given, is 1 at each character of the text that a syllable begins at.
    """

    text: str
    starts: array
    owners: array
    marks: bytes = b""

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
        """The names of which a key has a piece; with marks, only from where a syllable begins."""
        at = self.text.find(piece)
        for _ in range(LOOKED_AT):
            if at < 0:
                return
            if not self.marks or self.marks[at]:
                yield self.owners[bisect_right(self.starts, at) - 1]
            at = self.text.find(piece, at + 1)


@dataclass(frozen=True, eq=False)
class Index:
    """Where names are looked up: as written, by syllables, by initials. Pieces are folded."""

    written: Keys
    spelled: Keys
    initials: Keys

    def beginning(self, piece: str, most: int) -> list[int]:
        """The numbers of at most so many names that begin with a piece, the lowest first."""
        return sorted({number for keys in self._keys(piece) for number in keys.starting(piece)})[:most]

    def inside(self, piece: str, most: int) -> list[int]:
        """The numbers of at most so many names that have a piece, the lowest first."""
        return sorted({number for keys in self._keys(piece) for number in keys.holding(piece)})[:most]

    def _keys(self, piece: str) -> tuple[Keys, ...]:
        return (self.written, self.spelled, self.initials) if is_letters(piece) else (self.written,)


def build_index(names: Iterable[Iterable[str]]) -> Index:
    """The index of names, each by the texts that it is found by; the number of a name is its place in their order."""
    written = [(key, number) for number, texts in enumerate(names) for key in dict.fromkeys(fold_text(text).text for text in texts) if key]
    spelled = [(parts, number) for key, number in written if (parts := syllables(key))]
    return Index(
        _keys(written),
        _with_marks(spelled),
        _keys([("".join(part[0] for part in parts), number) for parts, number in spelled]),
    )


def _keys(owned: list[tuple[str, int]], marks: bytes = b"") -> Keys:
    owned = sorted(owned)
    lengths = (len(key) + len(BREAK) for key, _ in owned[:-1])
    starts = array("I", accumulate(lengths, initial=0)) if owned else array("I")
    return Keys(BREAK.join(key for key, _ in owned), starts, array("I", (number for _, number in owned)), marks)


def _with_marks(spelled: list[tuple[tuple[str, ...], int]]) -> Keys:
    """The keys of syllables, each syllable's beginning marked."""
    ordered = sorted(spelled, key=lambda each: ("".join(each[0]), each[1]))
    marks = bytearray()
    for parts, _ in ordered:
        for part in parts:
            marks += b"\1" + bytes(len(part) - 1)
        marks += b"\0"
    return _keys([("".join(parts), number) for parts, number in ordered], bytes(marks))
