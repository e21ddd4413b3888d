"""Who asks: the name that a proxy in front gives, else an unguessable cookie signed by this service."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flask import Response, g, request
from itsdangerous import BadSignature, Signer

from service.errors import NotFromHere, StateError

COOKIE = "asker"
COOKIE_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class Visitors:
    """Tells who asks. `secret` signs the cookie; `header` is the one in which a proxy gives the login ("": there is none)."""

    secret: bytes
    header: str = ""

    def owner(self) -> str:
        """The asker of this request: what history is kept under; a new one where the request brings none."""
        login = request.headers.get(self.header, "").strip() if self.header else ""
        if login:
            return f"login:{login}"
        if "asker" not in g:
            g.asker = self._known() or secrets.token_urlsafe(18)
        return f"cookie:{g.asker}"

    def _known(self) -> str:
        try:
            return self._signer().unsign(request.cookies.get(COOKIE, "")).decode()
        except BadSignature:
            return ""

    def remember(self, response: Response) -> Response:
        """Give a new asker the cookie, once there is something to remember."""
        if request.method == "POST" and "asker" in g:
            value = self._signer().sign(g.asker).decode()
            response.set_cookie(COOKIE, value, COOKIE_SECONDS, secure=request.is_secure, httponly=True, samesite="Lax")
        return response

    def _signer(self) -> Signer:
        return Signer(self.secret, salt=COOKIE)


def read_secret(path: Path) -> bytes:
    """The secret of a data folder, made at its first start; of several processes that make it, one's is kept. Raises StateError."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _make(path)
        return path.read_bytes()
    except OSError as error:
        raise StateError(file=str(path)) from error


def _make(path: Path) -> None:
    made = path.with_name(f"{path.name}-{secrets.token_hex(8)}")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_hex(32).encode())
    try:
        os.link(made, path)
    except FileExistsError:
        pass
    finally:
        made.unlink()


def refuse_other_sites() -> None:
    """A browser says where a request comes from; what says nothing is no browser. Raises NotFromHere."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = site in ("same-origin", "none") if site else origin is None or urlsplit(origin).netloc == request.host
    if not ours:
        raise NotFromHere()
