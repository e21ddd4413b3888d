"""PAGE · JSON: the routes of the service, added to an app by `register`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flask import Blueprint, Flask, Response

from service.bots.health import Connection
from service.config import Config
from service.feedback import Feedback
from service.history import History
from service.web.api import register_api
from service.web.browse import AnsweringService, Library
from service.web.chat import Desk, register_chat
from service.web.completion import register_completion
from service.web.errors import register_errors
from service.web.feedback import register_feedback
from service.web.grouping import group, group_amounts
from service.web.labels import load_labels
from service.web.sources import Shelf, register_sources
from service.web.surveys import register_surveys
from service.web.take_along import register_take_along
from service.web.upload import Access, register_upload
from service.web.visitors import Visitors

POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors {}"
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


@dataclass(frozen=True)
class Settings:
    """What the pages need beside the store: the history, the feedback, who asks, who may frame the pages, the token of the pages of
    those who look after the service ("": there are none), the uploads (None: there are none), the folder of the documents' files
    (None: they are not shown), and the messengers' connections."""

    history: History
    feedback: Feedback
    visitors: Visitors
    frame_ancestors: str = Config.frame_ancestors
    admin_token: str = ""
    access: Access | None = None
    documents: Path | None = None
    bots: Callable[[], list[Connection]] = list


def register(app: Flask, service: AnsweringService, settings: Settings) -> None:
    """Add the JSON interface, the pages, their static files and the words of all errors to `app`.

    Raises AssetError where a file in prompts/ is not as it should be.
    """
    library = Library(service, load_labels(), settings.access is not None, settings.feedback.note, settings.bots)
    web = Blueprint("web", __name__, static_folder="static", static_url_path="/assets", template_folder="templates")
    register_api(web, library)
    desk = Desk(library, settings.history, settings.feedback, settings.visitors)
    register_chat(web, desk)
    register_take_along(web, desk)
    register_completion(web, desk)
    register_feedback(web, desk, settings.admin_token)
    register_surveys(web, library)
    register_sources(web, Shelf(library, settings.history, settings.documents))
    if settings.access:
        register_upload(web, library.labels, settings.access)
    web.add_app_template_filter(group)
    web.add_app_template_filter(group_amounts)
    app.register_blueprint(web)
    register_errors(app)
    app.after_request(partial(add_security_headers, settings.frame_ancestors))


def add_security_headers(frame_ancestors: str, response: Response) -> Response:
    """Forbid content of other hosts, inline scripts and guessed types; pages are asked for anew each time."""
    headers = SECURITY_HEADERS | {"Content-Security-Policy": POLICY.format(frame_ancestors)}
    response.headers.extend((k, v) for k, v in headers.items() if k not in response.headers)
    response.headers.setdefault("Cache-Control", "no-cache")
    return response
