"""ROWS → ROWS: the items of a list of purchases, where a label is printed once for several rows or says too little."""

from __future__ import annotations

from dataclasses import dataclass

from service.facts.model import Subject
from service.facts.rows import strip_numbering

# The labels of a row: what it is bought for, what is bought, and how.
PROJECT, BOUGHT, HOW = "project_name", "activity", "text"


@dataclass(frozen=True)
class Purchase:
    """One row: its item and its labels."""

    subject: Subject
    labels: dict[str, str]


def purchase_items(rows: list[Purchase]) -> list[Subject]:
    """The item of each row."""
    projects = _projects(rows)
    items: list[Subject] = []
    for row in rows:
        items.append(items[-1] if items and _goes_on(row, items[-1]) else projects.get(id(row), row.subject))
    return items


def _goes_on(row: Purchase, above: Subject) -> bool:
    """Whether a row without a label is more of the item above, bought in another way."""
    bare = row.subject.id == "total" and row.subject.role == "rollup" and not row.subject.name.strip()
    return bare and row.labels.get(HOW, "").strip() != "" and above.cls == "name"


def _projects(rows: list[Purchase]) -> dict[int, Subject]:
    """The projects of the rows that print one with what is bought, where only the project tells them apart."""
    both = [row for row in rows if row.subject.cls == "name" and row.labels.get(PROJECT, "").strip() and row.labels.get(BOUGHT, "").strip()]
    items = [row for row in rows if row.subject.cls == "name"]
    names = [strip_numbering(row.labels[PROJECT]) for row in both]
    bought = {strip_numbering(row.labels[BOUGHT]) for row in both}
    if len(both) != len(items) or len(set(names)) != len(names) or len(bought) == len(both):
        return {}
    return {id(row): Subject(f"name:{name}", row.labels[PROJECT], "name") for row, name in zip(both, names)}
