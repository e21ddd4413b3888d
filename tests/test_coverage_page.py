"""The pages of documents, of what each discloses, and of what breaks audit rules: with few documents and with hundreds, on desktop and telephone."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest
from playwright.sync_api import expect

from service.errors import StoreError
from tests.browsing import TELEPHONE, overflow_of
from tests.made_up_service import DOCUMENT, TABLE, MadeUpService, open_client

KINDS = ("income_expenditure_summary", "income_summary", "three_public")


@pytest.fixture(scope="module")
def hundreds():
    """A client of three hundred made-up documents: of each the first table is filled, the second empty, the third only named."""
    documents = [
        DOCUMENT | {"document_id": f"d{n}", "unit_id": f"第{n}中心", "unit_name": f"第{n}中心", "region": f"{n % 7}市", "title": f"第{n}中心2023年单位预算"}
        for n in range(300)
    ]
    tables = [
        TABLE | {"table_id": f"d{n}-{at}", "document_id": f"d{n}", "ordinal": at, "kind": kind, "state": state}
        for n in range(300) for at, (kind, state) in enumerate(zip(KINDS, ("filled", "empty", "absent")))
    ]
    return open_client(MadeUpService(StoreError(), documents=documents, tables=tables))


def test_each_cell_says_what_its_table_says(client):
    """The coverage of each document beside the states of its tables in the JSON interface."""
    page = client.get("/coverage").get_data(as_text=True)
    words = {"filled": "有数据", "empty": "空表", "absent": "仅见目录"}
    for document in client.get("/api/documents").get_json()["documents"]:
        states = {table["id"]: table["state"] for table in client.get(f"/api/documents/{document['id']}/tables").get_json()["tables"]}
        linked = re.findall(rf'/documents/{document["id"]}/source\?table=([\w-]+)"><span[^>]*>.</span> ([^<]+)<', page)
        assert len(linked) == 9 - page.count("没有<")
        assert all(words[states[table]] == said for table, said in linked)


def test_the_counts_are_those_of_the_cells(client):
    page = client.get("/coverage").get_data(as_text=True)
    counts = {word: int(count) for word, count in re.findall(r"</span> (\S+) <b>(\d+)</b>", page)}
    cells = Counter(re.findall(r'<td class="cover (\w+)-table">', page))
    assert counts == {"有数据": cells["filled"], "空表": cells["empty"], "仅见目录": cells["absent"], "没有": cells["missing"]}
    assert sum(counts.values()) == 9 * 5


def test_every_cell_leads_to_its_table(client):
    page = client.get("/coverage").get_data(as_text=True)
    for url in re.findall(r'href="(/documents/\w+/source\?table=[\w-]+)"', page):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("query, units", [("武汉", 1), ("wuhan", 1), ("whs", 1), ("信息中心", 4), ("2024", 1), ("信息中心 2023", 3), ("没有这个", 0)])
@pytest.mark.parametrize("path", ["/coverage", "/documents"])
def test_a_filter_works_without_scripts(client, path, query, units):
    page = client.get(path, query_string={"q": query}).get_data(as_text=True)
    assert len(re.findall(r'<th scope="row"' if path == "/coverage" else r'class="document"', page)) == units
    assert f'value="{query}"' in page
    assert ("没有找到" in page) == (not units)


@pytest.mark.parametrize("path", ["/coverage", "/documents"])
def test_hundreds_of_documents_are_shown_in_a_moment(hundreds, path):
    hundreds.get(path)
    start = time.thread_time()
    page = hundreds.get(path).get_data(as_text=True)
    assert time.thread_time() - start < 1.5
    assert page.count('<th scope="row"' if path == "/coverage" else 'class="document"') == 300
    assert len(page) < 1_500_000


def test_what_is_not_there_at_all_is_told_and_leads_nowhere(hundreds):
    page = hundreds.get("/coverage?q=第299中心").get_data(as_text=True)
    assert re.findall(r'class="cover (\w+)-table"', page) == ["filled", "empty", "missing", "missing", "missing", "missing", "absent", "missing", "missing"]


def test_documents_stand_by_region_and_unit_with_their_proof(client):
    page = client.get("/documents").get_data(as_text=True)
    assert len(re.findall(r'<details class="region" open>', page)) == 5
    assert page.count("法定表") == 5 and "共 5 份文件、5 个单位" in page


def test_while_one_types_the_results_follow(page, base_url):
    page.goto(f"{base_url}/coverage")
    page.get_by_label("筛选单位").press_sequentially("武汉")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=%E6%AD%A6%E6%B1%89"))
    page.get_by_label("筛选单位").fill("")
    expect(page.locator("tbody tr")).to_have_count(5)


def test_the_header_and_the_units_stay_in_sight(page, base_url):
    page.set_viewport_size({"width": 900, "height": 420})
    page.goto(f"{base_url}/coverage")
    region = page.get_by_role("region", name="公开情况表")
    region.evaluate("element => element.scrollTo(400, 300)")
    page.wait_for_timeout(100)
    box = region.bounding_box()
    header = page.locator("thead th").first.bounding_box()
    unit = page.locator("tbody th").last.bounding_box()
    assert abs(header["y"] - box["y"]) < 3 and abs(unit["x"] - box["x"]) < 3


def test_a_cell_is_reached_and_followed_with_the_keyboard(page, base_url):
    page.goto(f"{base_url}/coverage")
    page.locator("tbody tr", has_text="深圳").locator("td.cover a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("table").first).to_be_visible()
    expect(page).to_have_url(re.compile("/source"))


@pytest.mark.parametrize("path", ["/coverage", "/documents", "/audit", "/terms", "/terms?q=sgjf"])
def test_nothing_is_wider_than_a_telephone(page, base_url, path):
    page.set_viewport_size(TELEPHONE)
    page.goto(base_url + path)
    assert overflow_of(page) == 0
    header = page.locator(".top nav").bounding_box()
    assert header["x"] >= 0 and header["x"] + header["width"] <= TELEPHONE["width"] and header["height"] < 60


def test_on_a_telephone_all_pages_are_under_more(page, base_url):
    page.set_viewport_size(TELEPHONE)
    page.goto(base_url)
    expect(page.get_by_role("link", name="公开情况")).to_be_hidden()
    page.locator(".more summary").click()
    for name in ("名词", "勾稽", "公开情况"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    page.get_by_role("link", name="公开情况").click()
    expect(page.get_by_role("heading", name="公开情况")).to_be_visible()
    expect(page.locator(".more [aria-current=page]")).to_have_text("公开情况")


def test_the_audit_is_filtered_by_document_and_severity(plain_page, base_url):
    plain_page.goto(f"{base_url}/audit")
    conflicts = plain_page.locator(".finding.conflict").count()
    assert conflicts and plain_page.locator(".finding.rounding").count()
    expect(plain_page.locator(".legend .conflict b")).to_have_text(str(conflicts))
    plain_page.get_by_label("程度").select_option("尾差")
    plain_page.get_by_role("button", name="筛选").click()
    expect(plain_page.locator(".finding.conflict")).to_have_count(0)
    option = plain_page.locator("option", has_text="天门").get_attribute("value")
    plain_page.get_by_label("文件").select_option(option)
    plain_page.get_by_label("程度").select_option("矛盾")
    plain_page.get_by_role("button", name="筛选").click()
    expect(plain_page.locator("h1")).to_contain_text("天门")
    expect(plain_page.locator(".finding.conflict")).to_have_count(int(plain_page.locator(".legend .conflict b").inner_text()))
