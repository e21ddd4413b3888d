"""The chat page in a real browser: asking, following a citation, choosing, and what it looks like on a telephone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browsing import TELEPHONE, ask, overflow_of


def test_a_figure_is_asked_for_and_its_citation_leads_to_the_marked_cell(page):
    card = ask(page, "深圳三公经费多少")
    expect(card.locator(".figure")).to_have_text("5 万元")
    expect(card.locator(".sentence")).to_contain_text("2023")
    card.locator(".citations a").first.click()

    cited = page.locator("#cited")
    expect(cited).to_have_text("5")
    expect(cited).to_be_in_viewport(ratio=1)
    expect(page.locator("tr.cited-row")).to_contain_text(re.compile(r"2023\s*年"))
    expect(page.get_by_text("列：总计")).to_be_visible()
    place = cited.bounding_box()
    header = page.locator("thead th", has_text="总计").bounding_box()
    assert abs(place["x"] - header["x"]) < 2 and abs(place["width"] - header["width"]) < 2


def test_coming_back_from_the_source_the_conversation_is_still_there(page):
    ask(page, "深圳三公经费多少")
    page.locator(".citations a").first.click()
    page.locator("#source").get_by_role("link", name="逐行原文").click()
    page.wait_for_selector("h1")
    page.go_back()
    expect(page.locator(".figure")).to_have_text("5 万元")
    ask(page, "那武汉呢")
    expect(page.locator(".card .figure").last).to_have_text("3.70 万元")


def test_choices_are_buttons_that_ask(page):
    ask(page, "湖北那家信息中心的三公经费是多少")
    card = page.locator(".card.clarify")
    expect(card.get_by_role("button", name="武汉")).to_be_visible()
    card.get_by_role("button", name="天门").click()
    expect(page.locator(".question").last).to_contain_text("天门")
    expect(page.locator(".card.answered")).to_contain_text("天门")


def test_an_example_is_asked_by_clicking_it_and_a_new_conversation_brings_the_examples_back(page):
    page.locator(".examples button").first.click()
    expect(page.locator(".card.answered")).to_have_count(1)
    expect(page.locator("#welcome")).to_be_hidden()
    page.get_by_role("link", name="新对话").click()
    expect(page.locator("#log > li")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.get_by_label("问题", exact=True)).to_be_focused()


def test_several_figures_are_a_table_with_the_numbers_to_the_right(page):
    ask(page, "各单位的三公经费是多少")
    table = page.locator(".card table")
    expect(table.locator("tbody tr")).to_have_count(5)
    expect(table.locator("tbody tr", has_text="深圳").locator("td.number").last).to_have_css("text-align", "end")


def test_markup_in_a_question_stays_text(page):
    ask(page, "<img src=x onerror=alert(1)>三公经费")
    expect(page.locator(".question > h2")).to_have_text("<img src=x onerror=alert(1)>三公经费")
    expect(page.locator("#log img")).to_have_count(0)


def test_enter_that_picks_a_candidate_of_the_input_method_does_not_send(page):
    page.get_by_label("问题", exact=True).fill("深圳")
    page.evaluate(
        "document.getElementById('question').dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    page.get_by_label("问题", exact=True).press("Shift+Enter")
    expect(page.locator("#log > li")).to_have_count(0)


def test_the_page_is_used_with_the_keyboard_alone(page):
    expect(page.get_by_label("问题", exact=True)).to_be_focused()
    page.keyboard.type("深圳三公经费多少")
    page.keyboard.press("Enter")
    expect(page.locator(".figure")).to_be_visible()
    page.locator(".citations a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cited")).to_be_in_viewport()


def test_a_conversation_that_was_deleted_meanwhile_is_begun_anew(page):
    ask(page, "深圳三公经费多少")
    page.evaluate("fetch(location.pathname + '/delete', {method: 'POST'})")
    card = ask(page, "武汉三公经费多少")
    expect(card.locator(".figure")).to_have_text("3.70 万元")


def test_a_finding_leads_to_the_marked_place_of_both_sides(page):
    page.get_by_role("link", name="勾稽").click()
    finding = page.locator("li.finding.conflict").filter(has_text="1,236.74")
    expect(finding).to_have_count(1)
    finding.get_by_role("link").first.click()
    expect(page.locator("mark")).to_have_text(re.compile("1,236.74"))
    page.go_back()
    finding.get_by_role("link").nth(1).click()
    expect(page.locator("mark")).to_have_text("838.38")
    expect(page.locator("mark")).to_be_in_viewport()


def test_nothing_is_wider_than_a_telephone(page, base_url):
    page.set_viewport_size(TELEPHONE)
    assert overflow_of(page) == 0
    for question in ("深圳三公经费多少", "各单位的三公经费是多少", "湖北那家信息中心的三公经费是多少"):
        ask(page, question)
        assert overflow_of(page) == 0, question
    page.locator(".citations a").first.click()
    expect(page.locator("#cited")).to_be_in_viewport(ratio=1)
    assert overflow_of(page) == 0
    page.goto(f"{base_url}/audit")
    assert overflow_of(page) == 0
    for document in page.request.get(f"{base_url}/api/documents").json()["documents"]:
        for path in ("", "/lines"):
            page.goto(f"{base_url}/documents/{document['id']}{path}")
            assert overflow_of(page) == 0, document["title"]
