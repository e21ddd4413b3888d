"""企业微信 AI BOT ⇄ core: the messages and events that its long connection and its callbacks have in common, and the forms of replies."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass

from service.bots.channels.wecom_forms import Delivery, Event, Opinion, Part, Press
from service.bots.message import Message
from service.bots.model import Address, Inbound
from service.bots.texts import MARKDOWN, marked, write
from service.bots.words import bot_words

log = logging.getLogger(__name__)

# The size of a text, and of the buttons of a card (developer documentation 101031).
LONGEST_TEXT = 20480
MOST_BUTTONS, LONGEST_BUTTON = 6, 30
# What a conversation may get (count, seconds), a little less than 30 a minute and 1000 an hour: a restart forgets what was sent.
LIMITS = ((28, 60.0), (950, 3600.0))
# What people say of an answer: 1 is right, 2 is wrong, 3 takes it back.
VERDICTS = {1: "good", 2: "bad"}
MENTION = re.compile(r"^\s*@\S+\s*|\s*@\S+\s*$")


@dataclass(frozen=True)
class WecomReader:
    """Reads what the messenger delivers to one bot; `name` is what it is called in groups, "" where that is not set.

    `channel` is the way it is delivered.
    """

    bot: str
    name: str
    channel: str = "wecom"

    def read(self, said: Delivery, now: float, transport: dict[str, str]) -> Inbound | None:
        """A message or an event as it is delivered; None where it asks for nothing, or names no message or no sender."""
        person = said.sender.userid
        if not (said.msgid and person):
            log.warning("%s: a delivery (%s) names no message or no sender", self.channel, said.msgtype)
            return None
        address = Address(self.channel, self.bot, said.chatid or person, person)
        known = transport | {"to": said.chatid or person}
        if said.msgtype == "event":
            return self._event(said, address, now, known)
        text = self._text(said)
        return Inbound(address, said.msgid, "text" if text else "unreadable", text, now, transport=known)

    def _event(self, said: Delivery, address: Address, now: float, transport: dict[str, str]) -> Inbound | None:
        event = said.event or Event()
        press, opinion = event.template_card_event or Press(), event.feedback_event or Opinion()
        if event.eventtype == "enter_chat":
            return Inbound(address, said.msgid, "enter", "", now, transport=transport)
        if event.eventtype == "template_card_event":
            return Inbound(address, said.msgid, "choice", press.event_key, now, about=press.task_id.partition("-")[0], transport=transport)
        if event.eventtype == "feedback_event" and opinion.type in VERDICTS:
            text = f"{VERDICTS[opinion.type]} {opinion.content}"
            return Inbound(address, said.msgid, "feedback", text, now, about=opinion.id, transport=transport)
        return None

    def _text(self, said: Delivery) -> str:
        """The words of a message without the mention of the bot; those of a recording are recognised by the messenger."""
        parts: list[Part | Delivery] = [*said.mixed.msg_item] if said.msgtype == "mixed" and said.mixed else [said]
        words = ({"text": part.text, "voice": part.voice}.get(part.msgtype) for part in parts)
        text = "\n".join(each.content for each in words if each)
        named = text.replace(f"@{self.name}", " ") if self.name else MENTION.sub("", text)
        return (named if said.chattype == "group" else text).strip()


def render(message: Message) -> list[str]:
    """A reply as its texts, behind a question back the card with its buttons."""
    texts = [json.dumps({"text": text}, ensure_ascii=False) for text in write(message, MARKDOWN, LONGEST_TEXT)]
    return [*texts, json.dumps({"card": card_of(message)}, ensure_ascii=False)] if message.asks and message.offers else texts


def mark(body: str) -> str:
    """A text or a card with the word that it may be a repeat."""
    content = json.loads(body)
    if "text" in content:
        content["text"] = marked(content["text"], MARKDOWN)
    else:
        content["card"]["main_title"]["desc"] = bot_words().repeated
    return json.dumps(content, ensure_ascii=False)


def card_of(message: Message) -> dict:
    """The card with the buttons of what is offered; its `task_id` is to be added."""
    buttons = [{"text": _short(label), "style": 1, "key": str(number)} for number, (label, _) in enumerate(message.offers[:MOST_BUTTONS], start=1)]
    return {"card_type": "button_interaction", "main_title": {"title": bot_words().pick_one}, "button_list": buttons}


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_BUTTON else f"{label[: LONGEST_BUTTON - 1]}…"


def stream(key: str, text: str, finish: bool, turn: str = "") -> dict:
    """A text that replaces what stood under the same key, open for feedback on its answer."""
    feedback = {"feedback": {"id": turn}} if turn else {}
    return {"msgtype": "stream", "stream": {"id": key, "finish": finish, "content": text, **feedback}}
