"""The core of the bots: what comes in is answered once, in its own conversation, and is never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.bots.access import Allowed, Gatekeeper
from service.bots.channel import NotTaken, Refused
from service.bots.check import check_access
from service.bots.gateway import open_gateway
from service.bots.model import Job, Memory
from service.bots.registry import open_channel
from service.bots.settings import prefix, read_allowed
from service.errors import SettingInvalid
from service.feedback import Feedback
from service.history import History
from service.reply.words import error_text
from tests.bot_channel import FIGURE, NOON, said


def test_a_question_is_answered_with_figure_source_and_link(bot):
    body = bot.last("武汉三公经费多少")
    assert FIGURE in body
    assert "出处1：武汉市人力资源和社会保障信息中心 / 2023" in body
    assert "](https://budget.example.cn/source/" in body or "](https://budget.example.cn/documents/" in body
    assert bot.channel.working


def test_the_same_message_is_answered_once_also_after_a_restart(bot):
    message = said("武汉三公经费多少")
    bot.tell(message, message)
    bot.again()
    assert len(bot.tell(message)) == 1


def test_members_of_a_group_do_not_go_on_from_each_other(bot):
    bot.last("武汉三公经费多少", person="li", chat="group")
    assert "2023" in bot.last("武汉预算总额多少", person="wang", chat="group")
    assert FIGURE in bot.last("那三公经费呢", person="wang", chat="group")
    assert FIGURE not in bot.last("那深圳呢", person="zhang", chat="group")
    assert "5万元" in bot.last("那深圳呢", person="li", chat="group")


def test_a_group_message_without_mention_is_not_answered(bot):
    assert bot.tell(said("武汉三公经费多少", chat="group", for_us=False)) == []


def test_a_message_of_an_hour_ago_is_not_answered_and_both_log_and_health_tell(bot, caplog):
    bot.office.health.report("made", "up")
    assert bot.tell(said("武汉三公经费多少", sent=NOON - 3600, message="m-old")) == []
    connection, = bot.office.health.connections()
    assert (connection.counts, connection.lag) == ({"too_old": 1}, 3600)
    assert "message m-old, too_old, is 3600 s old" in caplog.text
    assert "武汉" not in caplog.text


def test_it_is_never_too_late_to_take_a_message_back_or_to_rate_its_answer(bot):
    question = said("武汉三公经费多少")
    bot.tell(question)
    bot.clock.now += 3600
    assert bot.last("good", kind="feedback", about=question.key) == "谢谢，已经记下。"
    bot.tell(said("", kind="recalled", about=question.message))
    assert bot.channel.withdrawn == [question.message]


def test_a_messenger_whose_clock_is_ahead_is_answered_and_its_conversations_go_on(bot):
    assert FIGURE in bot.last("武汉三公经费多少", sent=NOON + 10)
    assert "5万元" in bot.last("那深圳呢", sent=NOON + 400 * 86400)
    bot.clock.now += 13 * 3600
    assert "0.80万元" not in bot.last("那四川呢", sent=bot.clock.now)


def test_messages_that_come_in_the_wrong_order_are_answered_in_that_of_sending(bot):
    bodies = bot.tell(said("那深圳呢", sent=NOON - 1), said("武汉三公经费多少", sent=NOON - 2))
    assert FIGURE in bodies[0]
    assert "5万元" in bodies[1]


def test_two_events_without_an_id_are_two(bot):
    questions = [replace(said(text), message="") for text in ("武汉三公经费多少", "深圳三公经费多少")]
    assert len(bot.tell(*questions)) == 2
    assert len(bot.tell(*questions)) == 2


def test_a_picture_is_answered_with_a_request_for_words(bot):
    assert bot.last("", kind="unreadable") == "目前只支持文字提问，请以文字发送问题。"


def test_a_list_that_is_set_and_empty_lets_nobody_in_and_names_are_parted_by_any_comma():
    assert not Gatekeeper(read_allowed({"MADE_USERS": " , "}, "made"), lambda person: frozenset()).lets_in(said("x").address, NOON)
    assert Gatekeeper(read_allowed({}, "made"), lambda person: frozenset()).lets_in(said("x").address, NOON)
    assert read_allowed({"MADE_USERS": "li，wang、zhao sun;qian"}, "made").users == {"li", "wang", "zhao", "sun", "qian"}


def test_who_is_not_listed_may_not_ask_and_departments_that_are_unknown_let_nobody_in(bot):
    bot.channel.people = {"li": frozenset({"12"}), "wang": frozenset({"13"}), "zhao": NotTaken("contacts are down")}
    bot.again(Allowed(departments=frozenset({"12"}), chats=frozenset({"open"})))
    assert FIGURE in bot.last("武汉三公经费多少", person="li")
    assert bot.last("武汉三公经费多少", person="wang") == "您没有查询权限，请联系管理员。"
    assert FIGURE in bot.last("武汉三公经费多少", person="sun", chat="open")
    before = len(bot.channel.sent)
    bot.tell(said("武汉三公经费多少", person="zhao"))
    assert len(bot.channel.sent) == before
    for _ in range(6):
        bot.clock.now += 60
        bodies = bot.tell()
    assert bodies[before:] == ["暂时无法核对您的查询权限，请稍后再试；持续出现时请联系管理员。"]


def test_a_missing_permission_to_look_departments_up_is_told_at_once_and_logged_once(bot, caplog):
    bot.channel.people = dict.fromkeys(("li", "wang"), Refused("99991672 scope required"))
    bot.again(Allowed(departments=frozenset({"12"})))
    for person in ("li", "wang"):
        assert bot.last("武汉三公经费多少", person=person).startswith("暂时无法核对您的查询权限")
    assert len([record for record in caplog.records if record.levelname == "ERROR" and "99991672" in record.message]) == 1


@pytest.mark.parametrize("channel", ["wecom", "wecom-callback"])
def test_departments_are_no_setting_where_they_can_not_be_found_out(channel, config):
    settings = {
        "WECOM_BOT_ID": "bot", "WECOM_BOT_SECRET": "s", "WECOM_URL": "ws://127.0.0.1:9", "WECOM_CALLBACK_TOKEN": "t",
        "WECOM_CALLBACK_AES_KEY": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", f"{prefix(channel)}_DEPARTMENTS": "12",
    }
    with pytest.raises(SettingInvalid) as raised:
        open_gateway(open_channel(channel, settings), settings, config)
    assert f"不能用 {prefix(channel)}_DEPARTMENTS 限制" in error_text(raised.value)
    assert [line.name for line in check_access(channel, settings) if not line.is_fine] == ["useless_list"]


def test_departments_that_the_message_itself_tells_are_believed(bot):
    bot.again(Allowed(departments=frozenset({"12"})))
    for departments in ("11,12", "11, 12", "11，12"):
        assert FIGURE in bot.last("武汉三公经费多少", transport={"departments": departments})
    assert bot.last("武汉三公经费多少", transport={"departments": ""}) == "您没有查询权限，请联系管理员。"


def test_a_token_is_new_once_within_its_time_also_after_a_restart(bot):
    assert bot.office.is_new("nonce", 600)
    assert not bot.again().is_new("nonce", 600)
    bot.clock.now += 601
    assert bot.office.is_new("nonce", 600)
    bot.clock.now += 700
    bot.office.jobs.forget_old(bot.clock.now)
    assert bot.office.is_new("nonce", 600)


def test_a_choice_is_made_by_number_by_label_or_in_words(bot):
    assert "回复序号选择：\n1. " in bot.last("信息中心收入多少")
    for person, words in enumerate(("2", "选第二个", "２", "武汉市人力资源和社会保障信息中心", "武汉")):
        bot.last("信息中心收入多少", person=str(person))
        assert "武汉市人力资源和社会保障信息中心2023年总收入为1236.74万元" in bot.last(words, person=str(person))
    assert bot.last("99").startswith("没有序号99，请回复1到")
    one = Job("key", said("3").address, "m", "text", "3", "", NOON, {})
    assert bot.office.clerk.tell(one, Memory(offers=[("武汉", "武汉收入多少")], at=NOON)).text == "没有序号3，可选的只有1，请回复1，或者直接提问。"


def test_a_number_chooses_nothing_where_nothing_was_offered(bot):
    assert "没有序号" not in bot.last("3")


def test_a_button_chooses_what_its_own_reply_offered_also_when_pressed_again_and_later(bot):
    question = said("信息中心收入多少")
    bot.tell(question)
    bot.last("深圳三公经费多少")
    for _ in range(2):
        assert "1236.74万元" in bot.last("2", kind="choice", about=question.key)
    for choice in (said("9", kind="choice", about=question.key), said("1", kind="choice", about="unknown")):
        assert bot.tell(choice)[-1] == "该选项已失效，请直接提问。"


def test_commands_help_examples_coverage_restart(bot):
    assert "例如：" in bot.last("帮助")
    assert "收录了5份文件，5家单位，2023年至2024年" in bot.last("数据范围")
    bot.last("示例")
    assert "出处1" in bot.last("1")
    bot.last("武汉三公经费多少")
    assert bot.last("重新开始").startswith("好的，重新开始")
    assert FIGURE not in bot.last("那它的三公经费呢")


def test_a_verdict_is_kept_with_its_reason_for_the_last_answer(bot):
    assert bot.last("有用") == "还没有可以评价的答案，请先提一个问题。"
    bot.last("武汉三公经费多少")
    assert bot.last("有误，应为4万元") == "谢谢，已经记下。"
    kept = Feedback(bot.state).remarks()
    assert [(remark.questions, remark.verdict, remark.reason) for remark in kept] == [(["武汉三公经费多少"], "bad", "应为4万元")]


def test_nobody_rates_the_answer_of_another(bot):
    bot.last("武汉三公经费多少", person="li")
    turn = History(bot.state).turns(History(bot.state).chats("made:org:li")[0].id)[0]
    assert bot.last("good", person="wang", kind="feedback", about=turn.id) == "还没有可以评价的答案，请先提一个问题。"
    assert bot.last("good", person="li", kind="feedback", about=turn.id) == "谢谢，已经记下。"


def test_a_verdict_on_the_reply_to_a_message_is_one_on_its_answer(bot):
    question = said("武汉三公经费多少")
    bot.tell(question)
    bot.last("深圳三公经费多少")
    assert bot.last("bad 应为4万元", kind="feedback", about=question.key) == "谢谢，已经记下。"
    assert [(remark.questions[-1], remark.verdict) for remark in Feedback(bot.state).remarks()] == [("武汉三公经费多少", "bad")]


def test_a_token_is_bound_to_one_thing_within_its_time_also_after_a_restart(bot):
    assert bot.office.bind("signature", "body", 600)
    assert bot.again().bind("signature", "body", 600)
    assert not bot.office.bind("signature", "another", 600)
    bot.clock.now += 601
    assert bot.office.bind("signature", "another", 600)
    bot.clock.now += 700
    bot.office.jobs.forget_old(bot.clock.now)
    assert bot.office.bind("signature", "body", 600)


def test_a_correction_is_a_question_and_no_verdict(bot):
    bot.last("深圳三公经费多少")
    assert FIGURE in bot.last("不对，我问的是武汉")


def test_a_conversation_is_forgotten_after_half_a_day_and_then_not_kept(bot):
    bot.last("武汉三公经费多少")
    bot.clock.now += 13 * 3600
    bot.office.jobs.forget_old(bot.clock.now)
    assert bot.office.jobs.memory(said("x").address).at == NOON
    bot.office.jobs.forget_old(bot.clock.now + 12 * 3600)
    assert bot.office.jobs.memory(said("x").address) == Memory()
    assert "5万元" not in bot.last("那深圳呢", sent=bot.clock.now)
