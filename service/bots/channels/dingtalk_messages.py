"""钉钉 ⇄ core: the messages and button presses that its connection and its callbacks have in common, and the forms of replies.

Its Markdown has no tables, needs two spaces before a line's end, and has links that send a text to the bot when they are tapped.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import quote

import msgspec

from service.bots.channels.documented import read
from service.bots.message import Message
from service.bots.model import Address, Inbound
from service.bots.texts import Style, as_plain, cut, listed_markdown, markdown_link, marked, plain_offer, write
from service.bots.words import bot_words

# 15 000 bytes is the size of what robots push (msgParam, which holds the title and some escapes, too).
LONGEST_TEXT = 12_000
# What the list of conversations and a notification show of a message (characters).
LONGEST_TITLE = 60
TAP = "dtmd://dingtalkclient/sendMessage?content="
GROUP = "2"
VERDICTS = ("good", "bad")


class RobotMessage(msgspec.Struct, frozen=True, rename="camel"):
    """A message as the robot gets it; times are milliseconds since 1970."""

    conversation_id: str
    sender_id: str
    conversation_type: str = "1"
    msg_id: str | None = None
    msgtype: str | None = None
    text: dict | None = None
    content: dict | str | None = None
    sender_staff_id: str | None = None
    chatbot_user_id: str | None = None
    is_in_at_list: bool | None = None
    create_at: int | None = None
    session_webhook: str | None = None
    session_webhook_expired_time: int | None = None


class CardData(msgspec.Struct, frozen=True, rename="camel"):
    """What a button is: its ids, and the parameters that it was given."""

    action_ids: list[str] | None = None
    params: dict | None = None


class CardContent(msgspec.Struct, frozen=True, rename="camel"):
    """What a press is about."""

    card_private_data: CardData = CardData()


class CardPress(msgspec.Struct, frozen=True, rename="camel"):
    """A button that was pressed on a card; `content` is JSON in a string."""

    out_track_id: str
    user_id: str
    content: str
    space_type: str | None = None
    space_id: str | None = None


@dataclass(frozen=True)
class DingtalkReader:
    """Reads what the messenger delivers to the robot of an app, for the channel of this name."""

    channel: str
    app: str

    def read_message(self, message: RobotMessage, delivery: str, now: float) -> Inbound | None:
        """A message; None where it is the robot's own. `delivery` tells it where it has no id."""
        if message.sender_id == message.chatbot_user_id:
            return None
        is_group = message.conversation_type == GROUP
        person = message.sender_staff_id or message.sender_id
        text = _text(message)
        transport = {
            "conversation": message.conversation_id if is_group else "", "staff": message.sender_staff_id or "",
            "webhook": message.session_webhook or "", "until": str((message.session_webhook_expired_time or 0) // 1000),
        }
        address = Address(self.channel, self.app, message.conversation_id if is_group else person, person)
        sent = message.create_at / 1000 if message.create_at else now
        for_us = not (is_group and message.is_in_at_list is False)
        return Inbound(address, message.msg_id or delivery, "text" if text else "unreadable", text, sent, for_us, transport=transport)

    def read_press(self, press: CardPress, delivery: str, now: float) -> Inbound | None:
        """A press of a card's button: what it chooses (parameter `choice`) or how it rates (its id, or parameter `verdict`).

        None where the button is none of ours.
        """
        pressed = (read(press.content, CardContent) or CardContent()).card_private_data
        params, ids = pressed.params or {}, pressed.action_ids or []
        group = press.space_id or "" if (press.space_type or "").upper().startswith("IM_GROUP") else ""
        address = Address(self.channel, self.app, group or press.user_id, press.user_id)
        transport = {"conversation": group, "staff": press.user_id, "webhook": "", "until": "0"}
        choice, verdict = str(params.get("choice") or ""), next((word for word in (params.get("verdict"), *ids) if word in VERDICTS), None)
        if choice:
            return Inbound(address, delivery, "choice", choice, now, about=press.out_track_id, transport=transport)
        if verdict:
            text = f"{verdict} {params.get('reason') or ''}"
            return Inbound(address, delivery, "feedback", text, now, about=press.out_track_id, transport=transport)
        return None


def _text(message: RobotMessage) -> str:
    """The words of a message without the space that stands for the mention; those of a recording are recognised by the messenger."""
    content = message.content if isinstance(message.content, dict) else {}
    if message.msgtype == "text":
        return str((message.text or {}).get("content") or "").strip()
    if message.msgtype == "audio":
        return str(content.get("recognition") or "").strip()
    if message.msgtype == "richText":
        parts = content.get("richText") or []
        return "".join(str(part.get("text") or "") for part in parts if isinstance(part, dict)).strip()
    return ""


def tapped_offer(number: int, label: str, question: str) -> str:
    """An offered question that is asked when it is tapped."""
    return _tapped(plain_offer(number, label, question), question)


def tapped_rating() -> str:
    """How to rate, by a tap."""
    words = bot_words()
    return words.feedback_tapped.format(good=_tapped(words.good, words.good), bad=_tapped(words.bad, words.bad))


def _tapped(shown: str, sent: str) -> str:
    return f"[{as_plain(shown)}]({TAP}{quote(sent, safe='')})"


# Inside of a card the links that send a text do not work (see the list of 钉钉's Markdown): there buttons do.
TAPPED = Style(listed_markdown, markdown_link, as_plain, tapped_offer, gap=True, newline="  \n", rating=tapped_rating)
ON_CARD = Style(listed_markdown, markdown_link, as_plain, plain_offer, gap=True, newline="  \n")


def render(message: Message, on_card: bool) -> list[str]:
    """A reply as JSON of `title` and `text`, and in the first one `choices` for the buttons of a card."""
    title = _title(message)
    texts = write(message, ON_CARD if on_card else TAPPED, LONGEST_TEXT)
    return [json.dumps({"title": title, "text": text, "choices": [] if at else _choices(message)}, ensure_ascii=False) for at, text in enumerate(texts)]


def mark(body: str) -> str:
    """A rendered message with the word that it may be a repeat."""
    content = json.loads(body)
    return json.dumps(content | {"text": marked(content["text"], ON_CARD)}, ensure_ascii=False)


def _choices(message: Message) -> list[dict[str, str]]:
    """What the buttons of a card say, which number each has, and where each leads that can't call back."""
    numbered = enumerate(message.offers, start=1)
    return [{"number": str(number), "text": label, "url": TAP + quote(question, safe="")} for number, (label, question) in numbered]


def _title(message: Message) -> str:
    """The first line of a reply where it fits, else the question: no figure stands here that is cut or parted from its unit."""
    first = as_plain(message.text.split("\n")[0])
    title = first if len(first) <= LONGEST_TITLE else as_plain(message.understood) or first
    return next(cut(title, 3 * LONGEST_TITLE)) or bot_words().link
