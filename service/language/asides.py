"""QUESTION → QUESTION, ASIDES: the parts of a question that say who asks or why are taken out, and shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import msgspec

from service.assets import load
from service.language.lexicon import Lexicon, fold_text
from service.language.mentions import Mention, analyse
from service.language.words import compiled

# Words that fill no slot by themselves, and words that no pattern makes part of an aside: they say whose figure is asked for.
FREE = frozenset({"filler", "weak", "contextual"})
FIRM = frozenset({"unit", "place", "level", "org", "table", "project"})
# Stands where a pattern was found, so that what follows a guard's `^` or `$` is not taken for the end of the part.
HOLE = "\0"


class AsideKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parts of one kind; `passes` and `stops` are parts that tests run."""

    about: str
    patterns: list[str]
    passes: list[str]
    stops: list[str]


class AsideWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/asides.yaml."""

    marks: str
    guards: list[str]
    restated: str
    ends: str
    bracket: str
    asks_whether: str
    spoken: list[str]
    kinds: list[AsideKind]


@dataclass(frozen=True)
class Part:
    """Characters [start, stop) of a question between two marks; the marks after it end at `end`."""

    start: int
    stop: int
    end: int


@cache
def aside_words() -> AsideWords:
    """prompts/lexicon/asides.yaml."""
    return load("lexicon/asides.yaml", AsideWords)


def set_aside(question: str, lexicon: Lexicon, today: date) -> tuple[str, tuple[str, ...]]:
    """A question without the parts that only surround it, and these parts; unchanged where nothing else would be left."""
    parts = tuple(_parts(question))
    asides = tuple(part for part in parts if is_aside(question[part.start : part.stop], lexicon, today))
    if not asides or len(asides) == len(parts):
        return question, ()
    kept = "".join(question[part.start : part.end] for part in parts if part not in asides)
    return kept, tuple(question[part.start : part.stop] for part in asides)


def is_aside(part: str, lexicon: Lexicon, today: date) -> bool:
    """Whether a part of a question says nothing of what is asked: a pattern fits, and nothing outside of it has a meaning."""
    text, analysis = fold_text(part).text, analyse(part, lexicon, today)
    if not analysis.left and all(mention.type == "filler" for mention in analysis.mentions):
        return False
    return any(_fits(text, found, analysis.mentions) for found in _found(text))


def _parts(question: str) -> Iterator[Part]:
    start = 0
    for mark in compiled(aside_words().marks).finditer(question):
        if mark.start() > start:
            yield Part(start, mark.start(), mark.end())
        start = max(start, mark.end())
    if start < len(question):
        yield Part(start, len(question), len(question))


def _found(text: str) -> Iterator[re.Match[str]]:
    patterns = (pattern for kind in aside_words().kinds for pattern in kind.patterns)
    return filter(None, (compiled(pattern).search(text) for pattern in patterns))


def _fits(text: str, found: re.Match[str], mentions: tuple[Mention, ...]) -> bool:
    rest = text[: found.start()] + HOLE + text[found.end() :]
    if any(compiled(guard).search(rest) for guard in aside_words().guards):
        return False
    outside = (m for m in mentions if m.type in FIRM or m.start >= found.end() or m.stop <= found.start())
    return all(mention.type in FREE or mention.text in aside_words().spoken for mention in outside)
