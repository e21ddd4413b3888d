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

    `ranking` are the units of the last answer in the order shown; `recent_*` the last ones named, latest last;
    `pending` is the question that was asked back about, with the part that was not clear.
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
    display: str = ""
    variant: str = ""
    base: TargetKey | None = None
    pending: str = ""


def remember(query: Query, earlier: Context, units: list[str], years: list[int], ranking: list[str]) -> Context:
    """The context after a query was answered: for which units and years, and in which order they were shown."""
    keys = [TargetKey(t.id, t.aspect, t.scope) for t in query.targets]
    return Context(
        operation=query.operation,
        units=units,
        each=query.each,
        targets=keys or earlier.targets,
        years=years,
        said_years=list(query.years),
        stage=query.stage,
        ranking=ranking or earlier.ranking,
        recent_units=_latest(earlier.recent_units, units),
        recent_targets=_latest(earlier.recent_targets, keys),
        display=query.display,
        variant=query.variant,
        base=TargetKey(query.base.id, query.base.aspect, query.base.scope) if query.base else None,
    )


def remember_items(earlier: Context, targets: tuple[Target, ...]) -> Context:
    """The context after a question back about the unit: what was asked for is kept."""
    return msgspec.structs.replace(earlier, operation="lookup", targets=[TargetKey(t.id, t.aspect, t.scope) for t in targets], units=[], each=False)


def _latest(earlier: list, now: list) -> list:
    kept = [item for item in earlier if item not in now]
    return [*kept, *now][-REMEMBERED:]
