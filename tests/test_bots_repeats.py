"""What each messenger makes of a message that is sent again: which ones it recognises, and how the others are marked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from service.bots.channels.dingtalk import open_channel as open_dingtalk
from service.bots.channels.feishu import open_channel as open_feishu
from service.bots.channels.feishu_cards import addressed
from service.bots.channels.webhook import Webhook
from service.bots.channels.wecom import WecomBot
from service.bots.channels.wecom_api import WecomApi
from service.bots.channels.wecom_app import WecomApp
from service.bots.channels.wecom_callback import WecomCallback
from service.bots.channels.wecom_crypto import WecomCrypto
from service.bots.message import Message, Table
from service.bots.model import Address, Job
from service.bots.words import bot_words

BEGUN = 1_700_000_000.0
CRYPTO = WecomCrypto("token", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "corp")
ROBOT = {
    "DINGTALK_CLIENT_ID": "app", "DINGTALK_CLIENT_SECRET": "s", "DINGTALK_ROBOT_CODE": "", "DINGTALK_CARD_TEMPLATE": "t", "DINGTALK_CARD_KEY": "content",
    "DINGTALK_REPLY_HOSTS": "oapi.dingtalk.com", "DINGTALK_API": "http://127.0.0.1:9", "DINGTALK_OAPI": "http://127.0.0.1:9",
}
CHANNELS = {
    "wecom": WecomBot("bot", "s"), "wecom-callback": WecomCallback(CRYPTO), "wecom-app": WecomApp(CRYPTO, WecomApi("corp", "s"), 1), "dingtalk": open_dingtalk(ROBOT),
    "feishu": open_feishu({"FEISHU_APP_ID": "a", "FEISHU_APP_SECRET": "s", "FEISHU_URL": "http://127.0.0.1:9"}), "webhook": Webhook({"portal": "0" * 20}),
}
# What a request to each messenger may have at most (bytes); the webhook's has no end.
LONGEST = {"wecom": 20480, "wecom-callback": 20480, "wecom-app": 2048 - 64, "dingtalk": 15_000, "feishu": 30_000}
HOUR = 3600


def job(kind="text", **transport):
    return Job("key", Address("c", "t", "li", "li"), "m", kind, "x", "", BEGUN, transport, unsure=1, begun=BEGUN)


@pytest.mark.parametrize(("channel", "part", "kind", "transport", "later", "known"), [
    ("wecom", 1, "text", {}, HOUR, True), ("wecom", 2, "text", {}, 1, False), ("wecom", 1, "choice", {}, 1, False), ("wecom", 1, "text", {"ended": "1"}, 1, False),
    ("wecom-callback", 1, "text", {}, HOUR, True), ("wecom-app", 1, "text", {}, HOUR, True), ("wecom-app", 1, "text", {}, 4 * HOUR, False),
    ("dingtalk", 1, "text", {"card": "key"}, HOUR, True), ("dingtalk", 1, "text", {}, 1, False), ("dingtalk", 2, "text", {"card": "key"}, 1, False),
    ("feishu", 1, "text", {"shown": "om"}, 5 * HOUR, True), ("feishu", 2, "text", {"shown": "om"}, 60, True), ("feishu", 2, "text", {"shown": "om"}, HOUR, False),
    ("feishu", 1, "text", {"shown": ""}, HOUR, False), ("webhook", 1, "text", {}, HOUR, True), ("webhook", 1, "text", {"reply_url": "http://b"}, 1, False),
])
def test_which_messages_are_recognised_when_they_are_sent_again(channel, part, kind, transport, later, known):
    assert replace(CHANNELS[channel], clock=lambda: BEGUN + later).has_key(job(kind, **transport), part) is known


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("asks", [True, False])
def test_every_message_has_room_for_the_word_that_it_may_be_a_repeat(channel, asks):
    table = Table(["单位", "金额（万元）"], [False, True], [[f"某市某单位{at}", f"{at}.50"] for at in range(1, 1500)])
    bodies = CHANNELS[channel].render(Message("各单位如下。", table, offers=(("武汉", "武汉收入"), ("深圳", "深圳收入")), asks=asks, turn="turn"))
    for body in bodies:
        marked = CHANNELS[channel].mark(body)
        assert bot_words().repeated in marked and bot_words().repeated not in body
        assert type(json.loads(marked)) is type(json.loads(body))
        assert longest_in(json.loads(marked)) <= LONGEST.get(channel, 10**7)
        assert channel != "feishu" or len(json.dumps(addressed(marked, job(group="1")), ensure_ascii=False).encode()) <= LONGEST["feishu"]


def longest_in(content):
    """The size of the longest text in a body."""
    if isinstance(content, str):
        return len(content.encode())
    return max((longest_in(each) for each in (content.values() if isinstance(content, dict) else content if isinstance(content, list) else ())), default=0)
