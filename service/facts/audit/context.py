"""Whether two figures are of the same money: what their tables hold, and what the words around a figure say."""

from __future__ import annotations

import re
from decimal import Decimal

from service.facts.audit.model import Disclosure, in_base_unit
from service.facts.audit.words import audit_words
from service.facts.model import Fact
from service.facts.rows import strip_numbering
from service.facts.words import fold
from service.language.accounts import load_accounts

ACCOUNTS = ("function", "economic")
WHOLES = ("sum", "total", "fiscal")
CHANGES = ("change", "change_rate", "share")


def same_money(disclosure: Disclosure, fact: Fact, other: Fact) -> bool:
    """Whether two tables print an item under one name and share the total that it is part of."""
    if fact.subject.cls not in ACCOUNTS:
        return True
    same_name = strip_numbering(fact.subject.name) == strip_numbering(other.subject.name)
    return same_name and bool(_totals(disclosure, fact) & _totals(disclosure, other))


def _totals(disclosure: Disclosure, fact: Fact) -> frozenset[Decimal]:
    """What the table of a figure prints as its totals of the same amount."""
    return disclosure.totals.get((fact.pointer.table, fact.aspect, fact.year, fact.stage), frozenset())


def is_of_other_money(disclosure: Disclosure, fact: Fact, other: Fact) -> bool:
    """Whether one print is of this year's money alone, or the difference is exactly an amount that one can be without:
    money carried over, or one fund's."""
    if fact.subject.cls in WHOLES and {in_base_unit(fact), in_base_unit(other)} & disclosure.only_current:
        return True
    return abs(in_base_unit(fact) - in_base_unit(other)) in disclosure.left_out


def is_elsewhere(disclosure: Disclosure, stated: Fact, reference: Fact) -> bool:
    """Whether a figure of a sentence may be another than the item's: what it says is printed for the item on another
    basis, or for another item that the sentence names; or its words speak of other money."""
    if stated.aspect.split(".")[-1] in CHANGES:
        return False
    passage = disclosure.passage(stated.pointer.passage)
    before = fold(passage.text[: stated.pointer.start])
    clause = re.split(audit_words().clause, before)[-1]
    sentence = re.split(audit_words().sentence_end, before)[-1]
    other_money = audit_words().other_money[disclosure.extraction.identity.type]
    if re.search(other_money, clause) or re.search(audit_words().part_of_unit, sentence) or _has_several_meanings(stated):
        return True
    is_on_other_basis = stated.scope != reference.scope and stated.subject.cls == "three"
    if is_on_other_basis and re.search(audit_words().other_funds, fold(passage.text)):
        return True
    around = fold("".join(passage.section)) + before
    printed = (fact for fact in (*disclosure.facts, *disclosure.doubtful) if fact.pointer.table is not None)
    return any(_prints(fact, stated, around) for fact in printed)


def _has_several_meanings(fact: Fact) -> bool:
    """Whether several accounts have the name (行政运行), so that a sentence does not say which it means."""
    if fact.subject.cls not in ACCOUNTS:
        return False
    return len(load_accounts(fact.subject.cls).by_name(strip_numbering(fact.subject.name))) > 1


def _prints(printed: Fact, stated: Fact, around: str) -> bool:
    """Whether a table has the stated amount for the same item, or for one whose name stands before the amount."""
    if not printed.figure.value or in_base_unit(printed) != in_base_unit(stated):
        return False
    if printed.subject.id == stated.subject.id:
        return printed.aspect == stated.aspect or printed.subject.cls != "total"
    name = strip_numbering(printed.subject.name)
    return printed.subject.cls in ("project", "name", *ACCOUNTS) and len(name) > 1 and name in around
