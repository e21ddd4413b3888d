"""飞书 → core: events of its form 2.0 (open.feishu.cn: 接收消息, 卡片回传交互) as messages that came in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from service.bots.model import Address, Inbound

# The place of a mention in a text, and that of everybody.
MENTION = re.compile(r"@_user_\d+|@_all")
# Later than this no time in milliseconds is meant, but one in microseconds: cards and messages differ.
LATEST_MILLISECONDS = 10**14
CARD_CLICK = "card.action.trigger"


@dataclass(frozen=True)
class FeishuReader:
    """Reads what the messenger delivers to the bot `open_id` of one channel."""

    channel: str
    open_id: str

    def read(self, payload: dict, now: float) -> Inbound | None:
        """A verified event as a message that came in; None where it asks for nothing: those of other bots, and what is not known."""
        header, event = _part(payload, "header"), _part(payload, "event")
        read = READS.get(header.get("event_type", ""))
        return read(self, header, event, now) if read else None

    def _message(self, header: dict, event: dict, now: float) -> Inbound | None:
        sender, message = _part(event, "sender"), _part(event, "message")
        person = _part(sender, "sender_id").get("open_id", "")
        if sender.get("sender_type") != "user" or person == self.open_id or not message.get("message_id"):
            return None
        alone, mentions = message.get("chat_type") == "p2p", list(_mentions(message))
        mentioned = any(mention["open_id"] == self.open_id for mention in mentions)
        kind, text = self._words(message, mentions, mentioned)
        transport = {"reply_to": message["message_id"], "group": "" if alone else "1", "thread": message.get("thread_id") or ""}
        address = self._address(header, message.get("chat_id", ""), person)
        return Inbound(address, message["message_id"], kind, text, _seconds(message.get("create_time"), now), alone or mentioned, transport=transport)

    def _words(self, message: dict, mentions: list[dict[str, str]], mentioned: bool) -> tuple[str, str]:
        """The kind of a message and its words; who only mentions the bot opens the chat."""
        content = _content(message)
        if message.get("message_type") == "text":
            text = str(content.get("text", ""))
        elif message.get("message_type") == "post":
            text = _post_text(content)
        else:
            return "unreadable", ""
        names = {mention["key"]: "" if mention["open_id"] == self.open_id else f"@{mention['name']}" for mention in mentions}
        text = MENTION.sub(lambda found: names.get(found[0], ""), text).strip()
        return ("text", text) if text else ("enter" if mentioned else "unreadable", "")

    def _recalled(self, header: dict, event: dict, now: float) -> Inbound | None:
        """A message taken back, by whomever: the event does not tell who had sent it."""
        address = self._address(header, event.get("chat_id", ""), "")
        return self._inbound(header, address, "recalled", "", now, about=event.get("message_id", ""))

    def _entered(self, header: dict, event: dict, now: float) -> Inbound | None:
        """Somebody opens the chat for the first time; later openings are told as well, and ask for nothing."""
        address = self._address(header, event.get("chat_id", ""), _part(event, "operator_id").get("open_id", ""))
        return None if event.get("last_message_id") else self._inbound(header, address, "enter", "", now)

    def _added(self, header: dict, event: dict, now: float) -> Inbound | None:
        address = self._address(header, event.get("chat_id", ""), _part(event, "operator_id").get("open_id", ""))
        return self._inbound(header, address, "enter", "", now, group="1")

    def _clicked(self, header: dict, event: dict, now: float) -> Inbound | None:
        """A button under a reply: one of the choices, or a verdict by who had asked."""
        context, value = _part(event, "context"), _part(_part(event, "action"), "value")
        person = _part(event, "operator").get("open_id", "")
        address = self._address(header, context.get("open_chat_id", ""), person)
        if value.get("verdict"):
            return self._inbound(header, address, "feedback", f"{value['verdict']} ", now, about=str(value.get("turn", "")))
        if value.get("choice"):
            transport = {"reply_to": context.get("open_message_id", ""), "group": str(value.get("group", "")), "thread": str(value.get("thread", ""))}
            return self._inbound(header, address, "choice", str(value["choice"]), now, about=str(value.get("of", "")), **transport)
        return None

    def _address(self, header: dict, chat: str, person: str) -> Address:
        return Address(self.channel, header.get("tenant_key", ""), chat or person, person)

    def _inbound(self, header: dict, address: Address, kind: str, text: str, now: float, about: str = "", **transport: str) -> Inbound:
        """A message of an event that is none itself; its id is that of the event."""
        return Inbound(address, header.get("event_id", ""), kind, text, _seconds(header.get("create_time"), now), about=about, transport=transport)


# The events that are read; all others ask for nothing.
READS: dict[str, Callable[[FeishuReader, dict, dict, float], Inbound | None]] = {
    "im.message.receive_v1": FeishuReader._message,
    "im.message.recalled_v1": FeishuReader._recalled,
    "im.chat.access_event.bot_p2p_chat_entered_v1": FeishuReader._entered,
    "im.chat.member.bot.added_v1": FeishuReader._added,
    CARD_CLICK: FeishuReader._clicked,
}


def is_of_another(payload: dict) -> bool:
    """Whether a verdict is given by somebody else than who had asked."""
    event = _part(payload, "event")
    value = _part(_part(event, "action"), "value")
    return bool(value.get("verdict")) and value.get("asker") != _part(event, "operator").get("open_id", "")


def _part(whole: Mapping, name: str) -> dict:
    """A part of an event, empty where it is not there."""
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def _content(message: dict) -> dict:
    try:
        content = json.loads(message.get("content") or "{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _mentions(message: dict) -> Iterator[dict[str, str]]:
    for mention in message.get("mentions") or []:
        yield {"key": mention.get("key", ""), "name": mention.get("name", ""), "open_id": _part(mention, "id").get("open_id", "")}


def _post_text(content: dict) -> str:
    """The words of a formatted text: its title and its lines."""
    lines = ["".join(str(piece.get("text") or piece.get("user_id") or "") for piece in line if isinstance(piece, dict)) for line in content.get("content") or []]
    return "\n".join(line for line in (str(content.get("title") or ""), *lines) if line.strip())


def _seconds(text: object, now: float) -> float:
    """A time of the messenger; now where there is none."""
    number = int(text) if str(text).isdecimal() else 0
    return number / (1e6 if number > LATEST_MILLISECONDS else 1e3) if number else now
