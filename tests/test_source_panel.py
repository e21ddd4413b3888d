"""The source beside the chat: the table with its marks, the places of one answer in turn, the page of a PDF, and the file."""

from __future__ import annotations

import hashlib
import io
import re
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from waitress.server import create_server

from service import create_app, web
from service.config import Config
from service.documents.page_images import draw_page
from service.documents.pdf import read_pdf
from service.errors import DocumentDamaged, StoreError
from service.feedback import Feedback
from service.history import History
from service.ingest import build
from service.web.browse import Library
from service.web.labels import load_labels
from service.web.page_view import Spot, cell_spot, view_pages
from service.web.visitors import Visitors
from tests.browsing import DESKTOP, TELEPHONE, ask, overflow_of
from tests.made_disclosure import DISCLOSURE
from tests.made_files import Print, write_pdf
from tests.made_up_service import DOCUMENT, TABLE, MadeUpService, open_client
from tests.test_care import RULES

FILE = "东江市档案馆2024年单位预算.pdf"
THREE_PUBLIC = "深圳三公经费多少"
EACH_UNIT = "各单位的三公经费是多少"


@pytest.fixture(scope="module")
def pdf_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Path]]:
    """A service over one made-up disclosure as a PDF, and that file."""
    data = tmp_path_factory.mktemp("pdf")
    (data / "documents").mkdir()
    path = write_pdf(data / "documents" / FILE, DISCLOSURE)
    build(data)
    yield create_app(Config(data=data, today=date(2024, 6, 1))), path


@pytest.fixture(scope="module")
def pdf_url(pdf_app: tuple[Flask, Path]) -> Iterator[str]:
    server = create_server(pdf_app[0], host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


def cited_in(page: Page) -> list[str]:
    """What is marked in the panel as cited: first the place that is shown."""
    return [page.locator("#source #cited").inner_text(), *page.locator("#source td.also").all_inner_texts()]


def stays_at_top(page: Page, scroller: str) -> None:
    """A table's header is at the upper edge of its frame however far the frame is scrolled."""
    frame = page.locator(scroller)
    frame.evaluate("frame => frame.scrollTo(40, 200)")
    assert frame.evaluate("frame => frame.scrollTop") > 100
    header, around = frame.locator("thead").bounding_box(), frame.bounding_box()
    assert 0 <= header["y"] - around["y"] <= 2


def problems_of_panel(page: Page) -> str:
    """What axe-core finds in the panel, a line each."""
    found = Axe().run(page, context="#source", options=RULES).response["violations"]
    return "\n".join(f"{each['impact']} {each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"])


# Beside the chat


def test_a_figure_opens_its_table_beside_the_chat_and_escape_leads_back(page):
    card = ask(page, THREE_PUBLIC)
    here = page.url
    link = card.locator(".sentence a.cite")
    link.click()
    panel = page.get_by_role("dialog", name="出处")
    expect(panel.locator("#cited")).to_have_text("5")
    expect(panel.locator("#cited")).to_be_in_viewport(ratio=1)
    header, frame = panel.locator("thead").bounding_box(), panel.locator(".printed .scroll").bounding_box()
    assert page.locator("header.top").bounding_box()["height"] < frame["y"] <= header["y"] < panel.locator("#cited").bounding_box()["y"]
    expect(panel).to_contain_text("深圳市人力资源和社会保障数据管理中心")
    expect(page.locator(".card .sentence")).to_be_in_viewport(ratio=1)
    talk, source = page.locator(".talk .column").bounding_box(), panel.bounding_box()
    assert talk["x"] + talk["width"] <= source["x"] + 1 and overflow_of(page) == 0
    assert page.url == here
    expect(panel.get_by_role("heading", name="出处")).to_be_focused()
    expect(link).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(link).to_be_focused()


def test_the_panel_is_opened_and_closed_by_keyboard_alone(page):
    card = ask(page, THREE_PUBLIC)
    card.locator(".sentence a.cite").focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="出处")
    expect(panel.locator("#cited")).to_have_text("5")
    page.keyboard.press("Tab")
    expect(panel.get_by_role("button", name="关闭")).to_be_focused()
    page.keyboard.press("Enter")
    expect(card.locator(".sentence a.cite")).to_be_focused()


def test_the_places_of_an_answer_are_gone_through_in_order(page):
    card = ask(page, EACH_UNIT)
    card.locator(".citations a.cite").first.click()
    panel = page.get_by_role("dialog")
    expect(panel.locator(".count")).to_have_text("1 / 5")
    expect(panel.get_by_role("link", name="上一处")).to_have_count(0)
    titles = []
    for number in range(2, 6):
        titles.append(panel.locator(".source-document").inner_text())
        panel.get_by_role("link", name="下一处").click()
        expect(panel.locator(".count")).to_have_text(f"{number} / 5")
        expect(card.locator(".citations [aria-current]")).to_have_count(1)
    assert len(set(titles)) == 4
    expect(panel.get_by_role("link", name="下一处")).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    expect(panel.locator(".count")).to_have_text("4 / 5")
    page.keyboard.press("ArrowRight")
    expect(panel.locator(".count")).to_have_text("5 / 5")
    page.keyboard.press("Escape")
    expect(card.locator(".citations a.cite").first).to_be_focused()


def test_all_cells_of_the_table_that_the_answer_cites_are_marked(page):
    card = ask(page, "深圳公务用车和公务接待费多少")
    card.locator(".sentence a.cite").first.click()
    expect(page.locator("#source #cited")).to_be_visible()
    first = cited_in(page)
    # As printed in the row 2023 年 of the table: 公务用车购置及运行费 4, 公务接待费 1.
    assert sorted(first) == ["1", "4"]
    page.locator("#source a[rel=next], #source a[rel=prev]").first.click()
    expect(page.locator("#source #cited")).to_have_text(first[1])
    assert sorted(cited_in(page)) == ["1", "4"]


def test_a_sentence_is_marked_with_what_stands_around_it(page):
    ask(page, "武汉预算为什么下降").locator(".citations a.cite").first.click()
    panel = page.get_by_role("dialog")
    expect(panel.locator("#cited")).to_contain_text("下降61.56%")
    expect(panel.locator("#cited")).to_be_in_viewport(ratio=1)
    assert panel.locator(".passage").count() > 3


def test_a_repair_is_marked_where_it_stands_and_leads_to_its_reason(page):
    ask(page, "武汉三公经费多少").locator(".sentence a.cite").click()
    panel = page.get_by_role("dialog")
    marked = panel.locator("thead th", has_text="公务用车购置费").locator("a.remark")
    expect(marked).to_have_attribute("title", re.compile("印作“公务接待费”.*表头"))
    marked.focus()
    page.keyboard.press("Enter")
    reason = panel.locator(".repairs li", has_text="印作“公务接待费”")
    expect(reason).to_be_focused()
    expect(reason).to_be_in_viewport()
    expect(reason).to_contain_text("按同类表的标准表头读出")


def test_what_cannot_be_opened_is_said_and_the_page_is_linked(watched):
    page = watched.page
    card = ask(page, THREE_PUBLIC)
    card.locator(".sentence a.cite").evaluate("link => { link.href = link.href.replace('row=', 'row=99') }")
    with page.expect_response(re.compile("row=99")):
        card.locator(".sentence a.cite").click()
    panel = page.get_by_role("dialog", name="出处")
    expect(panel).to_contain_text("没有找到")
    expect(panel.get_by_role("link", name="打开出处页面")).to_have_attribute("href", re.compile("row=99"))
    panel.get_by_role("button", name="关闭").click()
    expect(panel).to_be_hidden()
    assert len(watched.complaints) == 1 and "404" in watched.complaints.pop()


def test_on_a_telephone_the_panel_covers_the_page_and_the_way_back_closes_it(page):
    page.set_viewport_size(TELEPHONE)
    card = ask(page, EACH_UNIT)
    link = card.locator(".citations a.cite").nth(1)
    link.click()
    panel = page.get_by_role("dialog")
    expect(panel.locator(".count")).to_have_text("2 / 5")
    box = panel.bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    assert overflow_of(page) == 0
    assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
    expect(panel.locator("#cited")).to_be_in_viewport(ratio=1)
    panel.get_by_role("link", name="下一处").click()
    expect(panel.locator(".count")).to_have_text("3 / 5")
    page.go_back()
    expect(panel).to_be_hidden()
    expect(link).to_be_focused()
    expect(page.locator(".card")).to_have_count(1)
    link.click()
    expect(panel.locator(".count")).to_have_text("2 / 5")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(link).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_axe_finds_nothing_in_the_panel(page, scheme, size):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    for question in ("武汉三公经费多少", EACH_UNIT, "武汉预算为什么下降"):
        ask(page, question).locator(".citations a.cite").first.click()
        expect(page.locator("#source #cited")).to_be_visible()
        assert problems_of_panel(page) == "", question
        page.keyboard.press("Escape")


def test_the_panel_follows_the_width_of_the_window(page):
    ask(page, THREE_PUBLIC).locator(".sentence a.cite").click()
    panel = page.get_by_role("dialog", name="出处")
    expect(panel.locator("#cited")).to_be_visible()
    page.set_viewport_size(TELEPHONE)
    expect(page.locator("#source:modal #cited")).to_be_visible()
    page.set_viewport_size(DESKTOP)
    expect(page.locator("#source:not(:modal) #cited")).to_be_visible()
    panel.get_by_role("button", name="关闭").click()
    expect(panel).to_be_hidden()


def test_without_scripts_the_link_leads_to_the_page_with_the_other_places(plain_page):
    plain_page.get_by_label("问题", exact=True).fill(EACH_UNIT)
    plain_page.get_by_role("button", name="提问").click()
    plain_page.locator(".citations a.cite").first.click()
    expect(plain_page.locator(".trail .count")).to_have_text("1 / 5")
    expect(plain_page.locator("#cited")).to_be_in_viewport(ratio=1)
    plain_page.get_by_role("link", name="下一处").click()
    expect(plain_page.locator(".trail .count")).to_have_text("2 / 5")
    expect(plain_page.locator("#cited")).to_be_visible()
    for name in ("全文", "逐行原文", "下载原文件", "勾稽检查"):
        expect(plain_page.get_by_role("link", name=name)).to_be_visible()


def test_in_a_frame_of_another_page_the_links_stay_in_it(plain_page, base_url):
    plain_page.goto(f"{base_url}/?embed=1")
    plain_page.get_by_label("问题", exact=True).fill(EACH_UNIT)
    plain_page.get_by_role("button", name="提问").click()
    plain_page.locator(".citations a.cite").first.click()
    plain_page.get_by_role("link", name="下一处").click()
    expect(plain_page.locator(".trail .count")).to_have_text("2 / 5")
    expect(plain_page.locator("header.top")).to_be_hidden()
    assert "embed=1" in plain_page.url


def test_a_place_of_no_answer_or_of_a_deleted_one_is_shown_alone(client):
    url = client.post("/api/ask", json={"question": EACH_UNIT}).get_json()["citations"][0]["url"].partition("#")[0]
    for address in (url, f"{url}&answer=gone"):
        page = client.get(address).get_data(as_text=True)
        assert 'id="cited"' in page and 'class="trail"' not in page


# The whole document and its lines


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE])
def test_headers_of_a_document_stay_where_they_are(page, base_url, size):
    page.set_viewport_size(size)
    documents = page.request.get(f"{base_url}/api/documents").json()["documents"]
    document = next(d for d in documents if "深圳" in d["unit_name"])
    tables = page.request.get(f"{base_url}/api/documents/{document['id']}/tables").json()["tables"]
    longest = max(tables, key=lambda t: len(page.request.get(f"{base_url}/api/tables/{t['id']}").json()["rows"]))
    page.goto(f"{base_url}/documents/{document['id']}")
    stays_at_top(page, f"[id='{longest['id']}'] .scroll")
    assert overflow_of(page) == 0


def test_the_column_that_names_the_rows_stays_where_it_is_and_covers_no_cited_cell(page):
    page.set_viewport_size(TELEPHONE)
    card = ask(page, "深圳基本支出和项目支出各多少")
    card.locator(".sentence a.cite").first.click()
    frame = page.locator("#source .printed .scroll")
    cited, label = page.locator("#source #cited").bounding_box(), frame.locator("thead .label").bounding_box()
    assert label["x"] + label["width"] <= cited["x"] + 1
    frame.evaluate("frame => frame.scrollTo(10000, 0)")
    assert frame.evaluate("frame => frame.scrollLeft") > 50
    label = frame.locator("tbody th").first
    assert 0 <= label.bounding_box()["x"] - frame.bounding_box()["x"] <= 2


# The page of a PDF


def test_the_page_of_a_pdf_is_shown_with_the_cell_framed(browser: Browser, pdf_url: str, pdf_app):
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts, viewport=DESKTOP)
        page = context.new_page()
        page.goto(pdf_url)
        page.get_by_label("问题", exact=True).fill("东江市档案馆项目支出是多少")
        page.get_by_role("button", name="提问").click()
        with page.expect_response(re.compile(r"/pages/4\.png")) as image:
            page.locator(".sentence a.cite").click()
        assert image.value.status == 200 and image.value.headers["content-type"] == "image/png"
        expect(page.locator("#cited")).to_have_text("216.54")
        frame = page.locator("svg .frame.current")
        expect(frame).to_have_count(1)
        if scripts:
            expect(page.get_by_role("dialog")).to_contain_text("第 4 页")
            page.get_by_role("region", name="原件第 4 页").scroll_into_view_if_needed()
            expect(frame).to_be_in_viewport(ratio=1)
            assert problems_of_panel(page) == ""
        assert overflow_of(page) == 0
        context.close()


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_page_is_seen_whole_and_enlarged_around_the_frame(browser: Browser, pdf_url: str, scripts, size):
    context = browser.new_context(java_script_enabled=scripts, viewport=size)
    page = context.new_page()
    page.goto(pdf_url)
    page.get_by_label("问题", exact=True).fill("东江市档案馆项目支出是多少")
    page.get_by_role("button", name="提问").click()
    page.locator(".sentence a.cite").click()
    sheet, around = page.locator(".page svg"), page.get_by_role("region", name="原件第 4 页")
    around.scroll_into_view_if_needed()
    whole = sheet.bounding_box()
    # All of the page is in sight: the label of the row and the head of the column, too.
    assert whole["width"] <= around.bounding_box()["width"] and whole["height"] < size["height"]
    page.get_by_role("link", name="放大到 100%").focus()
    page.keyboard.press("Enter")
    expect(sheet).to_have_css("width", re.compile(r"^79[34]"))  # A4, 210 mm.
    frame, seen = page.locator(".frame.current").bounding_box(), around.bounding_box()
    assert seen["x"] <= frame["x"] + 1 and frame["x"] + frame["width"] <= seen["x"] + seen["width"] + 3
    assert overflow_of(page) == 0
    page.get_by_role("link", name="整页").click()
    expect(sheet).to_have_css("width", re.compile(f"^{whole['width']:.0f}"))
    context.close()


def test_what_has_no_known_place_is_said(pdf_app):
    client = pdf_app[0].test_client()
    document = client.get("/api/documents").get_json()["documents"][0]["id"]
    said = client.get(f"/documents/{document}/source?line=1", headers={"X-Part": "1"}).get_data(as_text=True)
    assert "已框出引用处" in said
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("service.web.page_view._boxes", lambda library, document_id, line: [])
        said = client.get(f"/documents/{document}/source?line=1", headers={"X-Part": "1"}).get_data(as_text=True)
    assert "位置不明，没有框出" in said and "已框出" not in said


@pytest.mark.parametrize("how", [Print(), Print(wide=True), Print(rotated=True), Print(ruled=False, aligned=True, wide=True)])
def test_the_frame_is_where_the_figure_is_printed(tmp_path, how):
    path = write_pdf(tmp_path / FILE, DISCLOSURE, how)
    document = read_pdf(path)
    line = next(i for i, text in enumerate(document.lines) if text.startswith("201\t"))
    boxes = document.printing.lines[line]
    with pdfplumber.open(path) as pdf:
        page = pdf.pages[3]
        assert document.printing.pages[3] == pytest.approx((page.width, page.height), abs=0.1)
        words = {word["text"]: word for word in page.extract_words() if word["text"] in ("201", "1,116.54", "11.65%")}
    texts = [text for text in document.lines[line].split("\t") if text]
    assert len(boxes) == len(texts) == 8
    for text, (left, top, right, bottom) in zip(texts, boxes):
        if text in ("201", "1,116.54", "11.65%"):
            # The word that pdfplumber finds last is that of another row of the same figures; the column is the same.
            assert left - 1 <= words[text]["x0"] and words[text]["x1"] <= right + 1, text
    first = {text: box for text, box in zip(texts, boxes)}
    assert first["201"][1] == pytest.approx(first["11.65%"][1], abs=3)
    assert abs((first["201"][1] + first["201"][3]) / 2 - (words["201"]["top"] + words["201"]["bottom"]) / 2) < 5


def test_a_sentence_is_framed_on_its_page(pdf_app):
    client = pdf_app[0].test_client()
    cited = client.post("/api/ask", json={"question": "东江市档案馆收入为什么增加"}).get_json()["citations"][0]
    assert cited["section"] and "新库房" in cited["text"]
    page = client.get(cited["url"].partition("#")[0], headers={"X-Part": "1"}).get_data(as_text=True)
    assert "<html" not in page and "原件第 2 页" in page
    frames = re.findall(r'class="frame current" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', page)
    with pdfplumber.open(pdf_app[1]) as pdf:
        printed = next(line for line in pdf.pages[1].extract_text_lines() if "1,300.50" in line["text"])
    (left, top, width, height) = map(float, frames[0])
    assert left <= printed["x0"] + 1 and printed["x1"] <= left + width + 1
    assert top - 3 <= printed["top"] and printed["bottom"] <= top + height + 3 and height < 20


def test_the_lines_of_a_pdf_say_which_page_they_are_on(browser: Browser, pdf_url: str):
    page = browser.new_page(viewport=TELEPHONE)
    page.goto(pdf_url)
    document = page.request.get(f"{pdf_url}/api/documents").json()["documents"][0]["id"]
    page.goto(f"{pdf_url}/documents/{document}/lines#L30")
    assert [mark.inner_text() for mark in page.locator(".page-mark").all()] == [f"第 {number} 页" for number in range(1, 6)]
    expect(page.locator("#L30")).to_be_in_viewport()
    header, top = page.locator("header.top").bounding_box(), min(mark.bounding_box()["y"] for mark in page.locator(".page-mark").all() if mark.bounding_box()["y"] > 0)
    assert abs(top - header["height"]) < 2 and overflow_of(page) == 0
    page.close()


def made_page(**tables: list[dict[str, object]]) -> Library:
    """A table with one row on the only page of a PDF."""
    rows = {
        "pages": [{"document_id": "d1", "page": 1, "line": 1, "width": 600.0, "height": 800.0}],
        "lines": [{"document_id": "d1", "line": 2, "text": "甲\t\t40.00\t40.00"}],
        "boxes": [{"document_id": "d1", "line": 2, "boxes": "[[10, 20, 30, 40], [50, 20, 70, 40], [70, 20, 90, 40]]"}],
        "table_rows": [{"table_id": "t1", "row": 0, "line": 2}],
        "cells": [{"table_id": "t1", "row": 0, "col": col, "line": 2, "printed": text} for col, text in ((0, "甲"), (2, "40.00"), (3, "40.00"))],
    }
    return Library(MadeUpService(StoreError(), **rows | tables), load_labels(), False, lambda question, answer: None)


def lefts_of(library: Library, col: int) -> list[tuple[float, float]]:
    [page] = view_pages(library, "d1", cell_spot(library, "t1", 0, col))
    return [(frame.left, frame.left + frame.width) for frame in page.frames]


def test_of_equal_texts_in_a_row_the_frame_takes_the_one_of_the_column():
    assert lefts_of(made_page(), 2) == [(48.5, 71.5)]
    assert lefts_of(made_page(), 3) == [(68.5, 91.5)]


def test_a_cell_that_a_page_break_cuts_is_framed_on_both_pages():
    library = made_page(
        pages=[{"document_id": "d1", "page": number, "line": line, "width": 600.0, "height": 800.0} for number, line in ((1, 1), (2, 3))],
        lines=[{"document_id": "d1", "line": 2, "text": "甲\t其他国土"}, {"document_id": "d1", "line": 3, "text": "2"}, {"document_id": "d1", "line": 4, "text": "\t等支出\t"}],
        boxes=[{"document_id": "d1", "line": 2, "boxes": "[[10, 700, 30, 780], [50, 700, 70, 780]]"}, {"document_id": "d1", "line": 4, "boxes": "[[50, 20, 70, 40]]"}],
        tables=[{"table_id": "t1", "document_id": "d1"}],
        cells=[{"table_id": "t1", "row": 0, "col": col, "line": 2, "printed": text} for col, text in ((0, "甲"), (1, "其他国土\n等支 出"))],
    )
    pages = view_pages(library, "d1", cell_spot(library, "t1", 0, 1))
    assert [(page.number, [(frame.left, frame.top) for frame in page.frames], page.is_row) for page in pages] == [(1, [(48.5, 698.5)], False), (2, [(48.5, 18.5)], False)]


def test_where_the_cell_is_not_certain_its_row_is_framed():
    repaired = [{"table_id": "t1", "row": 0, "col": 1, "line": 2, "printed": "40.00"}, {"table_id": "t1", "row": 0, "col": 3, "line": 2, "printed": "4"}]
    assert lefts_of(made_page(cells=repaired), 1) == [(8.5, 91.5)]
    assert lefts_of(made_page(), 1) == [(8.5, 91.5)]
    assert view_pages(made_page(), "d1", cell_spot(made_page(), "t1", 0, 1))[0].is_row


def test_a_page_whose_places_are_not_known_has_no_frame_and_other_files_have_no_page():
    [page] = view_pages(made_page(boxes=[]), "d1", Spot((2,)))
    assert page.frames == [] and page.is_picture
    assert view_pages(made_page(pages=[]), "d1", Spot((2,))) == []


def test_an_image_of_a_page_is_kept_by_the_browser(pdf_app):
    app, path = pdf_app
    client = app.test_client()
    document = client.get("/api/documents").get_json()["documents"][0]["id"]
    reply = client.get(f"/documents/{document}/pages/4.png")
    image = Image.open(io.BytesIO(reply.data))
    assert image.format == "PNG" and abs(image.width / image.height - 210 / 297) < 0.01 and image.width > 1000
    assert "immutable" in reply.headers["Cache-Control"] and reply.headers["X-Content-Type-Options"] == "nosniff"
    again = client.get(f"/documents/{document}/pages/4.png", headers={"If-None-Match": reply.headers["ETag"]})
    assert again.status_code == 304
    for number in ("0", "99", "-1"):
        assert client.get(f"/documents/{document}/pages/{number}.png").status_code == 404


def test_a_page_that_cannot_be_drawn_is_refused(tmp_path):
    damaged = tmp_path / "a.pdf"
    damaged.write_bytes(b"%PDF-1.7\nnothing")
    with pytest.raises(DocumentDamaged):
        draw_page(damaged, 1)
    with pytest.raises(DocumentDamaged):
        draw_page(write_pdf(tmp_path / "b.pdf", DISCLOSURE[:1]), 2)


# The file


def test_the_file_is_downloaded_as_it_was_brought_in(pdf_app):
    app, path = pdf_app
    client = app.test_client()
    document = client.get("/api/documents").get_json()["documents"][0]["id"]
    with client.get(f"/documents/{document}/file") as reply:
        assert reply.data == path.read_bytes()
    assert reply.content_type == "application/pdf"
    assert reply.headers["Content-Disposition"].startswith("attachment;")
    assert reply.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in reply.headers["Content-Security-Policy"]


def test_a_text_file_is_downloaded_too(client, config):
    document = next(d for d in client.get("/api/documents").get_json()["documents"] if "深圳" in d["unit_name"])
    with client.get(f"/documents/{document['id']}/file") as reply:
        assert hashlib.sha256(reply.data).hexdigest() == document["sha256"]
        assert reply.content_type.startswith("text/plain")


def open_documents(folder: Path, **document: object):
    service = MadeUpService(StoreError(), documents=[DOCUMENT | document], tables=[TABLE], lines=[{"document_id": "d1", "line": 3, "text": "一"}])
    app = Flask("made_up", static_folder=None)
    state = folder / "state.sqlite"
    web.register(app, service, web.Settings(History(state), Feedback(state), Visitors(b"secret"), documents=folder / "documents"))
    return app.test_client()


def test_a_file_that_is_gone_changed_or_elsewhere_is_not_sent(tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "d1.txt").write_text("公开")
    (tmp_path / "key.txt").write_text("秘密")
    (folder / "link.txt").symlink_to(tmp_path / "key.txt")
    public, secret = (hashlib.sha256(text.encode()).hexdigest() for text in ("公开", "秘密"))
    with open_documents(tmp_path, sha256=public).get("/documents/d1/file") as reply:
        assert reply.data.decode() == "公开"
    for document in ({"sha256": secret}, {"file": "none.txt"}, {"file": "../key.txt", "sha256": secret}, {"file": "link.txt", "sha256": secret}):
        client = open_documents(tmp_path, **document)
        assert client.get("/documents/d1/file").status_code == 404, document
        assert "下载原文件" not in client.get("/documents/d1").get_data(as_text=True)


def test_doubts_are_marked_at_their_cell_with_the_reason():
    client = open_client(
        MadeUpService(
            StoreError(),
            documents=[DOCUMENT],
            tables=[TABLE],
            columns=[{"table_id": "t1", "col": col, "path": path, "half": None} for col, path in enumerate(("项目", "金额"))],
            table_rows=[{"table_id": "t1", "row": 0, "line": 5}],
            cells=[
                {"table_id": "t1", "row": 0, "col": 0, "line": 5, "printed": "甲", "text": "甲", "doubtful": False},
                {"table_id": "t1", "row": 0, "col": 1, "line": 5, "printed": "1O", "text": "1O", "doubtful": True},
            ],
            doubts=[{"table_id": "t1", "line": 5, "col": 1, "text": "1O", "why": "看不清"}],
        )
    )
    page = client.get("/documents/d1/source?table=t1&row=0&col=0").get_data(as_text=True)
    cell = re.search(r'<td class=" doubtful">(.*?)</td>', page, re.S)[1]
    assert re.search(r'href="#t1-d1" title="看不清">疑1</a>', cell) and "1O" in cell
    assert re.search(r'<li id="t1-d1">.*看不清</li>', page)
