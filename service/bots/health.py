"""state.sqlite: how each channel fares, for `/healthz` and those who look after the service: its connection and what it counted."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import msgspec

from service.bots.jobs import SCHEMA as JOBS
from service.errors import StateError
from service.state_file import StateFile

log = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE IF NOT EXISTS bot_connections (channel TEXT PRIMARY KEY, state TEXT NOT NULL, since TEXT NOT NULL, seen TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bot_counts (channel TEXT NOT NULL, name TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (channel, name));
"""
# Columns that the connections got later.
COLUMNS = (("bot_connections", "lag REAL"),)
# A gateway tells of itself so often (seconds); one that was not heard of for so long is not running.
BEAT, SILENT = 10, 30
_COUNT = "INSERT INTO bot_counts (channel, name, times) VALUES (?, ?, 1) ON CONFLICT (channel, name) DO UPDATE SET times = times + 1"


class Connection(msgspec.Struct, frozen=True):
    """One channel: `state` is connecting, up, down (also where its process died), taken_over (another gateway has the connection) or
    stopped, `since` when (UTC). `counts` are received, repeated, too_old, answered, sent, retried and failed messages since the first
    start; so many are `waiting` now, and so many have `failed` of those that are kept (three days). `lag` is how old (seconds) the last
    message was when it came in (None: none did), by the messenger's clock and ours: far from 0, these differ."""

    channel: str
    state: str
    since: str
    counts: dict[str, int]
    waiting: int = 0
    failed: int = 0
    lag: float | None = None


class BotHealth:
    """The connections of one data folder; each call opens and closes the file, so any process may use it. Raises StateError."""

    def __init__(self, path: Path) -> None:
        self._file = StateFile(path, SCHEMA + JOBS, COLUMNS)

    def report(self, channel: str, state: str) -> None:
        """The state of a connection, which its gateway tells now; `since` moves where it is another one than before."""
        self._file.write((
            "INSERT INTO bot_connections (channel, state, since, seen) VALUES (?, ?, datetime('now'), datetime('now')) ON CONFLICT (channel) DO UPDATE "
            "SET since = CASE WHEN state = excluded.state THEN since ELSE excluded.since END, state = excluded.state, seen = excluded.seen",
            (channel, state),
        ))

    def count(self, channel: str, name: str) -> None:
        """One more of what is counted."""
        self._file.write((_COUNT, (channel, name)))

    def count_in(self, channel: str, name: str, lag: float) -> None:
        """One more of the messages that came in, so old (seconds) when it did."""
        self._file.write((_COUNT, (channel, name)), ("UPDATE bot_connections SET lag = ? WHERE channel = ?", (round(lag, 1), channel)))

    def connections(self) -> list[Connection]:
        """Every channel that ever ran, by name."""
        counts: dict[str, dict[str, int]] = {}
        for channel, name, times in self._file.read("SELECT channel, name, times FROM bot_counts ORDER BY channel, name"):
            counts.setdefault(channel, {})[name] = times
        jobs = {channel: numbers for channel, *numbers in self._file.read(
            "SELECT channel, SUM(state IN ('waiting', 'ready')), SUM(state = 'failed') FROM bot_jobs GROUP BY channel",
        )}
        rows = self._file.read(
            "SELECT channel, CASE WHEN silent THEN 'down' ELSE state END, CASE WHEN silent THEN seen ELSE since END, lag FROM (SELECT *, "
            "state IN ('connecting', 'up') AND seen < datetime('now', ?) AS silent FROM bot_connections) ORDER BY channel", (f"-{SILENT} seconds",),
        )
        return [Connection(channel, state, since, counts.get(channel, {}), *jobs.get(channel, (0, 0)), lag) for channel, state, since, lag in rows]


@dataclass
class Pulse:
    """What one gateway tells of its connection: each change, and that it is running. A file that can't be written ends nothing: the
    next beat makes good for it."""

    health: BotHealth
    channel: str
    _state: str = ""
    _lock: Lock = field(default_factory=Lock)

    def report(self, state: str) -> None:
        """The state of the connection from now on."""
        with self._lock:
            if state != self._state:
                log.info("%s: %s", self.channel, state)
            self._state = state
            self._tell()

    def beat(self) -> None:
        """The gateway is running."""
        with self._lock:
            self._tell()

    def _tell(self) -> None:
        try:
            self.health.report(self.channel, self._state)
        except StateError as error:
            log.error("%s: %s", self.channel, error)
