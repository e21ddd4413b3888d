"""A total and its parts → whether they add up to it, and the one sentence of all checks of sums that don't."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from service.facts.audit.judge import judge_sum
from service.facts.audit.model import Disclosure, Finding, Severity
from service.facts.audit.places import amount_of, item_of, list_of, place_of, printed_of
from service.facts.audit.words import message
from service.facts.model import Fact


@dataclass(frozen=True)
class Sum:
    """A total and what its parts add up to; `severity` of the difference, None where it holds."""

    total: Fact
    parts: tuple[Fact, ...]
    computed: Decimal
    severity: Severity | None

    @property
    def holds(self) -> bool:
        """Whether the parts add up to the total exactly."""
        return self.severity is None

    @property
    def difference(self) -> Decimal:
        """How much is missing (more than 0) or too much (less than 0) among the parts."""
        return self.total.figure.value - self.computed

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The total and its parts."""
        return (self.total, *self.parts)


def add_up(total: Fact, parts: Iterable[Fact]) -> Sum | None:
    """The sum of some parts beside their total; None where the total or all of the parts are not printed."""
    printed = tuple(fact for fact in parts if fact.figure.value is not None)
    computed = sum((fact.figure.value for fact in printed), Decimal(0))
    if total.figure.value is None or computed == 0:
        return None
    return Sum(total, printed, computed, judge_sum(total.figure.value - computed, (total, *printed)))


def say_sums(disclosure: Disclosure, rule: str, broken: list[Sum]) -> Finding:
    """One finding for the sums of one row that don't hold."""
    said = message("then").join(_say(one) for one in broken)
    places = dict.fromkeys(fact.pointer for one in broken for fact in one.facts)
    severity: Severity = "conflict" if any(one.severity == "conflict" for one in broken) else "rounding"
    place = place_of(disclosure, broken[0].total.pointer)
    return Finding(rule, severity, message("sums", place=place, sums=said), tuple(places))


def _say(one: Sum) -> str:
    """The sum, or of a single part that it differs."""
    single = sum(1 for fact in one.parts if fact.figure.value) == 1
    return message(
        "part" if single else "sum", item=item_of(one.total), printed=printed_of(one.total), parts=list_of(one.parts, one.total),
        computed=amount_of(one.computed, one.total), difference=amount_of(abs(one.difference), one.total),
    )
