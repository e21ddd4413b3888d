"""QUERY → QUERY: a question of yes or no is asked of the figures that its claim is about."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.claims import asks_whether, claim_words, says
from service.language.mentions import Mention
from service.language.scopes import scopes
from service.language.words import compiled, variant_words
from service.quantities.model import PERCENT
from service.query.draft import Draft
from service.query.logical import Condition, Outcome, Query
from service.query.targets import make_target

# What two sides may be asked for as, before it is known that one is claimed to be more than the other.
OF_SIDES = frozenset({"rank", "rank_parts", "compare", "lookup", "difference", "condition", "breakdown", "change"})
BOUNDS = ("more_than", "at_least", "less_than", "at_most")


def settle_claim(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """The first claim that a question of yes or no makes; the order is the order below."""
    if not asks_whether(query.text) or draft.indicators or draft.sections:
        return query
    claims = (_all_of, _sum_is, _sides, _first_of_units, _amount_is)
    return next(filter(None, (claim(query, draft, catalog) for claim in claims)), query)


def _all_of(query: Query, draft: Draft, catalog: Catalog) -> Query | None:
    """三公是不是全都拿来吃饭, 收入全是财政拨款吗: whether the second figure is all of the first."""
    words = [m for m in draft.analysis.of("operation") if "all_of" in m.ids]
    before = [p.target for p in draft.targets if words and p.start < words[0].start]
    after = [p.target for p in draft.targets if words and p.start > words[0].start]
    bases = [make_target(scopes()[m.ids[0]].measure) for m in draft.analysis.of("scope") if words and m.start > words[0].start]
    parts = after or bases
    if len(before) != 1 or len(parts) != 1:
        return None
    whole = before[0] if after else make_target(before[0].id, before[0].aspect)
    return replace(query, operation="share", targets=(parts[0],), base=whole, condition=None)


def _sum_is(query: Query, draft: Draft, catalog: Catalog) -> Query | None:
    """人员经费加公用经费等于基本支出吗: whether all but the last figure come to the last one."""
    added = query.operation == "sum" or query.operation == "check" and draft.analysis.has("sum", "plus")
    if not added or len(draft.targets) < 3 or len(query.targets) != len(draft.targets):
        return None
    *_, before, last = draft.targets
    text, words = draft.analysis.text, claim_words()
    between = text[before.stop : last.start]
    claimed = says(words.equals, between) or says(words.beside, between) and says(words.same, text[last.stop :])
    return replace(query, operation="sum", targets=query.targets[:-1], base=query.targets[-1], explicit=query.explicit | {"op:equals"}) if claimed else None


def _sides(query: Query, draft: Draft, catalog: Catalog) -> Query | None:
    """比武汉高吗, 和武汉一样多吗: two figures, of which one is claimed to be more, less, or the same."""
    words, text = claim_words(), _around_figures(draft)
    two = len(query.units) * len(query.targets) * max(1, len(query.years)) == 2
    set_against = draft.analysis.has("compare", "more_measure", "equals", "exists", *BOUNDS) and draft.condition is None
    claimed = any(says(pattern, text) for pattern in (words.more, words.less, words.same))
    if not two or query.operation not in OF_SIDES or not set_against or not claimed or draft.analysis.of("quantity"):
        return None
    return replace(query, operation="difference", order="", condition=None)


def _around_figures(draft: Draft) -> str:
    """The question without the names of its figures: 大型设备 says of no side that it is larger."""
    named = {i for placed in draft.targets for i in range(placed.start, placed.stop)}
    return "".join("," if i in named else char for i, char in enumerate(draft.analysis.text))


def _first_of_units(query: Query, draft: Draft, catalog: Catalog) -> Query | None:
    """深圳三公是不是最高的: whether one unit is the first of all."""
    one = len(query.units) == 1 and len(query.targets) == 1 and bool(draft.groups)
    among_parts = draft.analysis.has("list_projects", "inside", "breakdown", "detail") or compiled(variant_words().inside_parts).search(query.text)
    if query.operation not in ("rank", "rank_parts") or not one or among_parts or len(query.years) > 1:
        return None
    return replace(query, operation="rank", units=catalog.units, each=True, claimed=query.units[0])


def _amount_is(query: Query, draft: Draft, catalog: Catalog) -> Query | None:
    """发奖金是168万对吧, 有1万吗: whether one figure is an amount that is named."""
    amounts = [m for m in draft.analysis.of("quantity") if m.quantity and m.quantity.exact and m.quantity.high is None]
    one = len(query.units) == 1 and len(query.targets) == 1 and len(amounts) == 1
    fits = one and (_is_money(amounts[0]) if query.operation == "lookup" else query.operation == "share" and _is_percent(amounts[0]))
    if not fits or draft.condition is not None:
        return None
    at_least = says(claim_words().at_least, query.text[: amounts[0].start])
    return replace(query, condition=Condition(">=" if at_least else "=", amounts[0].quantity.value, None, amounts[0].quantity.unit or ""))


def _is_percent(mention: Mention) -> bool:
    return mention.quantity is not None and mention.quantity.unit == PERCENT


def _is_money(mention: Mention) -> bool:
    unit = mention.quantity.unit if mention.quantity else None
    return not unit or unit in variant_words().factors
