"""What a conversation remembers between two questions: the last query's slots, and the figures that were asked for lately."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from service.query.logical import Query, Target
from service.query.targets import inside, less, make_target

# How many questions are remembered, and how many figures one of them may have.
REMEMBERED, MOST = 16, 40


# What stands for every unit of the collection, whichever they are.
ALL = "all"
# Questions about words and about the collection, between which the units stay those that were spoken of.
OF_NO_UNIT = frozenset({"define", "help", "origin", "list_units", "list_documents"})
# What is asked of an item that an answer named (哪个项目最大, 占项目支出多少).
OF_FOUND = frozenset({"share", "difference", "multiple", "change", "change_rate", "reason", "purpose", "basis", "source", "funds", "about_project", "purchases"})


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
    """One figure of an answer: whose, what, when. `said`: the year was named; `base`: the whole that it is a share of;
    `replaced`: another one was asked for in its place."""

    unit: str
    item: TargetKey
    year: int = 0
    said: bool = False
    stage: str = ""
    base: TargetKey | None = None
    size: str = ""
    replaced: bool = False


class Listing(msgspec.Struct, frozen=True):
    """Several figures as an answer showed them, and what tells them apart; `ordered`: by their amounts; `whole`: what they are parts of."""

    axis: str
    entries: list[Entry]
    ordered: bool = False
    whole: TargetKey | None = None


class Unanswered(msgspec.Struct, frozen=True):
    """The units and items that a question named which was refused or asked back; `lost`: what it wanted done was not understood;
    `unread`: it went on from the one before, and how was not understood; `nameless`: it names no unit and has words that name none."""

    units: list[str] = []
    targets: list[TargetKey] = []
    lost: bool = False
    unread: bool = False
    nameless: bool = False


class Context(msgspec.Struct, frozen=True):
    """The state of a conversation; empty at its start.

    The first slots are those of the last query. `turns` are the figures that each of the last questions asked for;
    `listings` the latest answers that showed several units, items or years; `trimmed`: something was just taken away, `edited`: or added;
    `pointed`: so many of the last questions were about places in what was shown before them;
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
    found: TargetKey | None = None
    base_units: list[str] = []
    against: int | None = None
    order: str = ""
    limit: int | None = None
    joint: bool = False
    gap: bool = False
    turns: list[list[Entry]] = []
    listings: list[Listing] = []
    trimmed: bool = False
    edited: bool = False
    pointed: int = 0
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
    found: TargetKey | None = None
    listing: Listing | None = None


def talked_of(context: Context, operation: str) -> list[TargetKey]:
    """The items that a question without one is about: those asked for before; the one that was found where it says more of it."""
    return [context.found] if context.found and operation in OF_FOUND else context.targets


def remember(
    query: Query, earlier: Context, units: list[str], shown: Shown, corrects: bool = False, replaces: bool = False
) -> Context:
    """The context after a query about some units; `corrects`: it mends the one before, `replaces`: it takes its place.

    Years that were refused are not carried.
    """
    turns = earlier.turns[:-1] if corrects else earlier.turns
    if replaces and turns:
        turns = [*turns[:-1], [msgspec.structs.replace(entry, replaced=True) for entry in turns[-1]]]
    about_units = query.operation not in OF_NO_UNIT
    listing = [shown.listing] if shown.listing and len(shown.listing.entries) <= MOST and "pointed" not in query.explicit else []
    kept = [before for before in earlier.listings if all(before.axis != new.axis for new in listing)]
    return Context(
        operation=query.operation,
        units=units if about_units or "units" in query.explicit else earlier.units,
        each=query.each if about_units else earlier.each,
        targets=[key_of(target) for target in query.targets] or earlier.targets,
        years=shown.years or earlier.years,
        said_years=[year for year in query.years if shown.answered],
        stage=query.stage,
        display=query.display,
        variant=query.variant,
        base=key_of(query.base) if query.base else None,
        base_units=list(query.base_units),
        found=shown.found,
        against=query.against,
        order=query.order,
        limit=query.limit,
        gap="op:difference" in query.explicit and query.operation in ("share", "change_rate"),
        joint="op:sum" in query.explicit or query.operation == "sum",
        turns=_with(turns, shown.asked),
        listings=[*kept, *listing],
        trimmed="trimmed" in query.explicit,
        edited=bool({"trimmed", "edited"} & query.explicit),
        pointed=earlier.pointed + 1 if "pointed" in query.explicit or earlier.pointed and not listing and "units" not in query.explicit else 0,
    )


def _with(turns: list[list[Entry]], asked: list[Entry]) -> list[list[Entry]]:
    """The turns and one more; of very many figures none is pointed at singly, nor anything before them."""
    if len(asked) > MOST:
        return []
    return [*turns, asked][-REMEMBERED:] if asked else turns


def going_on(context: Context, years: list[int]) -> Context:
    """The context of the next question of one message: years that were named in the one before hold, disclosed or not."""
    return msgspec.structs.replace(context, said_years=years) if years and not context.said_years else context


def still_there(context: Context, units: Collection[str]) -> Context:
    """The context without units that are not among `units` any more; nothing is left of one that was about no other."""
    left = context.unanswered
    named = {*context.units, *context.base_units, *(left.units if left else ()), *(e.unit for turn in context.turns for e in turn)}
    named |= {entry.unit for listing in context.listings for entry in listing.entries}
    there = {*units, ALL}
    if named <= there:
        return context
    own = [unit for unit in context.units if unit in units]
    if not own:
        return Context()
    turns = [[entry for entry in turn if entry.unit in units] for turn in context.turns]
    listings = [msgspec.structs.replace(each, entries=[e for e in each.entries if e.unit in units]) for each in context.listings]
    return msgspec.structs.replace(
        context, units=own, base_units=[unit for unit in context.base_units if unit in there], unanswered=None,
        turns=[turn for turn in turns if turn], listings=[each for each in listings if each.entries],
    )


def remember_unanswered(
    earlier: Context, targets: tuple[Target, ...], units: list[str], lost: bool = False, unread: bool = False, nameless: bool = False
) -> Context:
    """The context after a question that was asked back or refused: as before, and the items and units that it named."""
    if not (targets or units or lost or unread):
        return earlier
    return msgspec.structs.replace(earlier, unanswered=Unanswered(units, [key_of(target) for target in targets], lost, unread, nameless))


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
