"""What a conversation remembers between two questions: the last query's slots and what was named lately."""

from __future__ import annotations

import msgspec

from service.query.logical import Query, Target
from service.query.targets import make_target

REMEMBERED = 4


class TargetKey(msgspec.Struct, frozen=True):
    """A target as it is kept: enough to make it again."""

    id: str
    aspect: str = "total"
    scope: str = ""

    def target(self) -> Target:
        """The target itself."""
        return make_target(self.id, self.aspect, self.scope)


class Context(msgspec.Struct, frozen=True):
    """The state of a conversation; empty at its start.

    `ranking` are the units of the last answer in the order shown; `recent_*` the last ones named, latest last.
    """

    operation: str = ""
    units: list[str] = []
    each: bool = False
    targets: list[TargetKey] = []
    years: list[int] = []
    said_years: list[int] = []
    stage: str = ""
    ranking: list[str] = []
    recent_units: list[str] = []
    recent_targets: list[TargetKey] = []
    recent_years: list[int] = []
    display: str = ""
    variant: str = ""
    base: TargetKey | None = None


def remember(query: Query, earlier: Context, units: list[str], years: list[int], ranking: list[str], answered: bool) -> Context:
    """The context after a query: for which units and years, and in which order they were shown.

    After a ranking only its first unit counts as named; years that were refused are not carried.
    """
    keys = [_key(target) for target in query.targets]
    named = ranking[:1] if query.operation == "rank" else units
    return Context(
        operation=query.operation,
        units=units,
        each=query.each,
        targets=keys or earlier.targets,
        years=years,
        said_years=[year for year in query.years if answered],
        stage=query.stage,
        ranking=ranking or earlier.ranking,
        recent_units=_latest(earlier.recent_units, named),
        recent_targets=_latest(earlier.recent_targets, keys),
        recent_years=_latest(earlier.recent_years, years),
        display=query.display,
        variant=query.variant,
        base=_key(query.base) if query.base else None,
    )


def remember_parts(earlier: Context, targets: tuple[Target, ...], units: list[str]) -> Context:
    """The context after a question that was asked back or refused: the items and units that it named."""
    if not targets and not units:
        return earlier
    return msgspec.structs.replace(
        earlier, operation="lookup", targets=[_key(target) for target in targets] or earlier.targets,
        units=units or ([] if targets else earlier.units), each=False, said_years=[],
    )


def _key(target: Target) -> TargetKey:
    return TargetKey(target.id, target.aspect, target.scope)


def _latest(earlier: list, now: list) -> list:
    kept = [item for item in earlier if item not in now]
    return [*kept, *now][-REMEMBERED:]
