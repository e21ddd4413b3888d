"""负责社保卡发行吗: what a unit's duties say of a matter."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from service.assets import load
from service.language.lexicon import fold_name
from service.language.words import compiled
from service.query.draft import Draft
from service.query.finder import Collection
from service.query.logical import Query, Slot
from service.reply.citations import cite_passage
from service.reply.offices import BY_TEXT, said_of
from service.reply.result import Result, declined
from service.reply.texts import duty_passages
from service.reply.words import join, say_passage

OPERATION = "matter"
SHOWN = 5


class MatterWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/matters.yaml."""

    asked: list[str]
    between: str
    around: str
    examples: dict[str, str]
    unchanged: list[str]


@cache
def matter_words() -> MatterWords:
    """prompts/lexicon/matters.yaml."""
    return load("lexicon/matters.yaml", MatterWords)


def read_matter(collection: Collection, draft: Draft) -> Query | None:
    """The query for what a unit's duties say of the matter of a question; None where none is asked for, or they say nothing."""
    units = {unit for group in draft.groups for unit in group.units}
    matter = asked_matter(draft)
    if len(units) != 1 or draft.analysis.refused or not matter:
        return None
    unit = next(iter(units))
    if not _clauses(collection, unit, matter):
        return None
    slots = (Slot("units", unit, "said"), Slot("targets", matter, "said"))
    return Query(OPERATION, (unit,), text=draft.analysis.text, title=matter, explicit=frozenset({"units"}), slots=slots)


def asked_matter(draft: Draft) -> str:
    """What a question asks the unit's duties for, "" if nothing."""
    named = {i for group in draft.groups for i in range(group.start, group.stop)}
    # 监管局有公车吗: the characters of a unit's name ask for nothing.
    text = "".join("," if i in named else character for i, character in enumerate(draft.analysis.text))
    found = next(filter(None, (compiled(pattern).search(text) for pattern in matter_words().asked)), None)
    return compiled(matter_words().around).sub("", found["matter"]) if found else ""


def _clauses(collection: Collection, unit: str, matter: str) -> list[tuple[str, int, int]]:
    """The parts of the unit's duties that say most of the matter: passage, start, stop."""
    scored = [
        (said_of(matter, fold_name(passage["text"][start:stop])), (passage["passage_id"], start, stop))
        for passage in duty_passages(collection, unit) for start, stop in _parts(passage["text"])
    ]
    best = max((score for score, _ in scored), default=0.0)
    return [place for score, place in scored if score == best >= BY_TEXT][:SHOWN]


def _parts(text: str) -> list[tuple[int, int]]:
    ends = [found.start() for found in re.finditer(matter_words().between, text)] + [len(text)]
    starts = [0, *(end + 1 for end in ends)]
    return [(start, stop) for start, stop in zip(starts, ends) if text[start:stop].strip()]


def tell_matter(collection: Collection, query: Query) -> Result:
    """The duties that are about the matter, as printed."""
    unit = query.units[0]
    found = _clauses(collection, unit, query.title)
    if not found:
        return declined("duties_missing", unit=unit)
    texts = {p["passage_id"]: p["text"] for p in duty_passages(collection, unit)}
    told = [texts[passage][start:stop].strip() for passage, start, stop in found]
    citations = tuple(cite_passage(collection, *place) for place in found)
    return Result(say_passage(unit, join(told)), citations=citations, ranking=(unit,))
