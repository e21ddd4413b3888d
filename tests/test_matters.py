"""What a unit's duties say of a matter: the matter that a question names, and the questions that name none."""

from __future__ import annotations

import pytest

from service.config import Config
from service.pipeline import Service, open_service
from service.reply.matters import OPERATION, asked_matter, matter_words


@pytest.fixture(scope="module")
def service(config: Config) -> Service:
    return open_service(config)


@pytest.mark.parametrize("question,matter", matter_words().examples.items())
def test_the_matter_is_read_and_answered(service: Service, question: str, matter: str) -> None:
    draft, outcome = service.understand(question)
    assert asked_matter(draft) == matter
    assert outcome.operation == OPERATION


@pytest.mark.parametrize("question", matter_words().unchanged)
def test_other_questions_stay_what_they_are(service: Service, question: str) -> None:
    assert getattr(service.understand(question)[1], "operation", "") != OPERATION
