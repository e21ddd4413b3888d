"""Forms as regular tables, indicators and projects: values read from the printed pages of the five documents."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest
from reading import DOCUMENTS, cell_at, extraction_of, paths_of

from service.documents import read
from service.documents.blocks import GridRow, Locator
from service.extraction.forms import read_form
from service.extraction.forms.indicators import indicators_of, read_target
from service.extraction.forms.projects import projects_of
from service.extraction.forms.words import form_words
from service.extraction.model import Extraction, Indicator, Table

NUMBER = re.compile(r"\d+")
MARKUP = re.compile(r"<[^>]+>")


def form_table(document: str, title: str) -> Table:
    return next(table for table in extraction_of(document).tables if table.form and table.title.endswith(f" · {title}"))


def indicator(document: str, name: str, horizon: str | None = None) -> Indicator:
    found = [item for item in extraction_of(document).indicators if item.name == name]
    return next(item for item in found if horizon is None or item.horizon == horizon)


def contents(table: Table) -> dict[str, str]:
    return {row.cells[0].text: row.cells[1].text for row in table.rows if row.cells[0] and row.cells[1]}


def made_up_form(*lines: str) -> tuple[Table, ...]:
    rows = tuple(GridRow(tuple(line.split("|")), Locator(number, number)) for number, line in enumerate(lines, 1))
    return read_form("绩效目标表", "project_performance_target", rows, None, None, None, (), 1)


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


# Indicators


@pytest.mark.parametrize(
    ("document", "count"),
    # 武汉: 7 + 4 + 5 + 3 rows in the overall form, one of which holds two indicators; 11 + 7 in the application.
    # 深圳: 22 rows, of which 4 say 无.
    [("人力资源", 12), ("四川", 18), ("武汉", 38), ("深圳", 18), ("天门", 8)],
)
def test_number_of_indicators(document, count):
    assert len(extraction_of(document).indicators) == count


@pytest.mark.parametrize(
    ("document", "name", "target", "weight"),
    [
        ("人力资源", "项目预算执行数", ("≤", "1503.44", "万元"), "20"),
        ("人力资源", "维护视频会议系统的巡检次数", ("", "12", "次"), "4"),
        ("人力资源", "部省业务专网主备用线路线路稳定率", ("≥", "99", "%"), "4"),
        ("人力资源", "应用系统运维过程中软件故障的平均响应时间", ("≤", "8", "小时"), "4"),
        ("人力资源", "机房环境系统的各设备、各系统发生故障到场服务的平均响应时间", ("≤", "2", "小时"), "4"),
        ("人力资源", "保障系统持续有效运行,支持业务顺利开展", ("", "作用显著", ""), "30"),
        ("四川", "租赁设备数量", ("≥", "8", "台"), "10"),
        ("四川", "平台稳定运行保障人社业务数据无泄漏", ("定性", "优", ""), "15"),
        ("四川", "系统运行维护响应时间", ("≤", "30", "分钟"), "20"),
        ("四川", "全省社会保障卡持卡人数", ("≥", "8880", "万人"), "10"),
        ("深圳", "社保卡制卡数", ("≥", "1500000", "张"), ""),
        ("深圳", "进行维护的设备台数", ("≥", "64", "台"), ""),
        ("深圳", "数据库", ("=", "1", "台"), ""),
        ("深圳", "2023年网络安全产品采购完成及时性", ("", "2023年8月前底完成验收", ""), ""),
        ("深圳", "人事电子政务维护项目用户满意度", ("", "满意", ""), ""),
        ("天门", "新增退休人员用卡发放率为99.81%", ("", "99.81", "%"), ""),
        ("武汉", "提供社保自助查询打印", ("", "30", "万笔"), ""),
        ("武汉", "电子社保卡注册用户", ("", "500", "万"), ""),
        ("武汉", "社会保障卡申领", ("", "批量制卡29个工作日、即时制卡即办即领", ""), ""),
    ],
)
def test_value_relation_unit_and_weight(document, name, target, weight):
    found = indicator(document, name)
    assert ((found.relation, found.value, found.unit), found.weight) == (target, weight)


@pytest.mark.parametrize(
    ("document", "name", "levels"),
    [
        ("人力资源", "安全防护系统影响网络和应用服务中断次数", ("产出指标", "质量指标")),
        ("人力资源", "网络安全系统现场服务的平均响应时间", ("产出指标", "时效指标")),
        ("深圳", "员额工作人员数量", ("产出", "数量")),
        ("深圳", "人事电子政务维护项目验收合格率", ("产出", "质量")),
        ("深圳", "成本控制率", ("产出", "成本")),
        # The first rows print no level: it is printed lower down, beside the middle of the merged cell.
        ("武汉", "服务全市参保对象", ("产出指标", "数量指标")),
        # The application loses 时效指标 in one row; the same document prints it beside the same indicator.
        ("武汉", "系统运行时间及故障处理时效", ("产出指标", "时效指标")),
        ("天门", "我市社保卡发放和应用得分为8分", ("效益指标", "时效指标")),
    ],
)
def test_levels_of_merged_and_shifted_rows(document, name, levels):
    assert {(item.level1, item.level2) for item in extraction_of(document).indicators if item.name == name} == {levels}


def test_projects_of_indicators():
    by_project = Counter(item.project for item in extraction_of("四川").indicators)
    assert by_project == {"省级政务云服务费用": 5, "省人社密码应用平台建设及密评服务": 6, "单位运转项目(不可细化)": 7}
    assert {item.project for item in extraction_of("人力资源").indicators} == {"金保工程建设及运行维护项目"}
    assert Counter(item.project for item in extraction_of("武汉").indicators) == {None: 20, "日常系统运行经费": 18}
    assert {item.project for item in extraction_of("深圳").indicators} == {None}


def test_earlier_values_and_horizon():
    yearly = indicator("武汉", "持卡人数", "年度")
    assert (yearly.value, yearly.unit) == ("1100", "万人")
    assert yearly.earlier == (("2021年", "1000万"), ("2022年", "1100万"))
    assert indicator("武汉", "持卡人数", "长期").earlier == ()
    unsaid = indicator("天门", "续签乡镇基层平台2023年度电路租赁合同")
    assert (unsaid.horizon, unsaid.value, unsaid.earlier) == ("年度", "", (("前年", "35万"), ("上年", "34.768万")))


def test_indicator_without_a_name_is_named_by_its_basis():
    found = indicator("天门", "电子社保卡累计签发量61.5万")
    assert (found.value, found.unit, found.horizon) == ("61.5", "万", "长期")


def test_damaged_values_are_read_as_their_twin():
    table = next(table for table in extraction_of("武汉").tables if table.title.endswith("长期绩效指标（长期目标1）"))
    values = {row.cells[2].text: row.cells[3].text for row in table.rows}
    assert values["短信平台"] == "月均发送量11万条"
    assert values["武汉人社支付宝和微信小程序访问量"] == "日均访问量400万人/次"
    assert values["武汉人社支付宝和微信小程序注册人数"] == "注册人数达到近600万人"
    doubtful = {doubt.text for table in extraction_of("武汉").tables for doubt in table.doubts if doubt.text}
    assert not doubtful & {item.value for item in extraction_of("武汉").indicators}


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("≥1500000张", ("≥", "1500000", "张")),
        ("不低于95%", ("≥", "95", "%")),
        ("≥99％", ("≥", "99", "%")),
        ("＝4期/年", ("=", "4", "期/年")),
        ("29个工作日", ("", "29", "个工作日")),
        ("1,000次", ("", "1,000", "次")),
        # The number and its unit; the words beside it are told by test_words_beside_a_number.
        ("1100余万人", ("", "1100", "万人")),
        ("月均11万条", ("", "11", "万条")),
        # These are no plain figures.
        ("2023年11月底前", ("", "2023年11月底前", "")),
        ("12月前", ("", "12月前", "")),
        ("项目立项数量≥400个;项目终验数量≥400个", ("", "项目立项数量≥400个;项目终验数量≥400个", "")),
    ],
)
def test_read_target(text, target):
    found = read_target(text)
    assert (found.relation, found.value, found.unit) == target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("1100余万人", ("1100", "万人", "余")),
        ("约500万", ("500", "万", "约")),
        ("月均发送量11万条", ("11", "万条", "月均发送量")),
        ("日均访问量400万人/次", ("400", "万人/次", "日均访问量")),
        ("注册人数达到近600万人", ("600", "万人", "注册人数达到近")),
        ("95%以上", ("95", "%", "以上")),
        ("20多家", ("20", "家", "多")),
        ("12次左右", ("12", "次", "左右")),
        ("2025年以内", ("2025年以内", "", "")),
        ("每年3次", ("每年3次", "", "")),
        ("达到设计标准", ("达到设计标准", "", "")),
    ],
)
def test_words_beside_a_number(text, target):
    found = read_target(text)
    assert (found.value, found.unit, found.qualifier) == target


def test_what_the_form_says_of_an_indicator():
    """Horizon by the column or the label of the goals, direction by its column, goal by the title of the part."""
    sichuan = extraction_of("四川").indicators
    assert {one.horizon for one in sichuan} == {"年度"}
    assert [one.name for one in sichuan if one.direction == "反向指标"] == [
        "系统全年运行故障率", "社会公众投诉次数", "网络安全漏洞通报次数", "系统运行维护响应时间",
    ]
    assert {one.horizon for one in extraction_of("人力资源").indicators} == {"年度"}
    assert {one.goal for one in extraction_of("武汉").indicators if one.project is None} == {
        "长期目标1", "长期目标2", "年度目标1", "年度目标2",
    }


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
    table = made_up_form(header, *rows)[0]
    assert [row.cells[-1].text for row in table.rows] == ["15", "15", "15", "15"]
    repair = next(repair for repair in table.repairs if repair.why == "lost_weight")
    assert (repair.line, repair.printed, repair.detail) == (3, "", "45 + 1 × 15 = 60")


def test_a_lost_weight_that_no_sum_proves_is_doubtful():
    header = "绩效指标|一级指标|二级指标|三级指标|指标值|权重（60分）"
    table = made_up_form(header, "|产出指标|数量指标|修缮校舍|≥6栋|15", "|||质量指标|验收合格率|≥98%")[0]
    assert table.rows[1].cells[-1] is None
    assert [(doubt.line, doubt.why) for doubt in table.doubts] == [(3, "weight_lost")]


def test_two_names_in_one_cell_are_two_rows():
    table = made_up_form(
        "项目资金来源|来源项目|金额", "|合计|26.5", "|公共预算财政拨款 其中：申请当年预算拨款|", "项目资金来源||", "|其他资金|",
    )[0]
    assert [(row.line, row.cells[0].text) for row in table.rows] == [
        (2, "合计"), (3, "公共预算财政拨款"), (4, "其中：申请当年预算拨款"), (5, "其他资金"),
    ]
    assert [(doubt.line, doubt.why) for doubt in table.doubts] == [(3, "lost_amount"), (4, "lost_amount")]


def test_two_names_with_a_figure_beside_them_stay_in_one_row():
    table = made_up_form("项目资金来源|来源项目|金额", "|合计|26.5", "|公共预算财政拨款 其他资金|26.5")[0]
    assert [row.cells[0].text for row in table.rows] == ["合计", "公共预算财政拨款其他资金"]


def test_an_upright_label_read_as_signs_is_no_column():
    table = made_up_form(
        "长期绩效指标|一级指标|二级指标|三级指标|指标值", "3-7I.X|产出指标|数量指标|巡河里程|≥80公里", "||质量指标|合格率|≥95%",
    )[0]
    assert table.columns[0].path == ("一级指标",)
    assert (table.rows[0].cells[0].text, table.rows[0].cells[0].printed) == ("产出指标", "3-7I.X\t产出指标")
    assert [repair.why for repair in table.repairs] == ["garbled_label"]


def test_a_block_begins_at_its_title():
    tables = made_up_form(
        "项目名称|某河清淤|||", "||项目支出明细|测算|", "项目活动|活动内容表述|支出经济分类|金额|备注", "清淤|机械清淤|维修（护）费|12.3|",
    )
    assert [(table.title, table.line) for table in tables] == [("绩效目标表 · 基本信息", 1), ("绩效目标表 · 项目支出明细测算", 2)]


def test_a_figure_goes_on_behind_a_hyphen():
    table = made_up_form("联系人|王某|联系电话|0719-|8612345")[0]
    assert contents(table)["联系电话"] == "0719-8612345"


def test_a_comma_that_no_sum_proves_stays_as_printed():
    tables = made_up_form(
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
        "绩效指标|一级指标|二级指标|三级指标|指标解释说明|指标值|度量单位|评分标准|权重",
        "|产出指标|数量指标|培训人数|全年合计|200|人|每少1人扣1分|20",
    )
    assert [cell.text for cell in tables[0].rows[0].cells][2:] == ["培训人数", "全年合计", "200", "人", "每少1人扣1分", "20"]
    assert (indicators_of(tables)[0].value, indicators_of(tables)[0].weight) == ("200", "20")


def test_lines_above_a_header_belong_to_it():
    tables = made_up_form(
        "单位编码|单位（项目）名称|资金总额|绩效目标|绩效指标||||",
        "||||一级指标|二级指标|三级指标|指标值|度量单位",
        "126001|某市某局|417.41||||||",
        "126001|窗口运行专项|35.78|保障运行|成本指标|经济成本指标|总成本|35.78|万元",
    )
    assert [(item.name, item.amount) for item in projects_of(tables)] == [("窗口运行专项", "35.78")]
    assert [(item.project, item.level1, item.name) for item in indicators_of(tables)] == [("窗口运行专项", "成本指标", "总成本")]


def test_two_forms_of_one_title_name_their_own_projects():
    header = "绩效指标|一级指标|二级指标|三级指标|指标值"
    first = made_up_form("项目名称|甲项目|||", header, "|产出指标|数量指标|次数|3次")
    second = made_up_form("项目名称|乙项目|||", header, "|产出指标|数量指标|次数|5次")
    assert [(item.project, item.value) for item in indicators_of((*first, *second))] == [("甲项目", "3"), ("乙项目", "5")]


def test_figures_beside_several_labels_stand_alone():
    table = made_up_form("基本支出|12,634.14|财政拨款|98,880.78")[0]
    assert contents(table) == {"基本支出": "12,634.14", "财政拨款": "98,880.78"}
