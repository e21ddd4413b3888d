"""prompts/documents/audit.yaml: the audit rules as data, and the sentences of their findings."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Literal

import msgspec

from service.assets import load

Over = Literal["row", "column", "form", "passage"]


class Equation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sum that must hold among the figures of one row, column, form or passage.

    `total` and `parts` are expressions on `subject/aspect` (with `@carry` where a figure has one; over a column without
    the aspect). `least`: how many parts must be printed. `subtotals`: a figure that stands for others → those others.
    `unless`: a figure beside which the sum needs not hold (what is carried on to the next year).
    """

    rule: str
    over: Over
    total: str
    parts: str
    kinds: list[str] = []
    least: int = 2
    subtotals: dict[str, str] = {}
    unless: str = ""


class Same(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Figures that are one and the same: `figures` are expressions on `scope kind subject/aspect`; `key` names them."""

    key: str
    figures: list[str]


class Bound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A figure that can't be larger than another, both as expressions on `scope kind subject/aspect`."""

    rule: str
    figure: str
    limit: str


class Direction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of a reason that speak of a rise or of a fall."""

    up: str
    down: str


class Residue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of a form that were not filled in or not taken out."""

    match: str
    examples: list[str]
    not_examples: list[str] = []


class AuditWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/documents/audit.yaml."""

    rules: dict[str, str]
    statutory: list[str]
    proving: list[str]
    doubtful_least: int
    doubtful_share: Decimal
    equations: list[Equation]
    same: list[Same]
    whole_kinds: list[str]
    whole_subjects: list[str]
    left_out: str
    other_money: dict[str, str]
    part_of_unit: str
    other_funds: str
    codes_since: int
    clause: str
    share_of_part: str
    bounds: list[Bound]
    near: Decimal
    directions: Direction
    residues: list[Residue]
    list_start: str
    sentence_end: str
    clause_end: str
    list_items: str
    list_stop: str
    and_others: str
    item_end: str
    account_path: str
    same_characters: dict[str, str]
    account_header: str
    counted_list: str
    counted_items: str
    counted_name: str
    weights: list[int]
    product: str
    functional_field: str
    title_noise: str
    personnel_category: str
    goal_column: str
    goal_item: str
    goal_label: str
    second_levels: dict[str, str]
    title_year: str
    earlier_title: str
    explained: dict[str, str]
    name_endings: list[str]
    organisation: str
    messages: dict[str, str]
    totals: dict[str, str]


@cache
def audit_words() -> AuditWords:
    """The rules and words of the audit."""
    return load("documents/audit.yaml", AuditWords)


def message(key: str, **values: object) -> str:
    """One sentence of a finding."""
    return audit_words().messages[key].format(**values)
