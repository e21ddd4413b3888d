"""R1, R2, R5, R9, R13, R19, R22: the sums of prompts/documents/audit.yaml, over rows, columns, forms and passages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from service.facts.audit.judge import judge_sum
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import amount_of, item_of, list_of, place_of, printed_of
from service.facts.audit.words import Equation, Over, audit_words, message
from service.facts.model import Fact

Group = list[Fact]


def check_sums(disclosure: Disclosure) -> Iterator[Finding]:
    """Each equation in each group of figures that it is about."""
    for equation in audit_words().equations:
        for group in _groups(disclosure, equation.over):
            if not equation.kinds or group[0].kind in equation.kinds:
                yield from _check(disclosure, equation, group)


def _groups(disclosure: Disclosure, over: Over) -> list[Group]:
    groups: dict[tuple[object, ...], Group] = {}
    for fact in disclosure.facts:
        key = _key(fact, over)
        if key is not None:
            groups.setdefault(key, []).append(fact)
    return list(groups.values())


def _key(fact: Fact, over: Over) -> tuple[object, ...] | None:
    """What the figures of one group have in common; None for a figure that belongs to no such group."""
    at, when = fact.pointer, (fact.year, fact.stage, fact.variant, fact.figure.unit)
    if at.note is not None or fact.figure.status == "none_stated":
        return None
    if over == "passage":
        return None if at.passage is None else (at.passage, *when)
    if at.table is None:
        return None
    if over == "row":
        return (at.table, at.row, *when)
    if over == "form":
        return (at.table, *when)
    return None if fact.subject.role == "rollup" else (at.table, fact.aspect, *when)


def _check(disclosure: Disclosure, equation: Equation, group: Group) -> Iterator[Finding]:
    parts = [fact for fact in group if re.search(equation.parts, designation(fact, equation.over))]
    totals = [fact for fact in group if re.search(equation.total, designation(fact, equation.over))]
    printed = [fact for fact in parts if fact.figure.value is not None]
    if len(parts) < equation.least or not printed or (equation.only_if_whole and _has_unknown(group)):
        return
    computed = sum((fact.figure.value for fact in printed), Decimal(0))
    for total in (fact for fact in totals[:1] if fact.figure.value is not None):
        severity = judge_sum(total.figure.value - computed, [total, *printed])
        if severity:
            yield Finding(equation.rule, severity, _say(disclosure, total, printed, computed), tuple(f.pointer for f in [total, *printed]))


def _has_unknown(group: Group) -> bool:
    """Whether a figure stands beside that no list knows, so that the parts may not be all."""
    return any(fact.subject.cls == "name" and fact.figure.value for fact in group)


def designation(fact: Fact, over: Over) -> str:
    """How the expressions of an equation see a figure."""
    subject = fact.subject.id if over == "column" else f"{fact.subject.id}/{fact.aspect}"
    return f"{subject}@{fact.carry}" if fact.carry else subject


def _say(disclosure: Disclosure, total: Fact, parts: Group, computed: Decimal) -> str:
    return message(
        "sum", place=place_of(disclosure, total.pointer), item=item_of(total), printed=printed_of(total), parts=list_of(parts),
        computed=amount_of(computed, total), difference=amount_of(abs(total.figure.value - computed), total),
    )
