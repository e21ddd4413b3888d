"""A service over rows that a test makes up: for hostile texts and failures, which the documents don't have."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from service import web
from service.feedback import Feedback
from service.history import History
from service.reply.answer import Answer
from service.suggest.examples import Examples
from service.web.browse import StoreRow
from service.web.visitors import Visitors

DOCUMENT: StoreRow = {
    "document_id": "d1",
    "file": "d1.txt",
    "sha256": "0" * 64,
    "source": None,
    "title": "甲中心2023年单位预算",
    "unit_id": "u1",
    "unit_name": "甲中心",
    "region": "甲市",
    "province": "甲省",
    "level": "city",
    "year": 2023,
    "type": "budget",
    "variant": "unit",
    "tables_found": "three_public",
    "tables_missing": "",
    "held": 2,
    "roundings": 0,
    "conflicts": 0,
    "doubtful": False,
}
TABLE: StoreRow = {
    "table_id": "t1",
    "document_id": "d1",
    "ordinal": 1,
    "kind": "three_public",
    "title": "三公经费支出表",
    "form": None,
    "unit": "万元",
    "owner": None,
    "state": "filled",
    "line": 3,
}


class MadeUpStore:
    """The rows of each table of the schema; a table that is not given is empty."""

    def __init__(self, tables: Mapping[str, Sequence[StoreRow]]) -> None:
        self.tables = tables

    def fetch(self, table: str, where: StoreRow | None = None, order: tuple[str, ...] = ()) -> list[StoreRow]:
        rows = [row for row in self.tables.get(table, ()) if (where or {}).items() <= row.items()]
        return sorted(rows, key=lambda row: tuple(row[name] for name in order))


class MadeUpService:
    """Answers every question with `outcome`, or raises it."""

    def __init__(self, outcome: Answer | Exception, **tables: Sequence[StoreRow]) -> None:
        self.outcome = outcome
        self.store = MadeUpStore(tables)

    def answer(self, question: str, conversation: str | None) -> Answer:
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def complete(self, typed: str) -> tuple[()]:
        return ()

    def examples(self) -> tuple[Examples, ...]:
        return tuple(Examples(row["unit_id"], (row["unit_id"],)) for row in self.store.fetch("documents"))


def open_client(service: MadeUpService) -> FlaskClient:
    """A client of an app that has the web side only."""
    app = Flask("made_up", static_folder=None)
    state = Path(tempfile.mkdtemp()) / "state.sqlite"
    web.register(app, service, web.Settings(History(state), Feedback(state), Visitors(b"secret")))
    return app.test_client()
