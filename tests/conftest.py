"""One store for the whole run, built from data/documents, and one live server over it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

from service import create_app
from service.config import Config
from service.ingest import build
from service.pipeline import Service, Trace, open_service
from tests.bot_channel import Bot
from tests.browsing import ARGUMENTS, DESKTOP, Watched

DOCUMENTS = Path(__file__).resolve().parent.parent / "data" / "documents"


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The documents of the repository, brought in, under a clock that stands still."""
    data = tmp_path_factory.mktemp("data")
    shutil.copytree(DOCUMENTS, data / "documents")
    build(data)
    return Config(data=data, today=date(2024, 6, 1))


@pytest.fixture
def bot_folder(config: Config, tmp_path: Path) -> Path:
    """A data folder with those documents, and a state of its own."""
    for path in config.data.iterdir():
        if not path.name.startswith(("state.sqlite", "bot-")):
            (tmp_path / path.name).symlink_to(path)
    return tmp_path


@pytest.fixture(scope="session")
def service(config: Config) -> Service:
    """The service over those documents."""
    return open_service(config)


@pytest.fixture
def bot(service: Service, tmp_path: Path) -> Bot:
    """A made-up messenger's bot that nobody has spoken to."""
    return Bot(service, tmp_path)


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watched(browser: Browser, base_url: str) -> Iterator[Watched]:
    """The chat page, opened by a new asker. At the end nothing may have been asked of another host, and nothing complained of."""
    watched = Watched(browser.new_page(viewport=DESKTOP))
    watched.page.on("request", lambda request: watched.hosts.add(urlsplit(request.url).netloc))
    watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    watched.page.on("console", lambda message: message.type == "error" and watched.complaints.append(message.text))
    watched.page.goto(base_url)
    yield watched
    watched.page.close()
    assert watched.hosts == {urlsplit(base_url).netloc}
    assert watched.complaints == []


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


@pytest.fixture
def plain_page(browser: Browser, base_url: str) -> Iterator[Page]:
    """The chat page in a browser without scripts."""
    context = browser.new_context(java_script_enabled=False, viewport=DESKTOP)
    page = context.new_page()
    page.goto(base_url)
    yield page
    context.close()
