"""What all callback addresses have in common: whether a call is from the messenger, and what it is answered where it can't be taken."""

from __future__ import annotations

import logging

from flask import Blueprint

from service.errors import StateError

log = logging.getLogger(__name__)

# A time with more digits is none of this age, in seconds or milliseconds.
MOST_DIGITS = 15


class NotGenuine(Exception):
    """A call is not from the messenger, or not for this bot; nobody outside is told why, the log is."""

    status = 403


def open_routes(name: str) -> Blueprint:
    """Routes that turn away what is not genuine, and leave to be delivered again what can't be kept now, both without a word."""
    web = Blueprint(name, __name__)
    web.register_error_handler(NotGenuine, lambda error: _refuse(name, error))
    web.register_error_handler(StateError, _leave)
    return web


def _refuse(name: str, error: NotGenuine) -> tuple[str, int]:
    log.warning("%s: call refused: %s", name, error)
    return "", error.status


def _leave(error: StateError) -> tuple[str, int]:
    log.error("a call is left to be made again: %s", error)
    return "", 503


def is_timely(timestamp: str, now: float, window: float, per_second: int = 1) -> bool:
    """Whether a printed time (seconds since 1970, or so many units of it `per_second`) is at most `window` seconds from `now`."""
    is_number = timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= MOST_DIGITS
    return is_number and abs(now - int(timestamp) / per_second) <= window
