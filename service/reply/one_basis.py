"""PART, WHOLE → PART, WHOLE on one basis: a part of what one fund gives is that fund's amount of it, not the amount of all funds."""

from __future__ import annotations

from dataclasses import replace

from service.facts.store import Row
from service.language.scopes import WHOLE
from service.language.source_words import source_words
from service.query.finder import Collection, Figure, Missing


def on_one_basis(collection: Collection, part: Figure, whole: Figure | Missing) -> tuple[Figure, Figure | Missing]:
    """The part from the whole's own table or basis, where the whole is on a narrower basis than the part was found on."""
    if isinstance(whole, Missing) or whole.target.scope == WHOLE or _is_inside(part, whole):
        return part, whole
    fact, basis = part.facts[0], source_words().account_bases.get(whole.target.id) or whole.facts[0]["scope"]
    if fact["side"] == "income" or basis in (WHOLE, fact["scope"]) or part.value == 0:
        return part, whole
    rows = _rows_on(collection, part, whole, basis)
    if rows:
        return replace(part, value=rows[0]["value"], facts=(rows[0],)), whole
    if _totals(collection, fact, whole):
        return part, whole
    return part, Missing(part.unit, part.year, "part_other_basis", (("item", part.target.name), ("base", whole.target.name)))


def _rows_on(collection: Collection, part: Figure, whole: Figure, basis: str) -> list[Row]:
    """The part as the whole's own table prints it, else a table of its basis, else one that comes to the same total."""
    rows = [row for row in part.others if row["value"] is not None]
    own = whole.facts[0]["table_id"] if whole.facts[0]["scope"] == basis else ""
    same_table = [row for row in rows if own and row["table_id"] == own]
    return same_table or [r for r in rows if r["scope"] == basis] or [r for r in rows if _totals(collection, r, whole)]


def _totals(collection: Collection, row: Row, whole: Figure) -> bool:
    """Whether the table of a row comes to the whole, so that all of the row is within it."""
    if not row["table_id"]:
        return False
    where = {"table_id": row["table_id"], "year": row["year"], "stage": row["stage"]}
    totals = [r for r in collection.store.fetch("facts", where) if r["subject"] in source_words().same_total and r["aspect"] == "total"]
    return any(r["value"] == whole.value and r["measure_unit"] == whole.measure for r in totals)


def _is_inside(part: Figure, whole: Figure) -> bool:
    """Whether a figure is a part of the very project that it is set against."""
    return whole.target.id in (part.target.inside, part.facts[0]["parent"]) and whole.target.id.startswith("project:")
