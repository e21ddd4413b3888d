"""What 钉钉 is asked over HTTP: the access token, messages by session address or by its open interface, cards, departments.

Each failure is told apart: certainly not taken (and how long to wait), refused for good, or nobody knows. No address is ever named in
an error: they hold tokens.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

import requests

from service.bots.channel import NotTaken, Refused, Unsure
from service.bots.channels.posting import JSON, call, origin_of
from service.bots.channels.tokens import Tokens

API, OAPI = "https://api.dingtalk.com", "https://oapi.dingtalk.com"
# Waits (seconds) where messages are sent too often: robots are silenced for longer than the interfaces.
ROBOT_WAIT, INTERFACE_WAIT = 60, 5
# Codes of the older interface: sent too often; the token is not good any more; there is no such person.
TOO_OFTEN = frozenset({88, 90018, 130101, 410100})
STALE_TOKEN = frozenset({40001, 40014, 42001})
NO_SUCH_PERSON = frozenset({33012, 60121})
BUSY = -1


@dataclass
class DingtalkApi:
    """The interfaces as one app may use them; `api` and `oapi` are other addresses for private editions."""

    client_id: str
    secret: str = field(repr=False)
    api: str = API
    oapi: str = OAPI
    clock: Callable[[], float] = time.time
    _tokens: Tokens = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._tokens = Tokens(self._new_token, self.clock)

    def token(self, stale: str | None = None) -> str:
        """The access token, another one than `stale`; asked for once while it is good. Raises NotTaken."""
        return self._tokens.current(stale)

    def _new_token(self) -> tuple[str, float]:
        _, answer = exchange("POST", f"{self.api}/v1.0/oauth2/accessToken", {"appKey": self.client_id, "appSecret": self.secret})
        if not answer.get("accessToken"):
            raise NotTaken("no access token")
        return str(answer["accessToken"]), float(answer.get("expireIn", 0))

    def ask(self, method: str, path: str, body: dict) -> dict:
        """What an interface answers; a token that ended early is renewed. Raises SendError."""
        token = self.token()
        status, answer = exchange(method, self.api + path, body, {"x-acs-dingtalk-access-token": token}, pass_on=401)
        if status == 401:
            return exchange(method, self.api + path, body, {"x-acs-dingtalk-access-token": self.token(stale=token)})[1]
        return answer

    def ask_old(self, path: str, body: dict) -> dict:
        """What an older interface answers, errors by their number included, but that of the token. Raises SendError."""
        token = self.token()
        answer = exchange("POST", f"{self.oapi}{path}?access_token={token}", body)[1]
        if _code(answer) in STALE_TOKEN:
            return exchange("POST", f"{self.oapi}{path}?access_token={self.token(stale=token)}", body)[1]
        return answer

    def departments(self, person: str) -> frozenset[str]:
        """The departments of a person and those above them; none where the person is unknown. Raises SendError, Refused where a
        permission is missing."""
        answer = self.ask_old("/topapi/v2/department/listparentbyuser", {"userid": person})
        code = _code(answer) if not answer.get("sub_code") else _code({"errcode": answer["sub_code"]})
        if code in NO_SUCH_PERSON:
            return frozenset()
        if code == BUSY or code in TOO_OFTEN:
            raise NotTaken(_problem(200, answer))
        if code:
            raise Refused(_problem(200, answer))
        lists = [each.get("parent_dept_id_list", []) for each in answer.get("result", {}).get("parent_list", [])]
        return frozenset(str(department) for each in lists for department in each)


def reply_to(webhook: str, body: dict) -> None:
    """Reply by the address that came with a message. Raises SendError; Refused where it is not good any more."""
    answer = exchange("POST", webhook, body)[1]
    code = _code(answer)
    if code in TOO_OFTEN or code == BUSY:
        raise NotTaken(_problem(200, answer), seconds=ROBOT_WAIT if code in TOO_OFTEN else 0)
    if code:
        raise Refused(_problem(200, answer))


def address_of(webhook: str, allowed: frozenset[str]) -> str:
    """A reply address as it may be called, "" where its scheme, host and port are none of the allowed ones."""
    return urlunsplit(urlsplit(webhook)) if origin_of(webhook) in allowed else ""


def exchange(method: str, url: str, body: dict, headers: Mapping[str, str] | None = None, pass_on: int = 0) -> tuple[int, dict]:
    """The status and the answer to a request. Raises SendError for every status above 299 but `pass_on`."""
    response = call(method, url, json.dumps(body, ensure_ascii=False).encode(), {**JSON, **(headers or {})})
    status, answer = response.status_code, _object(response)
    if status >= 300 and status != pass_on:
        raise _refusal(status, answer, response.headers.get("Retry-After", ""))
    return status, answer


def _object(response: requests.Response) -> dict:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _refusal(status: int, answer: dict, after: str) -> NotTaken | Refused | Unsure:
    problem = _problem(status, answer)
    if status == 429 or "limit" in str(answer.get("code", "")).lower():
        return NotTaken(problem, seconds=float(after) if after.isdecimal() else INTERFACE_WAIT)
    # A permission may yet be given, a token or an address yet be let in.
    if status in (401, 403, 408, 503):
        return NotTaken(problem)
    return Unsure(problem) if status >= 500 else Refused(problem)


def _code(answer: dict) -> int:
    """The number of an older interface's error, 0 where there is none."""
    code = str(answer.get("errcode", 0))
    return int(code) if code.removeprefix("-").isdecimal() else BUSY


def _problem(status: int, answer: dict) -> str:
    code = answer.get("errcode", answer.get("code", ""))
    return f"{status} {code} {answer.get('errmsg', answer.get('message', ''))}".strip()
