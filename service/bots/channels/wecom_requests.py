"""REQUEST → ANSWER over 企业微信's long connection: an answer names its request by an id that all replies to one message share."""

from __future__ import annotations

from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from websockets.sync.client import ClientConnection

from service.bots.channel import Unsure
from service.bots.channels.reconnecting import Broken
from service.bots.channels.sockets import say
from service.bots.channels.wecom_forms import Frame

PATIENCE = 10.0


@dataclass
class Requests:
    """The requests of one connection that was let in; of one id there is one at a time."""

    socket: ClientConnection
    _open: dict[str, SimpleQueue[Frame | None]] = field(default_factory=dict)

    def ask(self, command: str, request: str, body: dict) -> Frame:
        """Send a request and return what is answered to it. Raises Broken, Unsure; then the connection is left, for a late answer would
        be taken for that to the next request of the same id."""
        answers = self._open.setdefault(request, SimpleQueue())
        try:
            say(self.socket, frame_of(command, request, body))
            answer = answers.get(timeout=PATIENCE)
        except Empty as error:
            self.socket.close()
            raise Unsure("no answer") from error
        finally:
            self._open.pop(request, None)
        if answer is None:
            raise Broken(problem="ended before the answer")
        return answer

    def answered(self, frame: Frame) -> None:
        """Give an answer to who asked; nobody may have, as for a sign of life."""
        answers = self._open.get(frame.headers.req_id)
        if answers:
            answers.put(frame)

    def end(self) -> None:
        """Nobody waits any longer for what will not come."""
        for answers in list(self._open.values()):
            answers.put(None)


def frame_of(command: str, request: str, body: dict | None = None) -> dict:
    """A frame to the messenger."""
    return {"cmd": command, "headers": {"req_id": request}} | ({"body": body} if body is not None else {})
