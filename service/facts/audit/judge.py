"""How large a difference is: nothing, what rounding can explain, or a conflict."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from service.facts.audit.model import Severity
from service.facts.model import Fact
from service.quantities import round_to

# What the rules allow for figures with two decimals and for whole numbers, in units of the last place.
LAST_PLACES = {0: Decimal(1), 2: Decimal(2)}
HALF = Decimal("0.5")


def judge_sum(difference: Decimal, figures: Iterable[Fact]) -> Severity | None:
    """How a sum that is off by `difference` is to be seen, given all printed figures that take part.

    Each printed figure can be off by up to half a unit of its last place; a few last places are always rounding.
    """
    if difference == 0:
        return None
    printed = list(figures)
    decimals = max(fact.figure.decimals for fact in printed)
    last_place = Decimal(1).scaleb(-decimals)
    few = abs(difference) <= LAST_PLACES.get(decimals, Decimal(1)) * last_place
    return "rounding" if few or abs(difference) < HALF * len(printed) * last_place else "conflict"


def judge_same(one: Decimal, one_decimals: int, other: Decimal, other_decimals: int) -> Severity | None:
    """How two prints of one figure are to be seen; one that is the other rounded is the same."""
    coarse = min(one_decimals, other_decimals)
    if round_to(one, coarse) == round_to(other, coarse):
        return None
    last_place = Decimal(1).scaleb(-coarse)
    return "rounding" if abs(one - other) <= LAST_PLACES.get(coarse, Decimal(1)) * last_place else "conflict"


def judge_percentage(printed: Decimal, decimals: int, computed: Decimal) -> Severity | None:
    """How a printed percentage is to be seen beside the computed one: a last place off is rounding."""
    if round_to(computed, decimals) == printed:
        return None
    last_place = Decimal(1).scaleb(-decimals)
    return "rounding" if abs(round_to(computed, decimals) - printed) <= last_place else "conflict"
