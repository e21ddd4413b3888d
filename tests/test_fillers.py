"""Words that carry nothing, by the examples that stand beside them, and words that are read as several."""

from datetime import date

import pytest

from service.language.accounts import load_accounts
from service.language.corrections import rewrite
from service.language.everyday import everyday
from service.language.lexicon import build_lexicon, fold_text
from service.language.measures import measures
from service.language.mentions import analyse
from service.language.words import filler_classes, fillers, rewrites
from service.pipeline import open_service

TODAY = date(2024, 6, 1)


@pytest.fixture(scope="module")
def lexicon(config):
    return open_service(config).load().lexicon


@pytest.mark.parametrize("question", [q for entry in filler_classes() for q in entry.passes])
def test_examples_are_understood_whole(lexicon, question):
    assert analyse(question, lexicon, TODAY).left_text() == ""


@pytest.mark.parametrize("question", [q for entry in filler_classes() for q in entry.stops])
def test_words_with_content_are_not_passed_over(lexicon, question):
    assert analyse(question, lexicon, TODAY).left_text() != ""


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("深圳三公经费的年终奖池多少", "奖池"),
        ("武汉培训费的下拨节奏如何", "节奏"),
        ("四川差旅费中位多少", "中位"),
        ("天门会议费零头额度外多少", "外"),
    ],
)
def test_an_unknown_word_is_named_whole(lexicon, question, word):
    assert word in analyse(question, lexicon, TODAY).left_text()


def test_one_unknown_word_is_named_once(lexicon):
    assert analyse("深圳暖瓶报销多少", lexicon, TODAY).left_text() == "暖瓶报销"


def test_no_word_without_content_is_the_name_of_a_figure():
    names = {word for record in measures().values() for word in record.words}
    names |= {name for cls in ("function", "economic") for a in load_accounts(cls).by_code.values() for name in (a.name, *a.aliases)}
    assert not {word for word in fillers().words if word in names}


def test_nothing_is_understood_without_words():
    assert analyse("深圳", build_lexicon([]), TODAY).left_text() == "深圳"


EVERYDAY = [pair for entry in everyday().spoken for pair in entry.examples.items()]


@pytest.mark.parametrize(("said", "read"), EVERYDAY)
def test_everyday_words_are_read_as_the_item(said, read):
    assert rewrite(fold_text(said).text)[0] == fold_text(read).text


@pytest.mark.parametrize("question", [question for entry in everyday().spoken for question in entry.unchanged])
def test_words_that_only_look_like_it_are_kept(question):
    assert rewrite(fold_text(question).text) == (fold_text(question).text, [])


@pytest.mark.parametrize("rule", rewrites(), ids=lambda rule: rule.pattern)
def test_words_read_as_several(rule):
    said, read = rule.example
    assert rewrite(said)[0] == read
    assert rewrite(read)[0] == read
