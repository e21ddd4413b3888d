"""BOUND → NUMBER: the mean of the figures that are looked at, or the figure of another unit, as a bound in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from service.facts.store import Row
from service.query.finder import Collection, Figure
from service.query.logical import Condition, Query
from service.reply.amounts import round_half_up, same_measure, show_figure, text_of
from service.reply.answer import Value
from service.reply.result import Result, declined, gather, refuse
from service.reply.words import word


@dataclass(frozen=True)
class Bound:
    """A condition in numbers; its words where they say more than the numbers; the facts that it was made of."""

    condition: Condition | None
    words: str = ""
    facts: tuple[Row, ...] = ()


def settle_bound(collection: Collection, query: Query, figures: list[Figure]) -> Bound | Result:
    """The bound of a condition on some figures; a refusal where what it is taken from is not printed."""
    condition = query.condition
    if condition is not None and condition.mean:
        return _mean(query, condition, figures)
    if condition is not None and condition.than:
        return _of_unit(collection, query, condition)
    return Bound(condition)


def _mean(query: Query, condition: Condition, figures: list[Figure]) -> Bound | Result:
    comparable = same_measure(figures)
    if comparable is None or len(comparable) < 2:
        return declined("measures_differ")
    mean = sum((figure.value for figure in comparable), Decimal(0)) / len(comparable)
    shown = text_of(Value(f"{round_half_up(mean):f}", comparable[0].measure))
    said = word("conditions", f"{condition.op}mean").format(item=query.targets[0].name, low=shown, count=len(comparable))
    return Bound(replace(condition, low=mean, unit=comparable[0].measure), said, tuple(fact for f in comparable for fact in f.facts))


def _of_unit(collection: Collection, query: Query, condition: Condition) -> Bound | Result:
    found, missing = gather(collection, replace(query, units=(condition.than,), each=False), query.targets[:1])
    if len(found) != 1:
        return refuse(missing) if missing else declined("two_sides")
    shown = text_of(show_figure(found[0], query.display))
    said = word("conditions", f"{condition.op}than").format(item=query.targets[0].name, unit=condition.than, low=shown)
    return Bound(replace(condition, low=found[0].value, unit=found[0].measure), said, found[0].facts)
