"""企业微信's API for an application (developer documentation 91039, 90313): calls with a token that is fetched once and again when it ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from service.bots.channels.posting import get_json, post_json
from service.bots.channels.tokens import Tokens
from service.bots.channels.wecom_codes import failure_of

ROOT = "https://qyapi.weixin.qq.com"
# The token ended or was replaced; the caller's address is not among the trusted ones.
TOKEN_ENDED, NOT_TRUSTED = frozenset({40001, 40014, 42001}), 60020


@dataclass
class WecomApi:
    """The API at `root` for the application of `corp` whose secret is `secret`."""

    corp: str
    secret: str = field(repr=False)
    root: str = ROOT
    clock: Callable[[], float] = time.time
    _tokens: Tokens = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._tokens = Tokens(self._new_token, self.clock)

    def call(self, path: str, body: dict | None = None, **query: str) -> dict:
        """What is answered to a call. Raises NotTaken, Unsure, Refused."""
        token = self._tokens.current()
        answer = self._ask(path, token, body, query)
        if answer.get("errcode") in TOKEN_ENDED:
            answer = self._ask(path, self._tokens.current(stale=token), body, query)
        return _accepted(answer)

    def _ask(self, path: str, token: str, body: dict | None, query: dict[str, str]) -> dict:
        address = f"{self.root}{path}?{urlencode({'access_token': token, **query})}"
        return get_json(address) if body is None else post_json(address, body)

    def _new_token(self) -> tuple[str, float]:
        answer = _accepted(get_json(f"{self.root}/cgi-bin/gettoken?{urlencode({'corpid': self.corp, 'corpsecret': self.secret})}"))
        return str(answer.get("access_token", "")), float(answer.get("expires_in", 0))


def _accepted(answer: dict) -> dict:
    if code := answer.get("errcode", 0):
        raise failure_of(code, str(answer.get("errmsg", "")))
    return answer
