"""prompts/lexicon/scopes.yaml: the bases (口径) that figures are given on."""

from __future__ import annotations

from functools import cache

import msgspec

from service.assets import load

# The basis of all funds: what a figure covers whose basis is not said.
WHOLE = "all"


class Scope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One basis: `id` as in facts.scope, its name, the words that say it, the measure that is its total."""

    id: str
    name: str
    words: list[str]
    measure: str


@cache
def scopes() -> dict[str, Scope]:
    """All bases by id, in the order in which they are recognised."""
    return {scope.id: scope for scope in load("lexicon/scopes.yaml", list[Scope])}


def scope_in(text: str) -> str:
    """The basis that a sentence names, "" if none."""
    return next((scope.id for scope in scopes().values() if any(word in text for word in scope.words)), "")
