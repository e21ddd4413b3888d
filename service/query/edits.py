"""A CHANGED SET → REFERENCE: 再加天门，武汉拿掉; 把深圳换成四川; 绩效工资不要了，剩下两项合计."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.facts.catalog import Catalog
from service.language.units import named_units
from service.language.words import compiled, enumerate_words, places
from service.query.context import Context, TargetKey, key_of
from service.query.draft import Draft
from service.query.logical import Clarify, Decline
from service.query.positions import entry_said
from service.query.reference import CARRIES_ON, Reference, without_pointers
from service.query.references import OF_TWO, counted
from service.query.series import ITEMS, UNITS, last_series, listed, run, with_replaced

ADD, DROP, SWAP = "add", "drop", "swap"
# Operations that only say how a set is changed.
CHANGING = frozenset({"plus", "without", "convert", "rest"})
# What was asked before that is added up when something is added to it.
SINGLE = frozenset({"lookup", "cell", "sum"})


@dataclass(frozen=True)
class Named:
    """A unit or an item that is named, and what is done with it."""

    thing: str | TargetKey
    start: int
    role: str


def edited(draft: Draft, catalog: Catalog, context: Context) -> Reference | None:
    """What was asked before with units, or items, added to it, taken from it, or put in the place of others."""
    units, items = list(_units(draft, catalog)), list(_items(draft))
    if not context.operation:
        return None
    if not units and not items:
        return _without_place(draft, context)
    if units and items:
        return None
    axis = UNITS if units else ITEMS
    named = list(_with_roles(draft.analysis.text, units or items, context))
    before = _before(context, axis)
    if not any(each.role for each in named) or not before or _is_list(draft, named):
        return None
    named = [replace(each, thing=_as_before(each.thing, before)) for each in named]
    gone = [each.thing for each in named if each.role == DROP]
    strange = [each for each in gone if each not in before]
    if strange and axis == ITEMS:
        return None
    if strange:
        return Reference(draft, problem=Decline("not_among", (("word", enumerate_words(_said(each) for each in strange)),)))
    after = _changed(before, named) or [each.thing for each in named if not each.role]
    said = counted(draft) if axis == UNITS and after else 0
    if said and said != len(after):
        after = _changed(_with_replaced(context), named)
        if said != len(after):
            return Reference(draft, problem=Clarify("which_together", ()))
    if not after:
        return Reference(draft, problem=Decline("not_among", (("word", enumerate_words(_said(each) for each in gone)),)))
    return _reference(draft, context, axis, after, named)


def _without_place(draft: Draft, context: Context) -> Reference | None:
    """去掉第一名, 最低的不算: what was shown without one thing that is said by its place."""
    dropped = compiled(places().drops).search(draft.analysis.text)
    said = entry_said(draft, context) if dropped else None
    if said is None or said[1].axis not in (UNITS, ITEMS):
        return None
    entry, series = said
    left = [(each.unit if series.axis == UNITS else each.item) for each in series.entries if each != entry]
    named = [Named(entry.unit if series.axis == UNITS else entry.item, 0, DROP)]
    return _reference(replace(draft, nth=None), context, series.axis, list(dict.fromkeys(left)), named) if left else None


def _as_before(thing: str | TargetKey, before: list) -> str | TargetKey:
    """An item as it was asked for before, where it is the same one under fewer or more of its codes."""
    if isinstance(thing, str):
        return thing
    same = (key for key in before if set(key.id.split("|")) & set(thing.id.split("|")) and key.aspect == thing.aspect)
    return next(same, thing)


def _units(draft: Draft, catalog: Catalog) -> Iterator[tuple[str, int, int]]:
    for group in named_units(draft.analysis, catalog):
        if len(group.units) > 1 and group.single or not group.units:
            return
        yield from ((unit, group.start, group.stop) for unit in group.units)


def _items(draft: Draft) -> Iterator[tuple[TargetKey, int, int]]:
    yield from ((key_of(placed.target), placed.start, placed.stop) for placed in draft.targets)


def _with_roles(text: str, names: list[tuple], context: Context) -> Iterator[Named]:
    """Each name with the word that says what is done with it: the one before it, where its clause begins with such a word; else the one after."""
    for start, stop in _clauses(text, names):
        inside = [name for name in names if start <= name[1] < stop]
        words = list(_role_words(text, start, stop, inside))
        for thing, begin, end in inside:
            yield Named(thing, begin, _role(words, begin, end, inside[0][1], text))


def _clauses(text: str, names: list[tuple]) -> list[tuple[int, int]]:
    """The parts of a question between commas; a part that names nothing belongs to the one before it."""
    ends = [found.start() for found in compiled(places().clause_end).finditer(text)] + [len(text)]
    clauses: list[tuple[int, int]] = []
    start = 0
    for end in ends:
        if clauses and not any(start <= name[1] < end for name in names) and compiled(places().it).search(text, start, end):
            clauses[-1] = (clauses[-1][0], end)
        else:
            clauses.append((start, end))
        start = end
    return clauses


def _role_words(text: str, start: int, stop: int, names: list[tuple]) -> Iterator[tuple[int, str]]:
    taken = {i for _, begin, end in names for i in range(begin, end)}
    for role, pattern in ((DROP, places().drops), (SWAP, places().swaps), (ADD, places().adds)):
        for found in compiled(pattern).finditer(text, start, stop):
            if found.start() not in taken:
                yield found.start(), role


def _role(words: list[tuple[int, str]], begin: int, end: int, first: int, text: str) -> str:
    before = [role for at, role in sorted(words) if at < begin]
    after = [role for at, role in sorted(words) if at >= end]
    prefixed = bool(words) and min(words)[0] < first
    role = before[-1] if prefixed or before and not after else after[0] if after else ""
    if role != SWAP:
        return role
    # 把深圳换成四川: what stands before the word goes, what stands after it comes; 换成四川 by itself changes no set.
    if not (before and before[-1] == SWAP):
        return DROP
    return "" if prefixed and set(before) == {SWAP} else ADD


def _is_list(draft: Draft, named: list[Named]) -> bool:
    """四川加天门的: names joined by a word that only lists them."""
    joined = compiled(places().joins).search(draft.analysis.text[named[0].start: named[-1].start]) is not None
    return len(named) > 1 and joined and all(each.role in (ADD, "") for each in named)


def _before(context: Context, axis: str) -> list[str] | list[TargetKey]:
    """The units or items that were asked for: those of the last question, those asked one by one before it, or all."""
    listings = [listed(each) for each in reversed(context.listings)] if context.pointed else []
    ways = (*listings, *((last_series(context), run(context)) if context.turns else ()))
    series = next((s for s in ways if s and s.axis == axis and len(s.entries) > 1), None)
    if axis == UNITS:
        return list(dict.fromkeys(entry.unit for entry in series.entries)) if series else list(context.units)
    return list(dict.fromkeys(entry.item for entry in series.entries)) if series else list(context.targets)


def _with_replaced(context: Context) -> list[str]:
    """The units that were asked for one after the other, those too that others took the place of."""
    series = run(with_replaced(context)) if context.turns else None
    return list(dict.fromkeys(entry.unit for entry in series.entries)) if series and series.axis == UNITS else []


def _changed(before: list, named: list[Named]) -> list:
    plain = [each.thing for each in named if not each.role]
    if plain and any(each.role == DROP for each in named):
        return []
    gone = [each.thing for each in named if each.role == DROP]
    added = [each.thing for each in named if each.role == ADD and each.thing not in gone]
    swapped = len(gone) == 1 and len(added) == 1
    if swapped and added[0] not in before:
        return [added[0] if thing == gone[0] else thing for thing in before]
    return list(dict.fromkeys([*(thing for thing in before if thing not in gone), *added]))


def _reference(draft: Draft, context: Context, axis: str, after: list, named: list[Named]) -> Reference:
    pointing = frozenset({"most", "least", "nth"}) if not draft.groups and not draft.targets else frozenset()
    said = [m for m in draft.analysis.of("operation") if not set(m.ids) <= CHANGING | pointing]
    others = context.targets if axis == UNITS else context.units
    of_two = context.operation if len(after) * len(others) == 2 and context.operation in OF_TWO else ""
    carried = CARRIES_ON.get(context.operation, of_two)
    only_added = all(each.role != DROP for each in named)
    alone = len(context.units) < 2 and len(context.targets) < 2
    operation = carried or ("sum" if only_added and alone and context.operation in SINGLE and draft.analysis.has("plus") else "lookup")
    also = ("edited",) if only_added else ("trimmed",)
    cleaned = _cleaned(draft, CHANGING | pointing)
    if axis == UNITS:
        return Reference(cleaned, tuple(after), operation="" if said else operation, also=also)
    return Reference(cleaned, tuple(context.units), tuple(key.target() for key in after), operation="" if said else operation, also=also)


def _cleaned(draft: Draft, words: frozenset[str]) -> Draft:
    """The question without the names and the words that changed the set."""
    mentions = tuple(m for m in draft.analysis.mentions if not (m.type == "operation" and set(m.ids) <= words))
    analysis = replace(draft.analysis, mentions=mentions)
    return without_pointers(replace(draft, analysis=analysis, groups=(), targets=(), each=False, all=False))


def _said(thing: str | TargetKey) -> str:
    return thing if isinstance(thing, str) else thing.target().name


def replaces(text: str) -> bool:
    """Whether a question puts something in the place of what was asked before (换成四川)."""
    return compiled(places().replaces).search(text) is not None


def corrects(text: str) -> bool:
    """Whether a question only mends the one before (打错了，武汉的)."""
    return compiled(places().corrects).search(text) is not None
