"""What a conversation remembers between two questions: the last query's slots and what was named lately."""

from __future__ import annotations

import msgspec

from service.query.logical import Query, Target
from service.query.targets import inside, less, make_target

REMEMBERED = 12


class TargetKey(msgspec.Struct, frozen=True):
    """A target as it is kept: enough to make it again."""

    id: str
    aspect: str = "total"
    scope: str = ""
    less: tuple[TargetKey, ...] = ()
    inside: str = ""

    def target(self) -> Target:
        """The target itself."""
        whole = make_target(self.id, self.aspect, self.scope)
        whole = inside(make_target(self.inside), whole) if self.inside else whole
        return less(whole, tuple(part.target() for part in self.less)) if self.less else whole


class Context(msgspec.Struct, frozen=True):
    """The state of a conversation; empty at its start.

    `ranking` and `items` are the units, or one unit's items, of the last answer in the order shown (`ordered`: by their
    amounts), `largest_*` by their
    amounts (`shown_units`: even if there was one); `collected_units` are those named since the item was, `collected_targets` the items since the unit was;
    `left_units` those before, where the last question changed unit and item at once.
    """

    operation: str = ""
    units: list[str] = []
    each: bool = False
    targets: list[TargetKey] = []
    years: list[int] = []
    said_years: list[int] = []
    stage: str = ""
    ranking: list[str] = []
    ordered: bool = False
    shown_units: list[str] = []
    largest_units: list[str] = []
    items: list[TargetKey] = []
    largest_items: list[TargetKey] = []
    collected_units: list[str] = []
    collected_targets: list[TargetKey] = []
    left_units: list[str] = []
    recent_years: list[int] = []
    display: str = ""
    variant: str = ""
    base: TargetKey | None = None


def known_ids(context: Context) -> frozenset[str]:
    """The ids of the figures that were asked for, and of the project whose parts they are."""
    holders = [key.inside for key in context.targets] + ([context.base.id] if context.base else [])
    return frozenset([key.id for key in context.targets] + [id_ for id_ in holders if id_.startswith("project:")])


class Shown(msgspec.Struct, frozen=True):
    """What an answer showed: years; units and items in its order and by amount. Empty where it was no answer."""

    answered: bool
    years: list[int] = []
    ranking: list[str] = []
    largest_units: list[str] = []
    items: list[TargetKey] = []
    largest_items: list[TargetKey] = []


def remember(query: Query, earlier: Context, units: list[str], shown: Shown, corrects: bool = False) -> Context:
    """The context after a query about some units; `corrects`: it takes the place of the one before.

    Years that were refused are not carried.
    """
    keys = [key_of(target) for target in query.targets]
    years = shown.years or earlier.years
    collected = _collected(query, Context() if corrects else earlier, units, keys, shown.ranking)
    return Context(
        operation=query.operation,
        units=units,
        each=query.each,
        targets=keys or earlier.targets,
        years=years,
        said_years=[year for year in query.years if shown.answered],
        stage=query.stage,
        ranking=shown.ranking if len(shown.ranking) > 1 else earlier.ranking or shown.ranking,
        ordered=bool(query.operation == "rank" or query.order) if len(shown.ranking) > 1 else earlier.ordered,
        shown_units=shown.ranking,
        largest_units=shown.largest_units if len(shown.ranking) > 1 else earlier.largest_units,
        items=shown.items or earlier.items,
        largest_items=shown.largest_items or earlier.largest_items,
        collected_units=collected[0],
        collected_targets=collected[1],
        left_units=earlier.units if _leaves(earlier, units, keys) and not corrects and not query.each else [],
        recent_years=_latest(earlier.recent_years, years),
        display=query.display,
        variant=query.variant,
        base=key_of(query.base) if query.base else None,
    )


def _collected(
    query: Query, earlier: Context, units: list[str], keys: list[TargetKey], ranking: list[str]
) -> tuple[list[str], list[TargetKey]]:
    """The units named since the item was, and the items since the unit was; of a ranking its first unit counts as named."""
    named = ranking[:1] if query.each and {"op:most", "op:least"} & query.explicit else [] if query.each else units
    same_item = not keys or keys == earlier.targets
    start_anew = not same_item or "op:without" in query.explicit
    collected = _latest([] if start_anew else earlier.collected_units, named, len(units) + REMEMBERED)
    same_units = units == earlier.units and len(units) == 1
    items = _latest(earlier.collected_targets if same_units else [], keys or earlier.targets)
    return collected, items


def _leaves(earlier: Context, units: list[str], keys: list[TargetKey]) -> bool:
    """Whether both the unit and the item are others than before."""
    return len(earlier.units) == 1 and bool(earlier.targets and keys) and units != earlier.units and keys != earlier.targets


def remember_parts(earlier: Context, targets: tuple[Target, ...], units: list[str]) -> Context:
    """The context after a question that was asked back or refused: the items and units that it named."""
    if not targets and not units:
        return earlier
    keys = [key_of(target) for target in targets]
    return msgspec.structs.replace(
        earlier, operation="lookup", targets=keys or earlier.targets,
        units=units or ([] if targets else earlier.units), each=False, said_years=[],
        collected_units=units if targets else _latest(earlier.collected_units, units), collected_targets=keys,
    )


def key_of(target: Target) -> TargetKey:
    """A target as it is kept."""
    return TargetKey(target.id, target.aspect, target.scope, tuple(key_of(part) for part in target.less), target.inside)


def _latest(earlier: list, now: list, most: int = REMEMBERED) -> list:
    """Both lists as one, in the order in which things were named first; the latest of them."""
    return [*earlier, *(item for item in now if item not in earlier)][-most:]
