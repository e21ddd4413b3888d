"""What the browser tests share: how chromium is started, what a page is watched for, and asking a question."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}


@dataclass
class Watched:
    """A page, with all that it asked for and complained of."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)


def ask(page: Page, question: str) -> Locator:
    """Type a question, send it with Enter, wait until its answer stands there, and return it."""
    turns = page.locator("#log > .turn")
    before = turns.count()
    page.get_by_label("问题", exact=True).fill(question)
    page.get_by_label("问题", exact=True).press("Enter")
    expect(turns).to_have_count(before + 1)
    expect(page.locator(".waiting")).to_have_count(0)
    return turns.last.locator(".card")


def overflow_of(page: Page) -> int:
    """By how many pixels a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
