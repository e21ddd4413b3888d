"""PAGE · JSON: the routes of the service, added to an app by `register`."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from service.web.api import register_api
from service.web.browse import AnsweringService, Library
from service.web.errors import register_errors
from service.web.labels import load_labels
from service.web.pages import register_pages
from service.web.upload import Access, register_upload

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def register(app: Flask, service: AnsweringService, access: Access | None = None) -> None:
    """Add the JSON interface, the pages, their static files and the words of all errors to `app`; with `access` the upload, too.

    Raises AssetError where a file in prompts/ is not as it should be.
    """
    library = Library(service, load_labels(), takes_uploads=access is not None)
    web = Blueprint("web", __name__, static_folder="static", static_url_path="/assets", template_folder="templates")
    register_api(web, library)
    register_pages(web, library)
    if access:
        register_upload(web, library.labels, access)
    app.register_blueprint(web)
    register_errors(app)
    app.after_request(add_security_headers)


def add_security_headers(response: Response) -> Response:
    """Forbid content of other hosts, inline scripts and guessed types; pages are asked for anew each time."""
    response.headers.extend((k, v) for k, v in SECURITY_HEADERS.items() if k not in response.headers)
    response.headers.setdefault("Cache-Control", "no-cache")
    return response
