"""MESSAGE → CARDS of 飞书 (open.feishu.cn: 卡片 JSON 2.0): text, table, notes, sources, buttons, in as many cards as the size needs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from service.bots.message import Message, Table
from service.bots.model import Job
from service.bots.texts import MARKDOWN, cut, listed_markdown, write
from service.bots.words import bot_words

# A request has at most 30 KB, and in it the card is a text within JSON; the rest is for what `addressed` adds.
LONGEST_CARD = 26_000
LONGEST_TEXT = 8_000
# What a table takes beside its columns and rows.
MARGIN = 600
MOST_TABLES, MOST_COLUMNS, PAGE_ROWS = 5, 50, 10
# Longer labels are listed as text: a phone shows only the beginning of a button's.
LONGEST_BUTTON, MOST_BUTTONS = 20, 12
LONGEST_SUMMARY = 60
# Of a table only what stands before and behind it is written as text.
AROUND = replace(MARKDOWN, table=lambda table: ([], []))


def render(message: Message) -> list[str]:
    """A reply as the elements of its cards, each within the size."""
    cards = list(_filled(_elements(message)))
    marks = [[_markdown(bot_words().part.format(number=at, total=len(cards)))] for at in range(1, len(cards) + 1)] if len(cards) > 1 else [[]]
    return [json.dumps(card + mark, ensure_ascii=False) for card, mark in zip(cards, marks)]


def mark(body: str) -> str:
    """Rendered elements with the word that they may be a repeat."""
    return json.dumps([_markdown(bot_words().repeated), *json.loads(body)], ensure_ascii=False)


def addressed(body: str, job: Job) -> str:
    """The card of rendered elements as the reply to a job: in a group its asker is named, and its buttons tell what they belong to."""
    elements, group = json.loads(body), job.transport.get("group", "")
    known = {"of": job.key, "asker": job.address.person, "group": group, "thread": job.transport.get("thread", "")}
    for behaviour in _behaviours(elements):
        if behaviour["type"] == "callback":
            behaviour["value"] |= known
    mention = [_markdown(f"<at id={job.address.person}></at>")] if group and job.address.person else []
    return _card(mention + elements, _summary(elements))


def in_words(body: str) -> str:
    """Rendered elements as texts alone, for a messenger that refuses the rest of a card."""
    return json.dumps([text for element in json.loads(body) for text in _in_words(element)], ensure_ascii=False)


def _in_words(element: dict) -> Iterator[dict]:
    if element["tag"] == "markdown":
        yield element
    elif element["tag"] == "table":
        columns = element["columns"]
        rows = [[row[column["name"]] for column in columns] for row in element["rows"]]
        header, lines = listed_markdown(Table([column["display_name"] for column in columns], [column["horizontal_align"] == "right" for column in columns], rows))
        yield _markdown("\n".join((*header, *lines)))
    elif element["tag"] == "button" and element["behaviors"][0]["type"] == "callback":
        yield _markdown(element["text"]["content"])


def working_card(job: Job) -> str:
    """The card that stands in the place of a reply until it is there."""
    return addressed(json.dumps([_markdown(bot_words().working)], ensure_ascii=False), job)


def _card(elements: list[dict], summary: str) -> str:
    card = {"schema": "2.0", "config": {"update_multi": True, "summary": {"content": summary}}, "body": {"elements": elements}}
    return json.dumps(card, ensure_ascii=False)


def _elements(message: Message) -> Iterator[dict]:
    """The parts of a reply in their order; each fits into a card."""
    table = message.table
    yield from _texts(Message(message.text))
    if table:
        yield from _tables(table)
    rest = Table([], [], [], table.left_out) if table else None
    listed = () if _are_short(message) else message.offers
    yield from _texts(replace(message, text="", table=rest, offers=listed, link="", turn=message.turn if listed else ""))
    yield from _choices(message)
    yield from _ending(message)


def _are_short(message: Message) -> bool:
    return len(message.offers) <= MOST_BUTTONS and all(len(label) <= LONGEST_BUTTON for label, _ in message.offers)


def _choices(message: Message) -> Iterator[dict]:
    """A button for each of what is offered; for longer labels, which are listed as text, only their numbers in a row."""
    offers = list(enumerate((label for label, _ in message.offers[:MOST_BUTTONS]), start=1))
    if not _are_short(message):
        yield _row_of([_button(str(at), {"choice": str(at)}, "default") for at, _ in offers])
        return
    if offers and (message.asks or message.turn):
        yield _markdown(bot_words().asks if message.asks else bot_words().offers)
    yield from (_button(bot_words().offer.format(number=at, text=label), {"choice": str(at)}) for at, label in offers)


def _texts(message: Message) -> Iterator[dict]:
    """A text in parts, cut between its lines."""
    lines: list[str] = []
    for line in (part for line in "".join(write(message, AROUND, 10**7)).split("\n") for part in cut(line, LONGEST_TEXT)):
        if lines and len("\n".join([*lines, line]).encode()) > LONGEST_TEXT:
            yield _markdown("\n".join(lines))
            lines = []
        lines.append(line)
    if any(line.strip() for line in lines):
        yield _markdown("\n".join(lines))


def _ending(message: Message) -> Iterator[dict]:
    """The link to the answer's page and the verdicts, side by side."""
    words = bot_words()
    buttons = [_link(words.link, message.link)] if message.link else []
    if message.turn and not message.asks:
        buttons += [_button(text, {"verdict": verdict, "turn": message.turn}, "default") for verdict, text in (("good", words.good_button), ("bad", words.bad_button))]
    if buttons:
        yield _row_of(buttons)


def _tables(table: Table) -> Iterator[dict]:
    """A table in as many as its columns and rows need; the first column stands in all of them."""
    for shown in _column_groups(table):
        part = Table([table.columns[at] for at in shown], [table.are_numbers[at] for at in shown], [[row[at] for at in shown] for row in table.rows])
        yield from _row_tables(part)


def _column_groups(table: Table) -> Iterator[list[int]]:
    """The columns of each table: as many as it may have, and as fit with the largest of their cells."""
    group, used = [0], _widest(table, 0)
    for at in range(1, len(table.columns)):
        if len(group) > 1 and (len(group) == MOST_COLUMNS or used + _widest(table, at) > LONGEST_CARD - MARGIN):
            yield group
            group, used = [0], _widest(table, 0)
        group, used = [*group, at], used + _widest(table, at)
    yield group


def _widest(table: Table, at: int) -> int:
    """What a column takes where it has one row, the largest."""
    return _size(_column(at, table.columns[at], table.are_numbers[at])) + max((_size(_row([row[at]])) for row in table.rows), default=0)


def _row_tables(table: Table) -> Iterator[dict]:
    """A table cut between its rows; each has the header with the units."""
    rows: list[list[str]] = []
    room = LONGEST_CARD - _size(_table(replace(table, rows=[]))) - MARGIN
    used = 0
    for row in table.rows:
        size = _size(_row(row))
        if rows and used + size > room:
            yield _table(replace(table, rows=rows))
            rows, used = [], 0
        rows, used = [*rows, row], used + size
    yield _table(replace(table, rows=rows))


def _table(table: Table) -> dict:
    columns = [_column(at, name, is_number) for at, (name, is_number) in enumerate(zip(table.columns, table.are_numbers))]
    header = {"text_align": "left", "bold": True, "lines": 3}
    return {
        "tag": "table", "page_size": PAGE_ROWS, "row_height": "auto", "row_max_height": "999px", "freeze_first_column": len(columns) > 2, "header_style": header,
        "columns": columns, "rows": [_row(row) for row in table.rows],
    }


def _column(at: int, name: str, is_number: bool) -> dict:
    return {"name": f"c{at}", "display_name": name, "data_type": "text", "width": "auto", "horizontal_align": "right" if is_number else "left"}


def _row(row: list[str]) -> dict[str, str]:
    return {f"c{at}": text for at, text in enumerate(row)}


def _filled(elements: Iterable[dict]) -> Iterator[list[dict]]:
    """The elements of each card: as many as fit."""
    card: list[dict] = []
    for element in elements:
        tables = sum(each["tag"] == "table" for each in (*card, element))
        if card and (tables > MOST_TABLES or sum(map(_size, (*card, element))) > LONGEST_CARD):
            yield card
            card = [_markdown(bot_words().continued)] if element["tag"] == "table" and card[-1]["tag"] == "table" else []
        card.append(element)
    if card:
        yield card


def _size(element: dict) -> int:
    """What an element takes in a request, where it stands as a text within JSON."""
    return len(json.dumps(json.dumps(element, ensure_ascii=False), ensure_ascii=False).encode())


def _markdown(text: str) -> dict:
    return {"tag": "markdown", "content": text}


def _button(text: str, value: dict[str, str], width: str = "fill") -> dict:
    return {"tag": "button", "text": _plain(text), "type": "default", "width": width, "behaviors": [{"type": "callback", "value": value}]}


def _link(text: str, url: str) -> dict:
    return {"tag": "button", "text": _plain(text), "type": "primary", "width": "default", "behaviors": [{"type": "open_url", "default_url": url}]}


def _row_of(buttons: list[dict]) -> dict:
    return {"tag": "column_set", "flex_mode": "flow", "columns": [{"tag": "column", "width": "auto", "elements": [button]} for button in buttons]}


def _plain(text: str) -> dict:
    return {"tag": "plain_text", "content": text}


def _behaviours(elements: list[dict]) -> Iterator[dict]:
    for element in elements:
        yield from element.get("behaviors", [])
        for inner in (element.get("columns") or []) if element["tag"] == "column_set" else []:
            yield from _behaviours(inner["elements"])


def _summary(elements: list[dict]) -> str:
    """What the list of chats shows of a reply."""
    text = next((element["content"] for element in elements if element["tag"] == "markdown"), "")
    return text.split("\n")[0][:LONGEST_SUMMARY]
