"""state.sqlite: how each channel fares, for `/healthz` and those who look after the service: its connection and what it counted."""

from __future__ import annotations

from pathlib import Path

import msgspec

from service.state_file import StateFile

SCHEMA = """
CREATE TABLE IF NOT EXISTS bot_connections (channel TEXT PRIMARY KEY, state TEXT NOT NULL, since TEXT NOT NULL, seen TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bot_counts (channel TEXT NOT NULL, name TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (channel, name));
"""
# Columns that the connections got later.
COLUMNS = (("bot_connections", "lag REAL"),)
# A gateway that was not heard of for so long (seconds) is not running; it tells of itself three times as often.
SILENT = 30
_COUNT = "INSERT INTO bot_counts (channel, name, times) VALUES (?, ?, 1) ON CONFLICT (channel, name) DO UPDATE SET times = times + 1"


class Connection(msgspec.Struct, frozen=True):
    """One channel: `state` is connecting, up, down, taken_over (another gateway has the connection) or stopped, `since` when (UTC);
    `counts` are received, repeated, too_old, answered, sent, retried and failed messages since the first start; `lag` is how old (seconds)
    the last message was when it came in (None: none did), by the messenger's clock and ours: far from 0, these differ."""

    channel: str
    state: str
    since: str
    counts: dict[str, int]
    lag: float | None = None


class BotHealth:
    """The connections of one data folder; each call opens and closes the file, so any process may use it. Raises StateError."""

    def __init__(self, path: Path) -> None:
        self._file = StateFile(path, SCHEMA, COLUMNS)

    def report(self, channel: str, state: str) -> None:
        """The state of a connection, now; `since` moves where it is another one than before."""
        self._file.write((
            "INSERT INTO bot_connections (channel, state, since, seen) VALUES (?, ?, datetime('now'), datetime('now')) ON CONFLICT (channel) DO UPDATE "
            "SET since = CASE WHEN state = excluded.state THEN since ELSE excluded.since END, state = excluded.state, seen = excluded.seen",
            (channel, state),
        ))

    def beat(self, channel: str) -> None:
        """The gateway of a channel is running."""
        self._file.write(("UPDATE bot_connections SET seen = datetime('now') WHERE channel = ?", (channel,)))

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
        rows = self._file.read(
            "SELECT channel, CASE WHEN state NOT IN ('stopped', 'taken_over') AND seen < datetime('now', ?) THEN 'down' ELSE state END, since, lag "
            "FROM bot_connections ORDER BY channel", (f"-{SILENT} seconds",),
        )
        return [Connection(channel, state, since, counts.get(channel, {}), lag) for channel, state, since, lag in rows]
