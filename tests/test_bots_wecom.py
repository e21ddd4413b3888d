"""企业微信's AI bot over real sockets, against a server that its official and another client are held against as well."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import Mock

import aibot
import aibot.ws
import pytest
import wecom_aibot_sdk
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from service.bots import crew, office
from service.bots.access import Allowed
from service.bots.channel import Refused
from service.bots.channels import wecom, wecom_requests
from service.bots.channels.wecom import WecomBot
from service.bots.gateway import AlreadyRunning, Gateway
from service.bots.model import Address, Job
from service.bots.settings import read_allowed
from service.bots.texts import MARKDOWN, marked
from service.feedback import Feedback
from service.history import History
from service.pipeline import open_service
from tests.bot_gateway import Gateways, holding_answers
from tests.fake_wecom import STREAM_ENDED, FakeWecom


@pytest.fixture(scope="module")
def service(config):
    return open_service(config)


@pytest.fixture
def fake():
    return FakeWecom()


@pytest.fixture
def bot(fake, service, tmp_path, monkeypatch):
    """Starts gateways of the bot that speak to the fake server, and stops them at the end."""
    for module in (wecom, crew):
        monkeypatch.setattr(module, "LOOK_AGAIN", 0.05)
    with fake.running() as url:
        runner = Runner(url, service, tmp_path)
        yield runner
        runner.stop_all()


@pytest.fixture
def impatient(monkeypatch):
    """Nobody waits long for what is answered to a frame, nor tries twice to show "working"."""
    monkeypatch.setattr(wecom_requests, "PATIENCE", 0.8)
    monkeypatch.setattr(office, "SHOWN_AT_MOST", 0)


class Runner(Gateways):
    def __init__(self, url, service, folder):
        super().__init__(service, folder)
        self.url = url

    def start(self, folder=None, allowed=Allowed(), **settings):
        channel = WecomBot(**({"bot_id": "bot", "secret": "secret", "name": "", "url": self.url, "first_wait": 0.05} | settings))
        return self.run(channel, allowed, folder=folder)


def test_an_answer_takes_the_place_of_working(fake, bot):
    bot.start()
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.shown())
    first, last = fake.streams()
    assert (first["content"], first["finish"]) == ("正在查询…", False)
    assert "3.70万元" in last["content"] and last["finish"]
    assert first["id"] == last["id"]
    assert History(bot.folder / "state.sqlite").turn(last["feedback"]["id"]).question == "武汉三公经费多少"
    assert {frame["headers"]["req_id"] for frame in fake.frames} == {"req-msg1-2"}


def test_in_a_group_the_mention_is_no_part_of_the_question_and_working_is_replaced_too(fake, bot):
    bot.start()
    fake.message("@预算助手 武汉三公经费多少", chat="group")
    fake.wait(lambda: fake.shown())
    first, last = fake.streams()
    assert (first["id"], first["content"], first["finish"]) == (last["id"], "正在查询…", False)
    assert "3.70万元" in last["content"] and last["finish"]
    assert History(bot.folder / "state.sqlite").questions("wecom:bot:li") == ["武汉三公经费多少"]


def test_the_same_message_again_is_answered_once(fake, bot):
    bot.start()
    msgid = fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.shown())
    fake.message("武汉三公经费多少", msgid=msgid)
    fake.message("深圳三公经费多少")
    fake.wait(lambda: len(fake.shown()) == 2)
    assert len(fake.streams("3.70万元")) == 1


def test_a_question_back_comes_with_buttons_and_a_button_is_answered(fake, bot):
    bot.start()
    fake.message("信息中心收入多少")
    fake.wait(lambda: any(frame["body"]["msgtype"] == "template_card" for frame in fake.frames))
    card = next(frame["body"]["template_card"] for frame in fake.frames if frame["body"]["msgtype"] == "template_card")
    button = next(button for button in card["button_list"] if button["text"].startswith("武汉"))
    fake.event("template_card_event", template_card_event={"card_type": card["card_type"], "event_key": button["key"], "task_id": card["task_id"]})
    fake.wait(lambda: any(frame["body"]["msgtype"] == "markdown" for frame in fake.frames))
    pushed = fake.frames[-1]
    assert pushed["cmd"] == "aibot_send_msg"
    assert pushed["body"]["chatid"] == "li"
    assert "1236.74万元" in pushed["body"]["markdown"]["content"]


def test_opening_the_chat_is_welcomed_and_feedback_is_kept(fake, bot):
    bot.start()
    fake.event("enter_chat")
    fake.wait(lambda: fake.frames)
    assert fake.frames[0]["cmd"] == "aibot_respond_welcome_msg"
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.shown())
    turn = fake.streams()[-1]["feedback"]["id"]
    fake.event("feedback_event", feedback_event={"id": turn, "type": 2, "content": "数不对", "inaccurate_reason_list": [2]})
    kept = Feedback(bot.folder / "state.sqlite")
    fake.wait(lambda: kept.remarks())
    assert [(remark.turn, remark.verdict, remark.reason) for remark in kept.remarks()] == [(turn, "bad", "数不对")]


@pytest.mark.parametrize("clean", [True, False])
def test_after_the_connection_ended_questions_are_answered_again(fake, bot, clean):
    bot.start()
    fake.wait(lambda: fake.subscriptions == 1)
    fake.close(clean)
    fake.wait(lambda: fake.subscriptions == 2)
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.shown())


def test_a_reply_cut_off_is_sent_over_the_next_connection_and_stands_there_once(fake, bot):
    bot.start()
    fake.mute = True
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.frames)
    fake.mute = False
    fake.close(clean=False)
    fake.wait(lambda: fake.shown(), 20)
    assert len(fake.shown()) == 1


def test_a_server_that_gives_no_sign_of_life_is_left(fake, bot):
    fake.mute = True
    bot.start(ping_every=0.1)
    fake.wait(lambda: fake.subscriptions >= 2)


def test_a_gateway_whose_connection_was_taken_over_stops_and_does_not_take_it_back(fake, bot, tmp_path):
    bot.start()
    fake.wait(lambda: fake.subscriptions == 1)
    other = tmp_path / "other"
    other.mkdir()
    bot.start(folder=other)
    fake.wait(lambda: fake.subscriptions == 2)
    bot.running[0][1].join(10)
    assert [error.code for error in bot.ended] == ["bot_taken_over"]
    assert (bot.state(), bot.state(other)) == ({"wecom": "taken_over"}, {"wecom": "up"})
    assert fake.subscriptions == 2


def test_one_data_folder_has_one_gateway_of_a_channel(bot, fake):
    office = bot.start()
    fake.wait(lambda: fake.subscriptions == 1)
    with pytest.raises(AlreadyRunning):
        Gateway(office, bot.folder, "127.0.0.1", 0).run(threading.Event())


def test_a_wrong_secret_is_told_and_lets_nobody_in(fake, bot):
    bot.start(secret="wrong")
    fake.wait(lambda: fake.attempts > 1)
    assert bot.state()["wecom"] in ("down", "connecting")
    assert fake.subscriptions == 0
    assert [(found.name, found.fine, found.advice) for found in WecomBot("bot", "wrong", url=bot.url).check()] == [
        ("wecom_connection", False, "853000 invalid bot_id or secret"),
    ]
    assert "wrong" not in repr(WecomBot("bot", "wrong"))


def test_an_answer_whose_stream_is_over_is_a_message_of_its_own(fake, bot):
    fake.stream_lives = 0
    bot.start()
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.pushed())
    assert (fake.refused, len(fake.streams("3.70万元"))) == ([STREAM_ENDED], 0)
    assert "3.70万元" in fake.pushed()[0]["markdown"]["content"]


def test_an_answer_that_came_through_although_nobody_said_so_is_not_sent_again(fake, bot, impatient):
    jobs = bot.start().jobs
    fake.acks = ["sent", "lost"]
    fake.message("武汉三公经费多少")
    fake.wait(lambda: jobs.counts("wecom") == {"done": 1})
    assert (fake.refused, fake.pushed(), len(fake.shown())) == ([STREAM_ENDED], [], 1)


def test_where_a_stream_may_have_ended_by_its_age_the_answer_is_not_lost(fake, bot, impatient):
    later = [0]
    bot.start(clock=lambda: time.time() + later[0])
    fake.acks = ["sent", "lost"]
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.shown())
    later[0] = 400
    fake.wait(lambda: fake.pushed())
    assert [pushed["markdown"]["content"] for pushed in fake.pushed()] == [marked(shown, MARKDOWN) for shown in fake.shown().values()]


@pytest.mark.parametrize("ack", ["held", "lost"])
def test_where_working_is_not_answered_in_time_the_reply_goes_over_a_new_connection(fake, bot, impatient, ack):
    """A late answer to the one would else be taken for that to the other."""
    jobs = bot.start().jobs
    fake.acks, fake.codes = [ack], [0, 50001]
    fake.message("武汉三公经费多少")
    fake.wait(lambda: jobs.counts("wecom") == {"done": 1})
    assert (fake.refused, fake.subscriptions) == ([50001], 2)
    assert ["3.70万元" in content for content in fake.shown().values()] == [True]


@pytest.mark.parametrize("code", [40058, 93006])
def test_what_will_never_be_taken_is_not_tried_again(fake, bot, code):
    jobs = bot.start().jobs
    fake.codes = [0, code]
    fake.message("武汉三公经费多少")
    fake.wait(lambda: jobs.counts("wecom") == {"failed": 1})
    fake.message("深圳三公经费多少")
    fake.wait(lambda: fake.shown())
    assert (fake.refused, bot.counts().get("retried", 0), ["5万元" in content for content in fake.shown().values()]) == ([code], 0, [True])


@pytest.mark.parametrize("code", [-1, 50001])
def test_for_what_is_no_reason_to_give_up_it_is_tried_again(fake, bot, code):
    bot.start()
    fake.codes = [0, code]
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.shown())
    assert (fake.refused, bot.counts()["retried"]) == ([code], 1)


def test_a_welcome_is_tried_once(fake, bot):
    jobs = bot.start().jobs
    fake.codes = [50001]
    fake.event("enter_chat")
    fake.wait(lambda: jobs.counts("wecom") == {"failed": 1})
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.shown())
    assert fake.refused == [50001]
    assert {frame["cmd"] for frame in fake.frames} == {"aibot_respond_msg"}


def test_a_welcome_that_is_late_is_not_tried():
    job = Job("key", Address("wecom", "bot", "li", "li"), "event", "enter", "", "", time.time() - 6, {"req_id": "r", "to": "li"})
    with pytest.raises(Refused, match="too late"):
        WecomBot("bot", "secret").send(job, '{"text": "您好"}', 1)


def test_frames_that_are_not_as_documented_are_dropped_and_their_words_are_not_logged(fake, bot, caplog):
    bot.start()
    words, known = {"content": "不可外传"}, {"msgtype": "text", "msgid": "m", "from": {"userid": "li"}}
    bodies = [{}, [], "不可外传", known | {"text": [words]}, known | {"from": "li", "text": words}, known | {"msgid": "", "text": words}, known | {"from": {}, "text": words}]
    for body in bodies:
        fake.send({"cmd": "aibot_msg_callback", "headers": {"req_id": "r"}, "body": body})
    for frame in ("不可外传", [], {"headers": "不可外传"}, {"cmd": "aibot_event_callback"}, {"cmd": 7}, {"headers": {"req_id": "nobody asked"}, "errcode": 0}):
        fake.send(frame)
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.shown())
    assert len(fake.shown()) == fake.subscriptions == 1
    assert "Delivery is not as documented: ValidationError: Expected `object | null`, got `array` - at `$.text`" in caplog.text
    assert caplog.text.count("wecom: a delivery (text) names no message or no sender") == 2
    assert "不可外传" not in caplog.text


def test_a_frame_that_is_too_large_ends_one_connection_only(fake, bot):
    bot.start()
    fake.message("武汉" * 1_000_000)
    fake.wait(lambda: fake.subscriptions == 2)
    fake.message("武汉三公经费多少")
    fake.wait(lambda: fake.shown())
    assert "3.70万元" in fake.streams()[-1]["content"]


STATES = ["before it is let in", "before a question", "before working", "working is not answered", "behind working", "the answer is not answered"]


@pytest.mark.parametrize("state", STATES)
def test_wherever_the_connection_is_cut_the_question_is_answered_once(fake, bot, state):
    fake.turned_away = state == "before it is let in"
    fake.acks = {"working is not answered": ["cut"], "the answer is not answered": ["sent", "cut"]}.get(state, [])
    jobs = bot.start().jobs
    fake.wait(lambda: fake.subscriptions == 1)
    if state == "before a question":
        fake.close(clean=False)
        fake.wait(lambda: fake.subscriptions == 2)
    with holding_answers():
        fake.message("武汉三公经费多少")
        if state == "before working":
            fake.close(clean=False)
        fake.wait(lambda: fake.streams("正在查询"))
        if state == "behind working":
            fake.close(clean=False)
    fake.wait(lambda: jobs.counts("wecom") == {"done": 1})
    assert (fake.attempts, ["3.70万元" in content for content in fake.shown().values()], fake.pushed()) == (2, [True], [])


@pytest.mark.parametrize(("variable", "value"), [("WECOM_USERS", "wang"), ("WECOM_CHATS", "group")])
def test_who_is_on_no_list_may_not_ask(fake, bot, variable, value):
    bot.start(allowed=read_allowed({variable: value}, "wecom"))
    denied, allowed = fake.message("武汉三公经费多少", person="li"), fake.message("@助手 武汉三公经费多少", person="wang", chat="group")
    fake.wait(lambda: len(fake.shown()) == 2)
    told = {frame["headers"]["req_id"].split("-")[1]: frame["body"]["stream"]["content"] for frame in fake.frames if frame["body"]["stream"]["finish"]}
    assert (told[denied], "3.70万元" in told[allowed]) == ("您没有查询权限，请联系管理员。", True)


def test_fifty_people_in_twenty_groups_get_their_own_answers(fake, bot):
    bot.start()
    asked = {}
    for person in range(50):
        unit, figure = (("武汉", "3.70万元"), ("深圳", "5万元"), ("四川", "0.80万元"), ("天门", "0.10万元"))[person % 4]
        for words in (f"@助手 {unit}三公经费多少", "@助手 合计呢" if person % 2 else f"@助手 {unit}三公经费是多少"):
            asked[fake.message(words, person=f"p{person}", chat=f"g{person % 20}")] = figure
    fake.wait(lambda: len(fake.shown()) == 100, 240)
    request_of = {frame["body"]["stream"]["id"]: frame["headers"]["req_id"] for frame in fake.frames if frame["body"].get("msgtype") == "stream"}
    told = {request_of[key].split("-")[1]: content for key, content in fake.shown().items()}
    assert set(told) == set(asked)
    assert {msgid for msgid, figure in asked.items() if figure not in told[msgid]} == set()


def test_the_fake_server_satisfies_the_official_client(fake, tmp_path, monkeypatch):
    server, client = certificate(tmp_path)
    monkeypatch.setattr(aibot.ws, "_SSL_CONTEXT", client)
    with fake.running(server) as url:
        options = aibot.WSClientOptions(
            bot_id="bot", secret="secret", ws_url=url, logger=Mock(), heartbeat_interval=100, reconnect_interval=50,
        )
        run_apart(converse(aibot.WSClient(options), fake))


def test_the_fake_server_satisfies_another_client(fake):
    with fake.running() as url:
        client = wecom_aibot_sdk.WSClient("bot", "secret", ws_url=url, logger=Mock(), heartbeat_interval=100, reconnect_interval=50)
        run_apart(converse(client, fake))


def run_apart(work):
    """Run a coroutine in a thread of its own: in this one the browser's loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


CARD = {"card_type": "button_interaction", "main_title": {"title": "?"}, "button_list": [{"text": "a", "style": 1, "key": "1"}], "task_id": "t-2"}


async def converse(client, fake):
    """What this project's bot does and is told, as another client speaks it: each of its replies is asked for, and told where it can't be."""
    seen = []

    async def answer(frame):
        text, where = frame["body"]["text"]["content"], frame["body"].get("chatid") or frame["body"]["from"]["userid"]
        await client.reply_stream(frame, text, "working", False)
        await client.reply_stream(frame, text, f"{text}!", True, None, {"id": "turn"})
        with pytest.raises(Exception, match=str(STREAM_ENDED)):
            await client.reply_stream(frame, text, "again", True)
        await client.send_message(where, {"msgtype": "template_card", "template_card": CARD})
        with pytest.raises(Exception, match="93006"):
            await client.send_message("nobody", {"msgtype": "markdown", "markdown": {"content": "x"}})
        seen.append(text)

    async def welcome(frame):
        with pytest.raises(Exception, match="846605"):
            await client.reply_stream(frame, "s", "no question", True)
        await client.reply_welcome(frame, {"msgtype": "text", "text": {"content": "welcome"}})
        seen.append("welcome")

    async def press(frame):
        await client.update_template_card(frame, CARD | {"task_id": frame["body"]["event"]["template_card_event"]["task_id"]})
        seen.append(frame["body"]["event"]["template_card_event"]["event_key"])

    async def note(frame):
        seen.append(frame["body"]["event"]["feedback_event"]["id"])

    for name, does in {"message.text": answer, "event.enter_chat": welcome, "event.template_card_event": press, "event.feedback_event": note}.items():
        client.on(name, does)
    await client.connect()
    await asyncio.to_thread(talk, fake, seen)
    left = client.disconnect()
    if left is not None:
        await left
    await asyncio.to_thread(fake.wait, lambda: fake.connected == 0)


def talk(fake, seen):
    """What people do, one after the other."""
    does = [
        lambda: fake.event("enter_chat"), lambda: fake.message("hello"), lambda: fake.message("hello all", chat="group"),
        lambda: fake.event("template_card_event", template_card_event={"card_type": "button_interaction", "event_key": "1", "task_id": "t-2"}),
        lambda: fake.event("feedback_event", feedback_event={"id": "turn", "type": 1}),
        lambda: (fake.close(clean=False), fake.message("after the cut")),
    ]
    for number, do in enumerate(does, start=1):
        do()
        fake.wait(lambda: len(seen) == number)
    fake.wait(lambda: fake.pings > 1)
    assert seen == ["welcome", "hello", "hello all", "1", "turn", "after the cut"]
    assert fake.shown() == {text: f"{text}!" for text in ("hello", "hello all", "after the cut")}
    assert [frame["cmd"] for frame in fake.frames if "template_card" in frame["body"]] == [*["aibot_send_msg"] * 2, "aibot_respond_update_msg", "aibot_send_msg"]
    assert (fake.refused, fake.subscriptions) == ([846605, *[STREAM_ENDED, 93006] * 3], 2)


def certificate(folder):
    """TLS for 127.0.0.1: the server's context and that of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False).sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()) + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    return server, ssl.create_default_context(cafile=str(pem))
