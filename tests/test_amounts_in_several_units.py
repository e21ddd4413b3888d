"""Amounts that some offices print in 元 and others in 万元: sorted, drawn, linked and added up by what they are worth."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from waitress.server import create_server

from service import create_app
from service.config import Config
from service.reply.answer import AnswerTable, TableColumn
from service.web.one_unit import in_one_unit
from tests.browsing import DESKTOP, ask
from tests.made_disclosure import TABLES
from tests.made_service import built

BOTH = "东江市档案馆和西江市图书馆的总支出分别是多少"
# 东江 prints 元, 西江 prints 万元 with six decimals.
IN_YUAN, IN_WAN = "1050000.50", "97.500000"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    in_yuan = TABLES.format(total=IN_YUAN, project="970000.50").replace("万元", "元").replace("8.00", "80000.00")
    in_wan = TABLES.format(total=IN_WAN, project="89.500000").replace("8.00", "8.000000").replace("档案", "图书")
    files = {"east.txt": f"东江市档案馆2024年部门预算\n{in_yuan}", "west.txt": f"西江市图书馆2024年部门预算\n{in_wan}"}
    return create_app(Config(built(tmp_path_factory.mktemp("units"), files)))


@pytest.fixture
def page(browser: Browser, app: Flask) -> Iterator[Page]:
    server = create_server(app, host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    page = browser.new_page(viewport=DESKTOP)
    page.goto(f"http://127.0.0.1:{server.effective_port}")
    yield page
    page.close()
    server.close()


def reply(app: Flask, question: str) -> dict:
    return app.test_client().post("/api/ask", json={"question": question}).get_json()


def test_they_are_shown_as_printed_and_sorted_by_what_they_are_worth(page: Page) -> None:
    card = ask(page, BOTH)
    amounts = card.locator("tbody td:nth-child(3)")
    expect(amounts).to_have_text([IN_YUAN, IN_WAN])
    card.get_by_role("button", name="金额").click()
    expect(amounts).to_have_text([IN_WAN, IN_YUAN])
    card.get_by_role("button", name="金额").click()
    expect(amounts).to_have_text([IN_YUAN, IN_WAN])
    expect(card.locator("tbody a.cite")).to_have_text([IN_YUAN, IN_WAN])


def test_they_are_drawn_in_one_unit_which_is_said(page: Page) -> None:
    card = ask(page, BOTH)
    card.get_by_role("button", name="柱形图").click()
    expect(card.locator("figcaption")).to_have_text("金额（万元）")
    expect(card.get_by_role("img")).to_have_accessible_name(
        "金额（万元），共 2 个数：最大是东江市档案馆 105.00005，最小是西江市图书馆 97.500000。数字见表。"
    )


def test_their_sum_is_exact_has_no_zeros_for_show_and_says_what_was_converted(app: Flask) -> None:
    answer = reply(app, "东江市档案馆和西江市图书馆的总支出合计多少")
    assert answer["value"] == {"number": "202.50005", "unit": "万元"}
    only = reply(app, "西江市图书馆的基本支出和项目支出一共多少")
    assert only["value"] == {"number": "97.50", "unit": "万元"}
    assert reply(app, "西江市图书馆的总支出是多少")["value"]["number"] == IN_WAN


def test_a_converted_figure_leads_to_its_working_and_in_the_table_to_its_cell(page: Page) -> None:
    card = ask(page, "东江市档案馆和西江市图书馆的总支出换成亿元")
    assert card.locator("tbody a.cite").count() == 2
    card.locator(".sentence a.computed").first.click()
    expect(card.locator(".workings")).to_have_attribute("open", "")
    expect(card.locator(".formula").first).to_contain_text("1050000.5元 = 0.010500005亿元")
    card.locator("tbody a.cite").first.click()
    expect(page.locator("#source #cited")).to_have_text(IN_YUAN)


def test_what_is_converted_in_a_sum_is_written_beside_what_is_printed(page: Page) -> None:
    card = ask(page, "东江市档案馆和西江市图书馆的总支出合计多少")
    expect(card.locator(".formula")).to_have_text("105.00005（1050000.5元） + 97.5 = 202.50005万元")


def test_a_file_of_the_table_has_the_figures_as_printed(app: Flask) -> None:
    client = app.test_client()
    client.post("/ask", data={"question": BOTH})
    shown = client.post("/ask", data={"question": BOTH}, headers={"X-Part": "1"}).get_data(as_text=True)
    turn = shown.partition('data-turn="')[2].partition('"')[0]
    table = client.get(f"/a/{turn}.csv").get_data(as_text=True)
    assert f"{IN_YUAN},元" in table and f"{IN_WAN},万元" in table


def test_units_that_are_not_all_of_money_stay_apart() -> None:
    columns = [TableColumn("项目"), TableColumn("金额"), TableColumn("计量单位")]
    mixed = AnswerTable(columns, [["车辆", "3", "辆"], ["经费", "5.00", "万元"]])
    assert in_one_unit(mixed) == mixed
    money = AnswerTable(columns, [["甲", "50000", "元"], ["乙", "5.10", "万元"], ["丙", None, None]])
    assert in_one_unit(money) == AnswerTable([columns[0], TableColumn("金额", "万元")], [["甲", "5"], ["乙", "5.10"], ["丙", None]])
