"""WORDS → CHOICE: a number, or the label itself, chooses one of the questions that were offered last."""

from __future__ import annotations

import re

from service.bots.model import Memory
from service.bots.words import bot_words
from service.quantities.numerals import parse_numeral


def number_chosen(text: str, memory: Memory) -> int | None:
    """The number that a message chooses by, None where it is no choice; in words only after a question back."""
    words = bot_words()
    found = re.fullmatch(words.number, text) or (memory.asks and re.fullmatch(words.pick, text))
    return int(parse_numeral(found["number"]) or 0) if found and memory.offers else None


def question_labelled(text: str, memory: Memory) -> str:
    """The question whose label was written, after a question back also a part of one label only; "" where there is none."""
    whole = [question for label, question in memory.offers if text in (label, question)]
    part = [question for label, question in memory.offers if text and text in label] if memory.asks else []
    return whole[0] if whole else part[0] if len(part) == 1 else ""
