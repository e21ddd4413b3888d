"""Nothing that is asked is dropped: what one answer would leave out, and how a message that asks several things is divided."""

from __future__ import annotations

import pytest

from service.config import Config
from service.pipeline import Service, open_service
from service.query.answered import answered_file
from service.query.found_first import goes_on_from_first, turns_of
from service.query.left_out import LEFT_OUT
from service.query.logical import Decline
from service.query.questions import questions_of
from service.reply.answer import AnswerTable, TableColumn
from service.reply.joined import join_tables
from service.reply.operations import OPERATIONS


@pytest.fixture(scope="module")
def service(config: Config) -> Service:
    return open_service(config)


def test_every_operation_says_what_it_tells() -> None:
    listed = [operation for kind in answered_file().kinds for operation in kind.operations]
    assert sorted(listed) == sorted(OPERATIONS)


@pytest.mark.parametrize("question", answered_file().passes)
def test_nothing_is_left_out(service: Service, question: str) -> None:
    outcome = service.understand(question)[1]
    assert not isinstance(outcome, Decline), outcome


@pytest.mark.parametrize(("question", "word"), answered_file().leaves.items())
def test_what_is_left_out_is_named(service: Service, question: str, word: str) -> None:
    outcome = service.understand(question)[1]
    assert isinstance(outcome, Decline) and outcome.code == LEFT_OUT
    assert dict(outcome.evidence)["word"] == word


@pytest.mark.parametrize(("message", "questions"), answered_file().in_turn.items())
def test_what_goes_on_from_the_first_of_an_order_is_asked_in_turn(service: Service, message: str, questions: list[str]) -> None:
    draft = service.understand(message)[0]
    assert goes_on_from_first(draft)
    assert list(turns_of(draft)) == questions


@pytest.mark.parametrize(("message", "questions"), answered_file().divided.items())
def test_messages_are_divided(service: Service, message: str, questions: list[str]) -> None:
    draft = service.understand(message)[0]
    found = [draft.analysis.text[slice(*span)] for span in questions_of(draft)]
    assert [text.replace(",", "，") for text in found] == questions


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("四川公务接待费多少，用于哪些方面", ["0.80万元", "兄弟省市"]),
        ("四川公务接待费金额和用途", ["0.80万元", "兄弟省市"]),
        ("天门在职几个人，人均人员经费多少", ["5人", "13.33万元"]),
        ("深圳三公多少，武汉总预算多少", ["5万元", "1236.74万元"]),
        ("深圳培训费多少，用途是什么", ["2万元", "没有说明培训费的用途"]),
    ],
)
def test_both_questions_are_answered_in_one_reply(service: Service, message: str, told: list[str]) -> None:
    trace = service.trace(message)
    assert trace.answer.status == "answered" and len(trace.parts) == 2
    assert all(text in trace.answer.answer for text in told)
    assert trace.answer.value == trace.parts[0].answer.value
    assert {c.text for part in trace.parts for c in part.answer.citations} == {c.text for c in trace.answer.citations}


def test_a_reply_to_several_questions_reads_back(service: Service) -> None:
    first = service.answer("四川公务接待费多少，用于哪些方面")
    again = service.answer(first.canonical)
    assert (again.answer, again.canonical) == (first.answer, first.canonical)


def test_the_conversation_goes_on_from_the_last_question(service: Service) -> None:
    first = service.answer("深圳三公多少，武汉总预算多少")
    assert "武汉市" in service.answer("本年收入呢", first.conversation).answer


def test_half_a_message_is_not_answered(service: Service) -> None:
    answer = service.answer("四川公务接待费多少，甲乙丙丁怎么样")
    assert answer.status == "declined"


def test_tables_are_joined_without_loss() -> None:
    unit, item, amount = TableColumn("单位"), TableColumn("项目"), TableColumn("金额", "万元")
    joined = join_tables([AnswerTable([unit, amount], [["深圳", "5"]]), None, AnswerTable([item, amount], [["差旅费", "1"]])])
    assert joined == AnswerTable([unit, amount, item], [["深圳", "5", None], [None, "1", "差旅费"]])
