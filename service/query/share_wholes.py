"""SHARE → SHARE: the whole of a share is said once, stands on a basis of its own, and is no part of itself."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.scopes import WHOLE
from service.language.words import compiled, places, variant_words
from service.query.draft import Draft
from service.query.logical import Decline, Outcome, Query, Target
from service.query.parts_asked import asks_largest_part
from service.query.project_wholes import set_project_whole
from service.query.targets import Placed, contains, make_target

# What the money of a unit comes from.
INCOMES = ("income.", "carry.in")
# So near to 占 a figure stands that is the whole.
NEXT = 1


def set_share(query: Query, draft: Draft, catalog: Catalog) -> Outcome:
    """The whole of a share is not a part of itself; of two figures before 占 the one that contains the other is the whole."""
    if query.operation != "share":
        return query
    of_project = set_project_whole(query, catalog)
    if not isinstance(of_project, Query):
        return of_project
    query = replace(of_project, base=_on_own_basis(of_project.base, of_project.targets))
    of_several = _whole_of_items(draft) or _whole_of_listed(draft)
    if of_several and (query.base is None or query.base not in [p.target for p in draft.targets]):
        return Decline("not_understood", (("word", of_several),))
    if query.base is None and asks_largest_part(query, draft):
        return replace(query, operation="rank_parts")
    if query.base is None:
        together = len(query.targets) > 1 and draft.analysis.has("sum", "plus")
        total = "income_total" if all(_is_income(target) for target in query.targets) else "expenditure_total"
        return replace(query, base=make_target(total)) if together and not query.base_units else query
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


def _on_own_basis(base: Target | None, parts: tuple[Target, ...]) -> Target | None:
    """一般公共预算项目支出占项目支出: an item on one basis is part of the same on all funds; 全部 says nothing where no part is on a narrower basis."""
    if base is None:
        return None
    narrower = [part for part in parts if part.scope not in ("", WHOLE)]
    if base.scope == WHOLE and not narrower:
        return make_target(base.id, base.aspect)
    if base.id.startswith("project:"):
        return base
    same = any((part.id, part.aspect) == (base.id, base.aspect) for part in narrower)
    return make_target(base.id, base.aspect, WHOLE) if same else base


def _whole_of_items(draft: Draft) -> str:
    """占四项合计多少: a whole that is added up of several items, "" where none is said."""
    found = compiled(places().into_several).search(draft.analysis.text)
    return found.group() if found else ""


def _whole_of_listed(draft: Draft) -> str:
    """占基本支出和项目支出合计多少: a whole that is added up of the items named, "" where none is said."""
    after, text = _wholes_said(draft)[:1], draft.analysis.text
    later = [placed for placed in draft.targets if after and placed.start > after[0].start]
    joined = bool(later) and compiled(variant_words().lists).fullmatch(text[after[0].stop : later[0].start]) is not None
    summed = compiled(variant_words().added_up).match(text[later[-1].stop :]) if joined else None
    return text[after[0].start : later[-1].stop] + summed.group() if summed else ""


def _is_income(target: Target) -> bool:
    return bool(target.sources) and all(source.subject.startswith(INCOMES) for source in target.sources)


def _wholes_said(draft: Draft) -> tuple[Placed, ...]:
    """The figures right after 占, one for each share that the question asks for."""
    stops = [m.stop for m in draft.analysis.of("operation") if "share" in m.ids]
    return tuple(p for p in draft.targets if any(0 <= p.start - stop <= NEXT for stop in stops))


def _several_shares(query: Query, draft: Draft, bases: tuple[Placed, ...]) -> Outcome:
    """项目支出占总支出和基本支出占总支出: shares of one whole are told together, those of different ones are not guessed."""
    if len({placed.target.id for placed in bases}) > 1:
        return Decline("several_wholes")
    return replace(query, targets=tuple(p.target for p in draft.targets if p not in bases), base=bases[0].target)
