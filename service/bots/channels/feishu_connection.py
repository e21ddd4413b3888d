"""One long connection to 飞书 by the official client (lark-oapi), with a beginning and an end.

That client has one event loop for its module, no way to be stopped, no end where its connection ends, no patience with a server that
does not answer, a refusal for every event that nobody registered for, and tickets in its log. A connection has a loop of its own here,
a watcher that ends it, and takes events of every kind; connecting anew is left to who makes it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Event

from lark_oapi.core.enum import LogLevel
from lark_oapi.ws import client as lark
from lark_oapi.ws.exception import ClientException, ServerException
from websockets.exceptions import WebSocketException

from service.bots.channels.feishu_api import FeishuApi
from service.bots.channels.feishu_bot import NotKnownYet
from service.errors import StateError

log = logging.getLogger(__name__)

# How long (seconds) the messenger may take to name the address of the connection, and to let it go.
PATIENCE, PARTING = 10.0, 2.0
LOOK_AGAIN = 0.05
# What the client raises where the messenger can't be reached or answers nonsense, and where its loop is stopped (RuntimeError).
FAILURES = (ClientException, ServerException, WebSocketException, OSError, RuntimeError, LookupError, ValueError, TypeError, AttributeError)


@dataclass(frozen=True)
class Deliveries:
    """What the client asks for a verified event of any kind; `take` keeps it and returns what is answered to it."""

    take: Callable[[dict], dict | None]

    def _do_without_validation(self, payload: bytes) -> dict | None:
        """Called by the client on its event loop. What can't be kept is raised: then the messenger delivers it again."""
        try:
            return self.take(json.loads(payload))
        except (StateError, NotKnownYet) as error:
            log.warning("event left to be delivered again: %s", error)
            raise


def run_connection(api: FeishuApi, take: Callable[[dict], dict | None], up: Callable[[], None], stop: Event, tell_end: Callable[[str], None]) -> None:
    """Connect and stay connected until the connection ends or `stop`, in a thread of its own.

    `up` is called once the connection stands; how it ended is told in the end, in any case.
    """
    problem = "broke off"
    # The client made a loop when it was imported, on which nothing runs.
    lark.loop.close()
    loop = lark.loop = asyncio.new_event_loop()
    # The client makes tasks on the loop of its thread, too.
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(lambda _, context: log.debug("%s", context.get("message")))
    connection = Connection(api, take, up, stop)
    try:
        connection.run(loop)
    except FAILURES as error:
        problem = "ended" if isinstance(error, RuntimeError) else f"{type(error).__name__}: {error}"
    finally:
        connection.part(loop)
        asyncio.set_event_loop(None)
        loop.close()
        tell_end(problem)


class Connection(lark.Client):
    """One connection of an application, to be run on a loop of its own."""

    def __init__(self, api: FeishuApi, take: Callable[[dict], dict | None], up: Callable[[], None], stop: Event) -> None:
        super().__init__(
            api.app_id, api.secret, log_level=LogLevel.CRITICAL, event_handler=Deliveries(take), domain=api.url, auto_reconnect=False,
        )
        self._up = up
        self._stop = stop
        self._ended = False

    def run(self, loop: asyncio.AbstractEventLoop) -> None:
        """Connect and stay connected. Raises one of FAILURES in the end."""
        loop.create_task(self._watch(loop))
        self.start()

    def part(self, loop: asyncio.AbstractEventLoop) -> None:
        """Close the connection, so that the messenger delivers nothing more over it, and what runs on the loop."""
        try:
            loop.run_until_complete(asyncio.wait_for(self._disconnect(), PARTING))
        except FAILURES as error:
            log.debug("%s", type(error).__name__)
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))

    async def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Stop the loop, which the client would run for ever, when the connection ended or is to end."""
        while not self._stop.is_set() and not self._ended:
            await asyncio.sleep(LOOK_AGAIN)
        loop.stop()

    async def _receive_message_loop(self) -> None:
        """Called by the client once it is connected."""
        self._up()
        try:
            await super()._receive_message_loop()
        finally:
            self._ended = True

    def _get_conn_url(self) -> str:
        """The address of the connection; the client would wait for it without end, and its loop with it."""
        answer: Future[str] = Future()
        threading.Thread(target=self._ask_conn_url, args=(answer,), daemon=True).start()
        return answer.result(PATIENCE)

    def _ask_conn_url(self, answer: Future[str]) -> None:
        try:
            answer.set_result(super()._get_conn_url())
        except FAILURES as error:
            answer.set_exception(error)
