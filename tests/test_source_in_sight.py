"""Where a source opens: the cited cell and what names its row are in sight together, and no column is cut at the left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import TELEPHONE, ask

SIZES = {"desktop": {"width": 1400, "height": 900}, "tablet": {"width": 820, "height": 1100}, "telephone": TELEPHONE}
# Halves side by side, codes before names, many columns, long names; each answer with all of its places.
QUESTIONS = ("各单位总预算从高到低", "各单位项目支出占比分别是多少", "深圳基本支出和项目支出各多少", "四川支出构成", "深圳三公经费由哪几块构成，各多少")
# Boxes of the cited cell and of what names its row, what of the table's frame and of the panel is free for them, and the lefts and
# rights of the other cells of the row.
BOXES = """panel => {
  const cell = panel.querySelector("td#cited"), row = cell?.closest("tr"), frame = cell?.closest(".scroll");
  if (!cell) return null;
  const box = (each) => each.getBoundingClientRect().toJSON(), label = row.querySelector(".label");
  const bottom = Math.min(box(frame).bottom, box(panel).bottom), bar = box(panel.querySelector(".source-bar")).bottom;
  return {
    cell: box(cell), label: box(label), name: label.textContent.trim(),
    free: { left: box(frame).left, right: box(frame).right, top: Math.max(box(frame.querySelector("thead")).bottom, bar), bottom },
    others: [...row.cells].filter((each) => each !== label).map(box),
  };
}"""


def misplaced(seen: dict) -> list[str]:
    """What of a cited cell, its label and the cells beside them is not where it can be read."""
    cell, label, free = seen["cell"], seen["label"], seen["free"]
    found = [] if seen["name"] else ["no name"]
    for name, box in (("cell", cell), ("label", label)):
        if box["left"] < free["left"] - 1 or box["right"] > free["right"] + 1:
            found.append(f"{name} beside the frame")
        if box["top"] < free["top"] - 1 or box["bottom"] > free["bottom"] + 1:
            found.append(f"{name} above or below")
    if label["right"] > cell["left"] + 1:
        found.append("label over cell")
    stuck = abs(label["left"] - free["left"]) < 3
    edge = label["right"] if stuck else free["left"]
    return found + [f"cut at {edge:.0f}" for box in seen["others"] if box["left"] < edge - 2 and edge + 2 < box["right"]]


def places_of(page: Page, question: str) -> list[tuple[str, list[str]]]:
    """Every cell that an answer cites, with what is wrong where it opens."""
    card = ask(page, question)
    found = []
    for link in card.locator(".citations > ul a.cite").all():
        link.click()
        panel = page.locator("#source:not([aria-busy])")
        expect(panel.locator("#cited")).to_be_visible()
        expect(panel.locator("h2").first).to_be_focused()
        seen = panel.evaluate(BOXES)
        found += [(seen["name"], misplaced(seen))] if seen else []
        page.keyboard.press("Escape")
        expect(page.locator("#source")).to_be_hidden()
    return found


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_cited_cell_and_the_name_of_its_row_are_in_sight_together(page, size):
    page.set_viewport_size(size)
    found = [place for question in QUESTIONS for place in places_of(page, question)]
    assert len(found) > 15
    assert [place for place in found if place[1]] == []


def test_a_nought_that_is_told_in_words_leads_to_them(page):
    card = ask(page, "各单位的三公经费是多少")
    expect(card.locator("tbody td.number a.cite")).to_have_count(5)
    expect(card.locator(".sentence a.cite")).to_have_count(5)
    card.locator("tbody tr", has_text="人力资源和社会保障部").locator("a.cite").click()
    expect(page.locator("#source #cited")).to_contain_text("也没有使用财政拨款预算安排的“三公”经费支出")
