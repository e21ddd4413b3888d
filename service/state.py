"""state.sqlite: the conversations, shared by all processes."""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec

from service.errors import ConversationUnknown
from service.query.context import Context
from service.state_file import StateFile

SCHEMA = "CREATE TABLE IF NOT EXISTS conversations (id TEXT PRIMARY KEY, context BLOB NOT NULL, changed TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)"


class State:
    """The conversations of one data folder; each call opens and closes the file, so any process may use it.

    Raises StateError where the file can't be made or is none of SQLite's.
    """

    def __init__(self, path: Path) -> None:
        self._file = StateFile(path, SCHEMA)

    def load(self, conversation: str | None) -> Context:
        """What a conversation remembers; empty for None. Raises ConversationUnknown for an id that was never given."""
        if conversation is None:
            return Context()
        rows = self._file.read("SELECT context FROM conversations WHERE id = ?", (conversation,))
        if not rows:
            raise ConversationUnknown()
        return msgspec.json.decode(rows[0][0], type=Context)

    def save(self, context: Context) -> str:
        """Keep a context under a new id and return it; earlier ids stay valid, so that any answer can be gone on from."""
        conversation = secrets.token_urlsafe(12)
        self._file.write(("INSERT INTO conversations (id, context) VALUES (?, ?)", (conversation, msgspec.json.encode(context))))
        return conversation
