"""Conversations on the chat page: one's history, changing a question, links to answers; in a browser with and without scripts."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from service import create_app
from service.config import Config, config_from
from service.errors import SettingInvalid
from service.history import History
from service.reply.answer import Answer
from service.web.visitors import read_secret
from tests.browsing import ask

THREE_PUBLIC = "深圳三公经费多少"


def post(client, path, **form):
    return client.post(path, data=form)


def conversation_of(reply):
    return re.search(r"/c/([\w-]+)", reply.headers["Location"])[1]


def test_a_follow_up_is_understood_without_scripts(plain_page):
    plain_page.get_by_label("问题", exact=True).fill(THREE_PUBLIC)
    plain_page.get_by_role("button", name="提问").click()
    expect(plain_page.locator(".figure")).to_have_text("5 万元")
    plain_page.get_by_label("问题", exact=True).fill("那武汉呢")
    plain_page.get_by_role("button", name="提问").click()
    expect(plain_page.locator(".turn")).to_have_count(2)
    expect(plain_page.locator(".figure").last).to_have_text("3.70 万元")
    expect(plain_page.locator(".turn").last).to_be_in_viewport()


def test_a_figure_leads_to_its_cell_and_a_computed_one_to_its_formula_without_scripts(plain_page):
    plain_page.get_by_label("问题", exact=True).fill("四川基本支出占比")
    plain_page.get_by_role("button", name="提问").click()
    plain_page.locator(".workings summary").click()
    expect(plain_page.locator(".formula")).to_have_text("404.8 ÷ 1347.44 ≈ 30.04%")
    plain_page.locator(".sentence a.cite").first.click()
    expect(plain_page.locator("#cited")).to_have_text("404.80")


def test_every_figure_of_a_sentence_leads_to_where_it_is_printed_or_how_it_is_computed(page):
    card = ask(page, "四川基本支出占比")
    expect(card.locator(".sentence a.cite")).to_have_count(2)
    card.locator(".sentence a.computed").click()
    expect(card.locator(".formula")).to_be_in_viewport()
    expect(card.locator(".operands a")).to_have_count(2)


def test_the_cells_of_a_table_lead_each_to_its_own_unit(page, client):
    card = ask(page, "各单位总预算从高到低")
    for unit, amount in (("深圳", "10,327"), ("天门", "87.84")):
        address = card.locator("tbody tr", has_text=unit).locator("a.cite").get_attribute("href")
        shown = client.get(address).get_data(as_text=True)
        assert f'id="cited"><mark>{amount}</mark>' in shown
        assert unit in re.search("<h1>(.*?)</h1>", shown)[1]


@pytest.mark.parametrize("kind", ["page", "plain_page"])
def test_a_question_is_asked_in_other_words_and_what_followed_goes(request, kind):
    page = request.getfixturevalue(kind)
    for question in (THREE_PUBLIC, "那武汉呢"):
        page.get_by_label("问题", exact=True).fill(question)
        page.get_by_role("button", name="提问", exact=True).click()
        expect(page.locator(".question > h2").last).to_have_text(question)
        expect(page.locator(".waiting")).to_have_count(0)
    first = page.locator(".turn").first
    first.get_by_text("修改", exact=True).click()
    first.get_by_label("修改问题").fill("四川三公经费多少")
    first.get_by_role("button", name="重新提问").click()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".figure")).to_have_text("0.80 万元")
    page.reload()
    expect(page.locator(".question > h2")).to_have_text("四川三公经费多少")


def test_the_history_is_searched_renamed_and_deleted(page, base_url):
    ask(page, THREE_PUBLIC)
    page.get_by_role("link", name="新对话").click()
    ask(page, "武汉总预算")
    ask(page, "占比呢")
    chats = page.locator("#chats li")
    expect(chats).to_have_count(2)
    expect(chats.first).to_have_class("current")
    page.get_by_label("搜索记录").fill("占比")
    expect(chats).to_have_count(1)
    expect(chats).to_contain_text("武汉总预算")
    page.get_by_label("搜索记录").fill("")
    expect(chats).to_have_count(2)
    chats.first.locator("summary").first.click()
    chats.first.get_by_label("名称").fill("听证会准备")
    chats.first.get_by_role("button", name="改名").click()
    expect(page.locator("#chats").get_by_role("link", name="听证会准备")).to_be_visible()
    chats.first.locator("summary").first.click()
    chats.first.get_by_text("删除", exact=True).click()
    chats.first.get_by_role("button", name="确认删除").click()
    expect(page.locator(".chats li")).to_have_count(1)
    page.get_by_text("清空记录").click()
    page.get_by_role("button", name="全部删除").click()
    expect(page.get_by_text("还没有对话。")).to_be_visible()


def test_a_conversation_is_there_after_reloading_and_goes_on(page):
    ask(page, THREE_PUBLIC)
    page.reload()
    expect(page.locator(".figure")).to_have_text("5 万元")
    expect(ask(page, "那武汉呢").locator(".figure")).to_have_text("3.70 万元")


def test_two_pages_of_one_conversation_go_on_each_from_what_it_shows(page):
    ask(page, THREE_PUBLIC)
    other = page.context.browser.new_page(storage_state=page.context.storage_state())
    other.goto(page.url)
    ask(other, "那武汉呢")
    other.close()
    expect(ask(page, "那占总预算多少").locator(".sentence")).to_contain_text("深圳")


def test_a_conversation_whose_first_question_was_changed_is_called_like_it(client):
    chat = conversation_of(post(client, "/ask", question=THREE_PUBLIC))
    turn = re.search(r'data-turn="([\w-]+)"', client.get(f"/c/{chat}").get_data(as_text=True))[1]
    post(client, "/ask", question="武汉三公经费多少", replaces=turn)
    assert "<title>武汉三公经费多少" in client.get(f"/c/{chat}").get_data(as_text=True)


def test_history_is_ones_own(app):
    mine, other = app.test_client(), app.test_client()
    chat = conversation_of(post(mine, "/ask", question=THREE_PUBLIC))
    assert mine.get(f"/c/{chat}").status_code == 200
    assert THREE_PUBLIC in mine.get("/history").get_data(as_text=True)
    assert other.get(f"/c/{chat}").status_code == 404
    assert THREE_PUBLIC not in other.get("/history").get_data(as_text=True)
    for path in (f"/c/{chat}/title", f"/c/{chat}/delete"):
        assert post(other, path, title="x").status_code == 404
    turn = re.search(r'data-turn="([\w-]+)"', mine.get(f"/c/{chat}").get_data(as_text=True))[1]
    assert post(other, "/ask", question="武汉三公经费多少", replaces=turn).status_code == 404
    assert mine.get(f"/c/{chat}").status_code == 200


def test_a_forged_cookie_is_nobodys(app):
    mine, forger = app.test_client(), app.test_client()
    post(mine, "/ask", question=THREE_PUBLIC)
    value = mine.get_cookie("asker").value
    forger.set_cookie("asker", value.rsplit(".", 1)[0] + ".forged")
    assert THREE_PUBLIC not in forger.get("/history").get_data(as_text=True)


def test_the_login_of_a_proxy_is_who_asks(config):
    app = create_app(replace(config, login_header="X-Login"))
    post_as = {"X-Login": "zhang"}
    chat = conversation_of(app.test_client().post("/ask", data={"question": THREE_PUBLIC}, headers=post_as))
    assert app.test_client().get(f"/c/{chat}", headers=post_as).status_code == 200
    assert app.test_client().get(f"/c/{chat}", headers={"X-Login": "li"}).status_code == 404
    assert app.test_client().get(f"/c/{chat}").status_code == 404


def test_what_another_site_sends_is_refused(client):
    for path in ("/ask", "/history/delete", "/c/x/delete"):
        reply = client.post(path, data={"question": THREE_PUBLIC}, headers={"Sec-Fetch-Site": "cross-site"})
        assert reply.status_code == 403 and "别的网站" in reply.get_data(as_text=True)


def test_bad_questions_get_a_sentence(client):
    assert "问题是空的" in post(client, "/ask", question="  ").get_data(as_text=True)
    assert "太长" in post(client, "/ask", question="深" * 501).get_data(as_text=True)
    assert post(client, "/ask", question="深" * 20000).status_code == 413
    assert post(client, "/ask").status_code == 400


def test_the_link_of_an_answer_asks_again_and_says_what_changed(app, config):
    client = app.test_client()
    chat = conversation_of(post(client, "/ask", question=THREE_PUBLIC))
    post(client, "/ask", question="那武汉呢", chat=chat)
    turn = re.findall(r'data-turn="([\w-]+)"', client.get(f"/c/{chat}").get_data(as_text=True))[1]
    shown = app.test_client().get(f"/a/{turn}").get_data(as_text=True)
    assert "3.70" in shown and "数据没有变" in shown and "武汉市人力资源和社会保障信息中心2023年三公经费是多少" in shown
    with sqlite3.connect(config.state) as state:
        state.execute("UPDATE turns SET version = 'store-0.duckdb' WHERE id = ?", (turn,))
    assert "数据更新过，答案没有变" in client.get(f"/a/{turn}").get_data(as_text=True)
    with sqlite3.connect(config.state) as state:
        state.execute("UPDATE turns SET reply = replace(reply, '3.70', '3.60') WHERE id = ?", (turn,))
    changed = client.get(f"/a/{turn}").get_data(as_text=True)
    assert "答案与当时不同" in changed and "3.60万元" in changed and "3.70" in changed
    assert client.get("/a/nothing").status_code == 404


def test_the_link_to_an_answer_that_was_asked_anew_still_leads_there(client):
    chat = conversation_of(post(client, "/ask", question=THREE_PUBLIC))
    turn = re.search(r'data-turn="([\w-]+)"', client.get(f"/c/{chat}").get_data(as_text=True))[1]
    post(client, "/ask", question="武汉三公经费多少", replaces=turn)
    assert "5" in client.get(f"/a/{turn}").get_data(as_text=True)
    post(client, f"/c/{chat}/delete")
    assert client.get(f"/a/{turn}").status_code == 404


def test_history_ends_after_its_days(tmp_path):
    history = History(tmp_path / "state.sqlite", keep_days=30)
    old, new = history.start("me", "甲"), history.start("me", "乙")
    turn = history.add(old, 1, "甲", None, Answer("answered", "一"), "1")
    with sqlite3.connect(tmp_path / "state.sqlite") as state:
        state.execute("UPDATE chats SET changed = datetime('now', '-31 days') WHERE id = ?", (old,))
    history.start("me", "丙")
    assert {chat.title for chat in history.chats("me")} == {"乙", "丙"}
    assert history.turn(turn) is None and history.chat("me", new) is not None


def test_marks_of_a_search_are_letters(tmp_path):
    history = History(tmp_path / "state.sqlite")
    history.start("me", "占比100%")
    history.start("me", "三公经费")
    assert [chat.title for chat in history.chats("me", "%")] == ["占比100%"]
    assert history.chats("me", "_") == []


def test_the_secret_is_made_once_and_is_nobody_elses_to_read(tmp_path):
    path = tmp_path / "data" / "secret.key"
    assert read_secret(path) == read_secret(path) and len(read_secret(path)) == 64
    assert path.stat().st_mode & 0o077 == 0
    assert list(path.parent.iterdir()) == [path]


def test_settings_come_from_the_environment(tmp_path):
    config = config_from({"HISTORY_DAYS": "7", "LOGIN_HEADER": "X-Login", "FRAME_ANCESTORS": "https://oa.example.cn"}, tmp_path, "h", 1)
    assert (config.history_days, config.login_header, config.frame_ancestors) == (7, "X-Login", "https://oa.example.cn")
    assert config_from({}, tmp_path, "h", 1) == Config(tmp_path, "h", 1)
    for name, value in (("HISTORY_DAYS", "-1"), ("FRAME_ANCESTORS", "https://a; script-src *")):
        with pytest.raises(SettingInvalid):
            config_from({name: value}, tmp_path, "h", 1)
