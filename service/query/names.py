"""LEFT-OVER WORDS → NAMES: projects, sub-items, indicators and named sums that the question calls by part of their name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import msgspec

from service.assets import load
from service.facts.catalog import Catalog, Name
from service.language.lexicon import fold_text
from service.query.draft import Draft
from service.query.targets import FIGURES, Placed, make_target

# How much of what no other word explains must be part of the name, and how many characters at least.
NEEDED, LEAST = 0.75, 2
TYPES = ("project", "name", "indicator")


class Abbreviation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A long form and its short form."""

    full: str
    short: str


@dataclass(frozen=True)
class Scored:
    """A name with how well it explains the question: share of the unexplained characters, characters in common, share of the name."""

    name: Name
    explained: float
    common: int
    covered: float


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """prompts/lexicon/abbreviations.yaml."""
    return tuple(load("lexicon/abbreviations.yaml", list[Abbreviation]))


def link_names(draft: Draft, catalog: Catalog) -> Draft:
    """The draft with the names that explain what no word explained; unchanged where there is nothing left or nothing fits."""
    left = {i for start, stop in unexplained(draft) for i in range(start, stop)}
    if not left or draft.analysis.refused:
        return draft
    best = _best(draft, catalog, left)
    if not best:
        return draft
    analysis = replace(draft.analysis, left=())
    if best[0].name.type == "indicator":
        return replace(draft, analysis=analysis, indicators=tuple(s.name.id for s in best), targets=())
    ids = tuple(dict.fromkeys(s.name.id for s in best))
    placed = tuple(Placed(make_target(id_), min(left), max(left) + 1) for id_ in ids[:1])
    return replace(draft, analysis=analysis, targets=placed)


def unexplained(draft: Draft) -> tuple[tuple[int, int], ...]:
    """The left-over pieces outside of unit names."""
    inside = {i for group in draft.groups for i in range(group.start, group.stop)}
    return tuple((start, stop) for start, stop in draft.analysis.left if not set(range(start, stop)) <= inside)


def _best(draft: Draft, catalog: Catalog, left: set[int]) -> list[Scored]:
    units = {unit for group in draft.groups for unit in group.units}
    blocked = {i for m in draft.analysis.of("unit", "place", "level", "period") for i in range(m.start, m.stop)}
    content = (left | {i for m in draft.analysis.of(*FIGURES) for i in range(m.start, m.stop)}) - blocked
    scored = [
        _score(draft.analysis.text, name, content, left, blocked)
        for name in catalog.names if name.type in TYPES and (not units or name.unit in units)
    ]
    fitting = [s for s in scored if s is not None]
    if not fitting:
        return []
    top = max((s.explained, s.common, s.covered) for s in fitting)
    return [s for s in fitting if (s.explained, s.common) == top[:2] and (s.name.type == "indicator" or s.covered == top[2])]


def _score(text: str, name: Name, content: set[int], left: set[int], blocked: set[int]) -> Scored | None:
    whole = _forms(f"{name.text} {name.context}" if name.type == "indicator" else name.text)
    own = _forms(name.text if name.type != "indicator" else f"{name.text}{name.context}")
    marked = {j for i in range(len(text) - 1) if text[i : i + 2] in whole for j in (i, i + 1)} - blocked
    if len(left & marked) < max(LEAST, NEEDED * len(left)) or len(content & marked) < NEEDED * len(content):
        return None
    pairs = {own[i : i + 2] for i in range(len(own) - 1)}
    covered = sum(1 for pair in pairs if pair in text) / max(1, len(pairs))
    return Scored(name, len(content & marked) / len(content), len(marked), covered)


@cache
def _forms(text: str) -> str:
    """A name folded, in its long and its short form."""
    folded = fold_text(text).text
    short = folded
    for entry in abbreviations():
        short = short.replace(entry.full, entry.short)
    return folded if short == folded else f"{folded}|{short}"
