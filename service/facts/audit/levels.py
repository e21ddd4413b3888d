"""R3, R4: an account is the sum of the accounts below it, a total the sum of the highest accounts, in every column."""

from __future__ import annotations

from collections.abc import Iterator

from service.facts.audit.context import ACCOUNTS
from service.facts.audit.evidence import column_of, grouped, row_of, unsure_places
from service.facts.audit.model import Disclosure, Finding, Held
from service.facts.audit.totals import Sum, add_up, say_sums
from service.facts.model import Fact

NOT_ADDED = ("share", "change_rate")
# The longest code that always has all its siblings beside it; longer ones are local details of some.
COMPLETE = {"function": 7, "economic": 5}
STEP = 2


def check_levels(disclosure: Disclosure) -> Iterator[Finding | Held]:
    """One finding for each row whose figures are not the sum of the rows below, over all columns where it is so."""
    known = _codes(disclosure.facts)
    added = [one for column in account_columns(disclosure) for one in (*_check_accounts(column, known), *_check_total(column))]
    yield from (Held(_rule_of(one), one.total.pointer) for one in added if one.holds)
    rows: dict[tuple[object, ...], list[Sum]] = {}
    for one in added:
        if not one.holds:
            rows.setdefault(row_of(one.total), []).append(one)
    for same_row in rows.values():
        yield say_sums(disclosure, _rule_of(same_row[0]), same_row)


def _rule_of(one: Sum) -> str:
    return "R4" if one.total.subject.id == "total" else "R3"


def _codes(facts: tuple[Fact, ...]) -> set[str]:
    """The accounts that have a figure anywhere in the document."""
    return {fact.subject.id for fact in facts if fact.subject.cls in ACCOUNTS and fact.figure.value}


def account_columns(disclosure: Disclosure) -> list[list[Fact]]:
    """The figures of each column of each table that lists accounts, where all of them are sure."""
    cells = [fact for fact in disclosure.facts if fact.pointer.column is not None and not fact.aspect.endswith(NOT_ADDED)]
    unsure = unsure_places(disclosure, column_of)
    columns = [facts for place, facts in grouped(cells, column_of).items() if place not in unsure]
    return [facts for facts in columns if any(fact.subject.cls in ACCOUNTS for fact in facts)]


def _check_accounts(column: list[Fact], known: set[str]) -> Iterator[Sum]:
    by_code = _by_code(column)
    for code, same in by_code.items():
        children = [child for other, child in by_code.items() if other[:-STEP] == code]
        if len(same) > 1 or any(len(child) > 1 for child in children):
            continue
        one = add_up(same[0], [child[0] for child in children])
        if one and not (not one.holds and one.difference > 0 and _may_lack_some(column, one, known)):
            yield one


def _may_lack_some(column: list[Fact], one: Sum, known: set[str]) -> bool:
    """Whether what is missing may be a local detail, a row that no list knows, or an account that only other tables print."""
    parent, listed = one.total.subject, {fact.subject.id for fact in one.parts}
    code = parent.id.split(".")[1]
    elsewhere = any(id_.split(".")[1][:-STEP] == code and id_.startswith(parent.cls) and id_ not in listed for id_ in known)
    return len(code) + STEP > COMPLETE[parent.cls] or elsewhere or _has_unknown(column, one.total.side)


def _check_total(column: list[Fact]) -> Iterator[Sum]:
    """The total row against the highest accounts; not where a row stands that no account is known for."""
    total, highest = _total_and_highest(column)
    one = add_up(total, highest) if total and highest else None
    if one:
        yield one


def is_complete(column: list[Fact]) -> bool:
    """Whether the accounts of a column are surely all: they add up to a printed total, roundings aside."""
    total, highest = _total_and_highest(column)
    if not (total and total.figure.value and any(fact.figure.value for fact in highest)):
        return False
    added = add_up(total, highest)
    return added is None or added.severity in (None, "rounding")


def _total_and_highest(column: list[Fact]) -> tuple[Fact | None, list[Fact]]:
    """The total row and the accounts below it; nothing where they can't be compared."""
    totals = [fact for fact in column if fact.subject.id == "total" and fact.subject.role == "total"]
    by_code = _by_code(column)
    highest = [same for code, same in by_code.items() if not any(code != other and code.startswith(other) for other in by_code)]
    if not totals or any(len(same) > 1 for same in highest) or _has_unknown(column, totals[0].side):
        return None, []
    return totals[0], [same[0] for same in highest]


def _has_unknown(column: list[Fact], side: str) -> bool:
    return any(fact.subject.cls == "name" and fact.figure.value and fact.side == side for fact in column)


def _by_code(column: list[Fact]) -> dict[str, list[Fact]]:
    """The figures of each account; one that stands several times has several, unless they are the same."""
    found: dict[str, list[Fact]] = {}
    for fact in column:
        if fact.subject.cls in ACCOUNTS:
            same = found.setdefault(fact.subject.id.split(".")[1], [])
            if fact.figure.value not in [other.figure.value for other in same]:
                same.append(fact)
    return found
