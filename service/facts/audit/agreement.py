"""R7, R10, R11, R14, R16, R18: one figure that is printed in several places is the same in all of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher

from service.facts.audit.context import in_base_unit, is_elsewhere, is_of_other_money, same_money
from service.facts.audit.evidence import grouped, row_of
from service.facts.audit.judge import judge_same
from service.facts.audit.model import Disclosure, Finding, Held
from service.facts.audit.places import amount_of, item_of, place_of, printed_of
from service.facts.audit.words import Same, audit_words, message
from service.facts.model import Fact
from service.facts.words import column_words
from service.language.words import variant_words

Key = tuple[object, ...]
CHANGES = ("change", "change_rate")
STATED = ("number", "zero", "same_stated")
# Scopes that are one fund by itself; elsewhere the money of the 三公 items has many names.
ONE_FUND = ("gov_fund", "state_capital")
# Parts of the whole that say by themselves what they are a part of.
OF_ITS_OWN = ("basic", "project", "personnel", "public")
# Items that a sentence may count on another day or for another purpose than a second one.
NOT_COMPARED = ("name", "staff", "asset", "performance")


def check_agreement(disclosure: Disclosure) -> Iterator[Finding | Held]:
    """Each print of a figure beside the one that the tables give: those that agree, and those that differ."""
    merged = _scopes_with_one_total(disclosure)
    own_year = disclosure.extraction.identity.year
    for group in grouped(filter(_is_compared, disclosure.facts), lambda fact: _key(fact, merged, own_year)).values():
        yield from _check_group(disclosure, _without_repeated(group))
    yield from _check_bounds(disclosure)


def _is_compared(fact: Fact) -> bool:
    if fact.figure.status not in STATED or fact.subject.role == "rollup" or fact.subject.cls in NOT_COMPARED:
        return False
    is_part_total = fact.subject.id == "total" and fact.pointer.table is not None and fact.kind not in audit_words().whole_kinds
    return not is_part_total or _named(fact) is not None


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


def _named(fact: Fact) -> Same | None:
    """The figure of the list that this is, under whatever name."""
    return next((same for same in audit_words().same if any(re.search(e, sight(fact)) for e in same.figures)), None)


def _key(fact: Fact, merged: dict[str, str], own_year: int) -> Key:
    """What two prints of one figure have in common."""
    subject, aspect, scope, named = fact.subject.id, fact.aspect, fact.scope, _named(fact)
    if named:
        subject, aspect = named.key, "total"
    elif fact.subject.cls in ("income", "project") or aspect.startswith("procurement"):
        scope, aspect = "", "total" if aspect == "project" else aspect
    elif fact.subject.cls == "three" and scope not in ONE_FUND:
        scope = ""
    if fact.year == own_year and not fact.aspect.endswith(CHANGES):
        scope = merged.get(scope, scope)
    carry = "" if fact.carry == "current" else fact.carry
    when = (fact.year, fact.stage, fact.variant, fact.base_year, fact.base_stage)
    return (subject, aspect, scope, carry, _kind_of_unit(fact), _parent(fact), _part_of_whole(fact), *when)


def _part_of_whole(fact: Fact) -> str:
    """Which part of the whole a kind of table is about, where a total of it is printed by funds: funds of a part are no funds of the whole."""
    part = column_words().totals.get(fact.kind, "")
    return part if fact.subject.id == "total" and fact.aspect not in (*OF_ITS_OWN, part) else ""


def _kind_of_unit(fact: Fact) -> str:
    """Money in whatever unit is one kind; without a unit of measure a figure is like its like only."""
    return "money" if fact.figure.unit in variant_words().factors else fact.figure.unit


def _parent(fact: Fact) -> str:
    """Projects of one name are told apart by what they are part of."""
    return fact.subject.parent if fact.subject.cls == "project" else ""


def _without_repeated(group: list[Fact]) -> list[Fact]:
    """Without the tables that print the item several times with different figures: each is only a part of it."""
    tables = grouped((fact for fact in group if fact.pointer.table is not None), lambda fact: (fact.pointer.table,))
    repeated = {place[0] for place, same in tables.items() if len({in_base_unit(fact) for fact in same}) > 1}
    return [fact for fact in group if fact.pointer.table not in repeated]


def _check_group(disclosure: Disclosure, group: list[Fact]) -> Iterator[Finding | Held]:
    """Against the print that most tables have, of its own basis where there is one."""
    tables = [fact for fact in group if fact.pointer.table is not None]
    if not tables:
        return
    usual_value = Counter(in_base_unit(fact) for fact in tables).most_common(1)[0][0]
    usual = [fact for fact in tables if in_base_unit(fact) == usual_value]
    told: set[Key] = set()
    for fact in group:
        reference = min(usual, key=lambda one: (one.scope != fact.scope, -_kinship(disclosure, fact, one)))
        place = (fact.pointer.table, fact.pointer.passage, in_base_unit(fact))
        severity = judge_same(*_scaled(fact), *_scaled(reference))
        rule = "R18" if fact.aspect.endswith(CHANGES) else "R16" if fact.pointer.passage is not None else "R7"
        if severity is None and fact is not reference:
            yield Held(rule, fact.pointer)
        elif severity and place not in told and _is_proved(disclosure, fact, reference):
            told.add(place)
            places = dict.fromkeys([fact.pointer, reference.pointer, *(one.pointer for one in usual)])
            yield Finding(rule, severity, _say(disclosure, fact, reference), tuple(places))


def _kinship(disclosure: Disclosure, fact: Fact, other: Fact) -> float:
    """How near the heading above a sentence is to the title of a table: sections go through the tables one by one."""
    if fact.pointer.passage is None:
        return 0
    heading = "".join(disclosure.passage(fact.pointer.passage).section[-1:])
    return SequenceMatcher(None, heading, disclosure.table(other.pointer.table).title).ratio()


def _is_proved(disclosure: Disclosure, fact: Fact, reference: Fact) -> bool:
    """Whether both are surely of the same money: two tables have one total, and a sentence speaks of nothing else."""
    if is_of_other_money(disclosure, fact, reference) or _with_carried(disclosure, fact, reference) or _with_carried(disclosure, reference, fact):
        return False
    is_printed = fact.pointer.table is not None
    return same_money(disclosure, fact, reference) if is_printed else not is_elsewhere(disclosure, fact, reference)


def _with_carried(disclosure: Disclosure, fact: Fact, other: Fact) -> bool:
    """Whether what a table prints apart as carried over makes up the difference: the other print holds both."""
    same = (fact.pointer.table, fact.subject.id, fact.aspect, fact.year, fact.stage)
    carried = (
        one for one in disclosure.facts
        if one.carry == "carryover" and (one.pointer.table, one.subject.id, one.aspect, one.year, one.stage) == same and one.figure.value
    )
    return any(judge_same(in_base_unit(fact) + in_base_unit(one), _scaled(fact)[1], *_scaled(other)) != "conflict" for one in carried)


def _scaled(fact: Fact) -> tuple[Decimal, int]:
    """(value in the base unit, decimals that it is known to there)."""
    factor = variant_words().factors.get(fact.figure.unit, Decimal(1))
    return in_base_unit(fact), fact.figure.decimals - factor.adjusted()


def _check_bounds(disclosure: Disclosure) -> Iterator[Finding]:
    own = [fact for fact in disclosure.facts if fact.figure.value is not None and fact.pointer.table is not None]
    own_year = [fact for fact in own if fact.year == disclosure.extraction.identity.year]
    for bound in audit_words().bounds:
        figures = [fact for fact in own if re.search(bound.figure, sight(fact))]
        limits = [fact for fact in own_year if re.search(bound.limit, sight(fact))]
        for fact, limit in zip(figures[:1], limits[:1]):
            if in_base_unit(fact) > in_base_unit(limit) and judge_same(*_scaled(fact), *_scaled(limit)) == "conflict":
                yield Finding(bound.rule, "conflict", _say(disclosure, fact, limit), (fact.pointer, limit.pointer))


def _say(disclosure: Disclosure, fact: Fact, reference: Fact) -> str:
    factors = variant_words().factors
    unit, other = fact.figure.unit, reference.figure.unit
    difference = abs(in_base_unit(fact) - in_base_unit(reference)) / factors.get(other, Decimal(1))
    return message(
        "differs", place=place_of(disclosure, fact.pointer), item=item_of(fact), printed=_signed(fact),
        other_place=place_of(disclosure, reference.pointer), other_item=item_of(reference), other=_signed(reference),
        difference=amount_of(difference if unit == other else difference.normalize(), reference),
    ) + _variant_of(disclosure, fact, reference)


def _variant_of(disclosure: Disclosure, fact: Fact, reference: Fact) -> str:
    """Where the row of the table prints the same figure on a second basis (扣除中央基建投资), what that column is called."""
    wanted = (row_of(reference), reference.aspect, fact.figure.value)
    for other in disclosure.facts:
        if (row_of(other), other.aspect, other.figure.value) == wanted and other.variant != reference.variant:
            return message("variant", column=re.sub(r"\s", "", other.aspect_name), printed=_signed(fact))
    return ""


def _signed(fact: Fact) -> str:
    """A change with its sign, which in a sentence stands in its words; other figures as printed."""
    return f"{fact.figure.value:f}{fact.figure.unit}" if fact.aspect.endswith(CHANGES) else printed_of(fact)
