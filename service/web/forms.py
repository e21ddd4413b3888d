"""What pages ask of a request, and of those who keep its reply: whether a part is wanted, where a form comes from, who may see it."""

from __future__ import annotations

from collections.abc import Callable

from flask import make_response, request
from werkzeug.wrappers import Response

from service.web.visitors import refuse_other_sites

# The longest body of a form on the pages: a question of the greatest length, percent-encoded, and the ids beside it.
LONGEST_FORM = 16 * 1024
# What a script sends to get only the part of a page that changes.
PART = "X-Part"


def wants_part() -> bool:
    """Whether a script asks, which puts a part of the page in its place."""
    return PART in request.headers


def check_form() -> None:
    """Only forms of these pages, and of the length that they have. Raises NotFromHere."""
    request.max_content_length = LONGEST_FORM
    refuse_other_sites()


def keep_private(view: Callable[..., str | Response], **parts: str) -> Response:
    """The reply of a view, of which nobody keeps a copy."""
    reply = make_response(view(**parts))
    reply.headers["Cache-Control"] = "no-store"
    return reply
