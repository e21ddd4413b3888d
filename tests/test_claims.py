"""Questions of yes or no, by the examples that stand beside their words."""

import pytest

from service.language.claims import claim_words
from service.pipeline import open_service


@pytest.fixture(scope="module")
def service(config):
    return open_service(config)


@pytest.mark.parametrize(("question", "begins"), claim_words().passes.items())
def test_the_answer_begins_with_yes_or_no(service, question, begins):
    assert service.answer(question).answer.startswith(begins)


@pytest.mark.parametrize("question", claim_words().stops)
def test_other_questions_are_answered_without(service, question):
    assert not service.answer(question).answer.startswith(("是", "否", "有", "没有"))
