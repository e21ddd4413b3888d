"""企业微信 AI bot over its long connection (developer documentation 101463): JSON frames over one WebSocket, one connection a bot."""

from __future__ import annotations

import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event

from flask import Blueprint
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from service.bots.channel import Found, Inbox, KeyLost, NotTaken, Report, Traits, Unsure
from service.bots.channels.reconnecting import Broken, TakenOver, keep_connected
from service.bots.channels.wecom_messages import LIMITS, WecomReader, mark, render, stream
from service.bots.message import Message
from service.bots.model import Job
from service.bots.settings import Setting
from service.bots.words import bot_words

log = logging.getLogger(__name__)

URL = "wss://openws.work.weixin.qq.com"
# The messenger closes a connection of which it hears nothing; it answers every ping (seconds).
PING_EVERY, PINGS_MISSED = 30.0, 2
PATIENCE = 10.0
LOOK_AGAIN = 0.5
# A reply waits so long (seconds) for a connection that is just being made.
CONNECTS = 3.0
# A reply that belongs to no open stream any more is pushed as a message of its own, which a job's transport tells under this name.
STREAM_ENDED, ENDED = frozenset({846605, 846608}), "ended"
TOO_OFTEN = frozenset({45009, 45033, 846607})

SETTINGS = (Setting("WECOM_BOT_ID"), Setting("WECOM_BOT_SECRET"), Setting("WECOM_BOT_NAME", ""), Setting("WECOM_URL", URL))


def open_channel(settings: Mapping[str, str]) -> WecomBot:
    """The bot of these settings."""
    return WecomBot(settings["WECOM_BOT_ID"], settings["WECOM_BOT_SECRET"], settings["WECOM_BOT_NAME"], settings["WECOM_URL"])


@dataclass
class Line:
    """One connection that was let in: asks and waits for the answer of the same request id."""

    socket: ClientConnection
    waiting: dict[str, SimpleQueue[dict | None]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, frame: dict) -> None:
        """Send a frame. Raises Broken."""
        try:
            with self.lock:
                self.socket.send(json.dumps(frame, ensure_ascii=False))
        except (WebSocketException, OSError) as error:
            raise Broken(problem=str(error)) from error

    def ask(self, frame: dict) -> dict:
        """Send a frame and return what is answered to it. Raises Broken, Unsure."""
        answers = self.waiting.setdefault(frame["headers"]["req_id"], SimpleQueue())
        try:
            self.say(frame)
            answer = answers.get(timeout=PATIENCE)
        except Empty as error:
            raise Unsure("no answer") from error
        finally:
            self.waiting.pop(frame["headers"]["req_id"], None)
        if answer is None:
            raise Broken(problem="ended before the answer")
        return answer

    def end(self) -> None:
        """Nobody waits any longer for what will not come."""
        for answers in list(self.waiting.values()):
            answers.put(None)

    def hear(self, seconds: float) -> dict | None:
        """The next frame, None where none came within so many seconds. Raises Broken."""
        try:
            return json.loads(self.socket.recv(timeout=seconds))
        except TimeoutError:
            return None
        except (WebSocketException, OSError, ValueError) as error:
            raise Broken(problem=str(error)) from error


@dataclass
class WecomBot:
    """The bot of `bot_id`. `url` is another one for private editions, `ping_every` seconds pass between signs of life."""

    bot_id: str
    secret: str
    name: str = ""
    url: str = URL
    clock: Callable[[], float] = time.time
    ping_every: float = PING_EVERY
    first_wait: float = 1.0
    traits: Traits = Traits("wecom", LIMITS, shows_working=frozenset({"text"}), knows_departments=False)
    _line: Line | None = None
    _connected: Event = field(default_factory=Event)

    def listen(self, inbox: Inbox, report: Report, stop: Event) -> None:
        """Keep the connection until `stop`, or until another gateway takes it over."""
        keep_connected(lambda: self._converse(inbox, report, stop), report, stop, self.first_wait)

    def routes(self, inbox: Inbox) -> Blueprint | None:
        """None: this way of connection needs no address."""
        return None

    def show_working(self, job: Job) -> dict[str, str]:
        """Begin the stream that the answer will replace; a button's answer is a message of its own."""
        if job.kind == "text":
            self._respond(job, stream(job.key, bot_words().working, finish=False))
        return {}

    def render(self, message: Message) -> list[str]:
        """The reply as texts, with a card of buttons behind a question back."""
        return render(message)

    def mark(self, body: str) -> str:
        """The text or card with the word before it."""
        return mark(body)

    def has_key(self, job: Job, part: int) -> bool:
        """Whether it replaces what stands in the stream of its question; what is pushed has no key."""
        return part == 1 and job.kind in ("text", "unreadable") and ENDED not in job.transport

    def send(self, job: Job, body: str, part: int) -> None:
        """Send one of the texts or the card; feedback has no reply."""
        content = json.loads(body)
        if job.kind == "feedback":
            return
        if "card" in content:
            self._push(job, {"msgtype": "template_card", "template_card": content["card"] | {"task_id": f"{job.key}-{part}"}})
        elif part == 1 and job.kind == "enter":
            self._ask(job.transport["req_id"], "aibot_respond_welcome_msg", {"msgtype": "text", "text": {"content": content["text"]}})
        elif self.has_key(job, part):
            self._finish(job, content["text"])
        else:
            self._push(job, {"msgtype": "markdown", "markdown": {"content": content["text"]}})

    def withdraw(self, job: Job) -> None:
        """The messenger tells nothing of messages taken back."""

    def departments(self, person: str) -> frozenset[str]:
        """None: a bot of this kind can't look departments up."""
        return frozenset()

    def check(self) -> Iterator[Found]:
        """Whether the messenger lets this bot in."""
        try:
            with self._let_in():
                yield Found("wecom_connection", True)
        except Broken as error:
            yield Found("wecom_connection", False, str(error.evidence["problem"]))

    @contextmanager
    def _let_in(self) -> Iterator[Line]:
        """A connection that the messenger knows to be this bot's. Raises Broken."""
        try:
            with connect(self.url, ping_interval=None, open_timeout=PATIENCE, close_timeout=2) as socket:
                line = Line(socket)
                line.say(_frame("aibot_subscribe", _request_id("aibot_subscribe"), {"bot_id": self.bot_id, "secret": self.secret}))
                answer = line.hear(PATIENCE) or {"errcode": -1, "errmsg": "no answer"}
                if answer.get("errcode") != 0:
                    raise Broken(problem=f"{answer.get('errcode')} {answer.get('errmsg')}")
                yield line
        except (WebSocketException, OSError) as error:
            raise Broken(problem=str(error)) from error

    def _converse(self, inbox: Inbox, report: Report, stop: Event) -> None:
        with self._let_in() as line:
            self._line = line
            self._connected.set()
            report("up")
            try:
                self._attend(line, inbox, stop)
            finally:
                self._connected.clear()
                self._line = None
                line.end()

    def _attend(self, line: Line, inbox: Inbox, stop: Event) -> None:
        """Take frames until `stop`; raises Broken when the connection ends or nothing answers, TakenOver."""
        missed, due = 0, time.monotonic() + self.ping_every
        while not stop.is_set():
            frame = line.hear(min(LOOK_AGAIN, self.ping_every))
            if frame:
                missed = 0
                self._take(line, frame, inbox)
            if time.monotonic() >= due:
                if missed >= PINGS_MISSED:
                    raise Broken(problem="no sign of life")
                line.say(_frame("ping", _request_id("ping")))
                missed, due = missed + 1, time.monotonic() + self.ping_every

    def _take(self, line: Line, frame: dict, inbox: Inbox) -> None:
        if not isinstance(frame, dict) or not isinstance(frame.get("body", {}), dict):
            return
        request, body = (frame.get("headers") or {}).get("req_id", ""), frame.get("body", {})
        if frame.get("cmd") not in ("aibot_msg_callback", "aibot_event_callback"):
            if request in line.waiting:
                line.waiting[request].put(frame)
            return
        if body.get("event", {}).get("eventtype") == "disconnected_event":
            raise TakenOver(problem="another gateway connected as this bot")
        try:
            inbound = WecomReader(self.bot_id, self.name).read(body, self.clock(), {"req_id": request})
        except (AttributeError, KeyError, TypeError) as error:
            log.warning("wecom: a frame is not as documented: %s", type(error).__name__)
            return
        if inbound:
            inbox.receive(inbound)

    def _respond(self, job: Job, body: dict) -> int:
        return self._ask(job.transport["req_id"], "aibot_respond_msg", body)

    def _finish(self, job: Job, text: str) -> None:
        """Raises KeyLost where the stream is not open any more."""
        if self._respond(job, stream(job.key, text, finish=True, turn=job.told.turn if job.told else "")) in STREAM_ENDED:
            raise KeyLost("the stream ended", {ENDED: "1"})

    def _push(self, job: Job, body: dict) -> None:
        self._ask(_request_id("aibot_send_msg"), "aibot_send_msg", {"chatid": job.transport["to"], **body})

    def _ask(self, request: str, command: str, body: dict) -> int:
        """What the messenger says to a request: 0, or that its stream ended. Raises NotTaken, Unsure."""
        self._connected.wait(CONNECTS)
        line = self._line
        if line is None:
            raise NotTaken("not connected", seconds=2)
        try:
            answer = line.ask(_frame(command, request, body))
        except Broken as error:
            raise Unsure(str(error.evidence["problem"])) from error
        code = answer.get("errcode", 0)
        if code and code not in STREAM_ENDED:
            raise NotTaken(f"{code} {answer.get('errmsg')}", seconds=60 if code in TOO_OFTEN else 0)
        return code


def _frame(command: str, request: str, body: dict | None = None) -> dict:
    return {"cmd": command, "headers": {"req_id": request}} | ({"body": body} if body is not None else {})


def _request_id(command: str) -> str:
    return f"{command}_{secrets.token_hex(8)}"
