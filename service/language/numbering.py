"""QUESTION → QUESTION: 1、总预算多少 2、三公多少: the numbers before the questions of a list are marks that divide them."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from service.assets import load
from service.language.words import compiled


class NumberingWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/numbering.yaml."""

    number: str
    digits: list[str]
    mark: str
    passes: dict[str, str]
    stops: list[str]


@cache
def numbering_words() -> NumberingWords:
    """prompts/lexicon/numbering.yaml."""
    return load("lexicon/numbering.yaml", NumberingWords)


def without_numbers(question: str) -> str:
    """A question whose parts are numbered from one on, with a mark in the place of each number; any other unchanged."""
    found = list(compiled(numbering_words().number).finditer(question))
    if len(found) < 2 or [_value(number) for number in found] != list(range(1, len(found) + 1)):
        return question
    pieces, at = [], 0
    for number in found:
        pieces += [question[at : number.start()], numbering_words().mark if number.start() else ""]
        at = number.end()
    return "".join((*pieces, question[at:]))


def _value(number: re.Match[str]) -> int:
    """Which number it is, in whatever digits."""
    digit = next(text for text in number.groupdict().values() if text)
    return next(row.index(digit) for row in numbering_words().digits if digit in row) + 1
