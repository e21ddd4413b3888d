"""PARTS → PARTS: the parts of a figure without those that the question leaves out."""

from __future__ import annotations

from service.query.finder import Figure
from service.query.logical import Query, Target
from service.query.targets import make_target
from service.reply.result import Result, declined
from service.reply.words import join, say


def without(parts: list[Figure], query: Query) -> list[Figure]:
    """The parts that are left; none where something is left out that is no part."""
    gone = [[part for part in parts if _is(part, target)] for target in query.less]
    if not all(gone):
        return []
    return [part for part in parts if not any(part in found for found in gone)]


def _is(part: Figure, target: Target) -> bool:
    fact = part.facts[0]
    places = {(source.subject, source.aspect) for source in target.sources}
    return fact["subject"] in target.id.split("|") or (fact["subject"], fact["aspect"]) in places


def say_lead(query: Query) -> str:
    """What stands before the parts: which of them are not told."""
    return say("breakdown_besides", less=_names(query)) if query.less else say("breakdown_lead")


def not_left_out(query: Query, unit: str, year: int) -> Result:
    """A refusal: nothing is left, or what is left out is no part."""
    item = (query.targets or (make_target("project"),))[0].name
    return declined("no_other_part", unit=unit, year=year, item=item, part=_names(query))


def _names(query: Query) -> str:
    return join([target.name for target in query.less])
