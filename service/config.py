"""Settings of one run, resolved and checked once, passed whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from service.errors import SettingInvalid, TokenTooShort

DEFAULT_DATA = Path(__file__).resolve().parent.parent / "data"
# The environment variables that switch on the upload of documents and the pages of those who look after the service, and how long
# their values must be not to be guessed.
UPLOAD_TOKEN, ADMIN_TOKEN = "UPLOAD_TOKEN", "ADMIN_TOKEN"
SHORTEST_TOKEN = 16
# How long history is kept where nothing else is set.
HISTORY_DAYS = 180


@dataclass(frozen=True)
class Config:
    """`data` holds documents/ and what is built from them; `today` fixes the clock of 今年 and 去年 (None: the real one).

    Whoever has `upload_token` may bring documents in on the page; "": nobody, and there is no such page; so with `admin_token` and the list of feedback. `login_header` is the
    header in which a proxy in front gives the login, under which history is kept; "": it is kept under a cookie. History is deleted
    after `history_days` (0: never). `frame_ancestors` are the sites that may show the page in a frame, as in that directive of CSP.
    """

    data: Path = DEFAULT_DATA
    host: str = "127.0.0.1"
    port: int = 8000
    today: date | None = None
    upload_token: str = ""
    login_header: str = ""
    history_days: int = HISTORY_DAYS
    frame_ancestors: str = "'self'"
    admin_token: str = ""

    @property
    def documents(self) -> Path:
        return self.data / "documents"

    @property
    def secret(self) -> Path:
        return self.data / "secret.key"

    @property
    def state(self) -> Path:
        return self.data / "state.sqlite"

    def clock(self) -> date:
        return self.today or date.today()


def config_from(environment: Mapping[str, str], data: Path, host: str, port: int) -> Config:
    """The settings of a service, from its command line and the environment. Raises TokenTooShort, SettingInvalid."""
    return Config(
        data, host, port,
        upload_token=token_in(environment, UPLOAD_TOKEN),
        login_header=environment.get("LOGIN_HEADER", "").strip(),
        history_days=days_in(environment),
        frame_ancestors=frame_ancestors_in(environment),
        admin_token=token_in(environment, ADMIN_TOKEN),
    )


def days_in(environment: Mapping[str, str]) -> int:
    """HISTORY_DAYS as a number. Raises SettingInvalid."""
    text = environment.get("HISTORY_DAYS", "").strip() or str(HISTORY_DAYS)
    if not text.isascii() or not text.isdigit():
        raise SettingInvalid(name="HISTORY_DAYS", value=text)
    return int(text)


def frame_ancestors_in(environment: Mapping[str, str]) -> str:
    """FRAME_ANCESTORS, which stands in a header as it is. Raises SettingInvalid."""
    text = environment.get("FRAME_ANCESTORS", "").strip() or Config.frame_ancestors
    if not re.fullmatch(r"[\w'*:/.\- ]+", text, re.ASCII):
        raise SettingInvalid(name="FRAME_ANCESTORS", value=text)
    return text


def token_in(environment: Mapping[str, str], name: str) -> str:
    """A token that must be known, "" where none is set. Raises TokenTooShort."""
    token = environment.get(name, "").strip()
    if token and len(token) < SHORTEST_TOKEN:
        raise TokenTooShort(name=name, shortest=SHORTEST_TOKEN)
    return token
