"""Settings of one run, resolved and checked once, passed whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

DEFAULT_DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class Config:
    """`data` holds documents/ and what is built from them; `today` fixes the clock of 今年 and 去年 (None: the real one)."""

    data: Path = DEFAULT_DATA
    host: str = "127.0.0.1"
    port: int = 8000
    today: date | None = None

    @property
    def documents(self) -> Path:
        return self.data / "documents"

    @property
    def state(self) -> Path:
        return self.data / "state.sqlite"

    def clock(self) -> date:
        return self.today or date.today()
