"""state.sqlite: what was asked on the page and what was answered, by asker: conversations with their questions and replies."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

import msgspec

from service.reply.answer import Answer
from service.state_file import StateFile

SCHEMA = """
CREATE TABLE IF NOT EXISTS chats (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, changed TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX IF NOT EXISTS chats_of_owner ON chats (owner, changed);
CREATE TABLE IF NOT EXISTS turns (
    id TEXT PRIMARY KEY, chat TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    replaced INTEGER NOT NULL DEFAULT 0, question TEXT NOT NULL, before TEXT, reply BLOB NOT NULL, version TEXT NOT NULL, asked TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX IF NOT EXISTS turns_of_chat ON turns (chat, number);
"""
# A question is long; the title of its conversation is not.
LONGEST_TITLE = 60
SHOWN_CHATS = 200
REMEMBERED_QUESTIONS = 200


@dataclass(frozen=True)
class Chat:
    """One conversation; `changed` is when something was last asked in it (UTC)."""

    id: str
    owner: str
    title: str
    changed: str


@dataclass(frozen=True)
class Turn:
    """One question with its reply, the `number`th of its conversation; `before` is the conversation (an id of
    service.state) that it was asked in; `version` is that of the data it was answered from; `asked` when (UTC)."""

    id: str
    chat: str
    number: int
    question: str
    before: str | None
    reply: Answer
    version: str
    asked: str

    @property
    def texts(self) -> tuple[str, str]:
        """The question as it was asked and as it was understood."""
        return self.question, self.reply.canonical


class History:
    """The history of one data folder; each call opens and closes the file, so any process may use it.

    What is older than `keep_days` is deleted when something is asked; 0 keeps everything. Raises StateError.
    """

    def __init__(self, path: Path, keep_days: int = 0) -> None:
        self._file = StateFile(path, SCHEMA)
        self._keep_days = keep_days

    def chats(self, owner: str, search: str = "") -> list[Chat]:
        """One's conversations, the latest first; with `search` those whose title or questions have it."""
        like = f"%{_escaped(search)}%"
        rows = self._file.read(
            "SELECT id, owner, title, changed FROM chats WHERE owner = ? AND (title LIKE ? ESCAPE '\\' OR EXISTS "
            "(SELECT 1 FROM turns WHERE chat = chats.id AND NOT replaced AND question LIKE ? ESCAPE '\\')) ORDER BY changed DESC, rowid DESC LIMIT ?",
            (owner, like, like, SHOWN_CHATS),
        )
        return [Chat(*row) for row in rows]

    def chat(self, owner: str, chat: str) -> Chat | None:
        """One of one's own conversations; None where there is none."""
        rows = self._file.read("SELECT id, owner, title, changed FROM chats WHERE id = ? AND owner = ?", (chat, owner))
        return Chat(*rows[0]) if rows else None

    def turns(self, chat: str) -> list[Turn]:
        """The questions of a conversation in their order."""
        return [_turn(row) for row in self._file.read(f"{_SELECT_TURN} WHERE chat = ? AND NOT replaced ORDER BY number", (chat,))]

    def turn(self, turn: str) -> Turn | None:
        """One question, whoever asked it: its id can't be guessed, and whoever has it was given it."""
        rows = self._file.read(f"{_SELECT_TURN} WHERE id = ?", (turn,))
        return _turn(rows[0]) if rows else None

    def questions(self, owner: str) -> list[str]:
        """What one asked, each question once, the latest first."""
        rows = self._file.read(
            "SELECT question FROM turns JOIN chats ON chats.id = turns.chat WHERE owner = ? GROUP BY question ORDER BY MAX(turns.rowid) DESC LIMIT ?",
            (owner, REMEMBERED_QUESTIONS),
        )
        return [question for (question,) in rows]

    def start(self, owner: str, question: str) -> str:
        """Begin a conversation, called like its first question, and return its id; what is too old goes."""
        chat = secrets.token_urlsafe(12)
        self._file.write(*self._expire(), ("INSERT INTO chats (id, owner, title) VALUES (?, ?, ?)", (chat, owner, _title_of(question))))
        return chat

    def retitle(self, owner: str, chat: str, question: str) -> None:
        """Call a conversation like its new first question, where it is still called like the one before."""
        first = self.turns(chat)[:1]
        known = self.chat(owner, chat)
        if first and known and known.title == _title_of(first[0].question):
            self.rename(owner, chat, _title_of(question))

    def add(self, chat: str, number: int, question: str, before: str | None, reply: Answer, version: str) -> str:
        """Write down a question as the `number`th of a conversation and return its id.

        Questions that were at this place and after it leave the conversation; links to them still lead to them.
        """
        turn = secrets.token_urlsafe(12)
        self._file.write(
            ("UPDATE turns SET replaced = 1 WHERE chat = ? AND number >= ?", (chat, number)),
            ("INSERT INTO turns (id, chat, number, question, before, reply, version) VALUES (?, ?, ?, ?, ?, ?, ?)",
             (turn, chat, number, question, before, msgspec.json.encode(reply), version)),
            ("UPDATE chats SET changed = CURRENT_TIMESTAMP WHERE id = ?", (chat,)),
        )
        return turn

    def rename(self, owner: str, chat: str, title: str) -> None:
        """Call one's conversation otherwise."""
        self._file.write(("UPDATE chats SET title = ? WHERE id = ? AND owner = ?", (title[:LONGEST_TITLE], chat, owner)))

    def delete(self, owner: str, chat: str) -> None:
        """Delete one of one's own conversations, with its questions."""
        self._file.write(("DELETE FROM chats WHERE id = ? AND owner = ?", (chat, owner)))

    def forget(self, owner: str) -> None:
        """Delete all that one ever asked."""
        self._file.write(("DELETE FROM chats WHERE owner = ?", (owner,)))

    def _expire(self) -> list[tuple[str, tuple[object, ...]]]:
        if not self._keep_days:
            return []
        return [("DELETE FROM chats WHERE changed < datetime('now', ?)", (f"-{self._keep_days} days",))]


_SELECT_TURN = "SELECT id, chat, number, question, before, reply, version, asked FROM turns"


def _turn(row: tuple) -> Turn:
    return Turn(*row[:5], msgspec.json.decode(row[5], type=Answer), *row[6:])


def _title_of(question: str) -> str:
    return question if len(question) <= LONGEST_TITLE else f"{question[: LONGEST_TITLE - 1]}…"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
