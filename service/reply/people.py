"""A figure for each person: of the people whose money it is, or of the whole staff; computed where both are printed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from service.language.measures import measures
from service.language.words import compiled, variant_words
from service.quantities import parse_numeral
from service.query.finder import Collection
from service.query.logical import Query
from service.query.targets import make_target
from service.reply.amounts import show_computed, show_figure, text_of
from service.reply.answer import AnswerTable, TableColumn
from service.reply.figures import asks_extreme, figure_result, needs_two
from service.reply.result import Result, declined, gather, item_name, refuse
from service.reply.words import headings, say, word

# Items that count people, and those that count the whole staff.
STAFF = "staff."
# Money that is not for the people of the unit.
OF_PROJECTS = ("project:", "task:")
WHOLE_STAFF = ["staff_actual", "staff_total"]
# Numbers of people that an asker may name himself (按在职5人算).
QUOTA = ["staff_quota"]
EVERY_COUNT = [*WHOLE_STAFF, *QUOTA]


def per_person(collection: Collection, query: Query) -> Result:
    """Each item of each unit for each of its people; in order where one was asked for."""
    results = [
        _one(collection, replace(query, units=(unit,), targets=(target,))) for unit in query.units for target in query.targets
    ]
    good = [result for result in results if result.status == "answered"]
    if len(results) == 1 or not good:
        return results[0]
    if query.order:
        good = sorted(good, key=lambda result: Decimal(result.value.number), reverse=query.order != "asc")
    told = good[:1] if asks_extreme(query) else good
    missing = list(dict.fromkeys(result.answer for result in results if result.status != "answered"))
    return replace(
        good[0], answer=_lead(good[0], query) + "".join(r.answer for r in told) + ("" if query.each else "".join(missing)),
        value=good[0].value if asks_extreme(query) else None, table=_table(good),
        facts=tuple(fact for result in good for fact in result.facts),
        notes=tuple(dict.fromkeys([note for result in good for note in result.notes] + missing)),
        ranking=tuple(dict.fromkeys(result.ranking[0] for result in good)),
        figures=tuple(figure for result in good for figure in result.figures),
    )


def _lead(first: Result, query: Query) -> str:
    """The unit with the most or the least for each person, named first."""
    if not asks_extreme(query):
        return ""
    return say("per_person_most", unit=first.ranking[0], item=item_name(first.figures[0]), order=word("extremes", query.order or "desc"))


def _table(results: list[Result]) -> AnswerTable:
    columns = [TableColumn(headings()["unit"]), TableColumn(headings()["item"]), TableColumn(headings()["year"]),
               TableColumn(headings()["amount"], results[0].value.unit)]
    return AnswerTable(columns, [[r.ranking[0], item_name(r.figures[0]), str(r.years[0]), r.value.number] for r in results])


def _people(id_: str) -> list[str]:
    """Which people a figure is for: those whose money it is, else the whole staff."""
    return [r.id for r in measures().values() if r.money == id_ and r.subject.startswith(STAFF)] or WHOLE_STAFF


def _one(collection: Collection, query: Query) -> Result:
    figures, missing = gather(collection, query, query.targets)
    if len(figures) != 1:
        return refuse(missing) if missing else needs_two(figures)
    if figures[0].target.id.startswith(OF_PROJECTS):
        return declined("people_of_project", unit=figures[0].unit, year=figures[0].year, item=item_name(figures[0]))
    said = compiled(variant_words().counted_people).search(query.text)
    ids = EVERY_COUNT if said else QUOTA if compiled(variant_words().by_quota).search(query.text) else _people(figures[0].target.id)
    counts = [f for id_ in ids for f in gather(collection, query, (make_target(id_),))[0] if not said or f.value == parse_numeral(said["n"])]
    if said and not counts:
        return declined("people_other_count", unit=query.units[0], people=said["n"])
    if not counts or counts[0].value == 0:
        return declined("people_missing", unit=query.units[0], year=figures[0].year)
    figure, people = figures[0], counts[0]
    value = show_computed(figure.value / people.value, figure.measure, query.display)
    answer = say("per_person", unit=figure.unit, year=figure.year, item=item_name(figure), amount=text_of(value),
                 total=text_of(show_figure(figure)), people=text_of(show_figure(people)))
    return replace(
        figure_result(collection, query, [figure], missing), answer=answer, value=value, facts=(*figure.facts, *people.facts)
    )
