"""企业微信 AI bot by HTTP callback (developer documentation 100719, 101031, 101138), for sites with a public address.

A question is answered at once with a stream that says "working"; the messenger then fetches the rest of the stream until it is finished.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec
from flask import Blueprint, Response

from service.bots.channel import Awaited, Channel, Found, Inbox, Refused, Traits
from service.bots.channels.documented import read
from service.bots.channels.genuine import NotGenuine
from service.bots.channels.posting import origin_of, origins_in, post_json
from service.bots.channels.wecom_calls import callback_routes, open_crypto
from service.bots.channels.wecom_codes import CODES, failure_of
from service.bots.channels.wecom_crypto import WecomCrypto
from service.bots.channels.wecom_forms import Delivery
from service.bots.channels.wecom_messages import LIMITS, LONGEST_TEXT, WecomReader, card_of, mark, stream
from service.bots.message import Message
from service.bots.model import Inbound, Job
from service.bots.settings import Setting
from service.bots.texts import MARKDOWN, write
from service.bots.words import bot_words

NAME = "wecom-callback"
PATH, ORIGIN = "/bot/wecom-callback", "https://qyapi.weixin.qq.com"
# The messenger fetches a stream every second or so; where it did not for so long (seconds), it does not do it any more.
FETCHES = 10.0
# A welcome is given at once or not at all; within so many seconds the messenger calls again.
WELCOMES = 3.0
# An address to reply to takes one message, within so many seconds. So there are at most two: the stream that is fetched, and that one.
REPLIES_FOR, MOST_TEXTS = 3600.0, 2

SETTINGS = (
    Setting("WECOM_CALLBACK_TOKEN"), Setting("WECOM_CALLBACK_AES_KEY"), Setting("WECOM_CALLBACK_NAME", ""), Setting("WECOM_CALLBACK_PATH", PATH),
    Setting("WECOM_CALLBACK_REPLY_ORIGINS", ORIGIN),
)


def open_channel(settings: Mapping[str, str]) -> WecomCallback:
    """The bot of these settings. Raises SettingInvalid."""
    crypto, origins = open_crypto(settings, "WECOM_CALLBACK", receiver=""), origins_in(settings, "WECOM_CALLBACK_REPLY_ORIGINS")
    return WecomCallback(crypto, settings["WECOM_CALLBACK_NAME"], origins, settings["WECOM_CALLBACK_PATH"])


@dataclass
class WecomCallback(Channel):
    """The bot behind the address `path`, called `name` in groups; replies are posted to `origins` only."""

    crypto: WecomCrypto
    name: str = ""
    origins: frozenset[str] = frozenset({ORIGIN})
    path: str = PATH
    clock: Callable[[], float] = time.time
    fetches: float = FETCHES
    traits: Traits = Traits(NAME, LIMITS, knows_departments=False)
    _fetched: dict[str, float] = field(default_factory=dict)

    def routes(self, inbox: Inbox) -> Blueprint:
        """The address that is entered in the messenger's console."""
        began = self.clock()
        self._fetched.setdefault("", began)
        return callback_routes(self.path, self.crypto, self.clock, _encrypted_in, lambda message, nonce: self._take(inbox, message, nonce))

    def render(self, message: Message) -> list[str]:
        """The reply as two texts at most, the first with the card of its buttons and with the text that it is where it stands alone."""
        texts = [{"text": text, "turn": message.turn} for text in write(message, MARKDOWN, LONGEST_TEXT, MOST_TEXTS)]
        if len(texts) > 1:
            texts[0]["alone"] = write(message, MARKDOWN, LONGEST_TEXT, most=1)[0]
        card = {"card": card_of(message)} if message.asks and message.offers else {}
        return [json.dumps(body, ensure_ascii=False) for body in (texts[0] | card, *texts[1:])]

    def mark(self, body: str) -> str:
        """The text with the word before it."""
        return mark(body)

    def has_key(self, job: Job, part: int) -> bool:
        """True: a stream is fetched by its id, and an address to reply to is good for one reply."""
        return True

    def send(self, job: Job, body: str, part: int) -> dict[str, str]:
        """Leave the first text to be fetched; post it where nobody fetches it, and then alone; else post what did not fit into it."""
        if job.kind in ("text", "unreadable") and part == 1:
            self._leave(job)
        if job.kind == "enter" and self.clock() - job.sent < WELCOMES:
            raise Awaited(1)
        if job.kind in ("enter", "feedback") or "posted" in job.transport:
            return {}
        self._post(job, json.loads(body))
        return {"posted": str(part)}

    def check(self) -> Iterator[Found]:
        """The keys; whether the messenger reaches the address is told by its console, when it is saved there."""
        yield Found("wecom_callback_keys", True)

    def _take(self, inbox: Inbox, message: bytes, nonce: str) -> Response:
        said = read(message, Delivery)
        if said is None:
            return Response()
        if said.msgtype == "stream":
            return self._sealed(self._stream(inbox, said.stream.id if said.stream else ""), nonce)
        inbound = WecomReader(said.aibotid, self.name, NAME).read(said, self.clock(), {"response_url": said.response_url})
        if inbound is None:
            return Response()
        inbox.receive(inbound)
        replies: dict[str, Callable[[], dict | None]] = {
            "text": lambda: self._stream(inbox, inbound.key), "unreadable": lambda: self._stream(inbox, inbound.key),
            "enter": lambda: _welcome(inbox, inbound),
        }
        reply = replies.get(inbound.kind, lambda: None)()
        return self._sealed(reply, nonce) if reply else Response()

    def _stream(self, inbox: Inbox, key: str) -> dict:
        """The reply as far as it is: "working", or the whole of its first text."""
        self._note_fetch(key)
        bodies = inbox.bodies(key)
        if bodies is None:
            return stream(key, bot_words().working, finish=False)
        content = json.loads(bodies[0]) if bodies else {"text": bot_words().not_answered, "turn": ""}
        inbox.delivered(key, 1)
        reply = stream(key, content["text"], finish=True, turn=content["turn"])
        if "card" not in content:
            return reply
        return reply | {"msgtype": "stream_with_template_card", "template_card": content["card"] | {"task_id": f"{key}-1"}}

    def _note_fetch(self, key: str) -> None:
        now = self.clock()
        for known in [known for known, at in list(self._fetched.items()) if known and now - at > 60 * self.fetches]:
            self._fetched.pop(known, None)
        self._fetched[key] = now

    def _leave(self, job: Job) -> None:
        """Raises Awaited where the messenger is still expected to fetch the reply, also after a restart."""
        last = max(job.sent, self._fetched.get(job.key, 0), self._fetched.get("", 0))
        if (left := last + self.fetches - self.clock()) > 0:
            raise Awaited(left)

    def _post(self, job: Job, content: dict) -> None:
        url = job.transport.get("response_url", "")
        if origin_of(url) not in self.origins:
            raise Refused("no address to reply to")
        if self.clock() - job.sent > REPLIES_FOR:
            raise Refused("the address to reply to has run out")
        feedback = {"feedback": {"id": content["turn"]}} if content["turn"] else {}
        answer = post_json(url, {"msgtype": "markdown", "markdown": {"content": content.get("alone", content["text"]), **feedback}})
        code = answer.get("errcode", 0)
        # What an address answers that was used is not documented: behind a call that was cut off it means that the reply is there.
        if code and not (job.unsure and code not in CODES):
            raise failure_of(code, str(answer.get("errmsg", "")))

    def _sealed(self, reply: dict, nonce: str) -> Response:
        """A reply encrypted, signed with the nonce of the call."""
        encrypted, timestamp = self.crypto.encrypt(json.dumps(reply, ensure_ascii=False).encode()), int(self.clock())
        sealed = {"encrypt": encrypted, "msgsignature": self.crypto.sign(str(timestamp), nonce, encrypted), "timestamp": timestamp, "nonce": nonce}
        return Response(json.dumps(sealed), content_type="application/json; charset=utf-8")


class _Sealed(msgspec.Struct, frozen=True):
    """The body of a call."""

    encrypt: str


def _encrypted_in(raw: bytes) -> str:
    try:
        return msgspec.json.decode(raw, type=_Sealed).encrypt
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotGenuine("body") from error


def _welcome(inbox: Inbox, inbound: Inbound) -> dict | None:
    """What is said to who opens the chat; it can't be said later."""
    bodies = inbox.bodies(inbound.key, WELCOMES)
    if bodies is None:
        return None
    inbox.delivered(inbound.key, len(bodies))
    return {"msgtype": "text", "text": {"content": json.loads(bodies[0])["text"]}}
