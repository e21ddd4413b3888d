"""What passes between the stages of the bots: who asks where, a message that came in, a job, what is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

import msgspec

from service.reply.answer import Answer

# text: words; choice: a button's question; feedback: a verdict on an answer; enter: somebody opened the chat; recalled: a message
# was taken back; unreadable: a picture, a sticker, a file.
Kind = Literal["text", "choice", "feedback", "enter", "recalled", "unreadable"]


# After so long (seconds) nobody knows any more what 那武汉呢 would go on from.
REMEMBERED = 12 * 3600
# Under this name a message's transport may have the departments of who sent it (ids with commas between), where the messenger tells them.
DEPARTMENTS = "departments"


class Address(msgspec.Struct, frozen=True):
    """Who asks where. Each has a conversation of its own: in a group nobody goes on from what another asked."""

    channel: str
    tenant: str
    chat: str
    person: str


def key_of(address: Address, message: str) -> str:
    """The key of a message that a messenger delivered under an id."""
    return sha256("\n".join((address.channel, address.tenant, message)).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Inbound:
    """One message as a messenger delivered it, verified; `message` is its id there, `sent` when (seconds since 1970).

    `for_us` is false in a group where the bot is not mentioned. `about` is the message taken back, or the answer that feedback is on
    (a turn of the history, or the key of the job that it answers); `transport` is what the channel needs to reply.
    """

    address: Address
    message: str
    kind: Kind
    text: str
    sent: float
    for_us: bool = True
    about: str = ""
    transport: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells this message from all others, in 32 characters of 0-9a-f; one without an id, all that is known of it."""
        known = (self.kind, self.address.chat, self.address.person, self.text, self.about, str(self.sent))
        return key_of(self.address, self.message or "\n".join(known))


class Memory(msgspec.Struct, frozen=True):
    """What an asker goes on from: `conversation` is an id of service.state, `chat` one of the history, `turn` its last answer (None,
    None, "" at first); `offers` are the (label, question) that were offered last, by a question back where `asks`; `at` is when."""

    conversation: str | None = None
    chat: str | None = None
    turn: str = ""
    offers: list[tuple[str, str]] = []
    asks: bool = False
    at: float = 0


class Told(msgspec.Struct, frozen=True):
    """What a job is answered with: an `answer` and its `turn` in the history, or plain `text` (both empty: nothing is said), what is
    offered by number, and the `memory` after it (None: as it was)."""

    text: str = ""
    answer: Answer | None = None
    turn: str = ""
    offers: list[tuple[str, str]] = []
    memory: Memory | None = None

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to say."""
        return self.answer is None and not self.text


@dataclass(frozen=True)
class Job:
    """A message to be answered: `told` is there once it was worked out, `attempts` counts the tries to send it.

    `key` is the same for every try: where a channel knows such keys, a message of one key arrives once.

    `bodies` are the messages of its reply, rendered once; `parts` is how many of them arrived; `unsure` in how many tries the next one
    may have arrived without anybody knowing (those that its key makes one count once), the first of which was `begun` then.
    """

    key: str
    address: Address
    message: str
    kind: Kind
    text: str
    about: str
    sent: float
    transport: dict[str, str]
    state: str = "waiting"
    told: Told | None = None
    parts: int = 0
    unsure: int = 0
    attempts: int = 0
    bodies: tuple[str, ...] | None = None
    begun: float = 0
