"""The whole of a share: said by the asker, or the total that the part belongs to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from service.facts.store import Row, value_of
from service.language.measures import Source, measures
from service.language.scopes import WHOLE, scopes
from service.language.source_words import source_words
from service.query.finder import Collection, Figure, Missing, find_change, find_figures
from service.query.logical import Query, Target
from service.query.targets import amount_of, make_target
from service.reply.amounts import percentage, same_measure
from service.reply.result import gather, item_name
from service.reply.words import join, note, say

# The parts of basic expenditure.
BASIC = ("personnel", "public")
# Totals of the year alone, and those that hold what is carried over too.
WITH_CARRIED = {"expenditure_current": "expenditure_total", "income_current": "income_total"}
# The grand totals, and the measure that the total of a table of basic expenditure is.
TOTALS, BASIC_TOTAL = ("expenditure_total", "income_total"), "basic"
# A printed share is of the same whole if it is this near to the computed one.
NEAR = Decimal("0.05")


def find_whole(collection: Collection, query: Query, figure: Figure) -> Figure | Missing:
    """The figure's whole, from the same table if it stands there. Missing where there is none."""
    if query.base_units:
        return _sum_of_units(collection, query, figure)
    base = _in_table_of(query.base, figure) if query.base else _own_total(figure)
    found = find_figures(collection, query, base, figure.unit)
    same_year = [f for f in found if f.year == figure.year] or list(found)
    whole = same_year[0]
    if isinstance(whole, Missing) and base.id in WITH_CARRIED:
        return _proved_total(collection, query, figure, WITH_CARRIED[base.id]) or whole
    own_basis = base.scope == WHOLE
    return _from_same_table(base, figure, whole) if isinstance(whole, Figure) and not own_basis else whole


def _proved_total(collection: Collection, query: Query, part: Figure, total: str) -> Figure | None:
    """The grand total as the whole that a text calls 本年支出: proved by the share of it that the text prints of the part."""
    found = [f for f in find_figures(collection, query, make_target(total), part.unit) if isinstance(f, Figure) and f.year == part.year and f.value]
    printed = find_change(collection, query, part.target, part.unit, part.year, "share") if found else ()
    same = [row for row in printed if abs(row["value"] - percentage(part.value, found[0].value)) <= NEAR]
    return found[0] if same and same_measure([part, found[0]]) else None


def gather_parts(collection: Collection, query: Query) -> tuple[list[Figure], list[Missing]]:
    """The parts of a share: of each item the amount that is within the whole; where no table has it apart, it is missing."""
    figures: list[Figure] = []
    missing: list[Missing] = []
    for unit in query.units:
        for target in query.targets:
            found = _gather_part(collection, replace(query, units=(unit,)), target)
            figures += found[0]
            missing += found[1]
    return figures, missing


def _gather_part(collection: Collection, query: Query, target: Target) -> tuple[list[Figure], list[Missing]]:
    wanted = _within(query.base, target)
    # A document that does not part basic expenditure into personnel and public prints the item's basic amount only.
    choices = [wanted] if wanted.aspect not in BASIC or wanted is target else [wanted, make_target(wanted.id, "basic", wanted.scope)]
    tried = [gather(collection, query, (choice,)) for choice in choices]
    figures, missing = next((found for found in tried if found[0]), tried[0])
    return ([_plainly(collection, query, target, figure) for figure in figures] if wanted is not target else figures), missing


def _plainly(collection: Collection, query: Query, target: Target, figure: Figure) -> Figure:
    """The item under its own name, where all of it is within the whole."""
    whole = gather(collection, query, (target,))[0]
    same = target.id == figure.target.id and len(whole) == 1 and whole[0].value == figure.value
    return replace(figure, target=replace(figure.target, name=target.name)) if same else figure


def _within(base: Target | None, part: Target) -> Target:
    """The amount of the part that is within its whole: 维修费 of 项目支出 is its 项目支出, 公用经费 of 事业运行 is that account's."""
    if base is None or base.id == part.id or part.aspect != "total" and part.id not in measures():
        return part
    return amount_of(part, base) or amount_of(base, part) or part


def _in_table_of(base: Target, figure: Figure) -> Target:
    """A whole that is an amount of all items (项目支出) is looked for in the part's own table too."""
    fact, record = figure.facts[0], measures().get(base.id)
    if record is None or not record.joins or not fact["table_id"]:
        return base
    own = Source(fact["kind"], "total", record.aspect)
    return base if own in base.sources else replace(base, sources=(*base.sources, own))


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


def whole_name(query: Query, whole: Figure) -> str:
    """What the whole of a share is called: by its basis and its amount where it is the total of a table of a part only (基本支出表)."""
    fact, name = whole.facts[0], item_name(whole) if whole.target.scope else whole.target.name
    if query.base or query.base_units or fact["scope"] not in scopes() or not _is_total_of_part(whole):
        return name
    own = make_target(BASIC_TOTAL).name if fact["aspect"] == "basic" else name
    basis = scopes()[fact["scope"]].name if fact["scope"] != WHOLE else ""
    return own if basis in own else f"{basis}{own}"


def _is_total_of_part(whole: Figure) -> bool:
    """Whether a total called 总支出 is that of one basis or of basic expenditure only."""
    fact = whole.facts[0]
    return whole.target.id in TOTALS and (fact["scope"] != WHOLE or fact["aspect"] == "basic")


def basis_note(collection: Collection, query: Query, part: Figure, whole: Figure) -> tuple[str, ...]:
    """What the two sides cover, where the part is only told on a narrower basis on which the whole is another amount."""
    own, other = part.facts[0]["scope"], whole.facts[0]["scope"]
    said = part.target.scope or part.target.id == scopes()[own].measure if own in scopes() else True
    if own == other or other != WHOLE or said or query.base_units or part.formula:
        return ()
    found = find_figures(collection, query, make_target(whole.target.id, "total", own), part.unit)
    if any(isinstance(f, Missing) or f.value == whole.value for f in found):
        return ()
    return (note("share_basis", item=part.target.name, scope=scopes()[own].name, base=whole.target.name),)
