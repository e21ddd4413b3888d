"""The words of the printed page: prompts/documents/columns.yaml, rows.yaml and narrative.yaml as typed rules."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import msgspec

from service.assets import load


class LabelRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column that holds labels: `label` is its role."""

    label: str
    match: str


class FigureRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one part of a header path says."""

    match: str
    subject: str = ""
    aspect: str = ""
    stage: str = ""
    variant: str = ""
    carry: str = ""
    only_in: list[str] = msgspec.field(default_factory=list, name="in")


class ThreePublicWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`own` says 三公; `beside` what is printed with it and is none of it."""

    own: str
    beside: str


class ColumnWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/documents/columns.yaml."""

    labels: list[LabelRule]
    figures: list[FigureRule]
    totals: dict[str, str]
    three_public: ThreePublicWords
    year: str
    last_year: str
    since: str
    money: str
    economic: str
    rate: str


class GroupRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row whose meaning holds for the rows below it."""

    match: str
    carry: str


class CountRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row whose figures count something: what they count."""

    match: str
    unit: str


class RowRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one row label says; `only_in`: in these kinds of table only."""

    match: str
    subject: str = ""
    role: str = "item"
    aspect: str = ""
    only_in: list[str] = msgspec.field(default_factory=list, name="in")


class RowWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/documents/rows.yaml."""

    numbering: str
    groups: list[GroupRule]
    rows: list[RowRule]
    income: list[RowRule]
    purposes: list[RowRule]
    basic: list[RowRule]
    procurement: list[RowRule]
    three_public: list[RowRule]
    counted: list[CountRule]
    forms: list[RowRule]
    funds_header: str
    group_end: str
    project_labels: list[RowRule]
    project_sources: list[RowRule]
    part_of_above: str
    earlier_label: str
    earlier_year: str
    earlier_change: str
    earlier_fall: str
    figure: str
    money_end: str
    organisation: str
    office: str
    year: str
    note_start: str
    none: str


class StatedRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence with a wording of its own; `unit` where what is said not to be there is not counted in money."""

    subject: str
    match: str
    aspect: str = "total"
    unit: str = ""


class NarrativeWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/documents/narrative.yaml."""

    link: str
    name_start: str
    name_end: str
    delimiters: str
    up: str
    down: str
    share: str
    same: str
    base: str
    clause: str
    change_start: str
    named_again: str
    side: str
    sides: dict[str, str]
    now: str
    group: str
    of_group: str
    title: str
    boundary: str
    not_after: str
    present: str
    money: str
    prefix: str
    kinds: str
    parts: dict[str, str]
    base_figure: str
    again: str
    not_names: str
    not_scope: str
    counted: str
    year_before: str
    within: str
    running: list[str]
    enumeration: str
    among: str
    this_year: str
    current: str
    income: str
    both_sides: str
    added: str
    planned: str
    dated: str
    pieces: list[str]
    project: str
    stops: str
    stages: dict[str, str]
    in_turn: str
    heading: str
    account_head: str
    alone: str
    turns: dict[str, str]
    patterns: list[StatedRule]
    none_lead: str
    none_next: str
    none: list[StatedRule]
    reason: str
    further: str
    own_amount: str
    purpose: str
    meant_for: str
    target_column: str
    target_clauses: str
    targets: list[str]
    target_start: str
    relations: dict[str, str]


@cache
def column_words() -> ColumnWords:
    """The rules for header paths."""
    return load("documents/columns.yaml", ColumnWords)


@cache
def row_words() -> RowWords:
    """The rules for row labels."""
    return load("documents/rows.yaml", RowWords)


@cache
def narrative_words() -> NarrativeWords:
    """The wordings of figures in sentences."""
    return load("documents/narrative.yaml", NarrativeWords)


def fold(text: str) -> str:
    """A label for comparison: NFKC (half-width brackets), no white space, no quotation marks, no asterisks."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\"'“”‘’*#]", "", folded)
