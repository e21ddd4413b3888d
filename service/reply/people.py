"""A figure for each person: of the people whose money it is, or of the whole staff."""

from __future__ import annotations

from dataclasses import replace

from service.language.measures import measures
from service.query.finder import Collection
from service.query.logical import Query
from service.query.targets import make_target
from service.reply.amounts import round_half_up, show, show_figure, text_of
from service.reply.figures import figure_result, needs_two
from service.reply.result import Result, declined, gather, item_name, refuse
from service.reply.words import say

# Items that count people, and those that count the whole staff.
STAFF = "staff."
WHOLE_STAFF = ["staff_actual", "staff_total"]


def per_person(collection: Collection, query: Query) -> Result:
    """A figure for each person of the unit, where its document prints how many there are."""
    results = [_unit_per_person(collection, replace(query, units=(unit,))) for unit in query.units]
    good = [result for result in results if result.status == "answered"]
    if len(results) == 1 or not good:
        return results[0]
    return replace(
        good[0],
        answer="".join(r.answer for r in good),
        value=None,
        facts=tuple(f for r in good for f in r.facts),
        notes=tuple(dict.fromkeys([n for r in good for n in r.notes] + [r.answer for r in results if r.status != "answered"])),
    )


def _people(id_: str) -> list[str]:
    """Which people a figure is for: those whose money it is, else the whole staff."""
    return [r.id for r in measures().values() if r.money == id_ and r.subject.startswith(STAFF)] or WHOLE_STAFF


def _unit_per_person(collection: Collection, query: Query) -> Result:
    figures, missing = gather(collection, query, query.targets[:1])
    if len(figures) != 1:
        return refuse(missing) if missing else needs_two(figures)
    counts = [f for id_ in _people(figures[0].target.id) for f in gather(collection, query, (make_target(id_),))[0]]
    if not counts or counts[0].value == 0:
        return declined("people_missing", unit=query.units[0], year=figures[0].year)
    figure, people = figures[0], counts[0]
    value = show(round_half_up(figure.value / people.value), figure.measure, 2, query.display)
    answer = say("per_person", unit=figure.unit, year=figure.year, item=item_name(figure), amount=text_of(value),
                 total=text_of(show_figure(figure)), people=text_of(show_figure(people)))
    return replace(
        figure_result(collection, query, [figure], missing), answer=answer, value=value, facts=(*figure.facts, *people.facts)
    )
