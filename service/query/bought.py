"""DRAFT → DRAFT: an item with the word for purchases is what the list of purchases prints of it."""

from __future__ import annotations

from dataclasses import replace

from service.facts.rows import PROCUREMENT
from service.query.draft import Draft
from service.query.names import OF_TWO
from service.query.targets import Placed, in_table, make_target

LISTED, PURCHASES, AMOUNT = "name:", "procurement", "procurement"


def keep_to_purchases(draft: Draft) -> Draft:
    """The draft with 采购 beside or joined to a named item as the table that the item is looked up in."""
    items = tuple(p for p in draft.targets if p.target.id.startswith(LISTED))
    others = [p for p in draft.targets if p not in items]
    if not items or draft.analysis.has(*OF_TWO) or any(p.target.id != PURCHASES for p in others):
        return draft
    joined = any(p.target.aspect == AMOUNT for p in items)
    return replace(draft, targets=tuple(_bought(p) for p in items)) if others or joined else draft


def _bought(placed: Placed) -> Placed:
    target = make_target(placed.target.id)
    return replace(placed, target=replace(target, sources=in_table(target, PROCUREMENT)))
