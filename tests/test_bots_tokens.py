"""An access token that can't be had: nothing was sent yet, whatever became of the call for it, and no log names its secret."""

from __future__ import annotations

import socket
import threading

import pytest

from service.bots.channel import NotTaken, Refused, SendError, Unsure
from service.bots.channels.dingtalk_api import DingtalkApi
from service.bots.channels.feishu_api import FeishuApi
from service.bots.channels.tokens import Tokens
from service.bots.channels.wecom_api import WecomApi
from tests.bot_gateway import serving


@pytest.mark.parametrize("error", [NotTaken("503", 7), Unsure("cut"), Refused("404")])
def test_where_there_is_no_token_nothing_was_sent(error):
    def fetch():
        raise error

    with pytest.raises(NotTaken) as raised:
        Tokens(fetch, lambda: 0).current()
    assert raised.value.evidence == error.evidence
    assert raised.value.seconds == getattr(error, "seconds", 0)


@pytest.mark.parametrize("call", [
    lambda url: WecomApi("corp", "secret", url).call("/cgi-bin/message/send", {}), lambda url: FeishuApi("app", "secret", url).reply("om_1", "{}", "key", False),
    lambda url: DingtalkApi("app", "secret", url, url).ask("POST", "/v1.0/robot/groupMessages/send", {}),
])
def test_a_call_for_a_token_that_is_cut_off_took_no_message(call):
    with serving(lambda *_: None) as url, pytest.raises(NotTaken):
        call(url)


def test_a_header_that_can_not_be_read_brings_no_secret_into_the_log(caplog):
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answer_oddly, args=(server,)).start()
        with pytest.raises(SendError):
            WecomApi("corp", "top-secret", f"http://127.0.0.1:{server.getsockname()[1]}").call("/cgi-bin/agent/get")
    assert "top-secret" not in caplog.text


def answer_oddly(server):
    """Answer one call with a header that is none."""
    caller, _ = server.accept()
    with caller:
        caller.recv(10_000)
        caller.sendall(b"HTTP/1.1 403 Forbidden\r\nno header\r\n\r\n")
