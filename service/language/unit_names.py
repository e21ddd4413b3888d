"""LEFT-OVER WORDS → UNITS: an office called by a short form of its name, where only one can be meant; or by a word that several share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from service.facts.catalog import Catalog
from service.language.lexicon import Lexicon
from service.language.mentions import Analysis, analyse
from service.language.regions import load_regions
from service.language.units import LONGEST_PLACE, UnitGroup
from service.language.words import compiled, places

NAMED = ("unit", "place", "org", "level")
FIXED = ("unit", "place", "level", "period", "quantity")
# A short form begins as the name does behind its place (OPENS) or is a piece of it (PIECE); a word that several units share has SHARED characters.
OPENS, PIECE, SHARED, SHORTEST, LONGEST = 2, 4, 3, 3, 24


def write_out_units(analysis: Analysis, catalog: Catalog, lexicon: Lexicon, today: date) -> Analysis:
    """The question with the offices that it calls by a short form (东江珠宝办) named in full; unchanged where there is none."""
    for start, _ in analysis.left:
        found = _short_form(analysis, start, catalog)
        if found:
            begin, stop, name = found
            text = analysis.text[:begin] + name + analysis.text[stop:]
            corrections = (*analysis.corrections, (analysis.text[begin:stop], name))
            return write_out_units(replace(analyse(text, lexicon, today), corrections=corrections), catalog, lexicon, today)
    return analysis


def _short_form(analysis: Analysis, start: int, catalog: Catalog) -> tuple[int, int, str] | None:
    """(begin, stop, name) of the longest short form of one office that starts with a left-over piece, its place before it included."""
    place = next((mention for mention in analysis.of("place") if mention.stop == start), None)
    fixed = {i for mention in analysis.of(*FIXED) for i in range(mention.start, mention.stop)}
    for stop in range(min(len(analysis.text), start + LONGEST), start + SHORTEST - 1, -1):
        said = analysis.text[start:stop]
        if fixed & set(range(start, stop)) or not compiled(places().office_end).search(said) or _cuts(analysis, stop):
            continue
        units = {unit for unit in catalog.units if is_short_form(said, unit) and (place is None or place.text in unit)}
        names = {own_name(unit) for unit in units}
        if names:
            return (place.start if place else start, stop, *names) if len(names) == 1 else None
    return None


def _cuts(analysis: Analysis, at: int) -> bool:
    """Whether a place is inside of a word that is understood."""
    return any(mention.start < at < mention.stop for mention in analysis.mentions)


@lru_cache(maxsize=4096)
def is_short_form(said: str, unit: str) -> bool:
    """Whether a unit is so called: a piece of its name, or what begins as it does, or as it does behind the office above it,
    and goes on with characters of it in order."""
    name = bare_name(unit)
    if said == name or len(said) >= len(name):
        return False
    own = compiled(places().office_above).sub("", name)
    return len(said) >= PIECE and said in name or any(_opens_as(said, called) for called in (name, own))


def _opens_as(said: str, name: str) -> bool:
    rest = iter(name[OPENS:])
    return name[:OPENS] == said[:OPENS] and all(char in rest for char in said[OPENS:])


@lru_cache(maxsize=4096)
def bare_name(unit: str) -> str:
    """A unit's name behind the places that it begins with (上海珠宝交易办公室 → 珠宝交易办公室), without a bracketed 本级."""
    name = compiled(places().before_name).sub("", own_name(unit))
    lengths = range(min(LONGEST_PLACE, len(name) - 1), 1, -1)
    place = next((name[:length] for length in lengths if name[:length] in load_regions().by_text), "")
    return bare_name(name[len(place):]) if place else compiled(places().county).sub("", name)


def own_name(unit: str) -> str:
    """A unit's name without what is bracketed behind it (本级)."""
    return compiled(places().bracket).split(unit)[0]


def shared_words(analysis: Analysis, catalog: Catalog) -> Iterator[UnitGroup]:
    """A left-over piece that is part of several units' names, in a question that names no unit: one of them is meant, or each."""
    if analysis.of(*NAMED):
        return
    for start, stop in analysis.left:
        said = analysis.text[start:stop]
        units = tuple(unit for unit in catalog.units if said in unit) if len(said) >= SHARED else ()
        if len(units) > 1:
            yield UnitGroup(start, stop, said, units, not analysis.of("each", "all", "count"))


def without_groups(analysis: Analysis, groups: tuple[UnitGroup, ...]) -> Analysis:
    """The analysis without the left-over pieces that are such words: they are no mistyped ones."""
    spans = {(group.start, group.stop) for group in groups}
    return replace(analysis, left=tuple(piece for piece in analysis.left if piece not in spans))
