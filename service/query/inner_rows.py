"""ROWS → ROWS: the rows of a project that print a part of it: under an account, by the account of its sub-items, by their name."""

from __future__ import annotations

from service.facts.rows import strip_numbering
from service.facts.store import Row
from service.language.accounts import load_accounts
from service.language.lexicon import fold_text
from service.language.measures import measures
from service.query.logical import Target

# Names of so many characters at least are found within longer ones.
LEAST = 4
AMOUNTS = ("total", "project")


def part_rows(rows: list[Row], entries: list[Row], target: Target) -> list[Row]:
    """The rows whose amounts make up one part of a project; `entries` are the rows of the store's `projects`."""
    ids = target.id.split("|")
    own = [row for row in rows if row["value"] is not None and row["aspect"] in AMOUNTS]
    under = [row for row in own if row["subject"] == target.inside and row["parent"] in ids]
    items = [row for row in own if row["parent"] == target.inside]
    names = {fold_text(name).text for id_ in ids for name in _names(id_)}
    booked = {(entry["table_id"], entry["row"]) for entry in entries if fold_text(str(entry["economic"])).text in names}
    by_account = [row for row in items if (row["table_id"], row["row"]) in booked and row["table_id"]]
    called = [row for row in items if any(len(name) >= LEAST and name in _folded(row) for name in names)]
    found = under or by_account or (called if len({row["subject"] for row in called}) == 1 else [])
    first = (found[0]["table_id"], found[0]["passage_id"]) if found else None
    return [row for row in found if (row["table_id"], row["passage_id"]) == first]


def _names(id_: str) -> list[str]:
    """All that an account or a measure is called."""
    record = measures().get(id_)
    if record:
        return [record.name, *record.words]
    cls, _, code = id_.partition(".")
    account = load_accounts(cls).by_code.get(code) if cls in ("function", "economic") else None
    return [account.name, *account.aliases] if account else [id_.partition(":")[2]]


def _folded(row: Row) -> str:
    return fold_text(strip_numbering(str(row["subject_name"]))).text
