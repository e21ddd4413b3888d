"""A gateway that runs over real sockets on 127.0.0.1, with a state of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from service.bots.access import Allowed, Gatekeeper
from service.bots.channel import Channel
from service.bots.clerk import Clerk
from service.bots.gateway import Gateway
from service.bots.health import BotHealth
from service.bots.jobs import Jobs
from service.bots.office import Office
from service.bots.rates import Rates
from service.feedback import Feedback
from service.history import History
from service.pipeline import Service

SITE = "https://budget.example.cn"


@dataclass(frozen=True)
class Running:
    """A gateway at work: callbacks are taken at `url`, what it keeps is in `state`."""

    url: str
    state: Path
    office: Office


@contextmanager
def running(channel: Channel, service: Service, folder: Path, allowed: Allowed = Allowed()) -> Iterator[Running]:
    """The gateway of a channel, until the end of the block."""
    state, port, stop = folder / "state.sqlite", free_port(), threading.Event()
    office = Office(
        channel, Jobs(state), Clerk(service, History(state), Feedback(state)), Gatekeeper(allowed, channel.departments), Rates(1000),
        BotHealth(state), SITE, time.time,
    )
    thread = threading.Thread(target=Gateway(office, folder, "127.0.0.1", port).run, args=(stop,))
    thread.start()
    try:
        wait_until(lambda: is_open(port))
        yield Running(f"http://127.0.0.1:{port}", state, office)
    finally:
        stop.set()
        thread.join(10)


@contextmanager
def serving(answer: Callable[[str, str, dict[str, str], bytes], tuple[int, bytes] | None]) -> Iterator[str]:
    """The address of an HTTP server whose replies are `answer(method, path, headers, body)`; None: the connection is cut."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answered = answer(self.command, self.path, dict(self.headers), body)
            if answered is None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(answered[0])
            self.send_header("Content-Length", str(len(answered[1])))
            self.end_headers()
            self.wfile.write(answered[1])

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def is_open(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def wait_until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Wait until a condition holds."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)
