"""A figure that is asked for from a named table comes from that table; where the document lacks it, from the nearest other place."""

from __future__ import annotations

from dataclasses import replace

from service.extraction.kinds import kind_named
from service.facts.catalog import Catalog, TableEntry
from service.facts.columns import aspect_of
from service.language.mark_words import mark_words
from service.language.measures import measures
from service.language.mentions import Mention
from service.language.scopes import WHOLE
from service.language.source_words import source_words
from service.query.draft import Draft
from service.query.logical import Target
from service.query.targets import Placed, in_table, make_target

ACCOUNTS = ("function.", "economic.")
# How the item of a table of its own ends (three.total).
OWN_TOTAL = ".total"


def table_of_kind(catalog: Catalog, unit: str, kind: str) -> TableEntry | None:
    """The first table of a kind in a unit's newest disclosure, one that only its contents list names if there is no other."""
    newest = {d.document_id for d in catalog.of(unit) if (d.year, d.type) == (catalog.of(unit)[0].year, catalog.of(unit)[0].type)}
    own = [table for table in catalog.tables if table.document_id in newest and table.kind == kind]
    return min(own, key=lambda table: table.state == "absent", default=None)


def has_table(catalog: Catalog, unit: str, kind: str) -> bool:
    """Whether one of a unit's documents has the body of a table of a kind."""
    return any(table.unit == unit and table.kind == kind and table.state != "absent" for table in catalog.tables)


def kept_to_table(catalog: Catalog, target: Target, units: tuple[str, ...]) -> list[tuple[Target, tuple[str, ...]]]:
    """The figure as the units that have the named table print it there, and as the others print it elsewhere, each with its units."""
    if not target.table:
        return [(target, units)]
    target = _own_total(target)
    there = tuple(unit for unit in units if has_table(catalog, unit, target.table))
    others = tuple(unit for unit in units if unit not in there)
    forms = [(replace(target, sources=in_table(target, target.table)), there), (_elsewhere(target), others)]
    return [(form, own) for form, own in forms if own]


def _own_total(target: Target) -> Target:
    """三公经费支出表的预算总额: the total that is asked for is that of the named table, where the table has a measure for it."""
    if target.id not in source_words().grand_totals:
        return target
    own = (r.id for r in measures().values() if r.sources[0].partition(":")[0] == target.table and r.subject.endswith(OWN_TOTAL))
    made = next((make_target(id_) for id_ in own), None)
    return replace(made, table=target.table, display=target.display) if made else target


def _elsewhere(target: Target) -> Target:
    """The amount of an account that the named table would print, on the table's basis."""
    aspect, scope = aspect_of(target.table), kind_named(target.table).scope
    if not target.id.startswith(ACCOUNTS) or target.aspect != "total" or target.scope:
        return target
    made = make_target(target.id, aspect, scope if scope not in ("", "null", WHOLE, "project") else "")
    return replace(made, table=target.table, display=target.display, name=target.name if aspect == "total" else made.name)


def read_tables(draft: Draft) -> Draft:
    """支出总表的数跟一般公共预算支出表的数: one figure from each of several tables; several figures, each from its own."""
    tables = _several(draft)
    if not tables or not draft.targets or draft.analysis.has("check"):
        return draft
    if len({(p.target.id, p.target.aspect) for p in draft.targets}) == 1:
        placed = [(table, draft.targets[0]) for table in tables]
    else:
        placed = [(_table_before(tables, p), p) for p in draft.targets]
    if {table.ids for table, _ in placed} != {table.ids for table in tables}:
        return draft
    return replace(draft, targets=tuple(_in_table(p, table) for table, p in placed))


def _several(draft: Draft) -> tuple[Mention, ...]:
    """The tables named, each once; () where there is one only."""
    tables = {mention.ids[0]: mention for mention in reversed(draft.analysis.of("table"))}
    return tuple(sorted(tables.values(), key=lambda m: m.start)) if len(tables) > 1 else ()


def _table_before(tables: tuple[Mention, ...], placed: Placed) -> Mention:
    return next((table for table in reversed(tables) if table.start < placed.start), tables[0])


def _in_table(placed: Placed, table: Mention) -> Placed:
    name = mark_words().of.format(table=table.text, item=placed.target.name)
    return replace(placed, target=replace(placed.target, table=table.ids[0], name=name))
