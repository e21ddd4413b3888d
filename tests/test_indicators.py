"""Indicators: values, levels and times read from the printed pages of the five documents."""

from __future__ import annotations

from collections import Counter

import pytest

from service.extraction.forms.indicators import read_target
from service.extraction.model import Indicator
from tests.reading import extraction_of


def indicator(document: str, name: str, horizon: str | None = None) -> Indicator:
    found = [item for item in extraction_of(document).indicators if item.name == name]
    return next(item for item in found if horizon is None or item.horizon == horizon)


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
