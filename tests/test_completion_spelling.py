"""What is typed in syllables, initials, characters or a mixture of them, for a unit, an item, or both; and what is offered behind a unit."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from service.pipeline import open_service
from service.suggest.index import build_index
from service.suggest.known import guide_of
from service.suggest.letters import begins, holds
from service.suggest.spelled import syllables
from tests.browsing import TELEPHONE

BOX = "#question"
OF_SHENZHEN = "深圳人社数据中心的三公经费是多少"
PIECES = ["sz", "szs", "shenzhen", "wuhan", "whrs", "深圳ren", "深圳三", "武汉的x", "武汉和s", "武汉的人力", "天门市人社的jb", "四川s", "sgjf", "renyuanjf", "gongy", "住房gjj", "30", "301", "2080"]


@pytest.fixture(scope="module")
def service(config):
    return open_service(config)


def questions_for(service, typed):
    return [each.completed for each in service.complete(typed) if each.kind == "question"]


@pytest.mark.parametrize("typed", ["sangong", "sgjf", "sangongjf", "sgongjingfei", "三gongjf", "三公jf", "san公经", "sangong jingfei"])
def test_an_item_is_found_in_any_mixture_of_characters_syllables_and_initials(service, typed):
    assert service.complete(typed)[0].completed == "三公经费"


@pytest.mark.parametrize("typed", ["szsg", "szsgjf", "szsangong", "shenzhen sangong", "shenzhensgjf", "sz sg", "深圳rs的三", "深圳sangong jf", "szrs三公"])
def test_a_unit_and_an_item_are_found_together(service, typed):
    assert OF_SHENZHEN in questions_for(service, typed) or "深圳三公经费是多少" in questions_for(service, typed)


def test_one_character_behind_a_unit_is_enough(service):
    assert "深圳三公经费是多少" in questions_for(service, "深圳三")
    assert "天门项目支出是多少" in questions_for(service, "天门项")


def test_initials_of_a_unit_are_found_inside_its_name_without_the_word_of_its_place():
    names = ("上海市普陀区司法局", "上海普陀司法局"), ("深圳市信访局", "深圳信访局")
    index = build_index(names)
    assert index.inside("ptsfj", 4) == [0] and index.inside("putuosf", 4) == [0] and index.inside("xfj", 4) == [1]
    assert index.inside("tuosi法", 4) == [0] and index.inside("uosf", 4) == []


def test_an_unfinished_syllable_is_the_last_one_and_no_syllable_begins_in_another():
    assert begins("三公经费", "sangongji") and not begins("三公经费", "angong") and not begins("三公经费", "sgjx")
    assert holds("本年三公经费", "sgj") and not holds("本年三公经费", "gsj") and holds("a卡b", "kab")


def test_what_is_named_so_comes_before_what_another_word_for_it_begins_so(service):
    assert service.complete("szs")[0].kind == "unit"
    assert service.complete("210")[0].text == "卫生健康支出"
    assert service.complete("s")[0].text == "三公经费"


def test_codes_stand_beside_names_and_never_before_them(service):
    guide = guide_of(service.load().collection)
    codes = [code for item in guide.items for _, code in item.codes]
    for typed in ("卫生", "住房公", "其他", "xinxi", *codes):
        for each in service.complete(typed):
            assert each.kind in ("project", "question") or not each.text[:1].isdigit() and not each.completed[:1].isdigit(), (typed, each)


def test_a_code_whose_name_others_have_too_is_asked_for_behind_the_name(service):
    offered = service.complete("30113")
    assert (offered[0].text, offered[0].note, offered[0].completed) == ("住房公积金", "经济科目 30113", "住房公积金（30113）")
    answer = service.answer(next(each.completed for each in offered if each.kind == "question"))
    assert answer.status == "answered" and "30113" not in answer.answer


def test_behind_a_unit_only_what_it_discloses_is_offered(service):
    """What is offered behind a unit, alone or as a question, is answered; 武汉 prints no 培训费, and no document is of 北京."""
    guide = guide_of(service.load().collection)
    beginnings = dict.fromkeys(item.text[:2] for item in guide.items)
    offered = {each for unit in ("武汉的", "天门") for text in beginnings for each in service.complete(unit + text) if each.kind != "unit"}
    assert len(offered) > 60
    assert [each.completed for each in sorted(offered, key=lambda each: each.completed) if service.answer(each.completed).status != "answered"] == []
    assert service.complete("武汉的培训") == () and service.complete("北京的三公") == ()


def test_every_question_offered_for_a_mixture_is_answered(service):
    guide = guide_of(service.load().collection)
    initials = ["".join(part[0] for part in syllables(item.text))[:3] for item in guide.items[:40]]
    typed = [*PIECES, *(unit + text for unit in ("sz", "tianmen ", "深圳", "sichuan的") for text in initials)]
    offered = dict.fromkeys(question for text in typed for question in questions_for(service, text))
    assert len(offered) > 50
    assert [question for question in offered if service.answer(question).status != "answered"] == []


def test_a_keystroke_takes_a_moment(service):
    """Without what is worked out once for each item."""
    for typed in PIECES:
        service.complete(typed)
    start = time.thread_time()
    for typed in PIECES:
        service.complete(typed)
    assert (time.thread_time() - start) / len(PIECES) < 0.02


@pytest.mark.parametrize("letters", ["a" * 400, "zhang" * 60, "sz" * 24, "的" * 300])
def test_nonsense_in_letters_finds_nothing_at_once(service, letters):
    start = time.thread_time()
    assert service.complete(letters) == ()
    assert time.thread_time() - start < 0.1


@pytest.mark.parametrize("width", [1280, TELEPHONE["width"]])
def test_the_name_of_a_suggestion_and_what_it_is_stand_in_one_line(browser, base_url, width):
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    page.goto(base_url)
    page.locator(BOX).press_sequentially("30113")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("经济科目 30113")
    name, note = (option.locator(part).bounding_box() for part in (".suggested", ".suggested-note"))
    assert abs(name["y"] + name["height"] / 2 - note["y"] - note["height"] / 2) < 8 and note["x"] >= name["x"] + name["width"]
    context.close()


def test_what_is_shown_for_an_earlier_text_is_not_taken(page):
    """The next keys may come faster than the next suggestions."""
    box = page.locator(BOX)
    box.press_sequentially("三公")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.route("**/complete?*", lambda route: None)
    box.press_sequentially("经费深圳")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".question > h2")).to_have_text("三公经费深圳")


def test_a_unit_and_an_item_by_initials_are_taken_with_keys_and_asked(page):
    page.locator(BOX).press_sequentially("szsg")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(BOX)).to_have_value(OF_SHENZHEN)
    page.keyboard.press("Enter")
    expect(page.locator(".figure")).to_have_text("5 万元")
