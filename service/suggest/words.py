"""prompts/replies/suggestions.yaml: what suggestions are called, and the questions that are made of units and items."""

from __future__ import annotations

from functools import cache

import msgspec

from service.assets import load


class QuestionPatterns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whole questions: of an item behind what was typed, of an item in all units, of the units in the order of an amount, of a unit, of a project, of a term."""

    before: list[str]
    item: list[str]
    rank: list[str]
    unit: list[str]
    project: list[str]
    term: list[str]


class ExampleKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of question on the empty chat page."""

    kind: str
    questions: list[str]


class SuggestionWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file, as written."""

    word_end: str
    place_end: str
    particle: str
    joins: str
    readings: dict[str, tuple[str, str]]
    notes: dict[str, str]
    more_codes: str
    with_code: str
    usual: list[str]
    questions: QuestionPatterns
    shown: int
    examples: list[ExampleKind]


@cache
def suggestion_words() -> SuggestionWords:
    """prompts/replies/suggestions.yaml."""
    return load("replies/suggestions.yaml", SuggestionWords)
