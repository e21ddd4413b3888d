"""prompts/replies/canonical.yaml: the sentences of canonical questions and their pieces."""

from __future__ import annotations

from functools import cache

import msgspec

from service.assets import load


class CanonicalWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file, as written."""

    sentences: dict[str, str]
    next_question: str
    next_statement: str
    cell: str
    cell_slot: str
    cell_marks: list[str]
    cell_places: list[str]
    numbered: str
    each: str
    who_of_rank: str
    year: str
    last_years: str
    all_years: str
    year_before: str
    of: str
    with_scope: str
    inside: str
    with_amount: str
    with_code: str
    with_variant: str
    besides: str
    with_display: str
    against: str
    against_before: str
    all_units: str
    words: dict[str, str]
    rates: dict[str, str]
    orders: dict[str, str]
    bounds: dict[str, str]
    more: dict[str, str]
    turned: dict[str, str]
    by: dict[str, str]
    about: dict[str, str]
    indicators: dict[str, str]


@cache
def canonical_words() -> CanonicalWords:
    """prompts/replies/canonical.yaml."""
    return load("replies/canonical.yaml", CanonicalWords)
