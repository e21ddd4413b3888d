"""MESSAGE → QUESTIONS IN TURN: 哪项最大，占百分之几; 总预算最低的单位三公多少: what is asked after the first of an order is about that one."""

from __future__ import annotations

from itertools import pairwise

from service.language.words import compiled, places
from service.query.answered import answered_file
from service.query.draft import Draft
from service.query.questions import EXTREMES, Span, questions_of

TWO = 2
# 各多少 asks for no parts.
EACH = frozenset({"breakdown"})
ACCOUNTS = ("function.", "economic.")


def turns_of(draft: Draft) -> tuple[str, ...]:
    """The questions of a message, each as it can be asked after the ones before it."""
    chosen, item, text = _chosen(draft), _chosen_item(draft), draft.analysis.text
    if item:
        return text[slice(*item[0])] + answered_file().asks_item, text[slice(*item[1])]
    if chosen:
        which, rest = chosen
        return text[slice(*which)] + answered_file().asks_which, answered_file().of_it + text[slice(*rest)]
    apart = _parts_shared(draft)
    if apart:
        return text[: apart[0][0]] + text[slice(*apart[1])] + answered_file().parts_of, answered_file().each_of + text[apart[2] :]
    about = _about_first(draft)
    shared = _shares_of_listed(draft)
    asked = (_said_before(span, about, shared) + text[slice(*span)] for span in questions_of(draft))
    return tuple(turn for question in asked for turn in _of_item(question))


def _said_before(span: Span, about: tuple[Span, ...], shared: tuple[Span, ...]) -> str:
    return answered_file().of_it if span in about else answered_file().each_of if span in shared else ""


def _parts_shared(draft: Draft) -> tuple[Span, Span, int] | None:
    """工资福利支出里每一项占比多少: (the words for each part, what stands between them and the share, where the share begins)."""
    text = draft.analysis.text
    shares = [m.start for m in draft.analysis.of("operation") if "share" in m.ids]
    found = compiled(answered_file().each_part).search(text)
    share = next((start for start in shares if found and start >= found.end()), 0)
    whole = [placed.target for placed in draft.targets if placed.start < share]
    if found is None or len(whole) != 1 or len(questions_of(draft)) > 1 or len(draft.targets) > 1 and not found["part"]:
        return None
    taken_apart = whole[0].breakdown or whole[0].id.startswith(ACCOUNTS)
    return (found.span(), (found.end(), share), share) if taken_apart else None


def _shares_of_listed(draft: Draft) -> tuple[Span, ...]:
    """构成及占比: the questions for a share right after one for the parts, which are asked for that of each part."""
    questions = questions_of(draft)
    return tuple(
        later for before, later in pairwise(questions)
        if "breakdown" in done(draft, before) and done(draft, later) == {"share", "part_of"} and not _items(draft, later)
    )


def _of_item(question: str) -> tuple[str, ...]:
    """共有几项，最高的一项|占比多少: the item is found before something is asked of it."""
    found = compiled(answered_file().then_chooses).match(question)
    return (found["which"] + answered_file().asks_item, found["rest"]) if found else (question,)


def chooses_unit(draft: Draft) -> bool:
    """Whether only what is asked of the unit that is chosen is wanted."""
    return bool(_chosen(draft) or _chosen_item(draft))


def goes_on_from_first(draft: Draft) -> tuple[Span, ...]:
    """What is asked of the first of an order that the question itself asks for; () where nothing is."""
    chosen, apart = _chosen_item(draft) or _chosen(draft), _parts_shared(draft)
    return chosen[1:] or tuple(dict.fromkeys((*_rest(draft), *_about_first(draft), *_shares_of_listed(draft), *(apart or ())[:1])))


def _chosen(draft: Draft) -> tuple[Span, ...]:
    """总预算最低的单位|三公经费多少: the words that choose a unit, and what is asked of it; () where none is chosen so."""
    found = compiled(answered_file().chooses).match(draft.analysis.text)
    if not found or not EXTREMES & done(draft, found.span("which")) or EXTREMES & done(draft, found.span("rest")):
        return ()
    before, after = _items(draft, found.span("which")), _items(draft, found.span("rest"))
    return (found.span("which"), found.span("rest")) if before and after - before else ()


def _chosen_item(draft: Draft) -> tuple[Span, ...]:
    """工资福利支出里最大的一项|占几成: the words that choose an item, and what is asked of it; () where none is chosen so."""
    found = compiled(answered_file().chooses_item).match(draft.analysis.text)
    if not found or not EXTREMES & done(draft, found.span("which")):
        return ()
    asked = done(draft, found.span("rest")) - done(draft, found.span("which"))
    goes_on = asked & set(answered_file().goes_on) and _items(draft, found.span("which"))
    return (found.span("which"), found.span("rest")) if goes_on else ()


def _rest(draft: Draft) -> tuple[Span, ...]:
    """The questions after one for the first of an order that do something of their own."""
    first, later = _after_first(draft)
    return tuple(span for span in later if first and _asks_other(draft, first, span))


def _about_first(draft: Draft) -> tuple[Span, ...]:
    """总预算最高的是哪家，三公多少: another item that no unit is named for is asked of the unit that is found."""
    first, later = _after_first(draft)
    if first is None or not any(first[0] <= m.start < first[1] for m in draft.analysis.of("each", "all")):
        return ()
    return tuple(span for span in later if _items(draft, span) - _items(draft, first) and not _is_of_others(draft, span))


def _is_of_others(draft: Draft, span: Span) -> bool:
    """Whether a question says itself whose figure it asks for, or finds the first of another order."""
    said = [m for m in draft.analysis.of("each", "all", "pointer") if span[0] <= m.start < span[1]]
    named = any(span[0] <= group.start < span[1] for group in draft.groups)
    pointed = compiled(places().it).search(draft.analysis.text, *span)
    return bool(said or named or pointed) or bool(EXTREMES & done(draft, span))


def _after_first(draft: Draft) -> tuple[Span | None, tuple[Span, ...]]:
    """The question for the first of an order, and those after it; of two sides the larger one is told with their difference."""
    questions = questions_of(draft)
    at = next((i for i, question in enumerate(questions) if EXTREMES & done(draft, question)), None)
    if at is None or not _items(draft, questions[at]) or _sides(draft) == TWO or _both_ends(draft):
        return None, ()
    return questions[at], questions[at + 1 :]


def _both_ends(draft: Draft) -> bool:
    """最多的和最少的差多少: both ends of one order are told together."""
    one = len({placed.target.id for placed in draft.targets}) < TWO
    return one and draft.analysis.has("most") and draft.analysis.has("least") and not draft.analysis.has("share")


def _asks_other(draft: Draft, first: Span, later: Span) -> bool:
    """Whether a question does something else than the one before, or finds the first in an order of another figure."""
    own = done(draft, later) - done(draft, first)
    own -= EACH if "each_amount" in own else frozenset()
    if own & set(answered_file().goes_on) or compiled(places().it).search(draft.analysis.text, *later):
        return True
    if EXTREMES & own and not _items(draft, later):
        return True
    items = _items(draft, first)
    return bool(items and EXTREMES & done(draft, later) and _items(draft, later) - items)


def _items(draft: Draft, span: Span) -> set[str]:
    return {placed.target.id for placed in draft.targets if span[0] <= placed.start < span[1]}


def done(draft: Draft, span: Span) -> frozenset[str]:
    """What a part of a message wants done; a change and its rate are told together."""
    ids = (id_ for m in draft.analysis.of("operation") if span[0] <= m.start < span[1] for id_ in m.ids)
    return frozenset(answered_file().together.get(id_, id_) for id_ in ids)


def _sides(draft: Draft) -> int:
    """How many figures are named."""
    units = {unit for group in draft.groups for unit in group.units}
    return len(units) * max(1, len({placed.target.id for placed in draft.targets}))
