"""企业微信 AI bot over its long connection (developer documentation 101463): JSON frames over one WebSocket, one connection a bot."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from service.bots.channel import Channel, Found, Inbox, KeyLost, NotTaken, Refused, Report, SendError, Traits, Unsure
from service.bots.channels.documented import read
from service.bots.channels.reconnecting import Broken, TakenOver, keep_connected
from service.bots.channels.sockets import hear, say
from service.bots.channels.wecom_codes import Fate, failure_of, fate_of
from service.bots.channels.wecom_forms import Delivery, Frame
from service.bots.channels.wecom_messages import LIMITS, WecomReader, mark, render, stream
from service.bots.channels.wecom_requests import PATIENCE, Requests, frame_of
from service.bots.message import Message
from service.bots.model import Job
from service.bots.settings import Setting
from service.bots.words import bot_words

URL = "wss://openws.work.weixin.qq.com"
# The messenger closes a connection of which it hears nothing; it answers every ping (seconds).
PING_EVERY, PINGS_MISSED = 30.0, 2
LOOK_AGAIN = 0.5
# A reply waits so long (seconds) for a connection that is just being made.
CONNECTS = 3.0
# So long (seconds) a stream may be replaced, and somebody who opened the chat be welcomed.
STREAM_LIVES, WELCOMES = 360.0, 5.0
# A reply whose stream is not open any more is pushed as a message of its own, which a job's transport tells under this name.
ENDED = "ended"
DELIVERIES = ("aibot_msg_callback", "aibot_event_callback")

SETTINGS = (Setting("WECOM_BOT_ID"), Setting("WECOM_BOT_SECRET"), Setting("WECOM_BOT_NAME", ""), Setting("WECOM_URL", URL))


def open_channel(settings: Mapping[str, str]) -> WecomBot:
    """The bot of these settings."""
    return WecomBot(settings["WECOM_BOT_ID"], settings["WECOM_BOT_SECRET"], settings["WECOM_BOT_NAME"], settings["WECOM_URL"])


@dataclass
class WecomBot(Channel):
    """The bot of `bot_id`. `url` is another one for private editions, `ping_every` seconds pass between signs of life."""

    bot_id: str
    secret: str = field(repr=False)
    name: str = ""
    url: str = URL
    clock: Callable[[], float] = time.time
    ping_every: float = PING_EVERY
    first_wait: float = 1.0
    traits: Traits = Traits("wecom", LIMITS, shows_working=frozenset({"text"}), knows_departments=False)
    _requests: Requests | None = None
    _connected: Event = field(default_factory=Event)

    def listen(self, inbox: Inbox, report: Report, stop: Event) -> None:
        """Keep the connection until `stop`, or until another gateway takes it over."""
        keep_connected(lambda: self._converse(inbox, report, stop), report, stop, self.first_wait)

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
            self._welcome(job, content["text"])
        elif self.has_key(job, part):
            self._finish(job, content["text"])
        else:
            self._push(job, {"msgtype": "markdown", "markdown": {"content": content["text"]}})

    def check(self) -> Iterator[Found]:
        """Whether the messenger lets this bot in."""
        try:
            with self._let_in():
                yield Found("wecom_connection", True)
        except Broken as error:
            yield Found("wecom_connection", False, str(error.evidence["problem"]))

    @contextmanager
    def _let_in(self) -> Iterator[Requests]:
        """A connection that the messenger knows to be this bot's. Raises Broken."""
        try:
            with connect(self.url, ping_interval=None, open_timeout=PATIENCE, close_timeout=2) as socket:
                say(socket, frame_of("aibot_subscribe", _request_id("aibot_subscribe"), {"bot_id": self.bot_id, "secret": self.secret}))
                answer = hear(socket, Frame, PATIENCE) or Frame(errmsg="no answer")
                if answer.errcode != 0:
                    raise Broken(problem=f"{answer.errcode} {answer.errmsg}")
                yield Requests(socket)
        except (WebSocketException, OSError) as error:
            raise Broken(problem=str(error)) from error

    def _converse(self, inbox: Inbox, report: Report, stop: Event) -> None:
        with self._let_in() as requests:
            self._requests = requests
            self._connected.set()
            report("up")
            try:
                self._attend(requests, inbox, stop)
            finally:
                self._connected.clear()
                self._requests = None
                requests.end()

    def _attend(self, requests: Requests, inbox: Inbox, stop: Event) -> None:
        """Take frames until `stop`; raises Broken when the connection ends or nothing answers, TakenOver."""
        missed, due = 0, time.monotonic() + self.ping_every
        while not stop.is_set():
            frame = hear(requests.socket, Frame, min(LOOK_AGAIN, self.ping_every))
            if frame:
                missed = 0
                self._take(requests, frame, inbox)
            if time.monotonic() >= due:
                if missed >= PINGS_MISSED:
                    raise Broken(problem="no sign of life")
                say(requests.socket, frame_of("ping", _request_id("ping")))
                missed, due = missed + 1, time.monotonic() + self.ping_every

    def _take(self, requests: Requests, frame: Frame, inbox: Inbox) -> None:
        if frame.cmd not in DELIVERIES:
            requests.answered(frame)
            return
        said = read(frame.body, Delivery)
        if said and said.event and said.event.eventtype == "disconnected_event":
            raise TakenOver(problem="another gateway connected as this bot")
        inbound = WecomReader(self.bot_id, self.name).read(said, self.clock(), {"req_id": frame.headers.req_id}) if said else None
        if inbound:
            inbox.receive(inbound)

    def _welcome(self, job: Job, text: str) -> None:
        """Say something to who opened the chat: at once or not at all. Raises Refused."""
        if self.clock() - job.sent > WELCOMES:
            raise Refused("too late for a welcome")
        try:
            answer = self._ask(job.transport["req_id"], "aibot_respond_welcome_msg", {"msgtype": "text", "text": {"content": text}})
        except SendError as error:
            raise Refused(str(error.evidence["problem"])) from error
        if answer.errcode:
            raise Refused(f"{answer.errcode} {answer.errmsg}")

    def _finish(self, job: Job, text: str) -> None:
        """Put the text in the place of "working". It stands there too where an earlier try was broken off and the stream is finished before
        its time: then that try came through. Raises NotTaken, Unsure, Refused; KeyLost where the stream is not open any more."""
        answer = self._respond(job, stream(job.key, text, finish=True, turn=job.told.turn if job.told else ""))
        fate = fate_of(answer.errcode or 0)
        came_through = fate is Fate.REPLIED and job.unsure > 0 and self.clock() - job.sent < STREAM_LIVES
        if fate and not came_through:
            raise KeyLost(f"{answer.errcode} {answer.errmsg}", {ENDED: "1"})

    def _respond(self, job: Job, body: dict) -> Frame:
        """What is answered to a stream: that it was taken, or that it can't be replied there. Raises NotTaken, Unsure, Refused."""
        answer = self._ask(job.transport["req_id"], "aibot_respond_msg", body)
        return answer if fate_of(answer.errcode or 0) in (Fate.APART, Fate.REPLIED) else _taken(answer)

    def _push(self, job: Job, body: dict) -> None:
        """Send a message of its own. Raises NotTaken, Unsure, Refused."""
        _taken(self._ask(_request_id("aibot_send_msg"), "aibot_send_msg", {"chatid": job.transport["to"], **body}))

    def _ask(self, request: str, command: str, body: dict) -> Frame:
        """What the messenger answers to a request, whatever it is. Raises NotTaken, Unsure."""
        self._connected.wait(CONNECTS)
        requests = self._requests
        if requests is None:
            raise NotTaken("not connected", seconds=2)
        try:
            return requests.ask(command, request, body)
        except Broken as error:
            raise Unsure(str(error.evidence["problem"])) from error


def _taken(answer: Frame) -> Frame:
    """An answer that says that something was taken. Raises NotTaken, Refused."""
    if answer.errcode:
        raise failure_of(answer.errcode, answer.errmsg)
    return answer


def _request_id(command: str) -> str:
    return f"{command}_{secrets.token_hex(8)}"
