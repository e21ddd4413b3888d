"""企业微信 application of one's own (developer documentation 90930, 90238, 90236): XML at a callback address, replies sent through the API."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from flask import Blueprint, Response
from lxml import etree

from service.bots.channel import Channel, Found, Inbox, Refused, SendError, Traits
from service.bots.channels.genuine import NotGenuine
from service.bots.channels.wecom_api import NOT_TRUSTED, ROOT, WecomApi
from service.bots.channels.wecom_calls import callback_routes, open_crypto
from service.bots.channels.wecom_crypto import WecomCrypto
from service.bots.channels.wecom_messages import LIMITS, card_of
from service.bots.message import Message
from service.bots.model import Address, Inbound, Job
from service.bots.settings import Setting
from service.bots.texts import Style, listed_table, marked, plain_offer, write
from service.bots.words import bot_words
from service.errors import SettingInvalid

log = logging.getLogger(__name__)

NAME, PATH = "wecom-app", "/bot/wecom-app"
# The size of a text, less the line with the time of its question.
LONGEST_TEXT = 2048 - 64
# Of two requests with the same JSON within so many seconds the messenger shows one.
SAME_WITHIN = 4 * 3600
# A try that begins within it may arrive so many seconds later.
RESERVE = 60
NO_SUCH_PERSON = 60111
CHINA = timezone(timedelta(hours=8))

SETTINGS = (
    Setting("WECOM_APP_CORP_ID"), Setting("WECOM_APP_AGENT_ID"), Setting("WECOM_APP_SECRET"), Setting("WECOM_APP_TOKEN"),
    Setting("WECOM_APP_AES_KEY"), Setting("WECOM_APP_PATH", PATH), Setting("WECOM_APP_API", ROOT),
)


def open_channel(settings: Mapping[str, str]) -> WecomApp:
    """The application of these settings. Raises SettingInvalid."""
    corp, agent = settings["WECOM_APP_CORP_ID"], settings["WECOM_APP_AGENT_ID"]
    if not agent.isdecimal():
        raise SettingInvalid(name="WECOM_APP_AGENT_ID", value=agent)
    api = WecomApi(corp, settings["WECOM_APP_SECRET"], settings["WECOM_APP_API"].rstrip("/"))
    return WecomApp(open_crypto(settings, "WECOM_APP", receiver=corp), api, int(agent), settings["WECOM_APP_PATH"])


@dataclass(frozen=True)
class WecomApp(Channel):
    """The application `agent` behind the address `path`; every chat is one with one person."""

    crypto: WecomCrypto
    api: WecomApi
    agent: int
    path: str = PATH
    clock: Callable[[], float] = time.time
    traits: Traits = Traits(NAME, LIMITS)

    def routes(self, inbox: Inbox) -> Blueprint:
        """The address that is entered in the messenger's console."""
        return callback_routes(self.path, self.crypto, self.clock, _encrypted_in, lambda message, _: self._take(inbox, message))

    def show_working(self, job: Job) -> dict[str, str]:
        """Mark a button as pressed; of a question nothing is shown, since a text can't be replaced."""
        code = job.transport.get("response_code", "")
        if code:
            button = {"replace_name": bot_words().picked.format(number=job.text)}
            self._mark({"userids": [job.address.person], "agentid": self.agent, "response_code": code, "button": button})
        return {}

    def render(self, message: Message) -> list[str]:
        """The reply as texts, behind a question back the card with its buttons."""
        texts = [{"msgtype": "text", "text": {"content": text}} for text in write(message, LINKED, LONGEST_TEXT)]
        cards = [{"msgtype": "template_card", "template_card": card_of(message)}] if message.asks and message.offers else []
        return [json.dumps(body, ensure_ascii=False) for body in (*texts, *cards)]

    def mark(self, body: str) -> str:
        """The text or card with the word before it."""
        content = json.loads(body)
        if "text" in content:
            content["text"]["content"] = marked(content["text"]["content"], LINKED)
        else:
            content["template_card"]["main_title"]["desc"] = bot_words().repeated
        return json.dumps(content, ensure_ascii=False)

    def has_key(self, job: Job, part: int) -> bool:
        """Whether the messenger still knows the JSON of the first try, which is that of every other."""
        return self.clock() - job.begun < SAME_WITHIN - RESERVE

    def send(self, job: Job, body: str, part: int) -> None:
        """Send a text or the card. The same try again is the same JSON; another question's reply differs in the question's time."""
        content = json.loads(body)
        if "text" in content:
            content["text"]["content"] += "\n" + bot_words().asked_at.format(time=f"{datetime.fromtimestamp(job.sent, CHINA):%H:%M:%S}")
        else:
            content["template_card"]["task_id"] = f"{job.key}-{part}"
        once = {"enable_duplicate_check": 1, "duplicate_check_interval": SAME_WITHIN}
        self.api.call("/cgi-bin/message/send", {"touser": job.address.person, "agentid": self.agent, **content, **once})

    def departments(self, person: str) -> frozenset[str]:
        """The departments that the contacts have for a person, none where they do not know the person."""
        try:
            found = self.api.call("/cgi-bin/user/get", userid=person)
        except Refused as error:
            if str(error.evidence["problem"]).startswith(f"{NO_SUCH_PERSON} "):
                return frozenset()
            raise
        return frozenset(map(str, found.get("department", ())))

    def check(self) -> Iterator[Found]:
        """Whether the secret is right, the address of this machine is trusted, and the application is there."""
        try:
            self.api.call("/cgi-bin/agent/get", agentid=str(self.agent))
        except SendError as error:
            problem = str(error.evidence["problem"])
            yield Found("wecom_app_ip" if problem.startswith(str(NOT_TRUSTED)) else "wecom_app_api", False, problem)
        else:
            yield Found("wecom_app_api", True)

    def _mark(self, update: dict) -> None:
        try:
            self.api.call("/cgi-bin/message/update_template_card", update)
        except SendError as error:
            log.warning("%s: a button stays as it was: %s", NAME, error)

    def _take(self, inbox: Inbox, message: bytes) -> Response:
        inbound = read_message(self.api.corp, message)
        if inbound:
            inbox.receive(inbound)
        return Response()


def read_message(corp: str, raw: bytes) -> Inbound | None:
    """A message or an event as it is delivered; None where it asks for nothing. Raises NotGenuine where it is no XML."""
    fields = read_xml(raw)
    person, sent = fields.get("FromUserName", ""), float(fields.get("CreateTime") or 0)
    address = Address(NAME, corp, person, person)
    if fields.get("MsgType") == "event":
        return _event(fields, address, sent)
    text = fields.get("Content", "").strip() if fields.get("MsgType") == "text" else ""
    return Inbound(address, fields.get("MsgId", ""), "text" if text else "unreadable", text, sent)


def _event(fields: dict[str, str], address: Address, sent: float) -> Inbound | None:
    event, key = fields.get("Event", ""), fields.get("EventKey", "")
    message = " ".join((event, address.person, fields.get("CreateTime", ""), key, fields.get("TaskId", "")))
    if event in ("enter_agent", "subscribe"):
        # It is told whenever the application is opened; one is welcomed once a day.
        return Inbound(address, f"enter {address.person} {datetime.fromtimestamp(sent, CHINA):%Y-%m-%d}", "enter", "", sent)
    if event == "click":
        return Inbound(address, message, "text", key, sent)
    if event == "template_card_event":
        about = fields.get("TaskId", "").partition("-")[0]
        return Inbound(address, message, "choice", key, sent, about=about, transport={"response_code": fields.get("ResponseCode", "")})
    return None


def read_xml(raw: bytes) -> dict[str, str]:
    """The texts of the elements under the root. Raises NotGenuine where it is no XML, or declares a type (and with it entities)."""
    try:
        root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotGenuine("body") from error
    if root.getroottree().docinfo.doctype:
        raise NotGenuine("body")
    return {child.tag: "".join(child.itertext()) for child in root if isinstance(child.tag, str)}


def _encrypted_in(raw: bytes) -> str:
    return read_xml(raw).get("Encrypt", "")


def _link(text: str, url: str) -> str:
    """A link as the messenger's texts have it."""
    return f'<a href="{url}">{_plain(text)}</a>'


def _plain(text: str) -> str:
    """A text without signs that begin a tag: their full-width twins stand for them."""
    return text.replace("<", chr(ord("<") + 0xFEE0)).replace(">", chr(ord(">") + 0xFEE0))


LINKED = Style(listed_table, _link, _plain, plain_offer)
