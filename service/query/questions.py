"""MESSAGE → QUESTIONS: the questions of a message that asks several things, in order; what asks nothing goes with its neighbour."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.language.mentions import Analysis
from service.language.normalise import Normalised
from service.language.words import compiled, variant_words
from service.query.answered import answered_file
from service.query.draft import Draft

Span = tuple[int, int]
EXTREMES = frozenset({"most", "least", "nth", "top", "bottom"})


def questions_of(draft: Draft) -> tuple[Span, ...]:
    """The questions of a message as spans of its text; one where it can't be divided."""
    questions: list[Span] = []
    waiting: int | None = None
    for (start, stop), divided in _clauses(draft):
        start = start if waiting is None else waiting
        waiting = None if divided or asks(draft.analysis, (start, stop)) else start
        questions += [(start, stop)] if waiting is None else []
    if waiting is not None and questions:
        questions[-1] = (questions[-1][0], len(draft.analysis.text))
    return tuple(questions)


def _clauses(draft: Draft) -> list[tuple[Span, bool]]:
    """The clauses between marks and between joining words; True for one that a joining word divides from the next."""
    pieces: list[tuple[Span, bool]] = []
    for start, stop in _parts(draft):
        for found in compiled(answered_file().joins).finditer(draft.analysis.text, start, stop):
            if found.start() > start and _joins_questions(draft, (start, found.start()), (found.end(), stop)):
                pieces.append(((start, found.start()), True))
                start = found.end()
        pieces.append(((start, stop), False))
    return pieces


def _parts(draft: Draft) -> Iterator[Span]:
    """What stands between two marks or blanks."""
    folded = draft.analysis.folded
    for clause in re.finditer(variant_words().clause, folded.text):
        start, stop = clause.span()
        breaks = [at for at in range(start + 1, stop) if _is_after_blank(folded, at) or at in _orders(draft)]
        yield from zip((start, *breaks), (*breaks, stop))


def _orders(draft: Draft) -> frozenset[int]:
    """三公谁最高|总预算谁最低: where another order begins, with its figure or with who is asked for."""
    extremes = [m for m in draft.analysis.of("operation") if EXTREMES & set(m.ids)]
    starts = [placed.start for placed in draft.targets]
    who = [found.start() for found in compiled(answered_file().who).finditer(draft.analysis.text)]
    found = [
        (max(e.stop for e in extremes if before < e.start < at), at) for before, at in zip(starts, starts[1:])
        if any(before < e.start < at for e in extremes) and any(before < w < at for w in who) and any(at < e.start for e in extremes)
    ]
    return frozenset(_order_begins(draft, stop, at) for stop, at in found)


def _order_begins(draft: Draft, stop: int, at: int) -> int:
    """最高|哪家的项目支出: the words for the units belong to the figure after them, unless they answer 是 (最高的是谁|总预算)."""
    between = draft.analysis.text[stop:at]
    own = compiled(answered_file().whose).search(between)
    return stop + own.start() if own else at


def _is_after_blank(folded: Normalised, at: int) -> bool:
    between = folded.original[folded.offsets[at - 1] + 1 : folded.offsets[at]]
    return bool(between) and between.isspace()


def _joins_questions(draft: Draft, before: Span, after: Span) -> bool:
    """金额和用途, 几台硬件、几个系统: whether two things asked stand around a word that joins, and not a name (商品和服务支出)."""
    analysis = draft.analysis
    if any(m.start < edge < m.stop for m in analysis.mentions for edge in (before[1], after[0])) or _are_added_up(draft, before[1], after[0]):
        return False
    if asks(analysis, before) and asks(analysis, after):
        return True
    first = next((m for m in analysis.mentions if m.start == after[0]), None)
    named = any(before[0] <= placed.start < before[1] for placed in draft.targets) or _only_amount(draft, before)
    return named and first is not None and first.type == "operation" and bool(set(first.ids) & set(answered_file().asks))


def _are_added_up(draft: Draft, stop: int, start: int) -> bool:
    """占基本支出和项目支出合计的多少: whether the figures right before and after a word that joins are added up."""
    beside = any(placed.stop == stop for placed in draft.targets)
    after = next((placed.stop for placed in draft.targets if placed.start == start), None)
    return beside and after is not None and compiled(variant_words().added_up).match(draft.analysis.text[after:]) is not None


def _only_amount(draft: Draft, span: Span) -> bool:
    """网络线路租赁费，金额、依据: whether a part of a message asks for the amount of what was named before it."""
    patterns = (answered_file().amount, answered_file().amount_end)
    named = any(placed.start < span[0] for placed in draft.targets)
    return named and any(compiled(pattern).search(draft.analysis.text, *span) for pattern in patterns)


def asks(analysis: Analysis, span: Span) -> bool:
    """Whether a part of a message asks something: by a word like 多少, or by what it wants done."""
    within = [m for m in analysis.of("operation") if span[0] <= m.start < span[1]]
    wanted = any(set(m.ids) & set(answered_file().asks) for m in within)
    return wanted or compiled(variant_words().asks).search(analysis.text, *span) is not None
