"""飞书 over real sockets and HTTP, against a server that its official client is held against as well."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import lark_oapi
import pytest
from click.testing import CliRunner
from lark_oapi.api.im.v1 import ReplyMessageRequest, ReplyMessageRequestBody
from lark_oapi.event.callback.model.p2_card_action_trigger import P2CardActionTriggerResponse
from lark_oapi.ws import client as lark

from service import bots
from service.__main__ import main
from service.bots.access import Allowed
from service.bots.channels import feishu, feishu_callback, feishu_connection
from service.bots.channels.feishu import FeishuLine
from service.bots.channels.feishu_api import FeishuApi
from service.bots.channels.feishu_bot import PERMISSIONS
from service.bots.channels.feishu_messages import READS
from service.bots.office import Office
from service.bots.settings import read_allowed
from service.errors import StateError
from service.feedback import Feedback
from service.history import History
from service.pipeline import open_service
from tests.bot_gateway import SITE as ROOT
from tests.bot_gateway import Gateways, holding_answers
from tests.fake_feishu import APP, SCOPES, SECRET, FakeFeishu, buttons, event_of, message_event, words


@pytest.fixture(scope="module")
def service(config):
    return open_service(config)


@pytest.fixture
def fake():
    server = FakeFeishu()
    with server.running():
        yield server


@pytest.fixture
def bot(fake, service, tmp_path):
    """Starts gateways of the bot that speak to the fake server, and stops them at the end."""
    runner = Runner(fake.url, service, tmp_path)
    yield runner
    runner.stop_all()


class Runner(Gateways):
    def __init__(self, url, service, folder):
        super().__init__(service, folder)
        self.url = url

    def start(self, allowed=Allowed(), secret=SECRET, patience=(1, 1)):
        return self.run(FeishuLine(FeishuApi(APP, secret, self.url, patience=patience), "feishu", first_wait=0.05), allowed)


def card_with(fake, text):
    """The card of the one message that stands there with a text."""
    fake.wait(lambda: fake.shown(text))
    (message,) = fake.shown(text)
    return message, fake.messages[message]["card"]


def value_of(card, text):
    return next(behaviour["value"] for label, behaviour in buttons(card) if text in label)


def test_an_answer_takes_the_place_of_working(fake, bot):
    bot.start()
    asked = fake.message("武汉三公经费多少")
    message, card = card_with(fake, "3.70万元")
    assert [(kind, shown, "正在查询…" in words(card)) for kind, shown, card in fake.history] == [("POST", message, True), ("PATCH", message, False)]
    assert fake.messages[message]["reply_to"] == asked
    assert "出处1：武汉市人力资源和社会保障信息中心 / 2023" in words(card)
    link = dict(buttons(card))["查看原表和出处"]["default_url"]
    turn = value_of(card, "有用")["turn"]
    assert link == f"{ROOT}/a/{turn}"
    assert History(bot.folder / "state.sqlite").turn(turn).question == "武汉三公经费多少"
    assert bot.state() == {"feishu": "up"}


def test_a_table_is_the_messengers_own_with_figures_on_the_right(fake, bot):
    bot.start()
    fake.message("各单位三公经费多少")
    _, card = card_with(fake, "3.70")
    (table,) = (element for element in card["body"]["elements"] if element["tag"] == "table")
    assert table["page_size"] == 10
    aligned = {column["display_name"]: column["horizontal_align"] for column in table["columns"]}
    assert {name: align for name, align in aligned.items() if "元" in name} == {name: "right" for name in aligned if "元" in name} != {}
    assert table["columns"][0]["horizontal_align"] == "left"
    assert any("3.70" in row.values() for row in table["rows"])


def test_in_a_group_only_who_mentions_the_bot_is_answered_by_name(fake, bot):
    bot.start()
    fake.message("武汉三公经费多少", chat="oc_group")
    fake.message("@预算助手 武汉三公经费多少", chat="oc_group")
    message, card = card_with(fake, "3.70万元")
    assert words(card).startswith("<at id=ou_li></at>")
    assert History(bot.folder / "state.sqlite").questions("feishu:t1:ou_li") == ["武汉三公经费多少"]
    assert len(fake.messages) == 1


def test_an_event_in_three_parts_is_put_together_and_delivered_twice_answered_once(fake, bot):
    bot.start()
    event = message_event("om_long", "武汉三公经费多少")
    fake.deliver(event, parts=3)
    fake.deliver(event | {"header": event["header"] | {"event_id": "ev_again"}})
    fake.message("深圳三公经费多少")
    card_with(fake, "5万元")
    assert len(fake.shown("3.70万元")) == 1
    assert [answer["code"] for answer in fake.answers.values()] == [200, 200, 200]
    assert bot.counts()["repeated"] == 1


def test_a_question_back_has_buttons_and_a_button_is_answered_again_and_again(fake, bot):
    bot.start()
    fake.message("信息中心收入多少")
    message, card = card_with(fake, "回复序号选择")
    value = value_of(card, "武汉")
    for times in (1, 2):
        with holding_answers():
            assert fake.click(value, message) == {"toast": {"type": "info", "content": "正在查询…"}}
        fake.wait(lambda: len(fake.shown("1236.74万元")) == times)
    assert all(fake.messages[answer]["reply_to"] == message for answer in fake.shown("1236.74万元"))
    assert "回复序号选择" in words(fake.messages[message]["card"])


def test_a_number_chooses_as_well(fake, bot):
    bot.start()
    fake.message("信息中心收入多少")
    _, card = card_with(fake, "回复序号选择")
    fake.message(value_of(card, "武汉")["choice"])
    card_with(fake, "1236.74万元")


def test_a_verdict_is_kept_and_changes_nothing_that_is_shown(fake, bot):
    bot.start()
    fake.message("@预算助手 武汉三公经费多少", chat="oc_group")
    message, card = card_with(fake, "3.70万元")
    good, bad, before = value_of(card, "有用"), value_of(card, "有误"), list(fake.history)
    assert fake.click(good, message, "ou_wang", "oc_group")["toast"] == {"type": "warning", "content": "只有提问的人可以评价。"}
    assert fake.click(good, message, "ou_li", "oc_group")["toast"] == {"type": "success", "content": "谢谢，已经记下。"}
    assert "原因" in fake.click(bad, message, "ou_li", "oc_group")["toast"]["content"]
    kept = Feedback(bot.folder / "state.sqlite")
    fake.wait(lambda: [remark.verdict for remark in kept.remarks()] == ["bad"])
    fake.wait(lambda: bot.counts().get("sent", 0) == 3)
    assert fake.history == before
    assert kept.remarks()[0].turn == good["turn"]


def test_the_answer_to_a_question_taken_back_is_withdrawn(fake, bot):
    bot.start(allowed=Allowed(users=frozenset({"ou_li"})))
    asked = fake.message("武汉三公经费多少")
    message, _ = card_with(fake, "3.70万元")
    fake.deliver(event_of("im.message.recalled_v1", "ev_recall", {"message_id": asked, "chat_id": "oc_ou_li", "recall_type": "message_owner"}))
    fake.wait(lambda: fake.deleted == [message])
    fake.wait(lambda: bot.counts().get("answered") == 2)
    assert fake.messages == {}


def test_other_bots_are_not_answered_and_events_nobody_asked_for_are_taken(fake, bot):
    bot.start()
    fake.deliver(message_event("om_app", "武汉三公经费多少", sender_type="app"))
    fake.deliver(message_event("om_self", "武汉三公经费多少", person="ou_bot"))
    for number, kind in enumerate(("im.message.message_read_v1", "im.message.reaction.created_v1", "im.chat.updated_v1")):
        fake.deliver(event_of(kind, f"ev_noise{number}", {}))
    fake.message("深圳三公经费多少")
    card_with(fake, "5万元")
    assert len(fake.messages) == 1
    assert {answer["code"] for answer in fake.answers.values()} == {200}


def test_opening_the_chat_is_welcomed_once_and_pictures_are_declined(fake, bot):
    bot.start()
    entered = {"chat_id": "oc_ou_li", "operator_id": {"open_id": "ou_li"}}
    fake.deliver(event_of("im.chat.access_event.bot_p2p_chat_entered_v1", "ev_first", entered))
    fake.deliver(event_of("im.chat.access_event.bot_p2p_chat_entered_v1", "ev_later", entered | {"last_message_id": "om_1"}))
    fake.deliver(message_event("om_picture", "", message_type="image"))
    message, _ = card_with(fake, "您好")
    assert (fake.messages[message]["chat"], fake.messages[message]["by"]) == ("oc_ou_li", "chat_id")
    declined, _ = card_with(fake, "目前只支持文字提问")
    assert fake.messages[declined]["reply_to"] == "om_picture"
    assert len(fake.messages) == 2


def test_in_a_topic_the_reply_stays_in_the_topic(fake, bot):
    bot.start()
    fake.deliver(message_event("om_topic", "@预算助手 武汉三公经费多少", chat="oc_group", thread_id="omt_1"))
    message, card = card_with(fake, "3.70万元")
    assert fake.messages[message]["thread"] is True
    assert value_of(card, "有用")["thread"] == "omt_1"


def test_a_token_that_ended_is_renewed(fake, bot):
    bot.start()
    fake.message("武汉三公经费多少")
    card_with(fake, "3.70万元")
    fake.tokens.append("t-from-elsewhere")
    fake.message("深圳三公经费多少")
    card_with(fake, "5万元")
    assert fake.tokens == ["t-1", "t-from-elsewhere", "t-3"]


@pytest.mark.parametrize("fault", [(429, 99991400, {"x-ogw-ratelimit-reset": "2"}), (502, 0, {}), (400, 230020, {})])
def test_what_is_not_taken_is_sent_again(fake, bot, fault):
    bot.start()
    fake.faults = [None, fault]
    fake.message("武汉三公经费多少")
    card_with(fake, "3.70万元")
    assert (len(fake.messages), bot.counts()["retried"]) == (1, 1)


def test_what_was_taken_without_an_answer_stands_there_once(fake, bot):
    bot.start(patience=(1, 0.3))
    fake.faults = ["slow", "slow"]
    fake.message("武汉三公经费多少")
    card_with(fake, "3.70万元")
    assert len(fake.messages) == 1
    assert "重发" not in words(next(iter(fake.messages.values()))["card"])


def test_a_card_that_is_refused_is_sent_in_words(fake, bot):
    bot.start()
    fake.faults = [None, (400, 230099, {})]
    fake.message("各单位三公经费多少")
    _, card = card_with(fake, "3.70")
    assert {element["tag"] for element in card["body"]["elements"]} == {"markdown"}
    assert any(line.startswith("- ") and "3.70" in line for line in words(card).split("\n"))


def test_where_working_was_deleted_the_answer_is_a_reply_of_its_own(fake, bot):
    bot.start()
    fake.faults = [None, (400, 230011, {}), (400, 230011, {})]
    asked = fake.message("武汉三公经费多少")
    message, _ = card_with(fake, "3.70万元")
    assert fake.messages[message]["reply_to"] == asked


@pytest.mark.parametrize("clean", [True, False])
def test_after_the_connection_ended_questions_are_answered_again(fake, bot, clean):
    bot.start()
    fake.wait(lambda: fake.connections == 1 and fake.pings)
    fake.close(clean)
    fake.wait(lambda: fake.connections == 2)
    fake.message("武汉三公经费多少")
    card_with(fake, "3.70万元")


@pytest.mark.parametrize("state", ["before it is let in", "before a question", "before working", "behind working"])
def test_wherever_the_connection_is_cut_the_question_is_answered_once(fake, bot, state):
    fake.turned_away = state == "before it is let in"
    bot.start()
    fake.wait(lambda: fake.connections == 1)
    if state == "before a question":
        fake.close(clean=False)
        fake.wait(lambda: fake.connections == 2)
    with holding_answers():
        event = message_event("om_1", "武汉三公经费多少")
        fake.deliver(event, wait=state != "before working")
        if state == "before working":
            fake.close(clean=False)
            fake.wait(lambda: fake.connections == 2)
            fake.deliver(event)
        fake.wait(lambda: fake.shown("正在查询"))
        if state == "behind working":
            fake.close(clean=False)
            fake.wait(lambda: fake.connections == 2)
    card_with(fake, "3.70万元")
    assert (len(fake.messages), fake.turned_away, fake.connections) == (1, 0, 1 if state == "before it is let in" else 2)


def test_a_frame_that_is_too_large_ends_one_connection_only(fake, bot):
    bot.start()
    fake.deliver(message_event("om_large", "武汉" * 1_000_000), wait=False)
    fake.wait(lambda: fake.connections == 2)
    fake.message("武汉三公经费多少")
    card_with(fake, "3.70万元")


def test_in_a_group_working_is_shown_and_replaced(fake, bot):
    bot.start()
    with holding_answers():
        fake.message("@预算助手 武汉三公经费多少", chat="oc_group")
        message, _ = card_with(fake, "正在查询…")
    card_with(fake, "3.70万元")
    assert [*fake.messages] == [message]


@pytest.mark.parametrize(("variable", "value"), [("FEISHU_USERS", "ou_wang"), ("FEISHU_CHATS", "oc_group")])
def test_who_is_on_no_list_may_not_ask(fake, bot, variable, value):
    bot.start(allowed=read_allowed({variable: value}, "feishu"))
    denied, allowed = fake.message("武汉三公经费多少"), fake.message("@预算助手 武汉三公经费多少", person="ou_wang", chat="oc_group")
    fake.wait(lambda: len(fake.answered()) == 2)
    told = {shown["reply_to"]: words(shown["card"]) for shown in fake.messages.values()}
    assert ("您没有查询权限" in told[denied], "3.70万元" in told[allowed]) == (True, True)


def test_an_answer_that_takes_its_time_holds_up_neither_the_acknowledgement_nor_the_pings(fake, bot):
    bot.start()
    with holding_answers():
        fake.message("武汉三公经费多少")
        before = fake.pings
        fake.wait(lambda: fake.pings > before)
        assert fake.shown("3.70万元") == []
    card_with(fake, "3.70万元")


@pytest.mark.parametrize("department", ["od_a", "budget", "od_above", "finance"])
def test_departments_let_in_who_belongs_to_them_or_below_them(fake, bot, department):
    bot.start(allowed=Allowed(departments=frozenset({department})))
    fake.message("武汉三公经费多少")
    card_with(fake, "3.70万元")
    fake.departments["ou_wang"] = ["0"]
    fake.message("武汉三公经费多少", person="ou_wang")
    card_with(fake, "您没有查询权限")


def test_who_is_not_known_is_not_let_in_and_a_missing_permission_is_told(fake, bot):
    bot.start(allowed=Allowed(departments=frozenset({"od_a"})))
    fake.message("武汉三公经费多少", person="ou_unknown")
    card_with(fake, "您没有查询权限")
    fake.departments["ou_wang"] = 99991672
    fake.message("武汉三公经费多少", person="ou_wang")
    card_with(fake, "暂时无法核对您的查询权限")
    assert fake.shown("3.70万元") == []


def test_a_wrong_secret_is_reported_and_tried_again(fake, bot):
    bot.start(secret="wrong")
    fake.wait(lambda: bot.state().get("feishu") == "down")
    assert fake.connections == 0


def test_a_server_that_does_not_answer_is_left_and_tried_again(fake, bot, monkeypatch):
    monkeypatch.setattr(feishu_connection, "PATIENCE", 0.2)
    fake.endpoint_hangs = 1
    bot.start()
    fake.wait(lambda: bot.state().get("feishu") == "down")
    fake.endpoint_hangs = 0
    fake.wait(lambda: fake.connections)
    fake.message("武汉三公经费多少")
    card_with(fake, "3.70万元")


def test_what_can_not_be_kept_is_not_acknowledged_and_is_delivered_again(fake, bot, monkeypatch):
    def fail(*_):
        raise StateError(file="state.sqlite")

    bot.start()
    event = message_event("om_1", "武汉三公经费多少")
    with monkeypatch.context() as broken:
        broken.setattr(Office, "receive", fail)
        fake.deliver(event)
    assert fake.answers.pop("ev_om_1")["code"] == 500
    fake.deliver(event)
    assert fake.answers["ev_om_1"]["code"] == 200
    card_with(fake, "3.70万元")


def test_a_refused_connection_is_tried_again(fake, bot):
    fake.endpoint_code = 1000040350
    bot.start()
    fake.wait(lambda: bot.state().get("feishu") == "down")
    fake.endpoint_code = 0
    fake.wait(lambda: fake.connections)
    fake.wait(lambda: bot.state() == {"feishu": "up"})


def test_stopping_closes_the_connection_and_no_ticket_is_logged(fake, bot, caplog, capfd):
    caplog.set_level("INFO")
    bot.start()
    fake.message("武汉三公经费多少")
    card_with(fake, "3.70万元")
    bot.stop_all()
    fake.wait(lambda: fake._socket is None)
    assert bot.state() == {"feishu": "stopped"}
    logged = caplog.text + "".join(capfd.readouterr())
    assert [secret for secret in ("very-secret", SECRET, "武汉三公", *fake.tokens) if secret in logged] == []


def test_the_check_tells_what_is_missing(fake):
    def found(secret=SECRET):
        return {each.name: each.fine for each in FeishuLine(FeishuApi(APP, secret, fake.url), "feishu").check()}

    fine = {"feishu_secret", "feishu_bot", "feishu_may_send", "feishu_may_hear", "feishu_may_hear_groups", "feishu_connection"}
    assert found() == dict.fromkeys(fine, True)
    fake.scopes = ("im:message",)
    assert [name for name, is_fine in found().items() if not is_fine] == ["feishu_may_hear_groups"]
    fake.socket_url = "ws://127.0.0.1:9/ws?device_id=d&service_id=1"
    assert not found()["feishu_connection"]
    fake.active = 1
    assert not found()["feishu_bot"]
    assert found("wrong") == {"feishu_secret": False, "feishu_connection": False}
    assert fake.connections == 0


def test_the_command_tells_what_is_missing(fake, tmp_path):
    environment = {"FEISHU_APP_ID": APP, "FEISHU_URL": fake.url, "FEISHU_APP_SECRET": "", "FEISHU_APP_SECRET_FILE": ""}
    told = CliRunner().invoke(main, ["bot", "feishu", "--check", "--data", str(tmp_path)], env=environment)
    assert told.exit_code == 1
    assert "缺少  FEISHU_APP_SECRET  凭证与基础信息" in told.output
    fake.scopes = ()
    told = CliRunner().invoke(main, ["bot", "feishu", "--check", "--data", str(tmp_path)], env=environment | {"FEISHU_APP_SECRET": SECRET})
    assert told.exit_code == 1
    assert "未通过  权限：接收单聊消息  在“权限管理”开通其中一项，再发布新版本：im:message / im:message.p2p_msg / im:message.p2p_msg:readonly" in told.output
    assert "通过  能连到飞书长连接的主机" in told.output


def test_fifty_people_in_twenty_groups_get_their_own_answers(fake, bot):
    bot.start(patience=(5, 20))
    asked = {}
    for person in range(50):
        unit, figure = (("武汉", "3.70万元"), ("深圳", "5万元"), ("四川", "0.80万元"), ("天门", "0.10万元"))[person % 4]
        message = f"om_q{person}"
        fake.deliver(message_event(message, f"@预算助手 {unit}三公经费多少", f"ou_{person}", f"oc_{person % 20}"), wait=False)
        asked[message] = f"<at id=ou_{person}></at>", figure
    fake.wait(lambda: len(fake.answered()) == 50, 60)
    told = {shown["reply_to"]: words(shown["card"]) for shown in fake.messages.values()}
    assert set(told) == set(asked)
    assert [message for message, parts in asked.items() if not all(part in told[message] for part in parts)] == []


def test_the_fake_server_satisfies_the_official_client(fake):
    """Its long connection with fragments and the answer to a click; its REST client with a reply."""
    client = lark_oapi.Client.builder().app_id(APP).app_secret(SECRET).domain(fake.url).build()
    body = ReplyMessageRequestBody.builder().msg_type("interactive").uuid("u1").content(
        '{"schema":"2.0","config":{"update_multi":true},"body":{"elements":[{"tag":"markdown","content":"hello"}]}}'
    ).build()
    answered = client.im.v1.message.reply(ReplyMessageRequest.builder().message_id("om_1").request_body(body).build())
    assert answered.success()
    assert fake.shown("hello") == [answered.data.message_id]


    heard = []
    handler = lark_oapi.EventDispatcherHandler.builder("", "").register_p2_im_message_receive_v1(lambda data: heard.append(data.event.message.content))
    handler = handler.register_p2_card_action_trigger(lambda data: P2CardActionTriggerResponse({"toast": {"type": "info", "content": data.event.action.value["say"]}}))
    lark.loop.close()
    loop = lark.loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    client = lark.Client(APP, SECRET, event_handler=handler.build(), domain=fake.url)
    thread = threading.Thread(target=start, args=(client,), daemon=True)
    thread.start()
    fake.deliver(message_event("om_2", "武汉三公经费多少"), parts=3)
    fake.wait(lambda: fake.pings)
    assert json.loads(heard[0]) == {"text": "武汉三公经费多少"}
    assert fake.click({"say": "hello"}, "om_2") == {"toast": {"type": "info", "content": "hello"}}
    fake.deliver(event_of("im.message.message_read_v1", "ev_read", {}))
    assert fake.answers["ev_read"]["code"] == 500
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    with ThreadPoolExecutor(1) as pool:
        # In this thread the browser's loop may be running.
        pool.submit(end, loop, client).result()
    asyncio.set_event_loop(None)
    loop.close()


def end(loop, client):
    """Disconnect the official client and end what it has begun."""
    loop.run_until_complete(client._disconnect())
    for task in (tasks := asyncio.all_tasks(loop)):
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))


def start(client):
    """Run the official client until its loop is stopped, which it takes for an error."""
    with suppress(RuntimeError):
        client.start()


def test_the_page_of_the_set_up_names_the_settings_that_there_are():
    page = (Path(bots.__file__).parent / "setup" / "feishu.md").read_text(encoding="utf-8")
    lists = {f"{prefix}_{name}" for prefix in ("FEISHU", "FEISHU_CALLBACK") for name in ("USERS", "CHATS", "DEPARTMENTS")}
    settings = {setting.name for module in (feishu, feishu_callback) for setting in module.SETTINGS}
    assert set(re.findall(r"FEISHU_[A-Z_]+", page)) - {"FEISHU_APP_SECRET_FILE"} == settings | lists
    assert feishu_callback.PATH in page
    assert {scope for scopes in PERMISSIONS.values() for scope in scopes if f"`{scope}`" in page} == set(SCOPES)
    assert set(re.findall(r"`((?:im|card)\.[a-z0-9_.]+)`", page)) == set(READS)
