"""QUERY → QUERY: what is left out of a figure is subtracted from it; what is left out of a list of parts is not told."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.words import enumerate_words
from service.query.draft import Draft
from service.query.logical import Decline, Outcome, Query, Target
from service.query.targets import less, make_target

# Operations that tell parts one by one, and those that need figures only.
LISTS = frozenset({"breakdown", "list_projects", "rank_parts", "condition_parts"})
FIGURES = frozenset({
    "lookup", "compare", "rank", "sum", "average", "difference", "share", "multiple", "per_person", "condition",
})


def deduct(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """The query with what it leaves out where its operation needs it; a refusal where it can't be left out."""
    parts = (*query.less, *(part for target in query.targets for part in target.less))
    if not parts:
        return query
    if query.operation in LISTS and len(query.targets) < 2:
        return replace(query, targets=tuple(map(_whole, query.targets)), less=parts)
    if query.operation not in FIGURES or query.less and (len(query.targets) != 1 or query.operation == "share"):
        return Decline("not_left_out", (("word", enumerate_words(part.name for part in parts)),))
    targets = tuple(less(target, query.less) if query.less else target for target in query.targets)
    return replace(query, targets=targets, less=())


def _whole(target: Target) -> Target:
    return make_target(target.id, target.aspect, target.scope) if target.less else target
