"""What is taken back or edited is not answered, and what was said of it is withdrawn."""

from __future__ import annotations

import sqlite3

import pytest

from service.bots.access import Allowed
from service.bots.channel import NotTaken
from tests.bot_channel import FIGURE, Killed, said


def test_a_message_taken_back_is_not_answered(bot):
    question = said("武汉三公经费多少")
    assert bot.tell(question, said("", kind="recalled", about=question.message)) == []


def test_the_answer_to_a_message_taken_back_is_taken_back(bot):
    question = said("武汉三公经费多少")
    bot.tell(question)
    bot.tell(said("", kind="recalled", about=question.message))
    assert bot.channel.withdrawn == [question.message]


def test_a_message_is_taken_back_also_where_nobody_tells_by_whom_and_only_some_may_ask(bot):
    bot.again(Allowed(users=frozenset({"li"})))
    question = said("武汉三公经费多少")
    bot.tell(question)
    assert len(bot.tell(said("", kind="recalled", person="", chat="li", about=question.message))) == 1
    assert bot.channel.withdrawn == [question.message]


def test_a_message_taken_back_while_it_is_worked_on_or_not_yet_sent_is_not_answered(bot, monkeypatch):
    question, other = said("武汉三公经费多少"), said("深圳三公经费多少")
    working = bot.channel.show_working
    monkeypatch.setattr(bot.channel, "show_working", lambda job: working(job) | {"back": str(bot.office.receive(said("", kind="recalled", about=job.message)))})
    assert bot.tell(question) == []
    assert question.message in bot.channel.withdrawn
    monkeypatch.undo()
    bot.channel.faults = [(False, NotTaken("429", seconds=20))]
    assert bot.tell(other, said("深圳三公经费多少", person="wang")) != []
    bot.tell(said("", kind="recalled", about=other.message))
    bot.clock.now += 60
    assert [person for person, _, _ in bot.channel.sent if bot.tell()] == ["wang"]


def test_what_is_taken_back_while_its_reply_is_sent_goes_no_further_and_is_withdrawn_whole(bot, monkeypatch):
    def send(job, body, part):
        if part == 2:
            bot.office.receive(said("", kind="recalled", about=job.message, person=""))
            assert bot.office.next_job().kind == "recalled"
        return sending(job, body, part)

    bot.channel.size, sending, kept = 600, bot.channel.send, []
    monkeypatch.setattr(bot.channel, "send", send)
    monkeypatch.setattr(bot.channel, "withdraw", lambda job: kept.append(sorted(job.transport)))
    assert len(bot.tell(said("各单位三公经费多少"))) == 2
    assert kept == [["sent1", "sent2", "shown"]]


def test_a_withdrawal_that_the_messenger_does_not_take_is_tried_again(bot, monkeypatch):
    def withdraw(job):
        tries.append(job.message)
        if len(tries) < 3:
            raise NotTaken("503")

    question, tries = said("武汉三公经费多少"), []
    monkeypatch.setattr(bot.channel, "withdraw", withdraw)
    bot.tell(question)
    bot.clock.now += 13 * 3600
    bot.tell(said("", kind="recalled", about=question.message, sent=bot.clock.now))
    assert "5万元" in bot.last("深圳三公经费多少", sent=bot.clock.now)
    for _ in range(4):
        bot.clock.now += 10
        bot.tell()
    assert tries == [question.message] * 3
    assert bot.office.jobs.counts("made") == {"done": 2, "gone": 1}


def test_the_sign_that_a_question_is_worked_on_is_withdrawn_before_there_is_an_answer(bot, monkeypatch):
    def die(*_):
        raise Killed

    question = said("武汉三公经费多少")
    monkeypatch.setattr(type(bot.office.clerk), "tell", die)
    with pytest.raises(Killed):
        bot.tell(question)
    monkeypatch.undo()
    bot.again()
    assert bot.tell(said("", kind="recalled", about=question.message)) == []
    assert (bot.channel.working, bot.channel.withdrawn) == ([question.message], [question.message])


def test_a_message_that_comes_in_behind_the_word_that_it_was_taken_back_is_not_answered(bot):
    question = said("武汉三公经费多少")
    assert bot.tell(said("", kind="recalled", about=question.message, person=""), question) == []
    assert bot.office.jobs.find(question.key).text == ""


def test_a_message_is_taken_back_wholly_or_not_at_all(bot):
    question = said("武汉三公经费多少")
    bot.office.receive(question)
    with sqlite3.connect(bot.state, isolation_level=None) as other:
        other.execute("CREATE TRIGGER full BEFORE UPDATE ON bot_jobs BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        with pytest.raises(sqlite3.IntegrityError):
            bot.office.receive(said("", kind="recalled", about=question.message))
        other.execute("DROP TRIGGER full")
    other.close()
    assert bot.office.jobs.counts("made") == {"waiting": 1}


def test_nobody_goes_on_from_what_was_taken_back(bot, monkeypatch):
    working = bot.channel.show_working
    bot.last("武汉三公经费多少")
    monkeypatch.setattr(bot.channel, "show_working", lambda job: working(job) | {"back": str(bot.office.receive(said("", kind="recalled", about=job.message)))})
    bot.tell(said("深圳预算总额多少"))
    monkeypatch.undo()
    assert FIGURE in bot.last("那三公经费呢")


def test_what_a_channel_keeps_of_each_part_is_there_for_its_withdrawal(bot, monkeypatch):
    bot.channel.size, kept = 600, []
    monkeypatch.setattr(bot.channel, "withdraw", lambda job: kept.append(job.transport))
    question = said("各单位三公经费多少")
    parts = len(bot.tell(question))
    bot.tell(said("", kind="recalled", about=question.message))
    assert parts > 1
    assert kept == [{"shown": question.message} | {f"sent{part}": f"{question.key}-{part}" for part in range(1, parts + 1)}]


def test_a_message_that_names_itself_takes_nothing_back(bot):
    assert FIGURE in bot.last("武汉三公经费多少", message="m-itself", about="m-itself")


def test_an_edited_message_is_answered_as_it_stands_last(bot):
    question = said("武汉三公经费多少")
    assert ["5万元" in body for body in bot.tell(question, said("深圳三公经费多少", about=question.message))] == [True]
