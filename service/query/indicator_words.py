"""DRAFT → INDICATORS: performance targets that are asked for by what they are counted in (几台硬件, 几天拿到社保卡)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import msgspec

from service.assets import load
from service.facts.catalog import Catalog, Name
from service.language.lexicon import fold_name
from service.language.mentions import Analysis
from service.language.words import compiled
from service.query.draft import Draft
from service.query.questions import questions_of

Span = tuple[int, int]
# A target whose name is said less than this share of another's is not meant.
LIKE = 0.6
# So many characters at least name a target where neither a unit nor a project is named.
LEAST = 3
# Operations on targets themselves.
OWN = frozenset({"list_indicators", "indicator_weight", "indicator_basis", "indicator_limit"})


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What asks for targets that are counted in something."""

    said: str
    value: str
    all: bool = False


class Meaning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everyday words and what a target may print instead."""

    said: str
    words: list[str]


class IndicatorWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/indicators.yaml."""

    asks: list[Ask]
    bounds: str
    means: list[Meaning]
    several: str
    target: str


@dataclass(frozen=True)
class Zone:
    """One thing asked: the ask, and the characters of the question that say of what."""

    ask: Ask
    places: frozenset[int]


@cache
def indicator_words() -> IndicatorWords:
    """prompts/lexicon/indicators.yaml."""
    return load("lexicon/indicators.yaml", IndicatorWords)


def counted_indicators(draft: Draft, catalog: Catalog, left: set[int]) -> tuple[Name, ...]:
    """The targets that explain every left-over character of the question, at least one for each thing asked; else ()."""
    if not draft.groups and not draft.targets and len(left) < LEAST:
        return ()
    zones = _zones(draft, left)
    chosen = [_chosen(draft, _candidates(draft, catalog, zone.ask), zone) for zone in zones]
    names = tuple(dict.fromkeys(name for found in chosen for name in found))
    unexplained = {i for zone in zones for i in zone.places} - {i for name in names for i in _explained(draft.analysis.text, name, True)}
    return names if zones and all(chosen) and not unexplained else ()


def _zones(draft: Draft, left: set[int]) -> list[Zone]:
    """The things asked, each with the left-over characters of its question; of two in one question those up to it, or after it."""
    text, zones = draft.analysis.text, []
    for start, stop in questions_of(draft) or ((0, len(text)),):
        asks = [(span, ask) for span, ask in _asks(text) if start <= span[0] < stop]
        for number, ((begin, end), ask) in enumerate(asks, start=1):
            until = end if number < len(asks) else stop
            zones.append(Zone(ask, frozenset(i for i in left if start <= i < until and not begin <= i < end)))
            start = end
    return [zone for zone in zones if zone.places or zone.ask.value or len(zones) == 1]


def without_asks(analysis: Analysis) -> Analysis:
    """The analysis without the operations that words of an ask look like (最多几次 asks for no largest item), and with nothing left over."""
    asked = {i for span, _ in _asks(analysis.text) for i in range(*span)}
    mentions = tuple(m for m in analysis.mentions if m.type != "operation" or set(m.ids) & OWN or not asked & set(range(m.start, m.stop)))
    return replace(analysis, mentions=mentions, left=())


def _asks(text: str) -> list[tuple[Span, Ask]]:
    """The asks of a question with their bounds, which do not overlap: the first of the file before the later ones."""
    taken: list[tuple[Span, Ask]] = []
    for ask in indicator_words().asks:
        for found in compiled(f"{indicator_words().bounds}(?:{ask.said})").finditer(text):
            if all(found.end() <= span[0] or found.start() >= span[1] for span, _ in taken):
                taken.append((found.span(), ask))
    return sorted(taken, key=lambda pair: pair[0])


def _candidates(draft: Draft, catalog: Catalog, ask: Ask) -> list[Name]:
    """The targets counted in what is asked for, of the units and projects that are named."""
    units = {unit for group in draft.groups for unit in group.units}
    projects = tuple(placed.target.name for placed in draft.targets if placed.target.id.startswith("project:"))
    named = [n for n in catalog.names if n.type == "indicator" and (not units or n.unit in units)]
    fitting = [n for n in named if compiled(ask.value).search(_printed(n))]
    inside = [n for n in fitting if fold_name(n.context).startswith(projects)] if projects else []
    return inside or fitting


def _printed(name: Name) -> str:
    """A target as value with unit|level|name; its context begins with its project."""
    rest, _, level = name.context.rpartition(" ")
    return "|".join((rest.rpartition(" ")[2], level, name.text))


def _chosen(draft: Draft, candidates: list[Name], zone: Zone) -> list[Name]:
    """The targets whose name says most of a zone; more of them where a list is asked for."""
    text = draft.analysis.text
    if not zone.places:
        return candidates if zone.ask.all else []
    chosen: list[Name] = []
    places = set(zone.places)
    while places:
        best = _best(text, candidates, places)
        if not best:
            break
        chosen += best
        places -= {i for name in chosen for i in _explained(text, name, True)}
        if not compiled(indicator_words().several).search(text):
            break
    return chosen


def _best(text: str, candidates: list[Name], places: set[int]) -> list[Name]:
    """The targets that explain most, with their project most; of those the ones whose name is said to a like degree."""
    scores = {n: (len(places & _explained(text, n, False)), len(places & _explained(text, n, True))) for n in candidates}
    best = max(scores.values(), default=(0, 0))
    said = {name: _said(text, fold_name(name.text)) for name in candidates if scores[name] == best and best[0]}
    most = max(said.values(), default=0)
    return [name for name, share in said.items() if share >= (1 if most == 1 else LIKE * most)]


def _said(text: str, own: str) -> float:
    """How much of a target's name the question says, in these or other words."""
    words = [word for meaning in indicator_words().means if compiled(meaning.said).search(text) for word in meaning.words]
    meant = {i for word in words if word in own for i in range(own.index(word), own.index(word) + len(word))}
    return len(_literal(own, text) | meant) / len(own)


def _explained(text: str, name: Name, whole: bool) -> set[int]:
    """The characters of a question that a target's name explains, or its name and its project (`whole`)."""
    own = fold_name(f"{name.text} {name.context}" if whole else name.text)
    meant = [meaning for meaning in indicator_words().means if any(word in own for word in meaning.words)]
    return _literal(text, own) | {i for meaning in meant for found in compiled(meaning.said).finditer(text) for i in range(*found.span())}


def _literal(text: str, own: str) -> set[int]:
    return {j for i in range(len(text) - 1) if text[i : i + 2] in own for j in (i, i + 1)}
