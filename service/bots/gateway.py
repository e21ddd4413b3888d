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
from pathlib import Path
from threading import Event

from waitress.server import BaseWSGIServer

from service.bots.access import Allowed, Gatekeeper
from service.bots.callbacks import open_server, serve_until
from service.bots.channel import Channel, Limits
from service.bots.clerk import Clerk
from service.bots.crew import Crew
from service.bots.health import BEAT, BotHealth, Pulse
from service.bots.jobs import Jobs
from service.bots.office import Office
from service.bots.rates import Quota, Rates
from service.bots.settings import read_allowed, read_count, read_site
from service.config import Config
from service.errors import ServiceError, StateError
from service.feedback import Feedback
from service.history import History
from service.pipeline import Service, open_service

log = logging.getLogger(__name__)

# How long (seconds) the connection is kept for the replies that are in hand when the gateway is stopped.
LAST_REPLIES = 20
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
        """Work until `stop`. Raises AlreadyRunning, PortTaken, TakenOver; what is not done then is done by the next run."""
        name = self.office.channel.traits.name
        with only_one(self.data, name):
            routes = self.office.channel.routes(self.office)
            server = open_server(routes, self.host, self.port) if routes else None
            if server:
                log.info("%s: called at %s:%s", name, self.host, server.effective_port)
            pulse = Pulse(self.office.health, name)
            pulse.report("up" if server else "connecting")
            self.office.jobs.release(name)
            self._work(server, pulse, stop)
            pulse.report("stopped")

    def _work(self, server: BaseWSGIServer | None, pulse: Pulse, stop: Event) -> None:
        """Run the parts in threads until `stop`, or until one of them ends, and raise what broke it.

        The crew ends first, and with it what it has in hand; messages that come in meanwhile are kept for the next run. Then the others.
        """
        over = Event()
        with ThreadPoolExecutor(5) as pool:
            crew = pool.submit(Crew(self.office).run, stop)
            parts = [pool.submit(self.office.channel.listen, self.office, pulse.report, over), pool.submit(self._beat, pulse, over)]
            parts += [pool.submit(serve_until, over, server)] if server else []
            wait([pool.submit(stop.wait), crew, *parts], return_when=FIRST_COMPLETED)
            stop.set()
            log.info("%s: stopping", pulse.channel)
            wait([crew], LAST_REPLIES)
            over.set()
        for part in (crew, *parts):
            part.result()

    def _beat(self, pulse: Pulse, over: Event) -> None:
        """Tell that the gateway is running, and forget what is too old."""
        while not over.wait(BEAT):
            pulse.beat()
            try:
                self.office.jobs.forget_old(self.office.clock())
            except StateError as error:
                log.error("%s", error)


def open_gateway(channel: Channel, environment: Mapping[str, str], config: Config) -> Gateway:
    """The gateway of a channel, with what else the environment sets. Raises SettingUnreadable, SettingInvalid, and what open_service raises."""
    traits, quota = channel.traits, Quota(read_count(environment, QUOTA, MOST_QUESTIONS))
    allowed, site = read_allowed(environment, traits.name, traits.knows_departments), read_site(environment)
    history = History(config.state, config.history_days)
    office = open_office(channel, open_service(config), history, config.state, allowed, site, quota=quota)
    return Gateway(office, config.data, config.host, config.port)


def open_office(
    channel: Channel, service: Service, history: History, state: Path, allowed: Allowed, root: str,
    clock: Callable[[], float] = time.time, limits: Limits = (), quota: Quota | None = None,
) -> Office:
    """The office of a channel over the file `state`; a conversation gets as many messages as the channel allows, or `limits`, and an asker
    as many answers as `quota` (None: any number)."""
    clerk, keeper = Clerk(service, history, Feedback(state)), Gatekeeper(allowed, channel.departments)
    return Office(channel, Jobs(state), clerk, keeper, Rates(limits or channel.traits.limits), quota or Quota(), BotHealth(state), root, clock)


@contextmanager
def only_one(data: Path, channel: str, leaves_file: bool = True) -> Iterator[None]:
    """Hold the lock of a channel's gateway; it is freed when the process ends, however it ends. Where there is no file to lock, no
    gateway ever ran: one is made, or nothing held. Raises AlreadyRunning, StateError."""
    path = data / f"bot-{channel}.lock"
    if not leaves_file and not path.exists():
        yield
        return
    try:
        file = path.open("a")
    except OSError as error:
        raise StateError(file=str(path)) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(channel=channel) from error
        yield


def stop_on_signals(stop: Event) -> None:
    """SIGTERM and SIGINT end the gateway, which finishes what it has in hand; a second one ends it at once."""
    numbers = (signal.SIGTERM, signal.SIGINT)

    def end(*_: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
        stop.set()

    for number in numbers:
        signal.signal(number, end)
