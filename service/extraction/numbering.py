"""LINE → NUMBERING: which style of numbering a line begins with, and whether it is a heading or a sentence."""

from __future__ import annotations

from service.extraction.words import compact, found, pattern, words


def numbering_level(text: str) -> int | None:
    """The depth of a line's numbering (第一部分 0, 一、 1, （一） 2, 1. 3, （1） 4), None without numbering."""
    plain = compact(text)
    for level, expression in enumerate(words().numbering):
        if pattern(expression).match(plain):
            return level
    return None


def numbering_of(text: str) -> str:
    """The numbering itself: `（二） 机构` → `(二)`; "" without numbering."""
    level = numbering_level(text)
    if level is None:
        return ""
    match = pattern(words().numbering[level]).match(compact(text))
    return match.group() if match else ""


def is_heading(text: str) -> bool:
    """Whether a line is a heading: numbered, short, and no sentence."""
    level = numbering_level(text)
    if level is None:
        return False
    plain = compact(text)
    if level == 0:
        return not found("[。;]", plain)
    page = words()
    if len(plain) > page.longest_heading:
        return False
    rest = plain[len(numbering_of(text)) :]
    if found(page.not_heading, rest):
        return False
    return bool(found(page.heading_noun, rest)) or not found(page.sentence_end, rest) or rest.endswith(":")
