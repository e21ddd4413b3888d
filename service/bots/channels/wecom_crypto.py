"""Signature and encryption of 企业微信 callbacks, which 钉钉 uses for its events, too (企业微信 developer documentation 90968).

sha1 over the sorted token, timestamp, nonce and ciphertext; AES-256-CBC, padded to 32 bytes, over 16 random bytes, the length of the
message (4 bytes), the message, and the id of its receiver.
"""

from __future__ import annotations

import hmac
import re
import secrets
import struct
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha1

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from service.bots.channels.genuine import NotGenuine

BLOCK = 32
RANDOM = 16
# Base64 of 32 bytes without its last sign.
AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")


@dataclass(frozen=True)
class WecomCrypto:
    """The keys of one callback address: `token`, `aes_key` (43 characters) and the `receiver` (corpid, "" for an AI bot)."""

    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    receiver: str

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """The signature of a ciphertext."""
        return sha1("".join(sorted((self.token, timestamp, nonce, encrypted))).encode()).hexdigest()

    def open(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> bytes:
        """The message of a signed ciphertext. Raises NotGenuine."""
        if not hmac.compare_digest(self.sign(timestamp, nonce, encrypted).encode(), signature.encode()):
            raise NotGenuine("signature")
        return self.decrypt(encrypted)

    def decrypt(self, encrypted: str) -> bytes:
        """The message of a ciphertext. Raises NotGenuine where it is not for the receiver."""
        plain = self._unpadded(encrypted)
        (length,) = struct.unpack(">I", plain[RANDOM : RANDOM + 4])
        message, receiver = plain[RANDOM + 4 : RANDOM + 4 + length], plain[RANDOM + 4 + length :]
        if len(message) != length or not hmac.compare_digest(receiver, self.receiver.encode()):
            raise NotGenuine("receiver")
        return message

    def encrypt(self, message: bytes, random: bytes | None = None) -> str:
        """The ciphertext of a message; `random` are its first 16 bytes."""
        whole = (random or secrets.token_bytes(RANDOM)) + struct.pack(">I", len(message)) + message + self.receiver.encode()
        pad = BLOCK - len(whole) % BLOCK
        encryptor = self._cipher().encryptor()
        return b64encode(encryptor.update(whole + bytes([pad]) * pad) + encryptor.finalize()).decode()

    def _unpadded(self, encrypted: str) -> bytes:
        try:
            decryptor = self._cipher().decryptor()
            padded = decryptor.update(b64decode(encrypted, validate=True)) + decryptor.finalize()
        except ValueError as error:
            raise NotGenuine("ciphertext") from error
        pad = padded[-1] if padded else 0
        if not 1 <= pad <= BLOCK or len(padded) - pad < RANDOM + 4:
            raise NotGenuine("padding")
        return padded[:-pad]

    def _cipher(self) -> Cipher:
        key = b64decode(f"{self.aes_key}=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:RANDOM]))
