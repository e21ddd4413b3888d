"""Where a number is meant as none: names, codes, dates, telephone numbers, numbering (prompts/lexicon/protected.yaml)."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from service import assets

FILE = "lexicon/protected.yaml"

LONGEST_NUMBER = 15
# How far before a number the words stand that say what it is.
NEAR = 16
ADDRESS = r"https?://[!-~]+|www\.[!-~]+"
SURE_WITHOUT_UNIT = re.compile(r"[百千万亿廿卅]|[二三四五六七八九]十")
PART_OF_MORE = re.compile(r"[A-Za-z_/^.]$|\d[,\-]$")
GOES_ON_AS_CODE = re.compile(r"[A-Za-z_/]|[.,\-]\d")
SHORT = re.compile(r"\d{1,2}|[一二三四五六七八九廿十]{2,3}")
NUMBERING = re.compile(r"[.、)](?!\s?[\d一二三四五六七八九])")
LEADING_ZERO = re.compile(r"0\d")


class Protected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/protected.yaml."""

    words: list[str]
    before: list[str]
    after: list[str]
    hotlines: list[str]


def protected_places(text: str) -> frozenset[int]:
    """The indexes of a folded text that are inside words and web addresses, whose numerals are no numbers."""
    return frozenset(at for match in _words().finditer(text) for at in range(*match.span()))


def is_amount(text: str, start: int, end: int, unit: str | None) -> bool:
    """Whether the number at `text[start:end]` is meant as one: not part of a date, a code, a telephone number or a list's numbering."""
    before, printed = text[max(start - NEAR, 0) : start], text[start:end]
    if before.rstrip().endswith("第") or PART_OF_MORE.search(before):
        return False
    if unit:
        return True
    after = text[end : end + NEAR]
    if is_numbered_name(text, end) or _is_list_number(before, printed, after):
        return False
    if SURE_WITHOUT_UNIT.search(printed):
        return True
    return printed[0].isdigit() and not _is_identifier(before, printed, after)


def is_numbered_name(text: str, end: int) -> bool:
    """Whether the words behind a bare number make it a name or a part of a date (2023年, 12333热线)."""
    return text[end : end + NEAR].lstrip().startswith(_after())


def _is_identifier(before: str, printed: str, after: str) -> bool:
    return (
        len(printed) > LONGEST_NUMBER
        or printed in _load().hotlines
        or bool(LEADING_ZERO.match(printed))
        or bool(GOES_ON_AS_CODE.match(after))
        or before.endswith("-")
        or before.rstrip(" :").endswith(_before())
    )


def _is_list_number(before: str, printed: str, after: str) -> bool:
    """(1) and [1]; 1. and 1、 and 二十、 before a word."""
    if before.endswith(("(", "[")) and after.startswith((")", "]")):
        return True
    return bool(SHORT.fullmatch(printed) and NUMBERING.match(after))


@cache
def _load() -> Protected:
    return assets.load(FILE, Protected)


@cache
def _before() -> tuple[str, ...]:
    return tuple(_load().before)


@cache
def _after() -> tuple[str, ...]:
    return tuple(_load().after)


@cache
def _words() -> re.Pattern[str]:
    words = sorted(map(re.escape, _load().words), key=len, reverse=True)
    return re.compile("|".join([*words, ADDRESS]))
