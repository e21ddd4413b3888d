"""The generic webhook: any messenger, bridge or portal posts signed messages, and gets the reply at once or at an address of its own."""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec
from flask import Blueprint, Response, request

from service.bots.channel import Channel, Found, Inbox, Refused, Traits
from service.bots.channels.genuine import NotGenuine, is_timely, open_routes
from service.bots.channels.posting import origin_of, origins_in, post_bytes
from service.bots.channels.webhook_forms import Incoming, Outgoing, mark, reply_of, signature, signed_headers
from service.bots.message import Message
from service.bots.model import DEPARTMENTS, Address, Inbound, Job
from service.bots.settings import Setting, listed
from service.errors import ServiceError, SettingInvalid
from service.reply.words import error_text

NAME, PATH = "webhook", "/bot/webhook"
# Calls that are older or newer (seconds) are turned away; so is a nonce that was there before.
WINDOW = 300
# So long (seconds) an id is of one person in one chat: what was answered to it is for nobody else.
IDS_KEPT = 3 * 24 * 3600
NONCE = re.compile(r"[\w.~+/=-]{8,100}", re.ASCII)
SHORTEST_SECRET = 16
# What a message that asks for nothing is answered with.
NOTHING_SAID = msgspec.json.encode(Outgoing("", "")).decode()

SETTINGS = (Setting("WEBHOOK_SECRETS"), Setting("WEBHOOK_REPLY_ORIGINS", ""), Setting("WEBHOOK_WAIT", "10"))


class BodyInvalid(ServiceError):
    """A signed body is not of the documented form; evidence: problem."""

    code = "bot_body_invalid"


def open_channel(settings: Mapping[str, str]) -> Webhook:
    """The webhook of these settings. Raises SettingInvalid."""
    wait = settings["WEBHOOK_WAIT"]
    if not wait.isdecimal():
        raise SettingInvalid(name="WEBHOOK_WAIT", value=wait)
    return Webhook(dict(_secrets(settings["WEBHOOK_SECRETS"])), origins_in(settings, "WEBHOOK_REPLY_ORIGINS"), int(wait))


@dataclass(frozen=True)
class Webhook(Channel):
    """Takes the calls of those whose `secrets` it has, each at /bot/webhook/<name>; `origins` may be posted replies to, `wait` is how
    long (seconds) a call without such an address is held for its reply."""

    secrets: dict[str, str] = field(repr=False)
    origins: frozenset[str] = frozenset()
    wait: float = 10
    clock: Callable[[], float] = time.time
    traits: Traits = Traits(NAME, limits=((120, 60.0),))

    def routes(self, inbox: Inbox) -> Blueprint:
        """The address of each caller."""
        web = open_routes(NAME)
        web.add_url_rule(f"{PATH}/<name>", "receive", lambda name: self._take(inbox, name), methods=["POST"])
        web.register_error_handler(BodyInvalid, _explain)
        return web

    def render(self, message: Message) -> list[str]:
        """The reply as one body."""
        return [msgspec.json.encode(reply_of(message)).decode()]

    def mark(self, body: str) -> str:
        """The reply with the word before its texts, and its field set."""
        return msgspec.json.encode(mark(msgspec.json.decode(body, type=Outgoing))).decode()

    def has_key(self, job: Job, part: int) -> bool:
        """Whether nothing is posted: what is fetched by the message's id is the same each time."""
        return not job.transport.get("reply_url")

    def send(self, job: Job, body: str, part: int) -> None:
        """Post the reply, signed, where an address was given; else it is fetched by the message's id."""
        url = job.transport.get("reply_url", "")
        if not url:
            return
        secret = self.secrets.get(job.address.tenant)
        if secret is None or origin_of(url) not in self.origins:
            raise Refused("not an address to reply to any more")
        raw = _addressed(body, job.message, job.key)
        post_bytes(url, raw, signed_headers(secret, raw, self.clock()))

    def check(self) -> Iterator[Found]:
        """Whose calls are taken."""
        yield Found("webhook_secrets", True)

    def _take(self, inbox: Inbox, name: str) -> Response:
        raw = request.get_data(cache=False)
        self._verify(inbox, name, raw)
        inbound = self._read(name, raw)
        if not inbox.bind(f"{name} id {inbound.message}", f"{inbound.address.chat} {inbound.address.person}", IDS_KEPT):
            raise BodyInvalid(problem="id")
        if not inbound.for_us:
            return _json(msgspec.json.encode(Outgoing(inbound.message, inbound.key, "ignored")))
        inbox.receive(inbound)
        bodies = None if inbound.transport.get("reply_url") else inbox.bodies(inbound.key, self.wait)
        if bodies is None:
            return _json(msgspec.json.encode(Outgoing(inbound.message, inbound.key, "working")), 202)
        return _json(_addressed(bodies[0] if bodies else NOTHING_SAID, inbound.message, inbound.key))

    def _verify(self, inbox: Inbox, name: str, raw: bytes) -> None:
        """Raises NotGenuine where a call is not signed, too old, or was there before."""
        timestamp, nonce = (request.headers.get(f"X-Bot-{part}", "") for part in ("Timestamp", "Nonce"))
        if not is_timely(timestamp, self.clock(), WINDOW) or not NONCE.fullmatch(nonce):
            raise NotGenuine("timestamp or nonce")
        right = signature(self.secrets.get(name, ""), timestamp, nonce, raw)
        if not hmac.compare_digest(right.encode(), request.headers.get("X-Bot-Signature", "").encode()) or name not in self.secrets:
            raise NotGenuine("name or signature")
        if not inbox.is_new(f"{name} {nonce}", 2 * WINDOW):
            raise NotGenuine("repeated nonce")

    def _read(self, name: str, raw: bytes) -> Inbound:
        """The message of a body. Raises BodyInvalid."""
        try:
            said = msgspec.json.decode(raw, type=Incoming)
        except msgspec.DecodeError as error:
            raise BodyInvalid(problem=str(error)) from error
        if said.reply_url and origin_of(said.reply_url) not in self.origins:
            raise BodyInvalid(problem="reply_url")
        return _inbound(name, said, self.clock())


def _inbound(name: str, said: Incoming, now: float) -> Inbound:
    chat = said.chat.id if said.chat else said.user.id
    kind = "recalled" if said.recalled else said.kind
    in_group = said.chat is not None and said.chat.type == "group"
    transport = {"reply_url": said.reply_url} if said.reply_url else {}
    is_asked = said.mentioned or not in_group or kind not in ("text", "unreadable")
    return Inbound(
        Address(NAME, name, chat, said.user.id), said.id, kind, said.text, now, is_asked and not said.user.bot,
        said.recalled or said.replaces or said.about, {DEPARTMENTS: said.user.department, **transport},
    )


def _secrets(text: str) -> Iterator[tuple[str, str]]:
    """Names and secrets of lines `name=secret`. Raises SettingInvalid."""
    for line in listed(text):
        name, _, secret = line.partition("=")
        if not re.fullmatch(r"[\w-]+", name, re.ASCII) or len(secret) < SHORTEST_SECRET:
            raise SettingInvalid(name="WEBHOOK_SECRETS", value="*" * len(line))
        yield name, secret


def _addressed(body: str, message: str, key: str) -> bytes:
    return msgspec.json.encode(msgspec.structs.replace(msgspec.json.decode(body, type=Outgoing), id=message, key=key))


def _explain(error: BodyInvalid) -> Response:
    return _json(msgspec.json.encode({"error": {"code": error.code, "message": error_text(error)}}), 400)


def _json(raw: bytes, status: int = 200) -> Response:
    return Response(raw, status, {"Cache-Control": "no-store"}, content_type="application/json; charset=utf-8")
