"""Settings of one run, resolved and checked once, passed whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from service.errors import TokenTooShort

DEFAULT_DATA = Path(__file__).resolve().parent.parent / "data"
# The environment variable that switches on the upload of documents, and how long its value must be not to be guessed.
UPLOAD_TOKEN = "UPLOAD_TOKEN"
SHORTEST_TOKEN = 16


@dataclass(frozen=True)
class Config:
    """`data` holds documents/ and what is built from them; `today` fixes the clock of 今年 and 去年 (None: the real one).

    Whoever has `upload_token` may bring documents in on the page; "": nobody, and there is no such page.
    """

    data: Path = DEFAULT_DATA
    host: str = "127.0.0.1"
    port: int = 8000
    today: date | None = None
    upload_token: str = ""

    @property
    def documents(self) -> Path:
        return self.data / "documents"

    @property
    def state(self) -> Path:
        return self.data / "state.sqlite"

    def clock(self) -> date:
        return self.today or date.today()


def token_in(environment: Mapping[str, str]) -> str:
    """The token that uploads need, "" where none is set. Raises TokenTooShort."""
    token = environment.get(UPLOAD_TOKEN, "").strip()
    if token and len(token) < SHORTEST_TOKEN:
        raise TokenTooShort(name=UPLOAD_TOKEN, shortest=SHORTEST_TOKEN)
    return token
