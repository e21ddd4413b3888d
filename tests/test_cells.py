"""From figures to questions: for a sample of the store, the question that names table, row and column gives that very cell."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest

from service.config import Config
from service.pipeline import Service, open_service
from service.reply.cells import cell_question

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))

from facts import cell_facts, is_that_cell, is_that_value, reworded  # noqa: E402

SAMPLE, IN_OTHER_WORDS = 300, 60


@pytest.fixture(scope="module")
def service(config: Config) -> Service:
    return open_service(config)


def test_the_question_for_a_figure_is_answered_with_its_cell(service: Service) -> None:
    collection = service.load().collection
    questions = {cell_question(collection, fact): fact for fact in cell_facts(service, SAMPLE)}
    assert len(questions) > SAMPLE * 0.9
    assert [question for question, fact in questions.items() if not is_that_cell(service.answer(question), fact)] == []


def test_the_question_in_other_words_is_answered_with_its_value(service: Service) -> None:
    collection = service.load().collection
    asked = [(text, fact) for fact in cell_facts(service, IN_OTHER_WORDS) for text in reworded(cell_question(collection, fact))]
    assert [text for text, fact in asked if not is_that_value(service.answer(text), fact)] == []


@pytest.mark.parametrize(
    "question",
    [
        "武汉市人力资源和社会保障信息中心2023年《支出总表》“事业运行”行“基本支出”列是多少",
        "武汉支出总表里事业运行那一行的基本支出那一列是多少",
        "请问武汉2023年支出总表中，基本支出列事业运行行是多少？",
    ],
)
def test_a_cell_is_named_in_several_ways(service: Service, question: str) -> None:
    answer = service.answer(question)
    assert answer.status == "answered" and [(c.row, c.column) for c in answer.citations] == [("事业运行", "基本支出")]
    assert answer.value == service.answer("武汉事业运行的基本支出").value


def test_a_cell_is_converted_like_any_figure(service: Service) -> None:
    question = "武汉支出总表“事业运行”行“基本支出”列是多少"
    plain, converted = service.answer(question), service.answer(f"{question}，按元计")
    assert converted.value.unit == "元" and Decimal(converted.value.number) == Decimal(plain.value.number) * 10000


@pytest.mark.parametrize(
    "question",
    ["武汉支出总表“事业运行”行“咖啡费”列是多少", "武汉支出总表“咖啡”行“基本支出”列是多少", "武汉支出总表“事业运行”行“基本支出”列的咖啡是多少"],
)
def test_a_row_or_column_that_is_not_there_is_no_cell(service: Service, question: str) -> None:
    assert service.answer(question).status != "answered"
