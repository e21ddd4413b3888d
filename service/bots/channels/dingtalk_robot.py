"""How a 钉钉 robot replies, however messages reach it: by the address that came with a message while that is good, else by the open
interface; where a card template is set, on a card that shows "working" first.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from service.bots.channel import Channel, Found, KeyLost, NotTaken, Refused, SendError, Traits
from service.bots.channels import dingtalk_messages
from service.bots.channels.dingtalk_api import API, OAPI, DingtalkApi, address_of, reply_to
from service.bots.channels.dingtalk_messages import DingtalkReader
from service.bots.channels.posting import origins_in
from service.bots.message import Message
from service.bots.model import Job
from service.bots.settings import Setting
from service.bots.words import bot_words

log = logging.getLogger(__name__)

# What a conversation may get (count, seconds): a robot that sends more than 20 messages a minute is silenced for ten.
LIMITS = ((18, 60.0),)
# A reply address is not used any more so many seconds before its end.
RESERVE = 30

SETTINGS = (
    Setting("DINGTALK_CLIENT_ID"), Setting("DINGTALK_CLIENT_SECRET"), Setting("DINGTALK_ROBOT_CODE", ""), Setting("DINGTALK_CARD_TEMPLATE", ""),
    Setting("DINGTALK_CARD_KEY", "content"), Setting("DINGTALK_REPLY_HOSTS", "oapi.dingtalk.com"), Setting("DINGTALK_API", API),
    Setting("DINGTALK_OAPI", OAPI),
)


@dataclass(frozen=True)
class Card:
    """The template of the cards that replies stand on: its id ("" for none) and the name of its variable for the text.

    `calls_back` is how its buttons reach the robot, "" where they can't.
    """

    template: str = ""
    key: str = "content"
    calls_back: str = "STREAM"


@dataclass
class DingtalkRobot(Channel):
    """The robot `code` of an app; `replies_at` are the origins (scheme, host, port) that replies may be sent to."""

    api: DingtalkApi
    code: str
    replies_at: frozenset[str]
    card: Card
    clock: Callable[[], float]
    name: ClassVar[str]

    @property
    def traits(self) -> Traits:
        """What this robot can do: with a card template it shows that a question is worked on."""
        return Traits(self.name, LIMITS, shows_working=frozenset({"text", "choice"}) if self.card.template else frozenset())

    @property
    def reader(self) -> DingtalkReader:
        """Reads what is delivered to this robot."""
        return DingtalkReader(self.name, self.api.client_id)

    def show_working(self, job: Job) -> dict[str, str]:
        """Deliver a card that shows "working"; nothing is shown where there is no template, or where it is not delivered."""
        place = _place(job)
        if not (self.card.template and place):
            return {}
        try:
            answer = self.api.ask("POST", "/v1.0/card/instances/createAndDeliver", self._new_card(job, *place))
        except SendError as error:
            log.warning("%s: job %s has no card: %s", self.name, job.key, error)
            return {}
        delivered = (answer.get("result") or {}).get("deliverResults") or []
        return {"card": job.key} if answer.get("success") is not False and all(each.get("success") for each in delivered) else {}

    def render(self, message: Message) -> list[str]:
        """The reply as Markdown without tables; see dingtalk_messages.render."""
        return dingtalk_messages.render(message, bool(self.card.template))

    def mark(self, body: str) -> str:
        """The text with the word before it."""
        return dingtalk_messages.mark(body)

    def has_key(self, job: Job, part: int) -> bool:
        """Whether it is put on a card, which holds it once; messages have no keys."""
        return part == 1 and bool(job.transport.get("card"))

    def send(self, job: Job, body: str, part: int) -> None:
        """Put the first message on the card that shows "working", where there is one; send the others, or all."""
        content = json.loads(body)
        if not self.has_key(job, part):
            self._reply(job, content, part)
            return
        try:
            self._fill(job, content)
        except Refused as error:
            log.warning("%s: job %s is not answered on its card: %s", self.name, job.key, error)
            raise KeyLost(str(error), {"card": ""}) from error

    def departments(self, person: str) -> frozenset[str]:
        """The departments of a person and those above them. Raises SendError."""
        return self.api.departments(person)

    def check_token(self) -> Found:
        """Whether the messenger gives this app a token."""
        try:
            self.api.token()
        except SendError as error:
            return Found("dingtalk_token", False, str(error.evidence["problem"]))
        return Found("dingtalk_token", True)

    def _reply(self, job: Job, content: dict, part: int) -> None:
        webhook = self._webhook(job)
        if webhook:
            try:
                reply_to(webhook, self._mentioning(job, content, part))
                return
            except Refused as error:
                log.warning("%s: job %s is pushed: %s", self.name, job.key, error)
        self._push(job, content)

    def _webhook(self, job: Job) -> str:
        """The address that came with a message, "" where there is none that may be used."""
        webhook = job.transport["webhook"]
        if not webhook or self.clock() > float(job.transport["until"]) - RESERVE:
            return ""
        allowed = address_of(webhook, self.replies_at)
        if not allowed:
            log.warning("%s: job %s came with a reply address that is not in DINGTALK_REPLY_HOSTS", self.name, job.key)
        return allowed

    def _mentioning(self, job: Job, content: dict, part: int) -> dict:
        """A message by reply address; in a group the first one mentions who asked."""
        staff = job.transport["staff"] if job.transport["conversation"] and part == 1 else ""
        text = f"@{staff}  \n{content['text']}" if staff else content["text"]
        mention = {"at": {"atUserIds": [staff], "isAtAll": False}} if staff else {}
        return {"msgtype": "markdown", "markdown": {"title": content["title"], "text": text}, **mention}

    def _push(self, job: Job, content: dict) -> None:
        said = {"title": content["title"], "text": content["text"]}
        body = {"robotCode": self.code, "msgKey": "sampleMarkdown", "msgParam": json.dumps(said, ensure_ascii=False)}
        conversation, staff = job.transport["conversation"], job.transport["staff"]
        if conversation:
            self.api.ask("POST", "/v1.0/robot/groupMessages/send", body | {"openConversationId": conversation})
            return
        if not staff:
            raise Refused("no reply address is left, and who asked is not of this organisation")
        answer = self.api.ask("POST", "/v1.0/robot/oToMessages/batchSend", body | {"userIds": [staff]})
        if answer.get("flowControlledStaffIdList"):
            raise NotTaken("too many messages to this person", seconds=60)
        if answer.get("invalidStaffIdList"):
            raise Refused("no such person")

    def _new_card(self, job: Job, space: str, place: str) -> dict:
        """A card that shows "working", named by the key of its job."""
        rights = {"imGroupOpenSpaceModel": {"supportForward": True}, "imRobotOpenSpaceModel": {"supportForward": True}}
        delivery = {"imGroupOpenDeliverModel": {"robotCode": self.code}} if space == "IM_GROUP" else {"imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT"}}
        called = {"callbackType": self.card.calls_back} if self.card.calls_back else {}
        return {
            "cardTemplateId": self.card.template, "outTrackId": job.key, "cardData": {"cardParamMap": {self.card.key: bot_words().working}},
            "openSpaceId": f"dtv1.card//{space}.{place}", "userIdType": 1, **rights, **delivery, **called,
        }

    def _fill(self, job: Job, content: dict) -> None:
        """Put the buttons and then the text on a card, which is finished by that."""
        card = job.transport["card"]
        if content["choices"]:
            self._offer(job, card, content["choices"])
        last = {"isFull": True, "isFinalize": True, "isError": False}
        answer = self.api.ask("PUT", "/v1.0/card/streaming", {
            "outTrackId": card, "guid": secrets.token_hex(16), "key": self.card.key, "content": content["text"], **last,
        })
        if answer.get("success") is False:
            raise Refused("the card is not to be filled")

    def _offer(self, job: Job, card: str, choices: list[dict]) -> None:
        """Put buttons on a card; without them its choices are still made by number."""
        data = {"cardParamMap": {"choices": json.dumps(choices, ensure_ascii=False)}}
        try:
            self.api.ask("PUT", "/v1.0/card/instances", {"outTrackId": card, "cardData": data, "cardUpdateOptions": {"updateCardDataByKey": True}})
        except SendError as error:
            log.warning("%s: job %s has no buttons: %s", self.name, job.key, error)


def _place(job: Job) -> tuple[str, str] | None:
    """The kind of place a card goes to, and its id; None where it can't be told."""
    conversation, staff = job.transport["conversation"], job.transport["staff"]
    return ("IM_GROUP", conversation) if conversation else ("IM_ROBOT", staff) if staff else None


def robot_settings(settings: Mapping[str, str], calls_back: str) -> dict:
    """The fields of a robot from its settings. Raises SettingInvalid."""
    client_id = settings["DINGTALK_CLIENT_ID"]
    api = DingtalkApi(client_id, settings["DINGTALK_CLIENT_SECRET"], settings["DINGTALK_API"].rstrip("/"), settings["DINGTALK_OAPI"].rstrip("/"))
    card = Card(settings["DINGTALK_CARD_TEMPLATE"], settings["DINGTALK_CARD_KEY"], calls_back)
    return {"api": api, "code": settings["DINGTALK_ROBOT_CODE"] or client_id, "replies_at": origins_in(settings, "DINGTALK_REPLY_HOSTS"), "card": card}
