"""R6–R8, R10–R12, R14, R16, R18, R22: one figure that is printed in several places is the same in all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from service.facts.audit.judge import judge_same
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import amount_of, item_of, place_of, printed_of
from service.facts.audit.words import audit_words, message
from service.facts.model import Fact
from service.language.words import variant_words

Key = tuple[object, ...]
CHANGES = ("change", "change_rate")
# Items that a sentence may count on another day or for another purpose than a second one.
NOT_COMPARED = ("name", "staff", "asset", "performance")


def check_agreement(disclosure: Disclosure) -> Iterator[Finding]:
    """Each print of a figure that differs from the one that the tables give."""
    merged = _scopes_with_one_total(disclosure)
    groups: dict[Key, list[Fact]] = {}
    for fact in disclosure.facts:
        if fact.figure.status in ("number", "zero", "same_stated") and fact.subject.role != "rollup" and fact.subject.cls not in NOT_COMPARED:
            groups.setdefault(_key(fact, merged, disclosure.extraction.identity.year), []).append(fact)
    for group in groups.values():
        yield from _check_group(disclosure, group)
    yield from _check_bounds(disclosure)


def _scopes_with_one_total(disclosure: Disclosure) -> dict[str, str]:
    """Scopes whose totals are equal hold the same money, so that each of their items is the same: scope → first such scope."""
    totals: dict[str, Decimal] = {}
    for same in (one for one in audit_words().same if one.key == "whole"):
        for fact in disclosure.facts:
            if fact.pointer.table is not None and fact.figure.value and any(re.search(e, sight(fact)) for e in same.figures):
                totals.setdefault(fact.scope, fact.figure.value)
    return {scope: next(first for first, value in totals.items() if value == total) for scope, total in totals.items()}


def sight(fact: Fact) -> str:
    """How the expressions of `same` and `bounds` see a figure."""
    return f"{fact.scope} {fact.kind} {fact.subject.id}/{fact.aspect}"


def _key(fact: Fact, merged: dict[str, str], own_year: int) -> Key:
    """What two prints of one figure have in common."""
    subject, aspect, scope = fact.subject.id, fact.aspect, fact.scope
    named = next((same for same in audit_words().same if any(re.search(e, sight(fact)) for e in same.figures)), None)
    if named:
        subject, aspect = named.key, "total"
    elif fact.subject.cls in ("income", "project") or aspect.startswith("procurement"):
        scope, aspect = "", "total" if aspect == "project" else aspect
    if fact.year == own_year and not fact.aspect.endswith(CHANGES):
        scope = merged.get(scope, scope)
    carry = "" if fact.carry == "current" else fact.carry
    when = (fact.year, fact.stage, fact.variant, fact.base_year, fact.base_stage)
    return (subject, aspect, scope, carry, fact.figure.unit == "%", _parent(fact), *when)


def _parent(fact: Fact) -> str:
    """Projects of one name are told apart by what they are part of."""
    return fact.subject.parent if fact.subject.cls == "project" else ""


def _check_group(disclosure: Disclosure, group: list[Fact]) -> Iterator[Finding]:
    """Against the print that most tables have, of its own basis where there is one."""
    tables = [fact for fact in group if fact.pointer.table is not None] or group
    counted = Counter(_base(fact) for fact in tables)
    usual = [fact for fact in tables if _base(fact) == counted.most_common(1)[0][0]]
    told: set[tuple[object, ...]] = set()
    for fact in group:
        reference = min(usual, key=lambda one: one.scope != fact.scope)
        severity = judge_same(*_scaled(fact), *_scaled(reference))
        place = (fact.pointer.table, fact.pointer.passage, _base(fact))
        if severity is None or place in told or _explained(disclosure, fact, reference):
            continue
        told.add(place)
        rule = "R18" if fact.aspect.endswith(CHANGES) else "R16" if fact.pointer.passage is not None else "R7"
        places = dict.fromkeys([fact.pointer, reference.pointer, *(one.pointer for one in usual)])
        yield Finding(rule, severity, _say(disclosure, fact, reference), tuple(places))


def _base(fact: Fact) -> Decimal:
    return fact.figure.value * variant_words().factors.get(fact.figure.unit, Decimal(1))


def _scaled(fact: Fact) -> tuple[Decimal, int]:
    """(value in the base unit, decimals that it is known to there)."""
    factor = variant_words().factors.get(fact.figure.unit, Decimal(1))
    return fact.figure.value * factor, fact.figure.decimals - factor.adjusted()


def _explained(disclosure: Disclosure, fact: Fact, reference: Fact) -> bool:
    """Whether the difference is exactly the money carried over: then one print is with it and the other without."""
    difference = abs(_base(fact) - _base(reference))
    return any(
        other.subject.id == "carry.in" and other.figure.value and abs(_base(other)) == difference
        for other in disclosure.facts
    )


def _check_bounds(disclosure: Disclosure) -> Iterator[Finding]:
    own = [fact for fact in disclosure.facts if fact.figure.value is not None and fact.pointer.table is not None]
    for bound in audit_words().bounds:
        figures = [fact for fact in own if re.search(bound.figure, sight(fact))]
        limits = [fact for fact in own if re.search(bound.limit, sight(fact)) and fact.year == disclosure.extraction.identity.year]
        for fact, limit in zip(figures[:1], limits[:1]):
            if _base(fact) > _base(limit) and judge_same(*_scaled(fact), *_scaled(limit)) == "conflict":
                yield Finding(bound.rule, "conflict", _say(disclosure, fact, limit), (fact.pointer, limit.pointer))


def _say(disclosure: Disclosure, fact: Fact, reference: Fact) -> str:
    return message(
        "differs", place=place_of(disclosure, fact.pointer), item=item_of(fact), printed=_signed(fact),
        other_place=place_of(disclosure, reference.pointer), other_item=item_of(reference), other=_signed(reference),
        difference=amount_of(abs(fact.figure.value - reference.figure.value), reference),
    )


def _signed(fact: Fact) -> str:
    """A change with its sign, which in a sentence stands in its words; other figures as printed."""
    return f"{fact.figure.value:f}{fact.figure.unit}" if fact.aspect.endswith(CHANGES) else printed_of(fact)
