"""The page of terms and items: their definitions, codes, synonyms and sources, looking for them, and asking about them."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browsing import overflow_of

DOCUMENTS = Path(__file__).resolve().parent.parent / "data" / "documents"


@pytest.fixture
def terms(client):
    """The page for a search."""
    return lambda query="": html.unescape(client.get("/terms", query_string={"q": query}).get_data(as_text=True))


def names_on(page):
    return [re.sub(r"<[^>]+>|\s", "", name) for name in re.findall(r"<h3>(.*?)</h3>", page)]


def test_a_definition_stands_as_printed_with_the_documents_that_have_it(terms, client):
    page = terms("机关运行经费")
    printed = re.sub(r"\s", "", "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS.glob("*.txt")))
    definition = re.search(r"<p>([^<]*机关运行经费[^<]*)</p>", page)[1]
    assert re.sub(r"\s", "", definition) in printed
    for url in re.findall(r'href="(/documents/\w+/source\?passage=[^"]+)"', page):
        source = client.get(url).get_data(as_text=True)
        assert "<mark" in source and "机关运行经费" in source


@pytest.mark.parametrize("query, name", [
    ("30216", "30216培训费"), ("peixunfei", "30216培训费"), ("pxf", "30216培训费"), ("招待费", "30217公务接待费"), ("三公", "三公经费"), ("sgjf", "三公经费"),
])
def test_an_entry_is_found_by_code_name_synonym_and_letters(terms, query, name):
    assert name in names_on(terms(query))


def test_an_account_has_its_synonyms_and_the_documents_that_list_it(terms, client):
    page = terms("30217")
    assert "也叫：" in page and "招待费" in page
    count = int(re.search(r"(\d+) 份文件列出", page)[1])
    told = client.post("/api/ask", json={"question": "各单位的公务接待费是多少"}).get_json()
    assert 0 < count <= len(client.get("/api/documents").get_json()["documents"]) and told["status"] == "answered"


def test_what_is_not_found_is_said(terms):
    assert "没有找到" in terms("没有这样的名词")


def test_every_question_that_the_page_asks_is_answered(client):
    questions = [html.unescape(question) for question in re.findall(r'name="question" value="([^"]+)"', client.get("/terms").get_data(as_text=True))]
    assert len(questions) > 100
    unanswered = [q for q in questions if client.post("/api/ask", json={"question": q}).get_json()["status"] != "answered"]
    assert unanswered == []


def test_one_searches_and_asks_without_scripts(plain_page, base_url):
    plain_page.goto(f"{base_url}/terms")
    plain_page.get_by_label("查找").fill("sgjf")
    plain_page.get_by_role("button", name="筛选").click()
    plain_page.get_by_role("button", name="提问：什么是").first.click()
    expect(plain_page.locator(".card.answered")).to_contain_text("三公")
    expect(plain_page).to_have_url(re.compile("/c/"))


def test_while_one_types_the_entries_follow_and_are_asked_with_the_keyboard(page, base_url):
    page.goto(f"{base_url}/terms")
    page.get_by_label("查找").press_sequentially("30216")
    expect(page.locator(".terms > li")).to_have_count(1)
    page.get_by_role("button", name=re.compile("提问：各单位的培训费")).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".card.answered")).to_contain_text("培训费")
    assert overflow_of(page) == 0
