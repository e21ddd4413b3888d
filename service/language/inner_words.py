"""prompts/lexicon/inner_parts.yaml: words for what is inside of a project."""

from __future__ import annotations

from functools import cache

import msgspec

from service.assets import load


class InnerWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file, as written."""

    within: str
    inside: str
    own: str
    next_amount: str
    against_amount: str
    before: str
    this: str
    whole_project: str
    name: str
    all_money: list[str]
    belongs: str
    whole: list[str]


@cache
def inner_words() -> InnerWords:
    """prompts/lexicon/inner_parts.yaml."""
    return load("lexicon/inner_parts.yaml", InnerWords)
