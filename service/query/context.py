"""What a conversation remembers between two questions: the last query's slots, and the figures that were asked for lately."""

from __future__ import annotations

import msgspec

from service.query.logical import Query, Target
from service.query.targets import inside, less, make_target

# How many questions are remembered, and how many figures of one of them.
REMEMBERED, MOST = 16, 40


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


class Entry(msgspec.Struct, frozen=True):
    """One figure of an answer: whose, what, when. `said`: the year was named; `base`: the whole that it is a share of."""

    unit: str
    item: TargetKey
    year: int = 0
    said: bool = False
    stage: str = ""
    base: TargetKey | None = None
    size: str = ""


class Listing(msgspec.Struct, frozen=True):
    """Several figures as an answer showed them, and what tells them apart; `ordered`: by their amounts."""

    axis: str
    entries: list[Entry]
    ordered: bool = False


class Unanswered(msgspec.Struct, frozen=True):
    """The units and items that a question named which was refused or asked back."""

    units: list[str] = []
    targets: list[TargetKey] = []


class Context(msgspec.Struct, frozen=True):
    """The state of a conversation; empty at its start.

    The first slots are those of the last query. `turns` are the figures that each of the last questions asked for;
    `listings` the latest answers that showed several units, items or years; `trimmed`: something was just taken away; `pointed`: the unit or item is a place in a listing;
    `unanswered`: what the question after that query named.
    """

    operation: str = ""
    units: list[str] = []
    each: bool = False
    targets: list[TargetKey] = []
    years: list[int] = []
    said_years: list[int] = []
    stage: str = ""
    display: str = ""
    variant: str = ""
    base: TargetKey | None = None
    against: int | None = None
    joint: bool = False
    turns: list[list[Entry]] = []
    listings: list[Listing] = []
    trimmed: bool = False
    pointed: bool = False
    unanswered: Unanswered | None = None


def known_ids(context: Context) -> frozenset[str]:
    """The ids of the figures that were asked for, and of the project whose parts they are."""
    holders = [key.inside for key in context.targets] + ([context.base.id] if context.base else [])
    return frozenset([key.id for key in context.targets] + [id_ for id_ in holders if id_.startswith("project:")])


class Shown(msgspec.Struct, frozen=True):
    """What an answer showed: its years, the figures that were asked for, and all that it listed."""

    answered: bool
    years: list[int] = []
    asked: list[Entry] = []
    listing: Listing | None = None


def remember(query: Query, earlier: Context, units: list[str], shown: Shown, corrects: bool = False) -> Context:
    """The context after a query about some units; `corrects`: it takes the place of the one before.

    Years that were refused are not carried.
    """
    turns = earlier.turns[:-1] if corrects else earlier.turns
    listing = [shown.listing] if shown.listing else []
    kept = [before for before in earlier.listings if all(before.axis != new.axis for new in listing)]
    return Context(
        operation=query.operation,
        units=units,
        each=query.each,
        targets=[key_of(target) for target in query.targets] or earlier.targets,
        years=shown.years or earlier.years,
        said_years=[year for year in query.years if shown.answered],
        stage=query.stage,
        display=query.display,
        variant=query.variant,
        base=key_of(query.base) if query.base else None,
        against=query.against,
        joint="op:sum" in query.explicit or query.operation == "sum",
        turns=[*turns, shown.asked[:MOST]][-REMEMBERED:] if shown.asked else turns,
        listings=[*kept, *listing],
        trimmed="trimmed" in query.explicit,
        pointed="pointed" in query.explicit or earlier.pointed and not listing and "units" not in query.explicit,
    )


def remember_unanswered(earlier: Context, targets: tuple[Target, ...], units: list[str]) -> Context:
    """The context after a question that was asked back or refused: as before, and the items and units that it named."""
    if not targets and not units:
        return earlier
    return msgspec.structs.replace(earlier, unanswered=Unanswered(units, [key_of(target) for target in targets]))


def taken_up(earlier: Context) -> Context:
    """The context in which what the unanswered question named stands for what was asked before it."""
    left = earlier.unanswered
    if left is None:
        return earlier
    return msgspec.structs.replace(
        earlier, operation="lookup", targets=left.targets or earlier.targets, unanswered=None,
        units=left.units or ([] if left.targets else earlier.units), each=False, said_years=[], stage="", base=None, joint=False,
    )


def key_of(target: Target) -> TargetKey:
    """A target as it is kept."""
    return TargetKey(target.id, target.aspect, target.scope, tuple(key_of(part) for part in target.less), target.inside)
