"""FACTS → FACTS: the amounts of a project that one table prints in parts, marked as parts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from service.facts.model import Fact, Pointer


def mark_parts(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts of a document, those of a project that one table prints in parts marked as such.

    A table by subjects prints a project once under each subject; the parts are proved where they add up to the amount
    that another table prints for the whole project.
    """
    places: dict[tuple[str, int], dict[int, list[Fact]]] = {}
    for fact in facts:
        is_whole = fact.subject.cls == "project" and fact.subject.level < 2 and fact.aspect in ("total", "project")
        if is_whole and fact.pointer.table:
            places.setdefault((fact.subject.id, fact.year), {}).setdefault(fact.pointer.table, []).append(fact)
    parts: set[Pointer] = set()
    for tables in places.values():
        wholes = {found[0].figure.value for found in tables.values() if len(found) == 1}
        for found in tables.values():
            if len(found) > 1 and sum((fact.figure.value or Decimal(0) for fact in found), Decimal(0)) in wholes:
                parts |= {fact.pointer for fact in found}
    return tuple(replace(fact, subject=replace(fact.subject, role="part")) if fact.pointer in parts else fact for fact in facts)
