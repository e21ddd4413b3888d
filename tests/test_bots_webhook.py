"""The generic webhook over HTTP, called as its page describes it; the page's own examples are run."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from service.bots.access import Allowed
from service.bots.channels.webhook import Webhook, open_channel
from service.bots.channels.webhook_forms import Incoming, Outgoing, User, signature, signed_headers
from service.bots.callbacks import LONGEST_BODY
from service.bots.office import Office
from service.errors import SettingInvalid, StateError
from service.feedback import Feedback
from service.pipeline import open_service
from tests.bot_gateway import holding_answers, running, serving, wait_until

SECRET, FIGURE = "0123456789abcdef0123", "3.70万元"
PAGE = (Path(__file__).parent.parent / "service" / "bots" / "setup" / "webhook.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def service(config):
    return open_service(config)


class Caller:
    """Somebody who calls the webhook; `taken` are (headers, body) of what was posted back, `statuses` what is answered to that."""

    def __init__(self):
        self.taken, self.statuses, self.url, self.root = [], [], "", ""

    def take(self, method, path, headers, body):
        status = self.statuses.pop(0) if self.statuses else 200
        if status in (None, 200):
            self.taken.append((headers, body))
        return None if status is None else (status, b"thanks")

    def post(self, said, raw=None, **headers):
        raw = json.dumps({"id": secrets.token_hex(8), "user": {"id": "li"}} | said).encode() if raw is None else raw
        return requests.post(self.url, data=raw, headers=signed_headers(SECRET, raw, time.time()) | headers, timeout=20)

    def ask(self, text="", **said):
        reply = self.post({"text": text} | said)
        assert reply.status_code in (200, 202), reply.text
        return reply.json()


@pytest.fixture
def start(service, tmp_path):
    """Starts the webhook with somebody who calls it."""
    contexts = []

    def begin(allowed=Allowed(), **settings):
        caller = Caller()
        back = serving(caller.take)
        caller.root = back.__enter__()
        channel = Webhook(**({"secrets": {"portal": SECRET}, "origins": frozenset({caller.root}), "wait": 10} | settings))
        gateway = running(channel, service, tmp_path, allowed)
        caller.bot = gateway.__enter__()
        caller.url = f"{caller.bot.url}/bot/webhook/portal"
        contexts.extend((gateway, back))
        return caller

    yield begin
    for context in contexts:
        context.__exit__(None, None, None)


@pytest.fixture
def caller(start):
    return start()


def test_a_question_is_answered_in_the_reply_with_all_its_parts(caller):
    reply = caller.ask("五家单位总预算从高到低", id="q1")
    assert (reply["id"], reply["status"], reply["repeat"], reply["asks"]) == ("q1", "answered", False, False)
    assert "10327万元" in reply["text"]
    assert len(reply["table"]["rows"]) == 5 and reply["table"]["numbers"].count(True) >= 1
    assert reply["sources"][0]["number"] == 1 and reply["sources"][0]["url"].startswith("https://budget.example.cn/")
    assert "| :---" in reply["markdown"] and "| :---" not in reply["plain"] and "10327" in reply["plain"]
    assert reply["link"].endswith(reply["turn"])


def test_the_same_id_gets_the_same_reply_and_is_asked_once(caller):
    first = caller.ask("武汉三公经费多少", id="same")
    assert FIGURE in first["text"]
    assert caller.ask("武汉三公经费多少", id="same") == first
    wait_until(lambda: caller.bot.office.jobs.counts("webhook") == {"done": 1})


def test_an_id_of_one_person_in_one_chat_brings_its_reply_to_nobody_else(caller):
    caller.ask("武汉三公经费多少", id="same", chat={"id": "g1"})
    for another in ({"user": {"id": "wang"}, "chat": {"id": "g1"}}, {"chat": {"id": "g2"}}):
        reply = caller.post({"text": "武汉三公经费多少", "id": "same"} | another)
        assert (reply.status_code, reply.json()) == (400, {"error": {"code": "bot_body_invalid", "message": "请求内容不符合约定：id"}})
    assert FIGURE in caller.ask("武汉三公经费多少", id="same", chat={"id": "g1"})["text"]


def test_a_conversation_goes_on_and_choices_and_feedback_are_told(caller):
    back = caller.ask("信息中心收入多少")
    choice = next(choice for choice in back["choices"] if choice["label"].startswith("武汉"))
    assert back["asks"]
    told = caller.ask(str(choice["number"]), kind="choice", about=back["key"])
    assert "1236.74万元" in told["text"]
    assert FIGURE in caller.ask("三公经费呢")["text"]
    assert caller.ask("bad 数不对", kind="feedback", about=told["turn"])["text"] == "谢谢，已经记下。"
    assert [(remark.turn, remark.reason) for remark in Feedback(caller.bot.state).remarks()] == [(told["turn"], "数不对")]
    assert caller.ask(kind="enter")["text"].startswith("您好")
    assert caller.ask(kind="unreadable")["text"].startswith("目前只支持文字提问")


def test_in_a_group_the_bot_is_mentioned_and_nobody_goes_on_from_another(caller):
    group = {"chat": {"id": "g", "type": "group"}}
    assert caller.ask("武汉三公经费多少", **group)["status"] == "ignored"
    assert FIGURE in caller.ask("武汉三公经费多少", mentioned=True, **group)["text"]
    assert FIGURE not in caller.ask("那它的三公经费呢", mentioned=True, user={"id": "wang"}, **group)["text"]


def test_messages_taken_back_and_replaced(caller):
    caller.ask("武汉三公经费多少", id="old")
    assert "5万元" in caller.ask("深圳三公经费多少", id="new", replaces="old")["text"]
    taken_back = caller.ask(recalled="new")
    assert (taken_back["status"], taken_back["text"], taken_back["markdown"]) == ("answered", "", "")


def test_what_takes_longer_is_asked_for_again_with_the_same_id(start):
    caller = start(wait=0)
    reply = caller.post({"text": "武汉三公经费多少", "id": "slow"})
    assert (reply.status_code, reply.json()["status"]) == (202, "working")
    wait_until(lambda: caller.bot.office.jobs.counts("webhook") == {"done": 1})
    assert FIGURE in caller.ask("武汉三公经费多少", id="slow")["text"]


def test_who_asks_again_for_what_was_taken_back_waits_for_nothing(start):
    caller = start(wait=0)
    with holding_answers():
        assert caller.ask("武汉三公经费多少", id="slow")["status"] == "working"
        caller.ask(recalled="slow", id="back")
    wait_until(lambda: caller.bot.office.jobs.counts("webhook") == {"done": 1, "gone": 1})
    for _ in range(2):
        again = caller.ask("武汉三公经费多少", id="slow")
        assert (again["status"], again["text"]) == ("answered", "")


def test_a_reply_is_posted_signed_to_an_address_that_is_allowed(caller):
    working = caller.ask("武汉三公经费多少", id="q", reply_url=f"{caller.root}/back")
    assert working["status"] == "working"
    wait_until(lambda: caller.taken)
    (headers, body), = caller.taken
    assert headers["X-Bot-Signature"] == signature(SECRET, headers["X-Bot-Timestamp"], headers["X-Bot-Nonce"], body)
    reply = json.loads(body)
    assert FIGURE in reply["text"] and (reply["id"], reply["key"]) == ("q", working["key"])
    for url in ("http://169.254.169.254/latest", "https://["):
        refused = caller.post({"text": "武汉三公经费多少", "reply_url": url})
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bot_body_invalid")


def test_a_posted_reply_is_tried_again_and_a_repeat_is_marked(caller):
    caller.statuses = [503, None]
    caller.ask("武汉三公经费多少", reply_url=f"{caller.root}/back")
    wait_until(lambda: len(caller.taken) == 2, 15)
    assert [json.loads(body)["repeat"] for _, body in caller.taken] == [False, True]
    assert json.loads(caller.taken[1][1])["markdown"].startswith("（网络中断后重发")
    caller.statuses = [404]
    caller.ask("深圳三公经费多少", reply_url=f"{caller.root}/back")
    wait_until(lambda: caller.bot.office.jobs.counts("webhook") == {"done": 1, "failed": 1})


def test_departments_come_with_the_message_and_who_has_none_may_not_ask(start):
    caller = start(Allowed(departments=frozenset({"12"})))
    assert FIGURE in caller.ask("武汉三公经费多少", user={"id": "li", "department": "11,12"})["text"]
    assert caller.ask("武汉三公经费多少", user={"id": "li"})["text"].startswith("您没有查询权限")


def test_what_is_not_signed_is_too_old_or_was_there_before_is_turned_away(caller):
    raw = json.dumps({"id": "x", "user": {"id": "li"}, "text": "武汉三公经费多少"}).encode()
    good = signed_headers(SECRET, raw, time.time())
    old, other = signed_headers(SECRET, raw, time.time() - 301), signed_headers("f" * 20, raw, time.time())
    cases = [{}, old, other, good | {"X-Bot-Timestamp": "now"}, good | {"X-Bot-Nonce": "short"}, good | {"X-Bot-Signature": "v1=é".encode().decode("latin-1")}]
    for headers in cases:
        reply = requests.post(caller.url, data=raw, headers=headers, timeout=10)
        assert (reply.status_code, reply.content) == (403, b"")
    assert requests.post(caller.url, data=raw + b" ", headers=good, timeout=10).status_code == 403
    assert requests.post(f"{caller.bot.url}/bot/webhook/other", data=raw, headers=good, timeout=10).status_code == 403
    assert requests.post(caller.url, data=raw, headers=good, timeout=10).status_code == 200
    assert requests.post(caller.url, data=raw, headers=good, timeout=10).status_code == 403
    wait_until(lambda: caller.bot.office.jobs.counts("webhook") == {"done": 1})


def test_what_is_larger_than_any_message_is_turned_away(caller):
    assert caller.post({"text": "长" * 20_001}).status_code == 400
    for size in (LONGEST_BODY + 1, 2 * LONGEST_BODY + 1):
        assert caller.post({}, raw=b" " * size).status_code == 413
    assert FIGURE in caller.ask("武汉三公经费多少")["text"]


def test_another_bot_is_not_answered(caller):
    assert caller.ask("武汉三公经费多少", user={"id": "other", "bot": True})["status"] == "ignored"
    assert caller.bot.office.jobs.counts("webhook") == {}


def test_what_can_not_be_kept_now_is_to_be_called_again(caller, monkeypatch):
    def fail(*_):
        raise StateError(file="state.sqlite")

    with monkeypatch.context() as broken:
        broken.setattr(Office, "receive", fail)
        reply = caller.post({"text": "武汉三公经费多少", "id": "q"})
    assert (reply.status_code, reply.content) == (503, b"")
    assert FIGURE in caller.ask("武汉三公经费多少", id="q")["text"]


@pytest.mark.parametrize(("listed", "origins"), [
    ("https://portal.example.cn/, HTTP://10.0.0.7:8080", {"https://portal.example.cn", "http://10.0.0.7:8080"}), ("portal.example.cn", {"https://portal.example.cn"}),
])
def test_origins_of_replies_are_read_as_they_are_compared(listed, origins):
    assert open_channel({"WEBHOOK_SECRETS": f"portal={SECRET}", "WEBHOOK_REPLY_ORIGINS": listed, "WEBHOOK_WAIT": "10"}).origins == origins


@pytest.mark.parametrize("listed", ["https://portal.example.cn/bot", "https://a@portal.example.cn", "ftp://portal.example.cn", "https://", "https://[", "https://portal.example.cn?x"])
def test_what_is_more_than_an_origin_is_told(listed):
    with pytest.raises(SettingInvalid, match="WEBHOOK_REPLY_ORIGINS"):
        open_channel({"WEBHOOK_SECRETS": f"portal={SECRET}", "WEBHOOK_REPLY_ORIGINS": listed, "WEBHOOK_WAIT": "10"})


@pytest.mark.parametrize("raw", [b"", b"[]", b'{"id": "x"}', b'{"id": "", "user": {"id": "li"}}', b'{"id": "x", "user": {"id": "li"}, "kind": "recalled"}', b"\xff"])
def test_a_signed_body_of_another_form_is_explained(caller, raw):
    reply = caller.post({}, raw=raw)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "bot_body_invalid")


def test_thirty_callers_at_once_each_get_their_own_reply(caller):
    figures, told = {"武汉": FIGURE, "深圳": "5万元", "四川": "0.80万元"}, {}

    def ask(number, unit):
        told[number] = figures[unit] in caller.ask(f"{unit}三公经费多少", user={"id": f"p{number}"}, id=f"{number}")["text"]

    threads = [threading.Thread(target=ask, args=(number, unit)) for number, unit in enumerate([*figures] * 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert told == dict.fromkeys(range(30), True)


@pytest.mark.parametrize("secrets_", ["portal", "portal=short", "a b=0123456789abcdef", "=0123456789abcdef"])
def test_secrets_that_can_not_be_are_told_without_showing_them(secrets_):
    with pytest.raises(SettingInvalid) as raised:
        open_channel({"WEBHOOK_SECRETS": secrets_, "WEBHOOK_REPLY_ORIGINS": "", "WEBHOOK_WAIT": "10"})
    assert secrets_ not in str(raised.value)


@pytest.mark.parametrize(("language", "command"), [("python", [sys.executable, "-c"]), ("bash", ["bash", "-c"])])
def test_the_examples_of_the_page_work(caller, language, command):
    example = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[1]
    arguments = [example, "武汉三公经费多少"] if language == "python" else [example, "example", "武汉三公经费多少"]
    environment = {"PATH": os.environ["PATH"], "BOT_URL": caller.url, "BOT_SECRET": SECRET, "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run([*command, *arguments], env=environment, capture_output=True, text=True, timeout=30)
    assert FIGURE in run.stdout, run.stderr


def test_the_page_names_every_field():
    named = set(re.findall(r"`(\w+)`", PAGE)) | set(re.findall(r'"(\w+)"', PAGE))
    assert [field for form in (Incoming, Outgoing, User) for field in form.__struct_fields__ if field not in named] == []
