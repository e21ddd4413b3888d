"""飞书 over its long connection: the messenger needs no address of ours."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event
from urllib.parse import urlsplit

from service.bots.channel import Found, Inbox, Report, SendError
from service.bots.channels.feishu_api import URL, FeishuApi
from service.bots.channels.feishu_bot import FeishuBot, problem_of
from service.bots.channels.feishu_connection import PARTING, run_connection
from service.bots.channels.reconnecting import Broken, keep_connected
from service.bots.settings import Setting

SETTINGS = (Setting("FEISHU_APP_ID"), Setting("FEISHU_APP_SECRET"), Setting("FEISHU_URL", URL))
LOOK_AGAIN = 0.1
REACHED_WITHIN = 5.0


def open_channel(settings: Mapping[str, str]) -> FeishuLine:
    """The bot of these settings."""
    return FeishuLine(FeishuApi(settings["FEISHU_APP_ID"], settings["FEISHU_APP_SECRET"], settings["FEISHU_URL"].rstrip("/")), "feishu")


@dataclass
class FeishuLine(FeishuBot):
    """The bot whose events come over a connection that it makes."""

    first_wait: float = 1.0

    def listen(self, inbox: Inbox, report: Report, stop: Event) -> None:
        """Keep the connection until `stop`."""
        keep_connected(lambda: self._converse(inbox, report, stop), report, stop, self.first_wait)

    def check(self) -> Iterator[Found]:
        """What both ways of connection check, and whether the host of the connection is reached; it is not connected to, since the
        messenger would deliver events there."""
        yield from super().check()
        problem = problem_of(self._reach)
        yield Found("feishu_connection", not problem, problem)

    def _reach(self) -> str:
        address = urlsplit(self.api.endpoint())
        try:
            socket.create_connection((address.hostname or "", address.port or (443 if address.scheme == "wss" else 80)), REACHED_WITHIN).close()
        except OSError as error:
            return f"{address.hostname}: {error}"
        return ""

    def _converse(self, inbox: Inbox, report: Report, stop: Event) -> None:
        """One connection until `stop`; raises Broken where it ends before."""
        try:
            self.learn_itself()
        except SendError as error:
            raise Broken(problem=str(error)) from error
        ended: SimpleQueue[str] = SimpleQueue()
        parts = (self.api, lambda payload: self.take(payload, inbox), lambda: report("up"), stop, ended.put)
        threading.Thread(target=run_connection, args=parts, daemon=True).start()
        problem = ""
        while not problem and not stop.is_set():
            problem = _next(ended, LOOK_AGAIN)
        if not stop.is_set():
            raise Broken(problem=problem)
        if not problem:
            _next(ended, 2 * PARTING)


def _next(ended: SimpleQueue[str], seconds: float) -> str:
    """How a connection ended; "" where it did not within so many seconds."""
    try:
        return ended.get(timeout=seconds)
    except Empty:
        return ""
