"""What a messenger is to the bots: transport and rendering. Each channel is one class of this form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Event
from typing import Protocol

from flask import Blueprint

from service.bots.message import Message
from service.bots.model import Inbound, Job
from service.errors import ServiceError

# So many messages in so many seconds, one or several times.
Limits = tuple[tuple[int, float], ...]
# Tells the state of a connection: connecting, up, down, taken_over.
Report = Callable[[str], None]


class SendError(ServiceError):
    """A message was not sent; evidence: problem. The subclasses say whether to try again."""

    code = "bot_not_sent"


class NotTaken(SendError):
    """The messenger certainly did not take the message; it may be tried again, after `seconds` where the messenger says so."""

    def __init__(self, problem: str, seconds: float = 0) -> None:
        super().__init__(problem=problem)
        self.seconds = seconds


class Unsure(SendError):
    """The connection broke before the messenger said whether it took the message."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)


class Refused(SendError):
    """The messenger will never take this message."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)


class KeyLost(SendError):
    """The messenger did not take the message where it would have recognised it; it is to be sent in another way, at once.

    `kept` is added to the job's transport, and tells that way.
    """

    def __init__(self, problem: str, kept: dict[str, str]) -> None:
        super().__init__(problem=problem)
        self.kept = kept


class Awaited(SendError):
    """The messenger fetches the message by itself; whether it did is looked at after `seconds`, and that is no failed try."""

    def __init__(self, seconds: float) -> None:
        super().__init__(problem="to be fetched")
        self.seconds = seconds


@dataclass(frozen=True)
class Traits:
    """What a channel can do: a conversation may get so many messages as `limits` (count, seconds) say, in each of these times; a message
    of one of the kinds `shows_working` gets one that says so; `knows_departments` tells whether those of a person can be found out, be
    it by its messages."""

    name: str
    limits: Limits
    shows_working: frozenset[str] = frozenset()
    knows_departments: bool = True


class Inbox(Protocol):
    """Where a channel brings verified messages."""

    def receive(self, inbound: Inbound) -> None:
        """Take a message in: it is kept once this returns, and may be acknowledged then. Raises StateError."""

    def bodies(self, key: str, seconds: float = 0) -> list[str] | None:
        """The rendered reply to the message of a key, for a messenger that fetches it, waited for at most so many seconds; None while
        there is none, empty where nothing is said (any more)."""

    def delivered(self, key: str, parts: int) -> None:
        """The messenger has fetched so many of the messages of a reply; the others are sent."""

    def is_new(self, token: str, seconds: float) -> bool:
        """Whether a token (of a signed call, say) is seen for the first time within so many seconds, also before a restart. Raises StateError."""

    def bind(self, token: str, to: str, seconds: float) -> bool:
        """Whether a token (a signature, say) is bound to nothing but `to` within so many seconds, also before a restart. Raises StateError."""


@dataclass(frozen=True)
class Found:
    """One line of `bot CHANNEL --check`: the setting or step, whether it is in order, and what the messenger says where it is not.

    What to do about it is in prompts/replies/commands.yaml.
    """

    name: str
    fine: bool
    advice: str = ""


class Channel(Protocol):
    """One messenger. Methods that send raise SendError; each may be called from several threads.

    What not every messenger has is here: without more, there is no connection, no address, nothing shown and nothing withdrawn.
    """

    traits: Traits

    def listen(self, inbox: Inbox, report: Report, stop: Event) -> None:
        """Keep a long connection until `stop`, connecting anew where it breaks; a channel without one waits for `stop`.

        Raises TakenOver where another gateway has the connection.
        """
        stop.wait()

    def routes(self, inbox: Inbox) -> Blueprint | None:
        """The addresses that the messenger calls; None where there are none."""
        return None

    def show_working(self, job: Job) -> dict[str, str]:
        """Show that the question came in; what is to be kept of that (added to the job's transport) so that the answer replaces it."""
        return {}

    def render(self, message: Message) -> list[str]:
        """The reply as the bodies of as many messages as it needs, each within the channel's size."""

    def mark(self, body: str) -> str:
        """One of these bodies with the word that it may be a repeat; rendering left room for it."""

    def has_key(self, job: Job, part: int) -> bool:
        """Whether the messenger, sent the `part`th message of a reply again, still recognises it, so that it stands there once."""

    def send(self, job: Job, body: str, part: int) -> dict[str, str] | None:
        """Send one of them, the `part`th; with the job's key that is the same for every try. What is to be kept of it (added to the
        job's transport) so that it can be withdrawn. May raise KeyLost, too."""

    def withdraw(self, job: Job) -> None:
        """Take the answer to a message back that was itself taken back, where the channel can."""

    def departments(self, person: str) -> frozenset[str]:
        """The departments a person belongs to, none where the messenger does not know the person. Raises SendError where they can't be
        found out: Refused where that is for want of a permission."""
        return frozenset()

    def check(self) -> Iterable[Found]:
        """What is set up and what is missing, step by step."""
