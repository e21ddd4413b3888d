"""What 企业微信 delivers to an AI bot (developer documentation 100719, 101463): the same over its long connection and in its calls."""

from __future__ import annotations

import msgspec


class Headers(msgspec.Struct, frozen=True):
    """`req_id` is that of a request, and of what is answered to it."""

    req_id: str = ""


class Frame(msgspec.Struct, frozen=True):
    """A frame of the long connection: a delivery where it has a `cmd`, else what is answered to a request, by its `errcode`."""

    headers: Headers = Headers()
    cmd: str = ""
    body: msgspec.Raw = msgspec.Raw(b"{}")
    errcode: int | None = None
    errmsg: str = ""


class Sender(msgspec.Struct, frozen=True):
    """Who a delivery is from."""

    userid: str = ""


class Words(msgspec.Struct, frozen=True):
    """A text, or what a recording was understood as."""

    content: str = ""


class Part(msgspec.Struct, frozen=True):
    """One of the texts and pictures of a mixed message."""

    msgtype: str = ""
    text: Words | None = None
    voice: Words | None = None


class Mixed(msgspec.Struct, frozen=True):
    """Texts and pictures in one message."""

    msg_item: list[Part] = []


class Press(msgspec.Struct, frozen=True):
    """A button of a card that was pressed."""

    event_key: str = ""
    task_id: str = ""


class Opinion(msgspec.Struct, frozen=True):
    """What somebody thinks of an answer: `id` is that of the answer, `type` 1 right, 2 wrong, 3 taken back."""

    id: str = ""
    type: int = 0
    content: str = ""


class Event(msgspec.Struct, frozen=True):
    """Something that happened beside messages."""

    eventtype: str = ""
    template_card_event: Press | None = None
    feedback_event: Opinion | None = None


class StreamAsked(msgspec.Struct, frozen=True):
    """The stream that is fetched."""

    id: str = ""


class Delivery(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    """A message, an event, or (in a call) a stream that is fetched."""

    msgtype: str
    msgid: str = ""
    aibotid: str = ""
    chatid: str = ""
    chattype: str = ""
    sender: Sender = Sender()
    response_url: str = ""
    text: Words | None = None
    voice: Words | None = None
    mixed: Mixed | None = None
    event: Event | None = None
    stream: StreamAsked | None = None
