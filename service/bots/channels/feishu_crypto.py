"""Signature and encryption of 飞书 callbacks (open.feishu.cn: 接收事件, 配置 Encrypt Key).

SHA-256 over timestamp, nonce, key and the raw body; AES-256-CBC with the SHA-256 of the key, the first block being the vector.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from service.bots.channels.genuine import NotGenuine, is_timely

BLOCK = 16
# A signed call is believed for so long (seconds); the messenger signs anew when it delivers again.
WINDOW = 300


class NotSigned(NotGenuine):
    """A callback has no signature that is valid now."""

    status = 401


@dataclass(frozen=True)
class FeishuVerifier:
    """Verifies the calls for one application by its verification token and, unless it is "", its encrypt key."""

    app_id: str
    token: str = field(repr=False)
    encrypt_key: str = field(default="", repr=False)

    def open(self, body: bytes, headers: Mapping[str, str], now: float) -> dict:
        """The event or challenge in a raw body at a time (seconds since 1970). Raises NotGenuine.

        With an encrypt key nothing is believed that is not encrypted, and nothing but a challenge that is not signed: the messenger
        signs no challenge.
        """
        payload = _parsed(body)
        if self.encrypt_key:
            payload = _parsed(decrypt(self.encrypt_key, payload.get("encrypt")))
        if challenge_of(payload) is None:
            self._check_signature(body, headers, now)
        self._check_receiver(payload)
        return payload

    def _check_signature(self, body: bytes, headers: Mapping[str, str], now: float) -> None:
        if not self.encrypt_key:
            return
        timestamp, nonce, signature = (headers.get(f"X-Lark-{name}", "") for name in ("Request-Timestamp", "Request-Nonce", "Signature"))
        if not hmac.compare_digest(sign(timestamp, nonce, self.encrypt_key, body).encode(), signature.encode()):
            raise NotSigned("signature")
        if not is_timely(timestamp, now, WINDOW):
            raise NotSigned("timestamp")

    def _check_receiver(self, payload: dict) -> None:
        header = payload if challenge_of(payload) is not None else payload.get("header")
        token = header.get("token") if isinstance(header, dict) else None
        if not isinstance(token, str) or not hmac.compare_digest(token.encode(), self.token.encode()):
            raise NotGenuine("token")
        if header is not payload and header.get("app_id") != self.app_id:
            raise NotGenuine("application")


def challenge_of(payload: dict) -> str | None:
    """What is to be answered to a call that only verifies the address; None where it is an event."""
    challenge = payload.get("challenge")
    return challenge if payload.get("type") == "url_verification" and isinstance(challenge, str) else None


def sign(timestamp: str, nonce: str, encrypt_key: str, body: bytes) -> str:
    """The signature of a raw body."""
    return sha256(f"{timestamp}{nonce}{encrypt_key}".encode() + body).hexdigest()


def decrypt(encrypt_key: str, encrypted: object) -> bytes:
    """The text of a ciphertext in base64. Raises NotGenuine."""
    try:
        blob = b64decode(str(encrypted), validate=True)
        decryptor = Cipher(algorithms.AES(sha256(encrypt_key.encode()).digest()), modes.CBC(blob[:BLOCK])).decryptor()
        unpadder = PKCS7(8 * BLOCK).unpadder()
        return unpadder.update(decryptor.update(blob[BLOCK:]) + decryptor.finalize()) + unpadder.finalize()
    except ValueError as error:
        raise NotGenuine("ciphertext") from error


def _parsed(body: bytes) -> dict:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotGenuine("no JSON") from error
    if not isinstance(payload, dict):
        raise NotGenuine("no object")
    return payload
