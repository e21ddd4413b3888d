"""DRAFT → DRAFT: a name that an account and a project of the unit share is the project's where the question calls it one."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.facts.rows import PROJECT_KINDS
from service.language.mentions import Mention
from service.language.words import compiled, variant_words
from service.query.draft import Draft
from service.query.targets import Placed, make_target

ACCOUNTS, PROJECT = ("function", "economic"), "project"


def keep_to_projects(draft: Draft, catalog: Catalog) -> Draft:
    """The draft with 河道整治项目, or 河道整治 in a table of projects, as the project; an account that no unit asked about has as one stays."""
    called = {m.start: id_ for m in draft.analysis.of(*ACCOUNTS) if _is_called_one(m, draft) for id_ in _projects(m)}
    if not called:
        return draft
    units = {unit for group in draft.groups for unit in group.units} or set(catalog.units)
    own = {name.id for name in catalog.names if name.type == PROJECT and name.unit in units}
    return replace(draft, targets=tuple(_as_project(placed, called, own) for placed in draft.targets))


def _projects(mention: Mention) -> list[str]:
    """The projects that a word can name besides an account."""
    return [entry.id for entry in mention.others if entry.type == PROJECT][:1]


def _is_called_one(mention: Mention, draft: Draft) -> bool:
    listed = any(PROJECT_KINDS & set(table.ids) for table in draft.analysis.of("table"))
    return listed or compiled(variant_words().called_project).match(draft.analysis.text[mention.stop :]) is not None


def _as_project(placed: Placed, called: dict[int, str], own: set[str]) -> Placed:
    id_ = called.get(placed.start, "")
    return replace(placed, target=make_target(id_)) if id_ in own else placed
