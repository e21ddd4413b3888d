"""QUERY → QUERY: bounds that no number gives: the mean (高于平均的), another unit's figure (比武汉高的有哪几家), and units that are counted."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.words import compiled, enumerate_words, variant_words
from service.quantities import parse_numeral
from service.query.draft import Draft
from service.query.logical import Condition, Decline, Outcome, Query

# What a question of units may be read as before it is known that only those that meet a bound are wanted.
OF_UNITS = frozenset({"lookup", "compare", "rank", "average", "condition", "difference", "sum", "list_units"})
PLAIN = frozenset({"lookup", "names"})
BOUNDS = frozenset({"more_than", "at_least", "less_than", "at_most", "between", "around", "is_zero", "exists"})
COMPARES = ("more_measure", "compare", "more_than", "less_than", "most", "least")
MEANS = ("above_mean", "below_mean")
MORE, LESS = ">", "<"


def set_bounds(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """The first bound that the question sets without a number; the order is the order below."""
    several = len(query.targets) != 1
    unset = draft.analysis.has("place_of") and (several or query.operation != "rank" or _among_items(draft))
    if unset or several and draft.analysis.has(*MEANS):
        words = next(m.text for m in draft.analysis.of("operation") if {"place_of", *MEANS} & set(m.ids))
        return Decline("left_out", (("word", words),))
    refused = _not_told(query, draft)
    if refused:
        return Decline("left_out", (("word", refused),))
    if several and query.operation == "condition" and draft.targets:
        return _of_several(query, draft)
    if query.operation in ("rank", "rank_parts"):
        query = _places(query, draft)
        if isinstance(query, Decline):
            return query
    if len(query.targets) != 1 or draft.indicators or draft.sections or query.operation not in OF_UNITS:
        return query
    bounds = (_mean, _than_unit, _place, _counted)
    return next(filter(None, (bound(query, draft, catalog) for bound in bounds)), query)


def _not_told(query: Query, draft: Draft) -> str:
    """The words of what no answer tells: two units' own items in one order, the first few as one share, items that are empty."""
    text, (first, *others) = draft.analysis.text, draft.groups or (None,)
    if query.operation == "rank" and len({placed.target.id for placed in draft.targets}) == len(draft.targets) == len(draft.groups) == 2:
        apart = first.start < draft.targets[0].start < others[0].start < draft.targets[1].start
        return text[draft.targets[1].start : draft.targets[1].stop] if apart else ""
    zero = query.condition is not None and query.condition.op == "=" and query.condition.low == 0
    if query.operation == "condition" and len(query.units) == 1 and zero and compiled(variant_words().which_part).search(text):
        return next((m.text for m in draft.analysis.of("operation") if "is_zero" in m.ids), "")
    return ""


def _mean(query: Query, draft: Draft, catalog: Catalog) -> Query | None:
    """哪些单位总预算高于平均: the mean of all units that are asked about."""
    if not draft.analysis.has(*MEANS) or len(query.units) < 2 or draft.condition:
        return None
    op = MORE if draft.analysis.has("above_mean") else LESS
    return replace(query, operation="condition", condition=Condition(op, mean=True), order="")


def _than_unit(query: Query, draft: Draft, catalog: Catalog) -> Query | None:
    """公用经费比武汉高的有哪几家: the figure of the unit that is named; all others may meet the bound."""
    named = [group for group in draft.groups if len(group.units) == 1]
    if not draft.each or len(named) != 1 or len(draft.groups) != 1 or draft.condition or draft.analysis.of("quantity"):
        return None
    words, (group,) = variant_words(), named
    before, after = draft.analysis.text[: group.start], draft.analysis.text[group.stop :]
    thans = ((">=", words.at_least_unit), ("<=", words.at_most_unit), (MORE, words.more_than_unit), (LESS, words.less_than_unit))
    op = next((op for op, than in thans if compiled(than).search(f"{before}\0{after}")), "")
    if not op:
        return None
    others = tuple(unit for unit in catalog.units if unit not in group.units)
    condition = Condition(op, than=group.units[0])
    return replace(query, operation="condition", units=others, each=True, condition=condition, order="", claimed="")


def _place(query: Query, draft: Draft, catalog: Catalog) -> Query | None:
    """深圳三公排第几: the place of one unit among all."""
    named = [group for group in draft.groups if len(group.units) == 1]
    if _among_items(draft) or not draft.analysis.has("place_of") or len(named) != 1 or len(draft.groups) != 1 or len(query.years) > 1:
        return None
    order = "asc" if compiled(variant_words().from_below).search(query.text) else "desc"
    return replace(query, operation="rank", units=catalog.units, each=True, claimed=named[0].units[0], order=order, limit=None, nth=None)


def _among_items(draft: Draft) -> bool:
    """差旅费在公用经费里排第几: a place among the items of a figure, not among units."""
    items = draft.analysis.of("measure", "function", "economic", "project")
    among = compiled(variant_words().in_all)
    return len(items) > 1 and among.match(draft.analysis.text[items[-1].stop :]) is not None


def _of_several(query: Query, draft: Draft) -> Query | Decline:
    """既有事业收入又有其他收入的单位: one bound that several figures meet at once; two bounds are not told together."""
    said = {m.ids for m in draft.analysis.of("operation") if set(m.ids) & BOUNDS}
    jointly = len(said) < 2 and compiled(variant_words().jointly).search(query.text) and not draft.analysis.has("more_measure", "compare")
    if jointly and query.condition:
        return replace(query, condition=replace(query.condition, other=None, every=True))
    if query.condition and query.condition.other is not None and draft.analysis.has(*COMPARES):
        return query
    return Decline("left_out", (("word", draft.analysis.text[draft.targets[-1].start : draft.targets[-1].stop]),))


def _places(query: Query, draft: Draft) -> Query | Decline:
    """第一名和第二名: the first two; other places are told one at a time."""
    found = [number["n"] for number in compiled(variant_words().places_said).finditer(query.text)]
    places = sorted({int(parse_numeral(number) or 0) for number in found})
    if len(places) < 2:
        return query
    if places != list(range(1, len(places) + 1)):
        return Decline("left_out", (("word", enumerate_words(f.group() for f in compiled(variant_words().places_said).finditer(query.text))),))
    order = "asc" if compiled(variant_words().from_below).search(query.text) else "desc"
    return replace(query, limit=len(places), nth=None, order=order, explicit=query.explicit - {"op:most", "op:least"})


def _counted(query: Query, draft: Draft, catalog: Catalog) -> Query | None:
    """有几家单位安排了信息化建设: the units that have the item, with how many they are."""
    counts = draft.each and not draft.groups and compiled(variant_words().how_many_units).search(query.text)
    if not counts or query.operation not in PLAIN or draft.condition:
        return None
    return replace(query, operation="condition", condition=Condition(MORE), explicit=query.explicit | {"each"})
