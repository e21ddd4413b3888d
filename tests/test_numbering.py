"""Questions that are numbered in one message are divided where the numbers stand."""

from __future__ import annotations

import pytest

from service.language.numbering import numbering_words, without_numbers


@pytest.mark.parametrize(("question", "read"), numbering_words().passes.items())
def test_the_numbers_of_a_list_are_marks(question: str, read: str) -> None:
    assert without_numbers(question) == read


@pytest.mark.parametrize("question", numbering_words().stops)
def test_other_numbers_stay(question: str) -> None:
    assert without_numbers(question) == question
