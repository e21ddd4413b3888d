"""TEXT → NORMALISED TEXT: one spelling for what means the same, every character traceable to where it stood.

    "武 漢　的三公經費（２０２３年）"  →  "武汉的三公经费(2023年)"
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import msgspec
import opencc

from service import assets

FILE = "lexicon/characters.yaml"

# Format characters that print nothing: zero-width space and joiners, byte-order mark, soft hyphen.
INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
IDEOGRAPHS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


class Characters(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"characters": "from"}):
    """Characters that are read as another one."""

    to: str
    characters: str


@dataclass(frozen=True)
class Normalised:
    """`offsets[i]` is the index in `original` of the character that became `text[i]`."""

    text: str
    offsets: tuple[int, ...]
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of `original` that `text[start:end]` was made of, as (start, end)."""
        if start >= end:
            at = self.offsets[start] if start < len(self.offsets) else len(self.original)
            return at, at
        return self.offsets[start], self.offsets[end - 1] + 1


def normalise(text: str) -> Normalised:
    """`text` in simplified characters, half width, lower case and one kind of quote, bracket and dash.

    White space is dropped, except for one blank between two ASCII letters or digits.
    """
    pairs = list(_drop_spaces(_unify(text)))
    unified = "".join(character for character, _ in pairs)
    return Normalised(_simplify(unified), tuple(offset for _, offset in pairs), text)


def _unify(text: str) -> Iterator[tuple[str, int]]:
    for offset, character in enumerate(text):
        for unified in _unify_character(character):
            yield unified, offset


@lru_cache(maxsize=20_000)
def _unify_character(character: str) -> str:
    """The form of one character: possibly several ones (㎡ → m2), or none."""
    if character in INVISIBLE:
        return ""
    table = _load_table()
    folded = unicodedata.normalize("NFKC", table.get(character, character)).lower()
    return "".join(table.get(part, part) for part in folded)


@cache
def _load_table() -> dict[str, str]:
    return {character: entry.to for entry in assets.load(FILE, list[Characters]) for character in entry.characters}


def _drop_spaces(pairs: Iterator[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    previous, blank = "", None
    for character, offset in pairs:
        if character.isspace():
            blank = offset if blank is None else blank
            continue
        if blank is not None and _is_word(previous) and _is_word(character):
            yield " ", blank
        yield character, offset
        previous, blank = character, None


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _simplify(text: str) -> str:
    """Traditional to simplified characters, of exactly the same length."""
    return IDEOGRAPHS.sub(lambda run: _simplify_run(run.group()), text)


def _simplify_run(run: str) -> str:
    simplified = _converter().convert(run)
    if len(simplified) == len(run):
        return simplified
    # A phrase of another length would shift all offsets after it: convert each character by itself.
    singly = (_converter().convert(character) for character in run)
    return "".join(new if len(new) == 1 else old for new, old in zip(singly, run, strict=True))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
