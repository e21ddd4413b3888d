"""The whole of a share: said by the asker, or the total that the part belongs to."""

from __future__ import annotations

from dataclasses import replace

from service.facts.store import Row
from service.language.measures import Source
from service.query.finder import Collection, Figure, Missing, find_figures, value_of
from service.query.logical import Query, Target
from service.query.targets import make_target, source_words
from service.reply.amounts import same_measure
from service.reply.words import join, say


def find_whole(collection: Collection, query: Query, figure: Figure) -> Figure | Missing:
    """The figure's whole, from the same table if it stands there. Missing where there is none."""
    if query.base_units:
        return _sum_of_units(collection, query, figure)
    base = query.base or _own_total(figure)
    found = find_figures(collection, query, base, figure.unit)
    same_year = [f for f in found if f.year == figure.year] or list(found)
    whole = same_year[0]
    return _from_same_table(base, figure, whole) if isinstance(whole, Figure) else whole


def _sum_of_units(collection: Collection, query: Query, figure: Figure) -> Figure | Missing:
    """The same figure of the units after 占, added up."""
    units = collection.catalog.units if query.base_units == ("all",) else query.base_units
    found = [f for unit in units for f in find_figures(collection, query, query.base or figure.target, unit)]
    missing = next((f for f in found if isinstance(f, Missing)), None)
    if missing is not None:
        return missing
    total = same_measure([f for f in found if isinstance(f, Figure)])
    if total is None or len(total) != len(units):
        return Missing(figure.unit, figure.year, "item_missing", (("item", figure.target.name),))
    name = (
        f"{join(units)}{figure.target.name}"
        if len(units) < len(collection.catalog.units)
        else say("all_units", count=len(units), item=figure.target.name)
    )
    facts = tuple(fact for f in total for fact in f.facts)
    return replace(total[0], target=replace(figure.target, name=name), value=sum(f.value for f in total), facts=facts, none=False)


def _from_same_table(base: Target, figure: Figure, whole: Figure) -> Figure:
    """Both sides from one table: the whole's row in the part's own table, where that table prints it."""
    rows = [row for row in (*whole.facts, *whole.others) if row["table_id"] and row["table_id"] == figure.facts[0]["table_id"]]
    if not rows or rows[0] in whole.facts:
        return whole
    row = rows[0]
    return Figure(
        figure.unit, figure.year, base, value_of(row), row["measure_unit"], False, (row,), (), "", figure.stage, whole.statement
    )


def _own_total(figure: Figure) -> Target:
    """The grand total of the kind of table that the part stands in."""
    fact = figure.facts[0]
    family = source_words().families.get(fact["subject_class"]) or source_words().families.get(fact["aspect"])
    if family and family != figure.target.id:
        return make_target(family)
    return Target("expenditure_total", make_target(_total_name(fact)).name, _total_sources(fact), "", "total")


def _total_name(fact: Row) -> str:
    return "income_total" if fact["side"] == "income" else "expenditure_total"


def _total_sources(fact: Row) -> tuple[Source, ...]:
    """The totals that a table of this kind may print, then those of any table."""
    wanted = "sum.income_total" if fact["side"] == "income" else "sum.expenditure_total"
    aspect = {"general_basic_expenditure": "basic"}.get(fact["kind"], "total")
    own = (Source(fact["kind"], wanted, "total"), Source(fact["kind"], "total", aspect))
    return own + make_target(_total_name(fact)).sources
