"""Whether a call is from the messenger: what all callback addresses ask of it beside its signature."""

from __future__ import annotations

# A time with more digits is none of this age, in seconds or milliseconds.
MOST_DIGITS = 15


class NotGenuine(Exception):
    """A call is not from the messenger, or not for this bot; nobody outside is told why."""


def is_timely(timestamp: str, now: float, window: float, per_second: int = 1) -> bool:
    """Whether a printed time (seconds since 1970, or so many units of it `per_second`) is at most `window` seconds from `now`."""
    is_number = timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= MOST_DIGITS
    return is_number and abs(now - int(timestamp) / per_second) <= window
