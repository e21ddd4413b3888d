"""企业微信's application over real sockets: called with signed XML, replying through the API, which another client is held against too."""

from __future__ import annotations

import re
import time

import pytest
import requests
from wechatpy.work import WeChatClient
from wechatpy.work.crypto import WeChatCrypto

from service.bots.access import Allowed
from service.bots.channels.wecom_api import WecomApi
from service.bots.channels.wecom_app import WecomApp, open_channel, read_message
from service.bots.channels.genuine import NotGenuine
from service.bots.settings import read_allowed
from service.errors import SettingInvalid
from service.feedback import Feedback
from service.history import History
from service.pipeline import open_service
from tests.bot_gateway import running, serving, wait_until
from tests.fake_wecom_api import AGENT, CORP, SECRET, FakeWecomApi
from tests.fake_wecom_calls import AES_KEY, TOKEN

FIGURE = "3.70万元"


@pytest.fixture(scope="module")
def service(config):
    return open_service(config)


@pytest.fixture
def start(service, tmp_path):
    """Starts the application before a messenger; `fake.bot` is the gateway."""
    fakes = []

    def begin(allowed=Allowed()):
        fake = FakeWecomApi()
        api = serving(fake.answer)
        channel = WecomApp(fake.crypto, WecomApi(CORP, SECRET, api.__enter__()), AGENT)
        bot = running(channel, service, tmp_path, allowed)
        fake.bot, fake.channel = bot.__enter__(), channel
        fake.url = f"{fake.bot.url}/bot/wecom-app"
        fakes.append((bot, api))
        return fake

    yield begin
    for contexts in fakes:
        for context in contexts:
            context.__exit__(None, None, None)


@pytest.fixture
def fake(start):
    return start()


def test_a_question_is_acknowledged_without_a_word_and_answered_through_the_api(fake):
    assert fake.message("武汉三公经费多少") == 200
    wait_until(lambda: fake.shown)
    message, = fake.shown
    assert (message["touser"], message["agentid"], message["msgtype"], message["enable_duplicate_check"]) == ("li", AGENT, "text", 1)
    assert FIGURE in message["text"]["content"]
    assert '<a href="https://budget.example.cn/' in message["text"]["content"]
    assert re.search(r"\n（\d\d:\d\d:\d\d的提问）$", message["text"]["content"])


def test_a_long_reply_comes_in_parts_of_the_messengers_size_with_no_cell_cut(fake, service):
    table = service.answer("武汉一般公共预算基本支出表").table
    fake.message("武汉一般公共预算基本支出表")
    wait_until(lambda: fake.bot.office.jobs.counts("wecom-app") == {"done": 1})
    texts = fake.texts()
    assert len(texts) > 1
    assert [text[:5] for text in texts] == [f"（{at}/{len(texts)}）" for at in range(1, len(texts) + 1)]
    lines = [line for text in texts for line in text.split("\n")]
    assert [[cell for cell in row if cell and cell not in line] for row, line in zip(table.rows, (line for line in lines if line.startswith("- ")))] == [[]] * len(table.rows)


def test_a_reply_cut_off_is_shown_once_and_the_same_question_again_is_answered_again(fake):
    fake.codes = [None]
    fake.message("武汉三公经费多少")
    wait_until(lambda: fake.bot.office.jobs.counts("wecom-app") == {"done": 1})
    assert len(fake.shown) == 1
    fake.message("武汉三公经费多少", CreateTime=int(time.time()) + 2)
    wait_until(lambda: len(fake.shown) == 2)
    assert all(FIGURE in text and "重发" not in text for text in fake.texts())


def test_the_same_message_is_taken_once(fake):
    for _ in range(3):
        assert fake.message("武汉三公经费多少", MsgId=77) == 200
    fake.message("深圳三公经费多少")
    wait_until(lambda: fake.bot.office.jobs.counts("wecom-app") == {"done": 2})
    assert len(fake.shown) == 2


def test_a_token_is_used_until_it_ends_and_fetched_anew_then(fake):
    fake.message("武汉三公经费多少")
    wait_until(lambda: len(fake.shown) == 1)
    fake.message("深圳三公经费多少")
    wait_until(lambda: len(fake.shown) == 2)
    assert fake.tokens == 1
    fake.expire()
    fake.message("武汉总收入多少")
    wait_until(lambda: len(fake.shown) == 3)
    assert fake.tokens == 1002


def test_buttons_of_a_question_back_are_answered_and_marked_as_pressed(fake):
    fake.message("信息中心收入多少")
    wait_until(lambda: len(fake.shown) == 2)
    card = fake.shown[1]["template_card"]
    button = next(button for button in card["button_list"] if button["text"].startswith("武汉"))
    fake.event("template_card_event", EventKey=button["key"], TaskId=card["task_id"], CardType=card["card_type"], ResponseCode="once")
    wait_until(lambda: len(fake.shown) == 3)
    assert "1236.74万元" in fake.texts()[-1]
    assert fake.updates == [{"userids": ["li"], "agentid": AGENT, "response_code": "once", "button": {"replace_name": f"已选{button['key']}"}}]


def test_one_is_welcomed_once_a_day_and_a_menu_says_what_its_keys_are(fake):
    for _ in range(2):
        fake.event("enter_agent", EventKey="")
    wait_until(lambda: fake.shown)
    fake.event("click", EventKey="数据范围")
    wait_until(lambda: len(fake.shown) == 2)
    assert fake.texts()[0].startswith("您好")
    assert "收录了5份文件" in fake.texts()[1]
    assert fake.event("unsubscribe") == fake.event("LOCATION", Latitude="30.5") == 200
    fake.message("有用")
    wait_until(lambda: len(fake.shown) == 3)
    assert fake.texts()[-1].startswith("还没有可以评价的答案")


def test_feedback_by_word_is_kept_and_pictures_are_asked_to_be_put_into_words(fake):
    fake.message("武汉三公经费多少")
    wait_until(lambda: fake.shown)
    fake.message("有误，应为4万元")
    wait_until(lambda: Feedback(fake.bot.state).remarks())
    assert History(fake.bot.state).turn(Feedback(fake.bot.state).remarks()[0].turn).question == "武汉三公经费多少"
    fake.deliver({"FromUserName": "li", "MsgType": "image", "PicUrl": "x", "MediaId": "y", "MsgId": 5})
    wait_until(lambda: len(fake.shown) == 3)
    assert fake.texts()[-1].startswith("目前只支持文字提问")


def test_who_is_of_no_listed_department_may_not_ask(start):
    fake = start(Allowed(departments=frozenset({"15"})))
    fake.message("武汉三公经费多少", person="wang")
    fake.message("武汉三公经费多少", person="li")
    fake.message("武汉三公经费多少", person="unknown")
    wait_until(lambda: len(fake.shown) == 3)
    told = {message["touser"]: message["text"]["content"] for message in fake.shown}
    assert told["wang"].startswith("您没有查询权限") and told["unknown"].startswith("您没有查询权限") and FIGURE in told["li"]


def test_who_is_on_no_list_may_not_ask(start):
    fake = start(read_allowed({"WECOM_APP_USERS": "wang"}, "wecom-app"))
    fake.message("武汉三公经费多少", person="wang")
    fake.message("武汉三公经费多少", person="li")
    wait_until(lambda: len(fake.shown) == 2)
    told = {message["touser"]: message["text"]["content"] for message in fake.shown}
    assert told["li"].startswith("您没有查询权限") and FIGURE in told["wang"]


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 2 * 1024 * 1024 + 1])
def test_a_body_that_is_larger_than_any_message_is_turned_away(fake, size):
    assert requests.post(fake.url, params={"timestamp": str(int(time.time()))}, data=b" " * size, timeout=10).status_code == 413
    assert fake.message("武汉三公经费多少") == 200
    wait_until(lambda: fake.shown)


def test_what_is_not_genuine_is_turned_away_without_a_word(fake):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><Content>&b;</Content></xml>'
    outside = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>'
    for plain in (bomb, outside, b"no xml"):
        reply = fake.post(plain)
        assert (reply.status_code, reply.content) == (403, b"")
    for raw in (bomb, b"", b"<xml/>", b"<xml><Encrypt>eA==</Encrypt></xml>"):
        reply = requests.post(fake.url, params={"timestamp": str(int(time.time()))}, data=raw, timeout=10)
        assert (reply.status_code, reply.content) == (403, b"")
    assert fake.bot.office.jobs.counts("wecom-app") == {}
    with pytest.raises(NotGenuine):
        read_message(CORP, bomb)


def test_the_check_tells_an_address_that_is_not_trusted_and_a_wrong_secret(fake):
    found = lambda channel: [(each.name, each.fine, each.advice) for each in channel.check()]
    assert found(fake.channel) == [("wecom_app_api", True, "")]
    fake.untrusted = True
    assert found(fake.channel) == [("wecom_app_ip", False, "60020 not allow to access from your ip, from ip: 203.0.113.7")]
    wrong = WecomApp(fake.crypto, WecomApi(CORP, "wrong", fake.channel.api.root), AGENT)
    assert found(wrong) == [("wecom_app_api", False, "40001 invalid credential")]


def test_an_agent_that_is_no_number_is_told():
    keys = {"CORP_ID": CORP, "AGENT_ID": "x", "SECRET": SECRET, "TOKEN": TOKEN, "AES_KEY": AES_KEY, "PATH": "/x", "API": "https://x"}
    with pytest.raises(SettingInvalid, match="WECOM_APP_AGENT_ID"):
        open_channel({f"WECOM_APP_{name}": value for name, value in keys.items()})


def test_the_fake_api_satisfies_another_client_and_its_encryption_is_ours(fake):
    class Client(WeChatClient):
        API_BASE_URL = f"{fake.channel.api.root}/cgi-bin/"

        def fetch_access_token(self):
            return self._fetch_access_token(f"{self.API_BASE_URL}gettoken", {"corpid": self.corp_id, "corpsecret": self.secret})

    client = Client(CORP, SECRET)
    assert client.message.send_text(AGENT, "li", "hello")["errcode"] == 0
    assert fake.texts() == ["hello"]
    assert client.user.get("li")["department"] == [12, 15]
    theirs = WeChatCrypto(TOKEN, AES_KEY, CORP)
    encrypted, timestamp = fake.crypto.encrypt("武汉".encode()), "1700000000"
    message = f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    assert theirs.decrypt_message(message, fake.crypto.sign(timestamp, "n", encrypted), timestamp, "n") == "武汉"
