"""How many messages a conversation may get: a bucket that refills over a minute."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass
class Rates:
    """Messages of each conversation within a minute, counted for this process; times are seconds."""

    per_minute: int
    _buckets: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, conversation: str, now: float) -> float:
        """Take one message out: 0 where it may be sent now, else the seconds until it may; then none is taken."""
        with self._lock:
            left, at = self._buckets.get(conversation, (float(self.per_minute), now))
            left = min(float(self.per_minute), left + (now - at) * self.per_minute / 60)
            self._buckets[conversation] = (left - 1, now) if left >= 1 else (left, now)
            self._forget_full(now)
            return 0.0 if left >= 1 else (1 - left) * 60 / self.per_minute

    def _forget_full(self, now: float) -> None:
        """A conversation of which nothing was heard for a minute has a full bucket."""
        for conversation in [name for name, (_, at) in self._buckets.items() if now - at > 60]:
            del self._buckets[conversation]
