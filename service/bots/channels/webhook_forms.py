"""What the generic webhook takes and answers, as service/bots/setup/webhook.md describes it, and its signature."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import Annotated, Literal

import msgspec

from service.bots.message import Message
from service.bots.texts import MARKDOWN, PLAIN, marked, write

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
# Larger than any reply: one body is not cut.
WHOLE = 1_000_000


class User(msgspec.Struct, frozen=True):
    """Who asks; `department` are ids with commas between. Another `bot` is not answered."""

    id: Id
    name: str = ""
    department: str = ""
    bot: bool = False


class Chat(msgspec.Struct, frozen=True):
    """Where: a group, or a chat with the bot alone."""

    id: Id
    type: Literal["single", "group"] = "single"


class Incoming(msgspec.Struct, frozen=True):
    """The body of a call. `about` is the key of the reply that a choice belongs to, or the turn that feedback is on."""

    id: Id
    user: User
    chat: Chat | None = None
    text: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    kind: Literal["text", "choice", "feedback", "enter", "unreadable"] = "text"
    mentioned: bool = False
    replaces: str = ""
    recalled: str = ""
    about: str = ""
    reply_url: str = ""


class ReplyTable(msgspec.Struct, frozen=True):
    """A table as data: the columns have their unit, `numbers` tells which hold figures, `left_out` counts the rows that are not here."""

    columns: list[str]
    numbers: list[bool]
    rows: list[list[str]]
    left_out: int


class ReplySource(msgspec.Struct, frozen=True):
    """A printed place; `url` is "" where SITE_URL is not set."""

    number: int
    text: str
    url: str


class ReplyChoice(msgspec.Struct, frozen=True):
    """An offered question: sent as `text`, its number alone chooses it."""

    number: int
    label: str
    question: str


class Outgoing(msgspec.Struct, frozen=True):
    """A reply. `markdown` and `plain` hold all of it, ready to be shown; the other fields are its parts. `status` is answered, working
    (ask again with the same id) or ignored (the bot was not mentioned, or another bot spoke)."""

    id: str
    key: str
    status: Literal["answered", "working", "ignored"] = "answered"
    text: str = ""
    markdown: str = ""
    plain: str = ""
    understood: str = ""
    table: ReplyTable | None = None
    notes: list[str] = []
    sources: list[ReplySource] = []
    choices: list[ReplyChoice] = []
    asks: bool = False
    link: str = ""
    turn: str = ""
    repeat: bool = False


def reply_of(message: Message) -> Outgoing:
    """The reply that a message is; `id` and `key` are to be added."""
    table = message.table
    return Outgoing(
        "", "", text=message.text, markdown="".join(write(message, MARKDOWN, WHOLE)), plain="".join(write(message, PLAIN, WHOLE)),
        understood=message.understood, table=ReplyTable(table.columns, table.are_numbers, table.rows, table.left_out) if table else None,
        notes=list(message.notes), sources=[ReplySource(number, source.text, source.url) for number, source in enumerate(message.sources, start=1)],
        choices=[ReplyChoice(number, label, question) for number, (label, question) in enumerate(message.offers, start=1)],
        asks=message.asks, link=message.link, turn=message.turn,
    )


def mark(reply: Outgoing) -> Outgoing:
    """A reply with the word that it may be a repeat."""
    return msgspec.structs.replace(reply, repeat=True, markdown=marked(reply.markdown, MARKDOWN), plain=marked(reply.plain, PLAIN))


def signature(secret: str, timestamp: str, nonce: str, raw: bytes) -> str:
    """The signature of a body."""
    return "v1=" + hmac.new(secret.encode(), f"v1:{timestamp}:{nonce}:".encode() + raw, sha256).hexdigest()


def signed_headers(secret: str, raw: bytes, now: float) -> dict[str, str]:
    """The headers that a body is sent with."""
    timestamp, nonce = str(int(now)), secrets.token_hex(12)
    return {"X-Bot-Timestamp": timestamp, "X-Bot-Nonce": nonce, "X-Bot-Signature": signature(secret, timestamp, nonce, raw)}
