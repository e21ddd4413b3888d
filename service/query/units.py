"""Which units a question is about: named, carried over, all, or not clear."""

from __future__ import annotations

from dataclasses import dataclass

from service.facts.catalog import Catalog
from service.language.units import UnitGroup
from service.language.words import compiled, enumerate_words, places
from service.query.context import Context
from service.query.draft import Draft
from service.query.logical import Clarify, Decline
from service.query.reference import Reference
from service.query.share_units import asks_gap, set_against

MANY_UNITS = 12
# What is told of two figures.
OF_TWO = frozenset({"difference", "multiple"})
# What one unit's figure is told as that is set against the same of another one.
OF_RATES = frozenset({"share", "change_rate"})
UNIT_UNKNOWN = ("unit_unknown", "unit_unknown_of_many")
NO_UNIT = frozenset({"help", "origin", "list_units", "list_years", "list_documents", "define", "code_of"})


@dataclass(frozen=True)
class Units:
    """The units of a query, whether all were meant, and where they came from."""

    units: tuple[str, ...]
    each: bool
    origin: str


def resolve_units(
    draft: Draft, catalog: Catalog, context: Context, operation: str, reference: Reference
) -> Units | Clarify | Decline:
    """Units pointed at or named; else those of the conversation; else all."""
    unclear = _unclear(draft, catalog)
    if unclear:
        return unclear
    if reference.units:
        return Units(reference.units, False, "carried" if context.operation else "said")
    split = operation == "share" and not asks_gap(draft)
    share = [m.start for m in draft.analysis.of("operation") if "share" in m.ids] if split else []
    whole = [group for group in draft.groups if share and group.start > share[0]] or (list(set_against(draft)) if share else [])
    if whole and len(whole) == len(draft.groups) and context.units or share and draft.all and context.units and not draft.groups:
        return Units(tuple(context.units), False, "carried")
    named = tuple(
        dict.fromkeys(
            unit for group in draft.groups if group not in whole or len(whole) == len(draft.groups) for unit in group.units
        )
    )
    if named:
        return Units(_with_previous(named, draft, context, operation), False, "said")
    return _unnamed(draft, catalog, context, operation)


def of_no_unit(outcome: object) -> bool:
    """Whether a question is refused because it names a unit that is not in the collection; what follows it is not about others."""
    return isinstance(outcome, Decline) and outcome.code in UNIT_UNKNOWN


def _unclear(draft: Draft, catalog: Catalog) -> Clarify | Decline | None:
    """The first words that name no unit of the collection, or several where one was meant."""
    for group in draft.groups:
        if not group.units:
            many = len(catalog.units) > MANY_UNITS
            units = str(len(catalog.units)) if many else enumerate_words(catalog.units)
            return Decline(UNIT_UNKNOWN[many], (("word", group.text), ("units", units)))
        if len(group.units) > 1 and group.single:
            return Clarify("which_unit", _unit_choices(draft, group), (("word", group.text),))
    return None


def _with_previous(named: tuple[str, ...], draft: Draft, context: Context, operation: str) -> tuple[str, ...]:
    """跟天门比一比: the unit of the conversation is compared with the one named now."""
    if operation in ("difference", "multiple") and len(context.targets) == 2 and not draft.targets and context.operation == operation:
        return named
    if operation == "sum" and draft.analysis.has("plus") and not draft.targets:
        return tuple(dict.fromkeys((*context.units, *named)))
    if operation in ("difference", "multiple") and len(named) == 1 and len(context.units) == 2 and not draft.targets:
        return (context.units[0], *named)
    if len(named) == 1 and len(context.units) == 1 and compiled(places().than_it).search(draft.analysis.text):
        return tuple(dict.fromkeys((*named, *context.units)))
    if operation in OF_TWO and len(named) == len(context.units) == len(draft.targets) == 1 and _set_against(draft):
        return tuple(dict.fromkeys((*context.units, *named)))
    if operation == context.operation and operation in OF_RATES and len(named) == len(context.units) == 1 and sets_against_last(draft):
        return tuple(dict.fromkeys((*context.units, *named)))
    compares = operation in ("compare", "difference", "multiple") or (operation == "rank" and draft.analysis.has("compare"))
    if compares and len(named) == 1 and context.units and not draft.targets and len(context.units) <= 2:
        return tuple(dict.fromkeys((*context.units, *named)))
    return named


def sets_against_last(draft: Draft) -> bool:
    """比深圳高几个百分点, 和深圳比呢: the one unit of a question that names no figure, after a word that sets it against another."""
    one = len(draft.groups) == 1 and not (draft.targets or draft.periods) and draft.against is None
    return one and compiled(places().against_last).search(draft.analysis.text[: draft.groups[0].start]) is not None


def _set_against(draft: Draft) -> bool:
    """与深圳相比，接待费相差多少: the one unit that is named, by itself before the item, is set against another one."""
    group, text, other_year = draft.groups[0], draft.analysis.text, draft.against is not None or bool(draft.periods)
    between = text[: group.start], text[group.stop :]
    return not other_year and all(compiled(p).search(t) is not None for p, t in zip((places().set_against, places().against_ends), between))


def _unnamed(draft: Draft, catalog: Catalog, context: Context, operation: str) -> Units | Clarify | Decline:
    if operation in NO_UNIT:
        return Units((), False, "default")
    if draft.each:
        return Units(catalog.apart, True, "said")
    if context.each and operation == context.operation == "condition" and not draft.analysis.has("inside", "both") and not _these(draft):
        return Units(catalog.apart, True, "default")
    if context.units and not _over_units(draft, operation, context):
        return Units(tuple(context.units), context.each, "carried")
    return Units(catalog.apart, True, "default")


def _these(draft: Draft) -> bool:
    text = draft.analysis.text
    return any(compiled(words).search(text) is not None for words in (places().these, places().it))


def _over_units(draft: Draft, operation: str, context: Context) -> bool:
    """A comparison that names its own figures starts anew."""
    return operation == "average" and bool(draft.targets) and len(context.units) < 2


def _unit_choices(draft: Draft, group: UnitGroup) -> tuple[tuple[str, str], ...]:
    """Each unit that fits, with the question that names it in full."""
    text = draft.analysis.text
    return tuple((unit, text[:group.start] + unit + text[group.stop:]) for unit in group.units)
