"""One store for the whole run, built from data/documents, and one live server over it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from waitress.server import create_server

from service import create_app
from service.config import Config
from service.ingest import build
from service.pipeline import Trace, open_service

DOCUMENTS = Path(__file__).resolve().parent.parent / "data" / "documents"


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The documents of the repository, brought in, under a clock that stands still."""
    data = tmp_path_factory.mktemp("data")
    shutil.copytree(DOCUMENTS, data / "documents")
    build(data)
    return Config(data=data, today=date(2024, 6, 1))


@pytest.fixture(scope="session")
def app(config: Config) -> Flask:
    return create_app(config)


@pytest.fixture(scope="session")
def asked(config: Config) -> Callable[[str, str | None], Trace]:
    """Asks a question in a conversation; the same one is asked once in the whole run."""
    return cache(open_service(config).trace)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def base_url(app: Flask) -> Iterator[str]:
    """The address of the app behind the server that `serve` uses."""
    server = create_server(app, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
