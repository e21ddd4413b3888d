"""执行率: what was spent in the end as a part of what was planned, where a document prints both."""

from __future__ import annotations

from dataclasses import replace

from service.query.finder import Collection, Figure, Missing, find_figures
from service.query.logical import Query
from service.reply.amounts import percentage, same_measure, show_figure, text_of
from service.reply.answer import Value
from service.reply.result import Result, declined, explain_missing, item_name
from service.reply.words import decline, note, say, word

STAGE = "rate"
# What may be the whole, the first that is printed.
PLANNED = ("adjusted", "budget")


def execution_rate(collection: Collection, query: Query) -> Result:
    """The rate of one figure of one unit and year; of several it is asked for one at a time."""
    if len(query.units) > 1 or len(query.years) > 1:
        return declined("rate_of_one")
    spent = _only(collection, query, "final")
    if isinstance(spent, Missing):
        return Result(explain_missing(spent), status="declined")
    planned = next((found for stage in PLANNED if isinstance(found := _only(collection, query, stage), Figure) and found.value), None)
    same = same_measure([spent, planned]) if planned else None
    if planned is None or same is None:
        return Result(decline("plan_missing", unit=spent.unit, year=spent.year, item=item_name(spent)), status="declined")
    rate = Value(f"{percentage(same[0].value, same[1].value):f}", "%")
    amounts = {"spent": text_of(show_figure(spent, query.display)), "planned": text_of(show_figure(planned, query.display))}
    return Result(
        say("execution_rate", unit=spent.unit, year=spent.year, item=item_name(spent), rate=text_of(rate), base=word("planned", planned.stage), **amounts),
        value=rate, facts=(*spent.facts, *planned.facts), notes=(note("computed", formula=f"{amounts['spent']} ÷ {amounts['planned']} = {text_of(rate)}"),),
        ranking=(spent.unit,), years=(spent.year,), figures=(spent,), statement=spent.statement,
    )


def _only(collection: Collection, query: Query, stage: str) -> Figure | Missing:
    """The one figure of a stage; several of one name are none."""
    found = find_figures(collection, replace(query, stage=stage), query.targets[0], query.units[0])
    first = found[0]
    return first if len(found) == 1 or isinstance(first, Missing) else Missing(first.unit, first.year, "item_missing", (("item", first.target.name),))
