"""Completion while typing: what is suggested, to whom, and how the list is used with keyboard, mouse, touch and input methods."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from service import create_app
from service.config import Config
from service.pipeline import open_service
from service.suggest.index import build_index
from service.suggest.known import guide_of
from service.suggest.last_word import last_word
from service.suggest.spelled import syllables
from tests.browsing import TELEPHONE, ask
from tests.made_disclosure import COVER, EXPENDITURE, SUMMARY, TEXT
from tests.made_files import html_of
from tests.made_service import built

DOCUMENTS = Path(__file__).resolve().parent.parent / "data" / "documents"
BOX = "#question"
SHENZHEN = "深圳市人力资源和社会保障数据管理中心"


@pytest.fixture
def suggested(client):
    """What the JSON interface suggests for a typed text, as (kind, text with it taken)."""
    def complete(typed):
        reply = client.get("/api/complete", query_string={"q": typed}).get_json()
        return [(each["kind"], each["completed"]) for each in reply["suggestions"]]
    return complete


@pytest.fixture(scope="session")
def one_document(tmp_path_factory):
    """An app over a single made-up document."""
    return create_app(Config(built(tmp_path_factory.mktemp("one"), {"made_up.html": html_of((COVER, TEXT, SUMMARY, EXPENDITURE))})))


@pytest.mark.parametrize("typed", ["三公", "sangong", "gongjingfei", "sgjf", "SGJF", "三公经", "请问sgjf", "三公经费"])
def test_an_item_is_found_by_characters_syllables_and_initials(suggested, typed):
    found = [text for _, text in suggested(typed)]
    assert any(text.endswith("三公经费") for text in found) or "各单位的三公经费是多少" in found


@pytest.mark.parametrize("typed", ["深圳市人力", "深圳人社", "shenzhenrenshe", "szrs", "数据管理中心"])
def test_a_unit_is_found_by_its_full_and_its_short_name(suggested, client, typed):
    units = [text for kind, text in suggested(typed) if kind == "unit"]
    answers = [client.post("/api/ask", json={"question": f"{unit}三公经费是多少"}).get_json() for unit in units]
    assert SHENZHEN in {answer["citations"][0]["document"]["unit_name"] for answer in answers}


def test_an_account_is_found_by_its_code_which_stands_beside_its_name(client, suggested):
    first = client.get("/api/complete", query_string={"q": "30216"}).get_json()["suggestions"][0]
    assert (first["kind"], first["text"], first["note"], first["completed"]) == ("economic", "培训费", "经济科目 30216", "培训费")
    assert suggested("各单位的302")[0] == ("economic", "各单位的商品和服务支出")


@pytest.mark.parametrize("typed, completed", [
    ("武汉的三公", "武汉的三公经费"), ("武汉的sgjf", "武汉的三公经费"), ("2023年武汉的xmzc", "2023年武汉的项目支出"), ("武漢的項目支", "武漢的项目支出"),
])
def test_the_last_word_is_completed_and_what_stands_before_it_stays(suggested, typed, completed):
    assert completed in [text for _, text in suggested(typed)]


def test_behind_a_unit_its_usual_figures_are_offered(suggested):
    assert ("question", "深圳的三公经费是多少") in suggested("深圳的")
    assert ("question", "深圳三公经费是多少") in suggested("深圳三公")


@pytest.mark.parametrize("typed", ["", "   ", "？", "今天天气", "xyzxyz", "武汉的三公经费是多少", "多少", "字" * 600])
def test_what_is_not_known_or_already_whole_is_left_alone(suggested, typed):
    assert suggested(typed) == []


def test_what_is_not_disclosed_by_a_unit_is_no_question_about_it(suggested):
    """武汉 prints no 培训费."""
    assert not [text for kind, text in suggested("武汉的培训") if kind == "question"]


def test_every_whole_question_that_is_offered_is_answered(config):
    """For the beginnings of everything that can be named, in characters and in initials."""
    service = open_service(config)
    guide = guide_of(service.load().collection)
    names = [known.text for known in (*guide.items, *guide.units)] + [known.short for known in guide.units]
    typed = [*(name[:2] for name in names), *names, *(f"{unit.short}的{item.text[:2]}" for unit in guide.units for item in guide.items[:40])]
    offered = {each.completed for text in dict.fromkeys(typed) for each in service.complete(text) if each.kind == "question"}
    assert len(offered) > 200
    assert [question for question in sorted(offered) if service.answer(question).status != "answered"] == []


def test_contact_persons_are_never_suggested(suggested):
    texts = [path.read_text(encoding="utf-8") for path in DOCUMENTS.glob("*.txt")]
    persons = {name for text in texts for name in re.findall(r"项目负责人\t([\u4e00-\u9fff]{2,4})\t", text)}
    assert len(persons) >= 2
    for person in persons:
        parts = syllables(person)
        for typed in (person, person[:2], "".join(parts), "".join(part[0] for part in parts)):
            assert not [text for _, text in suggested(typed) if person in text]


def test_own_earlier_questions_are_offered_on_the_page_and_to_nobody_else(app):
    mine, other = app.test_client(), app.test_client()
    mine.post("/ask", data={"question": "天门的项目支出占比高不高"})
    other.post("/ask", data={"question": "四川的三公经费是多少"})
    for typed in ("占比高不高", "gaobugao", "tmdxm"):
        assert "天门的项目支出占比高不高" in mine.get("/complete", query_string={"q": typed}).get_data(as_text=True)
        assert "占比高不高" not in other.get("/complete", query_string={"q": typed}).get_data(as_text=True).replace(f'data-completed="{typed}', "")
        assert "占比高不高" not in mine.get("/api/complete", query_string={"q": typed}).get_data(as_text=True)
    mine.post("/history/delete")
    assert "占比高不高" not in mine.get("/complete", query_string={"q": "占比高不"}).get_data(as_text=True)


def test_one_syllable_of_several_is_told_by_its_neighbours():
    assert syllables("银行") == ("yin", "hang") and syllables("行政") == ("xing", "zheng") and syllables("差旅费")[0] == "chai"
    assert syllables("重庆vpn(1)") == ("chong", "qing", "v", "p", "n", "1")


def test_twenty_thousand_names_are_looked_through_in_a_moment():
    index = build_index((f"东江市第{number}管理服务中心", f"东江{number}中心") for number in range(20_000))
    slowest = 0.0
    for typed in ("东", "东江市第19999", "服务中心", "djs", "dongjiangshi", "zzzz", "没有这样的名字", "十号管理服务中心"):
        start = time.thread_time()
        last_word(typed, index)
        slowest = max(slowest, time.thread_time() - start)
    assert slowest < 0.02


def examples_on(client):
    return re.findall(r'name="question" value="([^"]+)"', client.get("/").get_data(as_text=True))


def test_the_examples_are_of_many_kinds_short_and_answered(client):
    page = client.get("/").get_data(as_text=True)
    assert len(re.findall(r'<h3 id="examples-\d', page)) >= 6
    for question in examples_on(client):
        assert len(question) <= 26, question
        assert client.post("/api/ask", json={"question": question}).get_json()["status"] == "answered", question


def test_the_examples_of_a_single_document_are_answered_too(one_document):
    client = one_document.test_client()
    assert len(examples_on(client)) >= 4
    for question in examples_on(client):
        assert client.post("/api/ask", json={"question": question}).get_json()["status"] == "answered", question


def type_and_wait(page, text):
    page.locator(BOX).press_sequentially(text)
    expect(page.get_by_role("option").first).to_be_visible()


def test_arrows_move_and_enter_takes_without_asking(page):
    type_and_wait(page, "sgjf")
    box = page.get_by_role("combobox", name="问题", expanded=True)
    expect(page.get_by_role("status").first).to_have_text(re.compile(r"\d 条建议"))
    expect(box).to_have_attribute("aria-controls", page.get_by_role("listbox").get_attribute("id"))
    page.keyboard.press("ArrowDown")
    active = page.locator("[aria-selected=true]")
    expect(box).to_have_attribute("aria-activedescendant", active.get_attribute("id"))
    page.keyboard.press("ArrowUp")
    expect(active).to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="问题", expanded=False)).to_have_value("三公经费")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("#log > li")).to_have_count(0)


def test_a_whole_question_fills_the_box_and_the_next_enter_asks_it(page):
    type_and_wait(page, "深圳三公")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(page.locator(BOX)).to_have_value("深圳三公经费是多少")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".figure")).to_have_text("5 万元")


def test_escape_closes_and_enter_then_asks_what_is_typed(page):
    type_and_wait(page, "深圳三公经费")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".question > h2")).to_have_text("深圳三公经费")


def test_without_a_chosen_suggestion_enter_asks_and_tab_leaves(page):
    type_and_wait(page, "深圳三公")
    page.keyboard.press("Tab")
    expect(page.locator(BOX)).not_to_be_focused()
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.locator(BOX).focus()
    type_and_wait(page, "经费")
    page.keyboard.press("Enter")
    expect(page.locator(".question > h2")).to_have_text("深圳三公经费")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_while_an_input_method_composes_nothing_is_suggested_or_taken(page):
    box = page.locator(BOX)
    type_and_wait(page, "三公")
    box.dispatch_event("compositionstart")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press_sequentially("jing")
    page.wait_for_timeout(400)
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.fill("三公经费")
    box.dispatch_event("compositionend")
    expect(page.get_by_role("option").first).to_be_visible()


def test_a_reply_that_comes_too_late_is_dropped(page):
    def slowly(route):
        if "q=%E4%B8%89%E5%85%AC&" in route.request.url + "&":
            time.sleep(1)
        route.continue_()
    page.route("**/complete?*", slowly)
    box = page.locator(BOX)
    box.fill("三公")
    page.wait_for_timeout(250)
    box.fill("深圳的")
    expect(page.get_by_role("option", name="深圳的三公经费是多少")).to_be_visible()
    page.wait_for_timeout(1200)
    expect(page.get_by_role("option", name="深圳的三公经费是多少")).to_be_visible()


def test_on_a_telephone_a_suggestion_is_tapped(browser, base_url):
    context = browser.new_context(viewport=TELEPHONE, has_touch=True)
    page = context.new_page()
    page.goto(base_url)
    type_and_wait(page, "szrs")
    option = page.get_by_role("option").filter(has_text="深圳").first
    box = option.bounding_box()
    assert box["height"] >= 40 and box["x"] >= 0 and box["x"] + box["width"] <= TELEPHONE["width"]
    option.tap()
    expect(page.locator(BOX)).to_have_value(re.compile("深圳"))
    context.close()


def test_earlier_questions_come_first_in_the_list(page):
    ask(page, "深圳三公经费多少")
    type_and_wait(page, "深圳三公")
    expect(page.get_by_role("option").first).to_contain_text("深圳三公经费多少")
    expect(page.get_by_role("option").first).to_contain_text("您问过")


def test_without_scripts_the_box_is_a_plain_one(plain_page):
    expect(plain_page.locator("#suggestions")).to_be_hidden()
    assert plain_page.locator(BOX).get_attribute("role") is None
