"""Disclosures of which the text says more than the tables, or without tables: earlier years, shares, reasons, counts, planned amounts of an account."""

from __future__ import annotations

import pytest

from service.pipeline import Service
from tests.made_service import service_of

TEXT = """东江市园林局2026年部门预算
一、部门情况说明
（一）机构设置情况
东江市园林局下属4个预算单位，局机关设5个处室：办公室、绿化处、公园处、法规处、财务处。
二、收入预算情况说明
（一）本年财政拨款收入150.00万元
1.一般公共预算拨款收入150.00万元。
（二）上年结转结余50.00万元
三、支出预算情况说明
2026年支出预算200.00万元，比2025年年初预算数250.00万元减少50.00万元，下降20.00%。
财政拨款收支减少的主要原因是展览工作为阶段性工作；养护活动以各区为主。
（一）基本支出。基本支出预算80.00万元，占本年支出预算40.00%。
（二）项目支出。项目支出预算120.00万元，占本年支出预算60.00%。
三、财政拨款“三公”经费预算情况说明
2026年财政拨款“三公”经费预算12.00万元，比2025年财政拨款“三公”经费年初预算增加2.00万元，增长20.00%，主要原因是更新公务用车。
四、政府采购
2026年政府采购预算总额9.00万元，其中：政府采购货物预算2.00万元，政府采购服务预算7.00万元。
编报绩效目标的项目共6个，涉及项目预算资金120.00万元。
"""
FINAL = """东江市园林局2024年部门决算
一般公共预算财政拨款支出决算表
单位：万元
科目编码\t科目名称\t合计\t基本支出\t项目支出
212\t城乡社区支出\t95.00\t60.00\t35.00
21205\t城乡社区环境卫生\t95.00\t60.00\t35.00
2120501\t城乡社区环境卫生\t95.00\t60.00\t35.00
205\t教育支出\t4.00\t0.00\t4.00
20508\t进修及培训\t4.00\t0.00\t4.00
2050803\t培训支出\t4.00\t0.00\t4.00
合计\t\t99.00\t60.00\t39.00
五、一般公共预算财政拨款支出决算情况说明
1、教育支出（类）进修及培训（款）培训支出（项）。
主要用于：职工培训。全年预算为5.00万元，支出决算为4.00万元，完成全年预算的80.00%。决算数小于全年预算数的主要原因：压减培训。
2、年初财政拨款结转和结余0万元。
3、公务接待费支出0.30万元，发生国内接待2次，接待人数共9人，另有参观讲解员7人。
名词解释
（一）基本支出：是主管部门及所属预算单位为保障其机构正常运转而编制的支出。
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return service_of(tmp_path_factory.mktemp("text_only"), {"budget": TEXT, "final": FINAL})


@pytest.mark.parametrize(
    ("question", "number", "unit"),
    [
        ("东江市园林局2025年三公经费年初预算多少", "10.00", "万元"),
        ("东江市园林局2026年项目支出占本年支出多少", "60.00", "%"),
        ("东江市园林局2026年政采服务类多少", "7.00", "万元"),
        ("东江市园林局2026年有几个内设机构", "5", "个"),
        ("东江市园林局2026年本年财政拨款收入", "150.00", "万元"),
        ("东江市园林局2026年上年结转结余多少", "50.00", "万元"),
        ("东江市园林局2026年绩效目标的项目涉及资金多少", "120.00", "万元"),
        ("东江市园林局2026年绩效目标的项目有几个", "6", "个"),
        ("东江市园林局2024年接待了几次", "2", "次"),
        ("东江市园林局2024年公务接待多少人", "9", "人"),
        ("东江市园林局2024年公务接待费决算", "0.30", "万元"),
        ("东江市园林局2026年有几家下属预算单位", "4", "个"),
        ("东江市园林局2024年培训支出全年预算多少", "5.00", "万元"),
        ("东江市园林局2024年培训支出完成全年预算的百分比", "80.00", "%"),
        ("东江市园林局2024年培训支出决算", "4.00", "万元"),
    ],
)
def test_a_figure_of_the_text_is_answered(service: Service, question: str, number: str, unit: str) -> None:
    answer = service.answer(question)
    assert answer.value is not None, answer.answer
    assert (answer.value.number, answer.value.unit) == (number, unit)


def test_a_final_figure_is_not_derived_from_a_change_against_the_budget(service: Service) -> None:
    assert service.answer("东江市园林局2025年三公经费决算多少").status == "declined"


@pytest.mark.parametrize("question", ["东江市园林局2026年财政拨款为什么减少", "东江市园林局2026年财政拨款为什么比去年少"])
def test_a_reason_is_found_by_the_name_of_what_changed(service: Service, question: str) -> None:
    assert "阶段性工作" in service.answer(question).answer


@pytest.mark.parametrize("question", ["东江市园林局2024年参观讲解员几次", "东江市园林局2024年参观讲解员涉及资金多少"])
def test_a_number_of_other_things_is_no_answer(service: Service, question: str) -> None:
    answer = service.answer(question)
    assert answer.status == "declined" and "7" not in answer.answer


def test_a_definition_says_nothing_of_a_unit(service: Service) -> None:
    assert "正常运转" not in service.answer("东江市园林局2024年有没有下属单位").answer
