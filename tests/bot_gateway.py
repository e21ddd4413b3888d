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
from queue import SimpleQueue
from unittest.mock import patch

from waitress.server import BaseWSGIServer

from service.bots.access import Allowed
from service.bots.channel import Channel
from service.bots.clerk import Clerk
from service.bots.gateway import Gateway, open_office
from service.bots.health import BotHealth
from service.bots.model import Job, Memory, Told
from service.bots.office import Office
from service.errors import ServiceError
from service.history import History
from service.pipeline import Service

SITE = "https://budget.example.cn"


@dataclass(frozen=True)
class Running:
    """A gateway at work: callbacks are taken at `url`, what it keeps is in `state`."""

    url: str
    state: Path
    office: Office


class Gateways:
    """Starts gateways that keep what they keep in `folder`, and stops them all; `ended` is what they ended with by themselves."""

    def __init__(self, service: Service, folder: Path) -> None:
        self.service, self.folder = service, folder
        self.running: list[tuple[threading.Event, threading.Thread]] = []
        self.ended: list[ServiceError] = []

    def run(self, channel: Channel, allowed: Allowed = Allowed(), port: int = 0, folder: Path | None = None) -> Office:
        """Start the gateway of a channel; where it takes callbacks, at a port."""
        state, stop = (folder or self.folder) / "state.sqlite", threading.Event()
        office = open_office(channel, self.service, History(state), state, allowed, SITE, limits=((1000, 60.0),))
        thread = threading.Thread(target=self._run, args=(Gateway(office, folder or self.folder, "127.0.0.1", port), stop))
        thread.start()
        self.running.append((stop, thread))
        return office

    def run_called(self, channel: Channel, allowed: Allowed = Allowed()) -> tuple[Office, int]:
        """Start the gateway of a channel that takes callbacks; its office, and the port that it found free."""
        with listening() as ports:
            return self.run(channel, allowed), ports.get(timeout=30)

    def _run(self, gateway: Gateway, stop: threading.Event) -> None:
        try:
            gateway.run(stop)
        except ServiceError as error:
            self.ended.append(error)

    def stop_all(self) -> None:
        """Stop every gateway, which ends its threads."""
        for stop, _ in self.running:
            stop.set()
        for _, thread in self.running:
            thread.join(10)
            assert not thread.is_alive()
        self.running.clear()

    def state(self, folder: Path | None = None) -> dict[str, str]:
        """The state of each channel's connection."""
        return {each.channel: each.state for each in BotHealth((folder or self.folder) / "state.sqlite").connections()}

    def counts(self) -> dict[str, int]:
        """What the one channel that ran has counted."""
        (connection,) = BotHealth(self.folder / "state.sqlite").connections()
        return connection.counts


@contextmanager
def running(channel: Channel, service: Service, folder: Path, allowed: Allowed = Allowed()) -> Iterator[Running]:
    """The gateway of a channel that takes callbacks, until the end of the block."""
    gateways = Gateways(service, folder)
    try:
        office, port = gateways.run_called(channel, allowed)
        yield Running(f"http://127.0.0.1:{port}", folder / "state.sqlite", office)
    finally:
        gateways.stop_all()


@contextmanager
def listening() -> Iterator[SimpleQueue[int]]:
    """The ports of the servers that begin to listen in the block."""
    ports, accept = SimpleQueue(), BaseWSGIServer.accept_connections

    def note(server: BaseWSGIServer) -> None:
        accept(server)
        ports.put(server.effective_port)

    with patch.object(BaseWSGIServer, "accept_connections", note):
        yield ports


@contextmanager
def holding_answers() -> Iterator[threading.Event]:
    """Holds answers back, behind "working", until the event is set or the block ends."""
    tell, go_on = Clerk.tell, threading.Event()

    def wait(clerk: Clerk, job: Job, memory: Memory) -> Told:
        go_on.wait()
        return tell(clerk, job, memory)

    try:
        with patch.object(Clerk, "tell", wait):
            yield go_on
    finally:
        go_on.set()


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


def wait_until(condition: Callable[[], object], seconds: float = 10, told: Callable[[], object] = lambda: None) -> None:
    """Wait until a condition holds; `told` is what is said where it does not."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, told()
        time.sleep(0.02)
