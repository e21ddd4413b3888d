"""All that can be asked, as frozen values: what is looked up, for whom, when, and what is done with it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from service.language.measures import Source


# 历年: more years than any document tells of.
ALL_YEARS = 10


# In `explicit`: the first year was not named but counted back (近几年).
COUNTED_YEARS = "counted_years"


@dataclass(frozen=True)
class Target:
    """One figure that is asked for: where it may be printed, in the order in which the places are tried.

    `id` is the measure, account or name; `aspect` the amount picked of an account (基本支出 of 事业运行); `display` the
    unit of measure that it alone is wanted in; `less` are the figures that are left out of it,
    `inside` the project whose part it is, `table` the kind of table that it is asked for from.
    """

    id: str
    name: str
    sources: tuple[Source, ...]
    scope: str = ""
    aspect: str = "total"
    breakdown: str = ""
    listed: bool = False
    beside: str = ""
    display: str = ""
    less: tuple[Target, ...] = ()
    inside: str = ""
    table: str = ""


@dataclass(frozen=True)
class Condition:
    """A bound on a figure: `op` is one of > >= < <= between =; `low` and `high` in `unit`.

    It may be another figure of the same unit (`other`), the same figure of another unit (`than`), or the mean of all.
    `every`: all figures that are asked for must meet it.
    """

    op: str
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    other: Target | None = None
    than: str = ""
    mean: bool = False
    every: bool = False


@dataclass(frozen=True)
class Slot:
    """A part of the query as the asker would say it, and where it came from."""

    name: str
    text: str
    origin: str


@dataclass(frozen=True)
class Query:
    """One question. `operation` says what is done; empty slots were neither said nor carried.

    `each`: all units were asked for; `years`: said or carried years, empty for each unit's newest;
    `claimed`: the unit that is said to be the first of an order;
    `explicit`: the names of the slots that the question itself filled; `limits`: what a list of indicators is limited to;
    `less`: what a list of parts leaves out.
    """

    operation: str
    units: tuple[str, ...] = ()
    each: bool = False
    years: tuple[int, ...] = ()
    stage: str = ""
    targets: tuple[Target, ...] = ()
    base: Target | None = None
    base_units: tuple[str, ...] = ()
    condition: Condition | None = None
    order: str = ""
    limit: int | None = None
    nth: int | None = None
    display: str = ""
    variant: str = ""
    against: int | None = None
    text: str = ""
    kind: str = ""
    title: str = ""
    terms: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    less: tuple[Target, ...] = ()
    explicit: frozenset[str] = frozenset()
    slots: tuple[Slot, ...] = ()
    claimed: str = ""


@dataclass(frozen=True)
class Clarify:
    """A question back: `code` names the sentence, `choices` are (label, complete question)."""

    code: str
    choices: tuple[tuple[str, str], ...]
    evidence: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Decline:
    """No answer: `code` names the sentence, `evidence` fills it; `choices` are questions that will be answered."""

    code: str
    evidence: tuple[tuple[str, str], ...] = ()
    choices: tuple[tuple[str, str], ...] = ()


def all_years(query: Query) -> bool:
    """Whether all disclosed years are asked for, whichever they are."""
    return len(query.years) >= ALL_YEARS and all(year <= 0 for year in query.years)


Outcome = Query | Clarify | Decline
