"""OUTCOME → OUTCOME: what depends on the whole query: words not understood, owners of names, parts instead of units."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.words import compiled, enumerate_words, variant_words
from service.query.draft import Draft
from service.query.logical import Clarify, Decline, Outcome, Query
from service.query.names import unknown_words
from service.query.resolver import OF_ALL
from service.query.targets import Placed, contains, in_table, is_count, make_target
from service.query.units import MANY_UNITS

BOUNDS = frozenset({"more_than", "at_least", "less_than", "at_most", "between"})
# Words that ask for indicators, or for something of them.
OF_INDICATORS = ("list_indicators", "indicator_weight", "indicator_basis", "indicator_limit")
# The totals whose sources of money are the unit's income.
WHOLES = ("income_total", "budget_total", "expenditure_total")
# So near to 占 a figure stands that is the whole.
NEXT = 1
ONE_UNIT = frozenset({"show_table", "list_tables", "duties"})


def refine(outcome: Outcome, draft: Draft, catalog: Catalog) -> Outcome:
    """Check and complete an outcome; the order of the steps is the order below."""
    for step in (_refuse_unknown_words, _tell_indicators, _find_owners, _keep_to_table, _limit_units, _set_share, _choose_parts):
        if not isinstance(outcome, Query) and step is not _tell_indicators:
            return outcome
        outcome = step(outcome, draft, catalog)
    return outcome


def _refuse_unknown_words(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """A word that nothing explains forbids an answer."""
    pieces = unknown_words(draft) or _unused_bounds(query, draft)
    if not pieces:
        return query
    return Decline("not_understood", (("word", "".join(draft.analysis.text[start:stop] for start, stop in pieces)),))


def _unused_bounds(query: Query, draft: Draft) -> tuple[tuple[int, int], ...]:
    """A bound (超过, 低于) that no amount follows, or that is of another kind than the figure, was not understood."""
    condition = query.condition
    bounds = tuple((m.start, m.stop) for m in draft.analysis.of("operation") if set(m.ids) & BOUNDS)
    if query.operation == "list_projects" and draft.analysis.has("change", "change_rate"):
        return tuple((m.start, m.stop) for m in draft.analysis.of("operation") if {"change", "change_rate"} & set(m.ids))
    if len(bounds) > 1 and len(query.targets) > 1 and query.condition and query.condition.other is None:
        return bounds
    if bounds and draft.condition is None and query.operation not in ("condition", "difference") and not draft.indicators:
        return bounds
    return bounds if condition and condition.unit == "%" and query.operation not in ("share",) else ()


def _tell_indicators(outcome: Outcome, draft: Draft, catalog: Catalog) -> Outcome:
    if isinstance(outcome, Decline):
        return outcome
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
    return replace(query, operation="indicator", terms=indicators, limits=limits, targets=(), base=None)


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
    ids = [target.id for target in query.targets if target.id.startswith(("project:", "task:", "name:"))]
    if not ids or "units" in query.explicit:
        return query
    owners = tuple(dict.fromkeys(name.unit for name in catalog.names if name.id in ids))
    return replace(query, units=owners, each=False) if owners and set(owners) < set(query.units) else query


def _keep_to_table(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """A figure that is asked for from a named table comes from that kind of table, where the units' documents have it."""
    there = {t.unit for t in catalog.tables if t.kind == query.kind and t.state != "absent"}
    if not query.kind or not query.targets or not set(query.units) <= there:
        return query
    return replace(query, targets=tuple(replace(t, sources=in_table(t, query.kind)) for t in query.targets))


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


def _set_share(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """The whole of a share is not a part of itself; of two figures before 占 the one that contains the other is the whole."""
    if query.operation != "share" or query.base is None:
        return query
    bases = _wholes_said(draft)
    if len(bases) > 1:
        return _several_shares(query, draft, bases)
    parts = tuple(t for t in query.targets if (t.id, t.aspect) != (query.base.id, query.base.aspect)) or query.targets
    said = [placed.start for placed in draft.targets if placed.target == query.base]
    shares = [m.start for m in draft.analysis.of("operation") if "share" in m.ids]
    before = bool(said and shares) and max(said) < shares[0]
    if before and len(parts) == 1 and contains(parts[0], query.base):
        return replace(query, targets=(query.base,), base=parts[0])
    return replace(query, targets=parts)


def _wholes_said(draft: Draft) -> tuple[Placed, ...]:
    """The figures right after 占, one for each share that the question asks for."""
    stops = [m.stop for m in draft.analysis.of("operation") if "share" in m.ids]
    return tuple(p for p in draft.targets if any(0 <= p.start - stop <= NEXT for stop in stops))


def _several_shares(query: Query, draft: Draft, bases: tuple[Placed, ...]) -> Outcome:
    """项目支出占总支出和基本支出占总支出: shares of one whole are told together, those of different ones are not guessed."""
    if len({placed.target.id for placed in bases}) > 1:
        return Decline("several_wholes")
    return replace(query, targets=tuple(p.target for p in draft.targets if p not in bases), base=bases[0].target)


def _choose_parts(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """With one unit, a ranking and a condition are about its items; a count that comes with names gives them."""
    one = len(query.units) == 1
    if query.operation in ("funds", "purchases", "about_project", "code_of") and query.targets:
        return _about_project(query)
    if query.operation == "list_projects" and draft.analysis.has("share") and one:
        return _shares_of_projects(query, catalog)
    if query.operation == "list_projects" and one and draft.analysis.has("most", "least") and not draft.analysis.has("sum"):
        return replace(query, operation="rank_parts", targets=(make_target("project"),))
    if query.operation == "list_projects" and any(is_count(target) for target in query.targets):
        return replace(query, operation="lookup", explicit=query.explicit - {"op:list_projects"})
    if query.operation == "sum" and len(query.targets) > 1 and any(is_count(target) for target in query.targets):
        return replace(query, operation="lookup")
    if _in_details(query, draft):
        return replace(query, operation="details_sum")
    if query.operation == "breakdown" and len(query.years) > 1:
        return replace(query, operation="lookup")
    if query.operation == "lookup" and draft.analysis.has("sum") and query.targets[0].id.startswith("project:"):
        return replace(query, operation="sum")
    if query.operation == "breakdown" and draft.analysis.has("each_amount") and query.each and not query.targets[0].breakdown:
        return replace(query, operation="lookup")
    if query.operation == "rank" and one and len(query.targets) > 1:
        return replace(query, operation="compare")
    if query.operation == "rank" and one:
        return replace(query, operation="rank_parts")
    if query.operation == "condition" and one:
        parts = (
            query.condition is not None
            and query.condition.other is None
            and (compiled(variant_words().which_part).search(query.text) or draft.analysis.has("by_function", "lowest", "detail"))
        )
        return replace(query, operation="condition_parts" if parts else "lookup")
    if query.operation in ("lookup", "breakdown") and len(query.targets) == 1 and query.targets[0].listed:
        return replace(query, operation="names")
    return query


def _shares_of_projects(query: Query, catalog: Catalog) -> Outcome:
    """哪个项目占比最大: the share of each project of one unit."""
    ids = dict.fromkeys(name.id for name in catalog.names if name.type == "project" and name.unit in query.units)
    return replace(query, operation="share", targets=tuple(make_target(id_) for id_ in ids), base=query.base or make_target("project"))


def _in_details(query: Query, draft: Draft) -> bool:
    """项目支出明细里维修费一共: an economic item within the sub-items of the projects, not that of the unit's tables."""
    economic = bool(query.targets) and query.targets[-1].id.startswith("economic.")
    project = any(target.id.startswith("project:") for target in query.targets[:-1]) and draft.analysis.has("detail", "inside")
    named = project or compiled(variant_words().in_details).search(query.text) is not None
    return economic and named and not draft.analysis.has("share")


def _about_project(query: Query) -> Outcome:
    """Code, class, sources of money and purchases are told of projects and tasks; those of the unit are parts of its totals."""
    target = query.targets[0]
    if target.id.startswith("project:"):
        return replace(query, operation="about_project" if query.operation == "code_of" else query.operation)
    if query.operation == "code_of" or query.operation == "funds" and target.id.startswith("task:"):
        return query
    if target.id in {"funds": WHOLES, "purchases": ("procurement",)}.get(query.operation, ()):
        return replace(query, operation="breakdown", targets=(make_target(OF_ALL[query.operation]),))
    return Decline(f"{query.operation}_missing", (("unit", enumerate_words(query.units)), ("item", target.name)))
