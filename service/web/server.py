"""The HTTP server: waitress, one process with eight threads."""

from __future__ import annotations

import signal
import sys
from types import FrameType

from flask import Flask
from waitress.server import create_server

from service.errors import PortTaken

THREADS = 8
# Longer bodies than the interface takes are read to the end, so that their sender gets a reply of the usual shape.
MAX_BODY_READ = 16 * 1024 * 1024


def serve(app: Flask, host: str, port: int, longest: int = 0) -> None:
    """Serve `app` until SIGINT or SIGTERM; port 0 takes a free one. Prints the address. Raises PortTaken.

    `longest` is the longest body (bytes) that some route takes.
    """
    try:
        server = create_server(app, host=host, port=port, threads=THREADS, max_request_body_size=longest + MAX_BODY_READ)
    except (OSError, ValueError) as error:
        raise PortTaken(host=host, port=port) from error
    signal.signal(signal.SIGTERM, _stop)
    print(f"http://{_written(host)}:{server.effective_port}", flush=True)
    try:
        server.run()
    finally:
        server.close()


def _stop(number: int, frame: FrameType | None) -> None:
    """End the server's loop, which lets the threads finish what they are at."""
    sys.exit(0)


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host
