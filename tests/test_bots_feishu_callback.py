"""飞书 over HTTP: the published vector, the official dispatcher as the judge of signatures, and calls to a running gateway."""

from __future__ import annotations

import json
import secrets
import time
from base64 import b64encode
from hashlib import sha256

import lark_oapi
import pytest
import requests
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from flask import Flask
from lark_oapi.core.model import RawRequest

from service.bots.access import Allowed
from service.bots.channels.feishu_api import FeishuApi
from service.bots.channels.feishu_callback import PATH, FeishuCallback
from service.bots.channels.feishu_crypto import FeishuVerifier, challenge_of, decrypt, sign
from service.bots.channels.genuine import NotGenuine
from service.bots.health import BotHealth
from service.bots.office import Office
from service.bots.settings import read_allowed
from service.errors import StateError
from service.pipeline import open_service
from tests.bot_gateway import holding_answers, running
from tests.fake_feishu import APP, SECRET, FakeFeishu, buttons, click_event, event_of, message_event, words

KEY, TOKEN, NOW = "encrypt-key", "verify-me", 1_700_000_000
ENCRYPTED, PLAIN = FeishuVerifier(APP, TOKEN, KEY), FeishuVerifier(APP, TOKEN)


def encrypt(payload: dict, key: str = KEY) -> bytes:
    """The body of an encrypted call, as the messenger makes it."""
    text, vector = json.dumps(payload).encode(), secrets.token_bytes(16)
    pad = 16 - len(text) % 16
    encryptor = Cipher(algorithms.AES(sha256(key.encode()).digest()), modes.CBC(vector)).encryptor()
    return json.dumps({"encrypt": b64encode(vector + encryptor.update(text + bytes([pad]) * pad) + encryptor.finalize()).decode()}).encode()


def signed(body: bytes, timestamp: object = None, key: str = KEY) -> dict[str, str]:
    """The headers of a call, as the messenger signs it."""
    stamp = str(int(time.time()) if timestamp is None else timestamp)
    return {"X-Lark-Request-Timestamp": stamp, "X-Lark-Request-Nonce": "n1", "X-Lark-Signature": sign(stamp, "n1", key, body)}


def test_the_published_vector_is_decrypted():
    """The sample of 飞书's documentation of Encrypt Key."""
    assert decrypt("test key", "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=") == b"hello world"


@pytest.mark.parametrize("change", [
    lambda body, headers: (body, headers),
    lambda body, headers: (body + b" ", headers),
    lambda body, headers: (body, headers | {"X-Lark-Signature": "0" * 64}),
    lambda body, headers: (body, headers | {"X-Lark-Signature": headers["X-Lark-Signature"].upper()}),
    lambda body, headers: (body, headers | {"X-Lark-Signature": "签名"}),
    lambda body, headers: (body, headers | {"X-Lark-Request-Nonce": "n2"}),
    lambda body, headers: (body, headers | {"X-Lark-Request-Timestamp": str(NOW + 1)}),
    lambda body, headers: (body, {"X-Lark-Request-Timestamp": str(NOW)}),
    lambda body, headers: (encrypt(message_event("om_1", "x"), "another"), headers),
    lambda body, headers: (b"{", headers),
    lambda body, headers: (b"[]", headers),
    lambda body, headers: (b'{"encrypt": 7}', headers),
    lambda body, headers: (b'{"encrypt": "P37w"}', headers),
])
def test_what_the_official_dispatcher_accepts_is_accepted_and_nothing_else(change):
    event = message_event("om_1", "武汉三公经费多少")
    body = encrypt(event)
    body, headers = change(body, signed(body, NOW))
    handler = lark_oapi.EventDispatcherHandler.builder(KEY, TOKEN, lark_oapi.LogLevel.CRITICAL).register_p2_im_message_receive_v1(lambda data: None).build()
    call = RawRequest()
    call.uri, call.body, call.headers = PATH, body, headers
    assert (handler.do(call).status_code == 200) == is_accepted(ENCRYPTED, body, headers)


def is_accepted(verifier, body, headers, now=NOW):
    try:
        verifier.open(body, headers, now)
    except NotGenuine:
        return False
    return True


def test_more_is_refused_than_the_official_dispatcher_refuses():
    event = message_event("om_1", "武汉三公经费多少")
    body, plain = encrypt(event), json.dumps(event).encode()
    assert is_accepted(ENCRYPTED, body, signed(body, NOW - 299))
    assert not is_accepted(ENCRYPTED, body, signed(body, NOW - 301))
    assert not is_accepted(ENCRYPTED, body, signed(body, NOW + 301))
    assert not is_accepted(ENCRYPTED, body, signed(body, "now"))
    assert not is_accepted(ENCRYPTED, plain, signed(plain, NOW))
    assert not is_accepted(ENCRYPTED, body, {})
    assert is_accepted(PLAIN, plain, {})


@pytest.mark.parametrize("header", [{"token": "other"}, {"token": None}, {"app_id": "cli_other"}])
def test_what_is_for_another_application_is_refused(header):
    event = message_event("om_1", "武汉三公经费多少")
    event["header"] |= header
    body = encrypt(event)
    assert not is_accepted(ENCRYPTED, body, signed(body, NOW))
    assert not is_accepted(PLAIN, json.dumps(event).encode(), {})


def test_a_challenge_needs_the_token_and_with_a_key_its_encryption_but_no_signature():
    challenge = {"challenge": 'a"b', "token": TOKEN, "type": "url_verification"}
    plain = json.dumps(challenge).encode()
    assert challenge_of(ENCRYPTED.open(encrypt(challenge), {}, NOW)) == 'a"b'
    assert challenge_of(PLAIN.open(plain, {}, NOW)) == 'a"b'
    assert not is_accepted(ENCRYPTED, plain, {})
    assert not is_accepted(PLAIN, json.dumps(challenge | {"token": "other"}).encode(), {})


def test_no_secret_stands_where_it_could_be_logged():
    assert [secret for secret in (KEY, TOKEN, SECRET) if secret in repr((ENCRYPTED, FeishuApi(APP, SECRET)))] == []


@pytest.fixture(scope="module")
def service(config):
    return open_service(config)


@pytest.fixture
def fake():
    server = FakeFeishu()
    with server.running():
        yield server


@pytest.fixture
def line(fake, service, tmp_path):
    """Runs a gateway whose address takes encrypted calls."""
    yield from lines(fake, service, tmp_path, ENCRYPTED)


@pytest.fixture
def plain_line(fake, service, tmp_path):
    """Runs a gateway whose address takes plain calls."""
    yield from lines(fake, service, tmp_path, PLAIN)


def lines(fake, service, folder, verifier, allowed=Allowed()):
    channel = FeishuCallback(FeishuApi(APP, SECRET, fake.url), "feishu-callback", verifier=verifier)
    with running(channel, service, folder, allowed) as gateway:
        fake.wait(lambda: channel.open_id)
        yield Caller(gateway.url + PATH, fake, gateway.state)


class Caller:
    """Calls the address of a gateway as the messenger does."""

    def __init__(self, url, fake, state):
        self.url, self.fake, self.state = url, fake, state

    def call(self, payload, **stamp):
        body = encrypt(payload)
        return self.post(body, signed(body, **stamp))

    def post(self, body, headers):
        return requests.post(self.url, data=body, headers=headers | {"Content-Type": "application/json"}, timeout=10)

    def answer(self, text):
        self.fake.wait(lambda: self.fake.shown(text))
        (message,) = self.fake.shown(text)
        return message, self.fake.messages[message]["card"]

    def counts(self):
        return next(iter(BotHealth(self.state).connections())).counts


def test_a_question_is_acknowledged_before_it_is_answered_and_answered_once(line):
    event = message_event("om_1", "武汉三公经费多少")
    with holding_answers():
        assert (line.call(event).status_code, line.call(event).json()) == (200, {})
        assert line.fake.shown("3.70万元") == []
    message, card = line.answer("3.70万元")
    assert line.fake.messages[message]["reply_to"] == "om_1"
    assert line.counts()["repeated"] == 1
    assert len(line.fake.messages) == 1


def test_in_a_group_working_is_shown_and_replaced(line):
    with holding_answers():
        line.call(message_event("om_1", "@预算助手 武汉三公经费多少", chat="oc_group"))
        message, _ = line.answer("正在查询…")
    assert line.answer("3.70万元")[0] == message
    assert len(line.fake.messages) == 1


def test_who_is_on_no_list_may_not_ask(fake, service, tmp_path):
    for line in lines(fake, service, tmp_path, ENCRYPTED, read_allowed({"FEISHU_CALLBACK_USERS": "ou_wang"}, "feishu-callback")):
        line.call(message_event("om_1", "武汉三公经费多少"))
        line.call(message_event("om_2", "武汉三公经费多少", person="ou_wang"))
        assert fake.messages[line.answer("您没有查询权限")[0]]["reply_to"] == "om_1"
        assert fake.messages[line.answer("3.70万元")[0]]["reply_to"] == "om_2"


def test_a_click_is_answered_with_a_toast_and_then_with_the_answer(line):
    line.call(message_event("om_1", "@预算助手 信息中心收入多少", chat="oc_group"))
    message, card = line.answer("回复序号选择")
    value = next(behaviour["value"] for label, behaviour in buttons(card) if "武汉" in label)
    event = click_event("ev_click", value, message, "ou_wang", "oc_group")
    assert line.call(event).json() == {"toast": {"type": "info", "content": "正在查询…"}}
    assert line.call(event).status_code == 200
    answer, card = line.answer("1236.74万元")
    assert words(card).startswith("<at id=ou_wang></at>")
    assert line.counts()["repeated"] == 1


def test_what_is_not_genuine_is_refused_without_a_word_and_without_effect(line, caplog):
    event = message_event("om_1", "武汉三公经费多少")
    body = encrypt(event)
    other = event | {"header": event["header"] | {"app_id": "cli_other"}}
    answers = [
        line.post(body, {}), line.post(body, signed(body) | {"X-Lark-Signature": "0" * 64}), line.call(event, timestamp=int(time.time()) - 400),
        line.call(other), line.post(json.dumps(event).encode(), signed(json.dumps(event).encode())), line.post(b"{", {}),
        line.post(b"x" * 1024 * 1024 + b"x", {}),
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 403, 403, 403, 413]
    assert [answer.content for answer in answers] == [b""] * len(answers)
    assert line.fake.history == []
    reasons = ["signature", "signature", "timestamp", "application", "ciphertext", "no JSON"]
    assert [record.message for record in caplog.records if "refused" in record.message] == [f"feishu: call refused: {reason}" for reason in reasons]


def test_the_address_is_verified(line):
    body = encrypt({"challenge": 'ajls"384kdjx98XX', "token": TOKEN, "type": "url_verification"})
    assert line.post(body, {}).json() == {"challenge": 'ajls"384kdjx98XX'}


def test_what_can_not_be_kept_now_is_left_to_be_delivered_again(line, monkeypatch):
    def fail(*_):
        raise StateError(file="state.sqlite")

    event = message_event("om_1", "武汉三公经费多少")
    with monkeypatch.context() as broken:
        broken.setattr(Office, "receive", fail)
        answer = line.call(event)
    assert (answer.status_code, answer.content) == (503, b"")
    assert line.call(event).status_code == 200
    line.answer("3.70万元")


def test_plain_events_are_answered_where_no_key_is_set(plain_line):
    event = message_event("om_1", "武汉三公经费多少")
    assert plain_line.post(json.dumps(event).encode(), {}).status_code == 200
    plain_line.answer("3.70万元")
    forged = event | {"header": event["header"] | {"token": "guessed"}}
    assert plain_line.post(json.dumps(forged).encode(), {}).status_code == 403


def test_events_that_nobody_asked_for_are_acknowledged(line):
    assert line.call(event_of("im.chat.updated_v1", "ev_1", {"chat_id": "oc_group"})).status_code == 200


def test_before_the_bot_knows_itself_events_are_left_to_be_delivered_again():
    channel = FeishuCallback(FeishuApi(APP, SECRET, "http://127.0.0.1:9"), "feishu-callback", verifier=PLAIN)
    app = Flask(__name__)
    app.register_blueprint(channel.routes(None))
    answer = app.test_client().post(PATH, data=json.dumps(message_event("om_1", "武汉三公经费多少")))
    assert (answer.status_code, answer.data) == (503, b"")
