"""One message from its coming in to its reply: taken in once, told, sent in parts, tried again where a messenger does not take it.

RECEIVE   inbound → job in the store (then the channel acknowledges)
WORK      job → may its asker ask? → the channel shows "working" → told and rendered, kept → sent part by part → done
          job whose message was taken back or replaced → what was shown of it is withdrawn → gone
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Condition, Event

from service.bots.access import Gatekeeper
from service.bots.channel import Awaited, Channel, KeyLost, NotTaken, Refused, SendError
from service.bots.clerk import Clerk
from service.bots.health import BotHealth
from service.bots.jobs import Jobs
from service.bots.message import lay_out
from service.bots.model import DEPARTMENTS, Inbound, Job, Told
from service.bots.rates import Quota, Rates
from service.bots.settings import listed
from service.bots.words import bot_words
from service.errors import ServiceError

log = logging.getLogger(__name__)

# An older message (seconds) is not answered: who sent it has long asked otherwise.
TOO_OLD = 30 * 60
# What is not too late then.
EVER = frozenset({"recalled", "feedback"})
# Longer than an answer, and then each message of it, ever takes: then somebody else may take the job up (seconds).
IN_HAND = 600
# Waits between tries (seconds), the last one again and again; what could not be sent for half a day has failed.
WAITS = (1, 2, 5, 10, 30, 60, 120, 300)
TRIED_FOR = 12 * 3600
# A message may be taken back when it is older than that; its withdrawal is tried so often.
MOST_TRIES = 150
# How long (seconds) a reply may be there that another process worked out.
LOOK_AGAIN = 0.5
# States of a message that was taken back or replaced.
TAKEN_BACK = frozenset({"withdrawn", "gone"})
# So many tries to show that a question is worked on.
SHOWN_AT_MOST = 3
# The kinds of messages that an asker may not send too often.
ASKS = frozenset({"text", "choice", "unreadable"})
# So many tries to find out whether somebody may ask.
LOOKED_UP_AT_MOST = 5


@dataclass(frozen=True)
class Office:
    """What the messages of one channel pass through; `root` is the address of the service's pages, "" where it is not set;
    `bell` is rung when there is something to work on, `answered` tells when there is an answer. It is the Inbox of its channel.
    """

    channel: Channel
    jobs: Jobs
    clerk: Clerk
    gatekeeper: Gatekeeper
    rates: Rates
    quota: Quota
    health: BotHealth
    root: str
    clock: Callable[[], float]
    bell: Event = field(default_factory=Event)
    answered: Condition = field(default_factory=Condition)

    def receive(self, inbound: Inbound) -> str:
        """Take a message in and say what became of it: taken, repeated, too_old, not_for_us. Raises StateError."""
        if not inbound.for_us:
            return "not_for_us"
        now = self.clock()
        lag = now - inbound.sent
        became = "too_old" if lag > TOO_OLD and inbound.kind not in EVER else self._take(inbound, now)
        self.health.count_in(self.channel.traits.name, "received" if became == "taken" else became, lag)
        if abs(lag) > TOO_OLD:
            log.warning("%s: message %s, %s, is %.0f s old; where others are as well, the clocks differ", inbound.address.channel, inbound.message, became, lag)
        return became

    def _take(self, inbound: Inbound, now: float) -> str:
        """Keep a message; one that a fast clock sent from far ahead is of now."""
        came = inbound if inbound.sent - now <= TOO_OLD else replace(inbound, sent=now)
        taken = self.jobs.take(came, now)
        self.bell.set()
        return "taken" if taken else "repeated"

    def bodies(self, key: str, seconds: float = 0) -> list[str] | None:
        """The rendered reply to a message, waited for at most so many seconds; None while there is none, empty where nothing is said (any
        more)."""
        until = time.monotonic() + seconds
        with self.answered:
            while not ((job := self.jobs.find(key)) and (job.told or job.state in TAKEN_BACK)) and (left := until - time.monotonic()) > 0:
                self.answered.wait(min(left, LOOK_AGAIN))
        if job and job.state in TAKEN_BACK:
            return []
        return list(self._bodies(job)) if job and job.told else None

    def delivered(self, key: str, parts: int) -> None:
        """The messenger has fetched so many of the messages of a reply; the others are sent."""
        job = self.jobs.find(key)
        if job is None or job.told is None or job.state != "ready" or job.parts >= parts:
            return
        self.jobs.arrived(job, parts)
        if parts < len(self._bodies(job)):
            self.jobs.postpone(job, self.clock(), job.attempts)
        else:
            self.jobs.finish(job, "done")
            self._count("sent")
        self.bell.set()

    def bind(self, token: str, to: str, seconds: float) -> bool:
        """Whether a token is bound to nothing but `to`; remembered for so many seconds. Raises StateError."""
        return self.jobs.bind(self.channel.traits.name, token, to, self.clock(), seconds)

    def is_new(self, token: str, seconds: float) -> bool:
        """Whether a token is seen for the first time within so many seconds. Raises StateError."""
        return self.bind(token, secrets.token_hex(8), seconds)

    def next_job(self) -> Job | None:
        """A job to work on, None where nothing is due."""
        return self.jobs.claim(self.channel.traits.name, self.clock(), IN_HAND)

    def work(self, job: Job) -> None:
        """Answer a job and send the reply, or withdraw what was said. Raises StateError; what a messenger does not take is tried again."""
        try:
            if job.state == "withdrawn":
                self.channel.withdraw(job)
                self.jobs.finish(job, "gone")
            else:
                told = job.told or self._tell(job)
                # Whether it was taken back meanwhile is looked at before each message.
                self._send(replace(self.jobs.find(job.key) or job, state="ready", told=told))
        except Refused as error:
            self.give_up(job, str(error))
        except Awaited as error:
            self.jobs.postpone(job, self.clock() + error.seconds, job.attempts)
        except SendError as error:
            self._try_again(job, error)

    def answer(self, job: Job, told: Told) -> None:
        """Keep what a job is answered with, and the messages that say so."""
        self.jobs.answer(job, told, self._render(told))
        with self.answered:
            self.answered.notify_all()

    def give_up(self, job: Job, problem: str) -> None:
        """A job that will never be answered."""
        log.error("%s: job %s failed: %s", job.address.channel, job.key, problem)
        self.jobs.finish(job, "failed")
        self._count("failed")

    def _tell(self, job: Job) -> Told:
        told = self._asks_often(job) or self._refusal(job) or self._tell_allowed(job)
        self.answer(job, told)
        self._count("answered")
        return told

    def _asks_often(self, job: Job) -> Told | None:
        """What somebody is told who asks too often, nothing where that was said already; None where it is not so."""
        if job.kind not in ASKS or job.attempts:
            return None
        state = self.quota.take(" ".join((job.address.tenant, job.address.person)))
        if state != "open":
            log.warning("%s: %s asks too often", job.address.channel, job.address.person)
        return {"open": None, "spent": Told(bot_words().too_often.format(count=self.quota.per_minute)), "silent": Told()}[state]

    def _refusal(self, job: Job) -> Told | None:
        """What somebody is told who may not ask, or of whom that can't be found out; None to who may."""
        try:
            may = self._lets_in(job)
        except SendError as error:
            if not isinstance(error, Refused) and job.attempts < LOOKED_UP_AT_MOST:
                raise
            log.warning("%s: nobody can tell whether %s may ask: %s", job.address.channel, job.address.person, error)
            return Told(bot_words().access_unknown)
        if not may:
            log.info("%s: %s may not ask in %s", job.address.channel, job.address.person, job.address.chat)
        return None if may else Told(bot_words().no_access)

    def _lets_in(self, job: Job) -> bool:
        if job.kind == "recalled":
            # Taking a message back needs no permission; some messengers do not even tell who does.
            return True
        named = job.transport.get(DEPARTMENTS)
        return self.gatekeeper.lets_in(job.address, self.clock(), None if named is None else frozenset(listed(named)))

    def _tell_allowed(self, job: Job) -> Told:
        asked = {"choice": self._chosen, "feedback": self._rated}.get(job.kind, lambda same: same)(job)
        if job.kind in ("text", "choice") and asked.text:
            self._show_working(job)
        try:
            return self.clerk.tell(asked, self.jobs.memory(job.address))
        except ServiceError as error:
            log.error("%s: job %s can't be answered: %s", job.address.channel, job.key, error)
            return Told(bot_words().unavailable)

    def _show_working(self, job: Job) -> None:
        """Show that a question is worked on, so that its answer takes that place; where no further message may be sent now, and after some
        tries, the answer does without."""
        if job.kind in self.channel.traits.shows_working and self.rates.take(_conversation(job)):
            return
        try:
            self.jobs.remember(job, job.transport | self.channel.show_working(job))
        except SendError as error:
            if not isinstance(error, Refused) and job.attempts < SHOWN_AT_MOST:
                raise
            log.warning("%s: job %s is worked on without showing it: %s", job.address.channel, job.key, error)

    def _chosen(self, job: Job) -> Job:
        """A button's number as the question that it offers: that of the reply it stands under, also after others."""
        offering = self.jobs.find(job.about)
        offers = offering.told.offers if offering and offering.told and offering.address.chat == job.address.chat else []
        number = int(job.text) if job.text.isdecimal() else 0
        return replace(job, text=offers[number - 1][1] if 0 < number <= len(offers) else "")

    def _rated(self, job: Job) -> Job:
        """A verdict on the reply to a message as one on its turn."""
        replied = self.jobs.find(job.about)
        return replace(job, about=replied.told.turn) if replied and replied.told else job

    def _render(self, told: Told) -> list[str]:
        return [] if told.is_silent else self.channel.render(lay_out(told, self.root))

    def _bodies(self, job: Job) -> tuple[str, ...]:
        """The messages of a reply; rendered now where an earlier version of the software kept none."""
        if job.bodies is not None or job.told is None:
            return job.bodies or ()
        bodies = self._render(job.told)
        self.jobs.keep(job, bodies)
        return tuple(bodies)

    def _send(self, job: Job) -> None:
        for part, body in enumerate(self._bodies(job)[job.parts:], start=job.parts + 1):
            if job.unsure > 1 and not self.channel.has_key(job, part):
                # One repeat at most is sent of what the messenger may have.
                job = self._arrived(job, part)
                continue
            if self.jobs.is_withdrawn(job):
                break
            wait = self.rates.take(_conversation(job))
            if wait:
                self.jobs.postpone(job, self.clock() + wait, job.attempts)
                return
            job = self._send_part(job, body, part)
        self.jobs.finish(job, "done")
        if job.parts:
            self._count("sent")

    def _send_part(self, job: Job, body: str, part: int) -> Job:
        """The job after the `part`th message of its reply was sent."""
        may_repeat = job.unsure > 0 and not self.channel.has_key(job, part)
        now, unsure = self.clock(), job.unsure + 1 if may_repeat else max(job.unsure, 1)
        self.jobs.begin(job, unsure, job.begun if job.unsure else now, now + IN_HAND)
        try:
            kept = self.channel.send(job, self.channel.mark(body) if may_repeat else body, part)
        except (NotTaken, Awaited):
            self.jobs.not_taken(job)
            raise
        except KeyLost as lost:
            self.jobs.not_taken(job)
            return self._send_part(self._keep(job, lost.kept), body, part)
        return self._arrived(self._keep(job, kept), part)

    def _keep(self, job: Job, kept: dict[str, str] | None) -> Job:
        """The job with what its channel keeps of a message."""
        if kept:
            job = replace(job, transport=job.transport | kept)
            self.jobs.remember(job, job.transport)
        return job

    def _arrived(self, job: Job, parts: int) -> Job:
        """The job with so many messages of its reply behind it."""
        self.jobs.arrived(job, parts)
        return replace(job, parts=parts, unsure=0)

    def _try_again(self, job: Job, error: SendError) -> None:
        if job.attempts > MOST_TRIES or job.state != "withdrawn" and self.clock() - job.sent > TRIED_FOR:
            self.give_up(job, str(error))
            return
        wait = max(WAITS[min(job.attempts, len(WAITS) - 1)], error.seconds if isinstance(error, NotTaken) else 0)
        log.warning("%s: job %s is tried again in %s s: %s", job.address.channel, job.key, wait, error)
        self.jobs.postpone(job, self.clock() + wait, job.attempts + 1)
        self._count("retried")

    def _count(self, name: str) -> str:
        self.health.count(self.channel.traits.name, name)
        return name


def _conversation(job: Job) -> str:
    """What the messages of a job are counted for."""
    return " ".join((job.address.tenant, job.address.chat or job.address.person))
