"""The callback address of 企业微信: it is verified by a GET, then called with signed ciphertexts; what is not genuine is turned away."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, request

from service.bots.channels.genuine import NotGenuine, is_timely, open_routes
from service.bots.channels.wecom_crypto import AES_KEY, WecomCrypto
from service.errors import SettingInvalid

# Calls that are older or newer (seconds) may be somebody else's who recorded them.
WINDOW = 300


def open_crypto(settings: Mapping[str, str], prefix: str, receiver: str) -> WecomCrypto:
    """The keys of the settings `<prefix>_TOKEN` and `<prefix>_AES_KEY`. Raises SettingInvalid."""
    key = settings[f"{prefix}_AES_KEY"]
    if not AES_KEY.fullmatch(key):
        raise SettingInvalid(name=f"{prefix}_AES_KEY", value="*" * len(key))
    return WecomCrypto(settings[f"{prefix}_TOKEN"], key, receiver)


def open_call(crypto: WecomCrypto, query: Mapping[str, str], encrypted: str, now: float) -> bytes:
    """The message of a call by the query of its address and its ciphertext. Raises NotGenuine."""
    timestamp = query.get("timestamp", "")
    if not is_timely(timestamp, now, WINDOW):
        raise NotGenuine("time")
    return crypto.open(query.get("msg_signature", ""), timestamp, query.get("nonce", ""), encrypted)


def callback_routes(
    path: str, crypto: WecomCrypto, clock: Callable[[], float], encrypted_in: Callable[[bytes], str], take: Callable[[bytes, str], Response],
) -> Blueprint:
    """The routes of one address: `encrypted_in` finds the ciphertext in a body (or raises NotGenuine), `take` answers the message that
    was in it, with the nonce of the call."""
    web = open_routes("wecom")

    def verify() -> Response:
        return Response(open_call(crypto, request.args, request.args.get("echostr", ""), clock()), mimetype="text/plain")

    def receive() -> Response:
        message = open_call(crypto, request.args, encrypted_in(request.get_data(cache=False)), clock())
        return take(message, request.args.get("nonce", ""))

    web.add_url_rule(path, "verify", verify, methods=["GET"])
    web.add_url_rule(path, "receive", receive, methods=["POST"])
    return web
