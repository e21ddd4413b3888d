"""state.sqlite: what askers say of answers, and which questions are not answered, for those who look after the service."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from service.history import Turn
from service.reply.answer import Answer
from service.state_file import StateFile

SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    turn TEXT PRIMARY KEY, owner TEXT NOT NULL, questions TEXT NOT NULL, reply BLOB NOT NULL, version TEXT NOT NULL,
    verdict TEXT NOT NULL, reason TEXT NOT NULL, given TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS declined (
    question TEXT PRIMARY KEY, answer TEXT NOT NULL, times INTEGER NOT NULL, last TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
"""
LONGEST_REASON = 500
SHOWN = 500


@dataclass(frozen=True)
class Remark:
    """What was said of one answer: `verdict` is good or bad; `questions` are those of the conversation up to it; `owner` is "" once
    the asker's history was deleted; `given` is when (UTC)."""

    turn: str
    owner: str
    questions: list[str]
    reply: Answer
    version: str
    verdict: str
    reason: str
    given: str


@dataclass(frozen=True)
class Declined:
    """A question that was not answered, why, how often, and when last (UTC)."""

    question: str
    answer: str
    times: int
    last: str


class Feedback:
    """The feedback of one data folder; each call opens and closes the file, so any process may use it. Raises StateError."""

    def __init__(self, path: Path) -> None:
        self._file = StateFile(path, SCHEMA)

    def give(self, owner: str, turns: list[Turn], verdict: str, reason: str) -> None:
        """Keep what was said of the last of some turns; what was said of it before is replaced."""
        last = turns[-1]
        questions = msgspec.json.encode([turn.question for turn in turns]).decode()
        self._file.write((
            "INSERT OR REPLACE INTO feedback (turn, owner, questions, reply, version, verdict, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (last.id, owner, questions, msgspec.json.encode(last.reply), last.version, verdict, reason[:LONGEST_REASON]),
        ))

    def take_back(self, turn: str) -> None:
        """Forget what was said of one answer."""
        self._file.write(("DELETE FROM feedback WHERE turn = ?", (turn,)))

    def remarks(self, verdict: str = "") -> list[Remark]:
        """What was said, the latest first; of one verdict, or all."""
        rows = self._file.read(f"{_SELECT} WHERE ? IN ('', verdict) ORDER BY given DESC, rowid DESC LIMIT ?", (verdict, SHOWN))
        return [_remark(row) for row in rows]

    def find(self, turn: str) -> Remark | None:
        """What was said of one answer."""
        rows = self._file.read(f"{_SELECT} WHERE turn = ?", (turn,))
        return _remark(rows[0]) if rows else None

    def verdicts(self, turns: list[str]) -> dict[str, str]:
        """What was said of some answers, in a word each; those of which nothing was said are not there."""
        listed = msgspec.json.encode(turns).decode()
        return dict(self._file.read("SELECT turn, verdict FROM feedback WHERE turn IN (SELECT value FROM json_each(?))", (listed,)))

    def disown(self, owner: str) -> None:
        """Forget who said what one said; what was said stays."""
        self._file.write(("UPDATE feedback SET owner = '' WHERE owner = ?", (owner,)))

    def note(self, question: str, reply: Answer) -> None:
        """Count a question that was not answered; others are not kept."""
        if reply.status == "declined":
            self._file.write((
                "INSERT INTO declined (question, answer, times) VALUES (?, ?, 1) ON CONFLICT (question) DO UPDATE "
                "SET times = times + 1, answer = excluded.answer, last = CURRENT_TIMESTAMP",
                (" ".join(question.split()), reply.answer),
            ))

    def declined(self) -> list[Declined]:
        """The questions that were not answered, the most frequent first."""
        rows = self._file.read("SELECT question, answer, times, last FROM declined ORDER BY times DESC, last DESC LIMIT ?", (SHOWN,))
        return [Declined(*row) for row in rows]

    def drop(self, question: str) -> None:
        """Take a question off the list, once it was dealt with."""
        self._file.write(("DELETE FROM declined WHERE question = ?", (question,)))


_SELECT = "SELECT turn, owner, questions, reply, version, verdict, reason, given FROM feedback"


def _remark(row: tuple) -> Remark:
    turn, owner, questions, reply, *rest = row
    return Remark(turn, owner, msgspec.json.decode(questions), msgspec.json.decode(reply, type=Answer), *rest)


def case_of(remark: Remark) -> dict[str, object]:
    """A remark as a case of a question set: what was right must stay so; what was wrong must not be said again."""
    reply = remark.reply
    expect: dict[str, object] = {"status": reply.status} if remark.verdict == "good" else {}
    if remark.verdict == "good":
        expect |= {"value": reply.value} if reply.value else {}
        cited = {(c.document.unit_name, c.table.title if c.table else c.section) for c in reply.citations}
        expect |= {"cites": [{"unit": unit, "source": source} for unit, source in sorted(cited)]} if cited else {}
    evidence = f"{remark.verdict}: {remark.reason}" if remark.reason else remark.verdict
    told = {"answer": reply.answer, "canonical": reply.canonical, "version": remark.version}
    return {"id": f"feedback-{remark.turn}", "kind": "feedback", "turns": remark.questions, "expect": expect, "evidence": evidence, "told": told}
