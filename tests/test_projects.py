"""Projects, tasks and purchases of forms as facts: one project in several tables, its sources of funds, its earlier years."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from service.extraction.forms.indicators import indicators_of
from service.extraction.forms.projects import projects_of
from service.extraction.model import Doubt, Extraction, Identity
from service.facts.builder import build_facts
from service.facts.forms import build_form_facts, build_project_facts
from service.facts.model import Fact, Figure, Pointer, Subject
from service.facts.project_parts import mark_parts
from service.facts.store import Store
from tests.reading import extraction_of, made_up_form

IDENTITY = Identity("梧州市节水中心2025年单位预算", "梧州市节水中心", 2025, "budget", "unit", "梧州市", "", "city")
# 梧州市: a project's form with labels, earlier years in one text, sources of funds, purchases.
FORM = (
    "项目名称|管网巡检|项目编码|450400251234567",
    "项目类别|特定目标类|项目总预算|120.50",
    "项目当年预算|60.25|起始年度|2024",
    "项目前两年预算及变动情况|2023年度预算安排40万元，2024年预算安排55.25万元，2025年预算安排60.25万元，较上年增加5.00万元",
    "来源项目|金额",
    "合计|60.25",
    "一般公共预算财政拨款|",
    "其中：申请当年预算拨款|50.25",
    "单位资金|10.00",
    "品名|数量|金额",
    "检漏仪|3台|12.60",
    "合计||12.60",
)


def read(*lines: str, kind: str = "project_application") -> Extraction:
    tables = made_up_form("项目申报表", *lines, kind=kind)
    tables = tuple(replace(table, ordinal=i, unit=table.unit or "万元") for i, table in enumerate(tables, 1))
    return Extraction(IDENTITY, tables, (), indicators_of(tables), projects_of(tables))


def told(facts: tuple[Fact, ...], subject: str) -> dict[tuple[int, str], Decimal | None]:
    return {(fact.year, fact.aspect): fact.figure.value for fact in facts if fact.subject.id == subject}


def facts_of(document: str) -> tuple[Fact, ...]:
    extraction = extraction_of(document)
    printed = build_facts(extraction)
    return mark_parts(printed + build_form_facts(extraction, printed))


def test_a_form_says_the_sources_the_total_and_the_earlier_years_of_its_project():
    assert told(build_project_facts(read(*FORM)), "project:管网巡检") == {
        (2025, "total"): Decimal("60.25"), (2025, "total_budget"): Decimal("120.50"), (2023, "total"): Decimal(40),
        (2024, "total"): Decimal("55.25"), (2025, "change"): Decimal("5.00"), (2025, "funds_total"): Decimal("60.25"),
        (2025, "current_funds"): Decimal("50.25"), (2025, "unit_funds"): Decimal("10.00"),
    }


def test_of_a_doubtful_text_only_what_other_figures_prove_is_read():
    """60.25 less 5.00 is 55.25; nothing proves the 40 of 2023, and the sign of the change is a matter of the words' order."""
    extraction = read(*FORM)
    tables = tuple(
        replace(t, doubts=(Doubt(4, 1, "", "cut_figure"),)) if any(row.line == 4 for row in t.rows) else t for t in extraction.tables
    )
    found = told(build_project_facts(replace(extraction, tables=tables)), "project:管网巡检")
    assert {key for key in found if key[0] < 2025 or key[1] == "change"} == {(2024, "total")}


def test_the_characters_of_an_earlier_year_are_pointed_to():
    extraction = read(*FORM)
    fact = next(f for f in build_project_facts(extraction) if f.year == 2024)
    table = next(t for t in extraction.tables if t.ordinal == fact.pointer.table)
    assert table.rows[fact.pointer.row].cells[1].text[fact.pointer.start : fact.pointer.stop] == "2024年预算安排55.25万元"


def test_purchases_are_items_below_the_project():
    facts = build_project_facts(read(*FORM))
    assert [(f.subject.id, f.subject.parent, f.aspect, f.figure.value) for f in facts if f.aspect == "procurement"] == [
        ("project:检漏仪", "project:管网巡检", "procurement", Decimal("12.60"))
    ]


def test_a_project_has_its_code_and_a_text_in_its_place_is_none():
    assert read(*FORM).projects[0].code == "450400251234567"
    assert read("项目名称|管网巡检|项目编码|梧州市节水中心", *FORM[1:]).projects[0].code == ""


TASKS = (
    "年度主要任务|任务名称|主要内容|预算金额|预算金额|预算金额",
    "|||总额|其中：财政拨款|其中：其他资金",
    "|保障运转|工资和办公|70|60|10",
    "|管网巡检|巡检|30|30|0",
    "|金额合计||100|90|10",
)


def test_tasks_are_no_projects_and_their_total_is_read_where_it_adds_up():
    facts = build_project_facts(read(*TASKS, kind="overall_performance_target"))
    assert told(facts, "task:保障运转") == {(2025, "total"): 70, (2025, "fiscal"): 60, (2025, "other_funds"): 10}
    assert told(facts, "total") == {(2025, "total"): 100, (2025, "fiscal"): 90, (2025, "other_funds"): 10}
    wrong = build_project_facts(read(*TASKS[:-1], "|金额合计||101|90|10", kind="overall_performance_target"))
    assert told(wrong, "total") == {}


WHOLE = (
    "部门名称|梧州市节水中心",
    "预算整体情况|部门预算支出|预算金额（万元）|收入来源|预算金额（万元）",
    "|基本支出|1,120.35|财政拨款|1,400.00",
    "|项目支出|300.15|其他资金|20.50",
    "|事业发展性支出|预算金额（万元）|按预算级次划分|预算金额（万元）",
    "|财政专项资金|0.00|市本级使用资金|1,420.50",
    "总体绩效目标|管好用水。",
    "年度重点工作任务|名称|主要实施内容|拟投入的资金（万元）|期望达到的目标（概述）",
    "|推进管网巡检|巡检管网并处理漏点|164.85|漏损率下降",
    "|开展节水宣传|举办宣传活动|12.00|知晓率上升",
)


def test_the_funds_of_a_unit_stand_behind_labels_where_both_sides_are_equal():
    facts = build_form_facts(read(*WHOLE, kind="overall_performance_target"), ())
    assert told(facts, "total") == {(2025, "basic"): Decimal("1120.35"), (2025, "project"): Decimal("300.15")}
    assert told(facts, "income.fiscal") == {(2025, "total"): Decimal("1400.00")}
    assert {f.figure.unit for f in facts} == {"万元"}
    wrong = [line.replace("300.15", "310.15") for line in WHOLE]
    assert told(build_form_facts(read(*wrong, kind="overall_performance_target"), ()), "total") == {}


def test_tasks_whose_names_stand_below_the_word_name_are_tasks():
    facts = build_form_facts(read(*WHOLE, kind="overall_performance_target"), ())
    assert told(facts, "task:推进管网巡检") == {(2025, "total"): Decimal("164.85")}
    assert told(facts, "task:开展节水宣传") == {(2025, "total"): Decimal("12.00")}


def _amount(subject: str, value: str, table: int, row: int, year: int = 2025) -> Fact:
    figure = Figure(Decimal(value), "万元", 2, "number", value)
    return Fact(year, "budget", "k", "project", "expenditure", "", Subject(subject, "", "project"), "project", "", figure,
                Pointer(table=table, row=row, column=1))


def test_parts_are_proved_by_the_whole_that_another_table_prints():
    whole = _amount("project:a", "9.00", 2, 0)
    parts = (_amount("project:a", "4.00", 1, 0), _amount("project:a", "5.00", 1, 1))
    assert [f.subject.role for f in mark_parts((*parts, whole))] == ["part", "part", "item"]
    assert [f.subject.role for f in mark_parts((*parts, _amount("project:a", "9.50", 2, 0)))] == ["item"] * 3
    assert [f.subject.role for f in mark_parts((*parts, _amount("project:a", "9.00", 2, 0, year=2024)))] == ["item"] * 3


@pytest.mark.parametrize(
    ("document", "subject", "year", "aspect", "value"),
    [
        ("人力资源", "project:金保工程建设及运行维护项目", 2023, "fiscal", "1395.74"),
        ("人力资源", "project:金保工程建设及运行维护项目", 2023, "carryover_funds", "107.70"),
        ("武汉", "project:日常系统运行经费", 2023, "total_budget", "398.36"),
        ("武汉", "project:日常系统运行经费", 2023, "funds_total", "398.36"),
        ("武汉", "project:日常系统运行经费", 2022, "total", "210.54"),
        ("武汉", "project:测试评估认证服务", 2023, "procurement", "146"),
        ("武汉", "project:基础软件", 2023, "procurement", "27"),
        ("武汉", "total", 2022, "specific_target", "2389.02"),
        ("武汉", "total", 2021, "operation_class", "77.58"),
        ("天门", "project:社会保障投诉咨询服务中心经费", 2022, "total", "15"),
        ("天门", "project:社会保障投诉咨询服务中心经费", 2023, "total", "15"),
        ("天门", "project:社会保障投诉咨询服务中心经费", 2024, "current_funds", "15"),
        ("天门", "income.other_funds", 2023, "total", "0"),
        ("深圳", "task:信息化建设与运行", 2023, "fiscal", "7377"),
    ],
)
def test_what_forms_print_of_projects(document, subject, year, aspect, value):
    found = {f.figure.value for f in facts_of(document) if (f.subject.id, f.year, f.aspect) == (subject, year, aspect)}
    assert found == {Decimal(value)}


def test_a_class_that_is_all_of_an_amount_gives_its_earlier_years():
    """Wuhan's 特定目标类 398.36 is its 项目支出, its 运转类 61.85 its 公用经费."""
    facts = facts_of("武汉")
    assert {f.figure.value for f in facts if (f.subject.id, f.aspect, f.year) == ("total", "project", 2022)} == {Decimal("2389.02")}
    assert {f.figure.value for f in facts if (f.subject.id, f.aspect, f.year) == ("total", "public", 2021)} == {Decimal("77.58")}


def test_the_total_row_of_a_target_table_is_a_total():
    """Sichuan's row without a project, line 309: 6.50 + 236.00 + 700.14."""
    found = [f for f in facts_of("四川") if f.kind == "project_performance_target" and f.subject.role == "total"]
    assert [(f.aspect, f.figure.value) for f in found] == [("project", Decimal("942.64"))]


def test_a_project_under_two_subjects_is_printed_in_parts():
    parts = [f.figure.value for f in facts_of("四川") if f.subject.role == "part"]
    assert parts == [Decimal("354.20"), Decimal("345.94")]


def test_a_task_with_name_and_amount_of_a_project_is_that_project(config):
    store = Store(config.data)
    assert {f["kind"] for f in store.fetch("facts", {"subject": "project:人力资源综合管理"})} >= {
        "key_project_table", "overall_performance_target",
    }
    assert {f["subject_name"] for f in store.fetch("facts", {"subject_class": "task"})} == {"基本支出事项", "信息化建设与运行"}
