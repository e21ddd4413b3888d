"""What the two ways of connection to 飞书 have in common: cards that replace their own "working", clicks, withdrawal, checks."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from service.bots.channel import Channel, Found, Inbox, KeyLost, NotTaken, Refused, SendError, Traits
from service.bots.channels import feishu_cards
from service.bots.channels.feishu_api import FeishuApi
from service.bots.channels.feishu_messages import CARD_CLICK, FeishuReader, is_of_another
from service.bots.message import Message
from service.bots.model import Inbound, Job
from service.bots.words import bot_words

log = logging.getLogger(__name__)

# One of each group of permissions is needed: to send, to hear a person alone, to hear who mentions the bot.
PERMISSIONS = {
    "feishu_may_send": frozenset({"im:message", "im:message:send_as_bot", "im:message:send"}),
    "feishu_may_hear": frozenset({"im:message", "im:message.p2p_msg", "im:message.p2p_msg:readonly"}),
    "feishu_may_hear_groups": frozenset({"im:message.group_at_msg", "im:message.group_at_msg:readonly", "im:message.group_msg"}),
}
# A bot in this state may be used.
ACTIVE = 2
# What a chat may get (count, seconds): all bots in a group share 5 messages a second, and an application has 1000 calls a minute.
LIMITS = ((4, 1.0), (200, 60.0))
# What a job's transport keeps of the card that says "working", and with the number of a part behind it, of further ones.
SHOWN = "shown"
# Of one key the messenger takes one message within so many seconds; a try that begins within them may arrive so many later.
KEYS_KEPT, RESERVE = 3600.0, 60.0


class NotKnownYet(Exception):
    """The bot does not know yet who it is; the messenger may deliver the event again."""


@dataclass
class FeishuBot(Channel):
    """A bot that speaks by `api`; `name` is that of its channel."""

    api: FeishuApi
    name: str
    clock: Callable[[], float] = time.time
    open_id: str = ""
    traits: Traits = field(init=False)

    def __post_init__(self) -> None:
        self.traits = Traits(self.name, LIMITS, shows_working=frozenset({"text"}))

    def learn_itself(self) -> None:
        """Find out who the bot is, without which no mention of it is known. Raises NotTaken, Unsure, Refused."""
        if not self.open_id:
            self.open_id = self.api.bot().get("open_id", "")
        if not self.open_id:
            raise NotTaken("the application has no bot")

    def take(self, payload: dict, inbox: Inbox) -> dict | None:
        """Keep a verified event and return what is answered to it: a toast to a click, else nothing. Raises StateError, NotKnownYet."""
        if not self.open_id:
            raise NotKnownYet
        inbound = FeishuReader(self.name, self.open_id).read(payload, self.clock())
        if (payload.get("header") or {}).get("event_type") == CARD_CLICK:
            return self._clicked(payload, inbound, inbox)
        if inbound:
            inbox.receive(inbound)
        return None

    def show_working(self, job: Job) -> dict[str, str]:
        """Show the card that the answer will replace; to a click its toast has said so."""
        if job.kind != "text" or SHOWN in job.transport:
            return {}
        return {SHOWN: self._post(job, feishu_cards.working_card(job), f"{job.key}-0")}

    def render(self, message: Message) -> list[str]:
        """The reply as cards."""
        return feishu_cards.render(message)

    def mark(self, body: str) -> str:
        """The card with the word in its first line."""
        return feishu_cards.mark(body)

    def has_key(self, job: Job, part: int) -> bool:
        """Whether it stands in the place of "working", or is sent under a key that the messenger still knows."""
        return part == 1 and bool(job.transport.get(SHOWN)) or self.clock() - job.begun < KEYS_KEPT - RESERVE

    def send(self, job: Job, body: str, part: int) -> dict[str, str]:
        """Show the first card in the place of "working", send the others as further replies; feedback has had its toast."""
        if job.kind == "feedback":
            return {}
        try:
            return self._show(job, feishu_cards.addressed(body, job), part)
        except Refused as error:
            log.warning("%s: card of job %s is sent in words: %s", self.name, job.key, error)
            return self._show_in_words(job, feishu_cards.addressed(feishu_cards.in_words(body), job), part)

    def withdraw(self, job: Job) -> None:
        """Delete the answer to a message that was taken back; what is gone already is no fault."""
        for name, message in job.transport.items():
            if name.startswith(SHOWN) and message:
                with suppress(Refused):
                    self.api.delete(message)

    def departments(self, person: str) -> frozenset[str]:
        """The departments a person belongs to, with those above them."""
        return self.api.departments(person)

    def check(self) -> Iterator[Found]:
        """Whether the messenger knows the application, its bot is active, and it has the permissions."""
        for name, step in (("feishu_secret", self._check_secret), ("feishu_bot", self._check_bot)):
            problem = problem_of(step)
            yield Found(name, not problem, problem)
            if problem:
                return
        try:
            granted = self.api.scopes()
        except SendError:
            return
        yield from (Found(name, bool(granted & scopes), " / ".join(sorted(scopes))) for name, scopes in PERMISSIONS.items())

    def _check_secret(self) -> str:
        return "" if self.api.token() else "no token"

    def _check_bot(self) -> str:
        bot = self.api.bot()
        return "" if bot.get("activate_status") == ACTIVE and bot.get("open_id") else f"activate_status {bot.get('activate_status')}"

    def _clicked(self, payload: dict, inbound: Inbound | None, inbox: Inbox) -> dict:
        words = bot_words()
        if inbound is None:
            return {}
        if is_of_another(payload):
            return _toast("warning", words.only_asker)
        inbox.receive(inbound)
        if inbound.kind == "choice":
            return _toast("info", words.working)
        return _toast("success", words.thanks if inbound.text.startswith("good") else words.bad_taken)

    def _show(self, job: Job, card: str, part: int) -> dict[str, str]:
        if part > 1 or not job.transport.get(SHOWN):
            return {f"{SHOWN}{part}": self._post(job, card, f"{job.key}-{part}")}
        self.api.replace(job.transport[SHOWN], card)
        return {}

    def _show_in_words(self, job: Job, card: str, part: int) -> dict[str, str]:
        """Show a card that has nothing to refuse. Raises KeyLost where the one that it would replace is gone: then it is sent anew."""
        try:
            return self._show(job, card, part)
        except Refused as error:
            if part > 1 or not job.transport.get(SHOWN):
                raise
            raise KeyLost(str(error), {SHOWN: "", f"{SHOWN}0": job.transport[SHOWN]}) from error

    def _post(self, job: Job, card: str, key: str) -> str:
        """Reply to what was asked, or send into the chat where nothing was; the id of the message."""
        message = job.transport.get("reply_to", "")
        if not message:
            return self.api.send(job.address.chat, card, key)
        return self.api.reply(message, card, key, bool(job.transport.get("thread")))


def problem_of(step: Callable[[], str]) -> str:
    """What a step of a check says is wrong, "" where nothing is."""
    try:
        return step()
    except SendError as error:
        return str(error.evidence["problem"])


def _toast(kind: str, text: str) -> dict:
    return {"toast": {"type": kind, "content": text}}
