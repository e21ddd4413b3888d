"""prompts/lexicon/texts.yaml: where answers in words are found on the page."""

from __future__ import annotations

from functools import cache

import msgspec

from service.assets import load


class TextWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/texts.yaml."""

    duties: str
    because: str
    reason_of: str
    purpose: str
    part_end: str
    set_up: str
    divided: str
    division: str
    told: dict[str, str]
    told_fields: dict[str, str]
    term: str
    colon: str
    account_levels: str
    verbatim: str
    grounds: str
    made_of: str
    belongs_to: str
    why_done: str
    numbered: str
    published: str
    date_line: str
    goal: str
    goal_only: str
    within: str


@cache
def text_words() -> TextWords:
    """prompts/lexicon/texts.yaml."""
    return load("lexicon/texts.yaml", TextWords)
