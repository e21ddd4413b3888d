"""The same question has the same figures and the same sources in every messenger as on the page."""

from __future__ import annotations

import json
import re
import unicodedata
from importlib import import_module

import pytest

from service.bots.message import LONGEST_TABLE, lay_out
from service.bots.model import Told
from service.bots.registry import MODULES
from service.reply.chat import source_text

KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
MADE_UP = {"WEBHOOK_SECRETS": "portal=0123456789abcdef", "DINGTALK_CALLBACK_PATH": "0123456789abcdef"}
QUESTIONS = ("武汉三公经费多少", "五家单位总预算从高到低", "武汉和深圳三公经费比较", "四川基本支出占比", "武汉预算为什么下降")
# Tables of which the page shows a part at first; of the second the messengers leave a row out.
LONG = {"武汉收支总表": 0, "武汉一般公共预算基本支出表": 1}


def opened(channel):
    """The channel of made-up settings; nothing is connected."""
    module = import_module(f"service.bots.channels.{MODULES[channel]}")
    values = {setting.name: MADE_UP.get(setting.name, KEY if setting.name.endswith("AES_KEY") else "218") for setting in module.SETTINGS}
    return module.open_channel({setting.name: setting.default or values[setting.name] for setting in module.SETTINGS})


def texts_in(value):
    """All texts of a rendered body."""
    if isinstance(value, str):
        try:
            inner = json.loads(value)
        except ValueError:
            inner = value
        return value if isinstance(inner, (str, int, float)) else texts_in(inner)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [str(value)]
    return "\n".join(map(texts_in, parts))


def plain(text):
    """A text whose full-width signs are those of the keyboard, without white space and what escapes a sign."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("\\", "")


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("channel", MODULES)
def test_every_channel_says_what_the_page_says(channel, question, asked):
    answer = asked(question, None).answer
    said = said_in(channel, answer)
    cells = [cell for row in (answer.table.rows if answer.table else []) for cell in row if cell]
    wanted = [answer.answer, *cells, *answer.notes, *(source_text(citation) for citation in answer.citations[:10])]
    assert [text for text in wanted if plain(text) not in said] == []


def said_in(channel, answer):
    """All that a channel says of an answer."""
    bodies = opened(channel).render(lay_out(Told(answer=answer, turn="turn"), "https://budget.example.cn"))
    return plain("\n".join(map(texts_in, bodies)))


@pytest.mark.parametrize("question", LONG)
@pytest.mark.parametrize("channel", MODULES)
def test_of_a_long_table_every_channel_says_the_same_rows_in_their_order(channel, question, asked):
    answer = asked(question, None).answer
    assert answer.table.more
    said, at = said_in(channel, answer), 0
    for row in [*answer.table.rows, *answer.table.more][:LONGEST_TABLE]:
        found = re.compile(".{0,4}".join(re.escape(plain(cell)) for cell in row if cell)).search(said, at)
        assert found, row
        at = found.end()
    assert (f"还有{LONG[question]}行没有列出" in said) == bool(LONG[question])
