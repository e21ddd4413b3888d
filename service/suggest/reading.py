"""POSSIBLE QUESTION → WHETHER IT WILL BE ANSWERED: it is understood, and the figure is printed; told without looking figures up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from service.facts.statements import distinct_rows
from service.language.lexicon import Lexicon
from service.language.mentions import analyse
from service.language.words import compiled, variant_words
from service.query.draft import Draft
from service.query.finder import Collection
from service.query.logical import Outcome, Query, Target
from service.query.names import unexplained
from service.query.reading import read_question
from service.query.targets import make_target
from service.suggest.known import BLANK, FIGURE, Known, Printed, guide_of

# No name depends on the day on which it is read.
DAY = date(2000, 1, 1)
# The type of a document that tells what was spent.
FINAL = "final"
# Of so many questions it is remembered what they mean, of so many units what they print.
REMEMBERED, REMEMBERED_UNITS = 4000, 256
# Questions that are offered name no more units.
MOST_UNITS = 8

Understand = Callable[[str], tuple[Draft, Outcome]]


@dataclass(frozen=True)
class Meaning:
    """What a question asks for, "" as operation where it isn't understood."""

    operation: str
    units: tuple[str, ...]
    years: tuple[int, ...]
    targets: tuple[Target, ...]


class Reader:
    """Reads the possible questions of one collection, each of them once for as long as it is remembered."""

    def __init__(self, collection: Collection, lexicon: Lexicon, understand: Understand) -> None:
        self.collection = collection
        self.guide = guide_of(collection)
        self.meaning = lru_cache(REMEMBERED)(lambda text: _meaning(understand(text)[1]))
        self._draft = lru_cache(REMEMBERED_UNITS)(lambda text: read_question(analyse(text, lexicon, DAY), collection.catalog))
        self._projects = frozenset((name.unit, name.id) for name in collection.catalog.names if name.type == "project")
        self._units = lru_cache(REMEMBERED)(lambda text: _units(self._draft(text)))
        self._figure = lru_cache(REMEMBERED)(lambda text: _figure(self._draft(text)))
        self._printed = lru_cache(REMEMBERED_UNITS)(lambda unit, year: _printed_by(collection, unit, year))

    def means_unit(self, name: str, unit: str) -> bool:
        """Whether a name means one unit and no other."""
        return self._units(name) == (unit,)

    def called(self, unit: Known) -> str:
        """A unit's short name; its full one where others may be meant."""
        return unit.short if self.means_unit(unit.short, unit.text) else unit.text

    def unit_alone(self, text: str) -> str:
        """The one unit that a text names, with nothing else that it says; "" otherwise."""
        units = self._units(text)
        return units[0] if len(units) == 1 and not self._draft(text).periods else ""

    def tells_figure(self, question: str) -> bool:
        """Whether a question asks for one figure of units that it names, and all of them print it."""
        meaning = self.meaning(question)
        if meaning.operation != "lookup" or len(meaning.targets) != 1 or not 0 < len(meaning.units) <= MOST_UNITS:
            return False
        newest = self.collection.catalog.newest_year
        asked = ((unit, year) for unit in meaning.units for year in meaning.years or (newest(unit),))
        return all(_is_among(meaning.targets[0], self._printed(unit, year)) for unit, year in asked)

    def prints(self, unit: str, item: str) -> bool:
        """Whether a unit's newest documents print the figure that a name stands for."""
        target, newest = self._figure(item), self.collection.catalog.of(unit)[0]
        if target is None or newest.type == FINAL and compiled(variant_words().says_budget).search(item):
            return False
        return _is_among(target, self._printed(unit, newest.year))

    def tells_of(self, unit: str, item: Known) -> bool:
        """Whether a unit has an item: one of its projects, or a figure that its newest documents print."""
        newest = self.collection.catalog.of(unit)[0]
        if item.kind == "project":
            return (unit, item.ids[0]) in self._projects
        possible = any(_is_among(make_target(id_), self._printed(unit, newest.year)) for id_ in item.ids)
        return possible and self.prints(unit, item.text)

    def is_figure(self, item: str) -> bool:
        """Whether a name stands for one figure, and some document prints it."""
        target = self._figure(item)
        return target is not None and _is_among(target, self.guide.printed)

    def is_amount(self, item: str) -> bool:
        """Whether a name stands for a figure that is money in all documents, so that units can be put in order by it."""
        return self.is_figure(item) and not _is_among(self._figure(item), self.guide.counted)

    def units_in(self, text: str) -> tuple[str, ...] | None:
        """The units that a text names, whatever else it says; None where it names none, or more than a question may."""
        groups = self._draft(text).groups if text else ()
        units = tuple(dict.fromkeys(unit for group in groups for unit in group.units))
        return units if groups and len(units) <= MOST_UNITS else None

    def names_unit(self, text: str) -> bool:
        """Whether a text names units, and nothing else that it would have to be read with."""
        draft = self._draft(text)
        return any(group.units for group in draft.groups) and not draft.targets and not unexplained(draft)

    def tells_term(self, question: str) -> bool:
        """Whether a question about a term that a document explains asks what it means."""
        return self.meaning(question).operation == "define"


def _meaning(outcome: Outcome) -> Meaning:
    query = outcome if isinstance(outcome, Query) else Query("")
    units = query.units if len(query.units) <= MOST_UNITS else ()
    return Meaning(query.operation, units, query.years, query.targets)


def _units(draft: Draft) -> tuple[str, ...]:
    """The units that a text names, () where it names more than them, or very many."""
    alone = len(draft.groups) == 1 and not draft.targets and not unexplained(draft)
    return draft.groups[0].units[:MOST_UNITS] if alone else ()


def _figure(draft: Draft) -> Target | None:
    """The one figure that a text names by itself."""
    alone = len(draft.targets) == 1 and not unexplained(draft) and not draft.groups
    return draft.targets[0].target if alone else None


def _is_among(target: Target, printed: frozenset[Printed]) -> bool:
    return any((source.kind, source.subject, source.aspect) in printed for source in target.sources)


def _printed_by(collection: Collection, unit: str, year: int) -> frozenset[Printed]:
    rows = collection.store.run(distinct_rows("facts", ("year", "status", *FIGURE), {"unit_id": (unit,)}, "fact_id"))
    return frozenset(tuple(row[name] for name in FIGURE) for row in rows if row["year"] == year and row["status"] != BLANK)
