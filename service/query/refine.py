"""OUTCOME → OUTCOME: what depends on the whole query: words not understood, owners of names, parts instead of units."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.mentions import Mention
from service.language.words import compiled, enumerate_words, places, variant_words
from service.quantities.model import WITHOUT_PREFIX
from service.query.added_up import not_added_up
from service.query.bounds import set_bounds
from service.query.claims import settle_claim
from service.query.crossed import cross
from service.query.deductions import deduct
from service.query.detail_words import only_each, only_holds
from service.query.draft import Draft
from service.query.finder import years_of
from service.query.logical import COUNTED_YEARS, Clarify, Decline, Outcome, Query, Target
from service.query.in_projects import keep_to_projects
from service.query.names import unknown_words
from service.query.parts_asked import take_apart
from service.query.people import set_people
from service.query.ratios import settle_ratio
from service.query.project_texts import as_sub_item, asks_goal, asks_grounds, tell_about_project
from service.query.references import counted_items
from service.query.resolver import WITHOUT_FIGURE
from service.query.share_wholes import set_share
from service.query.tables import has_table
from service.query.targets import in_table, is_count, make_target
from service.query.units import MANY_UNITS

BOUNDS = frozenset({"more_than", "at_least", "less_than", "at_most", "between"})
# Words that ask for indicators, or for something of them.
OF_INDICATORS = ("list_indicators", "indicator_weight", "indicator_basis", "indicator_limit")
# Operations over the items that a question lists.
COUNTED = frozenset({"sum", "share", "lookup", "compare", "average", "rank", "difference"})
# Units of numbers that set one figure against another.
RATIOS = tuple(unit for unit in WITHOUT_PREFIX if unit)
# Words for one of the two classifications (功能科目口径).
CLASS_SAID = {"as_function": "function", "as_economic": "economic"}
ACCOUNTS = ("function.", "economic.")
# Statements on a unit that are no figures.
STATED = frozenset({"superior_unit", "unit_level", "unit_nature"})
DIVISIONS = "divisions"
ONE_UNIT = frozenset({"show_table", "list_tables", "duties"})
# What is told of projects beside their money.
ABOUT_PROJECT = frozenset({"funds", "purchases", "about_project", "code_of"})


def refine(outcome: Outcome, draft: Draft, catalog: Catalog) -> Outcome:
    """Check and complete an outcome; the order of the steps is the order below."""
    for step in (settle_claim, cross, settle_ratio, set_bounds, _refuse_unknown_words, _tell_indicators, _find_owners, _keep_to_table, set_people, _by_direction, _over_years, _limit_units, _miscounted, set_share, _one_classification, keep_to_projects, take_apart, _choose_parts, deduct):
        if not isinstance(outcome, Query) and step is not _tell_indicators:
            return outcome
        outcome = step(outcome, draft, catalog)
    return outcome


def _refuse_unknown_words(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """A word that nothing explains forbids an answer."""
    pieces = unknown_words(draft) or _unused_bounds(query, draft) or _unused_share(query, draft)
    pieces = pieces or _unused_numbers(query, draft) or _unused_fraction(query, draft) or _unused_names(query, draft)
    if not pieces:
        return query
    return Decline("not_understood", (("word", "".join(draft.analysis.text[start:stop] for start, stop in pieces)),))


def _unused_bounds(query: Query, draft: Draft) -> tuple[tuple[int, int], ...]:
    """A bound (超过, 低于) that no amount follows, or that is of another kind than the figure, was not understood."""
    condition = query.condition
    bounds = tuple((m.start, m.stop) for m in draft.analysis.of("operation") if set(m.ids) & BOUNDS)
    of_one = len(query.targets) * len(query.units) * max(1, len(query.years)) == 1
    if condition and query.operation == "lookup" and not of_one and not draft.indicators:
        return bounds
    if query.operation == "list_projects" and draft.analysis.has("change", "change_rate") and (len(query.units) > 1 or condition):
        return tuple((m.start, m.stop) for m in draft.analysis.of("operation") if {"change", "change_rate"} & set(m.ids))
    if len(bounds) > 1 and len(query.targets) > 1 and query.condition and query.condition.other is None:
        return bounds
    if bounds and draft.condition is None and query.operation not in ("condition", "difference") and not draft.indicators:
        return bounds
    of_share, percent = query.operation == "share", condition is not None and condition.unit == "%"
    amount = condition is not None and not percent and condition.low is not None
    return bounds if percent and not of_share or amount and of_share else ()


def _bounds_parts(draft: Draft) -> bool:
    """公用经费里1万以下的合计: an amount right after 里 bounds the parts of a figure, not the figure."""
    text, inside = draft.analysis.text, compiled(variant_words().inside)
    found = [(placed.stop, inside.match(text[placed.stop :])) for placed in draft.targets]
    ends = {stop + match.end() for stop, match in found if match}
    return any(m.start in ends for m in draft.analysis.of("quantity", "operation") if m.quantity or BOUNDS & set(m.ids))


def _unused_numbers(query: Query, draft: Draft) -> tuple[tuple[int, int], ...]:
    """天门24和23年, 一个月合多少: digits that no bound, no rank and no year has taken; a time for which no amount is told."""
    if draft.indicators or draft.sections:
        return ()
    quantities = [m for m in draft.analysis.of("quantity") if m.quantity]
    if query.condition is not None:
        bounded = query.condition.low is not None or query.operation != "condition"
        return () if bounded else tuple((m.start, m.stop) for m in quantities)
    bare = [m for m in quantities if m.text.isdigit() and len(m.text) < 3 or m.quantity.high is not None and not m.quantity.unit]
    bare += [m for m in quantities if m.quantity.unit in variant_words().time_units]
    ratios = [m for m in quantities if m.quantity.unit in RATIOS and query.operation in COUNTED]
    return tuple((m.start, m.stop) for m in (*bare, *ratios))


def _unused_share(query: Query, draft: Draft) -> tuple[tuple[int, int], ...]:
    """占比比上年变化多少: the change of a share is not that of its part."""
    changes = query.operation in ("change", "change_rate")
    return tuple((m.start, m.stop) for m in draft.analysis.of("operation") if changes and "part_of" in m.ids)


def _unused_fraction(query: Query, draft: Draft) -> tuple[tuple[int, int], ...]:
    """武汉一半的差旅费: a part in percent that is neither a bound nor a change was not understood."""
    if draft.condition or draft.analysis.has("change", "change_rate", "changed", "share", "multiple"):
        return ()
    return tuple((m.start, m.stop) for m in draft.analysis.of("quantity") if m.quantity and m.quantity.unit == "%")


def _unused_names(query: Query, draft: Draft) -> tuple[tuple[int, int], ...]:
    """A short name (基本, 货物) that names nothing here, and is no part of another name, was not understood."""
    if draft.indicators or draft.sections or query.operation in WITHOUT_FIGURE - {"list_projects"}:
        return ()
    spans = {i for placed in draft.targets for i in range(placed.start, placed.stop)}
    unused = [m for m in draft.analysis.of("contextual") if m.start not in spans and not _is_part_of_name(m, draft)]
    return tuple((m.start, m.stop) for m in unused)


def _is_part_of_name(mention: Mention, draft: Draft) -> bool:
    """Whether a short name is within the name of a figure (金保工程), or only heads one (办公费项目)."""
    if any(mention.text in placed.target.name for placed in draft.targets):
        return True
    heads = any(entry.type == "filler" for entry in mention.others) and not _is_amount(mention, draft)
    of_units = compiled(places().of_units).search(mention.text) is not None
    return heads and (of_units or any(placed.stop <= mention.start for placed in draft.targets))


def _is_amount(mention: Mention, draft: Draft) -> bool:
    """维修费的项目部分: an amount of the figure before it, not the end of its name."""
    return compiled(variant_words().amount_part).match(draft.analysis.text[mention.stop :]) is not None


def _tell_indicators(outcome: Outcome, draft: Draft, catalog: Catalog) -> Outcome:
    if isinstance(outcome, Decline):
        return outcome
    if isinstance(outcome, Query):
        outcome = _find_owners(outcome, draft, catalog)
    if isinstance(outcome, Query) and asks_goal(outcome):
        return replace(outcome, operation="purpose", explicit=outcome.explicit - {f"op:{id_}" for id_ in OF_INDICATORS})
    listed = _indicators_of(outcome, catalog) if isinstance(outcome, Query) and draft.analysis.has(*OF_INDICATORS) else ()
    indicators = draft.indicators or listed
    if not (indicators or draft.sections):
        return outcome
    if draft.sections:
        query = outcome if isinstance(outcome, Query) else Query("section")
        return replace(query, operation="section", terms=draft.sections, targets=(), base=None)
    query = outcome if isinstance(outcome, Query) else Query("indicator")
    said = () if draft.indicators else draft.analysis.of("operation")
    limits = tuple(mention.captured for mention in said if "indicator_limit" in mention.ids)
    own = tuple(n.id for n in catalog.names if n.type == "indicator" and n.id in indicators and n.unit in query.units)
    return replace(query, operation="indicator", terms=own or indicators, limits=limits, targets=(), base=None)


def _indicators_of(query: Query, catalog: Catalog) -> tuple[str, ...]:
    """The indicators of a project that is named by itself (…项目有哪些绩效指标)."""
    projects = [target.name for target in query.targets if target.id.startswith("project:")]
    if not projects and query.operation != "indicator":
        return ()
    return tuple(
        n.id
        for n in catalog.names
        if n.type == "indicator" and n.unit in query.units and (not projects or n.context.startswith(projects[0]))
    )


def _find_owners(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """An item that only some documents have is answered from those."""
    ids = [id_ for target in query.targets for id_ in (target.inside or target.id,) if id_.startswith(("project:", "task:", "name:"))]
    if not ids or "units" in query.explicit:
        return query
    owners = tuple(dict.fromkeys(name.unit for name in catalog.names if name.id in ids))
    if query.operation == "list_projects" and not set(owners) & set(query.units):
        return replace(query, operation="lookup")
    elsewhere = len(owners) == 1 and "targets" in query.explicit and not set(owners) & set(query.units)
    return replace(query, units=owners, each=False) if owners and (elsewhere or set(owners) < set(query.units)) else query


def _keep_to_table(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """A figure that is asked for from a named table comes from that kind of table, where the units' documents have it."""
    if not query.kind:
        return query
    targets = tuple(replace(target, table=target.table or query.kind) for target in query.targets)
    if all(target.table == query.kind for target in targets) and all(has_table(catalog, unit, query.kind) for unit in query.units):
        targets = tuple(replace(target, sources=in_table(target, query.kind)) for target in targets)
    return replace(query, targets=targets)


def _by_direction(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """哪些单位预算增加了, 哪家持平: units whose figure rose, fell or stayed, not their figures."""
    unbound = query.condition is None or query.condition.low is None and query.condition.other is None
    asked = query.operation in ("lookup", "compare", "breakdown", "condition") and unbound and len(query.units) > 1 and draft.analysis.has("changed")
    return replace(query, operation="change", condition=None) if asked and _asks_direction(query.text) else query


def _asks_direction(text: str) -> bool:
    """Whether what rose, fell or stayed is asked for."""
    words = variant_words()
    return any(compiled(word).search(text) for word in (words.which_rose, words.which_fell, words.which_same, words.which_not_rose, words.which_not_fell))


def _over_years(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """A change over several years is from the first to the last; 怎么变的 and 各是多少 ask for each year."""
    if query.operation not in ("change", "change_rate") or len(query.years) < 2 or query.against or len(query.units) > 1:
        return query
    if draft.analysis.has("course", "each_amount"):
        return replace(query, operation="lookup")
    years = sorted(years_of(query, catalog, query.units[0]))
    counted = {COUNTED_YEARS} if all(year <= 0 for year in query.years) else set()
    return replace(query, years=tuple(years[-1:]), against=years[0], explicit=query.explicit | counted)


def _limit_units(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """Some operations are about one unit; a plain look-up over very many units asks which one."""
    unnamed = query.each and "units" not in query.explicit and "each" not in query.explicit
    if query.operation in ONE_UNIT and len(query.units) > 1:
        return Clarify(
            "which_unit", tuple((unit, f"{unit}{query.text}") for unit in query.units), (("word", query.title or query.text),)
        )
    if unnamed and query.operation in ("lookup", "breakdown", "reason") and len(query.units) > MANY_UNITS:
        return Clarify("many_units", tuple((unit, f"{unit}{query.text}") for unit in query.units[:MANY_UNITS]))
    return query


def _one_classification(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """基本工资和住房公积金合计: among items of one classification a name that both have is of that one too, or of the one said."""
    said = next((cls for operation, cls in CLASS_SAID.items() if draft.analysis.has(operation)), "")
    if said:
        return replace(query, targets=tuple(_of_class(target, said) for target in query.targets))
    if len(query.targets) < 2 or not (query.operation == "sum" or query.operation == "share" and draft.analysis.has("sum", "plus")):
        return query
    classes = [{id_.split(".")[0] for id_ in target.id.split("|")} & {"function", "economic"} for target in query.targets]
    sure = {cls for found in classes if len(found) == 1 for cls in found}
    if len(sure) != 1:
        return query
    return replace(query, targets=tuple(_of_class(target, *sure) for target in query.targets))


def _of_class(target: Target, cls: str) -> Target:
    own = [id_ for id_ in target.id.split("|") if id_.startswith(f"{cls}.")]
    return make_target("|".join(own), target.aspect, target.scope) if own and "|" in target.id else target


def _miscounted(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """四项合计 after three names: one was not read, or one too many."""
    said = counted_items(draft)
    if not said or len(draft.targets) < 2 or query.operation not in COUNTED or said in (len(draft.targets), len(query.targets)):
        return query
    return Clarify("which_together", ())


def _choose_parts(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """Whether figures, their parts or what is printed about them is told: the first of the ways below that fits."""
    return (
        _texts_of_projects(query, catalog)
        or _of_listed_projects(query, draft, catalog)
        or not_added_up(query, draft)
        or _with_sub_items(query, draft)
        or _figure_or_items(query, draft)
        or _of_one_unit(query, draft)
        or _names(query, draft)
        or query
    )


def _texts_of_projects(query: Query, catalog: Catalog) -> Outcome | None:
    """On what an amount was worked out, and what else only the forms of projects print."""
    if query.operation == "source" and asks_grounds(query):
        return replace(query, operation="basis")
    if query.operation == "basis":
        return replace(query, targets=tuple(as_sub_item(target, query.units, catalog) for target in query.targets))
    return tell_about_project(query) if query.operation in ABOUT_PROJECT and query.targets else None


def _of_listed_projects(query: Query, draft: Draft, catalog: Catalog) -> Outcome | None:
    """哪个项目占比最大, 哪个项目增加了: what is asked of each project of one unit; how many there are is a figure."""
    if query.operation != "list_projects":
        return None
    has, one = draft.analysis.has, len(query.units) == 1
    if one and has("share"):
        return _shares_of_projects(query, catalog)
    if one and has("change", "change_rate", "changed"):
        return replace(query, operation="change_rate" if has("change_rate") else "change", targets=_projects_of(query, catalog))
    if one and has("most", "least") and not has("sum"):
        return replace(query, operation="rank_parts", targets=(make_target("project"),))
    if one and len(query.targets) == 1 and query.targets[0].id.startswith("project:"):
        return replace(query, operation="breakdown")
    counted = any(is_count(target) for target in query.targets)
    return replace(query, operation="lookup", explicit=query.explicit - {"op:list_projects"}) if counted else None


def _with_sub_items(query: Query, draft: Draft) -> Outcome | None:
    """An economic item with the projects that it stands in, or within their sub-items."""
    if query.operation in ("lookup", "sum") and draft.analysis.has("with_projects") and _is_economic(query):
        return replace(query, operation="with_details")
    return replace(query, operation="details_sum") if _in_details(query, draft) else None


def _figure_or_items(query: Query, draft: Draft) -> Outcome | None:
    """A figure or the items that it is taken apart into, whichever is asked for."""
    if query.operation == "lookup" and len(query.targets) == 1 and _is_listed(query.targets[0], draft):
        return replace(query, operation="breakdown")
    if query.operation == "lookup" and draft.analysis.has("sum") and query.targets[0].id.startswith("project:"):
        return replace(query, operation="sum")
    return replace(query, operation="lookup") if query.operation == "breakdown" and _wants_figure(query, draft) else None


def _wants_figure(query: Query, draft: Draft) -> bool:
    """Whether what looks like a list of items asks for the figure itself: in each year, or of each unit."""
    if len(query.years) > 1 or only_holds(draft):
        return True
    return draft.analysis.has("each_amount") and query.each and (only_each(draft) or not query.targets[0].breakdown)


def _of_one_unit(query: Query, draft: Draft) -> Outcome | None:
    """With one unit, an order and a condition are about its items."""
    single = len(query.targets) == 1
    if len(query.units) != 1:
        return None
    if query.operation == "difference" and single and compiled(variant_words().one_sided).search(query.text):
        return replace(query, operation="change")
    if query.operation in ("change", "change_rate") and single:
        return replace(query, order="")
    if query.operation == "rank" and single and len(query.years) < 2:
        return replace(query, operation="rank_parts")
    if query.operation == "condition":
        return replace(query, operation="condition_parts" if _bounds_items(query, draft) else "lookup")
    return None


def _bounds_items(query: Query, draft: Draft) -> bool:
    """Whether a condition is about the items of a figure, not about the figure."""
    bound = query.condition is not None and query.condition.other is None
    asks_items = compiled(variant_words().which_part).search(query.text) or draft.analysis.has("by_function", "lowest", "detail")
    return bound and bool(asks_items or _bounds_parts(draft))


def _names(query: Query, draft: Draft) -> Outcome | None:
    """The names that a count comes with; no document tells the money of a division."""
    several = len(query.targets) > 1 and not any(target.id in STATED for target in query.targets)
    if query.operation not in ("lookup", "breakdown") or several or not all(target.listed for target in query.targets) or not query.targets:
        return None
    if query.targets[0].id == DIVISIONS and any(compiled(pattern).search(draft.analysis.text) for pattern in variant_words().money):
        return Decline("divisions_amount", (("unit", enumerate_words(query.units)),))
    return replace(query, operation="names")


def _shares_of_projects(query: Query, catalog: Catalog) -> Outcome:
    """哪个项目占比最大: the share of each project of one unit."""
    return replace(query, operation="share", targets=_projects_of(query, catalog), base=query.base or make_target("project"))


def _projects_of(query: Query, catalog: Catalog) -> tuple[Target, ...]:
    ids = dict.fromkeys(name.id for name in catalog.names if name.type == "project" and name.unit in query.units)
    return tuple(make_target(id_) for id_ in ids)


def _is_listed(target: Target, draft: Draft) -> bool:
    """Whether the items of a figure are asked for."""
    if target.breakdown and draft.analysis.has("by_function", "by_economic", "by_use"):
        return True
    return bool(target.breakdown or target.id.startswith(ACCOUNTS)) and _lists_items(draft)


def _lists_items(draft: Draft) -> bool:
    """一般公共预算支出的项级科目有哪些: the items of a total, not the total."""
    words, text = variant_words(), draft.analysis.text
    level = draft.analysis.has("lowest", "level_two", "level_one")
    return bool(level and compiled(words.which_items).search(text) or compiled(words.how_many_items).search(text))


def _in_details(query: Query, draft: Draft) -> bool:
    """项目支出明细里维修费一共: an economic item within the sub-items of the projects, not that of the unit's tables."""
    economic = _is_economic(query)
    one_by_one = len(query.targets) == 1 and (query.operation == "breakdown" or draft.analysis.has("detail"))
    if economic and query.targets[-1].inside:
        return one_by_one and not draft.analysis.has("share")
    named = compiled(variant_words().in_details).search(query.text) is not None
    return economic and named and not draft.analysis.has("share")


def _is_economic(query: Query) -> bool:
    return bool(query.targets) and query.targets[-1].id.startswith("economic.")
