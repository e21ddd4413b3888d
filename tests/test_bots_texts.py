"""Replies as messengers show them: cut between rows and sentences, headers with units repeated, no number in two."""

from __future__ import annotations

import re

import pytest

from service.bots.message import Message, Source, Table
from service.bots.texts import MARKDOWN, PLAIN, cut, marked, write

ROWS = [[f"单位{at}", f"{at * 1000}.50"] for at in range(1, 41)]
TABLE = Table(["单位", "金额（万元）"], [False, True], ROWS, 5)
MESSAGE = Message(
    "各单位如下。" * 20, TABLE, "各单位总支出是多少", ("年度不同。",), (Source("表 / 行 / 列 / 12,345.67", "https://b.example.cn/s/1"),),
    (("比上年增减多少", "问题一"),), False, "https://b.example.cn/a/1", "turn",
)


@pytest.mark.parametrize("style", [MARKDOWN, PLAIN])
@pytest.mark.parametrize("size", [600, 2048, 20480])
def test_every_part_fits_and_nothing_is_lost(style, size):
    texts = write(MESSAGE, style, size)
    assert all(len(marked(text, style).encode()) <= size for text in texts)
    whole = "".join(texts)
    assert [row[1] for row in ROWS] == re.findall(r"\d+\.50", whole)
    assert whole.count("各单位如下。") == 20
    assert "https://b.example.cn/a/1/rows" in whole
    assert "出处1：表 / 行 / 列 / 12,345.67" in whole


@pytest.mark.parametrize("style", [MARKDOWN, PLAIN])
def test_a_table_that_goes_on_repeats_its_header_with_the_unit(style):
    texts = write(MESSAGE, style, 700)
    with_rows = [text for text in texts if ".50" in text]
    assert len(with_rows) > 1
    assert all("金额（万元）" in text for text in with_rows)
    assert all("（续上表）" in text for text in with_rows[1:])


def test_a_header_that_fills_a_message_is_not_said_again():
    wide = Table([f"{at}一般公共预算财政拨款基本支出预算数" for at in range(40)], [False] * 40, [[str(at) for at in range(40)]] * 3)
    texts = write(Message("如下。", wide), PLAIN, 1984)
    assert all(len(text.encode()) <= 1984 for text in texts)
    assert "".join(texts).count("- 0：1，2，3") == 3


def test_parts_are_numbered_only_where_there_are_several():
    assert write(MESSAGE, PLAIN, 700)[0].startswith("（1/")
    assert not write(MESSAGE, PLAIN, 20480)[0].startswith("（")


def test_a_short_text_is_left_alone_and_a_long_one_cut_behind_a_sentence():
    assert list(cut("甲。乙。", 100)) == ["甲。乙。"]
    assert list(cut("预算增加了一些。原因是人员增加。", 26)) == ["预算增加了一些。", "原因是人员增加。"]


def test_no_number_is_cut_in_two():
    text = "数据" + "，1234567.89万元" * 30
    for size in range(24, 60):
        assert all(re.fullmatch(r"(?:数据)?(?:，?(?:1234567\.89)?(?:万元|万|元)?)*", part) for part in cut(text, size)), size


def test_what_markdown_would_take_for_markup_is_shown():
    text = write(Message("[201]一般公共服务*支出*_x_|"), MARKDOWN, 2000)[0]
    assert not re.search(r"[\[\]*_|]", text)
    assert "201" in text
