"""prompts/lexicon/sources.yaml: where the figures of each class are printed, and how they stand to each other."""

from __future__ import annotations

from functools import cache

import msgspec

from service.assets import load


class ClassSources(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the figures of one class of items are looked for."""

    total: list[str]
    aspects: list[str]
    scoped: dict[str, list[str]]


class SourceWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/sources.yaml."""

    function: ClassSources
    economic: ClassSources
    project: ClassSources
    task: ClassSources
    name: ClassSources
    project_funds: dict[str, str]
    income_columns: dict[str, str]
    fund_names: dict[str, str]
    income_names: dict[str, str]
    project_amounts: dict[str, str]
    on_basis: str
    own_amount: str
    own_total: str
    same_total: list[str]
    table_totals: dict[str, str]
    families: dict[str, str]
    grand_totals: list[str]
    partial_totals: dict[str, list[str]]
    project_counts: list[str]
    heads: str
    heads_project: str
    head_between: str
    code_beside: str
    account_bases: dict[str, str]
    narrow: list[str]


@cache
def source_words() -> SourceWords:
    """prompts/lexicon/sources.yaml."""
    return load("lexicon/sources.yaml", SourceWords)
