"""QUERY → QUALIFIERS LEFT OUT: the years, bases, stages, amounts and units that a message names and its query does not have."""

from __future__ import annotations

from service.language.mentions import Mention
from service.language.scopes import WHOLE, scopes
from service.language.words import compiled, variant_words
from service.query.answered import answered_file
from service.query.draft import Draft
from service.query.logical import Query, Target
from service.query.targets import is_count
from service.query.years import telling

Span = tuple[int, int]
# What was spent in the end: the final account, or what was carried out.
SPENT = "spent"
# Operations about words, not figures.
OF_WORDS = frozenset({"define", "code_of"})
# Operations that put several figures in an order; the words for it.
OF_ONE = frozenset({"share", "change", "change_rate", "difference", "multiple", "per_person"})
SIDE_BY_SIDE = frozenset({"lookup", "compare"})
# Operations that list all the parts of a figure.
OF_PARTS = frozenset({"breakdown", "rank_parts"})
ORDERS = frozenset({"most", "least", "top", "bottom", "nth", "rank_desc", "rank_asc"})


def qualifiers_left(query: Query, draft: Draft) -> list[Span]:
    """The spans of what narrows a figure and narrows none of those that are told."""
    if query.operation in OF_WORDS:
        return []
    mentions = [*_scopes_left(query, draft), *_stages_left(query, draft), *_orders_left(query, draft), *_nonzero_left(query, draft)]
    return [(m.start, m.stop) for m in mentions] + _negated_left(draft) + _parts_left(query, draft) + _years_left(query, draft) + _units_left(query, draft) + _counts_left(query, draft)


def told_targets(query: Query) -> list[Target]:
    """Every figure of a query, those that are taken away too."""
    base, other = query.base, query.condition.other if query.condition else None
    own = [target for target in (*query.targets, base, other, *query.less) if target]
    return own + [part for target in own for part in target.less]


def _scopes_left(query: Query, draft: Draft) -> list[Mention]:
    """A basis is told as that of a figure, as a figure by itself, or within the name of one."""
    told = told_targets(query)
    bases = {target.scope for target in told} | {_scope_of(target) for target in told}
    bases |= {WHOLE} if "" in bases else set()
    return [m for m in draft.analysis.of("scope") if not bases & set(m.ids) and not _within_name(m, draft)]


def _scope_of(target: Target) -> str:
    """The basis that a figure stands on by its nature (财政拨款收入)."""
    return next((id_ for id_, basis in scopes().items() if basis.measure == target.id or any(w in target.name for w in basis.words)), "")


def _within_name(mention: Mention, draft: Draft) -> bool:
    return any(placed.start <= mention.start and mention.stop <= placed.stop for placed in draft.targets)


def _stages_left(query: Query, draft: Draft) -> list[Mention]:
    """实际花了多少，要决算数 names one stage in two ways."""
    if query.stage == SPENT:
        return []
    return [m for m in draft.analysis.of("stage") if query.stage not in m.ids and not _within_name(m, draft)]


def _orders_left(query: Query, draft: Draft) -> list[Mention]:
    """占比最大的是哪项: one share, or one change, has no order; of what is found to be first another question asks."""
    if query.operation not in OF_ONE or len(query.units) * len(query.targets) * max(len(query.years), 1) > 1 or query.each:
        return []
    return [m for m in draft.analysis.of("operation") if ORDERS & set(m.ids) and all(f"op:{id_}" in query.explicit for id_ in m.ids)]


def _nonzero_left(query: Query, draft: Draft) -> list[Mention]:
    """不为零的, 谁有: figures that are told side by side may be zero."""
    several = len(query.units) * len(query.targets) > 1
    whose = {m.stop for m in draft.analysis.of("each") if compiled(answered_file().who).search(m.text)}
    chosen = [m for m in draft.analysis.of("operation") if "nonzero" in m.ids or "exists" in m.ids and m.start in whose]
    of_parts = query.operation in OF_PARTS and draft.analysis.has("nonzero")
    return chosen if several and query.operation in SIDE_BY_SIDE or of_parts else []


def _years_left(query: Query, draft: Draft) -> list[Span]:
    """All years that are named are told, of a span of years at least the first and the last."""
    told = {*query.years, query.against}
    named = [(p, {p.years[0], p.years[-1]} if p.kind == "range" else set(p.years)) for p in telling(draft) if p.years]
    return [(period.start, period.end) for period, years in named if not years <= told]


def _units_left(query: Query, draft: Draft) -> list[Span]:
    told = {*query.units, *query.base_units, query.claimed, query.condition.than if query.condition else ""}
    return [(g.start, g.stop) for g in draft.groups if not set(g.units) & told and "all" not in query.base_units]


def _negated_left(draft: Draft) -> list[Span]:
    """基本支出里不是财政拨款的, 不属于政府投资的项目: a basis, or an item, that is said not to be meant."""
    text, negates = draft.analysis.text, compiled(variant_words().negates)
    bases = [(m.start, m.stop) for m in draft.analysis.of("scope")]
    found = [span for span in (*bases, *((p.start, p.stop) for p in draft.targets)) if negates.search(text[: span[0]])]
    inside = compiled(variant_words().negation)
    return found + [(p.start, p.stop) for p in draft.targets if inside.match(text, p.start) and not inside.match(p.target.name)]


def _parts_left(query: Query, draft: Draft) -> list[Span]:
    """三公里占大头的是哪块, of several units: an order of the units says nothing of the parts of their figures."""
    found = compiled(variant_words().which_one).search(draft.analysis.text) if query.operation == "rank" else None
    return [found.span()] if found and len(query.units) > 1 and len(query.targets) == 1 and query.targets[0].breakdown else []


def _counts_left(query: Query, draft: Draft) -> list[Span]:
    """有几家…: figures side by side do not say how many units there are."""
    found = compiled(variant_words().how_many_units).search(draft.analysis.text) if query.operation in SIDE_BY_SIDE else None
    return [found.span()] if found and len(query.units) > 1 else _counts_of_projects_left(query, draft)


def _counts_of_projects_left(query: Query, draft: Draft) -> list[Span]:
    """项目共几个，特定目标类的几个: as many numbers of projects are asked for as are told."""
    told = sum(is_count(target) for target in query.targets)
    asked = [m.span() for m in compiled(variant_words().number_of_things).finditer(draft.analysis.text)]
    return asked[told:] if told and query.operation in SIDE_BY_SIDE else []
