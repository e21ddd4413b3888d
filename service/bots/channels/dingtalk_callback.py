"""钉钉 by HTTP: messages of the robot, signed in their headers, and the app's encrypted events, at an address that can't be guessed.

The signature covers the time alone, so each is soon good for none but the bodies that came with it: who reads one from a log can't send
words of his own by it.
"""

from __future__ import annotations

import hmac
import json
import secrets
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import ClassVar

from flask import Blueprint, Response, request

from service.bots.channel import Found, Inbox
from service.bots.channels.dingtalk_messages import RobotMessage
from service.bots.channels.dingtalk_robot import SETTINGS as ROBOT_SETTINGS
from service.bots.channels.dingtalk_robot import DingtalkRobot, robot_settings
from service.bots.channels.documented import read
from service.bots.channels.genuine import NotGenuine, is_timely, open_routes
from service.bots.channels.wecom_crypto import WecomCrypto
from service.bots.settings import Setting
from service.errors import SettingInvalid

# How far (seconds) the time of a call may be from ours.
WINDOW = 3600
# Of messages that were sent in one millisecond the signature is the same; they come within so many seconds.
AT_ONCE = 5
SHORTEST_PATH, AES_KEY = 16, 43

SETTINGS = (
    *ROBOT_SETTINGS, Setting("DINGTALK_CALLBACK_PATH"), Setting("DINGTALK_CALLBACK_TOKEN", ""), Setting("DINGTALK_CALLBACK_AES_KEY", ""),
)


def open_channel(settings: Mapping[str, str]) -> DingtalkCallback:
    """The robot of these settings. Raises SettingInvalid."""
    path, token, key = (settings[f"DINGTALK_CALLBACK_{name}"] for name in ("PATH", "TOKEN", "AES_KEY"))
    if len(path) < SHORTEST_PATH or not path.isalnum() or not path.isascii():
        raise SettingInvalid(name="DINGTALK_CALLBACK_PATH", value="")
    if key and len(key) != AES_KEY:
        raise SettingInvalid(name="DINGTALK_CALLBACK_AES_KEY", value="")
    events = WecomCrypto(token, key, settings["DINGTALK_CLIENT_ID"]) if key and token else None
    return DingtalkCallback(**robot_settings(settings, calls_back=""), clock=time.time, path=path, events=events)


def sign(secret: str, timestamp: str) -> str:
    """The signature of a time by the secret of an app."""
    return b64encode(hmac.digest(secret.encode(), f"{timestamp}\n{secret}".encode(), sha256)).decode()


@dataclass
class DingtalkCallback(DingtalkRobot):
    """The robot at /bot/dingtalk/`path`; events are taken at /bot/dingtalk/`path`/events, where their keys are set."""

    path: str = ""
    events: WecomCrypto | None = None
    name: ClassVar[str] = "dingtalk-callback"

    def routes(self, inbox: Inbox) -> Blueprint:
        """The addresses for messages and for events."""
        routes = open_routes("dingtalk")
        routes.add_url_rule("/bot/dingtalk/<path>", "message", partial(self._take_message, inbox), methods=["POST"])
        routes.add_url_rule("/bot/dingtalk/<path>/events", "event", self._take_event, methods=["POST"])
        return routes

    def check(self) -> Iterator[Found]:
        """Whether the messenger gives this app a token."""
        yield self.check_token()

    def _take_message(self, inbox: Inbox, path: str) -> tuple[str, int]:
        """Keep a message, then acknowledge it with an empty body."""
        body, signature, timestamp = request.get_data(), request.headers.get("sign", ""), request.headers.get("timestamp", "")
        if not (_same(path, self.path) and self._is_timely(timestamp) and _same(signature, sign(self.api.secret, timestamp))):
            raise NotGenuine("path, timestamp or signature")
        digest = sha256(body).hexdigest()
        if not inbox.bind(signature, digest, 2 * WINDOW) and not is_timely(timestamp, self.clock(), AT_ONCE, per_second=1000):
            raise NotGenuine("signature of another body")
        said = read(body, RobotMessage)
        if said is None:
            return "", 400
        inbound = self.reader.read_message(said, digest, self.clock())
        if inbound:
            inbox.receive(inbound)
        return "", 200

    def _take_event(self, path: str) -> Response:
        """Answer an event of the app, which asks for nothing but that it came; also the one that tries this address."""
        if not _same(path, self.path) or self.events is None:
            raise NotGenuine("path, or no keys for events")
        given, body = request.args, request.get_json(force=True, silent=True)
        timestamp, signature = given.get("timestamp", ""), given.get("msg_signature") or given.get("signature", "")
        if not self._is_timely(timestamp) or not isinstance(body, dict):
            raise NotGenuine("timestamp or body")
        self.events.open(signature, timestamp, given.get("nonce", ""), str(body.get("encrypt", "")))
        return Response(self._success(), mimetype="application/json")

    def _success(self) -> str:
        """The word that an event is acknowledged by, encrypted and signed."""
        encrypted, timestamp, nonce = self.events.encrypt(b"success"), str(int(self.clock() * 1000)), secrets.token_hex(8)
        return json.dumps({"msg_signature": self.events.sign(timestamp, nonce, encrypted), "encrypt": encrypted, "timeStamp": timestamp, "nonce": nonce})

    def _is_timely(self, timestamp: str) -> bool:
        """Whether milliseconds since 1970 are within the window."""
        return is_timely(timestamp, self.clock(), WINDOW, per_second=1000)


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())
