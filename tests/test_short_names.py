"""Shortened names of projects and accounts, taken where only one name of the unit can be meant."""

import pytest

from service.pipeline import open_service
from service.query.short_names import is_short_form


@pytest.mark.parametrize(
    ("said", "name", "expected"),
    [
        ("桥梁检测", "市政桥梁定期检测及养护", True),
        ("防汛", "防汛抢险物资储备", True),
        ("物资", "防汛抢险物资储备", False),
        ("检测桥梁", "市政桥梁定期检测及养护", False),
        ("桥测养护", "市政桥梁定期检测及养护", False),
        ("防汛抢险物资储备", "防汛抢险物资储备", False),
        ("其他林业管理支出", "其他林业和草原管理事务支出", True),
    ],
)
def test_short_form(said, name, expected):
    assert is_short_form(said, name) is expected


@pytest.mark.parametrize(
    ("question", "number"),
    [("四川密码平台多少钱", "236.00"), ("四川政务云费用多少", "6.50"), ("武汉社保卡政策宣传那块多少", "9.85")],
)
def test_short_name_of_a_project(config, question, number):
    answer = open_service(config).answer(question)
    assert answer.status == "answered"
    assert answer.value.number == number


@pytest.mark.parametrize("question", ["量子平台多少钱", "四川量子平台多少钱", "四川密码锁多少钱"])
def test_a_short_name_that_is_not_certain_is_refused(config, question):
    assert open_service(config).answer(question).status != "answered"
