"""飞书 over HTTP: the messenger calls an address of ours, with encrypted or plain events."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event

from flask import Blueprint, Response, jsonify, request

from service.bots.channel import Inbox, Report, SendError
from service.bots.channels.feishu_api import URL, FeishuApi
from service.bots.channels.feishu_bot import FeishuBot, NotKnownYet
from service.bots.channels.feishu_crypto import FeishuVerifier, challenge_of
from service.bots.channels.genuine import open_routes
from service.bots.settings import Setting

log = logging.getLogger(__name__)

PATH = "/bot/feishu"
LOOK_AGAIN = 5.0
SETTINGS = (
    Setting("FEISHU_APP_ID"), Setting("FEISHU_APP_SECRET"), Setting("FEISHU_VERIFICATION_TOKEN"), Setting("FEISHU_ENCRYPT_KEY", ""),
    Setting("FEISHU_URL", URL),
)


def open_channel(settings: Mapping[str, str]) -> FeishuCallback:
    """The bot of these settings."""
    app_id = settings["FEISHU_APP_ID"]
    api = FeishuApi(app_id, settings["FEISHU_APP_SECRET"], settings["FEISHU_URL"].rstrip("/"))
    return FeishuCallback(api, "feishu-callback", verifier=FeishuVerifier(app_id, settings["FEISHU_VERIFICATION_TOKEN"], settings["FEISHU_ENCRYPT_KEY"]))


@dataclass
class FeishuCallback(FeishuBot):
    """The bot whose events come by calls that `verifier` verifies."""

    verifier: FeishuVerifier = field(kw_only=True)

    def listen(self, inbox: Inbox, report: Report, stop: Event) -> None:
        """Find out who the bot is, without which no event can be taken, then wait for `stop`."""
        while not stop.is_set() and not self.open_id:
            try:
                self.learn_itself()
            except SendError as error:
                log.warning("%s: %s", self.name, error)
                report("down")
                stop.wait(LOOK_AGAIN)
            else:
                report("up")
        stop.wait()

    def routes(self, inbox: Inbox) -> Blueprint:
        """The one address for events, clicks and the verification of the address."""
        routes = open_routes("feishu")
        routes.add_url_rule(PATH, view_func=lambda: self._called(inbox), methods=["POST"])
        routes.register_error_handler(NotKnownYet, lambda error: ("", 503))
        return routes

    def _called(self, inbox: Inbox) -> Response:
        payload = self.verifier.open(request.get_data(), request.headers, self.clock())
        challenge = challenge_of(payload)
        return jsonify(self.take(payload, inbox) or {} if challenge is None else {"challenge": challenge})
