"""QUESTION → MENTIONS: every word of the question with what it may stand for; what is left over is kept as such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from service.language.lexicon import Entry, Lexicon, fold_text
from service.language.normalise import Normalised
from service.language.words import compiled, displays, fillers, operations, places, refusals, variant_words
from service.periods import Period, find_periods
from service.quantities import Quantity, find_quantities

# Of overlapping words for figures of equal length the first one counts (教育支出|预算 is no 教育|支出预算).
FIGURE, FIGURES = "measure", frozenset({"measure", "function", "economic"})
# Fewer digits before 年 are a year, not a code.
CODE = 5
# Names that documents and the classifications print.
PRINTED_NAMES = ("project", "function", "economic")
# Among words of equal length: what stands for more wins.
PRIORITY = (
    "unit", "measure", "function", "economic", "project", "task", "name", "table", "place", "org", "level", "period", "scope",
    "stage", "variant", "all", "each", "pointer", "operation", "count", "quantity", "definition", "contextual", "weak",
    "display", "filler",
)


@dataclass(frozen=True)
class Mention:
    """Characters [start, stop) of the folded question and what they stand for: one type, one or more ids."""

    start: int
    stop: int
    text: str
    type: str
    ids: tuple[str, ...]
    period: Period | None = None
    quantity: Quantity | None = None
    captured: str = ""
    others: tuple[Entry, ...] = ()
    pattern: str = ""


@dataclass(frozen=True)
class Analysis:
    """A question as understood word by word: mentions in order, left-over pieces, refusals found, corrections made.

    `asides` are the parts of the question that were taken out before.
    """

    folded: Normalised
    mentions: tuple[Mention, ...]
    left: tuple[tuple[int, int], ...]
    refused: tuple[str, ...]
    corrections: tuple[tuple[str, str], ...] = ()
    asides: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The folded question."""
        return self.folded.text

    def of(self, *types: str) -> tuple[Mention, ...]:
        """The mentions of some types, in order."""
        return tuple(mention for mention in self.mentions if mention.type in types)

    def has(self, *operation_ids: str) -> bool:
        """Whether one of these operations is asked for."""
        return any(mention.type == "operation" and set(mention.ids) & set(operation_ids) for mention in self.mentions)

    def left_text(self) -> str:
        """The words that are not understood, joined."""
        return "".join(self.text[start:stop] for start, stop in self.unknown())

    def unknown(self) -> tuple[tuple[int, int], ...]:
        """The left-over pieces as whole words: with the clinging characters that touch them."""
        clinging = {m.start for m in self.mentions if _clings(m)}
        pieces: list[tuple[int, int]] = []
        for start, stop in self.left:
            while start - 1 in clinging:
                start -= 1
            while stop in clinging:
                stop += 1
            if pieces and start < pieces[-1][1]:
                start = pieces.pop()[0]
            pieces.append((start, stop))
        return tuple(pieces)


@lru_cache(maxsize=2048)
def analyse(question: str, lexicon: Lexicon, today: date) -> Analysis:
    """Share the question's characters out among words: longer words first, PRIORITY among equals.

    Kept for the last texts: a question is looked at in parts and as a whole, and refusals offer the same questions again.
    """
    folded = fold_text(question)
    candidates = [*_lexicon_mentions(lexicon, folded.text), *_pattern_mentions(folded.text),
                  *_number_mentions(folded.text, today)]
    mentions = _share_out(candidates)
    shortened = _shortened(folded.text, _left_over(folded.text, mentions), candidates)
    mentions = _without_inner(_without_pairs(_share_out([*mentions, *shortened]) if shortened else mentions), len(folded.text))
    return Analysis(folded, mentions, _left_over(folded.text, mentions), _refusals(_without_names(folded.text, mentions)))


def _lexicon_mentions(lexicon: Lexicon, text: str) -> Iterator[Mention]:
    for match in lexicon.find(text):
        if match.word.isdigit() and (
            text[match.start - 1 : match.start].isdigit() or text[match.stop : match.stop + 1].isdigit()
            or len(match.word) < CODE and text.startswith(variant_words().year, match.stop)
        ):
            continue
        first = min((entry.type for entry in match.entries), key=_rank)
        ids = tuple(entry.id for entry in match.entries if entry.type == first)
        others = tuple(entry for entry in match.entries if entry.type != first)
        yield Mention(match.start, match.stop, match.word, first, ids, others=others)


def _pattern_mentions(text: str) -> Iterator[Mention]:
    for operation in operations():
        for pattern in operation.patterns if compiled(operation.where).search(text) else ():
            for found in _every_match(pattern, text):
                captured = next((value for value in found.groupdict().values() if value), "")
                yield _mention(found, "operation", operation.id, pattern, captured)
    for type_, pattern in (("all", places().all), ("each", places().each), ("count", places().count), ("pointer", places().pointers)):
        for found in _every_match(pattern, text):
            yield _mention(found, type_, type_, pattern)
    for display in displays():
        for pattern in display.patterns:
            for found in _every_match(pattern, text):
                yield _mention(found, "display", display.unit, pattern)
    for pattern in fillers().patterns:
        for found in _every_match(pattern, text):
            yield _mention(found, "filler", "filler", pattern)


def _every_match(pattern: str, text: str) -> Iterator[re.Match[str]]:
    """The match of a pattern at every place where one starts, overlapping ones included."""
    expression = compiled(pattern)
    found = expression.search(text)
    while found:
        if found.end() > found.start():
            yield found
        found = expression.search(text, found.start() + 1)


def _mention(found: re.Match[str], type_: str, id_: str, pattern: str, captured: str = "") -> Mention:
    return Mention(found.start(), found.end(), found.group(), type_, (id_,), captured=captured, pattern=pattern)


def _number_mentions(text: str, today: date) -> Iterator[Mention]:
    for period in find_periods(text, today):
        yield Mention(period.start, period.end, text[period.start:period.end], "period", (period.kind,), period=period)
    # Foreign money is left over, for no figure can be compared with it.
    for quantity in (quantity for quantity in find_quantities(text) if not quantity.is_foreign()):
        yield Mention(
            quantity.start, quantity.end, text[quantity.start : quantity.end], "quantity", ("quantity",), quantity=quantity
        )


def _rank(type_: str) -> int:
    return PRIORITY.index(type_) if type_ in PRIORITY else len(PRIORITY)


def _share_out(candidates: list[Mention]) -> tuple[Mention, ...]:
    taken: list[Mention] = []
    for mention in sorted(candidates, key=lambda m: (m.start - m.stop, _rank(FIGURE if m.type in FIGURES else m.type), m.start)):
        if mention.stop > mention.start and all(mention.stop <= t.start or mention.start >= t.stop for t in taken):
            taken.append(_with_twins(mention, candidates))
    return tuple(sorted(taken, key=lambda m: m.start))


def _clings(mention: Mention) -> bool:
    return mention.type == "filler" and mention.text in fillers().clinging


def _without_pairs(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Without clinging characters side by side or before a noun: together they are a word, and none that is known."""
    starts = {m.start for m in mentions if _clings(m)}
    nouns = {m.start for m in mentions if m.type == "weak" or m.type == "filler" and m.text in fillers().nouns}
    return tuple(
        m for m in mentions if m.start not in starts or not ({m.start - 1, m.start + 1} & starts or m.start + 1 in nouns)
    )


def _without_inner(mentions: tuple[Mention, ...], end: int) -> tuple[Mention, ...]:
    """Without words that count only at the edge of a part of the question, where they stand inside of one."""
    fillers_at = {m.start: m for m in mentions if m.type == "filler"}, {m.stop: m for m in mentions if m.type == "filler"}
    return tuple(m for m in mentions if not _of_edge(m) or _at_edge(m, *fillers_at, end))


def _of_edge(mention: Mention) -> bool:
    return mention.type == "filler" and (mention.pattern or mention.text) in fillers().edge


def _at_edge(mention: Mention, starting: dict[int, Mention], stopping: dict[int, Mention], end: int) -> bool:
    """Whether nothing but filler stands between the mention and a mark or an end of the question."""
    before: Mention | None = mention
    while before and before.start and _is_word(before):
        before = stopping.get(before.start)
    after: Mention | None = mention
    while after and after.stop < end and _is_word(after):
        after = starting.get(after.stop)
    return before is not None or after is not None


def _is_word(mention: Mention) -> bool:
    return any(char.isalnum() for char in mention.text)


def _shortened(text: str, left: tuple[tuple[int, int], ...], candidates: list[Mention]) -> list[Mention]:
    """What a pattern still finds in a left-over piece, where another word took its last characters (以上|的功能科目)."""
    found = [
        (mention, compiled(mention.pattern).match(text, mention.start, stop))
        for start, stop in left for mention in candidates
        if mention.pattern and start <= mention.start < stop < mention.stop
    ]
    return [_mention(short, m.type, m.ids[0], m.pattern, m.captured) for m, short in found if short and short.group()] + _years_cut(text, left, candidates)


def _years_cut(text: str, left: tuple[tuple[int, int], ...], candidates: list[Mention]) -> list[Mention]:
    """2024|年末结转: the years whose last character another word took."""
    years = [m for m in candidates if m.period and m.text.endswith(variant_words().year) and (m.start, m.stop - 1) in left]
    return [replace(m, stop=m.stop - 1, text=text[m.start : m.stop - 1], period=replace(m.period, end=m.stop - 1)) for m in years]


def _with_twins(mention: Mention, candidates: list[Mention]) -> Mention:
    """An operation word with every operation that the same characters may stand for."""
    if mention.type != "operation":
        return mention
    twins = [m for m in candidates if m.type == "operation" and (m.start, m.stop) == (mention.start, mention.stop)]
    captured = next((m.captured for m in twins if m.captured), "")
    return replace(mention, ids=tuple(dict.fromkeys(id_ for m in twins for id_ in m.ids)), captured=captured)


def _left_over(text: str, mentions: tuple[Mention, ...]) -> tuple[tuple[int, int], ...]:
    pieces, at = [], 0
    for mention in (*mentions, Mention(len(text), len(text), "", "end", ())):
        if mention.start > at:
            pieces.append((at, mention.start))
        at = max(at, mention.stop)
    return tuple(pieces)


def _without_names(text: str, mentions: tuple[Mention, ...]) -> str:
    """The text with the names of accounts and projects blanked out: what they say (绩效评价经费) asks for no opinion."""
    for mention in mentions:
        if mention.type in PRINTED_NAMES:
            text = text[:mention.start] + " " * (mention.stop - mention.start) + text[mention.stop:]
    return text


def _refusals(text: str) -> tuple[str, ...]:
    return tuple(rule.id for rule in refusals() if any(compiled(pattern).search(text) for pattern in rule.patterns))
