"""ANALYSIS → ANALYSIS: a code and the name beside it that say the same account are one word."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import msgspec

from service.assets import load
from service.language.accounts import load_accounts
from service.language.lexicon import fold_name
from service.language.measures import measures
from service.language.mentions import Analysis, Mention
from service.language.words import compiled

ACCOUNTS = ("function", "economic")
# Words that can be a part of an account's name beside its code; any other word has a meaning of its own there.
INNER = ("contextual", "weak", "filler", *ACCOUNTS)
# The longest part of a name that is looked for; each run of it has at least PART characters.
LONGEST, PART = 14, 2


class CodeWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/lexicon/codes.yaml."""

    gap: str
    close: str
    passes: list[tuple[str, str]]
    stops: list[str]


@cache
def code_words() -> CodeWords:
    """prompts/lexicon/codes.yaml."""
    return load("lexicon/codes.yaml", CodeWords)


def join_codes(analysis: Analysis) -> Analysis:
    """The analysis with each code and the name beside it as one word, which is the code's account."""
    for code in [m for m in analysis.of(*ACCOUNTS) if m.text.isdigit()]:
        span = _span(analysis.text, code, analysis.mentions)
        if span != (code.start, code.stop):
            analysis = _joined(analysis, code, span)
    return analysis


def _joined(analysis: Analysis, code: Mention, span: tuple[int, int]) -> Analysis:
    outside = [m for m in analysis.mentions if m.stop <= span[0] or m.start >= span[1]]
    joined = replace(code, start=span[0], stop=span[1], text=analysis.text[slice(*span)], others=())
    left = tuple((start, stop) for start, stop in analysis.left if stop <= span[0] or start >= span[1])
    return replace(analysis, mentions=tuple(sorted([*outside, joined], key=lambda m: m.start)), left=left)


def _span(text: str, code: Mention, mentions: tuple[Mention, ...]) -> tuple[int, int]:
    """The characters of a code with the names of its account before and after it."""
    names = [m for m in mentions if not m.text.isdigit() and _ids(m) & set(code.ids)]
    before = [m.start for m in names if m.stop <= code.start and compiled(code_words().gap).fullmatch(text, m.stop, code.start)]
    after = [m.stop for m in names if m.start >= code.stop and compiled(code_words().gap).fullmatch(text, code.stop, m.start)]
    start = min(before, default=code.start) if before else _part_before(text, code, mentions)
    return start, max(after) if after else _part_after(text, code, mentions)


def _ids(mention: Mention) -> set[str]:
    """The accounts that a word names."""
    return {*mention.ids, *(entry.id for entry in mention.others)} if mention.type in (*ACCOUNTS, "measure") else set()


def _part_after(text: str, code: Mention, mentions: tuple[Mention, ...]) -> int:
    """Where the part of the account's name that follows its code ends; the code's own end where none follows."""
    start = compiled(code_words().close).match(text, code.stop).end()
    stops = range(min(len(text), start + LONGEST), start + PART - 1, -1)
    return next((stop for stop in stops if _is_part(text, (start, stop), code, mentions)), code.stop)


def _part_before(text: str, code: Mention, mentions: tuple[Mention, ...]) -> int:
    """Where the part of the account's name that its code follows begins; the code's own start where none stands there."""
    gaps = [at for at in range(max(0, code.start - 3), code.start + 1) if compiled(code_words().close).fullmatch(text, at, code.start)]
    spans = ((start, stop) for stop in gaps for start in range(max(0, stop - LONGEST), stop - PART + 1))
    return next((start for start, stop in spans if _is_part(text, (start, stop), code, mentions)), code.start)


def _is_part(text: str, span: tuple[int, int], code: Mention, mentions: tuple[Mention, ...]) -> bool:
    """Whether a stretch is a part of the account's name, and neither cuts a word nor holds one with a meaning of its own."""
    start, stop = span
    within = [m for m in mentions if m.start < stop and m.stop > start]
    amount = any((m.start, m.stop) == span and m.type == "contextual" and any(measures()[id_].joins for id_ in m.ids) for m in within)
    if amount or any(m.start < start or m.stop > stop or not _is_inner(m) for m in within):
        return False
    return any(made_of_runs(text[start:stop], name) for name in _names(code))


def _is_inner(mention: Mention) -> bool:
    return mention.type in INNER or mention.type == "measure" and not measures()[mention.ids[0]].joins


def _names(code: Mention) -> list[str]:
    account = load_accounts(code.type).by_code.get(code.text)
    return [fold_name(name) for name in (account.name, *account.aliases)] if account else []


def made_of_runs(said: str, name: str) -> bool:
    """Whether `said` is made of runs of a name, in order."""
    return fewest_runs(said, name) is not None


def fewest_runs(said: str, name: str) -> int | None:
    """How many runs of a name, in order, make up `said` at least; None where they don't."""
    if not said:
        return 0
    beginnings = (said[:length] for length in range(len(said), PART - 1, -1) if said[:length] in name)
    rests = (fewest_runs(said[len(run):], name[name.index(run) + len(run):]) for run in beginnings)
    return min((rest + 1 for rest in rests if rest is not None), default=None)
