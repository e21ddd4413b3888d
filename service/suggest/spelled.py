"""CHINESE → LETTERS: the syllables that a name is typed by, and with them their initials.

    深圳三公  →  ("shen", "zhen", "san", "gong"), typed shenzhensangong or szsg
"""

from __future__ import annotations

from functools import lru_cache

from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from service.suggest.words import suggestion_words


def syllables(text: str) -> tuple[str, ...]:
    """The syllables of a folded text; letters and digits stand for themselves, marks are left out."""
    return tuple(syllable for _, syllable in syllables_of(text))


def syllables_of(text: str) -> tuple[tuple[str, str], ...]:
    """The characters of a folded text with their syllables, without marks."""
    around = f" {text} "
    return tuple((text[at], syllable) for at in range(len(text)) if (syllable := _read(around[at], around[at + 1], around[at + 2])))


@lru_cache(maxsize=100_000)
def _read(before: str, char: str, after: str) -> str:
    """The syllable of a character between two others, which tell 银行 and 行政 apart."""
    if char.isascii() or not char.isalnum():
        return char if char.isalnum() else ""
    pairs = ((before + char, 1), (char + after, 0))
    said = suggestion_words().readings
    own = (said[pair][at] if pair in said else lazy_pinyin(pair)[at] for pair, at in pairs if pair in said or pair in PHRASES_DICT)
    syllable = next(own, None) or lazy_pinyin(char)[0]
    return syllable if syllable.isascii() else ""


def is_letters(text: str) -> bool:
    """Whether a text is of letters of the alphabet alone."""
    return text.isascii() and text.isalpha()


def has_letters(text: str) -> bool:
    """Whether a text has letters of the alphabet."""
    return any(char.isascii() and char.isalpha() for char in text)
