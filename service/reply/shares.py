"""Shares: part of a whole in percent, both sides on one basis, the printed percentage where there is one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from service.language.claims import asks_whether
from service.language.source_words import source_words
from service.quantities import round_to
from service.query.finder import Collection, Figure, Missing, find_change, plain
from service.query.logical import Condition, Query, Target
from service.reply.amounts import percentage, same_measure, show, show_figure, text_of
from service.reply.answer import AnswerTable, TableColumn, Value
from service.reply.conditions import meets_bound, say_condition
from service.reply.figures import asks_extreme, figure_result, varying, who_is
from service.reply.one_basis import on_one_basis
from service.reply.overlaps import find_overlap
from service.reply.result import Result, declined, item_name, refuse
from service.reply.wholes import NEAR, basis_note, find_whole, gather_parts, whole_name
from service.reply.words import headings, join, note, say, word

SUMS = frozenset({"op:sum", "op:plus"})


def share(collection: Collection, query: Query) -> Result:
    """Part of a whole in percent, both sides from one table where they stand in one."""
    figures, missing = gather_parts(collection, query)
    if not figures:
        return refuse(missing)
    pairs = [(figure, find_whole(collection, query, figure)) for figure in figures]
    pairs = [pair for pair in pairs if isinstance(pair[1], Missing) or pair[1].value] or pairs if len(pairs) > 1 else pairs
    pairs = pairs if query.base_units else [on_one_basis(collection, part, whole) for part, whole in pairs]
    pairs, missing = _with_wholes(pairs, missing, query.each)
    if not pairs:
        return refuse(missing)
    for figure, whole in pairs:
        if same_measure([figure, whole]) is None:
            return declined("measures_differ")
        if whole.value == 0:
            return declined("base_zero", base=whole.target.name)
    if SUMS & query.explicit and len(query.targets) > 1:
        if missing:
            return refuse(missing)
        overlap = find_overlap(figures)
        if overlap:
            return declined("parts_overlap", whole=item_name(overlap.whole), parts=join([item_name(p) for p in overlap.parts]))
    pairs = [*(pairs if "op:each_amount" in query.explicit else ()), *_joined(query, pairs)]
    one_claim = len(pairs) == 1 and asks_whether(query.text)
    if query.condition is not None and query.condition.low is not None and not one_claim:
        pairs = [pair for pair in pairs if _share_meets(pair, query.condition)]
        if not pairs:
            return replace(
                figure_result(collection, query, figures, missing),
                answer=say("condition_empty", condition=say_condition(query), names=join(query.units)),
            )
    return _say_shares(collection, query, pairs, missing)


def _with_wholes(pairs: list[tuple[Figure, Figure | Missing]], missing: list[Missing], each: bool) -> tuple[list[tuple[Figure, Figure]], list[Missing]]:
    """The pairs that have a whole; of all units those without one are told as missing, of named ones they are refused."""
    without = [whole for _, whole in pairs if isinstance(whole, Missing)]
    whole = [pair for pair in pairs if not isinstance(pair[1], Missing)]
    return (whole, [*missing, *without]) if each or not without else ([], without)


def is_joint(query: Query) -> bool:
    """Whether several parts are asked for as one share (甲和乙合计占几成), not one share each."""
    units = "op:sum" in query.explicit and len(query.units) > 1 and not query.order
    return bool(SUMS & query.explicit) and (len(query.targets) > 1 or units) and not asks_gap(query)


def asks_gap(query: Query) -> bool:
    """Whether it is asked how many points two shares are apart."""
    return query.operation == "share" and "op:difference" in query.explicit


def _joined(query: Query, pairs: list[tuple[Figure, Figure]]) -> list[tuple[Figure, Figure]]:
    """What the question adds up as one part: items of one unit, units; each by itself where nothing is added up."""
    if not SUMS & query.explicit:
        return [] if "op:each_amount" in query.explicit else pairs
    if len(query.targets) > 1:
        grouped = [[pair for pair in pairs if pair[0].unit == unit] for unit in query.units]
        pairs = [(_added_up([p for p, _ in own]), own[0][1]) for own in grouped if own]
    if "op:sum" not in query.explicit or len(query.units) < 2 or query.order:
        return pairs
    wholes = [whole for _, whole in pairs]
    return [(_added_up([p for p, _ in pairs]), wholes[0] if query.base_units else _added_up(wholes))]


def _added_up(figures: list[Figure]) -> Figure:
    """Several items, or one item of several units, as one figure."""
    parts = same_measure(figures) or figures
    if len(parts) == 1:
        return parts[0]
    facts = tuple(fact for figure in figures for fact in figure.facts)
    units = join(tuple(dict.fromkeys(figure.unit for figure in figures)))
    names = tuple(dict.fromkeys(item_name(figure) for figure in figures))
    total = sum((f.value for f in parts), Decimal(0))
    formula = f"{say('list_plus').join(plain(f.value) for f in parts)} = {plain(total)}"
    target = parts[0].target if len(names) == 1 else Target("", say("joint", names=join(names)), ())
    return replace(parts[0], unit=units, target=target, value=total, facts=facts, others=(), none=False, formula=formula)


def _share_meets(pair: tuple[Figure, Figure], condition: Condition) -> bool:
    part, whole = _alike(*pair)
    return meets_bound(replace(part, value=part.value * 100 / whole.value, measure="%"), condition)


def _is_the_total(part: Figure, whole: Figure) -> bool:
    """Whether the share of a figure in itself was asked for, or of a grand total in itself under another name."""
    totals = set(source_words().same_total)
    if [fact["fact_id"] for fact in part.facts] == [fact["fact_id"] for fact in whole.facts]:
        return True
    both = {figure.facts[0]["subject"] for figure in (part, whole)} <= totals and part.facts[0]["aspect"] == "total"
    same, other = _alike(part, whole)
    return both and same.value == other.value


def _say_shares(collection: Collection, query: Query, pairs: list[tuple[Figure, Figure]], missing: list[Missing]) -> Result:
    too_large = next((part for part, whole in pairs if _is_more(part, whole) and not query.base_units), None)
    itself = next((part for part, whole in pairs if not query.base_units and _is_the_total(part, whole)), None)
    if itself:
        return declined("share_of_total", unit=itself.unit, item=itself.target.name)
    if too_large:
        return declined("part_larger", unit=too_large.unit, item=too_large.target.name)
    if query.order:
        pairs = sorted(pairs, key=lambda pair: _percent(pair), reverse=query.order != "asc")
    figures = [figure for figure, _ in pairs]
    facts = tuple(fact for pair in pairs for figure in pair for fact in figure.facts)
    result = figure_result(collection, query, figures, missing)
    told = tuple(text for part, whole in pairs for text in basis_note(collection, query, part, whole))
    result = replace(result, facts=facts, notes=tuple(dict.fromkeys((*result.notes, *told))))
    if asks_gap(query):
        return _say_gap(query, result, pairs)
    if len(pairs) == 1 and pairs[0][0].formula:
        percent = _percent(pairs[0])
        return replace(result, answer=_say_share(*pairs[0], percent, query), value=Value(f"{percent:f}", "%"))
    if len(pairs) == 1:
        return _quote(collection, query, result, *pairs[0])
    if query.order and asks_extreme(query):
        return _say_extreme(query, result, pairs)
    pairs = pairs[: query.limit or len(pairs)] if query.order else pairs
    texts = [_say_share(part, whole, _percent((part, whole)), query) for part, whole in pairs]
    return replace(result, answer="".join(texts), table=share_table(pairs, query))


def _say_gap(query: Query, result: Result, pairs: list[tuple[Figure, Figure]]) -> Result:
    """How many points two shares are apart, by their values as shown."""
    if len(pairs) != 2:
        return declined("one_side", unit=pairs[0][0].unit, item=item_name(pairs[0][0])) if len(pairs) == 1 else declined("two_sides")
    gap = _percent(pairs[0]) - _percent(pairs[1])
    differing = varying([part for part, _ in pairs])
    first, second = (who_is(part, differing) for part, _ in pairs)
    told = "".join(_say_share(part, whole, _percent((part, whole)), query) for part, whole in pairs)
    value = Value(f"{abs(gap):f}", word("words", "points"))
    said = say("share_gap", first=first, second=second, word=word("words", "above" if gap >= 0 else "below"), gap=text_of(value))
    return replace(result, answer=told + said, value=value, table=share_table(pairs, query))


def _percent(pair: tuple[Figure, Figure]) -> Decimal:
    part, whole = _alike(*pair)
    return percentage(part.value, whole.value)


def _is_more(part: Figure, whole: Figure) -> bool:
    first, second = _alike(part, whole)
    return first.value > second.value


def _alike(part: Figure, whole: Figure) -> tuple[Figure, Figure]:
    """Both sides in one unit of measure, as is reckoned with; each is told in the unit that it is printed in."""
    first, second = same_measure([part, whole]) or (part, whole)
    return first, second


def _say_extreme(query: Query, result: Result, pairs: list[tuple[Figure, Figure]]) -> Result:
    """The unit, or the item, with the largest or the smallest share, named with it; all of them in the table."""
    first = [pair for pair in pairs if _percent(pair) == _percent(pairs[0])]
    differing = varying([part for part, _ in pairs])
    names = join(tuple(dict.fromkeys(part.unit if len(query.units) > 1 else who_is(part, differing) for part, _ in first)))
    lead = say("share_most", name=names, item=join(tuple(dict.fromkeys(item_name(p) for p, _ in pairs))) if len(query.units) > 1
               else pairs[0][0].unit, order=word("extremes", query.order))
    texts = [_say_share(part, whole, _percent((part, whole)), query) for part, whole in first]
    value = Value(f"{_percent(first[0]):f}", "%") if len(first) == 1 else None
    return replace(result, answer=lead + "".join(texts), value=value, table=share_table(pairs, query))


def _quote(collection: Collection, query: Query, result: Result, part: Figure, whole: Figure) -> Result:
    """One share with its value: as printed where the document prints it; a note where computing gives another one."""
    computed = _percent((part, whole))
    printed = [
        row
        for row in find_change(collection, query, part.target, part.unit, part.year, "share")
        if abs(row["value"] - computed) <= NEAR
    ]
    if not printed or round_to(computed, printed[0]["decimals"]) == printed[0]["value"]:
        return replace(result, answer=_say_share(part, whole, computed, query), value=Value(f"{computed:f}", "%"))
    answer = _say_share(part, whole, Decimal(show(printed[0]["value"], "%", printed[0]["decimals"]).number), query)
    value = show(printed[0]["value"], "%", printed[0]["decimals"])
    told = note("printed_rate", printed=value.number, computed=f"{computed:f}")
    return replace(result, answer=answer, value=value, facts=(*result.facts, printed[0]), notes=(*result.notes, told))


def _say_share(figure: Figure, whole: Figure, percent: Decimal, query: Query) -> str:
    return say(
        "share", unit=figure.unit, year=figure.year, item=item_name(figure),
        amount=text_of(show_figure(figure, query.display)), base=whole_name(query, whole),
        base_amount=text_of(show_figure(whole, query.display)), share=f"{percent:f}",
    )


def share_table(pairs: list[tuple[Figure, Figure]], query: Query) -> AnswerTable:
    """One row a share: unit, item, amount, percentage; the amounts' units of measure in a column where they differ."""
    shown = [(part, show_figure(part, query.display), _percent((part, whole))) for part, whole in pairs]
    measures = {value.unit for _, value, _ in shown}
    amount = TableColumn(headings()["amount"], measures.pop() if len(measures) == 1 else None)
    mixed = [TableColumn(headings()["measure"])] if amount.unit is None else []
    columns = [TableColumn(headings()["unit"]), TableColumn(headings()["item"]), amount, *mixed, TableColumn(headings()["share"], "%")]
    return AnswerTable(columns, [
        [part.unit, item_name(part), value.number, *([value.unit] if mixed else []), f"{percent:f}"] for part, value, percent in shown
    ])
