"""R3, R4: an account is the sum of the accounts below it, a total the sum of the highest accounts, in every column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from service.facts.audit.judge import judge_sum
from service.facts.audit.model import Disclosure, Finding, Severity
from service.facts.audit.places import amount_of, item_of, list_of, place_of, printed_of
from service.facts.audit.words import message
from service.facts.model import Fact

ACCOUNTS = ("function", "economic")
NOT_ADDED = ("share", "change_rate")
# The longest code that always has all its siblings beside it; longer ones are local details of some.
COMPLETE = {"function": 7, "economic": 5}
STEP = 2


@dataclass(frozen=True)
class Broken:
    """A sum that does not hold in one column."""

    total: Fact
    parts: tuple[Fact, ...]
    computed: Decimal
    severity: Severity


def check_levels(disclosure: Disclosure) -> Iterator[Finding]:
    """One finding for each row whose figures are not the sum of the rows below, over all columns where it is so."""
    broken: dict[tuple[object, ...], list[Broken]] = {}
    for column in _columns(disclosure):
        for one in (*_check_accounts(column), *_check_total(column)):
            broken.setdefault((one.total.pointer.table, one.total.pointer.row), []).append(one)
    for same_row in broken.values():
        yield _finding(disclosure, same_row)


def _columns(disclosure: Disclosure) -> list[list[Fact]]:
    """The figures of each column of each table that lists accounts."""
    columns: dict[tuple[int, int], list[Fact]] = {}
    for fact in disclosure.facts:
        at = fact.pointer
        if at.table is not None and at.row is not None and not fact.aspect.endswith(NOT_ADDED):
            columns.setdefault((at.table, at.column), []).append(fact)
    return [facts for facts in columns.values() if any(fact.subject.cls in ACCOUNTS for fact in facts)]


def _check_accounts(column: list[Fact]) -> Iterator[Broken]:
    by_code = _by_code(column)
    for code, fact in by_code.items():
        children = [child for other, child in by_code.items() if other[:-STEP] == code]
        if not children or fact.figure.value is None:
            continue
        one = _compare(fact, children)
        detail = len(code) + STEP > COMPLETE[fact.subject.cls]
        if one and not (detail and one.computed < fact.figure.value):
            yield one


def _check_total(column: list[Fact]) -> Iterator[Broken]:
    """The total row against the highest accounts; not where a row stands that no account is known for."""
    totals = [fact for fact in column if fact.subject.id == "total" and fact.subject.role == "total" and fact.figure.value is not None]
    by_code = _by_code(column)
    highest = [fact for code, fact in by_code.items() if not any(code != other and code.startswith(other) for other in by_code)]
    if not totals or not highest or any(fact.subject.cls == "name" and fact.figure.value for fact in column):
        return
    one = _compare(totals[0], highest)
    if one:
        yield one


def _by_code(column: list[Fact]) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for fact in column:
        if fact.subject.cls in ACCOUNTS:
            found.setdefault(fact.subject.id.split(".")[1], fact)
    return found


def _compare(total: Fact, parts: list[Fact]) -> Broken | None:
    printed = [fact for fact in parts if fact.figure.value is not None]
    computed = sum((fact.figure.value for fact in printed), Decimal(0))
    severity = judge_sum(total.figure.value - computed, [total, *printed])
    return Broken(total, tuple(printed), computed, severity) if severity else None


def _finding(disclosure: Disclosure, broken: list[Broken]) -> Finding:
    severity: Severity = "conflict" if any(one.severity == "conflict" for one in broken) else "rounding"
    rule = "R4" if broken[0].total.subject.id == "total" else "R3"
    sums = [
        message(
            "part_sum", item=item_of(one.total), printed=printed_of(one.total), parts=list_of(one.parts),
            computed=amount_of(one.computed, one.total), difference=amount_of(abs(one.total.figure.value - one.computed), one.total),
        )
        for one in broken
    ]
    places = tuple(fact.pointer for one in broken for fact in (one.total, *one.parts))
    said = message("sums", place=place_of(disclosure, broken[0].total.pointer), sums=message("then").join(sums))
    return Finding(rule, severity, said, tuple(dict.fromkeys(places)))
