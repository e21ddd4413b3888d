"""A part of the service that only those see who know a token: it is entered once, and a cookie stands for it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response

COOKIE_SECONDS = 30 * 24 * 3600
LONGEST_TOKEN_FORM = 4096


@dataclass(frozen=True)
class Gate:
    """`name` is that of the cookie, `token` what must be known."""

    name: str
    token: str

    @property
    def proof(self) -> str:
        """What the cookie holds: proves that the token was known, and does not tell it."""
        return hmac.digest(self.token.encode(), self.name.encode(), "sha256").hex()

    def is_open(self) -> bool:
        """Whether this request brings the cookie."""
        return hmac.compare_digest(request.cookies.get(self.name, "").encode(), self.proof.encode())

    def knows(self) -> bool:
        """Whether the form that was sent has the token."""
        request.max_content_length = LONGEST_TOKEN_FORM
        return hmac.compare_digest(request.form.get("token", "").strip().encode(), self.token.encode())

    def let_in(self, reply: Response, path: str) -> Response:
        """The reply with the cookie, for the pages below `path`."""
        reply.set_cookie(self.name, self.proof, COOKIE_SECONDS, path=path, secure=request.is_secure, httponly=True, samesite="Strict")
        return reply
