"""prompts/lexicon/claims.yaml: questions of yes or no, and what they claim."""

from __future__ import annotations

from functools import cache

import msgspec

from service.assets import load
from service.language.words import compiled


class ClaimWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"either": "or"}):
    """The file, as written."""

    whether: str
    either: str
    more: str
    less: str
    same: str
    rise: str
    fall: str
    changed: str
    at_least: str
    every: str
    none: str
    beside: str
    equals: str
    passes: dict[str, str]
    stops: list[str]


@cache
def claim_words() -> ClaimWords:
    """prompts/lexicon/claims.yaml."""
    return load("lexicon/claims.yaml", ClaimWords)


def asks_whether(text: str) -> bool:
    """Whether a question is answered by yes or no."""
    words = claim_words()
    return compiled(words.whether).search(text) is not None and compiled(words.either).search(text) is None


def says(pattern: str, text: str) -> bool:
    """Whether a question claims something."""
    return compiled(pattern).search(text) is not None
