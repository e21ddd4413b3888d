"""Numbers of tables and codes of units and projects, by the examples that stand in prompts/lexicon/marks.yaml."""

from datetime import date

import pytest

from service.language.lexicon import fold_text
from service.language.mark_words import mark_words
from service.language.mentions import analyse
from service.pipeline import open_service
from service.query.printed_marks import write_out_marks

TODAY = date(2024, 6, 1)


@pytest.fixture(scope="module")
def loaded(config):
    return open_service(config).load()


@pytest.mark.parametrize(("question", "read"), mark_words().examples)
def test_marks_are_written_out(loaded, question, read):
    analysis = analyse(question, loaded.lexicon, TODAY)
    assert write_out_marks(analysis, (), loaded.collection, loaded.lexicon, TODAY).text == fold_text(read).text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("深圳表2里上年结转多少", "目录列有“收入总表”"),
        ("深圳基本支出总表里的维修费", "取自《一般公共预算支出表（按经济分类）》"),
        ("武汉一般公共预算支出表（按经济分类）里的办公费", "文件里没有"),
    ],
)
def test_a_figure_from_elsewhere_says_so(asked, question, said):
    answer = asked(question, None).answer
    assert answer.status == "answered" and any(said in note for note in answer.notes)


def test_a_named_table_restricts(asked):
    answer = asked("深圳支出总表里的差旅费", None).answer
    assert answer.status == "declined" and "《支出总表》" in answer.answer


def test_a_figure_from_each_of_two_tables(asked):
    answer = asked("部里购房补贴，支出总表的数跟一般公共预算支出表的数差多少", None).answer
    assert answer.value.number == "49.18"
