"""Questions after one that was refused or asked back: what they may lean on."""

from __future__ import annotations

from service.language.words import compiled, enumerate_words, variant_words
from service.query.context import Context, taken_up
from service.query.draft import Draft
from service.query.logical import Clarify, Decline, Outcome, Query


def possible_contexts(draft: Draft, context: Context) -> tuple[Context, ...]:
    """What was answered last; what the unanswered question named, where this one goes on from it; both where that is open."""
    left = context.unanswered
    if left is None or not (left.units or left.targets):
        return (context,)
    goes_on = draft.groups or draft.targets or draft.periods or not context.operation
    return (taken_up(context),) if goes_on else (context, taken_up(context))


def leans_on_lost(draft: Draft, context: Context) -> Decline | None:
    """占多少, after 最大的是哪类 that was not understood; 那武汉呢, after 四川的占啥比重: what it is about was never found.
    那公务接待费呢 after a question that named some unknown unit is not about all units."""
    left = context.unanswered
    of_nobody = left is not None and left.nameless and draft.targets and not (draft.groups or draft.each)
    if of_nobody and compiled(variant_words().follows).search(draft.analysis.text):
        return Decline("after_lost", (("word", draft.analysis.text),))
    if left is None or not (left.lost or left.unread):
        return None
    named = draft.groups or draft.targets or draft.periods or draft.each or draft.analysis.of("scope")
    asks = draft.analysis.of("operation", "pointer")
    goes_on = left.lost and bool(left.units or left.targets) and not asks and not (draft.targets and (draft.groups or draft.each))
    return Decline("after_lost", (("word", draft.analysis.text),)) if asks and not named or goes_on else None


def one_meaning(draft: Draft, meanings: tuple[Outcome, ...]) -> Outcome:
    """The only meaning; a question back where there are two about other units or items."""
    queries = [each for each in meanings if isinstance(each, Query)]
    if len(queries) < 2 or _about(queries[0]) == _about(queries[1]):
        return queries[0] if queries else meanings[0]
    return Clarify("which_before", tuple((_about(query), f"{_about(query)}{draft.analysis.text}") for query in queries))


def _about(query: Query) -> str:
    return enumerate_words(query.units) + enumerate_words(target.name for target in query.targets)
