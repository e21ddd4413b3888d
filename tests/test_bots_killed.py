"""The gateway is killed in the middle of two hundred questions, several times: none is lost, and no more is repeated than must be.

Over 企业微信's long connection a stream's id tells a repeat; the webhook's posted replies have no such key: a repeat is marked there.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress

import requests
from websockets.exceptions import ConnectionClosed

from service.bots.channels.webhook_forms import signed_headers
from service.bots.jobs import Jobs
from tests.bot_gateway import free_port, serving, wait_until
from tests.bot_process import Process
from tests.fake_wecom import FakeWecom

SECRET = "0123456789abcdef0123"
# Questions with what their replies have; a question of something else is quickly answered.
REPLIES = {"武汉三公经费多少": "3.70万元", "深圳三公经费多少": "5万元", "今天天气怎么样": "无关"}
QUESTIONS = [(f"q{number}", [*REPLIES][{0: 0, 5: 1}.get(number % 10, 2)]) for number in range(200)]
# A machine that is busy with other things takes its time (seconds).
PATIENCE = 240


@contextmanager
def killed_in_between(gateway, progress, total):
    """Kill the gateway whenever a quarter of the replies is there, and start it again, until the end of the block."""
    def disturb():
        for part in (1, 2, 3):
            while progress() < total * part / 4 and not done.is_set():
                time.sleep(0.01)
            time.sleep(random.uniform(0, 0.05))
            if not done.is_set():
                gateway.kill()
                gateway.start()

    done, thread = threading.Event(), threading.Thread(target=disturb)
    gateway.start()
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(30)
        gateway.stop()


def test_over_a_long_connection_nothing_is_lost_and_nothing_stands_there_twice(bot_folder):
    fake = FakeWecom()
    with fake.running() as url:
        gateway = Process("wecom", bot_folder, 0, WECOM_BOT_ID="bot", WECOM_BOT_SECRET="secret", WECOM_URL=url)
        with killed_in_between(gateway, lambda: len(fake.shown()), len(QUESTIONS)):
            deliver(fake)
            wait_until(lambda: len(fake.shown()) >= len(QUESTIONS), PATIENCE)
    assert (gateway.kills, gateway.ended) == (3, 0)
    told = {message_of(frame): frame["body"]["stream"]["content"] for frame in list(fake.frames) if frame["body"].get("stream", {}).get("finish")}
    assert {message for message, question in QUESTIONS if REPLIES[question] not in told.get(message, "")} == set()
    assert len(fake.shown()) == len(QUESTIONS)
    assert not any("重发" in content for content in fake.shown().values())


def deliver(fake):
    """Deliver each question, and over each new connection those again that were not acknowledged with "working"."""
    waiting, served, until = dict(QUESTIONS), 0, time.monotonic() + PATIENCE
    while waiting and time.monotonic() < until:
        if fake.subscriptions > served:
            served = fake.subscriptions
            with suppress(ConnectionClosed, OSError):
                for message, question in waiting.items():
                    fake.message(question, person=f"p{message}", msgid=message)
        time.sleep(0.1)
        acknowledged = {message_of(frame) for frame in fake.frames}
        waiting = {message: question for message, question in waiting.items() if message not in acknowledged}
    assert not waiting


def message_of(frame):
    """The message that a frame replies to, "" where it is pushed."""
    request = frame["headers"]["req_id"]
    return request.split("-")[1] if request.startswith("req-") else ""


def test_where_there_is_no_key_nothing_is_lost_and_a_repeat_is_marked(bot_folder):
    taken, port = [], free_port()

    def take(method, path, headers, body):
        taken.append(json.loads(body))
        return 200, b""

    with serving(take) as back:
        gateway = Process("webhook", bot_folder, port, WEBHOOK_SECRETS=f"portal={SECRET}", WEBHOOK_REPLY_ORIGINS=back)
        with killed_in_between(gateway, lambda: len({reply["id"] for reply in taken}), len(QUESTIONS)):
            for message, question in QUESTIONS:
                post_until_taken(f"http://127.0.0.1:{port}/bot/webhook/portal", {"id": message, "user": {"id": message}, "text": question, "reply_url": back})
            wait_until(lambda: Jobs(bot_folder / "state.sqlite").counts("webhook") == {"done": len(QUESTIONS)}, PATIENCE)
    assert (gateway.kills, gateway.ended) == (3, 0)
    asked = dict(QUESTIONS)
    assert [reply["id"] for reply in taken if REPLIES[asked[reply["id"]]] not in reply["plain"]] == []
    times = Counter(reply["id"] for reply in taken)
    assert max(times.values()) <= 2
    assert {reply["id"] for reply in taken if reply["repeat"]} >= {message for message, count in times.items() if count == 2}


def post_until_taken(url, said):
    """Post a message again until it was taken, as a caller does."""
    raw = json.dumps(said).encode()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if requests.post(url, data=raw, headers=signed_headers(SECRET, raw, time.time()), timeout=10).status_code == 202:
                return
        except requests.RequestException:
            time.sleep(0.05)
    raise AssertionError(said)
