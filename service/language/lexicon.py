"""All words that carry a meaning, in one automaton; every match is kept with the ids it may stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick

from service.language.normalise import Normalised, normalise

QUOTES = frozenset("\"'“”‘’「」『』《》")


@dataclass(frozen=True)
class Entry:
    """One meaning of a word: `type` is what it fills (measure, account, unit, operation, …), `id` which one."""

    word: str
    type: str
    id: str


@dataclass(frozen=True)
class Match:
    """A word found in a text: characters [start, stop) and every entry that the word has."""

    start: int
    stop: int
    word: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The automaton and the entries it was built from."""

    automaton: ahocorasick.Automaton
    entries: tuple[Entry, ...]

    def find(self, text: str) -> tuple[Match, ...]:
        """Every word in a text folded by `fold_text`, overlapping ones included, in order of start then length."""
        if not self.entries:
            return ()
        found = [
            Match(stop - len(word) + 1, stop + 1, word, entries)
            for stop, (word, entries) in self.automaton.iter(text)
        ]
        return tuple(sorted(found, key=lambda m: (m.start, -m.stop)))


def build_lexicon(entries: Iterable[Entry]) -> Lexicon:
    """Put entries into one automaton; words are folded as texts are."""
    by_word: dict[str, dict[tuple[str, str], Entry]] = {}
    for entry in entries:
        word = fold_text(entry.word).text
        if word:
            by_word.setdefault(word, {})[(entry.type, entry.id)] = Entry(word, entry.type, entry.id)
    automaton = ahocorasick.Automaton()
    for word, found in by_word.items():
        automaton.add_word(word, (word, tuple(found.values())))
    if by_word:
        automaton.make_automaton()
    return Lexicon(automaton, tuple(entry for found in by_word.values() for entry in found.values()))


@lru_cache(maxsize=500_000)
def fold_name(name: str) -> str:
    """A name of the collection as `fold_text` folds it; the names are the same for every question."""
    return fold_text(name).text


def fold_text(text: str) -> Normalised:
    """Normalise a text for matching and drop quotation marks; offsets still lead to the original characters."""
    normal = normalise(text)
    kept = [(char, at) for char, at in zip(normal.text, normal.offsets) if char not in QUOTES and not char.isspace()]
    return Normalised("".join(char for char, _ in kept), tuple(at for _, at in kept), text)


def longest_cover(matches: Iterable[Match]) -> tuple[Match, ...]:
    """The matches of a text that do not overlap: longer words first, the earlier one among equals; in text order."""
    taken: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.start - m.stop, m.start)):
        if all(match.stop <= other.start or match.start >= other.stop for other in taken):
            taken.append(match)
    return tuple(sorted(taken, key=lambda m: m.start))
