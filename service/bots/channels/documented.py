"""JSON → FORM: what a messenger delivers, as far as it is as its documentation says; fields that nobody asks for may be there."""

from __future__ import annotations

import logging
from typing import TypeVar

import msgspec

log = logging.getLogger(__name__)

Form = TypeVar("Form")


def read(raw: str | bytes | msgspec.Raw, form: type[Form]) -> Form | None:
    """JSON as a form, numbers also where they are written as texts; None where it is not as documented, which is logged without its
    content: people's words may stand in it."""
    try:
        return msgspec.json.decode(raw, type=form, strict=False)
    except (msgspec.DecodeError, RecursionError) as error:
        log.warning("%s is not as documented: %s: %s", form.__name__, type(error).__name__, error)
        return None
