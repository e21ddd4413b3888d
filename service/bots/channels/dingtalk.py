"""钉钉 over its long connection, the "stream" (open-dingtalk.github.io/developerpedia, "protocol"): JSON frames over one WebSocket.

Own code, not the official dingtalk-stream: where its handlers do not block its event loop, it acknowledges a message before that is
kept, and one that is acknowledged is never delivered again. It also asks for connections inside that loop without a time limit, leaves
ten seconds after a cut in which messages are lost, has no end, takes the address from the environment when it is imported, and logs
the tickets of connections and the texts of messages that it has no handler for. The tests hold the fake server against it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from threading import Event
from typing import ClassVar
from urllib.parse import quote

import msgspec
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from service.bots.channel import Found, Inbox, Report, SendError
from service.bots.channels.dingtalk_api import exchange
from service.bots.channels.dingtalk_messages import CardPress, RobotMessage
from service.bots.channels.dingtalk_robot import SETTINGS as ROBOT_SETTINGS
from service.bots.channels.dingtalk_robot import DingtalkRobot, robot_settings
from service.bots.channels.documented import read
from service.bots.channels.reconnecting import Broken, keep_connected
from service.bots.channels.sockets import hear, say
from service.bots.model import Inbound

SETTINGS = ROBOT_SETTINGS
MESSAGES, PRESSES = "/v1.0/im/bot/messages/get", "/v1.0/card/instances/callback"
# Seconds: for a connection; between signs of life, and until one is answered; between looks at `stop`.
PATIENCE, SIGN_OF_LIFE, LOOK_AGAIN = 10.0, 20.0, 0.5


def open_channel(settings: Mapping[str, str]) -> DingtalkStream:
    """The robot of these settings."""
    return DingtalkStream(**robot_settings(settings, calls_back="STREAM"), clock=time.time)


class Frame(msgspec.Struct, frozen=True):
    """What the messenger sends; `data` is JSON in a string."""

    type: str
    headers: dict[str, object]
    data: str = ""

    @property
    def topic(self) -> str:
        """What it is about."""
        return str(self.headers.get("topic", ""))

    @property
    def id(self) -> str:
        """The id that it is acknowledged by."""
        return str(self.headers.get("messageId", ""))


@dataclass
class DingtalkStream(DingtalkRobot):
    """The robot on its long connection; other connections of the same app get other messages, so a test has an app of its own."""

    first_wait: float = 1.0
    name: ClassVar[str] = "dingtalk"

    def listen(self, inbox: Inbox, report: Report, stop: Event) -> None:
        """Keep the connection until `stop`."""
        keep_connected(lambda: self._converse(inbox, report, stop), report, stop, self.first_wait)

    def check(self) -> Iterator[Found]:
        """Whether the messenger gives this app a token and lets it connect; no message is taken by the connection that tries it."""
        yield self.check_token()
        try:
            with closing(self._connect([PRESSES])):
                yield Found("dingtalk_connection", True)
        except Broken as error:
            yield Found("dingtalk_connection", False, str(error.evidence["problem"]))

    def _connect(self, topics: Iterable[str] = (MESSAGES, PRESSES)) -> ClientConnection:
        """A connection of this app, by a ticket that is good for one. Raises Broken."""
        asked = {
            "clientId": self.api.client_id, "clientSecret": self.api.secret, "ua": "budget-answers",
            "subscriptions": [{"type": "CALLBACK", "topic": topic} for topic in topics],
        }
        try:
            _, answer = exchange("POST", f"{self.api.api}/v1.0/gateway/connections/open", asked)
            url = f"{answer['endpoint']}?ticket={quote(answer['ticket'], safe='')}"
            return connect(url, open_timeout=PATIENCE, close_timeout=2, ping_interval=SIGN_OF_LIFE, ping_timeout=SIGN_OF_LIFE)
        except SendError as error:
            raise Broken(problem=error.evidence["problem"]) from error
        except (KeyError, TypeError) as error:
            raise Broken(problem="no endpoint") from error
        except (WebSocketException, OSError, ValueError) as error:
            # The error itself may name the address, which holds the ticket.
            raise Broken(problem=type(error).__name__) from None

    def _converse(self, inbox: Inbox, report: Report, stop: Event) -> None:
        """Take frames until `stop`; where the messenger asks to, over a new connection that is made before the old one is left."""
        socket = self._connect()
        report("up")
        try:
            while self._attend(socket, inbox, stop):
                left, socket = socket, self._connect()
                with closing(left):
                    self._drain(left, inbox)
        finally:
            socket.close()

    def _attend(self, socket: ClientConnection, inbox: Inbox, stop: Event) -> bool:
        """Take frames until `stop` (False) or until the messenger asks to connect anew (True). Raises Broken."""
        while not stop.is_set():
            frame = hear(socket, Frame, LOOK_AGAIN)
            if frame and frame.type == "SYSTEM" and frame.topic == "disconnect":
                return True
            if frame:
                self._take(socket, frame, inbox)
        return False

    def _drain(self, socket: ClientConnection, inbox: Inbox) -> None:
        """Take what is still under way on a connection that is left."""
        try:
            while frame := hear(socket, Frame, LOOK_AGAIN):
                self._take(socket, frame, inbox)
        except Broken:
            return

    def _take(self, socket: ClientConnection, frame: Frame, inbox: Inbox) -> None:
        """Keep what a frame says, then acknowledge it."""
        code, answer = 200, frame.data
        if frame.type == "EVENT":
            answer = json.dumps({"status": "SUCCESS", "message": ""})
        elif frame.type == "CALLBACK":
            code, answer = self._keep(frame, inbox), json.dumps({"response": {} if frame.topic == PRESSES else None})
        say(socket, {"code": code, "headers": {"messageId": frame.id, "contentType": "application/json"}, "message": "OK", "data": answer})

    def _keep(self, frame: Frame, inbox: Inbox) -> int:
        """Raises StateError: then the frame is not acknowledged."""
        topics = {MESSAGES: (RobotMessage, self.reader.read_message), PRESSES: (CardPress, self.reader.read_press)}
        if frame.topic not in topics:
            return 404
        form, read_form = topics[frame.topic]
        said = read(frame.data, form)
        if said is None:
            return 400
        inbound: Inbound | None = read_form(said, frame.id, self.clock())
        if inbound:
            inbox.receive(inbound)
        return 200
