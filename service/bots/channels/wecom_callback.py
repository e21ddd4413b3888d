"""企业微信 AI bot by HTTP callback (developer documentation 100719, 101031, 101138), for sites with a public address.

A question is answered at once with a stream that says "working"; the messenger then fetches the rest of the stream until it is finished.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Event

from flask import Blueprint, Response

from service.bots.channel import Awaited, Found, Inbox, NotTaken, Refused, Report, Traits
from service.bots.channels import wecom_messages
from service.bots.channels.genuine import NotGenuine
from service.bots.channels.posting import origin_of, post_json
from service.bots.channels.wecom_calls import callback_routes, open_crypto
from service.bots.channels.wecom_crypto import WecomCrypto
from service.bots.channels.wecom_messages import LIMITS, WecomReader, stream
from service.bots.message import Message
from service.bots.model import Inbound, Job
from service.bots.settings import Setting, listed
from service.bots.words import bot_words

NAME = "wecom-callback"
PATH, ORIGIN = "/bot/wecom-callback", "https://qyapi.weixin.qq.com"
# The messenger fetches a stream every second or so; where it did not for so long (seconds), it does not do it any more.
FETCHES = 10.0
# A welcome is given at once or not at all; within so many seconds the messenger calls again.
WELCOMES = 3.0
# An address to reply to can be called once: a code that says so, behind a call that was cut off, means that the reply is there.
BUSY = frozenset({-1, 45009, 45033, 846607})

SETTINGS = (
    Setting("WECOM_CALLBACK_TOKEN"), Setting("WECOM_CALLBACK_AES_KEY"), Setting("WECOM_CALLBACK_NAME", ""), Setting("WECOM_CALLBACK_PATH", PATH),
    Setting("WECOM_CALLBACK_REPLY_ORIGINS", ORIGIN),
)


def open_channel(settings: Mapping[str, str]) -> WecomCallback:
    """The bot of these settings. Raises SettingInvalid."""
    crypto, origins = open_crypto(settings, "WECOM_CALLBACK", receiver=""), listed(settings["WECOM_CALLBACK_REPLY_ORIGINS"].lower())
    return WecomCallback(crypto, settings["WECOM_CALLBACK_NAME"], frozenset(origins), settings["WECOM_CALLBACK_PATH"])


@dataclass
class WecomCallback:
    """The bot behind the address `path`, called `name` in groups; replies are posted to `origins` only."""

    crypto: WecomCrypto
    name: str = ""
    origins: frozenset[str] = frozenset({ORIGIN})
    path: str = PATH
    clock: Callable[[], float] = time.time
    fetches: float = FETCHES
    traits: Traits = Traits(NAME, LIMITS, knows_departments=False)
    _fetched: dict[str, float] = field(default_factory=dict)

    def listen(self, inbox: Inbox, report: Report, stop: Event) -> None:
        """There is no long connection."""
        stop.wait()

    def routes(self, inbox: Inbox) -> Blueprint:
        """The address that is entered in the messenger's console."""
        began = self.clock()
        self._fetched.setdefault("", began)
        return callback_routes(self.path, self.crypto, self.clock, _encrypted_in, lambda message, nonce: self._take(inbox, message, nonce))

    def show_working(self, job: Job) -> dict[str, str]:
        """Nothing: the call itself was answered with it."""
        return {}

    def render(self, message: Message) -> list[str]:
        """The reply as texts, the first with the card of its buttons."""
        texts = [json.loads(body) for body in wecom_messages.render(message)]
        card = texts.pop() if "card" in texts[-1] else {}
        first, *others = [text | {"turn": message.turn} for text in texts]
        return [json.dumps(body, ensure_ascii=False) for body in (first | card, *others)]

    def mark(self, body: str) -> str:
        """The text with the word before it."""
        return wecom_messages.mark(body)

    def has_key(self, job: Job, part: int) -> bool:
        """True: a stream is fetched by its id, and an address to reply to is good for one reply."""
        return True

    def send(self, job: Job, body: str, part: int) -> None:
        """Leave the first text to be fetched; post it where nobody fetches it, and what does not fit into it."""
        if job.kind in ("text", "unreadable") and part == 1:
            self._leave(job)
        if job.kind == "enter" and self.clock() - job.sent < WELCOMES:
            raise Awaited(1)
        if job.kind not in ("enter", "feedback"):
            self._post(job, json.loads(body))

    def withdraw(self, job: Job) -> None:
        """The messenger tells nothing of messages taken back."""

    def departments(self, person: str) -> frozenset[str]:
        """None: a bot of this kind can't look departments up."""
        return frozenset()

    def check(self) -> Iterator[Found]:
        """The keys; whether the messenger reaches the address is told by its console, when it is saved there."""
        yield Found("wecom_callback_keys", True)

    def _take(self, inbox: Inbox, message: bytes, nonce: str) -> Response:
        body = _read(message)
        if body.get("msgtype") == "stream":
            return self._sealed(self._stream(inbox, str(body.get("stream", {}).get("id", ""))), nonce)
        known = {"response_url": body.get("response_url", "")}
        inbound = WecomReader(body.get("aibotid", ""), self.name, NAME).read(body, self.clock(), known)
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
        feedback = {"feedback": {"id": content["turn"]}} if content["turn"] else {}
        answer = post_json(url, {"msgtype": "markdown", "markdown": {"content": content["text"], **feedback}})
        code = answer.get("errcode", 0)
        if code in BUSY:
            raise NotTaken(f"{code} {answer.get('errmsg')}", seconds=60)
        if code and not job.unsure:
            raise Refused(f"{code} {answer.get('errmsg')}")

    def _sealed(self, reply: dict, nonce: str) -> Response:
        """A reply encrypted, signed with the nonce of the call."""
        encrypted, timestamp = self.crypto.encrypt(json.dumps(reply, ensure_ascii=False).encode()), int(self.clock())
        sealed = {"encrypt": encrypted, "msgsignature": self.crypto.sign(str(timestamp), nonce, encrypted), "timestamp": timestamp, "nonce": nonce}
        return Response(json.dumps(sealed), content_type="application/json; charset=utf-8")


def _encrypted_in(raw: bytes) -> str:
    encrypted = _read(raw).get("encrypt")
    if not isinstance(encrypted, str):
        raise NotGenuine("body")
    return encrypted


def _read(raw: bytes) -> dict:
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise NotGenuine("body") from error
    if not isinstance(body, dict):
        raise NotGenuine("body")
    return body


def _welcome(inbox: Inbox, inbound: Inbound) -> dict | None:
    """What is said to who opens the chat; it can't be said later."""
    bodies = inbox.bodies(inbound.key, WELCOMES)
    if bodies is None:
        return None
    inbox.delivered(inbound.key, len(bodies))
    return {"msgtype": "text", "text": {"content": json.loads(bodies[0])["text"]}}
