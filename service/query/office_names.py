"""LEFT-OVER WORDS → THE UNIT IN FULL: a unit whose name is said shortened (减污中心), where only one can be meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from service.facts.catalog import Catalog
from service.language.codes import fewest_runs
from service.language.lexicon import Lexicon, fold_name
from service.language.mentions import Analysis, analyse
from service.language.units import UnitGroup, whole_names
from service.language.words import compiled, places
from service.query.draft import Draft
from service.query.names import unexplained

# A short form opens the name with OPENING characters at least; what follows are RUNS further pieces of it at most.
OPENING, RUNS, LEAST, LONGEST = 3, 2, 5, 16
FIXED = ("unit", "period", "quantity")


def name_unit(draft: Draft, lexicon: Lexicon, catalog: Catalog, today: date) -> Analysis | None:
    """The question with the unit's name written out, None where nothing is left over or the name is not certain."""
    left = unexplained(draft)
    if not left or draft.analysis.refused:
        return None
    for start, stop in _windows(draft, left[0]):
        said, place = draft.analysis.text[start:stop], _place_before(draft, start)
        if compiled(places().office_end).search(said) is None:
            continue
        fitting = [unit for unit in (place.units if place else catalog.units) if is_short_office(said, unit)]
        if len(fitting) == 1:
            begin = place.start if place else start
            text = draft.analysis.text[:begin] + fold_name(fitting[0]) + draft.analysis.text[stop:]
            corrections = (*draft.analysis.corrections, (draft.analysis.text[begin:stop], fitting[0]))
            return replace(analyse(text, lexicon, today), corrections=corrections)
        if fitting:
            return None
    return None


def is_short_office(said: str, unit: str) -> bool:
    """Whether `said` opens the unit's name, with or without its place, and goes on with a few pieces of it to the end of an office."""
    if compiled(places().office_end).search(said) is None:
        return False
    return any(_is_made_of(said, fold_name(name)) for name in whole_names(unit))


def _is_made_of(said: str, name: str) -> bool:
    opening = next((i for i, (a, b) in enumerate(zip(said, name)) if a != b), min(len(said), len(name)))
    rests = (fewest_runs(said[length:], name[length:]) for length in range(OPENING, opening + 1))
    return said != name and any(runs is not None and 0 < runs <= RUNS for runs in rests)


def _windows(draft: Draft, left: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The stretches that hold the left-over piece, longest first; they touch no unit, year or amount."""
    text, fixed = draft.analysis.text, {i for m in draft.analysis.of(*FIXED) for i in range(m.start, m.stop)}
    fixed |= {i for group in draft.groups for i in range(group.start, group.stop)}
    for length in range(min(LONGEST, len(text)), max(LEAST, left[1] - left[0]) - 1, -1):
        for start in range(max(0, left[1] - length), min(left[0], len(text) - length) + 1):
            if not fixed & set(range(start, start + length)):
                yield start, start + length


def _place_before(draft: Draft, at: int) -> UnitGroup | None:
    """The words right before that name where the unit is."""
    return next((group for group in draft.groups if group.stop == at), None)
