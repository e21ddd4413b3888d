"""QUERY → QUERY: whether the word for a total adds up the figures of a message, or asks for one of them."""

from __future__ import annotations

from dataclasses import replace

from service.query.draft import Draft
from service.query.logical import Outcome, Query, Target
from service.query.questions import Span, questions_of
from service.query.targets import is_count


def not_added_up(query: Query, draft: Draft) -> Outcome | None:
    """Numbers of things, and a figure beside the one that holds it, are told side by side."""
    counted = len(query.targets) > 1 and any(is_count(target) for target in query.targets)
    beside = query.operation == "sum" and (counted or draft.holder in query.targets or _first_totalled(draft))
    return replace(query, operation="lookup") if beside else None


def _first_totalled(draft: Draft) -> bool:
    """差旅费一共多少，办公费多少: the word for a total belongs to the first question, the later ones ask for amounts of their own."""
    (start, stop), *later = questions_of(draft) or ((0, 0),)
    words = [m.start for m in draft.analysis.of("operation") if {"sum", "plus"} & set(m.ids)]
    own = [placed for placed in draft.targets if start <= placed.start < stop]
    alone = bool(words) and all(start <= at < stop for at in words) and len(own) == 1 < len(draft.targets)
    return alone and all(_names_another(draft, span, own[0].target) for span in later)


def _names_another(draft: Draft, span: Span, than: Target) -> bool:
    """Whether a part of a question names figures, none of which is the same account as `than` by another name."""
    named = [placed.target for placed in draft.targets if span[0] <= placed.start < span[1]]
    return bool(named) and all(not set(target.id.split("|")) & set(than.id.split("|")) for target in named)
