"""企业微信's AI bot over real sockets, against a server that its official and another client are held against as well."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import logging
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import aibot
import aibot.ws
import pytest
import wecom_aibot_sdk
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from service.bots.access import Allowed
from service.bots.channels.wecom import WecomBot
from service.bots.gateway import AlreadyRunning, Gateway
from service.feedback import Feedback
from service.history import History
from service.pipeline import open_service
from tests.bot_gateway import Gateways
from tests.fake_wecom import FakeWecom


@pytest.fixture(scope="module")
def service(config):
    return open_service(config)


@pytest.fixture
def fake():
    return FakeWecom()


@pytest.fixture
def bot(fake, service, tmp_path):
    """Starts gateways of the bot that speak to the fake server, and stops them at the end."""
    with fake.running() as url:
        runner = Runner(url, service, tmp_path)
        yield runner
        runner.stop_all()


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


def test_in_a_group_the_mention_is_no_part_of_the_question(fake, bot):
    bot.start()
    fake.message("@预算助手 武汉三公经费多少", chat="group")
    fake.wait(lambda: fake.shown())
    assert "3.70万元" in fake.streams()[-1]["content"]
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
    fake.wait(lambda: kept.remarks() or time.sleep(0.05))
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


def test_a_wrong_secret_is_reported_and_tried_again_with_pauses(fake, bot):
    bot.start(secret="wrong")
    time.sleep(0.5)
    assert bot.state()["wecom"] in ("down", "connecting")
    assert fake.subscriptions == 0
    assert [(found.name, found.fine) for found in WecomBot("bot", "wrong", url=bot.url).check()] == [("wecom_connection", False)]


def test_too_many_messages_and_ended_streams(fake, bot):
    bot.start()
    fake.codes = [0, 846608]
    fake.message("武汉三公经费多少")
    fake.wait(lambda: any(frame["cmd"] == "aibot_send_msg" for frame in fake.frames))
    assert "3.70万元" in fake.frames[-1]["body"]["markdown"]["content"]


def test_who_is_not_allowed_is_told_so(fake, bot):
    bot.start(allowed=Allowed(users=frozenset({"wang"})))
    fake.message("武汉三公经费多少", person="li")
    fake.wait(lambda: fake.shown())
    assert fake.streams()[-1]["content"] == "您没有查询权限，请联系管理员。"


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
        run_apart(converse(aibot.WSClient(aibot.WSClientOptions(bot_id="bot", secret="secret", ws_url=url, logger=logging.getLogger("aibot"))), fake))


def test_the_fake_server_satisfies_another_client(fake):
    with fake.running() as url:
        run_apart(converse(wecom_aibot_sdk.WSClient("bot", "secret", ws_url=url, logger=logging.getLogger("aibot")), fake))


def run_apart(work):
    """Run a coroutine in a thread of its own: in this one the browser's loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def converse(client, fake):
    """A stream in two steps, as each client speaks it."""
    done = asyncio.Event()

    async def answer(frame):
        await client.reply_stream(frame, "s1", "working", False)
        await client.reply_stream(frame, "s1", frame["body"]["text"]["content"] + "!", True)
        done.set()

    client.on("message.text", answer)
    await client.connect()
    await asyncio.to_thread(fake.message, "hello")
    await asyncio.wait_for(done.wait(), 10)
    assert fake.shown() == {"s1": "hello!"}
    left = client.disconnect()
    if left is not None:
        await left
    await asyncio.sleep(0.3)


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
