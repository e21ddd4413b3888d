"""ANALYSIS → ANALYSES: what a question leaves out (总预算不含项目支出), apart from what it asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from service.language.exclusion_words import exclusion_words
from service.language.mentions import Analysis, Mention
from service.language.words import compiled, places
from service.query.phrases import FIGURES

# What can be left out of a figure or a list; words of units are read apart from it.
ITEMS = (*FIGURES, "contextual", "scope")
UNITS = ("unit", "place", "org", "level")
# So many characters may stand inside of a name that is only partly known.
APART = 3

Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """Characters [start, stop) that name something, or that no word explains (`left`)."""

    start: int
    stop: int
    left: bool


@dataclass(frozen=True)
class Parted:
    """A question without what it leaves out, and what that is; `start` is where the first of it is said."""

    kept: Analysis
    aside: Analysis
    start: int


def part_question(analysis: Analysis) -> Parted:
    """The question in two parts, the second one empty where it leaves out no item (units are left out elsewhere).

    Words of an exclusion, and of a rest, that can't be used are left over in `kept`, so that they forbid an answer.
    """
    analysis = _without_others(analysis)
    words = [m for m in analysis.of("operation") if "without" in m.ids]
    rest = tuple(m for m in analysis.of("operation") if "rest" in m.ids)
    taken = [(word, span) for word in words if (span := _span(analysis, word, words))]
    if any(_of_one_of_several_units(analysis, word, span) for word, span in taken):
        return _parted(_unread(analysis, words), [])
    spent = [word for word in rest if len(word.ids) == 1]
    if not taken:
        return _parted(_unread(analysis, rest) if not words else _outside(analysis, [], spent), [])
    spans = [span for _, span in taken]
    used = [word for word, _ in taken] + [word for word in words if _is_closer(word)]
    if _asks_for_both(analysis, spans):
        return _parted(_outside(analysis, [], used), [])
    return _parted(_outside(analysis, spans, (*used, *spent)), spans, _inside(analysis, spans))


def _without_others(analysis: Analysis) -> Analysis:
    """其他几家: the other units, which are read elsewhere, are no rest of a figure."""
    spans = [found.span() for found in compiled(places().others).finditer(analysis.text)]
    kept = tuple(m for m in analysis.mentions if m.type != "operation" or m.ids != ("rest",) or not _within(m.start, spans))
    return replace(analysis, mentions=kept)


def _parted(kept: Analysis, spans: list[Span], aside: Analysis | None = None) -> Parted:
    return Parted(kept, aside or replace(kept, mentions=(), left=()), min((start for start, _ in spans), default=0))


def _is_closer(word: Mention) -> bool:
    return compiled(exclusion_words().closes).match(word.text) is not None


def _span(analysis: Analysis, word: Mention, words: list[Mention]) -> Span | None:
    """The items that a word leaves out: those after it; where none follow in its clause, those before it."""
    if _is_closer(word):
        return None if _opened(analysis, word, words) else _last_run(analysis, word)
    ends = _clause_ends(analysis, word.stop, len(analysis.text))
    closers = [w.start for w in words if w.start >= word.stop and _is_closer(w)]
    stop = min([len(analysis.text), *closers[:1], *(start for start, _ in ends[:1])])
    pieces = _pieces(analysis, word.stop, stop)
    if pieces and not (_unit_between(analysis, word.stop, pieces[0].start) and not _figures_outside(analysis, word, stop)):
        return _first_run(analysis, pieces)
    return None if pieces or _unit_between(analysis, word.stop, stop) else _last_run(analysis, word)


def _opened(analysis: Analysis, closer: Mention, words: list[Mention]) -> bool:
    """除 … 外: the closing word belongs to one that opens."""
    before = [w for w in words if w.stop <= closer.start]
    return bool(before) and not _clause_ends(analysis, before[-1].stop, closer.start)


def _clause_ends(analysis: Analysis, start: int, stop: int) -> list[Span]:
    """The marks that end a clause; a bracket inside of a name (维修（护）费) ends none."""
    found = [match.span() for match in compiled(exclusion_words().ends).finditer(analysis.text, start, stop)]
    return [span for span in found if not any(m.start < span[0] < m.stop for m in analysis.of(*ITEMS))]


def _pieces(analysis: Analysis, start: int, stop: int) -> list[Piece]:
    named = [Piece(m.start, m.stop, False) for m in analysis.of(*ITEMS) if start <= m.start and m.stop <= stop]
    left = [Piece(a, b, True) for a, b in analysis.left if start <= a and b <= stop]
    return sorted([*named, *left], key=lambda piece: piece.start)


def _first_run(analysis: Analysis, pieces: list[Piece]) -> Span:
    """The first item and those joined to it."""
    stop = pieces[0].stop
    for before, piece in zip(pieces, pieces[1:]):
        if not _joined(analysis, before, piece):
            break
        stop = piece.stop
    return pieces[0].start, stop


def _last_run(analysis: Analysis, word: Mention) -> Span | None:
    """The item right before a word in its clause, and those joined to it; None where a unit stands between."""
    ends = [end for _, end in _clause_ends(analysis, 0, word.start)]
    pieces = _pieces(analysis, max(ends, default=0), word.start)[::-1]
    if not pieces or _unit_between(analysis, pieces[0].stop, word.start):
        return None
    start = pieces[0].start
    for piece, before in zip(pieces, pieces[1:]):
        if not _joined(analysis, before, piece):
            break
        start = before.start
    return start, pieces[0].stop


def _joined(analysis: Analysis, before: Piece, piece: Piece) -> bool:
    between = analysis.text[before.stop : piece.start]
    if (before.left or piece.left) and len(between) <= APART and exclusion_words().of not in between:
        return True
    return bool(between) and compiled(exclusion_words().joins).match(between) is not None


def _unit_between(analysis: Analysis, start: int, stop: int) -> bool:
    return any(start <= m.start < stop for m in analysis.of(*UNITS))


def _figures_outside(analysis: Analysis, word: Mention, stop: int) -> bool:
    return any(m.stop <= word.start or m.start >= stop for m in analysis.of(*ITEMS, "weak"))


def _of_one_of_several_units(analysis: Analysis, word: Mention, span: Span) -> bool:
    """五家总预算合计不算深圳项目支出: an item of one unit is left out of the figure of others."""
    named = [m for m in analysis.of(*UNITS) if word.stop <= m.start < span[0]]
    others = {m.text for m in analysis.of(*UNITS)} - {m.text for m in named}
    return bool(named) and bool(others or analysis.of("each", "all") or len(named) > 1)


def _asks_for_both(analysis: Analysis, spans: list[Span]) -> bool:
    """除了三公经费，差旅费也报一下: the items are asked for beside each other."""
    stop = max(stop for _, stop in spans)
    named = any(m.start >= stop for m in analysis.of(*FIGURES))
    return named and compiled(exclusion_words().also).search(analysis.text[stop:]) is not None


def _outside(analysis: Analysis, spans: list[Span], words: Iterable[Mention]) -> Analysis:
    mentions = tuple(m for m in analysis.mentions if m not in words and (m.type in UNITS or not _within(m.start, spans)))
    left = tuple(piece for piece in analysis.left if not _within(piece[0], spans))
    return replace(analysis, mentions=mentions, left=left)


def _inside(analysis: Analysis, spans: list[Span]) -> Analysis:
    mentions = tuple(m for m in analysis.mentions if m.type not in UNITS and _within(m.start, spans))
    return replace(analysis, mentions=mentions, left=tuple(piece for piece in analysis.left if _within(piece[0], spans)))


def _within(at: int, spans: list[Span]) -> bool:
    return any(start <= at < stop for start, stop in spans)


def _unread(analysis: Analysis, words: Iterable[Mention]) -> Analysis:
    """The question with some of its words left over."""
    gone = tuple(words)
    mentions = tuple(m for m in analysis.mentions if m not in gone)
    return replace(analysis, mentions=mentions, left=tuple(sorted([*analysis.left, *((m.start, m.stop) for m in gone)])))
