"""One passage being read: its text, the names in it, and how a figure of it becomes a fact."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from service.extraction.model import Identity, Passage
from service.facts.model import Fact, Figure, Pointer, Subject
from service.facts.narrative.dates import as_of
from service.facts.words import narrative_words
from service.language.scopes import WHOLE, scope_in, scopes
from service.quantities import Quantity

# Items that are no part of any fund's budget: the section that they stand in says nothing of their basis.
WITHOUT_SCOPE = frozenset({"staff", "asset", "performance", "org", "visits"})
# Items of which a stock is stated as of some day.
DATED = frozenset({"staff", "asset"})
# Items that are counted in pieces or people.
COUNTED = WITHOUT_SCOPE | {"name"}
CARRIED_IN = "carry.in"


@dataclass(frozen=True)
class Named:
    """A name in the text: what it stands for and where it stands; `scope` and `carry` where the name itself says them."""

    subject: Subject
    aspect: str
    start: int
    stop: int
    scope: str = ""
    carry: str = ""


@dataclass(frozen=True)
class Lead:
    """The text between the figure before and this one, and where it starts."""

    text: str
    start: int


@dataclass(frozen=True)
class Told:
    """One figure that was read: where it ends, what it is about with its basis (None: unknown), its value and unit."""

    stop: int
    named: Named | None
    value: Decimal
    unit: str


@dataclass(frozen=True)
class Reading:
    """One passage being read: its folded text, the passage, the document and its names."""

    text: str
    offsets: tuple[int, ...]
    passage: Passage
    identity: Identity
    names: tuple[Named, ...]
    usual_unit: str

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """Characters of the folded text → characters of the passage."""
        return self.offsets[start], self.offsets[stop - 1] + 1


def is_money(unit: str) -> bool:
    """Whether a unit of measure is one of money."""
    return unit.endswith(narrative_words().money)


def unit_fits(named: Named, quantity: Quantity) -> bool:
    """Amounts of money carry a unit of money; only staff, assets and counts of projects may carry another."""
    unit = quantity.unit or ""
    return is_money(unit) or (unit != "%" and (named.subject.cls in COUNTED or named.aspect.endswith("count")))


def sentence_start(text: str, at: int) -> int:
    """Where the part of a sentence (up to 。 or ;) begins that a character stands in."""
    return max(text.rfind(mark, 0, at) for mark in narrative_words().stops) + 1


def sentence_end(text: str, at: int) -> int:
    """Where that part of a sentence ends, its mark included."""
    ends = [found for mark in narrative_words().stops if (found := text.find(mark, at)) >= 0]
    return min(ends, default=len(text) - 1) + 1


def make_fact(reading: Reading, named: Named, value: Decimal | None, unit: str, start: int, stop: int, status: str = "") -> Fact:
    """The fact of one figure, or of one statement without figure, at characters [start, stop) of the folded text."""
    first, last = reading.span(start, stop)
    decimals = -value.as_tuple().exponent if value is not None else 0
    scope = scope_of(reading, named, start)
    return Fact(
        year=reading.identity.year, stage=reading.identity.type, kind="narrative", scope=scope, side="",
        carry=_carry(reading, named, start, scope), subject=named.subject, aspect=named.aspect, aspect_name="",
        figure=Figure(value, unit, max(decimals, 0), status or _status(value), reading.passage.text[first:last]),
        pointer=Pointer(passage=reading.passage.ordinal, start=first, stop=last),
        as_of=as_of(reading.text, start, reading.identity.year) if named.subject.cls in DATED else "",
    )


def _status(value: Decimal | None) -> str:
    return "zero" if value == 0 else "number"


def with_basis(named: Named, fact: Fact) -> Named:
    """A name with the basis that its figure turned out to have, for what is said of it later."""
    return replace(named, scope=fact.scope, carry=fact.carry)


def scope_of(reading: Reading, named: Named, at: int) -> str:
    """The basis (口径): the name's own, the fund's that the item is of, the clause's, else the section's."""
    words, fund = narrative_words(), named.subject.id.split(".")[0]
    if named.scope or named.subject.cls in WITHOUT_SCOPE:
        return named.scope or WHOLE
    if fund in scopes():
        return fund
    # A source of income names a fund itself; on what basis its figure is told stands around it.
    before = named.start if named.subject.cls == "income" and named.start < at else at
    clause = re.split(words.clause, reading.text[:before])[-1]
    return scope_in(re.sub(words.not_scope, "", clause)) or scope_in("".join(reading.passage.section[-2:])) or WHOLE


def _carry(reading: Reading, named: Named, at: int, scope: str) -> str:
    """Whether the money is of this year or carried over: by the name, the words around it, or the heading."""
    words = narrative_words()
    if named.carry or named.subject.id == CARRIED_IN:
        return named.carry or "carryover"
    if named.subject.cls in WITHOUT_SCOPE:
        return ""
    phrase = re.split(words.delimiters, reading.text[:at])[-1]
    heading = "" if scope == WHOLE else "".join(reading.passage.section[1:])
    return "current" if re.search(words.current, phrase) or re.search(words.current, heading) else ""
