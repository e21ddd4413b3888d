"""企业微信 AI BOT ⇄ core: the messages and events that its long connection and its callbacks have in common, and the forms of replies."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from service.bots.message import Message
from service.bots.model import Address, Inbound
from service.bots.texts import MARKDOWN, marked, write
from service.bots.words import bot_words

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

    def read(self, body: dict, now: float, transport: dict[str, str]) -> Inbound | None:
        """A message or an event as it is delivered; None where it asks for nothing."""
        person, chat = body.get("from", {}).get("userid", ""), body.get("chatid", "")
        address = Address(self.channel, self.bot, chat or person, person)
        known = transport | {"to": chat or person}
        if body.get("msgtype") == "event":
            return self._event(body, address, now, known)
        text = self._text(body)
        return Inbound(address, body.get("msgid", ""), "text" if text else "unreadable", text, now, transport=known)

    def _event(self, body: dict, address: Address, now: float, transport: dict[str, str]) -> Inbound | None:
        event = body.get("event", {})
        name, message = event.get("eventtype"), body.get("msgid", "")
        if name == "enter_chat":
            return Inbound(address, message, "enter", "", now, transport=transport)
        if name == "template_card_event":
            card = event.get("template_card_event", {})
            about = card.get("task_id", "").partition("-")[0]
            return Inbound(address, message, "choice", card.get("event_key", ""), now, about=about, transport=transport)
        verdict = VERDICTS.get(event.get("feedback_event", {}).get("type", 0)) if name == "feedback_event" else None
        if verdict:
            said = event["feedback_event"]
            return Inbound(address, message, "feedback", f"{verdict} {said.get('content', '')}", now, about=said.get("id", ""), transport=transport)
        return None

    def _text(self, body: dict) -> str:
        """The words of a message without the mention of the bot; those of a recording are recognised by the messenger."""
        parts = body.get("mixed", {}).get("msg_item", []) if body.get("msgtype") == "mixed" else [body]
        text = "\n".join(part[kind]["content"] for part in parts for kind in ("text", "voice") if part.get("msgtype") == kind and "content" in part.get(kind, {}))
        named = text.replace(f"@{self.name}", " ") if self.name else MENTION.sub("", text)
        return (named if body.get("chattype") == "group" else text).strip()


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
