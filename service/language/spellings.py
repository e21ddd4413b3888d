"""MISTYPED WORD → KNOWN WORDS: by sound, by look, with two characters swapped, one doubled or one missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import msgspec
from pypinyin import lazy_pinyin

from service.assets import load
from service.language.lexicon import Lexicon

TYPES = frozenset({"unit", "place", "org", "measure", "function", "economic", "project"})
# The longest word that is mended; the shortest with swapped or missing characters, which shorter ones need to be told apart by.
LONGEST, SHORTEST = 20, 4


class Sounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/sounds.yaml: endings and beginnings of syllables that are told apart badly."""

    initials: dict[str, str]
    finals: dict[str, str]


@dataclass(frozen=True, eq=False)
class Spellings:
    """The words that are mended to; those of a sound; those of a length with a first or a second half."""

    words: frozenset[str]
    by_sound: dict[str, tuple[str, ...]]
    by_half: dict[tuple[int, bool, str], tuple[str, ...]]


@cache
def sounds() -> Sounds:
    """prompts/lexicon/sounds.yaml."""
    return load("lexicon/sounds.yaml", Sounds)


@cache
def look_alikes() -> dict[str, str]:
    """prompts/lexicon/shapes.yaml: for each character those that it is mistaken for."""
    found: dict[str, str] = {}
    for group in load("lexicon/shapes.yaml", list[str]):
        for char in group:
            found[char] = found.get(char, "") + group.replace(char, "")
    return found


@lru_cache(maxsize=2)
def spellings_of(lexicon: Lexicon) -> Spellings:
    """The words of a lexicon that are mended to; kept for the published build and the one before it."""
    words = dict.fromkeys(
        entry.word for entry in lexicon.entries
        if entry.type in TYPES and 2 <= len(entry.word) <= LONGEST and not entry.word.isascii()
    )
    by_sound: dict[str, list[str]] = {}
    by_half: dict[tuple[int, bool, str], list[str]] = {}
    for word in words:
        by_sound.setdefault(" ".join(map(sound, word)), []).append(word)
        for key in _halves(word, len(word)) if len(word) >= SHORTEST else ():
            by_half.setdefault(key, []).append(word)
    return Spellings(frozenset(words), {k: tuple(v) for k, v in by_sound.items()}, {k: tuple(v) for k, v in by_half.items()})


def _halves(text: str, length: int) -> tuple[tuple[int, bool, str], tuple[int, bool, str]]:
    """The beginning and the end of a text that a word of some length has, of which a single slip leaves one whole."""
    half = length // 2
    return (length, True, text[:half]), (length, False, text[half - length:])


def words_like(said: str, spellings: Spellings) -> tuple[str, ...]:
    """The known words that may have been meant by one that is not known."""
    spoken = spellings.by_sound.get(" ".join(map(sound, said)), ())
    heard = [word for word in spoken if word != said and sum(a == b for a, b in zip(word, said)) * 2 >= len(said)]
    typed = [word for word in _typed(said) if word in spellings.words]
    return tuple(dict.fromkeys([*heard, *typed, *_with_one_more(said, spellings)]))


def is_sure(said: str, word: str) -> bool:
    """Whether the one word that is like what was said is certainly meant: a short one that lacks its first character is not."""
    return len(said) >= min(len(word), SHORTEST) or word[0] == said[0]


def _typed(said: str) -> Iterator[str]:
    """What a slip of the fingers may have made `said` of, known or not."""
    for at, char in enumerate(said):
        for other in look_alikes().get(char, ""):
            yield said[:at] + other + said[at + 1:]
        if at and len(said) >= SHORTEST and char != said[at - 1]:
            yield said[: at - 1] + char + said[at - 1] + said[at + 1:]
        if at and len(said) >= SHORTEST and char == said[at - 1]:
            yield said[:at] + said[at + 1:]


def _with_one_more(said: str, spellings: Spellings) -> Iterator[str]:
    """The words of which `said` lacks one character."""
    if len(said) + 1 < SHORTEST:
        return
    for key in _halves(said, len(said) + 1):
        yield from (word for word in spellings.by_half.get(key, ()) if _lacks_one(said, word))


def _lacks_one(said: str, word: str) -> bool:
    at = next((i for i, (a, b) in enumerate(zip(said, word)) if a != b), len(said))
    return said[at:] == word[at + 1:]


@cache
def sound(char: str) -> str:
    """A character's syllable without tone, with what is told apart badly made one."""
    syllable = lazy_pinyin(char)[0]
    for spoken, kept in sounds().initials.items():
        if syllable.startswith(spoken):
            syllable = kept + syllable[len(spoken):]
    for spoken, kept in sounds().finals.items():
        if syllable.endswith(spoken):
            syllable = syllable[: -len(spoken)] + kept
    return syllable
