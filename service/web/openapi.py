"""The routes of the JSON interface → an OpenAPI 3.1 document, made from the same types that the views return."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import msgspec

from service.web.contract import ErrorReply

REF = "#/components/schemas/{name}"


@dataclass(frozen=True)
class Route:
    """One route: `view` takes the library and the path's parts and returns `reply`; `errors` are the statuses it may have.

    `query` names its optional query parameters. `reply` is None where the reply is this very document.
    """

    method: str
    path: str
    view: Callable[..., msgspec.Struct]
    reply: type[msgspec.Struct] | None
    request: type[msgspec.Struct] | None = None
    query: tuple[str, ...] = ()
    errors: tuple[int, ...] = ()


def describe_routes(routes: Sequence[Route]) -> dict[str, object]:
    """Describe `routes` as an OpenAPI 3.1 document, ready to be encoded as JSON."""
    types = [type_ for route in routes for type_ in (route.request, route.reply) if type_]
    _, components = msgspec.json.schema_components([*types, ErrorReply], ref_template=REF)
    paths: dict[str, dict[str, object]] = {}
    for route in routes:
        paths.setdefault(_template(route.path), {})[route.method.lower()] = _describe_route(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Budget disclosure questions", "version": "1"},
        "paths": paths,
        "components": {"schemas": components},
    }


def _template(path: str) -> str:
    return re.sub(r"<(\w+)>", r"{\1}", path)


def _describe_route(route: Route) -> dict[str, object]:
    described: dict[str, object] = {
        "operationId": route.view.__name__,
        "summary": (route.view.__doc__ or "").strip().splitlines()[0],
        "responses": {"200": _response("OK", route.reply)}
        | {str(status): _response(HTTPStatus(status).phrase, ErrorReply) for status in (*route.errors, 500)},
    }
    if parameters := _describe_parameters(route):
        described["parameters"] = parameters
    if route.request:
        described["requestBody"] = {"required": True, "content": _json_content(route.request)}
    return described


def _describe_parameters(route: Route) -> list[dict[str, object]]:
    in_path = [{"name": name, "in": "path", "required": True} for name in re.findall(r"<(\w+)>", route.path)]
    in_query = [{"name": name, "in": "query", "required": False} for name in route.query]
    return [parameter | {"schema": {"type": "string"}} for parameter in in_path + in_query]


def _response(description: str, type_: type[msgspec.Struct] | None) -> dict[str, object]:
    return {"description": description, "content": _json_content(type_)}


def _json_content(type_: type[msgspec.Struct] | None) -> dict[str, object]:
    schema = {"$ref": REF.format(name=type_.__name__)} if type_ else {"type": "object"}
    return {"application/json": {"schema": schema}}
