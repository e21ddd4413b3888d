"""FRAMES ⇄ WEBSOCKET: JSON over one connection, read into the forms that a messenger documents."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection

from service.bots.channels.documented import read
from service.bots.channels.reconnecting import Broken

Form = TypeVar("Form")


def say(socket: ClientConnection, frame: object) -> None:
    """Send a frame. Raises Broken."""
    try:
        socket.send(msgspec.json.encode(frame).decode())
    except (WebSocketException, OSError) as error:
        raise Broken(problem=type(error).__name__) from error


def hear(socket: ClientConnection, form: type[Form], seconds: float) -> Form | None:
    """The next frame; None where none came within so many seconds, or one of another form. Raises Broken."""
    try:
        return read(socket.recv(timeout=seconds), form)
    except TimeoutError:
        return None
    except (WebSocketException, OSError) as error:
        raise Broken(problem=type(error).__name__) from error
