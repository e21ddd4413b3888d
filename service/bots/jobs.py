"""state.sqlite: the messages that came in, each once, what became of them, and what their askers go on from.

A question that is in here is never lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from service.bots.model import REMEMBERED, Address, Inbound, Job, Memory, Told, key_of
from service.state_file import StateFile

SCHEMA = """
CREATE TABLE IF NOT EXISTS bot_jobs (
    key TEXT PRIMARY KEY, channel TEXT NOT NULL, tenant TEXT NOT NULL, chat TEXT NOT NULL, person TEXT NOT NULL, message TEXT NOT NULL,
    kind TEXT NOT NULL, text TEXT NOT NULL, about TEXT NOT NULL, sent REAL NOT NULL, transport TEXT NOT NULL, state TEXT NOT NULL,
    told BLOB, parts INTEGER NOT NULL DEFAULT 0, unsure INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL, lease REAL NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS bot_memories (address TEXT PRIMARY KEY, memory BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS bot_tokens (channel TEXT NOT NULL, token TEXT NOT NULL, bound TEXT NOT NULL, until REAL NOT NULL, PRIMARY KEY (channel, token));
CREATE INDEX IF NOT EXISTS bot_jobs_open ON bot_jobs (channel, state, due);
CREATE INDEX IF NOT EXISTS bot_jobs_of_asker ON bot_jobs (channel, tenant, chat, person, state);
CREATE INDEX IF NOT EXISTS bot_jobs_about ON bot_jobs (channel, tenant, about) WHERE about <> '';
"""
# Columns that the jobs got later; they stand behind the others, in this order.
COLUMNS = (("bot_jobs", "bodies TEXT"), ("bot_jobs", "begun REAL NOT NULL DEFAULT 0"))
# Messengers deliver again for up to eight hours; the ids of messages are kept longer, what was said in them no longer than this.
KEEP_SECONDS = 3 * 24 * 3600

_CLAIM = """
UPDATE bot_jobs SET lease = :until WHERE key = (
    SELECT key FROM bot_jobs AS job
    WHERE channel = :channel AND state IN ('waiting', 'ready', 'withdrawn') AND due <= :now AND lease < :now AND NOT EXISTS (
        SELECT 1 FROM bot_jobs AS other
        WHERE other.channel = job.channel AND other.tenant = job.tenant AND other.chat = job.chat AND other.person = job.person
        AND other.key <> job.key AND other.state IN ('waiting', 'ready', 'withdrawn')
        AND (other.lease >= :now OR (other.attempts = 0 OR other.state = 'waiting') AND (other.sent, other.rowid) < (job.sent, job.rowid))
    ) ORDER BY sent, rowid LIMIT 1
) RETURNING *
"""
# What was said of a message is withdrawn, whether it was answered already or not; once that is done, it is gone.
_WITHDRAW = "UPDATE bot_jobs SET text = '', state = 'withdrawn', due = ?, attempts = 0 WHERE key = ? AND state <> 'gone'"
# A message that comes in behind the word that it was taken back or replaced.
_WITHDRAW_LATE = """
UPDATE bot_jobs SET text = '', state = 'withdrawn', due = ?, attempts = 0 WHERE key = ? AND state <> 'gone' AND EXISTS (
    SELECT 1 FROM bot_jobs AS other WHERE other.channel = bot_jobs.channel AND other.tenant = bot_jobs.tenant AND other.about = bot_jobs.message
    AND other.about <> '' AND other.key <> bot_jobs.key AND other.kind IN ('recalled', 'text')
)
"""
# Nobody goes on from what was taken back.
_REMEMBER = "INSERT OR REPLACE INTO bot_memories (address, memory) SELECT ?, ? FROM bot_jobs WHERE key = ? AND state <> 'withdrawn'"


class Jobs:
    """The jobs of one data folder; each call opens and closes the file, so any process may use it. Raises StateError."""

    def __init__(self, path: Path) -> None:
        self._file = StateFile(path, SCHEMA, COLUMNS)

    def take(self, inbound: Inbound, now: float) -> bool:
        """Write a message down as a job; False where it is there already.

        The message that it takes back or replaces is withdrawn by that, and its words are forgotten; also where it comes in later.
        """
        values = (
            inbound.key, *_of_address(inbound.address), inbound.message, inbound.kind, inbound.text, inbound.about, inbound.sent,
            msgspec.json.encode(inbound.transport).decode(), now,
        )
        statement = (
            "INSERT OR IGNORE INTO bot_jobs (key, channel, tenant, chat, person, message, kind, text, about, sent, transport, state, due) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?) RETURNING key"
        )
        withdrawn = key_of(inbound.address, inbound.about) if inbound.kind in ("recalled", "text") and inbound.about not in ("", inbound.message) else ""
        return bool(self._file.change(statement, values, (_WITHDRAW, (now, withdrawn)), (_WITHDRAW_LATE, (now, inbound.key))))

    def claim(self, channel: str, now: float, seconds: float) -> Job | None:
        """The next job that is due, for so many seconds nobody else's; one at a time of each address, in the order they were sent;
        only a reply that could not be sent so far keeps nobody waiting."""
        rows = self._file.change(_CLAIM, {"channel": channel, "now": now, "until": now + seconds})
        return _job(rows[0]) if rows else None

    def remember(self, job: Job, transport: dict[str, str]) -> None:
        """Keep what the channel needs to reply."""
        self._set(job.key, "transport = ?", msgspec.json.encode(transport).decode())

    def memory(self, address: Address) -> Memory:
        """What an asker goes on from; empty at first."""
        rows = self._file.read("SELECT memory FROM bot_memories WHERE address = ?", (_id(address),))
        return msgspec.json.decode(rows[0][0], type=Memory) if rows else Memory()

    def answer(self, job: Job, told: Told, bodies: Sequence[str]) -> None:
        """Keep the reply and its messages before they are sent, with what its asker goes on from: from here on these are sent, also by
        another version of the software.

        Where its message was taken back meanwhile, it stays so.
        """
        statement = "UPDATE bot_jobs SET told = ?, bodies = ?, state = CASE WHEN state = 'withdrawn' THEN state ELSE 'ready' END WHERE key = ?"
        statements = [(statement, (msgspec.json.encode(told), _texts(bodies), job.key))]
        if told.memory:
            values = (_id(job.address), msgspec.json.encode(told.memory), job.key)
            statements.append((_REMEMBER, values))
        self._file.write(*statements)

    def keep(self, job: Job, bodies: Sequence[str]) -> None:
        """The messages of a reply that was kept without them."""
        self._set(job.key, "bodies = ?", _texts(bodies))

    def begin(self, job: Job, unsure: int, begun: float, until: float) -> None:
        """The next message of the reply is about to be sent: until its end is known it may have arrived in so many tries. The job is
        nobody else's `until` then."""
        self._set(job.key, "unsure = ?, begun = ?, lease = ?", unsure, begun, until)

    def arrived(self, job: Job, parts: int) -> None:
        """So many messages of the reply were taken by the messenger."""
        self._set(job.key, "parts = ?, unsure = 0", parts)

    def not_taken(self, job: Job) -> None:
        """It is certain that the messenger did not take the message that was begun."""
        self._set(job.key, "unsure = CASE WHEN parts = ? THEN ? ELSE unsure END", job.parts, job.unsure)

    def postpone(self, job: Job, due: float, attempts: int) -> None:
        """Try again later, having tried so often."""
        self._set(job.key, "attempts = ?, due = ?, lease = 0", attempts, due)

    def finish(self, job: Job, state: str) -> None:
        """Nothing is left to do for the job as it was: it is done, failed or gone.

        Where its message was taken back meanwhile, its withdrawal is still to be worked on.
        """
        self._set(job.key, "state = CASE WHEN state = 'withdrawn' AND ? THEN state ELSE ? END, lease = 0", job.state != "withdrawn", state)

    def release(self, channel: str) -> None:
        """Give back what another run of the same channel had in hand when it ended."""
        self._file.write(("UPDATE bot_jobs SET lease = 0 WHERE channel = ?", (channel,)))

    def find(self, key: str) -> Job | None:
        """The job of one key; None where it is not known, or too long ago."""
        rows = self._file.read("SELECT * FROM bot_jobs WHERE key = ?", (key,))
        return _job(rows[0]) if rows else None

    def is_withdrawn(self, job: Job) -> bool:
        """Whether the message of a job was taken back by now."""
        return self._file.read("SELECT state FROM bot_jobs WHERE key = ?", (job.key,)) == [("withdrawn",)]

    def counts(self, channel: str) -> dict[str, int]:
        """How many jobs are in each state."""
        return dict(self._file.read("SELECT state, COUNT(*) FROM bot_jobs WHERE channel = ? GROUP BY state", (channel,)))

    def bind(self, channel: str, token: str, to: str, now: float, seconds: float) -> bool:
        """Whether a token of a channel is bound to nothing but `to`; it is remembered for so many seconds."""
        statement = (
            "INSERT INTO bot_tokens (channel, token, bound, until) VALUES (:channel, :token, :to, :until) ON CONFLICT (channel, token) DO UPDATE "
            "SET bound = CASE WHEN until < :now THEN excluded.bound ELSE bound END, until = MAX(until, excluded.until) RETURNING bound"
        )
        return self._file.change(statement, {"channel": channel, "token": token, "to": to, "now": now, "until": now + seconds}) == [(to,)]

    def forget_old(self, now: float) -> None:
        """Delete jobs that are settled and too old to be delivered again, tokens that are not good any more, and what nobody goes on
        from any more (which is sooner than any history ends)."""
        self._file.write(
            ("DELETE FROM bot_jobs WHERE state NOT IN ('waiting', 'ready', 'withdrawn') AND due < ?", (now - KEEP_SECONDS,)),
            ("DELETE FROM bot_tokens WHERE until < ?", (now,)),
            ("DELETE FROM bot_memories WHERE json_extract(CAST(memory AS TEXT), '$.at') < ?", (now - 2 * REMEMBERED,)),
        )

    def _set(self, key: str, assignment: str, *values: object) -> None:
        self._file.write((f"UPDATE bot_jobs SET {assignment} WHERE key = ?", (*values, key)))


def _of_address(address: Address) -> tuple[str, ...]:
    return address.channel, address.tenant, address.chat, address.person


def _id(address: Address) -> str:
    return msgspec.json.encode(address).decode()


def _texts(bodies: Sequence[str]) -> str:
    return msgspec.json.encode(bodies).decode()


def _job(row: tuple) -> Job:
    key, channel, tenant, chat, person, message, kind, text, about, sent, transport, state, told, parts, unsure, attempts, _due, _lease, bodies, begun, *_ = row
    # A version that did not keep when a message was begun counted the tries of what has a key as well.
    unsure = unsure if begun else min(unsure, 1)
    return Job(
        key, Address(channel, tenant, chat, person), message, kind, text, about, sent, msgspec.json.decode(transport, type=dict[str, str]),
        state, _told(told, bodies is not None), parts, unsure, attempts,
        None if bodies is None else msgspec.json.decode(bodies, type=tuple[str, ...]), begun,
    )


def _told(raw: bytes | None, is_rendered: bool) -> Told | None:
    """What a job is answered with. Of an answer that an earlier version wrote down in another form, only the messages are known; where
    there are none, it is to be worked out again."""
    try:
        return msgspec.json.decode(raw, type=Told) if raw else None
    except msgspec.DecodeError:
        return Told() if is_rendered else None
