"""SHARE → SHARE: 短信通讯费占那个项目几成: the project that a sub-item belongs to is the whole, where a project is said to be it."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.inner_words import inner_words
from service.language.words import compiled
from service.query.logical import Decline, Outcome, Query
from service.query.targets import make_target

PROJECT = "project:"
# The measure of what all projects of a unit come to.
ALL_PROJECTS = "project"


def set_project_whole(query: Query, catalog: Catalog) -> Outcome:
    """The share with its project as the whole; refused where a project is said to be it and none is known."""
    said = compiled(inner_words().whole_project).search(query.text)
    parts = {target.id for target in query.targets}
    if not said or query.base is not None and query.base.id not in parts:
        return query
    holders = _holders(parts, query, catalog)
    if len(holders) == 1:
        return replace(query, base=make_target(*holders))
    if said["one"]:
        return Decline("not_understood", (("word", said.group()),))
    return replace(query, base=make_target(ALL_PROJECTS))


def _holders(parts: set[str], query: Query, catalog: Catalog) -> set[str]:
    """The projects that the items are sub-items of; () unless each of them is one."""
    names = [name for name in catalog.names if name.id in parts and name.unit in query.units]
    sub_items = {name.id for name in names if name.context.startswith(PROJECT)}
    return {name.context for name in names if name.id in sub_items} if sub_items == parts else set()
