"""DRAFT → DRAFT: a project with several of its amounts (总额多少，财政拨款和上年结转各多少): each of them is one figure."""

from __future__ import annotations

from dataclasses import replace

from service.language.measures import measures
from service.language.mentions import Mention
from service.language.scopes import scopes
from service.language.source_words import source_words
from service.language.words import compiled, variant_words
from service.query.answered import answered_file
from service.query.draft import Draft
from service.query.logical import Target
from service.query.targets import Placed, make_target


def read_project_amounts(draft: Draft) -> Draft:
    """The draft with all amounts of its one project; unchanged where it names another figure, or not several amounts."""
    projects = [p for p in draft.targets if p.target.id.startswith("project:")]
    ids = {p.target.id for p in projects}
    funds = [m for m in draft.analysis.of("scope", "measure") if _fund(m)]
    own = [p for p in draft.targets if p.target.id == "project" and compiled(source_words().own_total).match(draft.analysis.text[p.start :])]
    others = [p for p in draft.targets if p not in (*projects, *own) and not any(p.start <= m.start < p.stop for m in funds)]
    if len(ids) != 1 or others or not funds:
        return draft
    if draft.analysis.has("share"):
        return _funds_of_whole(draft, *ids, funds)
    asked = [(m.start, m.stop, _fund(m)) for m in funds if m.start > projects[0].start]
    first = asked[0][0] if asked else 0
    whole = [(projects[0].start, projects[0].start + 1, "total")] if _asks_total(draft, projects, first) else []
    if len(whole) + len(asked) < 2:
        return draft
    placed = (Placed(_amount(*ids, aspect), start, stop) for start, stop, aspect in (*whole, *asked))
    return replace(draft, targets=tuple(placed))


def _funds_of_whole(draft: Draft, id_: str, funds: list[Mention]) -> Draft:
    """上年结转占该项目年度资金总额几成: the project's money of some sources, set against all its money; a fund after 占 is a whole itself."""
    text, shares = draft.analysis.text, [m for m in draft.analysis.of("operation") if "share" in m.ids]
    whole = [m for m in funds if any(m.start >= share.stop and compiled(variant_words().before_whole).fullmatch(text[share.stop : m.start]) for share in shares)]
    parts = [m for m in funds if m not in whole]
    if whole or not parts:
        return draft
    placed = (Placed(_amount(id_, _fund(m)), m.start, m.start + 1) for m in parts)
    return replace(draft, targets=tuple(placed), holder=make_target(id_))


def _amount(id_: str, aspect: str) -> Target:
    return make_target(id_, scope=aspect) if aspect in scopes() else make_target(id_, aspect)


def _fund(mention: Mention) -> str:
    """The amount of a project that a word can mean: by source of funds, or one of its own; "" if none."""
    words = source_words()
    if mention.type == "scope":
        return mention.ids[0] if mention.ids[0] in words.fund_names else ""
    record = measures()[mention.ids[0]]
    basis = next((id_ for id_, entry in scopes().items() if entry.measure == record.id and id_ in words.fund_names), "")
    return words.project_funds.get(record.subject) or words.project_amounts.get(record.id) or basis


def _asks_total(draft: Draft, projects: list[Placed], first: int) -> bool:
    """Whether the amount of the project itself is asked for too, before its parts."""
    start = projects[0].start
    between = [m for m in draft.analysis.of("operation") if start <= m.start < first and "total_word" in m.ids]
    again = len(projects) > 1 and projects[0].target.aspect == "total" and not projects[0].target.scope
    return bool(between) or again or compiled(answered_file().amount).search(draft.analysis.text, start, first) is not None
