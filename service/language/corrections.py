"""Left-over words that sound like a known one: homophones and near homophones, corrected and shown, never silently."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache

import msgspec
from pypinyin import lazy_pinyin

from service.assets import load
from service.language.lexicon import Lexicon
from service.language.mentions import Analysis, analyse
from service.language.words import compiled, rewrites

TYPES = frozenset({"unit", "place", "org", "measure", "function", "economic", "project"})
LONGEST = 12


class Sounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/sounds.yaml: endings and beginnings of syllables that are told apart badly."""

    initials: dict[str, str]
    finals: dict[str, str]


@cache
def sounds() -> Sounds:
    """prompts/lexicon/sounds.yaml."""
    return load("lexicon/sounds.yaml", Sounds)


def correct(analysis: Analysis, lexicon: Lexicon, today: date) -> Analysis:
    """The analysis of the question with its mistyped words replaced; unchanged where nothing is left over or nothing fits."""
    text, corrections = rewrite(analysis.text)
    if corrections:
        analysis = analyse(text, lexicon, today)
    for _ in range(3):
        found = _find(analysis, _by_sound(lexicon))
        if found is None:
            break
        start, said, read = found
        corrections.append((said, read))
        text = text[:start] + read + text[start + len(said):]
        analysis = analyse(text, lexicon, today)
    return replace(analysis, corrections=tuple(corrections)) if corrections else analysis


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


def _find(analysis: Analysis, by_sound: dict[str, tuple[str, ...]]) -> tuple[int, str, str] | None:
    """(start, said, read) of the longest window around a left-over piece that sounds like one known word."""
    text = analysis.text
    syllables = [sound(char) for char in text]
    for left_start, left_stop in analysis.left:
        for length in range(min(LONGEST, len(text)), 1, -1):
            for start in range(max(0, left_stop - length), min(left_start, len(text) - length) + 1):
                said = text[start : start + length]
                read = _one_word(said, by_sound.get(" ".join(syllables[start : start + length]), ()))
                if read:
                    return start, said, read
    return None


def _one_word(said: str, words: tuple[str, ...]) -> str:
    """The known word that shares at least half of its characters with what was said; "" if none or several do."""
    fitting = [word for word in words if word != said and sum(a == b for a, b in zip(word, said)) * 2 >= len(said)]
    return fitting[0] if len(fitting) == 1 else ""


@cache
def _by_sound(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    index: dict[str, dict[str, None]] = {}
    for entry in lexicon.entries:
        if entry.type in TYPES and 2 <= len(entry.word) <= LONGEST and not entry.word.isascii():
            index.setdefault(" ".join(sound(char) for char in entry.word), {})[entry.word] = None
    return {key: tuple(words) for key, words in index.items()}


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
