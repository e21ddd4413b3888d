"""Normalised text: what means the same is spelled the same, and every character can be traced back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.normalise import normalise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("武 汉 人 员", "武汉人员"),
        ("１,２３６．７４", "1,236.74"),
        ("1, 236. 74 万元", "1,236.74万元"),
        ("「三公」經費", '"三公"经费'),
        ("“三公”经费", '"三公"经费'),
        ("因公出国（境）费", "因公出国(境)费"),
        ("【2023】", "[2023]"),
        ("5－10％", "5-10%"),
        ("3～5", "3~5"),
        ("⽀出⺠政", "支出民政"),
        ("平方㎡", "平方m2"),
        ("GB 18030", "gb 18030"),
        ("API 接口", "api接口"),
        ("財政撥款收支總表", "财政拨款收支总表"),
        ("乾隆皇后著作", "乾隆皇后著作"),
        ("三公\u200b经费\ufeff", "三公经费"),
        ("上\n年", "上年"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_normalised_spelling(text, expected):
    assert normalise(text).text == expected


def test_characters_are_traced_back():
    normalised = normalise("深圳　２０２３年 總 預算")
    start = normalised.text.index("总")
    assert normalised.original[slice(*normalised.span(start, start + 3))] == "總 預算"


def test_expanded_character_is_traced_back_as_a_whole():
    normalised = normalise("面积㎡数")
    assert normalised.original[slice(*normalised.span(2, 4))] == "㎡"


@given(st.text())
def test_offsets_are_complete_and_in_order(text):
    normalised = normalise(text)
    assert len(normalised.offsets) == len(normalised.text)
    assert list(normalised.offsets) == sorted(normalised.offsets)
    assert all(0 <= offset < len(text) for offset in normalised.offsets)


@given(st.text(alphabet="三公經費預算武漢（）“” 　12３.,％万元ab"))
def test_normalising_twice_changes_nothing(text):
    once = normalise(text).text
    assert normalise(once).text == once
