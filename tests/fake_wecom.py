"""企业微信's long connection as its documentation (101463) describes it, on 127.0.0.1; the official client is held against it too.

What is not documented answers as service/bots/channels/wecom_codes.py tells: a stream that is finished or too old is replaced no more, and only
what was asked is replied to.
"""

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

NO_SUCH_REQUEST, STREAM_ENDED, NO_SUCH_CHAT = 846605, 846608, 93006
# What each reply answers, and within how many seconds.
REPLIES = {
    "aibot_respond_msg": ("message", 24 * 3600), "aibot_respond_welcome_msg": ("enter_chat", 5), "aibot_respond_update_msg": ("template_card_event", 5),
    "aibot_send_msg": ("", 0),
}


class FakeWecom:
    """One bot's server: `frames` are the replies that were taken; `codes` the next answers to replies (0 where there are none), `acks` what becomes
    of them: sent (where nothing is said), lost, held until the next is sent, or cut: the connection is; `turned_away` is how many of the next
    connections are cut before they are let in; `stream_lives` is how long (seconds) a stream may be replaced."""

    def __init__(self, bot_id: str = "bot", secret: str = "secret") -> None:
        self.bot_id, self.secret = bot_id, secret
        self.frames: list[dict] = []
        self.subscriptions = self.attempts = self.turned_away = self.pings = self.connected = 0
        self.codes: list[int] = []
        self.refused: list[int] = []
        self.acks: list[str] = []
        self.stream_lives = 360.0
        self.mute = False
        self.slow = 0.0
        self._socket: ServerConnection | None = None
        self._requests: dict[str, tuple[str, float]] = {}
        self._streams: dict[str, tuple[bool, float]] = {}
        self._people: set[str] = set()
        self._late: list[dict] = []
        self._numbers = count(1)
        self._lock = threading.Lock()

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
        body = frame.get("body", {})
        self._requests[frame["headers"]["req_id"]] = body.get("event", {}).get("eventtype", "message"), time.monotonic()
        self._people |= {body.get("chatid", ""), body.get("from", {}).get("userid", "")}
        self.send(frame)

    def send(self, frame: object) -> None:
        """Send anything to the client that is connected."""
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

    def pushed(self) -> list[dict]:
        """The messages that were sent without being asked for."""
        return [frame["body"] for frame in self.frames if frame["cmd"] == "aibot_send_msg"]

    def _attend(self, socket: ServerConnection) -> None:
        self.connected += 1
        try:
            with suppress(ConnectionClosed, OSError):
                for text in socket:
                    self._take(socket, json.loads(text))
        finally:
            with self._lock:
                self._socket = None if self._socket is socket else self._socket
                self.connected -= 1

    def _take(self, socket: ServerConnection, frame: dict) -> None:
        answer = {"headers": {"req_id": frame["headers"]["req_id"]}, "errcode": 0, "errmsg": "ok"}
        if frame["cmd"] == "aibot_subscribe":
            self.attempts += 1
            if self.turned_away:
                self.turned_away -= 1
                socket.socket.shutdown(SHUT_RDWR)
                return
            known = frame["body"] == {"bot_id": self.bot_id, "secret": self.secret}
            socket.send(json.dumps(answer if known else answer | {"errcode": 853000, "errmsg": "invalid bot_id or secret"}))
            if known:
                self._let_in(socket)
        elif frame["cmd"] == "ping":
            self.pings += 1
            if not self.mute:
                socket.send(json.dumps(answer))
        elif frame["cmd"] in REPLIES:
            self._reply(socket, frame, answer)

    def _let_in(self, socket: ServerConnection) -> None:
        with self._lock:
            before, self._socket, self.subscriptions = self._socket, socket, self.subscriptions + 1
        if before:
            with suppress(ConnectionClosed, OSError):
                before.send(json.dumps({"cmd": "aibot_event_callback", "headers": {"req_id": "kick"}, "body": {"msgtype": "event", "event": {"eventtype": "disconnected_event"}}}))
        self._late.clear()

    def _reply(self, socket: ServerConnection, frame: dict, answer: dict) -> None:
        time.sleep(self.slow)
        code = (self.codes.pop(0) if self.codes else 0) or self._refusal(frame)
        if code:
            self.refused.append(code)
        else:
            self.frames.append(frame)
        self._answer(socket, answer | {"errcode": code, "errmsg": "no" if code else "ok"})

    def _answer(self, socket: ServerConnection, answer: dict) -> None:
        fate = "lost" if self.mute else self.acks.pop(0) if self.acks else "sent"
        self._late += [answer] if fate in ("sent", "held") else []
        if fate == "cut":
            self.close(clean=False)
        elif fate == "sent":
            for each in self._late:
                socket.send(json.dumps(each))
            self._late.clear()

    def _refusal(self, frame: dict) -> int:
        """The number of what is wrong with a reply, 0 where nothing is."""
        asked, within = REPLIES[frame["cmd"]]
        if not asked:
            return 0 if frame["body"]["chatid"] in self._people else NO_SUCH_CHAT
        kind, at = self._requests.get(frame["headers"]["req_id"], ("", 0.0))
        if kind != asked or time.monotonic() - at > within:
            return NO_SUCH_REQUEST
        return self._stream(frame["body"]["stream"]) if frame["body"].get("msgtype") == "stream" else 0

    def _stream(self, stream: dict) -> int:
        now = time.monotonic()
        finished, since = self._streams.get(stream["id"], (False, now))
        if finished or now - since > self.stream_lives:
            return STREAM_ENDED
        self._streams[stream["id"]] = stream["finish"], since
        return 0
