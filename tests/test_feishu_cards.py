"""Replies as cards of 飞书: within its size and its limits, nothing lost, tables cut between rows and columns."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from service.bots.channels.feishu_cards import addressed, in_words, render
from service.bots.channels.feishu_messages import FeishuReader
from service.bots.message import Message, Source, Table
from service.bots.model import Address, Job
from tests.fake_feishu import BOT, buttons, event_of, message_event, refusal, words

JOB = Job("0123456789abcdef" * 2, Address("feishu", "t1", "oc_group", "ou_" + "a" * 32), "om_1", "text", "", "", 0, {"group": "1", "thread": "omt_1"})
OFFERS = tuple((f"选项{at}", f"问题{at}") for at in range(1, 4))
MESSAGE = Message("合计12.50万元。", None, "理解", ("年度不同。",), (Source("表 / 行 / 列 / 12.50", "https://b.example.cn/s/1"),), OFFERS, False, "https://b.example.cn/a/1", "turn")


def cards(message):
    made = [addressed(body, JOB) for body in render(message)]
    for card in made:
        request = json.dumps({"msg_type": "interactive", "content": card, "uuid": "x" * 50, "reply_in_thread": False}, ensure_ascii=False)
        assert refusal(request.encode()) == ""
    return [json.loads(card) for card in made]


def tables(made):
    return [element for card in made for element in card["body"]["elements"] if element["tag"] == "table"]


@pytest.mark.parametrize("text", ["短", "长" * 400, '"\\' * 300])
@pytest.mark.parametrize("columns", [1, 2, 8, 60])
def test_tables_of_every_size_fit_and_keep_every_cell(columns, text):
    rows = [[f"{text}{row}-{column}" for column in range(columns)] for row in range(30)]
    if columns * len(text) > 10_000:
        rows = rows[:1]
    names = [f"列{at}（万元）" for at in range(columns)]
    made = cards(replace(MESSAGE, table=Table(names, [at > 0 for at in range(columns)], rows, 5)))
    shown = tables(made)
    seen = {cell for table in shown for row in table["rows"] for cell in row.values()}
    assert seen == {cell for row in rows for cell in row}
    assert {column["display_name"] for table in shown for column in table["columns"]} == set(names)
    assert all(table["columns"][0]["display_name"] == names[0] for table in shown)
    assert "还有5行没有列出" in "".join(map(words, made))


def test_a_long_text_is_cut_between_sentences_over_several_cards():
    made = cards(Message("本单位预算增加。" * 4000))
    assert len(made) > 1
    assert sum(words(card).count("本单位预算增加。") for card in made) == 4000
    assert words(made[0]).endswith(f"（1/{len(made)}）")


def test_the_parts_stand_in_order_and_buttons_know_their_reply():
    (card,) = cards(replace(MESSAGE, table=Table(["单位", "金额（万元）"], [False, True], [["甲", "12.50"]])))
    assert [element["tag"] for element in card["body"]["elements"]] == ["markdown", "markdown", "table", "markdown", "markdown", "button", "button", "button", "column_set"]
    shown = buttons(card)
    assert [text for text, _ in shown] == ["1. 选项1", "2. 选项2", "3. 选项3", "查看原表和出处", "👍 有用", "👎 有误"]
    assert shown[0][1]["value"] == {"choice": "1", "of": JOB.key, "asker": JOB.address.person, "group": "1", "thread": "omt_1"}
    assert shown[5][1]["value"]["verdict"] == "bad"
    assert card["config"]["summary"]["content"] == "合计12.50万元。"


def test_long_labels_are_listed_and_their_buttons_are_numbers():
    (card,) = cards(replace(MESSAGE, offers=tuple((f"{at}号" + "很长的选项" * 6, "问题") for at in range(15)), asks=True))
    assert "15. 14号很长的选项" in words(card)
    assert [text for text, _ in buttons(card)][:12] == [str(at) for at in range(1, 13)]


def test_a_question_back_asks_for_no_verdict():
    (card,) = cards(replace(MESSAGE, asks=True))
    assert not any("有用" in text for text, _ in buttons(card))
    assert "回复序号选择：" in words(card)


def test_in_words_nothing_is_lost_but_the_buttons():
    body = render(replace(MESSAGE, table=Table(["单位", "金额（万元）"], [False, True], [["甲", "12.50"]])))[0]
    card = json.loads(addressed(in_words(body), JOB))
    assert {element["tag"] for element in card["body"]["elements"]} == {"markdown"}
    assert "单位 / 金额（万元）\n\n- 甲：12.50" in words(card)
    assert "1. 选项1" in words(card)


def read(event):
    return FeishuReader("feishu", BOT).read(event, 5.0)


def test_mentions_become_names_and_the_bots_own_is_left_out():
    mentions = [{"key": f"@_user_{at}", "id": {"open_id": BOT if at == 1 else f"ou_{at}"}, "name": f"甲{at}"} for at in range(1, 12)]
    content = json.dumps({"text": "@_user_1 @_user_11 和@_user_10 的单位 @_all"})
    said = read(message_event("om_1", "", chat="oc_group", content=content, mentions=mentions))
    assert (said.kind, said.text, said.for_us) == ("text", "@甲11 和@甲10 的单位", True)


def test_a_formatted_text_is_read_and_a_mention_alone_opens_the_chat():
    lines = [[{"tag": "at", "user_id": "@_user_1"}, {"tag": "text", "text": " 武汉三公经费"}], [{"tag": "a", "text": "多少", "href": "https://x"}], [{"tag": "img"}]]
    mentions = [{"key": "@_user_1", "id": {"open_id": BOT}, "name": "预算助手"}]
    said = read(message_event("om_1", "", chat="oc_group", message_type="post", content=json.dumps({"title": "", "content": lines}), mentions=mentions))
    assert (said.kind, said.text) == ("text", "武汉三公经费\n多少")
    assert read(message_event("om_1", "@预算助手 ", chat="oc_group")).kind == "enter"


@pytest.mark.parametrize("text, seconds", [("1700000000000", 1.7e9), ("1700000000000000", 1.7e9), ("", 5.0), (None, 5.0)])
def test_times_are_milliseconds_or_microseconds(text, seconds):
    event = event_of("im.chat.member.bot.added_v1", "ev_1", {"chat_id": "oc_1", "operator_id": {"open_id": "ou_li"}})
    event["header"]["create_time"] = text
    assert read(event).sent == seconds


@pytest.mark.parametrize("payload", [
    {}, {"header": None, "event": None}, {"header": {"event_type": "im.message.receive_v1"}, "event": {"sender": [], "message": {"content": "["}}},
    {"header": {"event_type": "card.action.trigger"}, "event": {"action": {"value": "text"}}},
])
def test_what_has_another_form_asks_for_nothing(payload):
    assert read(payload) is None
