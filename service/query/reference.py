"""What a question points at, and how a series of figures becomes that."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from service.query.context import Context, Entry
from service.query.draft import Draft
from service.query.logical import Clarify, Decline, Target
from service.query.series import ITEMS, YEARS, Series

# What goes on when something is added to, or taken from, what was asked before; anything else is looked up.
CARRIES_ON = {
    "average": "average", "compare": "compare", "rank": "rank", "rank_parts": "rank", "sum": "sum", "share": "share",
    "change": "change", "change_rate": "change_rate", "breakdown": "breakdown",
}
# Two shares are set against each other by these.
GAP = ("op:points", "op:difference")


@dataclass(frozen=True)
class Reference:
    """What is pointed at: units, figures, years; `one`: a single thing of the last answer, `pointed`: several by their
    places in it; `operation`: what it makes the
    question ask; `also`: what the question then asks beside its words; `base`, `base_units`: the whole of a share.

    `draft` is the question without the words that point; `problem` a question back or a refusal.
    """

    draft: Draft
    units: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    years: tuple[int, ...] = ()
    one: bool = False
    pointed: bool = False
    operation: str = ""
    also: tuple[str, ...] = ()
    base: Target | None = None
    base_units: tuple[str, ...] = ()
    problem: Clarify | Decline | None = field(default=None)


def pointing_at(draft: Draft, series: Series, context: Context, one: bool = False) -> Reference:
    """The units, items or years of a series; shares stay shares."""
    entries = series.entries
    cleaned = without_pointers(draft)
    units = tuple(dict.fromkeys(entry.unit for entry in entries))
    items = tuple(dict.fromkeys(entry.item for entry in entries))
    years = tuple(dict.fromkeys(entry.year for entry in entries)) if series.axis == YEARS else _said_years(entries)
    targets = tuple(item.target() for item in items) if series.axis == ITEMS else ()
    reference = Reference(cleaned, units, targets, years, one)
    if entries[0].base is not None and draft.analysis.has("difference") and len(entries) == 2:
        return replace(reference, operation="share", also=GAP)
    return reference


def _said_years(entries: tuple[Entry, ...]) -> tuple[int, ...]:
    """The year that all of some figures were asked for by name."""
    years = {entry.year for entry in entries if entry.said}
    return tuple(years) if len(years) == 1 else ()


def without_pointers(draft: Draft) -> Draft:
    """The question without the words that only point."""
    mentions = tuple(m for m in draft.analysis.mentions if m.type != "pointer")
    return replace(draft, analysis=replace(draft.analysis, mentions=mentions))
