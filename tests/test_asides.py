"""Parts of a question that only surround it, and words that the asker says again by their known name."""

from datetime import date

import pytest

from service.language.asides import aside_words, is_aside, set_aside
from service.language.mentions import analyse
from service.language.restatements import restate
from service.pipeline import open_service

TODAY = date(2024, 6, 1)
KINDS = aside_words().kinds


@pytest.fixture(scope="module")
def lexicon(config):
    return open_service(config).load().lexicon


@pytest.mark.parametrize("part", [part for kind in KINDS for part in kind.passes])
def test_what_surrounds_a_question_is_no_part_of_it(lexicon, part):
    assert is_aside(part, lexicon, TODAY) or not analyse(part, lexicon, TODAY).left


@pytest.mark.parametrize("part", [part for kind in KINDS for part in kind.stops])
def test_what_may_change_the_figure_stays(lexicon, part):
    assert not is_aside(part, lexicon, TODAY)


@pytest.mark.parametrize("word", ["深圳", "三公经费", "2022年", "人社厅", "收支总表", "一般公共预算"])
@pytest.mark.parametrize("around", ["我妈说{}", "听说{}很多", "领导催{}了", "看不懂{}", "写{}材料要用", "又不是{}了"])
def test_a_part_that_names_a_slot_stays(lexicon, around, word):
    assert not is_aside(around.format(word), lexicon, TODAY)


@pytest.mark.parametrize(
    ("question", "kept", "asides"),
    [
        ("深圳三公多少，急，赶稿", "深圳三公多少，急，", ("赶稿",)),
        ("我算不来万元。武汉水费是多少元？", "武汉水费是多少元？", ("我算不来万元",)),
        ("就是个退休老头想打听打听四川的奖励金", "想打听打听四川的奖励金", ("就是个退休老头",)),
        ("武汉培训费，线上的", "武汉培训费，线上的", ()),
        ("又不是学校，听说很少", "又不是学校，听说很少", ()),
    ],
)
def test_the_rest_of_the_question_is_kept(lexicon, question, kept, asides):
    assert set_aside(question, lexicon, TODAY) == (kept, asides)


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("部里老底子多少？就是使用非财政拨款结余那一栏", "部里多少,使用非财政拨款结余那一栏", "老底子"),
        ("武汉吃老本的钱，指的是上年结转，多少", "武汉的钱,上年结转,多少", "吃老本"),
        ("四川打电话寄信的开销（邮电费）多少", "四川的开销,邮电费)多少", "打电话寄信"),
    ],
)
def test_a_known_name_right_after_says_what_was_meant(lexicon, question, text, said):
    read = restate(analyse(question, lexicon, TODAY), lexicon, TODAY)
    assert read.text == text
    assert [pair[0] for pair in read.corrections] == [said]


@pytest.mark.parametrize(
    "question",
    [
        "武汉老底子就是上年结转吗",
        "深圳线上的钱（培训费）多少",
        "深圳编外人员的钱，就是劳务费，多少",
        "深圳打电话的维修费（邮电费）多少",
        "武汉线路租赁（邮电费）多少",
    ],
)
def test_what_restricts_or_asks_is_no_other_word_for_a_name(lexicon, question):
    analysis = analyse(question, lexicon, TODAY)
    assert restate(analysis, lexicon, TODAY) == analysis


def test_what_was_not_used_is_shown(config):
    answer = open_service(config).answer("天门公务接待费多少，局长在旁边盯着")
    assert answer.status == "answered"
    assert any("局长在旁边盯着" in note for note in answer.notes)


def test_the_service_is_not_asked_by_an_aside_alone(config):
    assert open_service(config).answer("我爱人以前就是干工会的").status != "answered"
