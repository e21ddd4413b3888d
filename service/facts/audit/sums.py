"""R1, R2, R4, R5, R8, R9, R12, R13, R19, R22: the sums of audit.yaml, over rows, columns, forms and passages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from service.facts.audit.evidence import Place, column_of, grouped, row_of, unsure_places
from service.facts.audit.model import Disclosure, Finding, Held
from service.facts.audit.totals import Sum, add_up, say_sums
from service.facts.audit.words import Equation, Over, audit_words
from service.facts.model import Fact

Group = list[Fact]
PROJECT = "project"
# Goods, works, services: a sentence may name only those that there are.
ALL_NAMED = 3
PLACES: dict[Over, Callable[[Fact], Place]] = {"row": row_of, "column": column_of}


def check_sums(disclosure: Disclosure) -> Iterator[Finding | Held]:
    """Each equation in each group of figures that it is about."""
    unsure = {over: unsure_places(disclosure, place) for over, place in PLACES.items()}
    for equation in audit_words().equations:
        for group in _groups(disclosure, equation.over).values():
            added = _check(equation, group) if not equation.kinds or group[0].kind in equation.kinds else None
            if added and added.holds:
                yield Held(equation.rule, added.total.pointer)
            elif added and not (equation.over in PLACES and PLACES[equation.over](added.total) in unsure[equation.over]):
                yield say_sums(disclosure, equation.rule, [added])


def _groups(disclosure: Disclosure, over: Over) -> dict[Place, Group]:
    groups = grouped(disclosure.facts, lambda fact: _key(fact, over))
    groups.pop((), None)
    return groups


def _key(fact: Fact, over: Over) -> Place:
    """What the figures of one group have in common; nothing for a figure that belongs to no such group."""
    at, when = fact.pointer, (fact.year, fact.stage, fact.variant, fact.figure.unit)
    if at.note is not None or fact.figure.status == "none_stated":
        return ()
    if over == "passage":
        return () if at.passage is None else (at.passage, *when)
    if at.table is None:
        return ()
    if over == "row":
        return (at.table, at.row, fact.side, *when)
    if over == "form":
        return (at.table, *when)
    return () if fact.subject.role == "rollup" else (at.table, fact.aspect, *when)


def _check(equation: Equation, group: Group) -> Sum | None:
    """The reading of the parts that gives the total, with a subtotal or with what it consists of; else the nearest one."""
    parts = _matching(group, equation.parts, equation.over)
    totals = _matching(group, equation.total, equation.over)[:1]
    if equation.unless and _matching(group, equation.unless, equation.over):
        return None
    if not totals or len(parts) < equation.least or _has_twice(parts, equation.over):
        return None
    tried = [add_up(totals[0], each) for each in _readings(equation, group, parts)]
    if None in tried:
        return None
    nearest = min(tried, key=lambda one: abs(one.difference))
    return None if not nearest.holds and _may_be_incomplete(equation, group, nearest) else nearest


def _matching(group: Group, expression: str, over: Over) -> Group:
    return [fact for fact in group if re.search(expression, designation(fact, over))]


def _has_twice(parts: Group, over: Over) -> bool:
    """Whether an item stands twice, so that one print may be a part of the other. Projects may share a name."""
    names = [designation(fact, over) for fact in parts if fact.figure.value and fact.subject.cls != PROJECT]
    return len(names) > len(set(names))


def _readings(equation: Equation, group: Group, parts: Group) -> list[Group]:
    """The parts, and the parts with each subtotal in place of what it stands for."""
    readings = [parts]
    for subtotal, others in equation.subtotals.items():
        whole = [fact for fact in _matching(group, subtotal, equation.over) if fact.figure.value]
        without = [[fact for fact in each if not re.search(others, designation(fact, equation.over))] for each in readings]
        readings += [each + whole for each in without if whole]
    return readings


def _may_be_incomplete(equation: Equation, group: Group, broken: Sum) -> bool:
    """Whether what is missing may be an item that no list knows, or one that a sentence does not name."""
    if equation.over == "passage":
        return broken.difference > 0 and len(broken.parts) < ALL_NAMED
    others: Iterable[Decimal | None] = (
        fact.figure.value for fact in group if fact.subject.cls == "name" and fact.side == broken.total.side
    )
    return equation.over == "column" and broken.difference > 0 and any(others)


def designation(fact: Fact, over: Over) -> str:
    """How the expressions of an equation see a figure."""
    subject = fact.subject.id if over == "column" else f"{fact.subject.id}/{fact.aspect}"
    return f"{subject}@{fact.carry}" if fact.carry else subject
