"""The core of the bots: what comes in is answered once, in its own conversation, and is never lost."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest

from service.bots.access import Allowed, Gatekeeper
from service.bots.channel import Awaited, KeyLost, NotTaken, Refused, Traits, Unsure
from service.bots.clerk import Clerk
from service.bots.crew import Crew
from service.bots.gateway import check_gateway, open_gateway
from service.bots.model import Address, Job, Memory, Told
from service.bots.rates import Quota
from service.bots.settings import prefix, read_allowed, read_count
from service.errors import SettingInvalid, StateError
from service.feedback import Feedback
from service.history import History
from service.pipeline import open_service
from service.reply.words import error_text
from tests.bot_channel import NOON, Clock, Killed, MadeChannel, open_office, said, work_all
from tests.bot_gateway import wait_until

FIGURE = "3.70万元"


@pytest.fixture(scope="module")
def service(config, tmp_path_factory):
    return open_service(config)


@pytest.fixture
def bot(config, service, tmp_path):
    """(channel, office, clock) with a state of its own; `bot.again()` is the office after a restart."""
    return Bot(config, service, tmp_path)


class Bot:
    def __init__(self, config, service, folder):
        self.config, self.service = replace(config, data=config.data), service
        self.state = folder / "state.sqlite"
        self.channel, self.clock = MadeChannel(), Clock()
        self.office = self.again()

    def again(self, allowed=Allowed()):
        class Own:
            state = self.state
        self.office = open_office(Own, self.service, self.channel, self.clock, allowed)
        self.office.jobs.release("made")
        return self.office

    def tell(self, *inbound):
        for each in inbound:
            self.office.receive(each)
        work_all(self.office)
        return [body for _, body, _ in self.channel.sent]

    def last(self, text, **rest):
        return self.tell(said(text, **rest))[-1]


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


def test_two_events_without_an_id_are_two(bot):
    questions = [replace(said(text), message="") for text in ("武汉三公经费多少", "深圳三公经费多少")]
    assert len(bot.tell(*questions)) == 2
    assert len(bot.tell(*questions)) == 2


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


def test_a_picture_is_answered_with_a_request_for_words(bot):
    assert bot.last("", kind="unreadable") == "目前只支持文字提问，请以文字发送问题。"


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


def test_a_list_that_is_set_and_empty_lets_nobody_in_and_names_are_parted_by_any_comma():
    assert not Gatekeeper(read_allowed({"MADE_USERS": " , "}, "made"), lambda person: frozenset()).lets_in(said("x").address, NOON)
    assert Gatekeeper(read_allowed({}, "made"), lambda person: frozenset()).lets_in(said("x").address, NOON)
    assert read_allowed({"MADE_USERS": "li，wang、zhao sun;qian"}, "made").users == {"li", "wang", "zhao", "sun", "qian"}


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
    for begin in (lambda: open_gateway(channel, settings, config), lambda: list(check_gateway(channel, settings, config))):
        with pytest.raises(SettingInvalid) as raised:
            begin()
        assert f"不能用 {prefix(channel)}_DEPARTMENTS 限制" in error_text(raised.value)


def test_departments_that_the_message_itself_tells_are_believed(bot):
    bot.again(Allowed(departments=frozenset({"12"})))
    assert FIGURE in bot.last("武汉三公经费多少", transport={"departments": "11,12"})
    assert bot.last("武汉三公经费多少", transport={"departments": ""}) == "您没有查询权限，请联系管理员。"


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
