"""state.sqlite: the conversations, shared by all processes."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

from service.errors import ConversationUnknown, StateError
from service.query.context import Context

SCHEMA = "CREATE TABLE IF NOT EXISTS conversations (id TEXT PRIMARY KEY, context BLOB NOT NULL, changed TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)"


class State:
    """The conversations of one data folder; each call opens and closes the file, so any process may use it.

    Raises StateError where the file can't be made or is none of SQLite's.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connect()) as connection, connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute(SCHEMA)
        except (OSError, sqlite3.DatabaseError) as error:
            raise StateError(file=str(path)) from error

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=10)

    def load(self, conversation: str | None) -> Context:
        """What a conversation remembers; empty for None. Raises ConversationUnknown for an id that was never given."""
        if conversation is None:
            return Context()
        with closing(self._connect()) as connection:
            row = connection.execute("SELECT context FROM conversations WHERE id = ?", (conversation,)).fetchone()
        if row is None:
            raise ConversationUnknown()
        return msgspec.json.decode(row[0], type=Context)

    def save(self, context: Context) -> str:
        """Keep a context under a new id and return it; earlier ids stay valid, so that any answer can be gone on from."""
        conversation = secrets.token_urlsafe(12)
        with closing(self._connect()) as connection, connection:
            connection.execute("INSERT INTO conversations (id, context) VALUES (?, ?)", (conversation, msgspec.json.encode(context)))
        return conversation
