"""Question → answer → cited cell, for every case of tests/corpus/*.jsonl, on the documents of the repository.

A case that is not answered rightly yet carries `known`: why. It must be removed as soon as the case is right.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from service.config import Config
from service.evaluate import judge, read_cases
from service.pipeline import Service, Trace, open_service
from service.query.context import Context
from service.query.patterns import choose_form, forms
from service.query.reference import Reference
from service.query.resolver import features_of

CORPUS = Path(__file__).parent / "corpus"
CASES = [(path.stem, case) for path in sorted(CORPUS.glob("*.jsonl")) for case in read_cases([path])]


@pytest.fixture(scope="module")
def service(config: Config) -> Service:
    return open_service(config)


def mark(case: dict) -> tuple[pytest.MarkDecorator, ...]:
    return (pytest.mark.xfail(reason=case["known"], strict=True),) if "known" in case else ()


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{stem}-{case['id']}", marks=mark(case)) for stem, case in CASES])
def test_case(asked: Callable[[str, str | None], Trace], case: dict) -> None:
    verdict = judge(case, lambda question, conversation: asked(question, conversation).answer)
    assert verdict.verdict == "right", f"{' → '.join(verdict.turns)}: {'; '.join(verdict.faults)} | {verdict.said}"


def test_question_forms_fit_their_examples(service: Service) -> None:
    """Each form of prompts/questions fits its examples and none of its counter-examples."""
    for id_, form in forms().items():
        for example in form.examples:
            assert _form(service, example) == id_, f"{id_}: {example}"
        for example in form.not_examples:
            assert _form(service, example) != id_, f"{id_}: not {example}"


def _form(service: Service, question: str) -> str:
    draft = service.trace(question).draft
    return choose_form(draft.analysis, features_of(draft, Context(), Reference(draft)))


def test_a_printed_share_is_the_same_in_sentence_and_value(service: Service) -> None:
    """The ministry's text prints 占 5.54% for 414.00 of 7,459.58, which computes to 5.55%."""
    answer = service.answer("人社部信息中心使用非财政拨款结余占总收入多少")
    assert answer.value.number == "5.54" and "5.54%" in answer.answer and "5.55" not in answer.answer
    assert any("5.55%" in text for text in answer.notes)
