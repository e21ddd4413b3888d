"""企业微信's long connection as its documentation (101463) describes it, on 127.0.0.1; the official client is held against it too."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from socket import SHUT_RDWR
from ssl import SSLContext

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from tests.bot_gateway import wait_until

REPLIES = ("aibot_respond_msg", "aibot_respond_welcome_msg", "aibot_respond_update_msg", "aibot_send_msg")


class FakeWecom:
    """One bot's server: `frames` are what clients sent behind their subscription, `codes` the next answers to replies (0 where there are none)."""

    def __init__(self, bot_id: str = "bot", secret: str = "secret") -> None:
        self.bot_id, self.secret = bot_id, secret
        self.frames: list[dict] = []
        self.subscriptions = 0
        self.codes: list[int] = []
        self.mute = False
        self.slow = 0.0
        self._socket: ServerConnection | None = None
        self._numbers = count(1)

    @contextmanager
    def running(self, ssl: SSLContext | None = None) -> Iterator[str]:
        """The address of the server, while it runs."""
        with serve(self._attend, "127.0.0.1", 0, ssl=ssl) as server:
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            yield f"{'wss' if ssl else 'ws'}://127.0.0.1:{server.socket.getsockname()[1]}"
            server.shutdown()

    def message(self, text: str, person: str = "li", chat: str = "", msgid: str = "", **more) -> str:
        """Deliver a message and return its id."""
        msgid = msgid or f"msg{next(self._numbers)}"
        where = {"chattype": "group", "chatid": chat} if chat else {"chattype": "single"}
        body = {"msgid": msgid, "aibotid": self.bot_id, **where, "from": {"userid": person}, "msgtype": "text", "text": {"content": text}}
        self.push({"cmd": "aibot_msg_callback", "headers": {"req_id": f"req-{msgid}-{next(self._numbers)}"}, "body": body | more})
        return msgid

    def event(self, eventtype: str, person: str = "li", **event) -> None:
        """Deliver an event."""
        body = {"msgid": f"event{next(self._numbers)}", "aibotid": self.bot_id, "chattype": "single", "from": {"userid": person}, "msgtype": "event",
                "event": {"eventtype": eventtype, **event}}
        self.push({"cmd": "aibot_event_callback", "headers": {"req_id": f"req{next(self._numbers)}"}, "body": body})

    def push(self, frame: dict) -> None:
        """Send a frame to the client that is connected."""
        self.wait(lambda: self._socket is not None)
        self._socket.send(json.dumps(frame))

    def close(self, clean: bool = True) -> None:
        """End the connection, with a closing handshake or by cutting it."""
        socket, self._socket = self._socket, None
        if clean:
            socket.close()
        else:
            socket.socket.shutdown(SHUT_RDWR)

    def wait(self, condition: Callable[[], bool], seconds: float = 30) -> None:
        """Wait until a condition on what arrived holds."""
        wait_until(condition, seconds, lambda: self.frames[-3:])

    def streams(self, text: str = "") -> list[dict]:
        """The streams that were sent whose content has `text`."""
        return [f["body"]["stream"] for f in self.frames if f["body"].get("msgtype") == "stream" and text in f["body"]["stream"]["content"]]

    def shown(self) -> dict[str, str]:
        """What the messenger shows: the last content of each stream that was finished."""
        return {stream["id"]: stream["content"] for stream in self.streams() if stream["finish"]}

    def _attend(self, socket: ServerConnection) -> None:
        with suppress(ConnectionClosed, OSError):
            for text in socket:
                self._take(socket, json.loads(text))
        self._socket = None if self._socket is socket else self._socket

    def _take(self, socket: ServerConnection, frame: dict) -> None:
        answer = {"headers": {"req_id": frame["headers"]["req_id"]}, "errcode": 0, "errmsg": "ok"}
        if frame["cmd"] == "aibot_subscribe":
            known = frame["body"] == {"bot_id": self.bot_id, "secret": self.secret}
            socket.send(json.dumps(answer if known else answer | {"errcode": 853000, "errmsg": "invalid bot_id or secret"}))
            if known:
                self._let_in(socket)
        elif frame["cmd"] == "ping":
            if not self.mute:
                socket.send(json.dumps(answer))
        elif frame["cmd"] in REPLIES:
            self._reply(socket, frame, answer)

    def _let_in(self, socket: ServerConnection) -> None:
        before = self._socket
        if before:
            before.send(json.dumps({"cmd": "aibot_event_callback", "headers": {"req_id": "kick"}, "body": {"msgtype": "event", "event": {"eventtype": "disconnected_event"}}}))
        self._socket, self.subscriptions = socket, self.subscriptions + 1

    def _reply(self, socket: ServerConnection, frame: dict, answer: dict) -> None:
        time.sleep(self.slow)
        code = self.codes.pop(0) if self.codes else 0
        if code == 0:
            self.frames.append(frame)
        if not self.mute:
            socket.send(json.dumps(answer | {"errcode": code, "errmsg": "ok" if code == 0 else "no"}))
