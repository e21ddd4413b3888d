"""An access token: asked for once while it is good, and again where a messenger does not know it any more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from service.bots.channel import NotTaken, SendError


@dataclass
class Tokens:
    """The tokens of one application. `fetch` asks for a new one: (token, how many seconds it is good), and may raise SendError; none is
    used in its last `reserve` seconds."""

    fetch: Callable[[], tuple[str, float]]
    clock: Callable[[], float]
    reserve: float = 300
    _token: str = field(default="", repr=False)
    _until: float = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def current(self, stale: str | None = None) -> str:
        """A token that is good, another one than `stale`. Raises NotTaken: what it was wanted for was not begun."""
        with self._lock:
            if self._token == stale or self.clock() >= self._until:
                self._token, seconds = self._fetched()
                self._until = self.clock() + max(0, seconds - self.reserve)
            return self._token

    def _fetched(self) -> tuple[str, float]:
        try:
            return self.fetch()
        except NotTaken:
            raise
        except SendError as error:
            raise NotTaken(str(error.evidence["problem"])) from error
