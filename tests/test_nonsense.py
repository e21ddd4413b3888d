"""Strings that ask nothing: no error, and no figure."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from service.config import Config
from service.pipeline import Service, open_service

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))

from nonsense import read_questions, replies  # noqa: E402

COUNT, SEED = 450, 7
CORPUS = [Path(__file__).parent / "corpus" / "questions_single.jsonl"]


@pytest.fixture(scope="module")
def service(config: Config) -> Service:
    return open_service(config)


def test_random_and_shuffled_characters_are_never_answered(service: Service) -> None:
    said = list(replies(service, read_questions(CORPUS), COUNT, SEED))
    assert len(said) > COUNT * 0.9
    assert {reply.status for reply in said} == {"answered", "clarify", "declined"}
    assert [reply.text for reply in said if reply.status == "answered" and reply.kind != "cut"] == []


@pytest.mark.parametrize("text", ["1" * 20, "10" * 10, "2023" * 6, "的" * 12, "数据" * 9, "。" * 30, "服务" * 8, "12345678", "2021202220232024"])
def test_one_sign_again_and_again_is_no_name(service: Service, text: str) -> None:
    assert service.answer(text).status != "answered"
