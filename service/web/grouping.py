"""NUMBERS → THE SAME NUMBERS, their thousands set apart for the eye: the comma is drawn by the style sheet and is no part of the text.

So what is copied, searched, sorted or read by a program stays the plain number of the answer.
"""

from __future__ import annotations

import re
from functools import cache

from markupsafe import Markup, escape

from service.language.words import variant_words

THOUSAND = re.compile(r"(?<=\d)(?=(?:\d{3})+(?!\d))")
# The digits before the point of a number of four digits and more; no zero stands before a number.
WHOLE = r"(?<![\d.,])[1-9]\d{3,}"


def group(text: str) -> Markup:
    """All numbers of a text that has no years, codes or names: a figure, a cell, a formula."""
    return _grouped(text, _numbers())


def group_amounts(text: str) -> Markup:
    """The numbers of a text that a unit of money stands behind."""
    return _grouped(text, _amounts())


def _grouped(text: str, numbers: re.Pattern[str]) -> Markup:
    parts, end = [], 0
    for found in numbers.finditer(text):
        first, *others = THOUSAND.split(found[0])
        parts += [escape(text[end : found.start()]), first, *(Markup('<span class="thousand">{}</span>').format(digits) for digits in others)]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(WHOLE)


@cache
def _amounts() -> re.Pattern[str]:
    units = "|".join(sorted(map(re.escape, variant_words().factors), key=len, reverse=True))
    return re.compile(rf"{WHOLE}(?=(?:\.\d+)?(?:{units}))")
