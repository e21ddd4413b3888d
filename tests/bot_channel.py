"""A messenger made for tests, in the form of service/bots/channel.py: keeps what it was sent, and fails as it is told to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from service.bots.access import Allowed
from service.bots.channel import Channel, Found, Traits
from service.bots.gateway import open_office
from service.bots.message import Message
from service.bots.model import Address, Inbound, Job
from service.bots.office import Office
from service.bots.rates import Rates
from service.bots.texts import MARKDOWN, marked, write
from service.errors import ServiceError
from service.history import History
from service.pipeline import Service

NOON = 1_700_000_000.0
# What 武汉三公经费多少 is answered with.
FIGURE = "3.70万元"
numbers = count(1)


class Killed(BaseException):
    """The process ends in the middle of sending."""


@dataclass
class MadeChannel(Channel):
    """`faults` are raised by the next tries to send, each after the message arrived where `arrives` says so."""

    traits: Traits = Traits("made", limits=((60, 60.0),))
    keyed: bool = False
    size: int = 20_000
    sent: list[tuple[str, str, str]] = field(default_factory=list)
    working: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    faults: list[tuple[bool, BaseException]] = field(default_factory=list)
    people: dict[str, frozenset[str] | ServiceError] = field(default_factory=dict)

    def show_working(self, job: Job) -> dict[str, str]:
        self.working.append(job.message)
        return {"shown": job.message}

    def render(self, message: Message) -> list[str]:
        return write(message, MARKDOWN, self.size)

    def mark(self, body: str) -> str:
        return marked(body, MARKDOWN)

    def has_key(self, job: Job, part: int) -> bool:
        return self.keyed

    def send(self, job: Job, body: str, part: int) -> dict[str, str]:
        arrives, fault = self.faults.pop(0) if self.faults else (True, None)
        key = f"{job.key}-{part}"
        if arrives and not (self.keyed and key in {sent for _, _, sent in self.sent}):
            self.sent.append((job.address.person, body, key))
        if fault:
            raise fault
        return {f"sent{part}": key}

    def withdraw(self, job: Job) -> None:
        self.withdrawn.append(job.message)

    def departments(self, person: str) -> frozenset[str]:
        found = self.people.get(person, frozenset())
        if isinstance(found, ServiceError):
            raise found
        return found

    def check(self) -> Iterable[Found]:
        return ()


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: float = NOON

    def __call__(self) -> float:
        return self.now


def said(text: str, person: str = "li", chat: str = "", kind: str = "text", message: str = "", sent: float = NOON, **rest) -> Inbound:
    """A message of somebody, in a chat of one's own or in a group."""
    return Inbound(Address("made", "org", chat or person, person), message or f"m{next(numbers)}", kind, text, sent, **rest)


def work_all(office: Office) -> None:
    """Work on everything that is due."""
    while job := office.next_job():
        office.work(job)


class Bot:
    """An office of the made-up messenger over a state of its own in `folder`."""

    def __init__(self, service: Service, folder: Path) -> None:
        self.service, self.state = service, folder / "state.sqlite"
        self.channel, self.clock = MadeChannel(), Clock()
        self.office = self.again()

    def again(self, allowed: Allowed = Allowed()) -> Office:
        """The office after a restart."""
        history, root = History(self.state), "https://budget.example.cn"
        opened = open_office(self.channel, self.service, history, self.state, allowed, root, self.clock)
        self.office = replace(opened, rates=Rates(self.channel.traits.limits, self.clock))
        self.office.jobs.release("made")
        return self.office

    def tell(self, *inbound: Inbound) -> list[str]:
        """Take messages in, work on everything that is due, and return all that was ever sent."""
        for each in inbound:
            self.office.receive(each)
        work_all(self.office)
        return [body for _, body, _ in self.channel.sent]

    def last(self, text: str, **rest) -> str:
        """Say something and return what was sent last."""
        return self.tell(said(text, **rest))[-1]
