"""prompts/lexicon/exclusions.yaml: words that leave something out, and which figures are parts of which."""

from __future__ import annotations

from functools import cache

import msgspec

from service.assets import load


class ExclusionWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file, as written."""

    closes: str
    ends: str
    of: str
    minus: str
    joins: str
    also: str
    alone: str
    name: str
    amount_parts: dict[str, list[str]]
    total_parts: list[str]
    item_parts: dict[str, list[str]]
    not_current: list[str]
    totals: list[str]
    apart: list[str]
    basis_items: dict[str, str]


@cache
def exclusion_words() -> ExclusionWords:
    """prompts/lexicon/exclusions.yaml."""
    return load("lexicon/exclusions.yaml", ExclusionWords)
