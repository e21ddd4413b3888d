"""What else can be asked: complete questions near one that was not answered, each of them tried before it is offered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from service.facts.store import Row
from service.language.lexicon import fold_text
from service.language.measures import MeasureRecord, measures
from service.query.draft import Draft
from service.query.finder import Collection
from service.query.logical import Clarify, Decline, Outcome, Query, Target
from service.query.names import unexplained
from service.query.resolver import example_ids
from service.query.targets import make_target
from service.reply.answer import Choice
from service.reply.canonical import canonical, essence
from service.reply.items import ItemNames
from service.reply.result import Result
from service.reply.words import refusal_words

OFFERED, TRIED = 3, 6
# How much of a word must be in an item's name for the item to be near it.
NEAR = 0.6

Read = Callable[[str], tuple[Outcome, Result | None]]


@dataclass(frozen=True)
class Asked:
    """A question that was not answered: what it says by itself, what it was taken for, how it went."""

    draft: Draft
    outcome: Outcome
    result: Result | None


def near_questions(collection: Collection, names: ItemNames, asked: Asked, read: Read) -> tuple[Choice, ...]:
    """Up to three questions near a refused one that are answered; none for what no budget document answers."""
    if isinstance(asked.outcome, Decline) and asked.outcome.code in refusal_words().without_choices:
        return ()
    tried = islice(_distinct(_near(collection, asked)), TRIED)
    fitting = (canonical(query, collection, names) for query in tried if answered_as(collection, names, query, read))
    return tuple(Choice(question, question) for question in islice(fitting, OFFERED))


def whole_questions(collection: Collection, names: ItemNames, asked: Clarify, read: Read) -> tuple[Choice, ...]:
    """The choices of a question back as questions that stand alone; those that would not be answered are left out."""
    choices = []
    for label, question in asked.choices:
        outcome, result = read(question)
        if result is None or result.status != "answered" or not isinstance(outcome, Query):
            continue
        own = answered_as(collection, names, outcome, read)
        choices.append(Choice(label, canonical(outcome, collection, names) if own else question))
    return tuple(choices)


def answered_as(collection: Collection, names: ItemNames, query: Query, read: Read) -> Result | None:
    """The result of a query's canonical question; None where that is not understood as the query, or not answered."""
    outcome, result = read(canonical(query, collection, names))
    if result is None or result.status != "answered" or not isinstance(outcome, Query):
        return None
    return result if essence(outcome, collection.catalog) == essence(query, collection.catalog) else None


def _distinct(queries: Iterator[Query]) -> Iterator[Query]:
    seen = set()
    for query in queries:
        key = (query.operation, query.units, query.years, tuple((t.id, t.aspect, t.scope) for t in query.targets))
        if key not in seen:
            seen.add(key)
            yield query


def _near(collection: Collection, asked: Asked) -> Iterator[Query]:
    """The nearest first: the same item elsewhere or in another year, items of a like name, totals."""
    units, targets = _units(collection, asked), _targets(asked)
    word = _word(asked)
    same = [Query("lookup", (unit,), targets=(target,)) for target in targets for unit in units]
    like = [Query("lookup", (unit,), targets=(target,)) for unit in units[:1] for target in _like(collection, unit, word, targets)]
    others = targets or (() if like else _like_anywhere(collection, word))
    elsewhere = [Query("lookup", (unit,), targets=(target,)) for target in others for unit in _disclosing(collection, target, units)]
    totals = [Query("lookup", (unit,), targets=(make_target(id_),)) for unit in units for id_ in example_ids()]
    yield from (*same[:2], *like[:1], *elsewhere[:1], *like[1:2], *elsewhere[1:2], *totals)


def _units(collection: Collection, asked: Asked) -> tuple[str, ...]:
    """The units that the question is about; the first of the collection where it names none that is there."""
    if isinstance(asked.outcome, Query) and asked.outcome.units:
        return asked.outcome.units
    named = tuple(dict.fromkeys(unit for group in asked.draft.groups for unit in group.units))
    return named or collection.catalog.units[:1]


def _targets(asked: Asked) -> tuple[Target, ...]:
    if isinstance(asked.outcome, Query):
        return asked.outcome.targets
    return tuple(placed.target for placed in asked.draft.targets)


def _word(asked: Asked) -> str:
    """The word that was not understood, or the items that were not found."""
    if not isinstance(asked.outcome, Decline):
        return "".join(target.name for target in _targets(asked))
    analysis, left = asked.draft.analysis, unexplained(asked.draft)
    if not left:
        return ""
    # 会 of 会计费 is a filler by itself: what stands right beside the word may belong to it.
    beside = [m for m in analysis.of("filler") if m.stop == left[0][0] and m.stop - m.start == 1]
    return analysis.text[beside[0].start if beside else left[0][0] : left[-1][1]]


def items_of_unit(collection: Collection, unit: str) -> dict[str, str]:
    """The ids and names of what a unit's newest documents print amounts of."""
    year = collection.catalog.newest_year(unit)
    rows = collection.store.fetch("facts", {"unit_id": unit, "year": year, "aspect": "total"}, ("fact_id",))
    return {**{record.id: record.name for record in _measures_in(rows)}, **_named_in(rows)}


def _like(collection: Collection, unit: str, word: str, but: tuple[Target, ...]) -> list[Target]:
    """The items of a unit whose names have most of a word's characters, the nearest first."""
    items = items_of_unit(collection, unit)
    return [make_target(id_) for id_ in _nearest(word, items) if id_ not in {target.id for target in but}]


def _like_anywhere(collection: Collection, word: str) -> tuple[Target, ...]:
    """The account of the collection whose name is nearest to a word, if any is near."""
    accounts = {subject: name for subject, _, name in sorted(collection.catalog.accounts)}
    return tuple(make_target(id_) for id_ in _nearest(word, accounts)[:1])


def _nearest(word: str, items: dict[str, str]) -> list[str]:
    scored = [(_likeness(word, name), id_) for id_, name in items.items()]
    return [id_ for score, id_ in sorted(scored, key=lambda pair: -pair[0]) if score >= NEAR]


def _measures_in(rows: list[Row]) -> list[MeasureRecord]:
    subjects = {(row["subject"], row["aspect"]) for row in rows}
    return [record for record in measures().values() if (record.subject, record.aspect) in subjects]


def _named_in(rows: list[Row]) -> dict[str, str]:
    return {row["subject"]: row["subject_name"] for row in rows if row["subject_class"] in ("function", "economic", "project")}


@cache
def _folded(text: str) -> frozenset[str]:
    return frozenset(fold_text(text).text)


def _likeness(word: str, name: str) -> float:
    """How much two names have in common, by their characters: 1 for the same ones."""
    said, printed = _folded(word), _folded(name)
    return 2 * len(said & printed) / (len(said) + len(printed)) if said and printed else 0


def _disclosing(collection: Collection, target: Target, but: tuple[str, ...]) -> list[str]:
    """Other units whose documents print an item."""
    subjects = dict.fromkeys(source.subject for source in target.sources)
    rows = [row for subject in subjects for row in collection.store.fetch("facts", {"subject": subject}, ("fact_id",))]
    return [unit for unit in dict.fromkeys(row["unit_id"] for row in rows) if unit not in but]
