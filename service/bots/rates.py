"""How many messages a conversation may get, and how many questions an asker may put, within a time; counted for this process."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from service.bots.channel import Limits

# Who asks more than may be asked in so many seconds is not answered for as long.
QUOTA_SECONDS = 60.0


@dataclass
class Rates:
    """Counts what a conversation gets by a clock that nobody sets; within each of `limits` (count, seconds) there is no more than that."""

    limits: Limits
    clock: Callable[[], float] = time.monotonic
    _times: dict[str, deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, conversation: str) -> float:
        """Count one more: 0 where it may be sent now, else the seconds until it may; then none is counted."""
        with self._lock:
            now = self.clock()
            self._forget(now)
            times = self._times.setdefault(conversation, deque(maxlen=max(count for count, _ in self.limits)))
            wait = max(_wait(times, count, seconds, now) for count, seconds in self.limits)
            if not wait:
                times.append(now)
            return wait

    def _forget(self, now: float) -> None:
        """Of a conversation that got nothing within the longest time nothing counts any more."""
        longest = max(seconds for _, seconds in self.limits)
        for conversation in [name for name, times in self._times.items() if not times or now - times[-1] >= longest]:
            del self._times[conversation]


def _wait(times: deque[float], count: int, seconds: float, now: float) -> float:
    """The seconds until there are fewer than `count` within `seconds`."""
    return max(0.0, times[-count] + seconds - now) if len(times) >= count else 0.0


@dataclass
class Quota:
    """How many messages of an asker are answered within a minute (0: any number). Who sends more is told so once, and then nothing
    until a minute has passed."""

    per_minute: int = 0
    clock: Callable[[], float] = time.monotonic
    _rates: Rates = field(init=False)
    _silent: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._rates = Rates(((self.per_minute, QUOTA_SECONDS),), self.clock)

    def take(self, asker: str) -> str:
        """Count one more: "open" where it is to be answered, "spent" where its asker is to be told that it is not, else "silent"."""
        with self._lock:
            now = self.clock()
            self._silent = {name: until for name, until in self._silent.items() if until > now}
            if asker in self._silent:
                return "silent"
            if not self.per_minute or not self._rates.take(asker):
                return "open"
            self._silent[asker] = now + QUOTA_SECONDS
            return "spent"
