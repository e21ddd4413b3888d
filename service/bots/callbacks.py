"""The HTTP server of a channel that messengers call: bound before anything else is begun, and ended although callers keep their
connections open.
"""

from __future__ import annotations

from functools import partial
from threading import Event, Thread

from flask import Blueprint, Flask
from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server
from werkzeug.exceptions import HTTPException

from service.errors import PortTaken

THREADS = 8
# No message of a messenger is longer (bytes).
LONGEST_BODY = 1024 * 1024
# How long (seconds) the calls that are being answered may take once the server ends, and their callers to take the answers.
LAST_CALLS, LAST_ANSWERS = 15, 2


def open_server(routes: Blueprint, host: str, port: int) -> BaseWSGIServer:
    """A server of these routes that listens; errors are told by their status alone. Raises PortTaken."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    app.register_blueprint(routes)
    app.register_error_handler(HTTPException, lambda error: ("", error.code))
    try:
        return create_server(app, host=host, port=port, threads=THREADS, max_request_body_size=2 * LONGEST_BODY)
    except (OSError, ValueError) as error:
        raise PortTaken(host=host, port=port) from error


def serve_until(over: Event, server: BaseWSGIServer) -> None:
    """Serve until `over`; then take no more callers, and let go of those who are there once their calls are answered."""
    loop = Thread(target=server.run, daemon=True)
    loop.start()
    over.wait()
    server.trigger.pull_trigger(partial(wasyncore.dispatcher.close, server))
    server.task_dispatcher.shutdown(timeout=LAST_CALLS)
    if not server.task_dispatcher.threads:
        # Only now: a thread that is still at work wakes the server's loop by the trigger, as this one does. The lock keeps the loop from
        # closing the trigger before that is done.
        with server.trigger.lock:
            server.trigger.thunks.append(partial(_let_go, server))
            server.trigger.pull_trigger()
    loop.join(LAST_ANSWERS)


def _let_go(server: BaseWSGIServer) -> None:
    """On the thread of the server's loop, which ends when nobody is left: a caller goes when all is sent."""
    for channel in list(server.active_channels.values()):
        channel.close_when_flushed = True
    server.trigger.close()
