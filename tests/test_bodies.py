"""Organisations that a document lists among those of its own: their rows in the tables, and what is asked of them."""

from __future__ import annotations

import pytest

from service.pipeline import Service
from tests.made_service import service_of

# A made-up office of a real city: the code 302 is the office's, not that of an economic account.
TEXT = """宝鸡市园圃局2025年部门预算

第二部分 部门预算表

一、收支总表
部门：宝鸡市园圃局 单位：万元
收入\t\t支出\t
项目\t预算数\t项目\t预算数
一、一般公共预算拨款收入\t100.00\t一、农林水支出\t100.00
收入总计\t100.00\t支出总计\t100.00

二、收入总表
部门：宝鸡市园圃局 单位：万元
部门代码\t部门名称\t合计\t一般公共预算\t其他收入
\t合计\t100.00\t90.00\t10.00
302\t宝鸡市园圃局\t100.00\t90.00\t10.00
302001\t宝鸡市园圃局（本级）\t60.00\t60.00\t
302002\t宝鸡市苗木繁育中心\t25.00\t20.00\t5.00
302003\t宝鸡市花卉展览馆\t15.00\t10.00\t5.00

三、三公经费支出表
部门：宝鸡市园圃局 单位：万元
三公经费合计\t因公出国（境）费\t公务用车购置费\t公务用车运行维护费\t公务接待费
3.00\t0.00\t0.00\t2.00\t1.00

四、政府采购支出表
部门：宝鸡市园圃局 单位：万元
采购品目大类\t专项名称\t采购品目名称\t采购组织形式\t总计
合计\t\t\t\t30.00
服务\t\t\t\t30.00
\t月季展览经费\t其他会展服务\t分散采购\t20.00
\t苗圃养护经费\t绿地养护服务\t分散采购\t10.00
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return service_of(tmp_path_factory.mktemp("bodies"), {"宝鸡市园圃局2025年部门预算": TEXT})


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("宝鸡市苗木繁育中心2025年收入预算多少", "25.00"),
        ("宝鸡苗木繁育中心预算多少", "25.00"),
        ("园圃局的花卉展览馆收入合计多少", "15.00"),
        ("园圃局下属的花卉展览馆收入合计多少", "15.00"),
        ("苗木繁育中心比花卉展览馆多多少", "10.00"),
        ("宝鸡市园圃局总预算多少", "100.00"),
        ("宝鸡市园圃局三公经费多少", "3.00"),
        ("园圃局绿地养护服务采购多少钱", "10.00"),
        ("园圃局政府采购绿地养护服务多少", "10.00"),
        ("园圃局政府采购多少", "30.00"),
    ],
)
def test_an_organisation_has_the_amount_of_its_row(service, question, number):
    answer = service.trace(question).answer
    assert (answer.status, answer.value and answer.value.number) == ("answered", number)


def test_several_are_listed(service):
    answer = service.trace("宝鸡市园圃局收入总表里苗木繁育中心和花卉展览馆各多少").answer
    assert [row[-1] for row in answer.table.rows] == ["25.00", "15.00"]


@pytest.mark.parametrize("question", ["宝鸡市苗木繁育中心三公经费多少", "宝鸡市园圃局花卉展览馆公务接待费多少", "宝鸡市园圃局302是多少"])
def test_what_is_not_listed_for_it_is_never_the_figure_of_its_superior(service, question):
    assert service.trace(question).answer.status == "declined"
