"""Tables that are sorted, and charts of them: what is drawn is what the table says, and only where a chart shows it well."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import expect

from service.reply.answer import Answer, AnswerTable, Citation, DocumentRef, TableColumn, Value
from service.web.charts import Series, draw
from service.web.within import rows_within
from tests.browsing import DESKTOP, TELEPHONE, ask, overflow_of
from tests.test_care import problems_of

VENDOR = Path(__file__).resolve().parent.parent / "service" / "web" / "static" / "vendor" / "echarts"
UNIT, ITEM, YEAR = (TableColumn(name) for name in ("单位", "项目", "年度"))
AMOUNT = TableColumn("金额", "万元")
# What the five documents print, in the order in which the answer lists the units.
THREE_PUBLIC = ["0", "5", "3.70", "0.10", "0.80"]


def answer_of(columns, rows, value=None, cited=()):
    document = DocumentRef("d", "文件", "甲", 2023)
    citations = [Citation(document, None, False, "一", None, None, text, 1, "/x") for text in cited]
    return Answer("answered", "", value=value, table=AnswerTable(list(columns), rows), citations=citations)


def drawn_in(asked, question):
    return draw(asked(question, None).answer)


def test_figures_of_units_are_bars_with_their_printed_numbers(asked):
    chart = drawn_in(asked, "各单位的三公经费是多少")
    assert (chart.kinds, chart.title, chart.unit) == (("bar",), "金额", "万元")
    assert chart.series == (Series("", tuple(THREE_PUBLIC)),)
    assert all(re.search(r"20\d\d年$", name) for name in chart.names)
    assert chart.largest == (chart.names[1], "5") and chart.smallest == (chart.names[0], "0")


def test_parts_that_come_to_their_whole_are_shares_of_it(asked):
    chart = drawn_in(asked, "四川支出构成")
    assert chart.kinds == ("share", "bar")
    assert dict(zip(chart.names, chart.series[0].numbers)) == {
        "教育支出": "16.75", "社会保障和就业支出": "1284.28", "卫生健康支出": "25.07", "住房保障支出": "21.34",
    }
    assert chart.shares == ("1.24", "95.31", "1.86", "1.58")


def test_what_is_added_up_may_be_shown_as_shares_of_the_sum(asked):
    assert drawn_in(asked, "五家单位的总预算加起来一共多少？").kinds == ("bar", "share")


def test_parts_within_parts_are_drawn_with_the_part_alone(asked):
    chart = drawn_in(asked, "深圳三公经费由哪几块构成，各多少")
    assert chart.kinds == ("share", "bar")
    assert dict(zip(chart.names, chart.series[0].numbers)) == {"因公出国（境）费": "0", "公务用车购置及运行费": "4", "公务接待费": "1"}


@pytest.mark.parametrize(("numbers", "wholes", "inner"), [
    ("0 4 0 4 1", "5", {2, 3}), ("3 1 2 3 4", "10 3", {1, 2}), ("1 2 3", "6", set()), ("2 1 1 2 1 1", "4", set()), ("4 0 4", "", set()),
])
def test_rows_are_within_another_where_the_figures_leave_no_choice(numbers, wholes, inner):
    assert rows_within(*([Decimal(number) for number in text.split()] for text in (numbers, wholes))) == inner


def test_parts_of_a_part_stand_below_it_in_the_table(page):
    cells = ask(page, "深圳三公经费由哪几块构成，各多少").locator("tbody tr td:first-child")
    expect(cells).to_have_text(["因公出国（境）费", "公务用车购置及运行费", "其中：公务用车购置费", "其中：公务用车运行费", "公务接待费"])
    assert [cells.nth(i).evaluate("cell => parseFloat(getComputedStyle(cell).paddingLeft) > 20") for i in range(5)] == [False, False, True, True, False]


def test_years_are_a_line_in_their_order():
    columns, rows = (YEAR, AMOUNT), [["2023", "3"], ["2021", "1"], ["2022", "2.50"]]
    chart = draw(answer_of(columns, rows))
    assert (chart.kinds, chart.names, chart.series) == (("line", "bar"), ("2021年", "2022年", "2023年"), (Series("", ("1", "2.50", "3")),))
    two = draw(answer_of((UNIT, YEAR, AMOUNT), [["甲", "2022", "1"], ["甲", "2023", "2"], ["乙", "2022", "3"], ["乙", "2023", None]]))
    assert two.kinds == ("bar", "line")
    assert two.series == (Series("甲", ("1", "2")), Series("乙", ("3", None)))


def test_units_by_items_stand_side_by_side(asked):
    chart = drawn_in(asked, "请把五家单位的基本支出、项目支出列成一张对比表")
    assert [series.name for series in chart.series] == ["基本支出", "项目支出"]
    assert len(chart.names) == 5 and chart.count == 10
    assert chart.series[1].numbers[1] == "8518"


def test_of_a_table_of_shares_the_shares_are_drawn(asked):
    chart = drawn_in(asked, "各单位项目支出占比分别是多少")
    assert (chart.title, chart.unit, chart.series[0].numbers[1]) == ("占比", "%", "82.48")


def test_a_rise_and_a_fall_keep_their_signs(asked):
    chart = drawn_in(asked, "预算比上年增减的单位有哪些")
    assert "-1980.44" in chart.series[0].numbers and "5657" in chart.series[0].numbers
    assert chart.smallest[1] == "-1980.44"


@pytest.mark.parametrize("question", [
    "深圳三公经费多少", "四川基本支出占比", "武汉文字和表对得上吗", "住房公积金的编码", "深圳那份文件里有哪些表", "武汉持卡人数指标是多少",
    "深圳2023年打算新增几辆车、几台50万以上设备", "湖北那家信息中心的三公经费是多少", "现在收录了哪些单位",
])
def test_there_is_no_chart_of_one_figure_or_of_none_or_of_several_measures(asked, question):
    assert drawn_in(asked, question) is None


@pytest.mark.parametrize("rows", [
    [["甲", "0"], ["乙", "0"]], [["甲", "1"], ["乙", None]], [["甲", "1"], [None, "2"]], [["甲", "1"], ["乙", "约2"]], [["甲", "1"], ["甲", "1"]],
    [[f"单位{i}", "1"] for i in range(41)],
])
def test_what_a_chart_would_not_show_has_none(rows):
    assert draw(answer_of((UNIT, AMOUNT), rows)) is None


def test_what_is_not_disclosed_is_no_zero():
    chart = draw(answer_of((UNIT, AMOUNT), [["甲", "1"], ["乙", None], ["丙", "2"]], Value("3", "万元")))
    assert chart.series[0].numbers == ("1", None, "2") and chart.count == 2
    assert chart.kinds == ("bar",)


@pytest.mark.parametrize("value, cited, kinds", [
    (Value("6", "万元"), (), ("bar", "share")), (Value("6", "亿元"), (), ("bar",)), (Value("3", "万元"), ("6.00",), ("bar",)),
    (None, ("1", "5", "6.00"), ("share", "bar")), (None, ("1", "5"), ("bar",)), (None, ("共6万元",), ("bar",)),
])
def test_only_figures_that_add_up_to_a_figure_of_the_answer_are_shares(value, cited, kinds):
    assert draw(answer_of((ITEM, AMOUNT), [["一", "1"], ["二", "5.00"], ["三", "0"]], value, cited)).kinds == kinds


@pytest.mark.parametrize("parts, whole, kinds", [
    (["1284.28", "63.17"], "1,347.44", ("share", "bar")), (["1284.28", "63.26"], "1,347.44", ("bar",)),
    (["5", "4"], "10", ("bar",)), (["100.00", "0.01"], "100.00", ("bar",)), (["5100", "5226"], "10,327", ("share", "bar")),
])
def test_parts_that_were_rounded_each_by_itself_come_to_their_whole(parts, whole, kinds):
    rows = [[f"项{place}", part] for place, part in enumerate(parts)]
    assert draw(answer_of((ITEM, AMOUNT), rows, cited=(whole, *parts))).kinds == kinds


def test_the_page_gives_the_numbers_as_they_are(client):
    shown = client.post("/ask", data={"question": "各单位的三公经费是多少"}, headers={"X-Part": "1"}).get_data(as_text=True)
    data = re.search(r'data-chart="([^"]*)"', shown)[1].replace("&#34;", '"')
    assert msgspec.json.decode(data)["series"] == [{"name": "", "numbers": THREE_PUBLIC}]


def test_the_library_is_the_released_file_with_its_licence():
    stated = re.search("sha256: ([0-9a-f]{64})", (VENDOR / "README.md").read_text(encoding="utf-8"))[1]
    assert hashlib.sha256((VENDOR / "echarts.simple.min.js").read_bytes()).hexdigest() == stated
    assert "Apache License" in (VENDOR / "LICENSE").read_text(encoding="utf-8")


def amounts(card):
    return card.locator("tbody tr td:last-child").all_inner_texts()


def test_a_table_is_sorted_by_value_and_comes_back(page):
    card = ask(page, "各单位的三公经费是多少")
    header = card.locator("th", has_text="金额")
    assert amounts(card) == THREE_PUBLIC
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    assert amounts(card) == ["0", "0.10", "0.80", "3.70", "5"]
    page.keyboard.press("Enter")
    expect(header).to_have_attribute("aria-sort", "descending")
    assert amounts(card) == ["5", "3.70", "0.80", "0.10", "0"]
    card.locator("th", has_text="年度").get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "none")
    header.get_by_role("button").click(click_count=3)
    assert amounts(card) == THREE_PUBLIC


def test_what_is_not_disclosed_stands_last_in_both_directions(page):
    card = ask(page, "各单位的会议费是多少")
    assert "未公开" in amounts(card)
    for _ in range(2):
        card.locator("th", has_text="金额").get_by_role("button").click()
        shown = amounts(card)
        assert set(shown[shown.index("未公开"):]) == {"未公开"}


def test_without_scripts_the_table_is_as_printed(plain_page):
    plain_page.get_by_label("问题", exact=True).fill("各单位的三公经费是多少")
    plain_page.get_by_role("button", name="提问", exact=True).click()
    assert amounts(plain_page.locator(".card")) == THREE_PUBLIC
    expect(plain_page.locator("th button")).to_have_count(0)
    expect(plain_page.locator(".views")).to_be_hidden()
    expect(plain_page.locator(".chart")).to_be_hidden()


def test_a_chart_is_shown_in_place_of_the_table_and_the_library_comes_only_then(page):
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    card = ask(page, "四川支出构成")
    assert not any("vendor" in url for url in loaded)
    card.get_by_role("button", name="占比图").click()
    expect(card.locator("canvas")).to_be_visible()
    expect(card.locator("table")).to_be_hidden()
    expect(card.get_by_role("img")).to_have_accessible_name(re.compile("金额（万元），共 4 个数：最大是社会保障和就业支出 1284.28，最小是教育支出 16.75"))
    expect(card.get_by_role("button", name="占比图")).to_have_attribute("aria-pressed", "true")
    card.get_by_role("button", name="柱形图").click()
    expect(card.locator("canvas")).to_be_visible()
    card.get_by_role("button", name="表", exact=True).click()
    expect(card.locator("table")).to_be_visible()
    expect(card.locator(".chart")).to_be_hidden()
    assert sum("vendor" in url for url in loaded) == 1


def test_who_wants_charts_gets_the_next_one_at_once(page):
    ask(page, "四川支出构成").get_by_role("button", name="柱形图").click()
    expect(ask(page, "各单位的三公经费是多少").locator("canvas")).to_be_visible()
    page.reload()
    expect(page.locator("canvas")).to_have_count(2)


def test_where_the_library_does_not_come_the_table_stays(watched):
    page = watched.page
    page.route("**/vendor/**", lambda route: route.abort())
    card = ask(page, "各单位的三公经费是多少")
    card.get_by_role("button", name="柱形图").click()
    expect(card.locator(".views [role=status]")).to_have_text("图没有取到，请检查网络后再试。")
    expect(card.locator("table")).to_be_visible()
    expect(card.get_by_role("button", name="表", exact=True)).to_have_attribute("aria-pressed", "true")
    page.unroute("**/vendor/**")
    card.get_by_role("button", name="柱形图").click()
    expect(card.locator("canvas")).to_be_visible()
    watched.complaints.clear()


def colours_of(card):
    return card.locator("canvas").evaluate(
        "canvas => [...new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer))]"
    )


def test_a_chart_follows_the_theme_and_the_width(page):
    card = ask(page, "各单位的三公经费是多少")
    card.get_by_role("button", name="柱形图").click()
    expect(card.locator("canvas")).to_be_visible()
    light = colours_of(card)
    page.locator("#theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert set(colours_of(card)) != set(light)
    page.set_viewport_size(TELEPHONE)
    expect(card.locator("canvas")).to_have_css("width", f"{card.locator('.plot').bounding_box()['width']:.0f}px")
    assert overflow_of(page) == 0


def test_charts_are_chosen_with_the_keyboard(page):
    card = ask(page, "各单位的三公经费是多少")
    card.get_by_role("button", name="柱形图").focus()
    page.keyboard.press("Enter")
    expect(card.locator("canvas")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(card.locator("table")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_charts_and_sorted_tables(page, scheme):
    page.emulate_media(color_scheme=scheme)
    for question, kind in (("四川支出构成", "占比图"), ("请把五家单位的基本支出、项目支出列成一张对比表", "柱形图"), ("武汉2022年和2023年项目支出", "折线图")):
        card = ask(page, question)
        card.get_by_role("button", name=kind).click()
        expect(card.locator("canvas")).to_be_visible()
    card.get_by_role("button", name="表", exact=True).click()
    card.get_by_role("button", name="金额").click()
    assert problems_of(page) == ""


def option_of(card):
    return card.locator(".plot").evaluate("plot => { const { yAxis, series } = globalThis.echarts.getInstanceByDom(plot).getOption(); return { names: yAxis[0].data, series }; }")


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_long_names_beside_bars_are_whole_and_leave_no_character_alone(page, size):
    page.set_viewport_size(size)
    card = ask(page, "各单位的三公经费是多少")
    units = card.locator("tbody td:first-child").all_inner_texts()
    card.get_by_role("button", name="柱形图").click()
    expect(card.locator("canvas")).to_be_visible()
    names = option_of(card)["names"]
    assert all(name.replace("\n", "").startswith(unit) for name, unit in zip(names, units, strict=True))
    assert all(len(line) > 2 for name in names for line in name.split("\n"))


def test_a_name_that_has_no_room_is_shortened_in_its_middle(page):
    assert page.evaluate("async () => (await import('/assets/chart.js')).folded('甲'.repeat(40) + '乙'.repeat(40), 100)").count("\n") == 2
    assert page.evaluate("async () => (await import('/assets/chart.js')).folded('甲'.repeat(40) + '乙 2023年', 100)").endswith("甲乙\n2023年")


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_the_names_of_slices_stand_beside_the_ring_with_number_and_share(page, size):
    page.set_viewport_size(size)
    card = ask(page, "四川支出构成")
    card.get_by_role("button", name="占比图").click()
    expect(card.locator("canvas")).to_be_visible()
    shown = option_of(card)
    assert "社会保障和就业支出 1,284.28万元，95.31%" in [name.replace("\n", " ") for name in shown["names"]]
    ring = next(series for series in shown["series"] if series["type"] == "pie")
    assert ring["label"]["show"] is False and overflow_of(page) == 0
