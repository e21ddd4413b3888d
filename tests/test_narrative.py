"""Sentences → facts: wordings of budget texts with what each of them states, figures that are none included."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.extraction.model import Identity, Passage
from service.facts.model import Subject
from service.facts.names import document_lexicon
from service.facts.narrative import read_narrative
from service.facts.narrative.targets import read_targets
from service.facts.words import fold

IDENTITY = Identity("某市某局2023年部门预算", "某市某局", 2023, "budget", "department", "某市", "某省", "city")
LEXICON, SUBJECTS = document_lexicon(())


def facts_of(text, *sections):
    passage = Passage(1, ("第三部分", *sections), text, 1, ((0, 1),))
    return read_narrative((passage,), IDENTITY, LEXICON, SUBJECTS, "万元")


def stated(text, *sections):
    """(item, amount, number with unit) of every fact, in the order of the text."""
    facts = sorted(facts_of(text, *sections), key=lambda fact: (fact.pointer.start, fact.pointer.stop))
    return [(f.subject.id, f.aspect, f"{f.figure.value}{f.figure.unit}" if f.figure.value is not None else f.figure.status) for f in facts]


CORPUS = {
    # A change is of the figure before it, its rate of the same; a part's change is of the part.
    "2023年部门预算收入总计12,345.67万元，比上年增加1,000.00万元，增长8.82%。其中：其他收入345.67万元，比上年减少100万元。": [
        ("sum.income_total", "total", "12345.67万元"), ("sum.income_total", "change", "1000.00万元"), ("sum.income_total", "change_rate", "8.82%"),
        ("income.other", "total", "345.67万元"), ("income.other", "change", "-100万元"),
    ],
    # At the start of a sentence it is of what the sentence before is about, not of the part named last; its rate too.
    "公用经费50万元，主要包括：会议室改造20万元，用于更新设备。较2022年预算增加5万元，增加11.1%。": [
        ("total", "public", "50万元"), ("name:会议室改造", "total", "20万元"), ("total", "public.change", "5万元"), ("total", "public.change_rate", "11.1%"),
    ],
    "机关运行经费2023年预算50万元。比2022年预算数45万元增加5万元，增长11.1%。": [
        ("operating_cost.total", "total", "50万元"), ("operating_cost.total", "total", "45万元"),
        ("operating_cost.total", "change", "5万元"), ("operating_cost.total", "change_rate", "11.1%"),
    ],
    # A heading sentence names what the next one is about.
    "2.公务接待费。2023年预算数1万元，比2022年减少0.2万元。": [("three.reception", "total", "1万元"), ("three.reception", "change", "-0.2万元")],
    # 持平 is of the item, not of the 类 at the head of the sentence.
    "5.住房保障支出（类）住房改革支出（款）提租补贴（项）2023年预算数为8.50万元，与2022年执行数持平。": [
        ("function.2210202", "total", "8.50万元"), ("function.2210202", "change", "0万元"),
    ],
    "因公出国（境）费0万元，与上年持平；公务接待费2万元，较上年无变化。": [
        ("three.abroad", "total", "0万元"), ("three.abroad", "change", "0万元"), ("three.reception", "total", "2万元"), ("three.reception", "change", "0万元"),
    ],
    # Compared with the year before, whether or not the total is named once more; 增幅 and 降幅 are rates.
    "住房公积金（项）支出50万元，与上年相比减少6.5万元，降幅11.5%。": [
        ("function.2210201", "total", "50万元"), ("function.2210201", "change", "-6.5万元"), ("function.2210201", "change_rate", "-11.5%"),
    ],
    "2023年度收入、支出预算总计900万元，与上年相比收、支预算总计各增加45万元，增长5.26%。": [
        ("sum.expenditure_total", "total", "900万元"), ("sum.expenditure_total", "change", "45万元"), ("sum.expenditure_total", "change_rate", "5.26%"),
    ],
    "社会保障和就业支出（类）支出30万元，主要用于缴纳养老保险。与上年相比增加2.5万元，增长9.09%。": [
        ("function.208", "total", "30万元"), ("function.208", "change", "2.5万元"), ("function.208", "change_rate", "9.09%"),
    ],
    "公务接待费预算支出16.5万元，本年数小于上年预算数4.05万元。": [("three.reception", "total", "16.5万元"), ("three.reception", "change", "-4.05万元")],
    # 收入 alone is all of it, not the source named last; after a list of parts a change is of their whole.
    "收入预算：2023年年初预算数300万元，其中：一般公共预算拨款200万元，其他收入100万元；收入比2022年减少15万元，主要是其他收入减少10万元。": [
        ("sum.income_total", "total", "300万元"), ("income.general", "total", "200万元"), ("income.other", "total", "100万元"),
        ("sum.income_total", "change", "-15万元"), ("income.other", "change", "-10万元"),
    ],
    "支出预算：2023年年初预算数300万元。按支出功能分类，包括教育支出30万元，住房保障支出270万元。比2022年减少15万元。": [
        ("sum.expenditure_total", "total", "300万元"), ("function.205", "total", "30万元"), ("function.221", "total", "270万元"),
        ("sum.expenditure_total", "change", "-15万元"),
    ],
    # Shares are of nothing.
    "基本支出300万元，占60%；项目支出200万元，占本年支出40%。": [
        ("total", "basic", "300万元"), ("total", "basic.share", "60%"), ("total", "project", "200万元"), ("total", "project.share", "40%"),
    ],
    # People and cars: the whole, and parts under their own names.
    "编制人数30人，其中：行政编制10人，事业编制20人。": [("staff.quota", "total", "30人"), ("name:行政编制", "total", "10人"), ("name:事业编制", "total", "20人")],
    "事业编制20人，在职实有人数18人，退休人员12人。": [("staff.quota", "total", "20人"), ("staff.actual", "total", "18人"), ("staff.retired", "total", "12人")],
    "共有车辆12辆，其中：机要通信用车2辆、其他用车10辆；单位价值50万元以上通用设备3台（套）。": [
        ("asset.vehicles", "total", "12辆"), ("name:机要通信用车", "total", "2辆"), ("name:其他用车", "total", "10辆"), ("asset.general_equipment", "total", "3台(套)"),
    ],
    "2023年计划新增车辆0辆；新增单价50万元以上通用设备1台（套）。": [("asset.vehicles", "planned", "0辆"), ("asset.general_equipment", "planned", "1台(套)")],
    # What is told after things to be bought is to be bought too, up to the end of the sentence; no people are an amount of money.
    "共有车辆5辆；单价100万元以上设备1台（套）。2023年计划购置车辆2辆、36万元，主要是更新；单价100万元以上设备3台（套）、60万元。": [
        ("asset.vehicles", "total", "5辆"), ("asset.special_equipment", "total", "1台(套)"),
        ("asset.vehicles", "planned", "2辆"), ("asset.special_equipment", "planned", "3台(套)"),
    ],
    "计划购置车辆2辆，现有单价100万元以上设备3台（套）。": [("asset.vehicles", "planned", "2辆"), ("asset.special_equipment", "total", "3台(套)")],
    "单价20万元（含）以上的设备7台（套），单位价值100万元以上的设备8台（套），单价200万元（含）以上设备（不含车辆）9台（套）。": [
        ("asset.equipment", "total", "7台(套)"), ("asset.special_equipment", "total", "8台(套)"), ("asset.large_equipment", "total", "9台(套)"),
    ],
    "2023年预算安排中，购置单位价值100万元以上的设备4台（套）。": [("asset.special_equipment", "planned", "4台(套)")],
    "在职人员经费600万元，主要是工资。在职人员30人。": [("name:在职人员经费", "total", "600万元"), ("staff.actual", "total", "30人")],
    "某市某局下属12个预算单位，其中1个为局机关。": [("org.subordinates", "total", "12个")],
    "本单位设置办公室（机关党委）、法规处、安置处，共3个处室。": [("staff.divisions", "total", "3个")],
    # Guests and journeys by number, those from other countries apart.
    "公务接待费支出2.1万元。接待国外来访团组1个，来访外宾4人次；发生国内接待6次，接待人数共31人。": [
        ("three.reception", "total", "2.1万元"), ("name:接待国外来访团组", "total", "1个"), ("name:来访外宾", "total", "4人次"),
        ("visits.reception_batches", "total", "6次"), ("visits.reception_people", "total", "31人"),
    ],
    "2023年国内公务接待5批次、23人次。因公出国（境）团组2个，累计7人次。": [
        ("visits.reception_batches", "total", "5批次"), ("visits.reception_people", "total", "23人次"),
        ("visits.abroad_groups", "total", "2个"), ("visits.abroad_people", "total", "7人次"),
    ],
    "编报绩效目标的2023年度项目3个，涉及预算金额175万元。": [("performance.projects", "total", "3个"), ("performance.amount", "total", "175万元")],
    # Counts of projects and their sums.
    "开展绩效目标管理的项目10个，涉及预算1347.44万元。其中：运转类项目5个，涉及预算819.66万元。": [
        ("performance.projects", "total", "10个"), ("performance.amount", "total", "1347.44万元"),
        ("total", "operation_class.count", "5个"), ("total", "operation_class", "819.66万元"),
    ],
    "纳入绩效目标管理的项目10个，共计1,347万元。": [("performance.projects", "total", "10个"), ("performance.amount", "total", "1347万元")],
    "共有车辆5辆，合计100万元。": [("asset.vehicles", "total", "5辆")],
    # A total behind the account that its sentence opens with is of that account, not of all expenditure.
    "（一）公共安全支出（类）检察（款）:2023年预算支出合计444.36万元。其中：": [("function.20404", "total", "444.36万元")],
    "支出预算合计500万元。其中：教育支出（类）：100万元。": [("sum.expenditure_total", "total", "500万元"), ("function.205", "total", "100万元")],
    # The unit's own name before a figure is its whole budget; other names of accounts are known by their aliases.
    "某市某局预算1,000万元，包括人员支出600万元、对个人和家庭补助支出66万元。": [
        ("sum.expenditure_total", "total", "1000万元"), ("total", "personnel", "600万元"), ("economic.303", "total", "66万元"),
    ],
    "政府采购预算总额350万元，其中：货物类采购预算50万元、工程类采购预算100万元、服务类采购预算200万元。": [
        ("total", "procurement", "350万元"), ("total", "procurement_goods", "50万元"), ("total", "procurement_works", "100万元"), ("total", "procurement_services", "200万元"),
    ],
    # Where the money of an expenditure comes from is no income of its own; what is new of a whole stays the whole.
    "项目支出500万元，其中：一般公共预算本年拨款480万元、上年结转20万元。": [("total", "project", "500万元"), ("total", "project", "480万元"), ("total", "project", "20万元")],
    "2023年政府性基金预算拨款90万元。其中：（1）本年预算70万元，比2022年预算增加5万元，增长7.69%；（2）上年结转20万元，比2022年减少8万元。": [
        ("income.gov_fund", "total", "90万元"), ("income.gov_fund", "total", "70万元"), ("income.gov_fund", "change", "5万元"),
        ("income.gov_fund", "change_rate", "7.69%"), ("carry.in", "total", "20万元"), ("carry.in", "change", "-8万元"),
    ],
    "收入包括：政府性基金预算财政拨款本年收入90万元。": [("income.gov_fund", "total", "90万元")],
    # One total of income and expenditure is the figure of both, and so is its change.
    "2023年收支总预算900万元，比上年增加45万元。": [
        ("sum.expenditure_total", "total", "900万元"), ("sum.income_total", "total", "900万元"),
        ("sum.expenditure_total", "change", "45万元"), ("sum.income_total", "change", "45万元"),
    ],
    # Kinds of people after 其中 are parts, also where a kind is all there is.
    "编制人数6人，其中：事业编制6人。在职实有人数5人，其中：行政人员5人。": [
        ("staff.quota", "total", "6人"), ("name:事业编制", "total", "6人"), ("staff.actual", "total", "5人"), ("name:行政人员", "total", "5人"),
    ],
    # Classes of projects are amounts of the whole, with the number of projects of each.
    "人员类项目3个，涉及预算285万元；其他运转类项目支出0万元，特定目标类项目支出15万元。": [
        ("total", "personnel.count", "3个"), ("total", "personnel", "285万元"), ("total", "other_operation", "0万元"), ("total", "specific_target", "15万元"),
    ],
    "2023年度，本单位编报绩效目标的项目共6个，涉及项目预算资金138.60万元。": [("performance.projects", "total", "6个"), ("performance.amount", "total", "138.60万元")],
    "本部门共7个项目纳入绩效目标管理，涉及财政性资金合计358.05万元。": [("performance.projects", "total", "7个"), ("performance.amount", "total", "358.05万元")],
    "2023年预算支出800万元全面实施预算绩效目标管理。": [("performance.amount", "total", "800万元")],
    "面向中小企业政府采购120万元，占政府采购预算的40%，其中面向小微企业采购60万元。": [("total", "procurement_sme", "120万元"), ("total", "procurement_sme.share", "40%"), ("total", "procurement_micro", "60万元")],
    "2023年授予中小企业合同金额30万元。": [("total", "procurement_sme", "30万元")],
    # What is not arranged, item by item; of assets not to be bought the planned number, never the stock.
    "本单位无政府性基金预算支出、国有资本经营预算支出和上级专项转移支付支出。": [
        ("gov_fund.total", "total", "none_stated"), ("state_capital.total", "total", "none_stated"), ("superior_transfer.total", "total", "none_stated"),
    ],
    "收入全部为一般公共预算拨款，无政府性基金预算拨款和国有资本经营预算拨款。": [("income.gov_fund", "total", "none_stated"), ("income.state_capital", "total", "none_stated")],
    "2023年未安排购置公务用车及单价100万元（含）以上专用设备。": [("asset.vehicles", "planned", "none_stated"), ("asset.special_equipment", "planned", "none_stated")],
    "无单位价值50万元以上通用设备。": [("asset.general_equipment", "total", "none_stated")],
    "本局没有下属单位。": [("org.subordinates", "total", "none_stated")],
    "某市某局下属预算单位3个。": [("org.subordinates", "total", "3个")],
    "没有使用政府性基金预算拨款安排的支出。": [("gov_fund.total", "total", "none_stated")],
    "2023年未安排“三公”经费。": [("three.total", "total", "none_stated")],
    "未安排因公出国（境）费。": [("three.abroad", "total", "none_stated")],
}


@pytest.mark.parametrize("text", CORPUS)
def test_what_a_sentence_states(text):
    assert stated(text) == CORPUS[text]


@pytest.mark.parametrize(
    "text",
    [
        "缴存比例最低不低于5%，最高不超过12%。",
        "全省社保卡持卡人数超过8880万人以上。",
        "项目绩效目标按每人每年5万元的标准测算。",
        "主要原因是压减一般性支出20万元。",
        "没有三公经费增加的情况。",
        "2022年执行数为3,000万元。",
        "公务用车购置费500万美元。",
    ],
)
def test_what_states_no_amount_of_an_item(text):
    assert [fact for fact in stated(text) if fact[2].endswith(("元", "stated"))] == []


def test_amounts_of_other_years_carry_their_year_and_stage():
    facts = facts_of("公务接待费2022年执行数1.2万元，2023年预算1.5万元。")
    assert [(f.year, f.stage, str(f.figure.value)) for f in facts] == [(2022, "execution", "1.2"), (2023, "budget", "1.5")]


def test_the_clause_says_on_what_basis_and_whether_carried_over():
    facts = facts_of("项目支出500万元，其中：一般公共预算本年拨款480万元、上年结转20万元。")
    assert [(f.scope, f.carry) for f in facts] == [("all", ""), ("general", "current"), ("all", "carryover")]
    facts = facts_of("2023年收入预算900万元，其中：上年结转100万元，占11.11%；政府性基金预算拨款收入800万元，占88.89%。")
    assert [(f.scope, f.carry) for f in facts] == [("all", ""), ("all", "carryover"), ("all", "carryover"), ("all", ""), ("all", "")]
    facts = facts_of("教育支出16万元，占20%；住房保障支出64万元，占80%。", "三、一般公共预算当年拨款情况说明")
    assert {(f.scope, f.carry) for f in facts} == {("general", "current")}
    assert [f.scope for f in facts_of("机关运行经费财政拨款预算0万元。本单位无机关运行经费。")] == ["fiscal", "fiscal"]
    assert [f.scope for f in facts_of("本单位无政府性基金预算支出、国有资本经营预算支出。")] == ["gov_fund", "state_capital"]
    assert [f.scope for f in facts_of("实施绩效目标管理的项目3个，涉及一般公共预算拨款40万元。")] == ["all", "general"]


@pytest.mark.parametrize(("text", "day"), [
    ("截至2021年12月31日，共有车辆3辆。", "2021-12-31"), ("截至2022年9月，单位现有公务用车3辆。", "2022-09"), ("截止上年底，共有车辆3辆。", "2022-12-31"),
    ("2022年末，共有车辆3辆。", "2022-12-31"), ("截至2023年，在职人员3人。", "2023"), ("2022年新增国有资产3万元。", "2022"),
    ("2023年，单位现有公务用车3辆。", ""), ("单位现有公务用车3辆。", ""), ("截至2021年12月31日，占有使用国有资产9万元。2023年计划新增车辆3辆。", ""),
])
def test_a_stock_is_stated_as_of_a_day_and_kept_under_the_year_of_the_document(text, day):
    fact = facts_of(text)[-1]
    assert (fact.year, fact.as_of) == (2023, day)


def test_assets_added_in_an_earlier_year_are_not_planned():
    assert [fact.aspect for fact in facts_of("2022年新增车辆2辆。")] == ["added"]


def test_the_name_is_the_printed_one_else_the_measures_and_never_an_id():
    facts = facts_of("医疗卫生支出2.75万元。内设科室5个。单位现有公务用车2辆。设置并编报4个项目绩效目标。未安排政府购买服务。")
    names = {fact.subject.id: fact.subject.name for fact in facts}
    assert names == {"function.210": "医疗卫生支出", "staff.divisions": "内设科室", "asset.vehicles": "公务用车数量",
                     "performance.projects": "绩效目标管理项目数", "purchase_of_services.total": "政府购买服务"}


def test_what_is_added_to_a_project_of_the_tables_is_its_change():
    project = Subject("project:数字门户项目", "数字门户项目", "project")
    lexicon, subjects = document_lexicon((replace(facts_of("三公经费5万元。")[0], subject=project),))
    passage = Passage(1, ("第二部分",), "主要原因：2023年新增数字门户项目300万元。", 1, ((0, 1),))
    (fact,) = read_narrative((passage,), IDENTITY, lexicon, subjects, "万元")
    assert (fact.subject.id, fact.aspect, fact.base_year, str(fact.figure.value)) == ("project:数字门户项目", "change", 2022, "300")


def test_a_stock_of_now_has_no_date_of_an_event_before():
    (fact,) = facts_of("2008年12月，经批准调整隶属关系。目前，事业编制65名。")
    assert (fact.subject.id, fact.as_of) == ("staff.quota", "")


def test_an_item_of_another_group_is_not_its_namesake_of_the_tables():
    account = Subject("function.2010402", "一般行政管理事务", "function", "2010402", 3, "function.20104")
    lexicon, subjects = document_lexicon((replace(facts_of("三公经费5万元。")[0], subject=account),))
    text = "1.人大事务（款）一般行政管理事务（项）支出0万元，与上年相比减少85万元。2.发展与改革事务（款）一般行政管理事务（项）支出97万元，与上年相比减少14万元。"
    facts = read_narrative((Passage(1, ("第三部分",), text, 1, ((0, 1),)),), IDENTITY, lexicon, subjects, "万元")
    assert [(f.subject.id, f.aspect, str(f.figure.value)) for f in facts] == [("function.2010402", "total", "97"), ("function.2010402", "change", "-14")]


def test_what_is_spent_in_all_behind_a_group_is_spent_by_the_group():
    text = "行政事业单位离退休（款）：2023年预算支出合计30.25万元。其中：1．机关事业单位职业年金缴费支出（项）支出12.05万元。"
    assert stated(text, "五、财政拨款支出预算情况说明")[0] == ("function.20805", "total", "30.25万元")
    assert stated("2023年预算支出合计30.25万元。")[0] == ("sum.expenditure_total", "total", "30.25万元")


def test_an_item_that_its_own_heading_names_is_the_economic_one():
    (fact,) = facts_of("（五）委托业务费情况。2023年委托业务费涉及财拨资金17.62万元，主要用于修复档案。", "五、其他重要事项")
    assert (fact.subject.id, fact.scope) == ("economic.30227", "fiscal")
    text = "2023年度一般公共预算拨款安排的会议费预算支出20.6万元，比上年预算减少1万元。"
    assert stated(text, "九、三公经费、会议费、培训费支出预算情况说明") == [("economic.30215", "total", "20.6万元"), ("economic.30215", "change", "-1万元")]


def _told_by(*texts):
    passages = tuple(Passage(i, ("第三部分", "（五）项目支出"), text, i, ((0, i),)) for i, text in enumerate(texts, 1))
    facts = read_narrative(passages, IDENTITY, LEXICON, SUBJECTS, "万元")
    return {(f.subject.id, f.aspect): str(f.figure.value) for f in facts if "change" in f.aspect}


def test_a_change_that_opens_a_sentence_is_of_the_amount_that_its_rate_proves():
    whole = "3.馆藏抢救工作1,000.00万元，主要包括：数字扫描工作400.00万元，用于扫描。"
    part = "纸张修复工作600.00万元，用于修复。较2022年年初预算增加{}万元，增幅{}%。"
    assert _told_by(whole, part.format("200.00", "25.0")) == {("name:馆藏抢救工作", "change"): "200.00", ("name:馆藏抢救工作", "change_rate"): "25.0"}
    assert _told_by(whole, part.format("100.00", "20.0")) == {("name:纸张修复工作", "change"): "100.00", ("name:纸张修复工作", "change_rate"): "20.0"}
    # A rate that fits no amount (a misprint) leaves the change where it was.
    assert _told_by(whole, part.format("100.00", "77.0")) == {("name:纸张修复工作", "change"): "100.00", ("name:纸张修复工作", "change_rate"): "77.0"}


def test_changes_say_what_they_are_measured_against():
    facts = facts_of("事业运行2023年预算数为610.65万元，比2022年执行数减少7.18万元，下降1.16%。")
    assert [(f.base_year, f.base_stage) for f in facts] == [(None, ""), (2022, "execution"), (2022, "execution")]
    facts = facts_of("预算收入总额87.84万元，比上年预算增加14.12万元。")
    assert [(f.base_year, f.base_stage) for f in facts] == [(None, ""), (2022, "budget")]
    final = replace(IDENTITY, type="final")
    passage = Passage(1, ("第三部分",), "支出总计87.84万元，与2022年度相比，支出总计增加14.12万元。", 1, ((0, 1),))
    told = [f for f in read_narrative((passage,), final, LEXICON, SUBJECTS, "万元") if f.aspect == "change"]
    assert [(f.base_year, f.base_stage) for f in told] == [(2022, "final")]


def test_the_basis_is_that_of_the_sentence_else_of_the_section_and_holds_for_the_change():
    facts = facts_of("人员经费250万元，比上年增加10万元。", "四、一般公共预算基本支出情况说明")
    assert {f.scope for f in facts} == {"general"}
    facts = facts_of("机关运行经费财政拨款预算10万元，比2022年预算增加1万元。")
    assert {f.scope for f in facts} == {"fiscal"}
    assert {f.scope for f in facts_of("使用非财政拨款结余414.00万元。")} == {"all"}
    assert {f.scope for f in facts_of("单位现有公务用车2辆。", "五、三公经费财政拨款预算安排情况说明")} == {"all"}


def test_parts_of_running_costs_are_economic_items_and_nowhere_else():
    assert ("economic.30201", "basic", "1.25万元") in stated("机关运行经费6万元。其中：办公费1.25万元、差旅费1.00万元。")
    items = stated("机关运行经费6万元。其中：水费0.1万元、维修（护）费0.2万元、公务接待费0.3万元、其他商品和服务支出1万元。")
    assert [item[:2] for item in items[1:]] == [(f"economic.{code}", "basic") for code in ("30205", "30213", "30217", "30299")]
    assert stated("信息化项目80万元，包括：办公设备购置20万元。")[-1] == ("name:办公设备购置", "total", "20万元")


def test_the_pointer_leads_to_the_characters_as_printed():
    text = "2023年“三公”经费预算 3.7 万元，较2022年无变化。"
    for fact in facts_of(text):
        assert text[fact.pointer.start : fact.pointer.stop] == fact.figure.printed


def test_the_reason_is_kept_with_the_change_it_explains():
    facts = facts_of("2023年拨款90万元。其中：（1）本年预算70万元，比2022年预算增加5万元，主要原因：一是人员增加；二是调资；（2）上年结转20万元，比2022年减少8万元，主要是进度加快。")
    assert {(f.subject.id, f.reason) for f in facts if f.aspect == "change"} == {("carry.in", "进度加快")}
    facts = facts_of("政府性基金预算拨款90万元，比2022年预算增加5万元，主要原因：一是人员增加；二是系统调资。")
    assert [f.reason for f in facts if f.aspect == "change"] == ["一是人员增加；二是系统调资"]
    facts = facts_of("财政拨款收支总预算90万元，比2022年减少5万元，主要原因是展览工作为阶段性工作，2023年减少安排；宣传活动以各区为主。")
    assert {f.reason for f in facts if f.aspect == "change"} == {"展览工作为阶段性工作，2023年减少安排；宣传活动以各区为主"}
    facts = facts_of("项目支出90万元，比2022年减少5万元，主要原因是展览减少；基本支出50万元。")
    assert [f.reason for f in facts if f.aspect == "project.change"] == ["展览减少"]
    facts = facts_of("机关运行经费5万元，比上年减少1万元。其中：办公费2万元、差旅费3万元。下降主要原因是压减会议。")
    assert {f.subject.id: f.reason for f in facts if f.reason} == {"operating_cost.total": "压减会议"}
    assert not any(f.reason for f in facts_of("信息系统管理项目90万元，管理系统3个。"))


def test_a_passage_that_opens_with_the_reason_explains_the_one_before():
    first = Passage(1, ("第二部分",), "2023年预算收入90万元，比2022年增加5万元。", 1, ((0, 1),))
    second = Passage(2, ("第二部分",), "收入增加主要原因：新设机构。", 2, ((0, 2),))
    facts = read_narrative((first, second), IDENTITY, LEXICON, SUBJECTS, "万元")
    assert [(f.aspect, f.reason) for f in facts] == [("total", ""), ("change", "新设机构")]


def test_the_purpose_is_kept_with_its_amount_and_parts_know_their_whole():
    project = Subject("project:平台运维项目", "平台运维项目", "project")
    lexicon, subjects = document_lexicon((replace(facts_of("三公经费5万元。")[0], subject=project),))
    passage = Passage(1, ("第三部分",), "平台运维项目预算90万元，主要包括：机房改造60万元，用于更换空调；线路租赁30万元，用于专线。", 1, ((0, 1),))
    facts = read_narrative((passage,), IDENTITY, lexicon, subjects, "万元")
    assert [(f.subject.id, f.subject.parent, f.purpose) for f in facts] == [
        ("project:平台运维项目", "", ""), ("name:机房改造", "project:平台运维项目", "更换空调"), ("name:线路租赁", "project:平台运维项目", "专线"),
    ]


@pytest.mark.parametrize(("text", "targets"), [
    ("全年计划举办3次业务培训，参训人员不少于200人，满意度≥95%等。", [("业务培训", "", "3", "次"), ("参训人员", "≥", "200", "人"), ("满意度", "≥", "95", "%")]),
    ("开展不少于4次的安全演练，故障修复时间不超过2小时。", [("安全演练", "≥", "4", "次"), ("故障修复时间", "≤", "2", "小时")]),
    ("建设1套平台和2个机房，上线率达到100%。", [("平台", "", "1", "套"), ("机房", "", "2", "个"), ("上线率", "=", "100", "%")]),
    ("保障系统平稳运行，提升服务水平。", []),
])
def test_goals_promise_targets_in_numbers(text, targets):
    assert list(read_targets(fold(text))) == targets



def test_what_small_businesses_have_of_the_purchases_is_not_all_of_them():
    assert stated("2023年度政府采购金额（以合同签订为准）为25.25万元，其中：货物采购金额4.75万元、服务采购金额20.50万元。") == [
        ("total", "procurement", "25.25万元"), ("total", "procurement_goods", "4.75万元"), ("total", "procurement_services", "20.50万元"),
    ]
    items = stated("面向中小企业预留政府采购项目预算金额20.50万元；由中小企业供应商中标或成交的，采购金额18.00万元。")
    assert ("total", "procurement_sme", "20.50万元") in items and not any(amount == "procurement" for _, amount, _ in items)


@pytest.mark.parametrize("said", ["单价100万元（含）以上设备（不含车辆）", "单位价值100万元以上的设备", "单价在100万元以上的设备", "单价100万元以上（含）的设备"])
def test_large_equipment_is_said_in_many_ways(said):
    assert stated(f"共有车辆2辆；{said}3台（套）。")[1:] == [("asset.special_equipment", "total", "3台(套)")]
    assert ("asset.special_equipment", "planned", "1台(套)") in stated("购置单价100万元（含）以上设备（不含车辆）1台（套）。")
