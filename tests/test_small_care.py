"""Small things that a user stumbles over: Enter at the wrong time, too long a text, a failure of another machine, a thumb by mistake, menus, paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browsing import ask, overflow_of
from tests.test_care import problems_of

QUESTION = "深圳三公经费多少"


def box_of(page):
    return page.get_by_label("问题", exact=True)


def test_enter_while_an_answer_is_waited_for_or_with_nothing_typed_does_nothing(page):
    page.evaluate("document.addEventListener('invalid', () => { document.title = 'bubble' }, true)")
    held = []
    page.route("**/ask*", lambda route: held.append(route))
    box_of(page).press("Enter")
    box_of(page).fill(QUESTION)
    box_of(page).press("Enter")
    expect(page.locator(".waiting")).to_be_visible()
    box_of(page).press("Enter")
    box_of(page).fill("那武汉呢")
    box_of(page).press("Enter")
    expect(box_of(page)).to_have_value("那武汉呢")
    assert len(held) == 1 and page.title() != "bubble"
    held[0].continue_()
    expect(page.locator(".figure")).to_have_text("5 万元")


def test_a_question_that_is_too_long_is_kept_whole_and_told(page):
    box_of(page).fill("很" * 10_000)
    expect(page.locator("#composer .too-long")).to_have_text("问题有 10000 字，最多 500 字，请缩短后再问。")
    box_of(page).press("Enter")
    assert len(box_of(page).input_value()) == 10_000
    expect(page.locator("#log > li")).to_have_count(0)
    assert overflow_of(page) == 0 and problems_of(page) == ""
    box_of(page).fill(QUESTION)
    expect(page.locator("#composer .too-long")).to_be_hidden()
    ask(page, QUESTION)
    page.get_by_text("修改", exact=True).click()
    page.get_by_label("修改问题").fill("很" * 501)
    page.get_by_role("button", name="重新提问").click()
    expect(page.locator(".turn .too-long")).to_contain_text("501")
    expect(page.locator(".question > h2")).to_have_text(QUESTION)


@pytest.mark.parametrize("body", ["<h1>Bad Gateway</h1>", "{}", ""])
def test_a_failure_that_another_machine_tells_is_one_of_the_service(browser, base_url, body):
    page = browser.new_page()
    page.goto(base_url)
    page.route("**/ask*", lambda route: route.fulfill(status=502, body=body, content_type="text/html"))
    box_of(page).fill(QUESTION)
    box_of(page).press("Enter")
    expect(page.locator(".card.problem p")).to_have_text("服务出错（502），请稍后再试。")
    page.close()


@pytest.mark.parametrize("kind", ["page", "plain_page"])
def test_a_thumb_is_taken_back(request, kind):
    page = request.getfixturevalue(kind)
    box_of(page).fill(QUESTION)
    page.get_by_role("button", name="提问", exact=True).click()
    page.get_by_role("button", name="有用").click()
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_role("button", name="有用")).to_be_visible()
    expect(page.locator(".feedback")).not_to_contain_text("已")
    page.reload()
    expect(page.get_by_role("button", name="有用")).to_be_visible()
    page.get_by_role("button", name="有用").click()
    expect(page.get_by_role("button", name="撤回")).to_be_visible()
    page.reload()
    expect(page.locator(".feedback")).to_contain_text("已评价：有用")


def test_menus_unfold_within_their_place(page):
    card = ask(page, "各单位的三公经费是多少")
    card.locator(".take summary").click()
    items, edge = card.locator(".take-items").bounding_box(), card.locator(".citations").bounding_box()
    assert abs(items["x"] - edge["x"]) < 2 and abs(items["width"] - edge["width"]) < 2
    page.locator("#chats .menu summary").first.click()
    menu, sidebar = page.locator("#chats .menu-items").first.bounding_box(), page.locator(".sidebar").bounding_box()
    assert sidebar["x"] + 4 <= menu["x"] and menu["x"] + menu["width"] <= sidebar["x"] + sidebar["width"]


def test_on_paper_stand_the_date_the_data_and_the_address(page, base_url):
    card = ask(page, QUESTION)
    expect(card.locator(".on-print")).to_be_hidden()
    page.emulate_media(media="print")
    told = card.locator(".on-print").inner_text()
    turn = page.locator(".turn").get_attribute("data-turn")
    assert re.match(r"20\d\d-\d\d-\d\d 的回答，数据版本 \S+，链接 ", told) and told.endswith(f"{base_url}/a/{turn}")
