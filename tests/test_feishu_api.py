"""REST of 飞书: a token for many calls, and what its answers say of a message: taken, not taken, refused, or nobody knows."""

from __future__ import annotations

import pytest

from service.bots.channel import NotTaken, Refused, Unsure
from service.bots.channels.feishu_api import FeishuApi
from tests.bot_channel import Clock
from tests.fake_feishu import APP, SECRET, FakeFeishu

CARD = '{"schema":"2.0","config":{"update_multi":true},"body":{"elements":[{"tag":"markdown","content":"hello"}]}}'


@pytest.fixture
def fake():
    server = FakeFeishu()
    with server.running():
        yield server


def test_one_token_serves_many_calls_until_it_ends_soon(fake):
    clock = Clock(0)
    api = FeishuApi(APP, SECRET, fake.url, clock)
    for now in (0, 6899, 6901, 6902):
        clock.now = now
        api.bot()
    assert fake.tokens == ["t-1", "t-2"]


def test_of_one_key_one_message_arrives(fake):
    api = FeishuApi(APP, SECRET, fake.url)
    assert api.reply("om_1", CARD, "key", False) == api.reply("om_1", CARD, "key", False) != api.send("oc_1", CARD, "other")
    assert len(fake.messages) == 2


@pytest.mark.parametrize("fault, error, seconds", [
    ((429, 99991400, {"x-ogw-ratelimit-reset": "52"}), NotTaken, 52), ((400, 99991400, {}), NotTaken, 1), ((400, 230020, {}), NotTaken, 1),
    ((503, 0, {"Retry-After": "7"}), NotTaken, 7), ((500, 0, {}), NotTaken, 0), ((400, 230027, {}), NotTaken, 0), ((400, 99991672, {}), NotTaken, 0),
    ((400, 230002, {}), Refused, None), ((400, 230011, {}), Refused, None), ((400, 230099, {}), Refused, None), ((302, 0, {"Location": "/"}), Unsure, None),
    ((200, 0, {}), Unsure, None), ("slow", Unsure, None),
])
def test_what_an_answer_says(fake, fault, error, seconds):
    fake.faults = [fault]
    with pytest.raises(error) as raised:
        FeishuApi(APP, SECRET, fake.url, patience=(1, 0.2)).reply("om_1", CARD, "key", False)
    assert getattr(raised.value, "seconds", None) == seconds
    assert len(fake.messages) == (fault == "slow")


def test_a_token_that_no_renewal_helps_is_no_message_taken(fake):
    fake.faults = [(400, 99991663, {}), (400, 99991663, {})]
    with pytest.raises(NotTaken):
        FeishuApi(APP, SECRET, fake.url).reply("om_1", CARD, "key", False)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://no-such-host.invalid"])
def test_where_no_connection_is_made_nothing_was_taken(url):
    with pytest.raises(NotTaken):
        FeishuApi(APP, SECRET, url).bot()
