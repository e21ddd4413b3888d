"""钉钉's robot over real sockets and HTTP, against a server that its official client is held against as well; published vectors."""

from __future__ import annotations

import asyncio
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from base64 import b64encode
from urllib.parse import quote

import dingtalk_stream
import pytest
import requests
from click.testing import CliRunner

from service.__main__ import main
from service.bots import crew
from service.bots.access import Allowed
from service.bots.channel import NotTaken, Refused
from service.bots.channels import dingtalk
from service.bots.channels.dingtalk import MESSAGES, PRESSES, open_channel
from service.bots.channels.dingtalk_api import address_of, reply_to
from service.bots.channels.dingtalk_callback import open_channel as open_callback
from service.bots.channels.dingtalk_callback import sign
from service.bots.channels.dingtalk_messages import render
from service.bots.channels.wecom_crypto import WecomCrypto
from service.bots.message import Message, Table
from service.bots.settings import read_allowed
from service.errors import SettingInvalid
from service.feedback import Feedback
from service.pipeline import open_service
from tests.bot_gateway import Gateways, holding_answers
from tests.fake_dingtalk import CUT, LONGEST_PARAM, FakeDingtalk

WUHAN, SHENZHEN = "3.70万元", "5万元"
REPLY, BATCH, GROUP = "/robot/sendBySession", "/v1.0/robot/oToMessages/batchSend", "/v1.0/robot/groupMessages/send"
CREATE, STREAM = "/v1.0/card/instances/createAndDeliver", "/v1.0/card/streaming"
PATH = "f3b9d1c47a604e0d"
DEFAULTS = {
    "DINGTALK_CLIENT_ID": "app", "DINGTALK_CLIENT_SECRET": "secret", "DINGTALK_ROBOT_CODE": "", "DINGTALK_CARD_TEMPLATE": "", "DINGTALK_CARD_KEY": "content",
    "DINGTALK_CALLBACK_PATH": PATH, "DINGTALK_CALLBACK_TOKEN": "", "DINGTALK_CALLBACK_AES_KEY": "",
}


@pytest.fixture(scope="module")
def service(config):
    return open_service(config)


@pytest.fixture
def fake():
    return FakeDingtalk()


@pytest.fixture
def bot(fake, service, tmp_path, monkeypatch):
    """Starts gateways of the robot that speak to the fake server, and stops them at the end."""
    for module in (dingtalk, crew):
        monkeypatch.setattr(module, "LOOK_AGAIN", 0.1)
    with fake.running():
        runner = Runner(fake, service, tmp_path)
        yield runner
        runner.stop_all()


class Runner(Gateways):
    def __init__(self, fake, service, folder):
        super().__init__(service, folder)
        self.fake, self.port = fake, 0

    def settings(self, **settings):
        at = self.fake.url
        return DEFAULTS | {"DINGTALK_REPLY_HOSTS": at, "DINGTALK_API": at, "DINGTALK_OAPI": at} | settings

    def start(self, allowed=Allowed(), **settings):
        """The office of the robot on its connection."""
        channel = open_channel(self.settings(**settings))
        channel.first_wait = 0.05
        return self.run(channel, allowed)

    def start_callback(self, clock=time.time, allowed=Allowed(), **settings):
        channel = open_callback(self.settings(**settings))
        channel.clock = clock
        office, self.port = self.run_called(channel, allowed)
        return office

    def post(self, body, timestamp="", signature="", path=PATH):
        """Call the robot as the messenger does."""
        timestamp = timestamp or str(int(time.time() * 1000))
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"timestamp": timestamp, "sign": signature or sign("secret", timestamp), "Content-Type": "application/json"}
        return requests.post(f"http://127.0.0.1:{self.port}/bot/dingtalk/{path}", data=raw, headers=headers, timeout=10)


# Questions and answers.


def test_a_question_is_answered_by_its_reply_address(fake, bot):
    bot.start()
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.replies)
    reply = fake.replies[0]
    assert reply["session"] == "li"
    assert reply["msgtype"] == "markdown"
    assert WUHAN in reply["markdown"]["text"]
    assert "出处1" in reply["markdown"]["text"]
    assert "三公" in reply["markdown"]["title"]
    assert fake.acks[0]["code"] == 200
    assert json.loads(fake.acks[0]["data"]) == {"response": None}
    assert fake.tokens == []


def test_in_a_group_who_asked_is_mentioned_and_nobody_goes_on_from_another(fake, bot):
    bot.start()
    fake.message("武汉三公经费多少", person="li", chat="cidG==")
    fake.wait(lambda: len(fake.replies) == 1)
    assert fake.replies[0]["at"] == {"atUserIds": ["li"], "isAtAll": False}
    assert fake.replies[0]["markdown"]["text"].startswith("@li")
    fake.message("那深圳呢", person="wang", chat="cidG==")
    fake.message("那深圳呢", person="li", chat="cidG==")
    fake.wait(lambda: len(fake.replies) == 3)
    told = {reply["session"]: reply["markdown"]["text"] for reply in fake.replies[1:]}
    assert SHENZHEN in told["li"]
    assert SHENZHEN not in told["wang"]


def test_tables_are_lists_and_offers_can_be_tapped(fake, bot):
    bot.start()
    fake.message("信息中心收入多少")
    fake.wait(lambda: fake.replies)
    text = fake.replies[0]["markdown"]["text"]
    offered = next(line for line in text.split("  \n") if "武汉" in line and "dtmd://" in line)
    question = requests.utils.unquote(offered.split("content=")[1].rstrip(")"))
    fake.message(question)
    fake.wait(lambda: len(fake.replies) == 2)
    assert "1236.74万元" in fake.replies[1]["markdown"]["text"]
    fake.message("武汉各项支出分别多少")
    fake.wait(lambda: len(fake.replies) == 3)
    assert "|" not in fake.replies[2]["markdown"]["text"]
    assert f"dtmd://dingtalkclient/sendMessage?content={quote('有用')}" in fake.replies[2]["markdown"]["text"]
    fake.message("有用")
    fake.wait(lambda: len(fake.replies) == 4)
    assert [remark.verdict for remark in Feedback(bot.folder / "state.sqlite").remarks()] == ["good"]


def test_recordings_rich_texts_pictures_and_the_robots_own_messages(fake, bot):
    bot.start()
    fake.message("", person="a", msgtype="audio", content={"recognition": "武汉三公经费多少", "downloadCode": "x"})
    fake.message("", person="b", msgtype="richText", content={"richText": [{"text": "深圳三公"}, {"type": "picture", "downloadCode": "x"}, {"text": "经费多少"}]})
    fake.message("", person="c", msgtype="picture", content={"downloadCode": "x"})
    fake.message("武汉三公经费多少", person="robot")
    fake.message("武汉三公经费多少", person="d", chat="cidG==", isInAtList=False)
    fake.wait(lambda: len(fake.replies) == 3 and len(fake.acks) == 5)
    told = {reply["session"]: reply["markdown"]["text"] for reply in fake.replies}
    assert WUHAN in told["a"]
    assert SHENZHEN in told["b"]
    assert told["c"] == "目前只支持文字提问，请以文字发送问题。"


def test_the_same_message_again_is_answered_once_and_a_long_one_is_refused_with_words(fake, bot):
    bot.start()
    body = fake.message("武汉三公经费多少")
    fake.push("CALLBACK", MESSAGES, body)
    fake.message("武汉" * 3000, person="wang")
    fake.wait(lambda: len(fake.replies) == 2 and bot.counts().get("repeated") == 1)
    assert {reply["session"] for reply in fake.replies} == {"li", "wang"}
    assert next(reply for reply in fake.replies if reply["session"] == "wang")["markdown"]["text"].startswith("问题太长")


def test_frames_that_nobody_understands_are_answered_and_harm_nothing(fake, bot):
    bot.start()
    broken = [fake.push("CALLBACK", MESSAGES, data) for data in ("no json", "[]", "[" * 100_000, '{"msgId": 1}', '{"conversationId": 1, "senderId": {}}')]
    strange = fake.push("CALLBACK", "/v1.0/else", {})
    event = fake.push("EVENT", "*", {"eventType": "org_dept_create"})
    ping = fake.push("SYSTEM", "ping", {"opaque": "0d2f"})
    fake.wait(lambda: len(fake.acks) == 8)
    assert {fake.ack(frame)["code"] for frame in broken} == {400}
    assert fake.ack(strange)["code"] == 404
    assert json.loads(fake.ack(event)["data"])["status"] == "SUCCESS"
    assert json.loads(fake.ack(ping)["data"]) == {"opaque": "0d2f"}
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.replies)


@pytest.mark.parametrize("on_card", [True, False])
def test_every_part_of_a_long_reply_fits_and_no_title_has_a_cut_figure(on_card):
    table = Table(["单位", "金额（万元）"], [False, True], [[f"某市某单位{at}*_|", f"{at}234567.89"] for at in range(900)])
    offers = tuple((f"第{at}项*", f"第{at}项的支出（万元）是多少？" * 10) for at in range(1, 8))
    message = Message(f"{'各单位如下' * 12}，合计1234567.89万元。" * 30, table, "各单位总支出是多少" * 20, ("注" * 500,), offers=offers, link="https://b.cn/a/1", turn="t")
    parts = [json.loads(body) for body in render(message, on_card)]
    assert len(parts) > 3
    for part in parts:
        assert len(json.dumps({"title": part["title"], "text": part["text"]}, ensure_ascii=False).encode()) <= LONGEST_PARAM
        assert 0 < len(part["title"]) <= 60
        assert "1234567" not in part["title"]
    whole = "".join(part["text"] for part in parts)
    assert len(re.findall(r"\b\d+234567\.89", whole)) >= 900
    assert "|" not in whole
    assert [len(part["choices"]) for part in parts] == [7] + [0] * (len(parts) - 1)


# Where a reply goes when its address is not good.


def test_where_the_reply_address_has_run_out_the_answer_is_pushed(fake, bot):
    bot.start()
    fake.message("武汉三公经费多少", sessionWebhookExpiredTime=int(time.time() * 1000))
    fake.message("武汉三公经费多少", chat="cidG==", sessionWebhookExpiredTime=0)
    fake.wait(lambda: len(fake.pushes) == 2)
    assert fake.replies == []
    assert len(fake.tokens) == 1
    assert {place for place, text in fake.shown() if WUHAN in text} == {"li", "cidG=="}


def test_no_reply_goes_to_an_address_that_is_not_listed(fake, bot):
    other = FakeDingtalk()
    with other.running():
        bot.start()
        fake.message("武汉三公经费多少", sessionWebhook=f"{other.url}{REPLY}?session=li")
        fake.wait(lambda: fake.pushes)
        assert other.replies == []


@pytest.mark.parametrize("url", [
    "http://oapi.dingtalk.com/robot/sendBySession?session=1", "https://oapi.dingtalk.com.evil.cn/robot", "https://oapi.dingtalk.com@evil.cn/robot",
    "https://oapi.dingtalk.com:8443/robot", "https://127.0.0.1/robot", "https://oapi.dingtalk.com\\@evil.cn/", "file:///etc/passwd", "//oapi.dingtalk.com/x",
    "https://[/", "",
])
def test_addresses_that_no_reply_is_sent_to(url):
    assert address_of(url, frozenset({"https://oapi.dingtalk.com"})) == ""


def test_the_address_that_replies_are_sent_to():
    url = "https://oapi.dingtalk.com/robot/sendBySession?session=1"
    assert address_of(url, frozenset({"https://oapi.dingtalk.com"})) == url


def test_an_error_number_of_the_reply_address_is_seen(fake, bot):
    bot.start()
    fake.faults[REPLY] = [(200, {"errcode": 300005, "errmsg": "token is not exist"})]
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.pushes)
    assert [place for place, text in fake.shown() if WUHAN in text] == ["li"]


@pytest.mark.parametrize("fault", [(429, {"code": "Throttling"}), (403, {"code": "Forbidden.AccessDenied.QpsLimitForApi"}), (200, {"errcode": 130101, "errmsg": "send too fast"})])
def test_too_many_messages_are_a_reason_to_wait(fake, fault):
    with fake.running() as url:
        fake.faults[REPLY] = [fault]
        with pytest.raises(NotTaken) as caught:
            reply_to(f"{url}{REPLY}?session=li", {"msgtype": "markdown"})
    assert caught.value.seconds >= 5


def test_a_redirection_is_not_followed(fake):
    with fake.running() as url:
        fake.faults[REPLY] = [(302, {})]
        with pytest.raises(Refused):
            reply_to(f"{url}{REPLY}?session=li", {})
    assert fake.replies == []


def test_where_nothing_listens_nothing_was_taken():
    with pytest.raises(NotTaken):
        reply_to("http://127.0.0.1:9/robot", {})


def test_a_reply_cut_off_is_repeated_once_and_marked(fake, bot):
    bot.start()
    fake.faults[REPLY] = [CUT]
    fake.message("武汉三公经费多少")
    fake.wait(lambda: len(fake.replies) == 2)
    assert ["重发" in reply["markdown"]["text"] for reply in fake.replies] == [False, True]


def test_a_token_that_ended_early_is_renewed(fake, bot):
    bot.start()
    fake.message("武汉三公经费多少", sessionWebhook="")
    fake.wait(lambda: len(fake.pushes) == 1)
    fake.tokens.append("the only one that is good now")
    fake.message("深圳三公经费多少", sessionWebhook="")
    fake.wait(lambda: len(fake.pushes) == 2)
    assert len(fake.tokens) == 3


# Cards.


def test_an_answer_takes_the_place_of_working_on_a_card(fake, bot):
    bot.start(DINGTALK_CARD_TEMPLATE="card.schema")
    fake.message("武汉三公经费多少")
    fake.wait(lambda: any(card["finished"] for card in fake.cards.values()))
    created, filled = fake.asked(CREATE)[0], fake.asked(STREAM)
    assert created["cardData"]["cardParamMap"] == {"content": "正在查询…"}
    assert (created["openSpaceId"], created["callbackType"], created["cardTemplateId"]) == ("dtv1.card//IM_ROBOT.li", "STREAM", "card.schema")
    assert [(body["isFull"], body["isFinalize"]) for body in filled] == [(True, True)]
    assert [WUHAN in text for _, text in fake.shown()] == [True]


def test_working_in_a_group_is_replaced_there_and_without_a_card_nothing_is_shown_before_the_answer(fake, bot):
    bot.start(DINGTALK_CARD_TEMPLATE="card.schema")
    with holding_answers():
        fake.message("武汉三公经费多少", chat="cidG==")
        fake.wait(lambda: fake.shown() == [("dtv1.card//IM_GROUP.cidG==", "正在查询…")])
    fake.wait(lambda: any(card["finished"] for card in fake.cards.values()))
    assert [(place, WUHAN in text) for place, text in fake.shown()] == [("dtv1.card//IM_GROUP.cidG==", True)]
    bot.stop_all()
    bot.start()
    with holding_answers():
        fake.message("深圳三公经费多少", chat="cidG==")
        fake.wait(lambda: len(fake.acks) == 2)
    fake.wait(lambda: fake.replies)
    assert [SHENZHEN in text for _, text in fake.shown()] == [True, False]


@pytest.mark.parametrize(("variable", "value"), [("DINGTALK_USERS", "wang"), ("DINGTALK_CHATS", "cidG==")])
def test_who_is_on_no_list_may_not_ask(fake, bot, variable, value):
    bot.start(allowed=read_allowed({variable: value}, "dingtalk"))
    fake.message("武汉三公经费多少", person="li")
    fake.message("武汉三公经费多少", person="wang", chat="cidG==")
    fake.wait(lambda: len(fake.replies) == 2)
    told = {reply["session"]: reply["markdown"]["text"] for reply in fake.replies}
    assert (told["li"], WUHAN in told["wang"]) == ("您没有查询权限，请联系管理员。", True)


def test_a_card_in_a_group_has_buttons_that_choose_and_rate(fake, bot):
    bot.start(DINGTALK_CARD_TEMPLATE="card.schema")
    fake.message("信息中心收入多少", chat="cidG==")
    fake.wait(lambda: any(card["finished"] for card in fake.cards.values()))
    (card,) = fake.cards
    assert fake.cards[card]["place"] == "dtv1.card//IM_GROUP.cidG=="
    assert "dtmd://" not in fake.cards[card]["text"]
    choice = next(each for each in json.loads(fake.cards[card]["data"]["choices"]) if each["text"].startswith("武汉"))
    fake.press(card, chat="cidG==", choice=choice["number"])
    fake.wait(lambda: sum(each["finished"] for each in fake.cards.values()) == 2)
    answered = next(each for each in fake.cards if each != card)
    assert "1236.74万元" in fake.cards[answered]["text"]
    fake.press(answered, person="wang", chat="cidG==", ids=("bad",))
    fake.press(answered, chat="cidG==", ids=("bad",), reason="数不对")
    kept = Feedback(bot.folder / "state.sqlite")
    fake.wait(lambda: len(fake.pushes) == 2)
    assert {text for place, text in fake.shown() if place == "cidG=="} == {"还没有可以评价的答案，请先提一个问题。", "谢谢，已经记下。"}
    assert [(remark.verdict, remark.reason) for remark in kept.remarks()] == [("bad", "数不对")]
    fake.press("unknown", choice="1")
    fake.press(card, ids=("else",))
    fake.wait(lambda: len(fake.acks) == 6 and len(fake.pushes) == 3)
    assert len(fake.cards) == 2


@pytest.mark.parametrize(("path", "fault"), [(CREATE, (403, {"code": "Forbidden.AccessDenied"})), (STREAM, (400, {"code": "param.error"}))])
def test_where_a_card_fails_the_answer_is_a_message(fake, bot, path, fault):
    bot.start(DINGTALK_CARD_TEMPLATE="card.schema")
    fake.faults[path] = [fault]
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.replies)
    assert WUHAN in fake.replies[0]["markdown"]["text"]


def test_a_card_whose_filling_was_cut_off_is_filled_again_and_is_one_message(fake, bot):
    bot.start(DINGTALK_CARD_TEMPLATE="card.schema")
    fake.faults[STREAM] = [CUT]
    fake.message("武汉三公经费多少")
    fake.wait(lambda: len(fake.asked(STREAM)) == 2)
    assert ["重发" in text for _, text in fake.shown()] == [False]


# The connection.


@pytest.mark.parametrize("clean", [True, False])
def test_after_the_connection_ended_questions_are_answered_again(fake, bot, clean):
    bot.start()
    fake.wait(lambda: fake.connections == 1)
    fake.close(clean)
    fake.wait(lambda: fake.connections == 2)
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.replies)


def test_a_server_that_gives_no_sign_of_life_is_left(fake, bot, monkeypatch):
    monkeypatch.setattr(dingtalk, "SIGN_OF_LIFE", 0.2)
    bot.start()
    fake.wait(lambda: fake.connections == 1)
    with fake.frozen():
        fake.wait(lambda: fake.connections == 2)


def test_a_frame_that_is_too_large_ends_one_connection_only(fake, bot):
    bot.start()
    fake.message("武汉" * 1_000_000)
    fake.wait(lambda: fake.connections == 2)
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.replies)
    assert WUHAN in fake.replies[0]["markdown"]["text"]


@pytest.mark.parametrize("state", ["before it is let in", "before a question", "before working", "behind working"])
def test_wherever_the_connection_is_cut_the_question_is_answered_once(fake, bot, state):
    fake.turned_away = state == "before it is let in"
    bot.start(DINGTALK_CARD_TEMPLATE="card.schema")
    fake.wait(lambda: fake.connections == 1)
    if state == "before a question":
        fake.close(clean=False)
        fake.wait(lambda: fake.connections == 2)
    with holding_answers():
        fake.message("武汉三公经费多少")
        if state == "before working":
            fake.close(clean=False)
        fake.wait(lambda: fake.cards)
        if state == "behind working":
            fake.close(clean=False)
        fake.wait(lambda: fake.connections == (1 if state == "before it is let in" else 2))
    fake.wait(lambda: bot.counts().get("sent") == 1)
    assert ([(card["finished"], WUHAN in card["text"]) for card in fake.cards.values()], fake.replies) == ([(True, True)], [])


def test_asked_to_move_the_robot_connects_anew_before_it_leaves_and_loses_nothing(fake, bot):
    bot.start()
    fake.wait(lambda: fake.connections == 1)
    left = fake.ask_to_move()
    fake.send(left, "CALLBACK", MESSAGES, fake.body("武汉三公经费多少", person="late"))
    fake.wait(lambda: fake.connections == 2)
    fake.message("深圳三公经费多少", person="next")
    fake.wait(lambda: len(fake.replies) == 2)
    assert {reply["session"] for reply in fake.replies} == {"late", "next"}
    assert bot.state() == {"dingtalk": "up"}
    fake.wait(lambda: len(fake._sockets) == 1)


def test_the_check_tells_what_is_wrong_and_takes_no_messages(fake, bot):
    assert [(found.name, found.fine) for found in open_channel(bot.settings()).check()] == [("dingtalk_token", True), ("dingtalk_connection", True)]
    assert fake.topics == [[PRESSES]]
    wrong = list(open_channel(bot.settings(DINGTALK_CLIENT_SECRET="wrong")).check())
    assert [(found.name, found.fine) for found in wrong] == [("dingtalk_token", False), ("dingtalk_connection", False)]
    assert "invalidClientIdOrSecret" in wrong[0].advice
    assert "authFailed" in wrong[1].advice
    before = fake.refused
    bot.start(DINGTALK_CLIENT_SECRET="wrong")
    fake.wait(lambda: fake.refused > before + 1)
    assert bot.state()["dingtalk"] in ("down", "connecting")
    assert fake.connections == 1


def test_no_secret_and_no_address_with_a_token_is_logged(fake, bot, caplog):
    caplog.set_level("INFO")
    bot.start()
    fake.faults = {REPLY: [CUT, (500, {})], BATCH: [CUT]}
    fake.message("武汉三公经费多少")
    fake.message("深圳三公经费多少", person="wang", sessionWebhook="")
    fake.wait(lambda: len(fake.acks) == 2)
    fake.close(clean=False)
    fake.wait(lambda: {place for place, _ in fake.shown()} == {"li", "wang"} and fake.connections == 2)
    said = caplog.text
    assert "job" in said
    assert not [secret for secret in ("secret", "session=", "ticket", "三公", *fake.tokens) if secret in said]


# Who may ask.


def test_departments_are_looked_up_with_those_above_and_unknown_people_are_kept_out(fake, bot):
    fake.parents = {"li": [205, 12, 1], "wang": [13, 1]}
    bot.start(allowed=Allowed(departments=frozenset({"12"})))
    for person in ("li", "wang", "zhao"):
        fake.message("武汉三公经费多少", person=person)
    fake.wait(lambda: len(fake.replies) == 3)
    told = {reply["session"]: reply["markdown"]["text"] for reply in fake.replies}
    assert WUHAN in told["li"]
    assert {told["wang"], told["zhao"]} == {"您没有查询权限，请联系管理员。"}


def test_nobody_is_let_in_while_departments_cannot_be_looked_up(fake, bot):
    fake.parents = {"li": [12]}
    channel = open_channel(bot.settings())
    fake.faults["/topapi/v2/department/listparentbyuser"] = [(200, {"errcode": 60011, "errmsg": "no right"}), CUT]
    for _ in range(2):
        with pytest.raises(Exception, match="bot_not_sent"):
            channel.departments("li")
    assert channel.departments("li") == {"12"}


# HTTP.


@pytest.mark.parametrize(("secret", "timestamp", "signature"), [
    # The sample secret and time of open.dingtalk.com; outputs of the vendor's sample code as CodeIslandCore's tests have them.
    ("this is secret", "1577262236757", "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM="),
    ("SEC1234567890abcdef", "1700000000000", "RqBq3E1RTBDv3n2QBCh4adZ2WHk9mVklyUoDBLxarjI="),
])
def test_published_signatures(fake, bot, secret, timestamp, signature):
    assert sign(secret, timestamp) == signature
    bot.start_callback(clock=lambda: int(timestamp) / 1000 + 3599, DINGTALK_CLIENT_SECRET=secret)
    assert bot.post(fake.body("武汉三公经费多少"), timestamp, signature).status_code == 200
    fake.wait(lambda: fake.replies)


def test_a_signed_message_is_acknowledged_with_nothing_before_it_is_answered(fake, bot):
    bot.start_callback()
    with holding_answers():
        answer = bot.post(fake.body("武汉三公经费多少"))
        assert (answer.status_code, answer.content, fake.replies) == (200, b"", [])
    fake.wait(lambda: fake.replies)
    assert WUHAN in fake.replies[0]["markdown"]["text"]


def test_by_calls_too_who_is_on_no_list_may_not_ask(fake, bot):
    bot.start_callback(allowed=read_allowed({"DINGTALK_CALLBACK_USERS": "wang"}, "dingtalk-callback"))
    for person in ("li", "wang"):
        assert bot.post(fake.body("武汉三公经费多少", person)).status_code == 200
    fake.wait(lambda: len(fake.replies) == 2)
    told = {reply["session"]: reply["markdown"]["text"] for reply in fake.replies}
    assert (told["li"], WUHAN in told["wang"]) == ("您没有查询权限，请联系管理员。", True)


def test_callers_that_are_not_the_messenger_are_told_nothing(fake, bot):
    now = int(time.time() * 1000)
    bot.start_callback()
    body = fake.body("武汉三公经费多少")
    refused = [
        bot.post(body, signature="wrong"), bot.post(body, signature=sign("other", str(now)), timestamp=str(now)), bot.post(body, timestamp=str(now - 3_601_000)),
        bot.post(body, timestamp=str(now + 3_660_000)), bot.post(body, timestamp="²3"), bot.post(body, timestamp="x"), bot.post(body, path="f3b9d1c47a604e0e"),
        bot.post(body, path=f"{PATH}/events"),
    ]
    assert {(answer.status_code, answer.content) for answer in refused} == {(403, b"")}
    assert bot.post(b"{").status_code == 400
    assert bot.post(b" " * (1024 * 1024 + 1)).status_code == 413
    assert bot.counts() == {}


def test_a_signature_is_soon_good_for_the_body_it_came_with_alone_also_after_a_restart(fake, bot):
    later = [0]
    clock = lambda: time.time() + later[0]
    bot.start_callback(clock)
    timestamp = str(int(time.time() * 1000))
    body = fake.body("武汉三公经费多少")
    assert bot.post(body, timestamp).status_code == 200
    later[0] = 10
    assert bot.post(body, timestamp).status_code == 200
    assert bot.post(fake.body("深圳三公经费多少"), timestamp).status_code == 403
    fake.wait(lambda: fake.replies)
    bot.stop_all()
    bot.start_callback(clock)
    assert bot.post(fake.body("深圳三公经费多少"), timestamp).status_code == 403
    assert bot.post(body, timestamp).status_code == 200
    assert bot.counts()["repeated"] == 2
    assert len(fake.replies) == 1


@pytest.mark.parametrize("ids", [{}, {"msgId": None}])
def test_messages_of_one_millisecond_are_answered_each(fake, bot, ids):
    bot.start_callback()
    now = int(time.time() * 1000)
    for text, person in (("武汉三公经费多少", "li"), ("深圳三公经费多少", "li"), ("武汉三公经费多少", "wang")):
        body = fake.body(text, person) | ids | {"createAt": now}
        assert [bot.post(body, str(now)).status_code for _ in range(2)] == [200, 200]
    fake.wait(lambda: len(fake.replies) == 3 and bot.counts()["repeated"] == 3)
    told = [(reply["session"], WUHAN in reply["markdown"]["text"]) for reply in fake.replies]
    assert [told_wuhan for session, told_wuhan in told if session == "li"] == [True, False]
    assert ("wang", True) in told


# open.dingtalk.com's debugging page, and open-dingtalk/DingTalk-Callback-Crypto (dingtalk_callback_crypto.rs, DingCallbackCrypto3.py).
EVENTS = [
    (
        "123456", "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij", "suite4xxxxxxxxxxxxxxx", "5a65ceeef9aab2d149439f82dc191dd6c5cbe2c0", "1445827045067", "nEXhMP4r",
        "1a3NBxmCFwkCJvfoQ7WhJHB+iX3qHPsc9JbaDznE1i03peOk1LaOQoRz3+nlyGNhwmwJ3vDMG+OzrHMeiZI7gTRWVdUBmfxjZ8Ej23JVYa9VrYeJ5as7XM/ZpulX8NEQis44w53h1qAgnC3PRzM7Zc"
        "/D6Ibr0rgUathB6zRHP8PYrfgnNOS9PhSBdHlegK+AGGanfwjXuQ9+0pZcy0w9lQ==",
        '{"EventType":"check_create_suite_url","Random":"LPIdSnlF","TestSuiteKey":"suite4xxxxxxxxxxxxxxx"}',
    ),
    (
        "mryue", "Yue0EfdN5900c1ce5cf6A152c63DDe1808a60c5ecd7", "ding6ccabc44d2c8d38b", "03044561471240d4a14bb09372dfcfd4fd0e40cb", "1608001896814", "WL4PK6yA",
        "0vJiX6vliEpwG3U45CtXqi+m8PXbQRARJ8p8BbDuD1EMTDf0jKpQ79QS93qEk7XHpP6u+oTTrd15NRPvNvmBKyDCYxxOK+HZeKju4yhELOFchzNukR+t8SB/qk4ROMu3",
        '{"EventType":"check_url"}',
    ),
]


@pytest.mark.parametrize(("token", "key", "app", "signature", "timestamp", "nonce", "encrypted", "event"), EVENTS)
def test_published_events_are_answered_with_the_encrypted_word(fake, bot, token, key, app, signature, timestamp, nonce, encrypted, event):
    crypto = WecomCrypto(token, key, app)
    assert crypto.open(signature, timestamp, nonce, encrypted).decode() == event
    bot.start_callback(clock=lambda: int(timestamp) / 1000, DINGTALK_CLIENT_ID=app, DINGTALK_CALLBACK_TOKEN=token, DINGTALK_CALLBACK_AES_KEY=key)
    url = f"http://127.0.0.1:{bot.port}/bot/dingtalk/{PATH}/events"
    for name in ("signature", "msg_signature"):
        answer = requests.post(url, params={name: signature, "timestamp": timestamp, "nonce": nonce}, json={"encrypt": encrypted}, timeout=10).json()
        assert crypto.open(answer["msg_signature"], answer["timeStamp"], answer["nonce"], answer["encrypt"]) == b"success"
    for params, body in (
        ({"signature": "0" * 40, "timestamp": timestamp, "nonce": nonce}, {"encrypt": encrypted}),
        ({"signature": signature, "timestamp": str(int(timestamp) - 3_700_000), "nonce": nonce}, {"encrypt": encrypted}),
        ({"signature": signature, "timestamp": timestamp, "nonce": nonce}, {"encrypt": b64encode(b"x" * 64).decode()}),
        ({"signature": signature, "timestamp": timestamp, "nonce": nonce}, []),
    ):
        refused = requests.post(url, params=params, json=body, timeout=10)
        assert (refused.status_code, refused.content) == (403, b"")


@pytest.mark.parametrize("settings", [{"DINGTALK_CALLBACK_PATH": "short"}, {"DINGTALK_CALLBACK_PATH": "a/../bcdefghijklmnop"}, {"DINGTALK_CALLBACK_AES_KEY": "short"}])
def test_settings_that_cannot_be(fake, bot, settings):
    with pytest.raises(SettingInvalid):
        open_callback(bot.settings(**settings))


# The official client.


def test_the_fake_server_satisfies_the_official_client(fake, monkeypatch):
    with fake.running() as url:
        monkeypatch.setattr(dingtalk_stream.DingTalkStreamClient, "OPEN_CONNECTION_API", f"{url}/v1.0/gateway/connections/open")
        for module in (dingtalk_stream.stream, dingtalk_stream.card_replier):
            monkeypatch.setattr(module, "DINGTALK_OPENAPI_ENDPOINT", url)
        presses = Presses()
        with ThreadPoolExecutor(1) as pool:
            # In this thread the browser's loop may be running.
            pool.submit(asyncio.run, converse(fake, presses)).result()
    assert fake.replies[0]["markdown"]["text"] == "你好!"
    assert [(card["place"], card["text"]) for card in fake.cards.values()] == [("dtv1.card//IM_GROUP.cidG==", "part")]
    assert presses.seen == ["li 1"]
    assert sorted(fake.topics[0]) == sorted([MESSAGES, PRESSES])


async def converse(fake, presses):
    """What the official client does: a reply, a card in its steps, a button, a ping, a connection that is made anew."""
    client = dingtalk_stream.DingTalkStreamClient(dingtalk_stream.Credential("app", "secret"))
    client.register_callback_handler(dingtalk_stream.ChatbotMessage.TOPIC, Echo())
    client.register_callback_handler(PRESSES, presses)
    task = asyncio.create_task(client.start())
    try:
        await asyncio.to_thread(talk, fake, presses)
    finally:
        # It takes each of these for a broken connection until it waits to connect anew.
        while not task.done():
            task.cancel()
            await asyncio.sleep(0.05)


def talk(fake, presses):
    """Messages, buttons and signs of life, each answered."""
    fake.message("你好", chat="cidG==")
    fake.wait(lambda: any(card["data"].get("flowStatus") == "3" for card in fake.cards.values()))
    fake.press(next(iter(fake.cards)), chat="cidG==", choice="1")
    ping = fake.push("SYSTEM", "ping", {"opaque": "1"})
    fake.wait(lambda: fake.ack(ping) and presses.seen)
    fake.ask_to_move()
    fake.wait(lambda: fake.connections == 2)


class Echo(dingtalk_stream.ChatbotHandler):
    async def process(self, callback):
        message = dingtalk_stream.ChatbotMessage.from_dict(callback.data)
        await asyncio.to_thread(self.reply, message)
        return dingtalk_stream.AckMessage.STATUS_OK, "OK"

    def reply(self, message):
        self.reply_markdown("title", f"{message.text.content.strip()}!", message)
        card = dingtalk_stream.AIMarkdownCardInstance(self.dingtalk_client, message)
        card.ai_start()
        card.ai_streaming("part")
        card.ai_finish("whole")


class Presses(dingtalk_stream.CallbackHandler):
    def __init__(self):
        super().__init__()
        self.seen = []

    async def process(self, callback):
        press = dingtalk_stream.CardCallbackMessage.from_dict(callback.data)
        self.seen.append(f"{press.user_id} {press.content['cardPrivateData']['params']['choice']}")
        return dingtalk_stream.AckMessage.STATUS_OK, {}


# The check.


def test_the_command_tells_what_is_missing_and_what_is_in_order(fake, tmp_path):
    def run_check(environment):
        return CliRunner().invoke(main, ["bot", "dingtalk", "--check", "--data", str(tmp_path)], env=environment)

    with fake.running() as url:
        told = run_check({"DINGTALK_CLIENT_ID": "app", "DINGTALK_API": url, "DINGTALK_OAPI": url})
        assert told.exit_code == 1
        assert "缺少  DINGTALK_CLIENT_SECRET  同一页的 Client Secret" in told.output
        told = run_check({"DINGTALK_CLIENT_ID": "app", "DINGTALK_CLIENT_SECRET": "wrong", "DINGTALK_API": url, "DINGTALK_OAPI": url})
        assert told.exit_code == 1
        assert "未通过  钉钉的访问凭证  核对 Client ID 和 Client Secret" in told.output
        assert "invalidClientIdOrSecret" in told.output
        told = run_check({"DINGTALK_CLIENT_ID": "app", "DINGTALK_CLIENT_SECRET": "secret", "DINGTALK_API": url, "DINGTALK_OAPI": url})
    assert told.exit_code == 0
    assert told.output.endswith("通过  钉钉的访问凭证\n通过  与钉钉的长连接（Stream 模式）\n")
