"""QUERY → QUERY: the parts of a figure, where they are asked for of several units or by the largest share."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.words import compiled, variant_words
from service.query.draft import Draft
from service.query.logical import Outcome, Query


def take_apart(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """武汉和四川的支出构成对比, 四川支出每类多少: the parts of one figure, of several units or where each amount is asked for."""
    several = len(query.units) > 1 and len(query.targets) == 1 and len(query.years) < 2
    said = [m for m in draft.analysis.of("operation") if "breakdown" in m.ids and "each_amount" not in m.ids]
    one = len(query.units) == len(query.targets) == 1 and len(query.years) < 2 and draft.analysis.has("each_amount")
    apart = (several and said or one) and query.operation in ("lookup", "compare") and query.targets[0].breakdown
    return replace(query, operation="breakdown") if apart else query


def asks_largest_part(query: Query, draft: Draft) -> bool:
    """收入里哪一块占得最多: the part with the largest share is the largest part."""
    one = len(query.units) == len(query.targets) == 1 and bool(query.targets[0].breakdown)
    once = len({m.start for m in draft.analysis.of("operation") if "share" in m.ids}) == 1
    return one and once and len(query.years) < 2 and draft.analysis.has("most", "least") and compiled(variant_words().which_part).search(query.text) is not None
