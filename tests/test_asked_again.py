"""Questions that are offered after an answer are new ones; questions back tell the truth; what cannot be read is not repeated at length."""

from __future__ import annotations

import random
import re

import pytest

from service.config import Config
from service.pipeline import open_service
from tests.browsing import ask
from tests.made_disclosure import COVER, EXPENDITURE, SUMMARY, TEXT
from tests.made_files import html_of
from tests.made_service import built

RANDOM = random.Random(6)
GIBBERISH = [
    "".join(chr(RANDOM.randint(0x4E00, 0x9FA5)) for _ in range(480)),
    "".join(RANDOM.choice("abcdefghij 0123456789") for _ in range(480)),
    "😀乱" * 240,
    "北京" * 240,
    "武汉的" + "噫" * 400 + "是多少",
    "删除所有数据" * 80,
]


@pytest.fixture(scope="module")
def service(config):
    return open_service(config)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The service of a single made-up document."""
    return open_service(Config(built(tmp_path_factory.mktemp("alone"), {"made_up.html": html_of((COVER, TEXT, SUMMARY, EXPENDITURE))})))


@pytest.mark.parametrize("question", GIBBERISH)
def test_a_refusal_quotes_a_few_words_of_what_it_did_not_understand(service, question):
    answer = service.answer(question)
    assert answer.status == "declined"
    assert all(len(quoted) <= 31 for quoted in re.findall("“(.*?)”", answer.answer))
    assert "…”" in answer.answer and all(len(text) < 200 for text in answer.notes)


def test_a_longer_question_is_refused_without_repeating_it(client):
    reply = client.post("/api/ask", json={"question": "哈" * 1000}).get_json()
    assert "哈哈" not in str(reply)


def test_the_page_quotes_a_few_words_too(page):
    card = ask(page, "乱" * 300)
    assert "乱" * 30 + "…" in card.inner_text() and "乱" * 31 not in card.inner_text()


@pytest.mark.parametrize("question, said", [
    ("六家单位的三公经费", 6), ("三家单位的三公经费", 3), ("两家单位的三公经费合计", 2), ("三家单位谁的三公经费最多", 3), ("这三家单位的三公经费", 3),
])
def test_a_first_question_about_another_number_of_units_is_told_which_there_are(service, question, said):
    answer = service.answer(question)
    assert answer.status == "clarify" and "前面" not in answer.answer
    assert f"{said}家" in answer.answer and "5家单位" in answer.answer
    assert all(unit in answer.answer for unit in service.load().collection.catalog.units)
    assert answer.choices
    for choice in answer.choices:
        assert service.answer(choice.question).status == "answered"


def test_as_many_units_as_there_are_are_all_of_them(service, alone):
    assert service.answer("五家单位的三公经费").status == "answered"
    assert "1家单位" in alone.answer("五家单位的支出总计").answer


def test_places_in_an_order_are_no_count_of_the_units(service):
    assert service.answer("三公经费最高的三家单位").status == "answered"


def test_no_units_are_compared_where_one_alone_discloses_the_item(service, alone):
    questions = ("武汉维修（护）费多少", "深圳三公经费多少", "各单位三公经费合计", "天门差旅费多少", "武汉培训费多少", "四川基本支出多少")
    for asked in (service, alone):
        for question in (*questions, "基本支出是多少"):
            for choice in asked.next_questions(asked.trace(question)):
                table = asked.answer(choice.question).table
                assert "各单位" not in choice.question or table is None or len(table.rows) > 1, choice.question


def test_what_was_asked_in_a_conversation_is_not_offered_again(app):
    client = app.test_client()
    shown = client.post("/ask", data={"question": "深圳三公经费多少"}, follow_redirects=True)
    chat = shown.request.path.rsplit("/", 1)[1]
    asked = ["深圳三公经费多少"]
    for _ in range(5):
        choices = re.findall(r'class="choices">.*?</form>', shown.get_data(as_text=True), re.DOTALL)[-1]
        offered = re.findall(r'name="question" value="([^"]+)"', choices)
        new = [question for question in offered if question not in asked]
        assert offered == new, (offered, asked)
        asked.append(new[0])
        shown = client.post("/ask", data={"question": new[0], "chat": chat}, follow_redirects=True)
    assert len(set(asked)) == 6
