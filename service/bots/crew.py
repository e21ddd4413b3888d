"""The workers of one channel: jobs are taken up as they come, several at once, and no failure of one ends the others."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Event, Semaphore

from service.bots.model import Job, Told
from service.bots.office import Office
from service.bots.words import bot_words
from service.errors import StateError

log = logging.getLogger(__name__)

WORKERS = 4
# How long (seconds) a job may lie that no bell was rung for: one that waits for its next try, or that another process took in.
LOOK_AGAIN = 0.5
# After so long (seconds) the store may be free again.
LOCKED = 5.0


class Crew:
    """Works on the jobs of an office until it is stopped."""

    def __init__(self, office: Office, workers: int = WORKERS) -> None:
        self._office = office
        self._workers = workers

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
                    self._office.bell.wait(LOOK_AGAIN)
                    self._office.bell.clear()
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
        self._office.bell.set()
        if error := work.exception():
            log.error("%s: job %s broke off", job.address.channel, job.key, exc_info=error)
            try:
                self._recover(job, isinstance(error, StateError))
            except StateError as locked:
                log.error("%s", locked)

    def _recover(self, job: Job, was_locked: bool) -> None:
        """What broke off because the store was locked is tried again; else a question that can't be worked on is answered with regret, and
        a reply that can't be sent given up."""
        known = self._office.jobs.find(job.key) or job
        if was_locked:
            self._office.jobs.postpone(known, self._office.clock() + LOCKED, known.attempts + 1)
        elif known.told or known.state == "withdrawn":
            self._office.give_up(job, "broke off")
        else:
            self._office.answer(known, Told(bot_words().unavailable))
            self._office.jobs.postpone(known, self._office.clock(), known.attempts)
