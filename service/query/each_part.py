"""QUESTION + CONVERSATION → WHAT IT POINTS AT: each part of a figure that was taken apart, as a share of it."""

from __future__ import annotations

from service.facts.catalog import Catalog
from service.query.context import Context
from service.query.draft import Draft
from service.query.reference import Reference
from service.query.series import ITEMS, Series, listed

# Operations that list the parts of one figure.
LISTED_PARTS = frozenset({"breakdown", "rank_parts"})


def each_part(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """各占多少, after the parts of a figure: each of them as a part of it."""
    listing = context.listings[-1] if context.listings and context.operation in LISTED_PARTS else None
    shares = [m.start for m in draft.analysis.of("operation") if "share" in m.ids]
    wholes = [placed.target for placed in draft.targets if shares and placed.start > shares[0]]
    other = draft.groups or len(wholes) < len(draft.targets) or len(wholes) > 1 or not draft.analysis.has("each_amount", "breakdown")
    if other or not shares or listing is None or listing.axis != ITEMS or listing.whole is None:
        return None
    series = listed(listing)
    items = tuple(entry.item.target() for entry in series.entries)
    return Reference(draft, (series.entries[0].unit,), items, _years_said(series), operation="share", base=(wholes or [listing.whole.target()])[0])


def _years_said(series: Series) -> tuple[int, ...]:
    first = series.entries[0]
    return (first.year,) if first.said else ()
