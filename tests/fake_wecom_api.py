"""企业微信's API for an application and its calls (documentation 91039, 90236, 90196, 90930), on 127.0.0.1.

Another client than ours is held against it as well. Two sendings of the same JSON are shown once, as documented of `enable_duplicate_check`.
"""

from __future__ import annotations

import json
import time
from itertools import count
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import requests

from service.bots.channels.wecom_crypto import WecomCrypto
from tests.fake_wecom_calls import AES_KEY, TOKEN

CORP, AGENT, SECRET = "wx5823bf96d3bd56c7", 218, "secret"


class FakeWecomApi:
    """`shown` are the messages that people see, `codes` the next answers to sendings: a code, None (taken, then cut off)."""

    def __init__(self) -> None:
        self.crypto = WecomCrypto(TOKEN, AES_KEY, CORP)
        self.url = ""
        self.shown: list[dict] = []
        self.updates: list[dict] = []
        self.codes: list[int | None] = []
        self.untrusted = False
        self.tokens = 0
        self._numbers = count(1)

    def expire(self) -> None:
        """The token that was given out last is not valid any more."""
        self.tokens += 1000

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes] | None:
        """What is answered to a call of the API."""
        address = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        said = self._token(query) if address.path == "/cgi-bin/gettoken" else self._checked(address.path, query, body)
        return None if said is None else (200, json.dumps({"errcode": 0, "errmsg": "ok"} | said).encode())

    def _token(self, query: dict[str, str]) -> dict:
        if query != {"corpid": CORP, "corpsecret": SECRET}:
            return {"errcode": 40001, "errmsg": "invalid credential"}
        self.tokens += 1
        return {"access_token": f"token{self.tokens}", "expires_in": 7200}

    def _checked(self, path: str, query: dict[str, str], body: bytes) -> dict | None:
        if query.get("access_token") != f"token{self.tokens}":
            return {"errcode": 42001, "errmsg": "access_token expired"}
        if self.untrusted:
            return {"errcode": 60020, "errmsg": "not allow to access from your ip, from ip: 203.0.113.7"}
        if path == "/cgi-bin/user/get":
            departments = {"li": [12, 15], "wang": [13]}.get(query["userid"])
            return {"userid": query["userid"], "department": departments} if departments else {"errcode": 60111, "errmsg": "userid not found"}
        if path == "/cgi-bin/agent/get":
            return {"name": "x"} if query["agentid"] == str(AGENT) else {"errcode": 301002, "errmsg": "no permission"}
        return {"/cgi-bin/message/send": self._send, "/cgi-bin/message/update_template_card": self._update}[path](json.loads(body))

    def _send(self, message: dict) -> dict | None:
        code = self.codes.pop(0) if self.codes else 0
        if code:
            return {"errcode": code, "errmsg": "no"}
        content = message.get("text", {}).get("content", "")
        assert len(content.encode()) <= 2048 and message["agentid"] == AGENT
        if not (message.get("enable_duplicate_check") and message in self.shown):
            self.shown.append(message)
        return None if code is None else {"msgid": f"m{next(self._numbers)}"}

    def _update(self, update: dict) -> dict:
        self.updates.append(update)
        return {}

    def texts(self) -> list[str]:
        """The texts that people see."""
        return [message["text"]["content"] for message in self.shown if "text" in message]

    def message(self, text: str, person: str = "li", **fields: object) -> int:
        """Deliver a message; the status that it is answered with."""
        return self.deliver({"FromUserName": person, "MsgType": "text", "Content": text, "MsgId": next(self._numbers) + 10**9} | fields)

    def event(self, event: str, person: str = "li", **fields: object) -> int:
        """Deliver an event."""
        return self.deliver({"FromUserName": person, "MsgType": "event", "Event": event} | fields)

    def deliver(self, fields: dict) -> int:
        """Deliver a message of these fields as signed XML; the status, behind which there is no word."""
        known = {"ToUserName": CORP, "CreateTime": int(time.time()), "AgentID": AGENT} | fields
        reply = self.post(("<xml>" + "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in known.items()) + "</xml>").encode())
        assert reply.content == b""
        return reply.status_code

    def post(self, plain: bytes) -> requests.Response:
        """Deliver XML, encrypted and signed."""
        encrypted, timestamp, nonce = self.crypto.encrypt(plain), str(int(time.time())), f"n{next(self._numbers)}"
        query = {"msg_signature": self.crypto.sign(timestamp, nonce, encrypted), "timestamp": timestamp, "nonce": nonce}
        body = f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><AgentID><![CDATA[{AGENT}]]></AgentID><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
        return requests.post(self.url, params=query, data=body.encode(), timeout=10)
