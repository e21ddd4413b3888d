"""Replies on their way: sent once or marked, tried again, within a messenger's limits; no failure loses one."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from threading import Event

import pytest

from service.bots.channel import Awaited, KeyLost, NotTaken, Refused, Traits, Unsure
from service.bots.channels.reconnecting import Broken, keep_connected
from service.bots.clerk import Clerk
from service.bots.crew import Crew
from service.bots.health import BotHealth, Pulse
from service.bots.model import Address, Told
from service.bots.rates import Quota
from service.bots.settings import read_count
from service.errors import SettingInvalid, StateError
from tests.bot_channel import FIGURE, Killed, said
from tests.bot_gateway import wait_until


def test_who_waits_for_a_reply_gets_it_when_it_is_there(bot):
    question = said("武汉三公经费多少")
    bot.office.receive(question)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(bot.office.bodies, question.key, 20)
        bot.tell()
        assert FIGURE in waiting.result()[0]
    assert bot.office.bodies("unknown", 0.01) is None


def test_a_job_is_nobody_elses_while_its_messages_are_sent_one_after_the_other(bot, monkeypatch):
    def send(job, body, part):
        bot.clock.now += 400
        taken.append(bot.office.next_job())
        return sending(job, body, part)

    bot.channel.size, sending, taken = 600, bot.channel.send, []
    monkeypatch.setattr(bot.channel, "send", send)
    assert len(bot.tell(said("各单位三公经费多少"))) > 4
    assert set(taken) == {None}


def test_what_breaks_off_while_it_is_sent_keeps_its_answer_and_is_given_up(bot, monkeypatch):
    def send(*_):
        raise KeyError("x")

    question = said("武汉三公经费多少")
    monkeypatch.setattr(bot.channel, "send", send)
    settled(bot, question, {"failed": 1})
    assert bot.office.jobs.find(question.key).told.answer is not None


def test_what_breaks_off_because_the_store_is_locked_is_tried_again(bot, monkeypatch):
    def tell(clerk, job, memory):
        if job.attempts:
            return telling(clerk, job, memory)
        monkeypatch.setattr(bot.office.jobs, "answer", lock)
        return Told("x")

    def lock(*_):
        monkeypatch.setattr(bot.office.jobs, "answer", answering)
        raise StateError(file="state.sqlite")

    telling, answering, question = Clerk.tell, bot.office.jobs.answer, said("武汉三公经费多少")
    monkeypatch.setattr(Clerk, "tell", tell)
    settled(bot, question, {"waiting": 1}, lambda: bot.office.jobs.find(question.key).attempts)
    bot.clock.now += 10
    assert [FIGURE in body for body in bot.tell()] == [True]


def test_a_connection_is_kept_also_where_its_state_can_not_be_written_down(tmp_path, monkeypatch):
    def converse():
        tries.append("up")
        if len(tries) == 3:
            stop.set()
        raise Broken(problem="cut")

    def locked(health, channel, state):
        raise StateError(file="state.sqlite")

    tries, stop, pulse = [], Event(), Pulse(BotHealth(tmp_path / "state.sqlite"), "made")
    monkeypatch.setattr(BotHealth, "report", locked)
    keep_connected(converse, pulse.report, stop, 0.001)
    assert len(tries) == 3


def settled(bot, question, counts, seen=lambda: True):
    """Let workers work on a question until it is settled so."""
    stop = Event()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(Crew(bot.office, 1).run, stop)
        bot.office.receive(question)
        try:
            wait_until(lambda: bot.office.jobs.counts("made") == counts and seen())
        finally:
            stop.set()


def test_what_is_not_taken_is_tried_again_until_it_is(bot):
    bot.channel.faults = [(False, NotTaken("429", seconds=20)), (False, NotTaken("503"))]
    assert bot.tell(said("武汉三公经费多少")) == []
    bot.clock.now += 19
    assert bot.tell() == []
    bot.clock.now += 2
    assert bot.tell() == []
    bot.clock.now += 3
    assert [FIGURE in body for body in bot.tell()] == [True]
    assert "重发" not in bot.tell()[-1]


def test_a_messenger_that_is_away_for_hours_gets_the_answer_when_it_is_back(bot):
    bot.channel.faults = [(False, NotTaken("connection refused"))] * 40
    bot.tell(said("武汉三公经费多少"))
    for _ in range(60):
        bot.clock.now += 301
        bodies = bot.tell()
    assert [FIGURE in body for body in bodies] == [True]


def test_a_reply_that_can_not_be_sent_keeps_no_later_question_waiting(bot):
    bot.channel.faults = [(False, NotTaken("no such stream"))]
    bot.tell(said("武汉三公经费多少"))
    assert ["5万元" in body for body in bot.tell(said("深圳三公经费多少"))] == [True]


@pytest.mark.parametrize("fault, tries", [(Refused("no card for you"), 1), (Unsure("cut"), 4)])
def test_an_answer_does_not_depend_on_what_shows_that_it_is_worked_on(bot, monkeypatch, fault, tries):
    def show(job):
        shown.append(job.message)
        raise fault

    shown: list[str] = []
    monkeypatch.setattr(bot.channel, "show_working", show)
    bot.tell(said("武汉三公经费多少"))
    for _ in range(4):
        bot.clock.now += 10
        bodies = bot.tell()
    assert [FIGURE in body for body in bodies] == [True]
    assert len(shown) == tries


def test_a_store_that_can_not_be_read_now_is_told_of_as_one_error(bot):
    with sqlite3.connect(bot.state, isolation_level=None) as other:
        other.execute("DROP TABLE bot_jobs")
        with pytest.raises(StateError):
            bot.office.next_job()
    other.close()


def test_what_can_not_be_sent_for_half_a_day_is_given_up(bot):
    bot.channel.faults = [(False, NotTaken("connection refused"))] * 1000
    bot.tell(said("武汉三公经费多少"))
    for _ in range(150):
        bot.clock.now += 301
        bot.tell()
    assert bot.office.jobs.counts("made") == {"failed": 1}


def test_where_nobody_knows_whether_it_arrived_one_repeat_is_sent_and_marked(bot):
    bot.channel.faults = [(True, Unsure("cut")), (True, Unsure("cut"))]
    bot.tell(said("武汉三公经费多少"))
    for _ in range(3):
        bot.clock.now += 400
        bodies = bot.tell()
    assert [body.startswith("（网络中断后重发") for body in bodies] == [False, True]


def test_what_was_rendered_once_is_sent_also_where_it_would_be_cut_otherwise_now(bot):
    bot.channel.size, bot.channel.faults = 600, [(True, None), (False, NotTaken("503"))]
    first = bot.tell(said("各单位三公经费多少"))
    bot.channel.size = 20_000
    bot.again()
    bot.clock.now += 10
    bodies = bot.tell()
    total = len(bodies)
    assert (len(first), total > 2) == (1, True)
    assert [body.split("\n")[0] for body in bodies] == [f"（{part}/{total}）" for part in range(1, total + 1)]


def test_the_part_that_may_be_there_already_is_marked_and_no_other(bot):
    bot.channel.size, bot.channel.faults = 600, [(True, None), (True, Unsure("cut"))]
    bot.tell(said("各单位三公经费多少"))
    bot.clock.now += 10
    bodies = bot.tell()
    assert [at for at, body in enumerate(bodies) if "重发" in body] == [2]
    assert bodies[2].endswith(bodies[1])


def test_behind_a_part_that_may_be_there_twice_the_others_are_sent(bot):
    bot.channel.size, bot.channel.faults = 600, [(False, Unsure("cut"))] * 3
    bot.tell(said("各单位三公经费多少"))
    for _ in range(4):
        bot.clock.now += 400
        bodies = bot.tell()
    second, *others = bodies
    total = len(others) + 2
    assert f"（2/{total}）" in second and "重发" in second
    assert [body.split("\n")[0] for body in others] == [f"（{part}/{total}）" for part in range(3, total + 1)]
    assert bot.office.jobs.counts("made") == {"done": 1}


def test_a_key_that_is_known_for_a_time_makes_all_tries_within_it_one(bot):
    bot.channel.keyed, bot.channel.faults = True, [(True, Unsure("cut"))] * 4 + [(False, NotTaken("503"))]
    bot.tell(said("武汉三公经费多少"))
    for _ in range(4):
        bot.clock.now += 400
        bot.tell()
    assert len(bot.channel.sent) == 1
    bot.channel.keyed = False
    bot.clock.now += 400
    assert ["重发" in body for body in bot.tell()] == [False, True]


@pytest.mark.parametrize("fault, marks", [(NotTaken("503"), [False]), (Unsure("cut"), [True])])
def test_what_lost_its_key_is_sent_otherwise_at_once(bot, monkeypatch, fault, marks):
    question = said("武汉三公经费多少")
    bot.channel.faults = [(False, fault), (False, KeyLost("ended", {"ended": "1"}))]
    monkeypatch.setattr(bot.channel, "has_key", lambda job, part: "ended" not in job.transport)
    bot.tell(question)
    bot.clock.now += 10
    assert ["重发" in body for body in bot.tell()] == marks
    assert bot.office.jobs.find(question.key).transport["ended"] == "1"


def test_the_jobs_of_an_earlier_version_are_sent(bot):
    question = said("武汉三公经费多少")
    bot.channel.faults = [(False, NotTaken("503"))]
    bot.tell(question)
    with sqlite3.connect(bot.state, isolation_level=None) as other:
        for column in ("bodies", "begun"):
            other.execute(f"ALTER TABLE bot_jobs DROP COLUMN {column}")
    other.close()
    bot.again()
    bot.clock.now += 10
    assert [FIGURE in body for body in bot.tell()] == [True]
    assert bot.office.jobs.find(question.key).bodies == tuple(bot.tell())


def test_what_an_earlier_version_tried_often_by_its_key_is_not_taken_for_sent(bot, monkeypatch):
    question = said("武汉三公经费多少")
    bot.channel.faults = [(False, Unsure("cut"))]
    bot.tell(question)
    change(bot, "UPDATE bot_jobs SET unsure = 3, begun = 0")
    monkeypatch.setattr(bot.channel, "has_key", lambda job, part: bot.clock.now - job.begun < 3600)
    bot.clock.now += 10
    assert ["重发" in body for body in bot.tell()] == [True]


@pytest.mark.parametrize("changed", ["told = '{\"answer\": {\"status\": 1}}'", "told = '{\"answer\": {\"status\": 1}}', bodies = NULL, state = 'waiting'"])
def test_an_answer_that_was_written_down_in_another_form_is_sent_or_worked_out_again(bot, changed):
    bot.channel.faults = [(False, NotTaken("503"))]
    bot.tell(said("武汉三公经费多少"))
    change(bot, f"UPDATE bot_jobs SET {changed}")
    bot.again()
    bot.clock.now += 10
    assert [FIGURE in body for body in bot.tell()] == [True]


def change(bot, statement):
    """Change the store behind its back."""
    with closing(sqlite3.connect(bot.state, isolation_level=None)) as other:
        other.execute(statement)


def test_where_the_messenger_knows_keys_a_repeat_arrives_once(bot):
    bot.channel.keyed = True
    bot.channel.faults = [(True, Unsure("cut"))]
    bot.tell(said("武汉三公经费多少"))
    bot.clock.now += 10
    assert ["重发" in body for body in bot.tell()] == [False]


def test_a_question_survives_the_end_of_the_process_while_it_is_sent(bot):
    bot.channel.faults = [(False, Killed())]
    with pytest.raises(Killed):
        bot.tell(said("武汉三公经费多少"))
    bot.again()
    assert [FIGURE in body for body in bot.tell()] == [True]


def test_what_the_messenger_refuses_is_given_up_and_counted(bot):
    bot.channel.faults = [(False, Refused("no such chat"))]
    bot.tell(said("武汉三公经费多少"))
    bot.clock.now += 1000
    assert bot.tell() == []
    assert bot.office.jobs.counts("made") == {"failed": 1}


def test_a_conversation_gets_no_more_messages_than_the_channel_allows_and_none_is_lost(bot):
    bot.channel.traits = Traits("made", limits=((3, 60.0), (4, 3600.0)))
    bot.again()
    assert len(bot.tell(*(said("武汉三公经费多少") for _ in range(5)))) == 3
    bot.clock.now += 59
    assert len(bot.tell()) == 3
    bot.clock.now += 1
    assert len(bot.tell()) == 4
    bot.clock.now += 3500
    assert len(bot.tell()) == 4
    bot.clock.now += 40
    assert len(bot.tell()) == 5


def test_the_sign_that_a_question_is_worked_on_counts_and_is_left_out_where_there_is_no_room(bot):
    bot.channel.traits = Traits("made", limits=((3, 60.0),), shows_working=frozenset({"text"}))
    bot.again()
    assert len(bot.tell(*(said("武汉三公经费多少") for _ in range(2)))) == 1
    assert len(bot.channel.working) == 2
    bot.clock.now += 60
    assert len(bot.tell(said("深圳三公经费多少"), said("武汉三公经费多少"), said("武汉三公经费多少"))) == 3
    assert len(bot.channel.working) == 3


def test_the_chats_of_one_tenant_are_not_those_of_another(bot):
    bot.channel.traits = Traits("made", limits=((1, 60.0),))
    bot.again()
    here, there = said("武汉三公经费多少", chat="1"), said("武汉三公经费多少", chat="1")
    assert len(bot.tell(here, replace(there, address=Address("made", "other", "1", "li")))) == 2


def test_who_asks_too_often_is_told_so_once_and_answered_again_after_a_minute(bot):
    bot.office = replace(bot.office, quota=Quota(2, bot.clock))
    questions = [said("武汉三公经费多少") for _ in range(5)]
    bodies = bot.tell(*questions)
    assert [FIGURE in body for body in bodies] == [True, True, False]
    assert bodies[2] == "提问过于频繁（每分钟最多2个），请1分钟后再提问，其间的提问不再回复。"
    assert FIGURE in bot.last("武汉三公经费多少", person="wang")
    bot.clock.now += 59
    assert len(bot.tell(said("武汉三公经费多少"), said("", kind="recalled", about=questions[0].message))) == 4
    assert bot.channel.withdrawn == [questions[0].message]
    assert bot.last("good", kind="feedback") == "谢谢，已经记下。"
    bot.clock.now += 1
    assert [FIGURE in body for body in bot.tell(*(said("武汉三公经费多少") for _ in range(2)))[5:]] == [True, True]


def test_how_often_may_be_asked_is_a_setting():
    assert [read_count(environment, "X", 20) for environment in ({}, {"X": "0"}, {"X": " 5 "})] == [20, 0, 5]
    for value in ("-1", "many", "２"):
        with pytest.raises(SettingInvalid):
            read_count({"X": value}, "X", 20)


def test_a_reply_that_the_messenger_fetches_is_waited_for_and_what_is_left_of_it_is_sent(bot):
    bot.channel.size, bot.channel.faults = 500, [(False, Awaited(5))]
    question = said("武汉三公经费多少")
    assert bot.tell(question) == []
    parts = bot.office.bodies(question.key)
    assert FIGURE in parts[0]
    bot.office.delivered(question.key, 1)
    assert bot.tell() == parts[1:]
    bot.office.delivered(question.key, 1)
    assert bot.office.jobs.counts("made") == {"done": 1}
    assert {each.channel: each.counts.get("retried") for each in bot.office.health.connections()}.get("made") is None


def test_what_is_fetched_while_it_is_sent_is_no_repeat(bot):
    bot.channel.faults = [(False, Unsure("cut"))]
    question = said("武汉三公经费多少")
    bot.tell(question)
    assert "重发" not in bot.office.bodies(question.key)[0]


def test_a_reply_that_was_fetched_whole_is_done(bot):
    bot.channel.faults = [(False, Awaited(5))]
    question = said("武汉三公经费多少")
    bot.tell(question)
    bot.office.delivered(question.key, 1)
    bot.clock.now += 10
    assert bot.tell() == []
    assert bot.office.jobs.counts("made") == {"done": 1}
