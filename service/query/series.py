"""CONVERSATION → SERIES: the figures that were asked for one after the other and differ in one thing only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from service.query.context import Context, Entry, Listing

UNITS, ITEMS, YEARS, BASES = "units", "items", "years", "bases"
# What one thing is, on each axis.
THING: dict[str, Callable[[Entry], object]] = {
    UNITS: lambda entry: entry.unit, ITEMS: lambda entry: entry.item, YEARS: lambda entry: (entry.year, entry.stage),
}


@dataclass(frozen=True)
class Series:
    """Figures in the order in which they were shown or asked for; `axis` is what tells them apart, "" for a single one."""

    axis: str
    entries: tuple[Entry, ...]
    ordered: bool = False

    def by_size(self) -> tuple[Entry, ...] | None:
        """The largest first, without what is not printed; None where no amounts are known."""
        known = [entry for entry in self.entries if entry.size]
        return tuple(sorted(known, key=lambda entry: -Decimal(entry.size))) if len(known) > 1 or len(known) == len(self.entries) else None


def differing(first: Entry, second: Entry) -> frozenset[str]:
    """What tells two figures apart. The newest years of two units, where none was named, are no difference."""
    both_newest = first.unit != second.unit and not first.said and not second.said
    found = {
        UNITS: first.unit != second.unit, ITEMS: first.item != second.item, BASES: first.base != second.base,
        YEARS: (first.year, first.stage) != (second.year, second.stage) and not both_newest,
    }
    return frozenset(axis for axis, differs in found.items() if differs)


def last_series(context: Context) -> Series | None:
    """The figures of the last question if it asked for several; else the run of single ones that ends with it."""
    if not context.turns:
        return None
    last = _distinct(context.turns[-1])
    return Series(_axis(last), tuple(last)) if len(last) > 1 else run(context)


def run(context: Context, upto: int = 0) -> Series:
    """The figures of the last questions, as long as they differ from the last one in one thing only; `upto`: but so many."""
    turns = [turn for turn in context.turns[: len(context.turns) - upto] if not turn[0].replaced]
    entries = _distinct(turns[-1])
    axis = _axis(entries)
    for turn in reversed(turns[:-1]):
        told = {axis for entry in turn for axis in differing(entry, entries[-1])}
        if BASES in told or len(told | ({axis} if axis else set())) > 1:
            break
        axis = axis or next(iter(told), "")
        entries = _distinct([*turn, *entries])
    return Series(axis, tuple(entries))


def all_of(context: Context, axis: str) -> Series | None:
    """Every figure of the conversation that differs from the last one in this only; units are those asked for the same items."""
    if not context.turns:
        return None
    turns = [turn for turn in context.turns if axis != UNITS or _items(turn) == _items(context.turns[-1])]
    last = turns[-1][-1]
    entries = _distinct([e for turn in turns for e in turn if differing(e, last) <= {axis}])
    return Series(axis, tuple(entries)) if len(entries) > 1 else None


def _items(turn: list[Entry]) -> set[tuple[object, object]]:
    return {(entry.item, entry.base) for entry in turn}


def with_replaced(context: Context) -> Context:
    """The conversation with what was replaced in it (换成四川) as if it had not been."""
    turns = [[msgspec.structs.replace(entry, replaced=False) for entry in turn] for turn in context.turns]
    return msgspec.structs.replace(context, turns=turns)


def without_bases(context: Context) -> Context:
    """The conversation with every share as if its part had been asked for by itself."""
    turns = [[msgspec.structs.replace(entry, base=None) for entry in turn] for turn in context.turns]
    return msgspec.structs.replace(context, turns=turns)


def pair(context: Context) -> Series | None:
    """The latest two figures that were asked for together or one after the other (前者, 后者)."""
    for back in range(len(context.turns)):
        series = last_series(_before(context, back))
        if series and len(series.entries) == 2:
            return series
        if series and len(series.entries) > 2:
            return Series(series.axis, series.entries[-2:]) if len(_before(context, back).turns[-1]) == 1 else None
    return None


def listed(listing: Listing) -> Series:
    """A listing as a series."""
    return Series(listing.axis, tuple(listing.entries), listing.ordered)


def _before(context: Context, back: int) -> Context:
    return Context(turns=context.turns[: len(context.turns) - back])


def _axis(entries: list[Entry]) -> str:
    """What tells several figures apart, "" for a single one; "mixed" where they differ in more than one thing."""
    told = {axis for entry in entries[1:] for axis in differing(entry, entries[0])}
    return "mixed" if len(told) > 1 else next(iter(told), "")


def _distinct(entries: list[Entry]) -> list[Entry]:
    """Each figure once, where it came first, with its latest amount."""
    found: dict[tuple[object, ...], Entry] = {}
    for entry in entries:
        found[(entry.unit, entry.item, entry.year, entry.stage, entry.base)] = entry
    return list(found.values())
