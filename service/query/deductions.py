"""QUERY → QUERY: what is left out of a figure is subtracted from it; what is left out of a list of parts is not told."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.exclusion_words import exclusion_words
from service.language.source_words import source_words
from service.language.words import compiled, enumerate_words
from service.query.draft import Draft
from service.query.logical import Decline, Outcome, Query, Target
from service.query.targets import less, make_target

ACCOUNTS = ("function", "economic")
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
    other = _set_against(query, draft)
    if other:
        whole = query.targets[0]
        return replace(query, operation="difference", targets=(make_target(whole.id, whole.aspect, whole.scope), other), less=())
    if query.operation in LISTS and len(query.targets) < 2:
        return replace(query, targets=tuple(map(_whole, query.targets)), less=parts)
    if query.operation not in FIGURES or query.less and (len(query.targets) != 1 or query.operation == "share"):
        return Decline("not_left_out", (("word", enumerate_words(part.name for part in parts)),))
    targets = tuple(less(target, query.less) if query.less else target for target in query.targets)
    return replace(query, targets=targets, less=())


def _set_against(query: Query, draft: Draft) -> Target | None:
    """人员经费减去公用经费: a figure that is no part of the one that it is taken from."""
    parts = query.targets[0].less if len(query.targets) == 1 and query.operation in ("lookup", "difference") else ()
    if len(parts) != 1 or not compiled(exclusion_words().minus).search(draft.analysis.text):
        return None
    return parts[0] if _apart(query.targets[0], parts[0]) else None


def _apart(whole: Target, part: Target) -> bool:
    """Whether two figures stand beside each other: two amounts of basic expenditure, two accounts of one classification."""
    families = source_words().families
    amounts = families.get(whole.aspect) and families.get(whole.aspect) == families.get(part.aspect)
    ids = [(a, b) for a in whole.id.split("|") for b in part.id.split("|") if a.split(".")[0] == b.split(".")[0] in ACCOUNTS]
    return bool(amounts) or bool(ids) and not any(b.startswith(a) or a.startswith(b) for a, b in ids)


def _whole(target: Target) -> Target:
    return make_target(target.id, target.aspect, target.scope) if target.less else target
