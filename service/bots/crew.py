"""The workers of one channel: jobs are taken up as they come, several at once, and no failure of one ends the others."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Event, Semaphore

from service.bots.model import Inbound, Job, Told
from service.bots.office import Office
from service.bots.words import bot_words
from service.errors import StateError

log = logging.getLogger(__name__)

WORKERS = 4
# How long (seconds) a job may lie that no bell was rung for: one that waits for its next try, or that another process took in.
LOOK_AGAIN = 0.5


class Crew:
    """Works on the jobs of an office until it is stopped."""

    def __init__(self, office: Office, workers: int = WORKERS) -> None:
        self._office = office
        self._workers = workers
        self._bell = Event()

    def receive(self, inbound: Inbound) -> None:
        """Take a message in and call the workers. Raises StateError."""
        if self._office.receive(inbound) == "taken":
            self._bell.set()

    def bodies(self, key: str) -> list[str] | None:
        """The rendered reply to a message, for a messenger that fetches it; None while there is none."""
        return self._office.bodies(key)

    def delivered(self, key: str, parts: int) -> None:
        """The messenger has fetched so many of the messages of a reply."""
        self._office.delivered(key, parts)
        self._bell.set()

    def is_new(self, token: str, seconds: float) -> bool:
        """Whether a token is seen for the first time within so many seconds. Raises StateError."""
        return self._office.is_new(token, seconds)

    def bind(self, token: str, to: str, seconds: float) -> bool:
        """Whether a token is bound to nothing but `to`; remembered for so many seconds. Raises StateError."""
        return self._office.bind(token, to, seconds)

    def run(self, stop: Event) -> None:
        """Work until `stop`; what is in hand then is finished."""
        free = Semaphore(self._workers)
        with ThreadPoolExecutor(self._workers) as pool:
            while not stop.is_set():
                if not free.acquire(timeout=LOOK_AGAIN):
                    continue
                job = self._next_job()
                if job is None:
                    free.release()
                    self._bell.wait(LOOK_AGAIN)
                    self._bell.clear()
                    continue
                pool.submit(self._office.work, job).add_done_callback(partial(self._settle, job, free))

    def _next_job(self) -> Job | None:
        """A job to work on, None where nothing is due or the store can't be read now."""
        try:
            return self._office.next_job()
        except StateError as error:
            log.error("%s", error)
            return None

    def _settle(self, job: Job, free: Semaphore, work: Future[None]) -> None:
        free.release()
        self._bell.set()
        if error := work.exception():
            log.error("%s: job %s broke off", job.address.channel, job.key, exc_info=error)
            self._apologise(job)

    def _apologise(self, job: Job) -> None:
        """A question that can't be worked on is answered with regret; a reply that can't be sent is given up."""
        if job.told:
            self._office.give_up(job, "broke off")
        else:
            self._office.jobs.answer(job, Told(bot_words().unavailable))
            self._office.jobs.postpone(job, self._office.clock(), job.attempts)
