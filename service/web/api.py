"""The JSON interface: thin views over the library, and the one list of its routes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from flask import Blueprint, Response, request

from service.reply.answer import Answer
from service.web import browse, contract
from service.web.browse import Library
from service.web.openapi import Route, describe_routes


def ask(library: Library) -> Answer:
    """Answer one question, in a conversation or alone."""
    request.max_content_length = contract.MAX_BODY
    asked = contract.read_ask(request.get_data(cache=False))
    reply = library.service.answer(asked.question, asked.conversation)
    library.note(asked.question, reply)
    return reply


def list_documents(library: Library) -> contract.DocumentList:
    """All documents that questions can be asked about."""
    return contract.DocumentList(browse.list_documents(library))


def list_tables(library: Library, document_id: str) -> contract.TableList:
    """The tables of one document, in its order."""
    return contract.TableList(browse.list_tables(library, document_id))


def read_table(library: Library, table_id: str) -> contract.TableReply:
    """One table as printed, with what was repaired and what is in doubt."""
    return browse.read_table(library, table_id)


def complete(library: Library) -> contract.CompletionReply:
    """What a question may become that is being typed: units, items, codes and whole questions that will be answered."""
    typed = request.args.get("q", "")
    return contract.CompletionReply(list(library.service.complete(typed)) if len(typed) <= contract.MAX_QUESTION else [])


def list_findings(library: Library) -> contract.AuditReply:
    """What breaks audit rules, in all documents or in one."""
    return contract.AuditReply(browse.list_findings(library, request.args.get("document")))


def check_health(library: Library) -> contract.Health:
    """Whether questions can be answered, over how many documents, and how the bots fare."""
    return contract.Health("ok", len(library.rows("documents")), library.bots())


def read_openapi(library: Library) -> dict[str, object]:
    """This description of the interface."""
    return describe_routes(ROUTES)


ROUTES = (
    Route("POST", "/api/ask", ask, Answer, request=contract.AskRequest, errors=(400, 404, 413, 503)),
    Route("GET", "/api/documents", list_documents, contract.DocumentList, errors=(503,)),
    Route("GET", "/api/documents/<document_id>/tables", list_tables, contract.TableList, errors=(404, 503)),
    Route("GET", "/api/tables/<table_id>", read_table, contract.TableReply, errors=(404, 503)),
    Route("GET", "/api/audit", list_findings, contract.AuditReply, query=("document",), errors=(404, 503)),
    Route("GET", "/api/complete", complete, contract.CompletionReply, query=("q",), errors=(503,)),
    Route("GET", "/api/openapi.json", read_openapi, None),
    Route("GET", "/healthz", check_health, contract.Health, errors=(503,)),
)


def register_api(web: Blueprint, library: Library) -> None:
    """Add the routes to `web`."""
    for route in ROUTES:
        web.add_url_rule(route.path, route.view.__name__, _reply_with_json(route.view, library), methods=[route.method])


def json_response(body: object, status: int = 200) -> Response:
    """Encode `body` as UTF-8 JSON that nobody keeps a copy of."""
    headers = {"Cache-Control": "no-store"}
    return Response(msgspec.json.encode(body), status, headers, content_type="application/json; charset=utf-8")


def _reply_with_json(view: Callable[..., object], library: Library) -> Callable[..., Response]:
    answer = partial(view, library)
    return lambda **parts: json_response(answer(**parts))
