"""REST of 飞书 (open.feishu.cn): a token that is renewed, messages sent under keys, replaced and withdrawn, departments."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

import requests

from service.bots.channel import NotTaken, Refused, Unsure
from service.bots.channels.posting import JSON, PATIENCE, call
from service.bots.channels.tokens import Tokens

log = logging.getLogger(__name__)

URL = "https://open.feishu.cn"
# What is told in the log of what the messenger said.
LONGEST_PROBLEM = 200
TOKEN_ENDED = frozenset({99991661, 99991663, 99991664, 99991668, 99991671})
TOO_OFTEN = frozenset({99991400, 99991402, 230020, 11232})
# What no later try would change: wrong content (230001, 230022, 230025, 230028, 230099), a chat or person that may not be written to
# (230002, 230013, 230018, 230035, 230038, 230053), a message that is gone (230011, 230019, 230050, 230071, 230110) or too old (230031).
NEVER = frozenset({
    230001, 230002, 230011, 230013, 230018, 230019, 230022, 230025, 230028, 230031, 230035, 230038, 230050, 230053, 230071, 230099, 230110,
})
# The application may not see such a person, or there is none; it lacks the permission for a call.
NO_SUCH_PERSON, NO_PERMISSION = frozenset({41012, 41050}), frozenset({40004, 99991672, 99991679})


class PersonUnknown(Refused):
    """The application may not see a person, or there is none."""


class PermissionMissing(NotTaken):
    """The application lacks the permission for a call, which may yet be given."""


class TokenEnded(NotTaken):
    """The token of a call is not known any more."""


@dataclass
class FeishuApi:
    """The interface of one application; `url` is another one for private editions. Methods raise NotTaken, Unsure, Refused."""

    app_id: str
    secret: str = field(repr=False)
    url: str = URL
    clock: Callable[[], float] = time.monotonic
    patience: tuple[float, float] = PATIENCE
    _tokens: Tokens = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._tokens = Tokens(self._new_token, self.clock)

    def bot(self) -> dict:
        """The bot itself: open_id, app_name, activate_status."""
        return self._call("GET", "/open-apis/bot/v3/info").get("bot") or {}

    def send(self, chat: str, card: str, key: str) -> str:
        """Send a card into a chat and return the id of the message; of one key only one arrives."""
        return self._sent("/open-apis/im/v1/messages?receive_id_type=chat_id", {"receive_id": chat}, card, key)

    def reply(self, message: str, card: str, key: str, in_thread: bool) -> str:
        """Reply to a message with a card and return the id of the reply; of one key only one arrives."""
        return self._sent(f"/open-apis/im/v1/messages/{quote(message)}/reply", {"reply_in_thread": in_thread}, card, key)

    def replace(self, message: str, card: str) -> None:
        """Show another card in the place of one that was sent."""
        self._call("PATCH", f"/open-apis/im/v1/messages/{quote(message)}", {"content": card})

    def delete(self, message: str) -> None:
        """Withdraw a message."""
        self._call("DELETE", f"/open-apis/im/v1/messages/{quote(message)}")

    def departments(self, person: str) -> frozenset[str]:
        """The departments somebody belongs to, with those above them, each by both of its ids; none where the person is not known."""
        try:
            return self._departments(person)
        except PersonUnknown as error:
            log.warning("nothing is known of a person: %s", error)
            return frozenset()
        except PermissionMissing as error:
            raise Refused(str(error.evidence["problem"])) from error

    def _departments(self, person: str) -> frozenset[str]:
        query = "user_id_type=open_id&department_id_type=open_department_id"
        user = self._call("GET", f"/open-apis/contact/v3/users/{quote(person)}?{query}").get("data", {}).get("user", {})
        own = [department for department in user.get("department_ids") or [] if department != "0"]
        return frozenset(name for department in own for each in self._up_from(department) for name in _ids(each))

    def scopes(self) -> frozenset[str]:
        """The permissions that were granted to the application."""
        scopes = self._call("GET", "/open-apis/application/v6/scopes").get("data", {}).get("scopes") or []
        return frozenset(scope.get("scope_name", "") for scope in scopes if scope.get("grant_status") == 1)

    def endpoint(self) -> str:
        """The address that a long connection would be made to."""
        answer = self._ask("POST", "/callback/ws/endpoint", {"AppID": self.app_id, "AppSecret": self.secret}, {"locale": "zh"})
        return answer.get("data", {}).get("URL", "")

    def token(self) -> str:
        """The token that calls need; a new one where the last one ends soon."""
        return self._tokens.current()

    def _new_token(self) -> tuple[str, float]:
        answer = self._ask("POST", "/open-apis/auth/v3/tenant_access_token/internal", {"app_id": self.app_id, "app_secret": self.secret}, {})
        return answer.get("tenant_access_token", ""), answer.get("expire", 0)

    def _up_from(self, department: str) -> list[dict]:
        """A department and those above it."""
        query = "department_id_type=open_department_id"
        itself = self._call("GET", f"/open-apis/contact/v3/departments/{quote(department)}?{query}").get("data", {}).get("department") or {}
        above = self._call("GET", f"/open-apis/contact/v3/departments/parent?{query}&page_size=50&department_id={quote(department)}")
        return [itself, *(above.get("data", {}).get("items") or [])]

    def _sent(self, path: str, target: dict, card: str, key: str) -> str:
        answer = self._call("POST", path, target | {"msg_type": "interactive", "content": card, "uuid": key})
        return answer.get("data", {}).get("message_id", "")

    def _call(self, method: str, path: str, body: dict | None = None) -> dict:
        """A call with a token; with a new one where the messenger does not know it any more."""
        token = self.token()
        try:
            return self._ask(method, path, body, {"Authorization": f"Bearer {token}"})
        except TokenEnded:
            return self._ask(method, path, body, {"Authorization": f"Bearer {self._tokens.current(stale=token)}"})

    def _ask(self, method: str, path: str, body: dict | None, headers: dict[str, str]) -> dict:
        data = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
        answer = call(method, self.url + path, data, {**JSON, **headers}, self.patience)
        return _checked(answer)


def _ids(department: dict) -> list[str]:
    return [department[name] for name in ("open_department_id", "department_id") if department.get(name)]


def _checked(answer: requests.Response) -> dict:
    """What was answered, where its code is 0. Raises NotTaken, Unsure, Refused."""
    wait = answer.headers.get("x-ogw-ratelimit-reset") or answer.headers.get("Retry-After") or ""
    seconds = float(wait) if wait.isdecimal() else 0.0
    try:
        content = answer.json()
    except ValueError:
        content = None
    if not isinstance(content, dict):
        if answer.status_code == 429 or answer.status_code >= 500:
            raise NotTaken(f"HTTP {answer.status_code}", seconds)
        raise Unsure(f"HTTP {answer.status_code} without an answer")
    code = content.get("code", 0 if answer.ok else answer.status_code)
    problem = f"{code} {content.get('msg', '')}"[:LONGEST_PROBLEM]
    if code in TOKEN_ENDED:
        raise TokenEnded(problem)
    if code in NO_SUCH_PERSON:
        raise PersonUnknown(problem)
    if code in NO_PERMISSION:
        raise PermissionMissing(problem)
    if code in NEVER:
        raise Refused(problem)
    if code or not answer.ok:
        raise NotTaken(problem, seconds or (1.0 if code in TOO_OFTEN else 0.0))
    return content
