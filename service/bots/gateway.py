"""The process of one channel, `python -m service bot CHANNEL`: its connection or its callback address, and its workers."""

from __future__ import annotations

import fcntl
import logging
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

from flask import Flask
from waitress.server import create_server
from werkzeug.exceptions import HTTPException

from service.bots.access import Allowed, Gatekeeper
from service.bots.channel import Channel, Found, Limits
from service.bots.clerk import Clerk
from service.bots.crew import Crew
from service.bots.health import SILENT, BotHealth
from service.bots.jobs import Jobs
from service.bots.office import Office
from service.bots.rates import Quota, Rates
from service.bots.registry import check_channel, check_settings, open_channel
from service.bots.settings import read_allowed, read_count, read_setting
from service.config import Config
from service.errors import ServiceError, StateError
from service.feedback import Feedback
from service.history import History
from service.pipeline import Service, open_service

log = logging.getLogger(__name__)

THREADS = 8
# No message of a messenger is longer (bytes).
LONGEST_BODY = 1024 * 1024
# The setting that says how many questions of one asker are answered in a minute, and how many are where it is not set.
QUOTA, MOST_QUESTIONS = "BOT_QUESTIONS_PER_MINUTE", 20


class AlreadyRunning(ServiceError):
    """Another gateway of this channel uses the same data; evidence: channel."""

    code = "bot_already_running"


@dataclass(frozen=True)
class Gateway:
    """One channel at work over the data folder `data`; callbacks are taken at `host` and `port`."""

    office: Office
    data: Path
    host: str
    port: int

    def run(self, stop: Event) -> None:
        """Work until `stop`, a signal, or the loss of the connection for good. Raises AlreadyRunning, OSError where the port is taken."""
        name, health = self.office.channel.traits.name, self.office.health
        with only_one(self.data, name):
            self.office.jobs.release(name)
            health.report(name, "connecting")
            self._work(stop)
            if not any(each.channel == name and each.state == "taken_over" for each in health.connections()):
                health.report(name, "stopped")

    def _work(self, stop: Event) -> None:
        """Run the parts in threads; when one ends, the others are ended, and what broke it is raised."""
        report = partial(self.office.health.report, self.office.channel.traits.name)
        with ThreadPoolExecutor(4) as pool:
            parts = [
                pool.submit(Crew(self.office).run, stop),
                pool.submit(self._beat, stop),
                pool.submit(self._serve, stop),
                pool.submit(self.office.channel.listen, self.office, report, stop),
            ]
            ended, _ = wait(parts, return_when=FIRST_COMPLETED)
            stop.set()
        for part in ended:
            part.result()

    def _beat(self, stop: Event) -> None:
        """Tell that the gateway is running, and forget what is too old."""
        while not stop.wait(SILENT / 3):
            try:
                self.office.health.beat(self.office.channel.traits.name)
                self.office.jobs.forget_old(self.office.clock())
            except StateError as error:
                log.error("%s", error)

    def _serve(self, stop: Event) -> None:
        """Take callbacks, where the channel has such addresses."""
        routes = self.office.channel.routes(self.office)
        if routes is None:
            stop.wait()
            return
        app = Flask(__name__, static_folder=None)
        app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
        app.register_blueprint(routes)
        app.register_error_handler(HTTPException, lambda error: ("", error.code))
        server = create_server(app, host=self.host, port=self.port, threads=THREADS, max_request_body_size=2 * LONGEST_BODY)
        self.office.health.report(self.office.channel.traits.name, "up")
        with ThreadPoolExecutor(1) as pool:
            pool.submit(server.run)
            stop.wait()
            server.close()


def open_gateway(name: str, environment: Mapping[str, str], config: Config) -> Gateway:
    """The gateway of a channel, with its settings from the environment. Raises what open_channel and open_service raise."""
    channel, history = open_channel(name, environment), History(config.state, config.history_days)
    root = read_setting(environment, "SITE_URL", "").rstrip("/")
    allowed, quota = read_allowed(environment, name, channel.traits.knows_departments), Quota(read_count(environment, QUOTA, MOST_QUESTIONS))
    office = open_office(channel, open_service(config), history, config.state, allowed, root, quota=quota)
    return Gateway(office, config.data, config.host, config.port)


def open_office(
    channel: Channel, service: Service, history: History, state: Path, allowed: Allowed, root: str,
    clock: Callable[[], float] = time.time, limits: Limits = (), quota: Quota | None = None,
) -> Office:
    """The office of a channel over the file `state`; a conversation gets as many messages as the channel allows, or `limits`, and an asker
    as many answers as `quota` (None: any number)."""
    clerk, keeper = Clerk(service, history, Feedback(state)), Gatekeeper(allowed, channel.departments)
    return Office(channel, Jobs(state), clerk, keeper, Rates(limits or channel.traits.limits), quota or Quota(), BotHealth(state), root, clock)


def check_gateway(name: str, environment: Mapping[str, str], config: Config) -> Iterator[Found]:
    """What is set up and what is missing of a channel. A gateway that runs is not disturbed: its connection is told instead of
    making another, which some messengers take for its end. Raises what check_channel raises."""
    yield from check_settings(name, environment)
    try:
        with only_one(config.data, name):
            yield from check_channel(name, environment)
    except AlreadyRunning:
        state = next((each.state for each in BotHealth(config.state).connections() if each.channel == name), "")
        yield Found("bot_running", state == "up", state)


@contextmanager
def only_one(data: Path, channel: str) -> Iterator[None]:
    """Hold the lock of a channel's gateway; it is freed when the process ends, however it ends. Raises AlreadyRunning."""
    with (data / f"bot-{channel}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(channel=channel) from error
        yield


def stop_on_signals(stop: Event) -> None:
    """SIGTERM and SIGINT end the gateway, which finishes what it has in hand."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
