"""A long connection that is kept: made anew after every end, clean or not, with growing waits, unless another gateway took it over."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from threading import Event

from service.bots.channel import Report, SendError
from service.errors import StateError

log = logging.getLogger(__name__)

# The first wait (seconds), the longest, and how long a connection must have stood to begin at the first again.
FIRST_WAIT, LONGEST_WAIT, STOOD = 1.0, 60.0, 30.0
# What answers lead to that are not as documented, say of a proxy: they are no reason to end.
ODD = (AttributeError, LookupError, TypeError, ValueError)


class TakenOver(SendError):
    """Another gateway uses the connection; connecting again would only take it back, and again."""

    code = "bot_taken_over"


class Broken(SendError):
    """A connection ended, or was never made; evidence: problem."""

    code = "bot_disconnected"


def keep_connected(converse: Callable[[], None], report: Report, stop: Event, first_wait: float = FIRST_WAIT) -> None:
    """Converse until `stop`; `converse` returns or raises Broken when its connection ends, and raises TakenOver, which ends it."""
    wait = first_wait
    while not stop.is_set():
        began = time.monotonic()
        report("connecting")
        try:
            converse()
        except TakenOver:
            report("taken_over")
            raise
        except (Broken, StateError) as error:
            log.warning("%s", error)
        except ODD:
            log.exception("an answer is not as documented")
        report("down")
        wait = first_wait if time.monotonic() - began > STOOD else min(wait * 2, LONGEST_WAIT)
        stop.wait(wait * random.uniform(0.5, 1))
