"""prompts/lexicon/everyday.yaml: what an item is called in everyday words, as patterns that are read as its name."""

from __future__ import annotations

from functools import cache

import msgspec

from service.assets import load
from service.language.words import Rewrite


class Cost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What makes an activity an item: words before it (and what closes them), a noun after it, or money spent on it further on."""

    before: str
    place: str
    noun: str
    after: str


class Spoken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The everyday words of one item: `says` counts only beside what a `Cost` says, `alone` by itself."""

    read: str
    says: str = ""
    alone: str = ""
    examples: dict[str, str] = {}
    unchanged: list[str] = []


class Everyday(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file, as written."""

    cost: Cost
    spoken: list[Spoken]


@cache
def everyday() -> Everyday:
    """prompts/lexicon/everyday.yaml."""
    return load("lexicon/everyday.yaml", Everyday)


@cache
def everyday_rewrites() -> tuple[Rewrite, ...]:
    """The words of all items as rewrites, in the order of the file."""
    return tuple(Rewrite(_pattern(entry, everyday().cost), entry.read, ("", "")) for entry in everyday().spoken)


def _pattern(entry: Spoken, cost: Cost) -> str:
    says = f"(?:{entry.says})"
    with_cost = (f"{cost.before}{says}{cost.noun}", f"{cost.before}{says}{cost.place}", f"{says}{cost.noun}", f"{says}(?={cost.after})")
    return "|".join(([f"(?:{entry.alone})"] if entry.alone else []) + (list(with_cost) if entry.says else []))
