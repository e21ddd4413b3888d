"""企业微信 as it calls the address of an AI bot (documentation 100719, 101031, 101033, 101138), on 127.0.0.1.

It fetches a stream until it is finished, and takes one message at each address to reply to.
"""

from __future__ import annotations

import json
import time
from itertools import count

import requests

from service.bots.channels.wecom_crypto import WecomCrypto

TOKEN, AES_KEY = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"


class FakeWecomCalls:
    """Calls the bot at `url`; `posted` is what came to addresses of replies, `codes` the next answers there (None: cut off)."""

    def __init__(self, receiver: str = "") -> None:
        self.crypto = WecomCrypto(TOKEN, AES_KEY, receiver)
        self.url = self.reply_root = ""
        self.posted: list[tuple[str, dict]] = []
        self.codes: list[int | None] = []
        self._used: set[str] = set()
        self._numbers = count(1)

    def take(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes] | None:
        """What is answered at the addresses of replies: each takes one message."""
        code = self.codes.pop(0) if self.codes else 0
        if path in self._used:
            code = 40163
        elif not code:
            assert len(json.loads(body)["markdown"]["content"].encode()) <= 20480
            self._used.add(path)
            self.posted.append((path, json.loads(body)))
        return None if code is None else (200, json.dumps({"errcode": code, "errmsg": "x"}).encode())

    def message(self, text: str, person: str = "li", chat: str = "", msgid: str = "", **more: object) -> dict:
        """A message as it is delivered."""
        msgid = msgid or f"msg{next(self._numbers)}"
        where = {"chattype": "group", "chatid": chat} if chat else {"chattype": "single"}
        body = {"msgid": msgid, "aibotid": "bot", **where, "from": {"userid": person}, "response_url": f"{self.reply_root}/response/{msgid}"}
        return body | {"msgtype": "text", "text": {"content": text}} | more

    def event(self, eventtype: str, person: str = "li", **event: object) -> dict:
        """An event as it is delivered."""
        return self.message("", person, msgtype="event", event={"eventtype": eventtype, **event})

    def call(self, body: dict) -> dict | None:
        """Deliver a body and return what is answered, None where that is nothing."""
        raw = json.dumps({"encrypt": self.crypto.encrypt(json.dumps(body, ensure_ascii=False).encode())}).encode()
        reply = requests.post(self.url, params=self.query(raw), data=raw, timeout=10)
        assert reply.status_code == 200, reply.status_code
        return self._opened(reply.json()) if reply.content else None

    def query(self, raw: bytes, now: float | None = None, nonce: str = "") -> dict[str, str]:
        """The signed query of a call."""
        timestamp, nonce = str(int(now or time.time())), nonce or f"nonce{next(self._numbers)}"
        return {"msg_signature": self.crypto.sign(timestamp, nonce, json.loads(raw)["encrypt"]), "timestamp": timestamp, "nonce": nonce}

    def ask(self, text: str, **more: object) -> list[dict]:
        """Deliver a question, and fetch its stream until it is finished: all that was answered."""
        replies = [self.call(self.message(text, **more))]
        while not replies[-1]["stream"]["finish"]:
            time.sleep(0.05)
            replies.append(self.fetch(replies[0]["stream"]["id"]))
            assert len(replies) < 200
        return replies

    def fetch(self, key: str) -> dict:
        """Fetch a stream once."""
        return self.call(self.message("", msgtype="stream", stream={"id": key}))

    def _opened(self, sealed: dict) -> dict:
        assert set(sealed) == {"encrypt", "msgsignature", "timestamp", "nonce"}
        return json.loads(self.crypto.open(sealed["msgsignature"], str(sealed["timestamp"]), sealed["nonce"], sealed["encrypt"]))
