"""What nothing else answers: the sentence that says all words of a question, and the questions that no sentence answers."""

from __future__ import annotations

import pytest

from service.config import Config
from service.pipeline import Service, open_service
from service.reply.sentences import OPERATION, sentence_words


@pytest.fixture(scope="module")
def service(config: Config) -> Service:
    return open_service(config)


@pytest.mark.parametrize("question,words", sentence_words().examples.items())
def test_the_sentence_is_told_and_cited(service: Service, question: str, words: str) -> None:
    trace = service.trace(question)
    assert trace.outcome.operation == OPERATION
    assert words in trace.answer.answer
    assert trace.answer.citations


@pytest.mark.parametrize("question", sentence_words().unchanged)
def test_other_questions_are_not_answered_by_a_sentence(service: Service, question: str) -> None:
    assert getattr(service.understand(question)[1], "operation", "") != OPERATION


def test_words_of_two_questions_are_each_asked(service: Service) -> None:
    trace = service.trace("深圳绩效监控要求几月底前报，三公经费多少")
    assert [part.outcome.operation for part in trace.parts] == [OPERATION, "lookup"]
