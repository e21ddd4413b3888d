"""企业微信's AI bot behind its callback address, called over HTTP as the messenger calls it."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
import requests

from service.bots.channel import Refused
from service.bots.channels import wecom_callback
from service.bots.channels.wecom_callback import WecomCallback, open_channel
from service.bots.channels.wecom_crypto import WecomCrypto
from service.bots.message import lay_out
from service.bots.model import Address, Job, Told
from service.bots.settings import read_allowed
from service.bots.texts import MARKDOWN, write
from service.errors import SettingInvalid
from service.feedback import Feedback
from service.history import History
from service.pipeline import open_service
from tests.bot_gateway import holding_answers, running, serving, wait_until
from tests.fake_wecom_calls import AES_KEY, TOKEN, FakeWecomCalls

FIGURE = "3.70万元"


@pytest.fixture(scope="module")
def service(config):
    return open_service(config)


@pytest.fixture
def fake(service, tmp_path):
    """The messenger, before a running bot: `fake.bot`."""
    fake = FakeWecomCalls()
    with serving(fake.take) as fake.reply_root:
        channel = WecomCallback(fake.crypto, origins=frozenset({fake.reply_root}), path="/bot/callback", fetches=0.6)
        with running(channel, service, tmp_path) as fake.bot:
            fake.url = f"{fake.bot.url}/bot/callback"
            yield fake


def test_the_address_is_verified_with_the_published_vector_within_its_time(service, tmp_path):
    crypto = WecomCrypto(TOKEN, AES_KEY, "wx5823bf96d3bd56c7")
    query = {
        "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "timestamp": "1409659589", "nonce": "263014780",
        "echostr": "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
    }
    channel = WecomCallback(crypto, clock=lambda: 1409659589 + channel.late)
    channel.late = 299
    with running(channel, service, tmp_path) as bot:
        ask = lambda **changed: requests.get(f"{bot.url}/bot/wecom-callback", params=query | changed, timeout=10)
        assert (ask().status_code, ask().content) == (200, b"1616140317555161061")
        assert (ask(nonce="263014781").status_code, ask(nonce="263014781").content) == (403, b"")
        channel.late = 301
        assert (ask().status_code, ask().content) == (403, b"")


def test_a_question_is_answered_with_working_and_the_answer_is_fetched(fake):
    first, *_, last = fake.ask("武汉三公经费多少")
    assert first == {"msgtype": "stream", "stream": {"id": first["stream"]["id"], "finish": False, "content": "正在查询…"}}
    assert FIGURE in last["stream"]["content"] and "| --- |" not in last["stream"]["content"]
    assert last["stream"]["id"] == first["stream"]["id"]
    assert History(fake.bot.state).turn(last["stream"]["feedback"]["id"]).question == "武汉三公经费多少"
    assert fake.bot.office.jobs.counts("wecom-callback") == {"done": 1}
    fake.call(fake.message("深圳三公经费多少", msgid="unfetched"))
    wait_until(lambda: fake.posted)
    assert [path for path, _ in fake.posted] == ["/response/unfetched"]


def test_the_same_message_again_is_the_same_stream_and_is_answered_once(fake):
    asked = fake.ask("武汉三公经费多少", msgid="one")
    again = fake.call(fake.message("武汉三公经费多少", msgid="one"))
    assert again == asked[-1]
    assert len(History(fake.bot.state).questions("wecom-callback:bot:li")) == 1


def test_a_stream_that_gets_no_answer_is_ended(fake, monkeypatch):
    monkeypatch.setattr(fake.bot.office.quota, "take", lambda asker: "silent")
    *_, last = fake.ask("武汉三公经费多少")
    assert (last["stream"]["content"], last["stream"]["finish"]) == ("（未回复）", True)


def test_where_nobody_fetches_the_answer_is_posted_once_to_the_address_of_replies(fake):
    fake.call(fake.message("武汉三公经费多少"))
    wait_until(lambda: fake.posted)
    (_, posted), = fake.posted
    assert posted["msgtype"] == "markdown" and FIGURE in posted["markdown"]["content"]
    assert History(fake.bot.state).turn(posted["markdown"]["feedback"]["id"])


def test_a_reply_that_was_cut_off_stands_there_once(fake):
    fake.codes = [None]
    fake.call(fake.message("武汉三公经费多少"))
    wait_until(lambda: fake.bot.office.jobs.counts("wecom-callback") == {"done": 1})
    assert len(fake.posted) == 1


LONG = "武汉一般公共预算基本支出表"


@pytest.fixture
def narrow(monkeypatch):
    """The messenger takes short texts only, so that a reply needs many."""
    monkeypatch.setattr(wecom_callback, "LONGEST_TEXT", 700)


def rows_in(*texts):
    """The rows of a table in texts, without its headers."""
    return [line for text in texts for line in text.split("\n") if line.startswith("| ") and "科目" not in line and "---" not in line]


def test_a_reply_that_needs_more_messages_than_there_may_be_tells_where_the_rest_is(fake, narrow):
    stream = fake.ask(LONG)[-1]["stream"]
    wait_until(lambda: fake.bot.office.jobs.counts("wecom-callback") == {"done": 1})
    posted = fake.posted[0][1]["markdown"]
    assert [len(text.encode()) <= 700 for text in (stream["content"], posted["content"])] == [True, True]
    assert (stream["content"][:5], posted["content"][:5], len(fake.posted)) == ("（1/2）", "（2/2）", 1)
    assert posted["content"].endswith(f"\n内容较长，其余的这里放不下。[查看原表和出处](https://budget.example.cn/a/{stream['feedback']['id']})")
    whole = rows_in(write_whole(fake, stream["feedback"]["id"]))
    told = rows_in(stream["content"], posted["content"])
    assert told == whole[: len(told)] and 2 < len(told) < len(whole)


def write_whole(fake, turn):
    """The whole of an answer as one text."""
    return "".join(write(lay_out(Told(answer=fake.bot.office.clerk.service.answer(LONG), turn=turn), ""), MARKDOWN, 10**6))


def test_where_nobody_fetches_a_long_reply_the_one_message_tells_where_the_rest_is(fake, narrow):
    fake.call(fake.message(LONG))
    wait_until(lambda: fake.bot.office.jobs.counts("wecom-callback") == {"done": 1})
    (_, posted), = fake.posted
    assert "其余的这里放不下。[查看原表和出处](https://budget.example.cn/a/" in posted["markdown"]["content"]
    assert not posted["markdown"]["content"].startswith("（1/")


def test_a_reply_of_two_messages_is_fetched_and_posted_whole(fake, monkeypatch):
    text = write_whole(fake, "")
    monkeypatch.setattr(wecom_callback, "LONGEST_TEXT", len(text.encode()) * 3 // 4)
    stream = fake.ask(LONG)[-1]["stream"]
    wait_until(lambda: fake.posted)
    assert rows_in(stream["content"], fake.posted[0][1]["markdown"]["content"]) == rows_in(text)


def test_an_address_to_reply_to_is_not_called_when_it_has_run_out(service):
    job = Job("key", Address("wecom-callback", "bot", "li", "li"), "m", "choice", "1", "", time.time() - 3601, {"response_url": "https://qyapi.weixin.qq.com/x"})
    with pytest.raises(Refused, match="run out"):
        WecomCallback(WecomCrypto(TOKEN, AES_KEY, "")).send(job, '{"text": "x", "turn": ""}', 1)


@pytest.mark.parametrize(("code", "state"), [(40058, "failed"), (50001, "done")])
def test_what_an_address_to_reply_to_says_decides_whether_it_is_tried_again(fake, code, state):
    fake.codes = [code]
    fake.call(fake.message("武汉三公经费多少"))
    wait_until(lambda: fake.bot.office.jobs.counts("wecom-callback") == {state: 1})
    assert len(fake.posted) == (state == "done")


def test_calls_that_are_not_as_documented_are_acknowledged_and_dropped(fake):
    for body in ({}, {"msgtype": "text", "text": []}, {"msgtype": "stream", "stream": "x"}, fake.message("x", **{"from": "li"}), fake.message("x") | {"msgid": ""}):
        assert fake.call(body) is None
    assert fake.bot.office.jobs.counts("wecom-callback") == {}


def test_a_question_back_brings_buttons_and_a_button_is_answered(fake):
    last = fake.ask("信息中心收入多少")[-1]
    assert last["msgtype"] == "stream_with_template_card"
    assert "1. " in last["stream"]["content"]
    card = last["template_card"]
    button = next(button for button in card["button_list"] if button["text"].startswith("武汉"))
    assert fake.call(fake.event("template_card_event", template_card_event={"card_type": card["card_type"], "event_key": button["key"], "task_id": card["task_id"]})) is None
    wait_until(lambda: fake.posted)
    assert "1236.74万元" in fake.posted[0][1]["markdown"]["content"]


def test_opening_the_chat_is_welcomed_in_the_call_itself_and_feedback_is_kept(fake):
    welcome = fake.call(fake.event("enter_chat"))
    assert welcome["msgtype"] == "text" and welcome["text"]["content"].startswith("您好")
    turn = fake.ask("武汉三公经费多少")[-1]["stream"]["feedback"]["id"]
    assert fake.call(fake.event("feedback_event", feedback_event={"id": turn, "type": 2, "content": "数不对"})) is None
    kept = Feedback(fake.bot.state)
    wait_until(lambda: kept.remarks())
    assert [(remark.turn, remark.verdict, remark.reason) for remark in kept.remarks()] == [(turn, "bad", "数不对")]
    wait_until(lambda: fake.bot.office.jobs.counts("wecom-callback") == {"done": 3})
    assert fake.posted == []


def test_in_a_group_working_is_shown_and_replaced(fake):
    with holding_answers():
        first = fake.call(fake.message("@助手 武汉三公经费多少", chat="group"))["stream"]
        again = fake.fetch(first["id"])["stream"]
    assert first == again == {"id": first["id"], "finish": False, "content": "正在查询…"}
    wait_until(lambda: fake.fetch(first["id"])["stream"]["finish"])
    assert FIGURE in fake.fetch(first["id"])["stream"]["content"]


def test_who_is_on_no_list_may_not_ask(service, tmp_path):
    fake = FakeWecomCalls()
    with running(WecomCallback(fake.crypto, path="/bot/callback"), service, tmp_path, read_allowed({"WECOM_CALLBACK_USERS": "wang"}, "wecom-callback")) as bot:
        fake.url = f"{bot.url}/bot/callback"
        assert fake.ask("武汉三公经费多少")[-1]["stream"]["content"] == "您没有查询权限，请联系管理员。"
        assert FIGURE in fake.ask("武汉三公经费多少", person="wang")[-1]["stream"]["content"]


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 2 * 1024 * 1024 + 1])
def test_a_body_that_is_larger_than_any_message_is_turned_away(fake, size):
    reply = requests.post(fake.url, params=fake.query(b'{"encrypt": "x"}'), data=b" " * size, timeout=10)
    assert reply.status_code == 413
    assert FIGURE in fake.ask("武汉三公经费多少")[-1]["stream"]["content"]


def test_in_a_group_people_have_conversations_of_their_own(fake):
    assert FIGURE in fake.ask("@助手 武汉三公经费多少", person="li", chat="group")[-1]["stream"]["content"]
    assert FIGURE not in fake.ask("@助手 那它的三公经费呢", person="wang", chat="group")[-1]["stream"]["content"]


def test_pictures_are_answered_with_a_request_for_words(fake):
    first = fake.call(fake.message("", msgtype="image", image={"url": "https://example.cn/x"}))
    wait_until(lambda: fake.fetch(first["stream"]["id"])["stream"]["finish"])
    assert fake.fetch(first["stream"]["id"])["stream"]["content"] == "目前只支持文字提问，请以文字发送问题。"


def test_what_is_not_genuine_is_turned_away_without_a_word(fake):
    raw = json.dumps({"encrypt": fake.crypto.encrypt(json.dumps(fake.message("武汉三公经费多少")).encode())}).encode()
    other = replace(fake.crypto, receiver="wx5823bf96d3bd56c7").encrypt(b"{}")
    foreign = json.dumps({"encrypt": other}).encode()
    cases = [
        (raw, fake.query(raw, now=time.time() - 400)), (raw, fake.query(raw) | {"msg_signature": "0" * 40}), (raw, {}),
        (foreign, fake.query(foreign)), (b"not json", fake.query(raw)), (b"[]", fake.query(raw)), (b'{"encrypt": 1}', fake.query(raw)),
    ]
    for body, query in cases:
        reply = requests.post(fake.url, params=query, data=body, timeout=10)
        assert (reply.status_code, reply.content) == (403, b"")
    assert fake.bot.office.jobs.counts("wecom-callback") == {}
    assert requests.get(f"{fake.bot.url}/elsewhere", timeout=10).content == b""


def test_replies_go_to_the_messenger_only(fake):
    fake.call(fake.message("武汉三公经费多少", response_url="http://169.254.169.254/latest"))
    wait_until(lambda: fake.bot.office.jobs.counts("wecom-callback") == {"failed": 1})
    assert fake.posted == []


def test_a_key_that_is_none_is_told_without_showing_it():
    settings = {"WECOM_CALLBACK_TOKEN": "t", "WECOM_CALLBACK_AES_KEY": "short", "WECOM_CALLBACK_NAME": "", "WECOM_CALLBACK_PATH": "/x", "WECOM_CALLBACK_REPLY_ORIGINS": ""}
    with pytest.raises(SettingInvalid) as raised:
        open_channel(settings)
    assert "short" not in str(raised.value)
