"""Thousands are set apart for the eye alone: what is copied, sorted, downloaded or read by a program is the plain number."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from service.history import Turn
from service.reply.answer import Answer, Citation, DocumentRef
from service.web.cards import lay_out
from service.web.grouping import group, group_amounts
from tests.browsing import ask

RANKED = "各单位总预算从高到低"


@pytest.mark.parametrize(("text", "shown"), [
    ("25121091.00元", "25|121|091.00元"), ("1236.74", "1|236.74"), ("999.123456", "999.123456"), ("-1980.44", "-1|980.44"), ("0.0043", "0.0043"), ("100000", "100|000"),
    ("1,236.74", "1,236.74"), ("5 ÷ 10327 ≈ 0.05%", "5 ÷ 10|327 ≈ 0.05%"), ("<b>1000", "&lt;b&gt;1|000"),
])
def test_numbers_of_four_digits_and_more_before_the_point_are_grouped(text, shown):
    assert str(group(text)).replace('<span class="thousand">', "|").replace("</span>", "") == shown


def test_in_a_note_only_amounts_are():
    assert str(group_amounts("2023年科目2080502为10327万元")).count("thousand") == 1


def test_the_page_shows_commas_and_copies_none(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    card = ask(page, "深圳总预算多少")
    expect(card.locator(".figure-number")).to_have_text("10327")
    assert card.locator(".figure-number .thousand").evaluate("group => getComputedStyle(group, '::before').content") == '","'
    card.locator(".sentence").evaluate("sentence => getSelection().selectAllChildren(sentence)")
    page.keyboard.press("Control+c")
    assert "10327万元" in page.evaluate("navigator.clipboard.readText()")


def test_sorting_years_and_files_are_as_they_were(page, client):
    card = ask(page, RANKED)
    amounts, years = card.locator("tbody td:nth-child(3)"), card.locator("tbody td:nth-child(2)")
    down = amounts.all_inner_texts()
    assert "10327" in down and years.locator(".thousand").count() == 0 < amounts.locator(".thousand").count()
    card.get_by_role("button", name="金额").click()
    assert amounts.all_inner_texts() == down[::-1]
    turn = page.locator(".turn").get_attribute("data-turn")
    for ending in ("csv", "txt", "md"):
        assert "10327" in page.request.get(f"{page.url.split('/c/')[0].rstrip('/')}/a/{turn}.{ending}").text()
    assert client.post("/api/ask", json={"question": RANKED}).get_json()["table"]["rows"][0][-1] == down[0]


def test_the_number_of_an_order_in_a_name_is_no_figure():
    document = DocumentRef("d", "文件", "甲", 2023)
    cited = Citation(document, None, False, "一", None, None, "2025", 1, "/x")
    text = "粤财工〔2025〕139号：1200.50万元，【2024】3147号：88.00万元，2023工程"
    pieces = lay_out(Turn("t", "c", 1, "问", None, Answer("answered", text, citations=[cited]), "", "")).sentence
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.is_figure] == ["1200.50万元", "88.00万元"]
