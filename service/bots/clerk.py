"""JOB → TOLD: what is said to a message: the answer to a question, what a command asks for, thanks for feedback."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from service.bots import guide
from service.bots.choosing import number_chosen, question_labelled
from service.bots.model import REMEMBERED, Address, Job, Memory, Told
from service.bots.words import bot_words, verdict_pattern
from service.errors import ConversationUnknown, QuestionTooLong
from service.feedback import Feedback
from service.history import History, Turn
from service.pipeline import LONGEST_QUESTION, Service


@dataclass(frozen=True)
class Clerk:
    """Answers messages: `service` the questions; `history` and `feedback` keep them as they do those of the page."""

    service: Service
    history: History
    feedback: Feedback

    def tell(self, job: Job, memory: Memory) -> Told:
        """What a message is answered with by an asker's memory. Raises StateError, StoreError."""
        known = memory if job.sent - memory.at < REMEMBERED else Memory()
        tells: dict[str, Callable[[Job, Memory], Told]] = {
            "text": self._tell_text, "choice": self._tell_choice, "feedback": self._take_verdict,
            "enter": lambda *_: guide.welcome(self.service), "unreadable": lambda *_: Told(bot_words().only_text), "recalled": lambda *_: Told(),
        }
        return tells[job.kind](job, known)

    def _tell_text(self, job: Job, memory: Memory) -> Told:
        text = unicodedata.normalize("NFKC", job.text).strip()
        verdict, command, number = verdict_pattern().fullmatch(text), guide.command_of(text), number_chosen(text, memory)
        if verdict:
            return self._rate(job, memory, verdict["word"], verdict["reason"] or "")
        if command:
            return self._obey(job, memory, command)
        if number is not None:
            return self._choose(job, memory, number)
        return self._ask(job, memory, question_labelled(text, memory) or job.text.strip()) if text else Told()

    def _tell_choice(self, job: Job, memory: Memory) -> Told:
        """A button's question, where its reply is still known."""
        return self._ask(job, memory, job.text) if job.text else Told(bot_words().choice_gone)

    def _obey(self, job: Job, memory: Memory, command: str) -> Told:
        if command == "restart":
            return Told(bot_words().restarted, memory=Memory(at=job.sent))
        told = guide.obey(self.service, command)
        kept = msgspec.structs.replace(memory, offers=told.offers or memory.offers, asks=memory.asks and not told.offers, at=job.sent)
        return msgspec.structs.replace(told, memory=kept)

    def _choose(self, job: Job, memory: Memory, number: int) -> Told:
        if not 0 < number <= len(memory.offers):
            words, last = bot_words(), len(memory.offers)
            return Told((words.number_unknown if last > 1 else words.number_unknown_one).format(number=number, last=last))
        return self._ask(job, memory, memory.offers[number - 1][1])

    def _ask(self, job: Job, memory: Memory, question: str) -> Told:
        """The answer, written down in the history; what it offers is kept."""
        chat = self._chat(job.address, memory)
        earlier = self.history.turns(chat) if chat else []
        try:
            answer = self.service.converse(question, memory.conversation, (text for turn in earlier for text in turn.texts))
        except ConversationUnknown:
            return self._ask(job, Memory(), question)
        except QuestionTooLong:
            return Told(bot_words().too_long.format(longest=LONGEST_QUESTION))
        chat = chat or self.history.start(owner_of(job.address), question)
        number = max((turn.number for turn in earlier), default=0) + 1
        turn = self.history.add(chat, number, question, memory.conversation, answer, self.service.load().collection.catalog.version)
        offers = [(choice.label, choice.question) for choice in answer.choices]
        self.feedback.note(question, answer)
        return Told(answer=answer, turn=turn, offers=offers, memory=Memory(answer.conversation, chat, turn, offers, answer.status == "clarify", job.sent))

    def _chat(self, address: Address, memory: Memory) -> str:
        """The conversation of the history that goes on, "" where there is none, or none any more."""
        known = self.history.chat(owner_of(address), memory.chat) if memory.chat else None
        return known.id if known else ""

    def _take_verdict(self, job: Job, memory: Memory) -> Told:
        """A verdict given by a button: its word, a space, its reason."""
        word, _, reason = job.text.partition(" ")
        return self._rate(job, msgspec.structs.replace(memory, turn=job.about or memory.turn), word, reason)

    def _rate(self, job: Job, memory: Memory, word: str, reason: str) -> Told:
        """Keep what was said of one's own last answer, or of the one that a button belongs to."""
        turn = self.history.turn(memory.turn) if memory.turn else None
        if turn is None or self.history.chat(owner_of(job.address), turn.chat) is None:
            return Told(bot_words().nothing_to_rate)
        verdict = next(verdict for verdict, words in bot_words().verdicts.items() if word in words or word == verdict)
        self.feedback.give(owner_of(job.address), self._turns_up_to(turn), verdict, " ".join(reason.split()))
        return Told(bot_words().thanks)

    def _turns_up_to(self, turn: Turn) -> list[Turn]:
        return [*(earlier for earlier in self.history.turns(turn.chat) if earlier.number < turn.number), turn]


def owner_of(address: Address) -> str:
    """The name that an asker's questions are kept under in the history."""
    return f"{address.channel}:{address.tenant}:{address.person}"
