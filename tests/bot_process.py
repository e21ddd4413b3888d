"""`python -m service bot CHANNEL` as a process of its own, that can be stopped, killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.bot_gateway import wait_until

ROOT = Path(__file__).resolve().parent.parent
# A machine that is busy with other things takes its time (seconds).
PATIENCE = 120


class Process:
    """The gateway of a channel over a data folder; `ended` is its exit code. In a with-statement it is started, and gone behind it."""

    def __init__(self, channel: str, folder: Path, port: int = 0, **environment: str) -> None:
        self.command = [sys.executable, "-m", "service", "bot", channel, "--data", str(folder), "--port", str(port)]
        self.environment = {"PATH": os.environ["PATH"], **environment}
        self.log, self.process, self.kills, self.ended = folder / f"{channel}.log", None, 0, None

    def start(self) -> Process:
        """Start it, its log behind that of its last run."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        return self

    def __enter__(self) -> Process:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.process.kill()
        self.process.wait()

    def told(self) -> str:
        """What it has told so far."""
        return self.log.read_text(encoding="utf-8")

    def wait_for(self, told: str) -> None:
        """Wait until it told something."""
        wait_until(lambda: told in self.told(), PATIENCE, self.told)

    def kill(self) -> None:
        """End it at once."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self.kills += 1

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End it gently; its exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Its exit code, once it ends."""
        self.ended = self.process.wait(PATIENCE)
        return self.ended
