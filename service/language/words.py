"""The question's own words from prompts/lexicon: operations, fillers, refusals, places; patterns compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import msgspec

from service.assets import load


class Operation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that can be asked to be done; `where` is a pattern that the question must match for the patterns to count."""

    id: str
    name: str
    patterns: list[str]
    where: str = ""


class FillerClass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words and phrases of one kind that carry nothing; `passes` and `stops` are questions that tests run."""

    about: str
    words: list[str] = []
    patterns: list[str] = []
    clings: bool = False
    nouns: bool = False
    edge: bool = False
    passes: list[str] = []
    stops: list[str] = []


@dataclass(frozen=True)
class Fillers:
    """Words and phrases that carry nothing; those of `clinging` do so only beside words that are understood.

    One of `clinging` before one of `nouns` is part of an unknown word; those of `edge` do not count inside a question.
    """

    words: tuple[str, ...]
    patterns: tuple[str, ...]
    clinging: frozenset[str]
    nouns: frozenset[str]
    edge: frozenset[str]


class Rewrite(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One word that is read as several, or as another; `example` is a question and what it is read as."""

    pattern: str
    read: str
    example: tuple[str, str]


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that is declined whatever else the question says."""

    id: str
    patterns: list[str]


class LevelWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that name units by their level."""

    levels: list[str]
    words: list[str]


class Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/places.yaml."""

    levels: list[LevelWords]
    prefixes: list[LevelWords]
    plural_before: str
    plural_after: str
    singular: str
    several: str
    between: str
    bracket: str
    before_name: str
    body: str
    office_end: str
    office_above: str
    county: str
    department: str
    own: str
    own_behind: str
    variants: list[str]
    it: str
    these: str
    all: str
    each: str
    count: str
    number: str
    not_counted: str
    of_units: str
    of_items: str
    of_years: str
    back: str
    pairs: dict[str, str]
    by_amount: str
    extreme: str
    first: str
    last: str
    nth: str
    who: str
    is_what: str
    bare_place: str
    two_places: str
    than_place: str
    selector: str
    few: str
    former_latter: str
    former: str
    from_end: str
    smallest: str
    one_unit: str
    against: str
    who_word: str
    every: str
    whole: str
    than_before: str
    than_it: str
    set_against: str
    against_ends: str
    against_last: str
    drops: str
    adds: str
    swaps: str
    replaces: str
    joins: str
    clause_end: str
    pointers: str
    changed_set: str
    every_unit: str
    and_others: str
    same_figure: str
    others: str
    without_end: str
    of_before: str
    into_several: str
    into: str
    own_scope: str
    corrects: str


class Organisation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of offices' names and its short forms."""

    full: str
    short: list[str]


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stage of the budget cycle and the words that ask for it."""

    id: str
    name: str
    words: list[str]


class Variant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A second basis of the same figure."""

    id: str
    name: str
    words: list[str]


class Display(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A unit of measure that the asker wants the answer in, and what asks for it."""

    unit: str
    patterns: list[str]


class VariantWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/variants.yaml."""

    variants: list[Variant]
    says_budget: str
    display: list[Display]
    display_forms: list[str]
    converted: str
    unit_words: dict[str, str]
    factors: dict[str, Decimal]
    time_units: tuple[str, ...]
    bare_bound: str
    separators: str
    pause: str
    list_mark: str
    of: str
    inside: str
    fall: list[str]
    signed: list[str]
    blot: str
    which_part: str
    which_one: str
    contents: str
    money: list[str]
    not_this: str
    negates: str
    negation: str
    not_asked: str
    own_basis: str
    basis_only: str
    basis_inside: str
    mends: str
    short_follow: str
    before_last: str
    vague_whole: str
    remark: str
    its_budget: str
    amount_only: str
    lists: str
    no_variant: str
    follows: str
    of_office: str
    same_item: str
    total_endings: tuple[str, ...]
    which_year: str
    counts: str
    asks: str
    clause: str
    includes: str
    not_total: str
    involves: str
    planned: str
    one: str
    year: str
    year_against: str
    with_money: str
    of_money: str
    more_than_unit: str
    less_than_unit: str
    at_least_unit: str
    rest_asked: str
    at_most_unit: str
    inside_funds: str
    number_of_things: str
    number_unit: str
    alike_units: list[list[str]]
    how_many_units: str
    from_below: str
    either_side: str
    of_units_said: str
    places_said: str
    jointly: str
    how_many_items: str
    which_items: str
    one_sided: str
    heads_project: str
    fee: str
    bracket: str
    grounds: str
    goal: str
    of_project: str
    called_project: str
    of_count: str
    in_details: str
    how_many: str
    equals: str
    of_it: str
    is_what: str
    amount_part: str
    plans: str
    over: str
    by_quota: str
    counted_people: str
    before_whole: str
    as_whole: str
    whole_of: str
    whole_said: str
    column_said: str
    next_to: str
    total_of_all: str
    added_up: str
    among: str
    in_all: str
    spent: str
    spends: str
    whole_year: str
    inside_parts: str
    present: str
    which_rose: str
    which_fell: str
    of_whole_unit: str
    which_same: str
    which_not_rose: str
    which_not_fell: str
    both_ways: str


@cache
def variant_words() -> VariantWords:
    """Variants, display units and their factors."""
    return load("lexicon/variants.yaml", VariantWords)


@cache
def displays() -> tuple[Display, ...]:
    """The units that an answer may be wanted in, each with its own patterns and those of all units."""
    words = variant_words()
    return tuple(
        Display(own.unit, [*own.patterns, *(form.replace("{unit}", own.unit) for form in words.display_forms)]) for own in words.display
    )


@cache
def operations() -> tuple[Operation, ...]:
    """prompts/lexicon/operations.yaml."""
    return tuple(load("lexicon/operations.yaml", list[Operation]))


@cache
def fillers() -> Fillers:
    """The words and patterns of prompts/lexicon/fillers.yaml."""
    return Fillers(
        words=tuple(word for entry in filler_classes() for word in entry.words),
        patterns=tuple(pattern for entry in filler_classes() for pattern in entry.patterns),
        clinging=frozenset(word for entry in filler_classes() if entry.clings for word in entry.words),
        edge=frozenset(word for entry in filler_classes() if entry.edge for word in (*entry.words, *entry.patterns)),
        nouns=frozenset(word for entry in filler_classes() if entry.nouns for word in entry.words),
    )


@cache
def filler_classes() -> tuple[FillerClass, ...]:
    """prompts/lexicon/fillers.yaml."""
    return tuple(load("lexicon/fillers.yaml", list[FillerClass], once=("words", "patterns")))


@cache
def rewrites() -> tuple[Rewrite, ...]:
    """prompts/lexicon/rewrites.yaml."""
    return tuple(load("lexicon/rewrites.yaml", list[Rewrite]))


@cache
def refusals() -> tuple[Refusal, ...]:
    """prompts/lexicon/declines.yaml."""
    return tuple(load("lexicon/declines.yaml", list[Refusal]))


@cache
def places() -> Places:
    """prompts/lexicon/places.yaml."""
    return load("lexicon/places.yaml", Places)


@cache
def organisations() -> tuple[Organisation, ...]:
    """prompts/lexicon/organisations.yaml."""
    return tuple(load("lexicon/organisations.yaml", list[Organisation]))


@cache
def stages() -> tuple[Stage, ...]:
    """prompts/lexicon/stages.yaml."""
    return tuple(load("lexicon/stages.yaml", list[Stage]))


def enumerate_words(texts: Iterable[str]) -> str:
    """Words as a Chinese list (甲、乙)."""
    return variant_words().list_mark.join(texts)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the word files, compiled once."""
    return re.compile(pattern)
