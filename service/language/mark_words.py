"""prompts/lexicon/marks.yaml: how documents and questions number tables, and give the codes of units and projects."""

from __future__ import annotations

from functools import cache

import msgspec

from service.assets import load


class MarkWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/marks.yaml."""

    table: str
    numbered: str
    bare: str
    title_end: str
    around_title: str
    unit: str
    project: str
    project_amount: str
    of: str
    examples: list[tuple[str, str]]


@cache
def mark_words() -> MarkWords:
    """prompts/lexicon/marks.yaml."""
    return load("lexicon/marks.yaml", MarkWords)
