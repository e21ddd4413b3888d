"""DRAFT → DRAFT: accounts and sub-items that a question names inside of a project are figures of that project."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.inner_words import inner_words
from service.language.lexicon import fold_name
from service.language.measures import measures
from service.language.source_words import source_words
from service.language.words import compiled
from service.query.draft import Draft
from service.query.logical import Target
from service.query.targets import Placed, amount_of, inside, make_target

PROJECT = "project:"


def read_inside(draft: Draft, catalog: Catalog, about: frozenset[str]) -> Draft:
    """The draft with the parts of its project or account, or of the project of the conversation (`about`), as figures of it."""
    draft = _with_account(draft)
    holder = next((p for p in draft.targets if p.target.id.startswith(PROJECT) and p.target.aspect == "total"), None)
    if holder is not None:
        return _with_holder(draft, holder, catalog)
    ids = [id_ for id_ in sorted(about) if id_.startswith(PROJECT) and _children(id_, catalog)] or [i for i in about if i.startswith(PROJECT)]
    return draft if len(ids) != 1 or draft.groups else _of_conversation(draft, ids[0], catalog, len(about) > 1)


def _with_account(draft: Draft) -> Draft:
    """维修费多少，其中项目支出多少: an amount that is inside of the account before it; the account stays where it is asked for too."""
    account, *others = draft.targets or (None,)
    parts = [p for p in others if amount_of(account.target, p.target) and measures()[p.target.id].joins]
    if not parts or parts != others or account.target.aspect != "total" or account.target.id.startswith(PROJECT):
        return draft
    between = draft.analysis.text[account.stop : parts[0].start]
    if not compiled(inner_words().inside).search(between) or draft.analysis.has("share"):
        return draft
    own = (account,) if compiled(inner_words().own).search(between) else ()
    made = (replace(p, target=amount_of(account.target, p.target)) for p in parts)
    return replace(draft, targets=(*own, *made), holder=account.target)


def _of_conversation(draft: Draft, holder: str, catalog: Catalog, goes_on: bool) -> Draft:
    """其中邮电费呢, 占这个项目几成; `goes_on`: a part of the project was told last, so that the next account is one too."""
    itself = [p for p in draft.targets if _is_the_project(p, draft)]
    points = draft.analysis.has("inside") or itself or compiled(inner_words().this).search(draft.analysis.text)
    if not points and not (goes_on and all(p.target.id.startswith("economic.") for p in draft.targets)):
        return draft
    spans = {p.start for p in itself}
    mentions = tuple(m for m in draft.analysis.mentions if m.start not in spans)
    parts = tuple(_part(p, holder, catalog) for p in draft.targets if p not in itself)
    return replace(draft, analysis=replace(draft.analysis, mentions=mentions), targets=parts, holder=make_target(holder))


def _with_holder(draft: Draft, holder: Placed, catalog: Catalog) -> Draft:
    """The parts that the project's own words are joined to; the project stays where its amount, or a share of it, is asked for."""
    parts = [p for p in draft.targets if p is not holder and _is_within(draft, holder, p)]
    if not parts:
        return draft
    shares = draft.analysis.has("share")
    between = draft.analysis.text[holder.stop : parts[0].start]
    stays = shares or compiled(inner_words().own).search(between) is not None
    made = tuple(
        _part(p, holder.target.id, catalog) if p in parts else p
        for p in draft.targets if p is not holder or stays
    )
    return replace(draft, targets=made, holder=holder.target)


def _is_within(draft: Draft, holder: Placed, part: Placed) -> bool:
    """Whether a figure is said to be inside of the project: after it (…里邮电费) or before it (邮电费在…里, 邮电费占…)."""
    if part.target.id.startswith(PROJECT) and part.target.id == holder.target.id or part.target.id in inner_words().whole:
        return False
    if _is_fund(part.target):
        return False
    if part.start <= holder.start:
        return part.start < holder.start and compiled(inner_words().before).search(_between(draft, part.stop, holder.start)) is not None
    first = min(p.start for p in draft.targets if p.start > holder.start)
    named = any(holder.stop <= group.start < part.start for group in draft.groups)
    return not named and compiled(inner_words().within).search(draft.analysis.text[holder.stop : first]) is not None


def _between(draft: Draft, start: int, stop: int) -> str:
    """What stands between two figures, without the unit that they are of."""
    groups = [group for group in draft.groups if start <= group.start and group.stop <= stop]
    text = draft.analysis.text
    return text[start : groups[0].start] + text[groups[-1].stop : stop] if groups else text[start:stop]


def _is_the_project(placed: Placed, draft: Draft) -> bool:
    """占项目的百分比: the project that was spoken of, not all projects."""
    record = measures().get(placed.target.id)
    return record is not None and record.contextual is not None and draft.analysis.text[placed.start : placed.stop] in record.contextual.words


def _part(placed: Placed, holder: str, catalog: Catalog) -> Placed:
    """A figure as it is printed for a project: its sub-item of that name, else what its sub-items are booked under."""
    target, children = placed.target, _children(holder, catalog)
    if target.id in children or target.id in inner_words().whole or _is_fund(target):
        return placed
    named = next((id_ for id_, name in children.items() if name == fold_name(target.name)), "")
    made = make_target(named) if named else inside(make_target(holder), target)
    return replace(placed, target=made)


def _is_fund(target: Target) -> bool:
    """财政拨款, 上年结转: an amount of the project itself."""
    record = measures().get(target.id)
    return record is not None and record.subject in source_words().project_funds


def _children(holder: str, catalog: Catalog) -> dict[str, str]:
    """The sub-items of a project: their ids with their names as they are compared."""
    return {name.id: fold_name(name.text) for name in catalog.names if name.context == holder}
