"""Walking about the chat page: back and forward, from question to question by headings, and where the keyboard stands."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browsing import ask

QUESTION = "深圳三公经费多少"


def test_back_from_the_first_answer_leads_to_the_empty_page_and_forward_to_the_answer(page):
    ask(page, QUESTION)
    page.go_back()
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator("#log > li")).to_have_count(0)
    page.go_forward()
    expect(page.locator(".figure")).to_have_text("5 万元")


def test_back_closes_the_source_beside_the_chat_and_stays(page):
    card = ask(page, QUESTION)
    link = card.locator(".sentence a.cite")
    for _ in range(2):
        link.click()
        expect(page.locator("#source #cited")).to_have_text("5")
        page.go_back()
        expect(page.locator("#source")).to_be_hidden()
        expect(link).to_be_focused()
    expect(page.locator(".figure")).to_have_text("5 万元")
    page.go_back()
    expect(page.locator("#welcome")).to_be_visible()


def test_a_computed_figure_leaves_the_source_open(page):
    card = ask(page, "四川基本支出占比")
    card.locator(".sentence a.cite").first.click()
    expect(page.locator("#source #cited")).to_be_visible()
    card.locator("a.computed").first.click()
    expect(card.locator(".formula").first).to_be_in_viewport()
    expect(page.locator("#source")).to_be_visible()


def test_a_long_chat_is_walked_by_its_questions(page):
    for question in (QUESTION, "那武汉呢"):
        ask(page, question)
    assert page.locator("#log").get_by_role("heading", level=2).all_inner_texts() == [QUESTION, "那武汉呢"]
    assert page.locator("#log").get_by_role("heading", level=3).all_inner_texts() == ["出处", "出处"]


def test_one_sentence_is_one_link_of_the_list(page):
    links = ask(page, "武汉总预算比上年变化多少").locator(".citations a.cite").all_inner_texts()
    assert len(links) == len(set(links)) == 2


def test_what_opens_and_what_is_sent_keeps_the_keyboard_in_its_place(page):
    card = ask(page, QUESTION)
    page.get_by_text("修改", exact=True).click()
    expect(page.get_by_label("修改问题")).to_be_focused()
    card.locator(".feedback summary").press("Enter")
    expect(card.get_by_label("哪里不对")).to_be_focused()
    card.get_by_role("button", name="提交").press("Enter")
    expect(card.locator(".feedback")).to_contain_text("已记录")
    expect(card.locator(".feedback")).to_be_focused()
