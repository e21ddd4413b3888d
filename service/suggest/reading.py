"""POSSIBLE QUESTION → WHETHER IT WILL BE ANSWERED: it is understood, and the figure is printed; told without looking figures up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from service.facts.statements import distinct_rows
from service.language.lexicon import Lexicon
from service.language.mentions import analyse
from service.query.draft import Draft
from service.query.finder import Collection
from service.query.logical import Outcome, Query, Target
from service.query.names import unexplained
from service.query.reading import read_question
from service.suggest.known import BLANK, FIGURE, Printed, guide_of

# No name depends on the day on which it is read.
DAY = date(2000, 1, 1)
# Of so many questions it is remembered what they mean, of so many units what they print.
REMEMBERED, REMEMBERED_UNITS = 4000, 256
# Questions that are offered name no more units.
MOST_UNITS = 8

Understand = Callable[[str], tuple[Draft, Outcome]]


@dataclass(frozen=True)
class Meaning:
    """What a question asks for, "" as operation where it isn't understood, and whether it names units and figures itself."""

    operation: str
    units: tuple[str, ...]
    years: tuple[int, ...]
    targets: tuple[Target, ...]
    names_unit: bool
    names_figure: bool


class Reader:
    """Reads the possible questions of one collection, each of them once for as long as it is remembered."""

    def __init__(self, collection: Collection, lexicon: Lexicon, understand: Understand) -> None:
        self.collection = collection
        self.guide = guide_of(collection)
        self.meaning = lru_cache(REMEMBERED)(lambda text: _meaning(*understand(text)))
        self.figure = lru_cache(REMEMBERED)(lambda text: _figure(text, collection, lexicon))
        self._printed = lru_cache(REMEMBERED_UNITS)(lambda unit, year: _printed_by(collection, unit, year))

    def means_unit(self, question: str, unit: str) -> bool:
        """Whether a question is about one unit and no other."""
        return self.meaning(question).units == (unit,)

    def tells_figure(self, question: str) -> bool:
        """Whether a question asks for one figure of units that it names, and all of them print it."""
        meaning = self.meaning(question)
        if meaning.operation != "lookup" or len(meaning.targets) != 1 or not 0 < len(meaning.units) <= MOST_UNITS:
            return False
        newest = self.collection.catalog.newest_year
        asked = ((unit, year) for unit in meaning.units for year in meaning.years or (newest(unit),))
        return all(_is_among(meaning.targets[0], self._printed(unit, year)) for unit, year in asked)

    def is_figure(self, item: str) -> bool:
        """Whether a name stands for one figure, and some document prints it."""
        target = self.figure(item)
        return target is not None and _is_among(target, self.guide.printed)

    def tells_term(self, question: str) -> bool:
        """Whether a question about a term that a document explains asks what it means."""
        return self.meaning(question).operation == "define"


def _meaning(draft: Draft, outcome: Outcome) -> Meaning:
    query = outcome if isinstance(outcome, Query) else Query("")
    units = query.units if len(query.units) <= MOST_UNITS else ()
    return Meaning(query.operation, units, query.years, query.targets, bool(draft.groups), bool(draft.targets))


def _figure(text: str, collection: Collection, lexicon: Lexicon) -> Target | None:
    """The one figure that a text names by itself."""
    draft = read_question(analyse(text, lexicon, DAY), collection.catalog)
    alone = len(draft.targets) == 1 and not unexplained(draft) and not draft.groups
    return draft.targets[0].target if alone else None


def _is_among(target: Target, printed: frozenset[Printed]) -> bool:
    return any((source.kind, source.subject, source.aspect) in printed for source in target.sources)


def _printed_by(collection: Collection, unit: str, year: int) -> frozenset[Printed]:
    rows = collection.store.run(distinct_rows("facts", ("year", "status", *FIGURE), {"unit_id": (unit,)}, "fact_id"))
    return frozenset(tuple(row[name] for name in FIGURE) for row in rows if row["year"] == year and row["status"] != BLANK)
