"""The pages with care: accessible (axe-core), light and dark, of every width, small, embedded, without a network."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browsing import DESKTOP, TELEPHONE, ask, overflow_of

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
WIDTHS = (390, 768, 1024, 1280, 1920)
# A figure, a share with its formula, a table, a question back, a refusal.
QUESTIONS = ("深圳三公经费多少", "四川基本支出占比", "各单位总预算从高到低", "湖北那家信息中心的三公经费是多少", "深圳明年的三公经费")
# What a first view may transfer, in bytes.
FIRST_VIEW = 150_000


def problems_of(page: Page) -> str:
    """What axe-core finds, a line each; but that the question box is a combobox, which HTML foresees for boxes of one line only."""
    found = Axe().run(page, options=RULES).response["violations"]
    nodes = [(each, node) for each in found for node in each["nodes"] if (each["id"], node["target"]) != ("aria-allowed-role", ["#question"])]
    return "\n".join(f"{each['impact']} {each['id']}: {node['html'][:160]}" for each, node in nodes)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_axe_finds_nothing_in_a_conversation(page, scheme, size):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    # At the end of the page nothing lies under the box for questions, which would count as too small to be touched.
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert problems_of(page) == ""
    for question in QUESTIONS:
        ask(page, question)
    for summary in page.locator(".card details > summary, .tools details > summary").all():
        summary.click()
    assert problems_of(page) == ""


@pytest.mark.parametrize("height", [820, 850, 880, 900])
def test_axe_finds_nothing_in_a_table_under_the_question_box(page, height):
    page.set_viewport_size({"width": 1400, "height": height})
    ask(page, "各单位总预算从高到低")
    assert problems_of(page) == ""
    # A row that lies half under the box, and one half under the header, can still be touched: the page moves below them.
    last = page.locator("tbody a.cite").last.bounding_box()
    for edge in (page.locator("#question").bounding_box()["y"], page.locator(".top").bounding_box()["height"]):
        page.evaluate("by => scrollBy(0, by)", last["y"] + last["height"] / 2 - edge)
        assert problems_of(page) == ""
        last = page.locator("tbody a.cite").last.bounding_box()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/history", "/documents", "/coverage", "/terms", "/audit", "/documents/none"])
def test_axe_finds_nothing_on_the_other_pages(browser, base_url, path, scheme):
    page = browser.new_page(color_scheme=scheme)
    page.goto(base_url + path)
    assert problems_of(page) == ""
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_document_and_a_source(page, base_url, scheme):
    page.emulate_media(color_scheme=scheme)
    address = ask(page, QUESTIONS[0]).locator(".citations a").first.get_attribute("href")
    page.goto(base_url + address)
    assert problems_of(page) == ""
    page.goto(base_url + address.split("/source")[0])
    assert problems_of(page) == ""


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_window(page, base_url, width):
    page.set_viewport_size({"width": width, "height": 900})
    assert overflow_of(page) == 0
    for question in QUESTIONS:
        ask(page, question)
    assert overflow_of(page) == 0
    for path in ("/history", "/documents", "/coverage", "/terms", "/audit"):
        page.goto(base_url + path)
        assert overflow_of(page) == 0, path


def test_the_first_view_is_small(browser: Browser, base_url):
    page = browser.new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(sum(request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize"))))
    page.goto(base_url)
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) < FIRST_VIEW
    page.close()


def test_the_look_is_chosen_and_kept(page):
    for name, theme in (("深色", "dark"), ("浅色", "light")):
        page.locator("#theme").click()
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        expect(page.locator("#theme")).to_have_text(name)


def test_an_embedded_page_has_no_header_and_stays_embedded(browser, base_url):
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.goto(f"{base_url}/?embed=1")
        expect(page.locator(".top")).to_be_hidden()
        expect(page.locator(".sidebar")).to_be_hidden()
        page.get_by_label("问题", exact=True).fill(QUESTIONS[0])
        page.get_by_role("button", name="提问", exact=True).click()
        expect(page.locator(".figure")).to_have_text("5 万元")
        expect(page.locator(".top")).to_be_hidden()
        assert page.url.split("#")[0].endswith("embed=1")
        context.close()


def test_only_the_sites_that_are_named_may_frame_the_page(client):
    assert "frame-ancestors 'self'" in client.get("/").headers["Content-Security-Policy"]


def test_without_a_network_the_question_is_kept_and_asked_again(browser, base_url):
    page = browser.new_page()
    page.goto(base_url)
    page.context.set_offline(True)
    page.get_by_label("问题", exact=True).fill(QUESTIONS[0])
    page.get_by_label("问题", exact=True).press("Enter")
    expect(page.locator(".problem")).to_contain_text("没有应答")
    page.context.set_offline(False)
    page.get_by_role("button", name="再问一次").click()
    expect(page.locator(".figure")).to_have_text("5 万元")
    expect(page.locator(".turn")).to_have_count(1)
    page.close()


def test_the_whole_way_is_gone_with_the_keyboard(page):
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("四川基本支出占比")
    page.keyboard.press("Enter")
    expect(page.locator(".figure")).to_be_visible()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.className + ' ' + document.activeElement.textContent.trim()"))
    for wanted in ("cite", "computed", "怎么算的", "slot-link", "icon"):
        assert any(wanted in text for text in reached), wanted
