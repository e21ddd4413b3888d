"""RESULT → RESULT: a question of yes or no is answered by that first, and by the figures after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from service.language.claims import asks_whether, claim_words, says
from service.quantities import round_to
from service.query.finder import Collection, Figure, find_figures
from service.query.logical import Query
from service.reply.amounts import decimals_of, decimals_of_sum, same_measure, show, show_figure, text_of
from service.reply.conditions import meets_bound, say_bound
from service.reply.figures import say_figure
from service.reply.result import Result, declined, item_name
from service.reply.words import say, word

Verdict = Callable[[Collection, Query, Result], str]


def with_verdict(collection: Collection, query: Query, result: Result) -> Result:
    """The reply with its yes or no before it, where the question asks for one and the figures tell."""
    if "op:place_of" in query.explicit and query.claimed and result.status == "answered":
        return _with_place(query, result)
    check = VERDICTS.get(query.operation)
    if check is None or result.status != "answered" or not asks_whether(query.text):
        return result
    told = check(collection, query, result)
    return replace(result, answer=told + result.answer) if told else result


def _with_place(query: Query, result: Result) -> Result:
    """深圳三公排第几: the place of one unit in the order, before the order itself."""
    figures = same_measure(list(result.figures)) or []
    own = next((figure for figure in figures if figure.unit == query.claimed), None)
    if own is None:
        return declined("unplaced", unit=query.claimed, item=query.targets[0].name)
    before = [figure for figure in figures if (figure.value > own.value if query.order == "desc" else figure.value < own.value)]
    said = say("place", unit=own.unit, year=own.year, item=item_name(own), amount=text_of(show_figure(own, query.display)),
               count=len(figures), order=word("orders", query.order), place=len(before) + 1)
    return replace(result, answer=said + result.answer, value=None)


def _yes(truth: bool) -> str:
    return word("verdicts", "yes" if truth else "no")


def _of_amount(collection: Collection, query: Query, result: Result) -> str:
    """超过5万了吗, 有没有上年结转."""
    if len(result.figures) != 1:
        return ""
    figure, condition = result.figures[0], query.condition
    if condition is not None and condition.low is not None:
        truth = _meets(figure, query)
        return _yes(truth) + say("verdict_bound", bound=say_bound(condition, truth, figure.measure))
    if "op:exists" not in query.explicit:
        return ""
    return word("verdicts", "none" if figure.none and not figure.value else "some")


def _meets(figure: Figure, query: Query) -> bool:
    """Whether a bound is met; an amount that is named holds to as many decimals as it is said with."""
    condition = query.condition
    if condition.op != "=" or condition.unit not in ("", figure.measure):
        return meets_bound(figure, condition)
    decimals = max(0, -condition.low.as_tuple().exponent)
    return meets_bound(figure, condition) or bool(condition.unit) and round_to(figure.value, decimals) == condition.low


def _of_sides(collection: Collection, query: Query, result: Result) -> str:
    """比武汉高吗, 和武汉一样多吗."""
    sides = same_measure(list(result.figures)) or []
    if len(sides) != 2:
        return ""
    words, gap = claim_words(), sides[0].value - sides[1].value
    if says(words.same, query.text):
        return _yes(gap == 0)
    more, less = says(words.more, query.text), says(words.less, query.text)
    return "" if more == less else _yes(gap > 0 if more else gap < 0)


def _of_change(collection: Collection, query: Query, result: Result) -> str:
    """比上年多了吗, 变了没有; of several units: whether all of them did."""
    words, text = claim_words(), query.text
    changes = list(result.changes) or [result.change]
    rise, fall, same = says(words.rise, text), says(words.fall, text), says(words.same, text)
    several = len(query.units) * len(query.targets) > 1
    if not several and rise == fall and says(words.changed, text):
        return word("verdicts", "some" if any(changes) else "none")
    if several and not says(words.every, text) or rise == fall and not same:
        return ""
    truths = [change == 0 if same else change > 0 if rise else change < 0 for change in changes]
    known = not several or len(truths) == len(query.units) * len(query.targets) or not all(truths)
    return _yes(all(truths)) if known else ""


def _of_whole(collection: Collection, query: Query, result: Result) -> str:
    """是不是全都是."""
    if result.value is None or len(result.figures) != 1:
        return ""
    if query.condition is not None and query.condition.low is not None:
        percent = replace(result.figures[0], value=Decimal(result.value.number), measure=result.value.unit)
        truth = _meets(percent, query)
        return _yes(truth) + say("verdict_bound", bound=say_bound(query.condition, truth, percent.measure))
    return _yes(result.value.number == say("whole")) if "op:all_of" in query.explicit else ""


def _of_order(collection: Collection, query: Query, result: Result) -> str:
    """深圳三公是不是最高的: where it is not, its own figure is told too."""
    if not query.claimed or not result.ranking:
        return ""
    first = [figure.unit for figure in result.figures if figure.value == result.figures[0].value]
    own = next((figure for figure in result.figures if figure.unit == query.claimed), None)
    told = say_figure(own, query) if own and query.claimed not in first else ""
    return _yes(query.claimed in first) + told


def _of_sum(collection: Collection, query: Query, result: Result) -> str:
    """人员经费加公用经费等于基本支出吗."""
    found = [f for f in find_figures(collection, query, query.base, query.units[0]) if isinstance(f, Figure)] if query.base else []
    total = sum(figure.value for figure in result.figures)
    if len(found) != 1 or len(query.units) != 1 or result.value is None or found[0].measure != result.figures[0].measure:
        return ""
    gap = total - found[0].value
    size = text_of(show(abs(gap), found[0].measure, decimals_of_sum([*result.figures, *found]), query.display))
    printed = text_of(show(found[0].value, found[0].measure, decimals_of(found), query.display))
    more = word("words", "more" if gap > 0 else "less")
    tail = say("verdict_sum" if gap else "verdict_sum_same", item=item_name(found[0]), amount=printed, word=more, gap=size)
    return _yes(gap == 0) + tail


def _of_condition(collection: Collection, query: Query, result: Result) -> str:
    """各单位三公都超过1万了吗."""
    if not says(claim_words().every, query.text) or query.condition is None:
        return ""
    if query.condition.low is None and says(claim_words().none, query.text):
        return _yes(not any(figure.value for figure in result.figures))
    some = query.condition.low is None and not query.condition.other
    met = [figure for figure in result.figures if (figure.value > 0 if some else query.condition.low is not None and meets_bound(figure, query.condition))]
    return _yes(len({figure.unit for figure in met}) == len(query.units))


VERDICTS: MappingProxyType[str, Verdict] = MappingProxyType({
    "lookup": _of_amount, "difference": _of_sides, "change": _of_change, "change_rate": _of_change, "share": _of_whole,
    "rank": _of_order, "sum": _of_sum, "condition": _of_condition,
})
