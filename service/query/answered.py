"""prompts/lexicon/answered.yaml: what the answer to each kind of query tells, and what makes a part of a message a question."""

from __future__ import annotations

from functools import cache

import msgspec

from service.assets import load

ANY = "any"


class Answered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the answers to some operations tell."""

    operations: list[str]
    tells: list[str]
    amounts: bool = True
    one: bool = False


class AnsweredFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file, as written."""

    asks: list[str]
    joins: str
    amount: str
    amount_end: str
    open_question: str
    how_many_things: str
    under: str
    harmless: list[str]
    goes_on: list[str]
    reckons: list[str]
    together: dict[str, str]
    chooses: str
    asks_which: str
    chooses_item: str
    asks_item: str
    then_chooses: str
    of_it: str
    each_part: str
    parts_of: str
    each_of: str
    who: str
    whose: str
    kinds: list[Answered]
    passes: list[str]
    leaves: dict[str, str]
    divided: dict[str, list[str]]
    in_turn: dict[str, list[str]]


@cache
def answered_file() -> AnsweredFile:
    """prompts/lexicon/answered.yaml."""
    return load("lexicon/answered.yaml", AnsweredFile)


@cache
def answered(operation: str) -> Answered:
    """What the answer to an operation tells."""
    return next(kind for kind in answered_file().kinds if operation in kind.operations)


def tells_all(operation: str) -> bool:
    """Whether an answer is about no figure, so that nothing can be left out of it."""
    return ANY in answered(operation).tells
