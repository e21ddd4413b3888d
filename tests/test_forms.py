"""Forms as regular tables, and projects: values read from the printed pages of the five documents."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from service.documents import read
from service.extraction.forms.indicators import indicators_of
from service.extraction.forms.projects import projects_of
from service.extraction.forms.words import form_words
from service.extraction.model import Extraction, Indicator, Table
from tests.reading import DOCUMENTS, cell_at, extraction_of, made_up_form, paths_of

TITLE = "绩效目标表"
NUMBER = re.compile(r"\d+")
MARKUP = re.compile(r"<[^>]+>")


def form_table(document: str, title: str) -> Table:
    return next(table for table in extraction_of(document).tables if table.form and table.title.endswith(f" · {title}"))


def contents(table: Table) -> dict[str, str]:
    return {row.cells[0].text: row.cells[1].text for row in table.rows if row.cells[0] and row.cells[1]}


# Nothing lost, nothing invented


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem[:4])
def test_every_number_of_a_form_is_in_one_cell_of_its_line(path):
    lines = read(path).lines
    in_cells: dict[int, Counter[str]] = {}
    for table in extraction_of(path.name).tables:
        for row in table.rows if table.form else ():
            for cell in filter(None, row.cells):
                in_cells.setdefault(cell.line, Counter()).update(NUMBER.findall(MARKUP.sub("", cell.printed)))
    printed = {line: Counter(NUMBER.findall(MARKUP.sub("", lines[line - 1]))) for line in in_cells}
    assert in_cells == printed


def each(extraction: Extraction):
    tables = {table.ordinal: table for table in extraction.tables}
    for item in (*extraction.indicators, *extraction.projects):
        yield item, tables[item.table].rows[item.row].cells[item.column]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem[:4])
def test_every_value_can_be_read_in_its_cell(path):
    for item, cell in each(extraction_of(path.name)):
        value = item.value if isinstance(item, Indicator) else item.amount
        assert value in cell.text if cell else value == ""


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem[:4])
def test_contact_persons_are_in_no_indicator_and_no_project(path):
    extraction = extraction_of(path.name)
    persons = ("蔡滢", "房斌", "85898116", "胡谱琴", "07285226073", "李洪平", "5297000")
    said = repr((extraction.indicators, extraction.projects))
    assert [person for person in persons if person in said] == []


# Projects


def test_sub_items_of_a_project_add_up_to_it():
    projects = extraction_of("武汉").projects
    items = [item for item in projects if item.parent == "日常系统运行经费"]
    assert len(items) == 15
    assert sum(Decimal(item.amount) for item in items) == Decimal("398.36")
    assert {item.amount for item in projects if item.name == "日常系统运行经费"} == {"398.36"}


@pytest.mark.parametrize(
    ("document", "name", "amount", "economic"),
    [
        ("武汉", "网络安全等级保护测评", "37", "维修(护)费"),
        ("武汉", "网络线路租赁费(信息中心及经办机构连通线路)", "70.7", "邮电费"),
        ("武汉", "操作系统", "27", "信息网络及软件购置更新"),
        ("武汉", "移动端小程序系统优化升级、需求调整", "10", "维修(护)费"),
        ("天门", "投诉咨询电话服务人员其他工资福利支出", "11万元", ""),
        ("天门", "社会保障投诉咨询中心公用经费", "4万元", ""),
    ],
)
def test_sub_items(document, name, amount, economic):
    found = next(item for item in extraction_of(document).projects if item.name == name)
    assert (found.amount, found.economic) == (amount, economic)
    assert found.parent


def test_projects_of_each_table():
    def listed(document: str, kind: str) -> list[tuple[str, str]]:
        extraction = extraction_of(document)
        kinds = {table.ordinal: table.kind for table in extraction.tables}
        return [(item.name, item.amount) for item in extraction.projects if kinds[item.table] == kind and not item.parent]

    assert listed("人力资源", "project_performance_target") == [("金保工程建设及运行维护项目", "1,503.44")]
    assert listed("四川", "project_performance_target") == [
        ("省级政务云服务费用", "6.50"), ("省人社密码应用平台建设及密评服务", "236.00"), ("单位运转项目(不可细化)", "700.14"),
    ]
    assert [amount for _, amount in listed("四川", "general_project_expenditure")] == ["6.50", "236.00", "354.20", "345.94"]
    assert listed("武汉", "project_expenditure_summary") == [("日常系统运行经费", "398.36")]
    assert listed("天门", "project_expenditure_summary") == [("社会保障投诉咨询服务中心经费", "15.00")]
    assert listed("天门", "project_application") == [("社会保障投诉咨询服务中心经费", "15万元")]
    assert dict(listed("深圳", "key_project_table")) == {
        "信息化新建项目（非政府投资项目）": "794", "人力资源综合管理": "1141", "政府投资项目": "4629", "信息化运维项目": "1953",
    }
    assert listed("深圳", "overall_performance_target") == [
        ("基本支出事项", "1809"), ("信息化建设与运行", "7377"), ("人力资源综合管理", "1141"),
    ]


def test_category_of_projects():
    assert {item.category for item in extraction_of("天门").projects if not item.parent} == {"人员类", "常年性项目", "本级支出项目"}
    assert {item.category for item in extraction_of("武汉").projects if not item.parent} == {"本级支出项目", "特定目标类项目"}


# Tables and repairs


def test_labels_with_their_contents():
    said = contents(form_table("武汉", "基本信息"))
    assert said["单位名称"].startswith("武汉市人力资源和社会保障")
    application = next(t for t in extraction_of("武汉").tables if t.kind == "project_application" and "基本信息" in t.title)
    assert contents(application)["支出项目类别"] == "特定目标类项目"
    assert contents(application)["起始年度"] == "2023"
    assert "终止年度" not in contents(application)
    funds = form_table("人力资源", "项目资金")
    assert (funds.unit, funds.unit_line) == ("万元", 377)
    assert list(contents(funds).values()) == ["1,503.44", "1,395.74", "107.70", "-"]


def test_a_table_that_is_regular_keeps_its_title():
    table = next(t for t in extraction_of("四川").tables if t.kind == "project_performance_target")
    assert (table.form, table.columns[2].path) == (None, ("预算数",))
    assert table.title.startswith("单位预算项目支出绩效目标表")


def test_header_paths_of_funds_and_yearly_targets():
    assert paths_of(form_table("天门", "部门总体资金情况"))[-4:] == [
        "当年金额", "占比", "近两年收支金额>2022年", "近两年收支金额>2023年",
    ]
    assert paths_of(form_table("武汉", "年度绩效指标（年度目标1）"))[3:6] == [
        "指标值>近两年指标值>2021年", "指标值>近两年指标值>2022年", "指标值>预期当年实现值",
    ]
    assert paths_of(form_table("深圳", "年度主要任务"))[2:] == [
        "预算金额（万元）>总额", "预算金额（万元）>其中：财政拨款", "预算金额（万元）>其中：其他资金",
    ]


def test_funds_are_repaired_by_their_sum():
    table = form_table("武汉", "总体资金情况")
    cell = cell_at(table, 251, 4)
    assert (cell.printed, cell.text) == ("76, 39", "76.39")
    repair = next(repair for repair in table.repairs if repair.why == "decimal_comma")
    assert repair.detail == "751.77 + 76.39 + 2389.02 = 3217.18"
    labels = [row.cells[1].text for row in table.rows]
    assert labels[4:] == ["人员类项目支出", "运转类项目支出", "特定目标类项目支出", "合计"]
    assert labels[:4] == ["财政拨款", "财政专户管理资金", "单位资金", "合计"]
    assert sum(repair.why == "lost_label" for repair in table.repairs) == 6


def test_a_shifted_row_is_put_back_and_says_so():
    table = form_table("天门", "部门总体资金情况")
    assert [cell.text if cell else None for cell in table.rows[-1].cells[1:]] == ["合计", "87.84", "100%", "61.33", "73.72"]
    assert [repair.line for repair in table.repairs if repair.why == "shifted_row"] == [118]


def test_lost_weights_are_restored_from_the_sum_that_the_header_prints():
    header = "绩效指标|一级指标|二级指标|三级指标|指标值|权重（60分）"
    rows = ("|产出指标|数量指标|修缮校舍|≥6栋|15", "|||质量指标|验收合格率|≥98%", "|||改造操场|3个|15", "|效益指标|社会效益指标|就读学生|≥900人|15")
    table = made_up_form(TITLE, header, *rows)[0]
    assert [row.cells[-1].text for row in table.rows] == ["15", "15", "15", "15"]
    repair = next(repair for repair in table.repairs if repair.why == "lost_weight")
    assert (repair.line, repair.printed, repair.detail) == (3, "", "45 + 1 × 15 = 60")


def test_a_lost_weight_that_no_sum_proves_is_doubtful():
    header = "绩效指标|一级指标|二级指标|三级指标|指标值|权重（60分）"
    table = made_up_form(TITLE, header, "|产出指标|数量指标|修缮校舍|≥6栋|15", "|||质量指标|验收合格率|≥98%")[0]
    assert table.rows[1].cells[-1] is None
    assert [(doubt.line, doubt.why) for doubt in table.doubts] == [(3, "weight_lost")]


def test_two_names_in_one_cell_are_two_rows():
    table = made_up_form(
        TITLE,
        "项目资金来源|来源项目|金额", "|合计|26.5", "|公共预算财政拨款 其中：申请当年预算拨款|", "项目资金来源||", "|其他资金|",
    )[0]
    assert [(row.line, row.cells[0].text) for row in table.rows] == [
        (2, "合计"), (3, "公共预算财政拨款"), (4, "其中：申请当年预算拨款"), (5, "其他资金"),
    ]
    assert [(doubt.line, doubt.why) for doubt in table.doubts] == [(3, "lost_amount"), (4, "lost_amount")]


def test_two_names_with_a_figure_beside_them_stay_in_one_row():
    table = made_up_form(TITLE, "项目资金来源|来源项目|金额", "|合计|26.5", "|公共预算财政拨款 其他资金|26.5")[0]
    assert [row.cells[0].text for row in table.rows] == ["合计", "公共预算财政拨款其他资金"]


def test_an_upright_label_read_as_signs_is_no_column():
    table = made_up_form(
        TITLE,
        "长期绩效指标|一级指标|二级指标|三级指标|指标值", "3-7I.X|产出指标|数量指标|巡河里程|≥80公里", "||质量指标|合格率|≥95%",
    )[0]
    assert table.columns[0].path == ("一级指标",)
    assert (table.rows[0].cells[0].text, table.rows[0].cells[0].printed) == ("产出指标", "3-7I.X\t产出指标")
    assert [repair.why for repair in table.repairs] == ["garbled_label"]


def test_a_block_begins_at_its_title():
    tables = made_up_form(
        TITLE,
        "项目名称|某河清淤|||", "||项目支出明细|测算|", "项目活动|活动内容表述|支出经济分类|金额|备注", "清淤|机械清淤|维修（护）费|12.3|",
    )
    assert [(table.title, table.line) for table in tables] == [("绩效目标表 · 基本信息", 1), ("绩效目标表 · 项目支出明细测算", 2)]


def test_a_figure_goes_on_behind_a_hyphen():
    table = made_up_form(TITLE, "联系人|王某|联系电话|0719-|8612345")[0]
    assert contents(table)["联系电话"] == "0719-8612345"


def test_a_comma_that_no_sum_proves_stays_as_printed():
    tables = made_up_form(
        TITLE,
        "总体资金情况||当年金额|占比",
        "支出构成|基本支出|76,39|50%",
        "|项目支出|20.00|50%",
        "|合计|99.99|100%",
    )
    assert tables[0].rows[0].cells[2].text == "76,39"
    assert [doubt.why for doubt in tables[0].doubts] == ["malformed_number"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem[:4])
def test_every_repair_and_doubt_has_a_reason_in_words(path):
    forms = [table for table in extraction_of(path.name).tables if table.form]
    whys = {remark.why for table in forms for remark in (*table.repairs, *table.doubts)}
    assert whys <= set(form_words().reasons)


# Made-up forms: shapes that the five documents do not have


def test_a_header_repeated_on_the_next_page_goes_on_with_the_table():
    tables = made_up_form(
        TITLE,
        "项目名称|道路养护||||",
        "绩效指标|一级指标|二级指标|三级指标|指标值|分值",
        "|产出指标|数量指标|养护里程|≥120公里|20",
        "绩效指标|一级指标|二级指标|三级指标|指标值|分值",
        "||质量指标|合格率|≥95%|10",
    )
    found = indicators_of(tables)
    assert [(item.project, item.level1, item.level2, item.value) for item in found] == [
        ("道路养护", "产出指标", "数量指标", "120"), ("道路养护", "产出指标", "质量指标", "95"),
    ]


def test_columns_that_are_not_known_keep_their_cells():
    tables = made_up_form(
        TITLE,
        "绩效指标|一级指标|二级指标|三级指标|指标解释说明|指标值|度量单位|评分标准|权重",
        "|产出指标|数量指标|培训人数|全年合计|200|人|每少1人扣1分|20",
    )
    assert [cell.text for cell in tables[0].rows[0].cells][2:] == ["培训人数", "全年合计", "200", "人", "每少1人扣1分", "20"]
    assert (indicators_of(tables)[0].value, indicators_of(tables)[0].weight) == ("200", "20")


def test_lines_above_a_header_belong_to_it():
    tables = made_up_form(
        TITLE,
        "单位编码|单位（项目）名称|资金总额|绩效目标|绩效指标||||",
        "||||一级指标|二级指标|三级指标|指标值|度量单位",
        "126001|某市某局|417.41||||||",
        "126001|窗口运行专项|35.78|保障运行|成本指标|经济成本指标|总成本|35.78|万元",
    )
    assert [(item.name, item.amount) for item in projects_of(tables)] == [("窗口运行专项", "35.78")]
    assert [(item.project, item.level1, item.name) for item in indicators_of(tables)] == [("窗口运行专项", "成本指标", "总成本")]


def test_two_forms_of_one_title_name_their_own_projects():
    header = "绩效指标|一级指标|二级指标|三级指标|指标值"
    first = made_up_form(TITLE, "项目名称|甲项目|||", header, "|产出指标|数量指标|次数|3次")
    second = made_up_form(TITLE, "项目名称|乙项目|||", header, "|产出指标|数量指标|次数|5次")
    assert [(item.project, item.value) for item in indicators_of((*first, *second))] == [("甲项目", "3"), ("乙项目", "5")]


def test_figures_beside_several_labels_stand_alone():
    table = made_up_form(TITLE, "基本支出|12,634.14|财政拨款|98,880.78")[0]
    assert contents(table) == {"基本支出": "12,634.14", "财政拨款": "98,880.78"}
