"""JSON over HTTP to a messenger, with what each failure means for trying again.

No problem names an address, nor does the log: it may hold a token.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from service.bots.channel import NotTaken, Refused, Unsure
from service.bots.settings import listed
from service.errors import SettingInvalid

# Seconds until a connection is made, and until the answer begins.
PATIENCE = (5, 10)
# What says that a message was not taken for now; of other failures of a server nobody knows.
BUSY = frozenset({429, 503})
# There was no connection over which a request could have gone.
NEVER_LEFT = (requests.ConnectTimeout, requests.exceptions.ProxyError, requests.exceptions.SSLError)
ORIGIN = re.compile(r"https?://[^@/?#]+")
JSON = {"Content-Type": "application/json; charset=utf-8"}
# Its warnings name addresses.
logging.getLogger("urllib3").setLevel(logging.ERROR)


def post_json(url: str, body: object, headers: Mapping[str, str] | None = None) -> dict:
    """What is answered to a JSON body. Raises NotTaken, Unsure, Refused."""
    return _read(_answer("POST", url, json.dumps(body, ensure_ascii=False).encode(), {**JSON, **(headers or {})}))


def post_bytes(url: str, body: bytes, headers: Mapping[str, str] | None = None) -> None:
    """Post a body of JSON that was written already, to somebody who may answer anything. Raises NotTaken, Unsure, Refused."""
    _answer("POST", url, body, {**JSON, **(headers or {})})


def get_json(url: str, headers: Mapping[str, str] | None = None) -> dict:
    """What is answered at an address. Raises NotTaken, Unsure, Refused."""
    return _read(_answer("GET", url, None, dict(headers or {})))


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, to be held against a list of those that may be called; "" where it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower()


def origins_in(settings: Mapping[str, str], name: str) -> frozenset[str]:
    """The origins that a setting lists, https where it names hosts alone. Raises SettingInvalid where one is more than an origin."""
    urls = [each if "://" in each else f"https://{each}" for each in listed(settings[name])]
    for url in urls:
        origin = origin_of(url)
        if not ORIGIN.fullmatch(origin) or url[len(origin) :].strip("/"):
            raise SettingInvalid(name=name, value=url)
    return frozenset(map(origin_of, urls))


def call(method: str, url: str, body: bytes | None, headers: Mapping[str, str], patience: tuple[float, float] = PATIENCE) -> requests.Response:
    """What is answered to a request, whatever its status; redirections are not followed. Raises NotTaken, Unsure."""
    try:
        return requests.request(method, url, data=body, headers=headers, timeout=patience, allow_redirects=False)
    except NEVER_LEFT as error:
        raise NotTaken("no connection") from error
    except requests.ConnectionError as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError):
            raise NotTaken("no connection") from error
        raise Unsure(type(error).__name__) from error
    except requests.RequestException as error:
        raise Unsure(type(error).__name__) from error


def _answer(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> requests.Response:
    return _taken(call(method, url, body, headers))


def _taken(reply: requests.Response) -> requests.Response:
    if reply.status_code in BUSY:
        wait = reply.headers.get("Retry-After", "")
        raise NotTaken(f"status {reply.status_code}", seconds=min(float(wait), 3600) if wait.isdecimal() else 0)
    if reply.status_code >= 500:
        raise Unsure(f"status {reply.status_code}")
    if reply.status_code >= 300:
        raise Refused(f"status {reply.status_code}")
    return reply


def _read(reply: requests.Response) -> dict:
    try:
        body = reply.json() if reply.content else {}
    except ValueError as error:
        raise Unsure("no JSON") from error
    return body if isinstance(body, dict) else {}
