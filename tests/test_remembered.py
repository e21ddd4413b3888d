"""Rows that are read in groups are the rows that a statement of their own would find."""

from __future__ import annotations

import pytest

from service.config import Config
from service.facts.remembered import GROUPED, Remembered
from service.facts.statements import select_rows
from service.facts.store import Store


@pytest.mark.parametrize("table", GROUPED)
def test_a_group_holds_what_a_statement_finds(config: Config, table: str) -> None:
    store = Store(config.data)
    ids = [row["table_id"] for row in store.fetch("tables")]
    store.ahead((table,), [*ids, "none"])
    for id_ in (*ids[::7], "none"):
        assert store.fetch(table, {"table_id": id_}) == store.run(select_rows(table, {"table_id": id_}, ()))


def test_other_columns_narrow_a_group_and_order_it(config: Config) -> None:
    store = Store(config.data)
    id_ = next(row["table_id"] for row in store.fetch("tables") if row["state"] == "filled")
    where = {"table_id": id_, "row": 1}
    assert store.fetch("cells", where, ("col",)) == store.run(select_rows("cells", where, ("col",))) != []
    assert store.fetch("cells", {"table_id": id_, "row": None}) == []


def test_what_is_done_to_a_row_is_not_remembered(config: Config) -> None:
    store = Store(config.data)
    first = store.fetch("tables")[0]
    store.fetch("tables", {"table_id": first["table_id"]})[0]["title"] = "changed"
    assert store.fetch("tables", {"table_id": first["table_id"]})[0] == first


def test_the_groups_used_longest_ago_are_forgotten() -> None:
    remembered = Remembered(6)
    for id_ in "abc":
        remembered.put(("cells", id_), [{"row": 1}, {"row": 2}])
        remembered.get(("cells", "a"))
    assert remembered.get(("cells", "b")) is None
    assert remembered.get(("cells", "a")) == ({"row": 1}, {"row": 2})
    assert remembered.get(("cells", "c")) is not None
