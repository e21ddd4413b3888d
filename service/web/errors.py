"""Errors → replies: one JSON shape under /api, one page elsewhere; the sentences are in prompts/replies/errors.yaml."""

from __future__ import annotations

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from service.assets import load
from service.errors import RequestError, ServiceError, StoreError
from service.web.api import json_response
from service.web.contract import ErrorReply, Problem

CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


def register_errors(app: Flask) -> None:
    """Make every error of `app` a sentence: errors of requests, a missing store, HTTP errors and unforeseen ones."""
    sentences = load("replies/errors.yaml", dict[str, str])

    def on_request_error(error: RequestError) -> Response:
        return _reply(error.status, _explain(error))

    def on_store_error(error: StoreError) -> Response:
        app.logger.error("%s", error)
        return _reply(503, _explain(error))

    def on_http_error(error: HTTPException) -> Response:
        code = CODES.get(error.code, "bad_request" if error.code < 500 else "internal")
        reply = _reply(error.code, Problem(code, sentences[code].format(problem=error.name)))
        reply.headers.extend(_allowed_methods(error))
        return reply

    def _explain(error: ServiceError) -> Problem:
        return Problem(error.code, sentences[error.code].format(**error.evidence))

    app.register_error_handler(RequestError, on_request_error)
    app.register_error_handler(StoreError, on_store_error)
    app.register_error_handler(HTTPException, on_http_error)


def _reply(status: int, problem: Problem) -> Response:
    if request.path.startswith(("/api", "/healthz")):
        return json_response(ErrorReply(problem), status)
    return Response(render_template("error.html", status=status, problem=problem), status)


def _allowed_methods(error: HTTPException) -> list[tuple[str, str]]:
    return [(name, value) for name, value in error.get_headers() if name == "Allow"]
