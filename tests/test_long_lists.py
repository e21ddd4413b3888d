"""Long lists: what is left out of a sentence is said, and the table of an answer is sorted with all of its rows."""

from __future__ import annotations

from decimal import Decimal

from playwright.sync_api import expect

from tests.browsing import ask

MANY = "各单位的办公费、差旅费、会议费、培训费、福利费对比表"


def test_a_sentence_says_that_it_names_some_of_many(asked):
    answer = asked("武汉有哪些矛盾", None).answer
    conflicts = [row for row in answer.table.rows if row[1] == "矛盾"]
    assert len(conflicts) > 5 and answer.answer.endswith(f"其余{len(conflicts) - 5}处矛盾见表。")
    answer = asked("深圳项目支出有哪些项目", None).answer
    count = len(answer.table.rows) + len(answer.table.more)
    assert ("等（全部" in answer.answer) == (count > 20)


def test_a_unit_is_not_named_twice(asked):
    assert asked("武汉有哪些内设机构", None).answer.answer.count("武汉市人力资源和社会保障信息中心") == 1


def test_a_longer_table_is_sorted_with_all_of_its_rows(page):
    card = ask(page, MANY)
    rows = card.locator("tbody tr")
    expect(rows).to_have_count(20)
    total = int("".join(filter(str.isdigit, card.locator(".all-rows").inner_text())))
    card.get_by_role("button", name="金额").click()
    expect(rows).to_have_count(total)
    texts = rows.locator("td:last-child").all_inner_texts()
    amounts = [Decimal(text) for text in texts if text != "未公开"]
    assert total > 20 and amounts == sorted(amounts) and set(texts[len(amounts) :]) <= {"未公开"}
    expect(card.locator(".all-rows")).to_have_count(0)
