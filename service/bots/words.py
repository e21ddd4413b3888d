"""The words of prompts/replies/bots.yaml: what the bots say beside the answers, and the commands."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from service.assets import load


class BotWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/replies/bots.yaml; `verdict`, `number` and `pick` are expressions with the groups `word`, `reason` and `number`."""

    commands: dict[str, list[str]]
    verdicts: dict[str, list[str]]
    verdict: str
    number: str
    pick: str
    with_unit: str
    absent: str
    working: str
    repeated: str
    part: str
    continued: str
    rest_left_out: str
    rest_narrower: str
    rows_left_out: str
    all_rows: str
    columns_join: str
    cells_join: str
    row: str
    understood: str
    note: str
    source: str
    more_sources: str
    asks: str
    offers: str
    offer: str
    link: str
    pick_one: str
    picked: str
    asked_at: str
    feedback: str
    feedback_tapped: str
    good: str
    bad: str
    good_button: str
    bad_button: str
    bad_taken: str
    only_asker: str
    help: str
    examples: str
    coverage: str
    coverage_year: str
    coverage_unit: str
    coverage_more: str
    year: str
    year_join: str
    nothing_there: str
    restarted: str
    thanks: str
    nothing_to_rate: str
    number_unknown: str
    number_unknown_one: str
    choice_gone: str
    only_text: str
    too_long: str
    too_often: str
    not_answered: str
    no_access: str
    access_unknown: str
    unavailable: str
    welcome: str


@cache
def bot_words() -> BotWords:
    """The words. Raises AssetError with file and line where they are not as they should be."""
    return load("replies/bots.yaml", BotWords)


@cache
def verdict_pattern() -> re.Pattern[str]:
    """A verdict on the last answer, with the groups `word` and `reason`."""
    words = (re.escape(word) for listed in bot_words().verdicts.values() for word in listed)
    return re.compile(bot_words().verdict.replace("{words}", "|".join(words)), re.DOTALL)
