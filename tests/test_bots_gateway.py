"""The process of a channel: how it ends, by signals, by another gateway and by what it can't do without, and how that is seen."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import time
from contextlib import closing
from threading import Event, Thread

import pytest
import requests
from flask import Blueprint

from service.bots.callbacks import open_server, serve_until
from service.bots.channels.reconnecting import keep_connected
from service.bots.channels.webhook_forms import signed_headers
from service.bots.health import SILENT, BotHealth
from service.bots.jobs import Jobs
from tests.bot_gateway import free_port, is_open, serving, wait_until
from tests.bot_process import PATIENCE, Process
from tests.fake_wecom import FakeWecom

SECRET = "0123456789abcdef0123"


class HeldWecom(FakeWecom):
    """The messenger, which takes no reply before it is `released`."""

    def __init__(self):
        super().__init__()
        self.released, self.held = Event(), Event()

    def _reply(self, *parts):
        self.held.set()
        self.released.wait(PATIENCE)
        super()._reply(*parts)


def wecom(folder, url, **environment):
    return Process("wecom", folder, WECOM_BOT_ID="bot", WECOM_BOT_SECRET="secret", WECOM_URL=url, **environment)


def webhook(folder, port, **environment):
    return Process("webhook", folder, port, WEBHOOK_SECRETS=f"portal={SECRET}", **environment)


def state_of(folder):
    return {each.channel: each.state for each in BotHealth(folder / "state.sqlite").connections()}


def since(folder):
    return BotHealth(folder / "state.sqlite").connections()[0].since


def post(port, said):
    raw = json.dumps(said).encode()
    return requests.post(f"http://127.0.0.1:{port}/bot/webhook/portal", data=raw, headers=signed_headers(SECRET, raw, time.time()), timeout=PATIENCE)


def test_a_reply_in_hand_is_sent_before_the_connection_closes_and_what_comes_meanwhile_is_kept(bot_folder):
    fake = HeldWecom()
    with fake.running() as url, wecom(bot_folder, url) as gateway:
        fake.message("武汉三公经费多少", msgid="asked")
        assert fake.held.wait(PATIENCE)
        gateway.process.terminate()
        gateway.wait_for("wecom: stopping")
        fake.message("深圳三公经费多少", msgid="meanwhile")
        wait_until(lambda: sum(Jobs(bot_folder / "state.sqlite").counts("wecom").values()) == 2, PATIENCE)
        fake.released.set()
        assert gateway.wait() == 0, gateway.told()
        assert ["3.70万元" in told for told in fake.shown().values()] == [True]
        assert state_of(bot_folder) == {"wecom": "stopped"}
        gateway.start()
        fake.wait(lambda: any("5万元" in json.dumps(frame, ensure_ascii=False) for frame in fake.frames), PATIENCE)
        assert gateway.stop(signal.SIGINT) == 0


def test_a_messenger_that_does_not_answer_holds_the_end_up_for_so_long_only_and_a_second_signal_not_at_all(bot_folder):
    for second_signal, code in ((True, -signal.SIGTERM), (False, 0)):
        fake = HeldWecom()
        with fake.running() as url, wecom(bot_folder, url) as gateway:
            fake.message("武汉三公经费多少", msgid="asked")
            assert fake.held.wait(PATIENCE)
            gateway.process.terminate()
            if second_signal:
                gateway.wait_for("wecom: stopping")
                gateway.process.terminate()
            assert gateway.wait() == code
            assert Jobs(bot_folder / "state.sqlite").counts("wecom") == {"waiting": 1}
            fake.released.set()


def test_a_connection_that_is_taken_over_ends_the_process_with_a_code_of_its_own(bot_folder):
    fake = FakeWecom()
    with fake.running() as url, wecom(bot_folder, url, WECOM_USERS="li", WECOM_CHAT="group") as gateway:
        fake.push({"cmd": "aibot_event_callback", "headers": {"req_id": "kick"}, "body": {"msgtype": "event", "event": {"eventtype": "disconnected_event"}}})
        assert gateway.wait() == 3
        assert fake.subscriptions == 1
    assert "另一个程序用同一个机器人连上了" in gateway.told() and "Traceback" not in gateway.told()
    assert state_of(bot_folder) == {"wecom": "taken_over"}
    assert "不认识  WECOM_CHAT" in gateway.told() and "谁能问：只有名单上的（用户1个、群0个、部门0个）" in gateway.told()


def test_a_connection_that_is_never_made_ends_nothing(bot_folder):
    with wecom(bot_folder, f"ws://127.0.0.1:{free_port()}") as gateway:
        wait_until(lambda: gateway.told().count("bot_disconnected") == 2, PATIENCE, gateway.told)
        assert gateway.process.poll() is None
        assert gateway.stop() == 0


def test_an_answer_that_is_not_as_documented_ends_nothing():
    stop, reported, tries = Event(), [], []

    def converse():
        tries.append(1)
        if len(tries) == 2:
            stop.set()
        return {"code": 0}["data"]

    keep_connected(converse, reported.append, stop, first_wait=0.01)
    assert reported == ["connecting", "down"] * 2


@pytest.mark.parametrize("channel, environment, told", [
    ("wecom", {"WECOM_BOT_ID": "bot"}, "没有设置环境变量 WECOM_BOT_SECRET"),
    ("wecom", {"WECOM_BOT_ID": "bot", "WECOM_BOT_SECRET_FILE": "/nowhere/secret"}, "环境变量 WECOM_BOT_SECRET_FILE 指的文件读不到"),
    ("skype", {}, "没有这个渠道：skype"),
])
def test_what_a_setting_lacks_is_one_sentence_before_anything_else_and_a_code_that_is_not_tried_again(tmp_path, channel, environment, told):
    with Process(channel, tmp_path, **environment) as gateway:
        assert gateway.wait() == 2
        assert told in gateway.told() and "Traceback" not in gateway.told()


def test_callers_who_keep_their_connection_hold_no_end_up(bot_folder):
    port = free_port()
    with webhook(bot_folder, port) as gateway:
        wait_until(lambda: is_open(port), PATIENCE, gateway.told)
        with requests.Session() as kept, socket.create_connection(("127.0.0.1", port)) as half:
            assert kept.post(f"http://127.0.0.1:{port}/bot/webhook/portal", data=b"{}", timeout=PATIENCE).status_code == 403
            half.sendall(b"POST /bot/webhook/portal HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\n{")
            assert gateway.stop() == 0
            assert half.recv(100) == b""
        assert state_of(bot_folder) == {"webhook": "stopped"}


def test_the_server_ends_though_its_loop_is_awake_when_it_is_told_to(monkeypatch):
    server, over, failures = open_server(Blueprint("none", __name__), "127.0.0.1", 0), Event(), []
    wake = server.trigger._physical_pull

    def wake_slowly():
        wake()
        time.sleep(0.1)
        wake()

    def run():
        try:
            serve_until(over, server)
        except OSError as error:
            failures.append(error)

    monkeypatch.setattr(server.trigger, "_physical_pull", wake_slowly)
    thread = Thread(target=run)
    thread.start()
    over.set()
    thread.join(PATIENCE)
    assert (failures, thread.is_alive()) == ([], False)


def test_a_reply_that_is_being_posted_is_finished(bot_folder):
    port, held, released, taken = free_port(), Event(), Event(), []

    def take(method, path, headers, body):
        held.set()
        released.wait(PATIENCE)
        taken.append(json.loads(body)["plain"])
        return 200, b""

    with serving(take) as back:
        with webhook(bot_folder, port, WEBHOOK_REPLY_ORIGINS=back) as gateway:
            wait_until(lambda: is_open(port), PATIENCE, gateway.told)
            assert post(port, {"id": "1", "user": {"id": "li"}, "text": "武汉三公经费多少", "reply_url": back}).status_code == 202
            assert held.wait(PATIENCE)
            gateway.process.terminate()
            gateway.wait_for("webhook: stopping")
            released.set()
            assert gateway.wait() == 0, gateway.told()
    assert ["3.70万元" in told for told in taken] == [True]
    assert Jobs(bot_folder / "state.sqlite").counts("webhook") == {"done": 1}


def test_a_port_that_is_taken_is_one_sentence(bot_folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with webhook(bot_folder, taken.getsockname()[1]) as gateway:
            assert gateway.wait() == 1
    assert "请用 --port 换一个端口" in gateway.told() and "Traceback" not in gateway.told()


def test_a_second_gateway_is_refused_and_one_that_is_killed_is_seen_to_be_down(bot_folder):
    fake = FakeWecom()
    with fake.running() as url, wecom(bot_folder, url) as first:
        wait_until(lambda: state_of(bot_folder) == {"wecom": "up"}, PATIENCE, first.told)
        with wecom(bot_folder, url) as second:
            assert second.wait() == 1
            assert "wecom 机器人已经在用这份数据运行" in second.told() and "Traceback" not in second.told()
        assert (first.process.poll(), fake.subscriptions) == (None, 1)
        first.kill()
        assert state_of(bot_folder) == {"wecom": "up"}
        up = since(bot_folder)
        pass_time(bot_folder, SILENT + 1)
        assert state_of(bot_folder) == {"wecom": "down"}
        assert since(bot_folder) != up
        first.start()
        wait_until(lambda: state_of(bot_folder) == {"wecom": "up"}, PATIENCE, first.told)
        assert first.stop() == 0


def pass_time(folder, seconds):
    """As if so many seconds had passed since anything was heard."""
    with closing(sqlite3.connect(folder / "state.sqlite")) as connection, connection:
        connection.execute("UPDATE bot_connections SET seen = datetime(seen, ?)", (f"-{seconds} seconds",))
