"""What is offered after an answer: questions that go on from it, and other values of each slot. All of them are answered."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from service.pipeline import open_service
from tests.browsing import ask

QUESTIONS = [
    "深圳三公经费多少",
    "四川基本支出占比",
    "各单位总预算从高到低",
    "武汉总预算比上年变化多少",
    "深圳支出构成",
    "武汉预算为什么下降",
    "武汉有哪些项目",
    "各单位三公经费平均是多少",
    "住房公积金，深圳是武汉的几倍？比武汉多多少？",
    "武汉文字和表对得上吗",
]


@pytest.fixture(scope="module")
def service(config):
    return open_service(config)


@pytest.mark.parametrize("question", QUESTIONS)
def test_two_or_three_questions_follow_and_are_answered(service, question):
    trace = service.trace(question)
    following = service.next_questions(trace)
    assert 2 <= len(following) <= 3
    assert len({choice.label for choice in following}) == len(following)
    for choice in following:
        assert service.answer(choice.question).status == "answered", choice.question


@pytest.mark.parametrize("question", [*QUESTIONS, "四川基本支出占总支出的比例", "武汉三公经费比上年增减多少"])
def test_what_follows_tells_something_else(service, question):
    trace = service.trace(question)
    told = [trace.answer.answer, *(service.answer(choice.question).answer for choice in service.next_questions(trace))]
    assert len(set(told)) == len(told)


def test_nothing_follows_what_is_not_answered(service):
    for question in ("深圳明年的三公经费", "湖北那家信息中心的三公经费是多少"):
        assert service.next_questions(service.trace(question)) == ()


@pytest.mark.parametrize("slot", ["operation", "units", "targets", "years"])
def test_other_values_of_a_slot_are_questions_that_are_answered(service, slot):
    choices = service.slot_choices("深圳三公经费多少", None, slot)
    assert choices
    for choice in choices:
        answer = service.answer(choice.question)
        assert answer.status == "answered" and answer.canonical == choice.question


def test_other_units_are_all_that_print_the_item_and_all_together(service):
    labels = [choice.label for choice in service.slot_choices("深圳三公经费多少", None, "units")]
    assert labels[0] == "全部5家单位" and len(labels) == 5
    assert not any("深圳" in label for label in labels)


def test_other_bases_are_offered_only_where_there_is_an_amount(service):
    labels = [choice.label for choice in service.slot_choices("武汉差旅费多少", None, "targets")]
    assert "政府性基金预算" not in labels and "国有资本经营预算" not in labels


def test_a_year_without_a_figure_is_not_offered_for_comparison(service):
    labels = [choice.label for choice in service.slot_choices("武汉差旅费多少", None, "operation")]
    assert "和以前年度对比" not in labels and "各单位对比" in labels


def test_a_slot_opens_its_other_values_and_asks_again(page):
    card = ask(page, "深圳三公经费多少")
    card.get_by_role("link", name=re.compile("^单位")).click()
    choices = card.locator(".slot-choices")
    expect(choices.get_by_role("button", name=re.compile("武汉"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(choices).to_have_count(0)
    expect(card.get_by_role("link", name=re.compile("^单位"))).to_be_focused()
    card.get_by_role("link", name=re.compile("^单位")).click()
    choices.get_by_role("button", name=re.compile("武汉")).click()
    expect(page.locator(".turn .figure").last).to_have_text("3.70 万元")


def test_a_slot_is_changed_without_scripts(plain_page):
    plain_page.get_by_label("问题", exact=True).fill("深圳三公经费多少")
    plain_page.get_by_role("button", name="提问").click()
    plain_page.get_by_role("link", name=re.compile("^单位")).click()
    plain_page.get_by_role("button", name=re.compile("武汉")).click()
    expect(plain_page.locator(".turn")).to_have_count(2)
    expect(plain_page.locator(".turn .figure").last).to_have_text("3.70 万元")


def test_a_following_question_is_asked_by_clicking_it(page):
    card = ask(page, "深圳三公经费多少")
    card.get_by_role("button", name="比上年增减多少").click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn .card").last).to_contain_text("持平")


def test_an_unknown_slot_or_answer_is_not_found(client):
    assert client.get("/a/nothing/slots/units").status_code == 404
