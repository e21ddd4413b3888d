"""What askers say of answers, who sees it, and how it becomes a case of a question set."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from service import create_app
from service.evaluate import read_cases
from tests.browsing import ask

TOKEN = "a token of the tests"
QUESTION = "深圳三公经费多少"


@pytest.fixture
def own_app(config, tmp_path):
    """The service with a state of its own, looked after by whoever knows the token."""
    (tmp_path / "documents").symlink_to(config.data / "documents")
    for path in config.data.iterdir():
        if path.suffix == ".duckdb" or path.name == "current":
            (tmp_path / path.name).symlink_to(path)
    return create_app(replace(config, data=tmp_path, admin_token=TOKEN))


@pytest.fixture
def admin(own_app):
    client = own_app.test_client()
    assert client.post("/admin/token", data={"token": TOKEN}).status_code == 303
    return client


def turn_asked(client, question=QUESTION, **form):
    reply = client.post("/ask", data={"question": question, **form})
    page = client.get(reply.headers["Location"]).get_data(as_text=True)
    return re.findall(r'data-turn="([\w-]+)"', page)[-1], re.search(r'data-chat="([\w-]+)"', page)[1]


def test_a_thumb_is_given_and_seen_again(page):
    card = ask(page, QUESTION)
    card.get_by_role("button", name="有用").click()
    expect(card.locator(".feedback")).to_contain_text("已记录")
    page.reload()
    expect(page.locator(".feedback")).to_contain_text("已评价：有用")


def test_what_is_wrong_is_told_without_scripts(plain_page):
    plain_page.get_by_label("问题", exact=True).fill(QUESTION)
    plain_page.get_by_role("button", name="提问").click()
    plain_page.locator(".feedback summary").click()
    plain_page.get_by_label("哪里不对").fill("应为6万元")
    plain_page.get_by_role("button", name="提交").click()
    expect(plain_page.locator(".feedback")).to_contain_text("已评价：有问题")


def test_feedback_is_listed_with_question_reading_answer_and_data(own_app, admin):
    client = own_app.test_client()
    first, chat = turn_asked(client)
    second, _ = turn_asked(client, "那武汉呢", chat=chat)
    client.post(f"/a/{second}/feedback", data={"verdict": "bad", "reason": "应为 <b>3.8</b>"})
    client.post(f"/a/{first}/feedback", data={"verdict": "good"})
    listed = admin.get("/admin").get_data(as_text=True)
    assert "深圳三公经费多少 → 那武汉呢" in listed and "应为 &lt;b&gt;3.8&lt;/b&gt;" in listed and "store-" in listed
    assert "武汉市人力资源和社会保障信息中心2023年三公经费是多少" in listed
    only_bad = admin.get("/admin?verdict=bad").get_data(as_text=True)
    assert "反馈（1）" in only_bad and "反馈（2）" in listed


def test_feedback_becomes_a_case_that_the_grader_reads(own_app, admin, tmp_path):
    client = own_app.test_client()
    turn, _ = turn_asked(client)
    client.post(f"/a/{turn}/feedback", data={"verdict": "good"})
    path = tmp_path / "case.jsonl"
    path.write_bytes(admin.get(f"/admin/cases/{turn}.jsonl").data)
    (case,) = read_cases([path])
    assert case["turns"] == [QUESTION] and case["expect"]["value"] == {"number": "5", "unit": "万元"}
    assert case["expect"]["cites"][0]["unit"].startswith("深圳")
    client.post(f"/a/{turn}/feedback", data={"verdict": "bad", "reason": "应为6"})
    case = json.loads(admin.get("/admin/cases.jsonl").data)
    assert case["expect"] == {} and case["evidence"] == "bad: 应为6" and "5万元" in case["told"]["answer"]


def test_one_says_something_of_ones_own_answers_only(own_app):
    mine, other = own_app.test_client(), own_app.test_client()
    turn, _ = turn_asked(mine)
    assert other.post(f"/a/{turn}/feedback", data={"verdict": "bad"}).status_code == 404
    assert mine.post(f"/a/{turn}/feedback", data={"verdict": "perhaps"}).status_code == 400
    assert mine.post(f"/a/{turn}/feedback", data={"verdict": "bad"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_whose_feedback_it_was_is_forgotten_with_the_history(own_app, admin):
    client = own_app.test_client()
    turn, _ = turn_asked(client)
    client.post(f"/a/{turn}/feedback", data={"verdict": "good"})
    assert "cookie:" in admin.get("/admin").get_data(as_text=True)
    client.post("/history/delete")
    listed = admin.get("/admin").get_data(as_text=True)
    assert "cookie:" not in listed and QUESTION in listed


def test_questions_that_are_not_answered_are_counted(own_app, admin):
    for _ in range(3):
        own_app.test_client().post("/api/ask", json={"question": "深圳明年的三公经费"})
    turn_asked(own_app.test_client(), "武汉职工食堂菜单是什么")
    rows = re.findall(r"<tr><td>(.*?)</td>.*?<td class=\"number\">(\d+)</td>", admin.get("/admin").get_data(as_text=True))
    assert rows == [("深圳明年的三公经费", "3"), ("武汉职工食堂菜单是什么", "1")]
    admin.post("/admin/declined/drop", data={"question": "深圳明年的三公经费"})
    assert "深圳明年的三公经费" not in admin.get("/admin").get_data(as_text=True)


def test_nobody_else_sees_it(own_app):
    stranger = own_app.test_client()
    assert "管理口令" in stranger.get("/admin").get_data(as_text=True)
    assert stranger.post("/admin/token", data={"token": "wrong"}).status_code == 403
    assert stranger.get("/admin/cases.jsonl").status_code == 403
    assert stranger.post("/admin/declined/drop", data={"question": "x"}).status_code == 403


def test_without_a_token_there_is_no_such_page(client):
    assert client.get("/admin").status_code == 404


def test_a_wrong_token_is_said_and_asked_for_again(own_app):
    stranger = own_app.test_client()
    again = stranger.post("/admin/token", data={"token": "wrong"})
    assert again.status_code == 403 and "口令不对" in again.get_data(as_text=True) and 'action="/admin/token"' in again.get_data(as_text=True)
    assert "Set-Cookie" not in again.headers
    assert stranger.post("/admin/token", data={"token": TOKEN}).status_code == 303
