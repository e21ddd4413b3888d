"""Conditions: units, or parts of a figure, that meet a bound."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from service.language.words import variant_words
from service.query.finder import Collection, Figure, Missing, plain
from service.query.logical import Condition, Query
from service.reply.bounds import settle_bound
from service.reply.amounts import show_figure
from service.reply.figures import asks_extreme, figure_result, say_figures, say_part
from service.reply.result import Result, explain_missing, figure_facts, figure_table, gather, refuse
from service.reply.words import join, say, word


def meet_condition(collection: Collection, query: Query) -> Result:
    """Units whose figure meets a bound; a bound is a number or another figure of the same unit."""
    if query.condition is not None and query.condition.every:
        return _meet_every(collection, query)
    figures, missing = gather(collection, query, query.targets[:1])
    if not figures:
        return refuse(missing)
    bound = settle_bound(collection, query, figures)
    if isinstance(bound, Result):
        return bound
    query, others = replace(query, condition=bound.condition), _other_figures(collection, query)
    met = [figure for figure in figures if _meets(figure, query.condition, others)]
    result = condition_result(collection, query, figures, met, missing, others, bound.words)
    return replace(result, facts=(*result.facts, *bound.facts)) if bound.facts else result


def _meet_every(collection: Collection, query: Query) -> Result:
    """Units of which every figure that is asked for meets the bound."""
    figures, missing = gather(collection, query, query.targets)
    if not figures:
        return refuse(missing)
    met = [figure for figure in figures if _meets(figure, query.condition, {})]
    units = [unit for unit in query.units if len({f.target.id for f in met if f.unit == unit}) == len(query.targets)]
    names = [say_condition(replace(query, targets=(target,))) for target in query.targets]
    result = replace(figure_result(collection, query, figures, missing), table=figure_table(figures, missing, query))
    condition = say("condition_both").join(names)
    if not units:
        return replace(result, answer=say("condition_empty", condition=condition, names=say_figures(figures, query).rstrip(say("figures_end"))))
    told = [figure for figure in figures if figure.unit in units]
    answer = say("condition", condition=condition, count=len(units), names=join([say_part(f, query) for f in told]))
    return replace(result, answer=answer, table=figure_table(told, [], query), ranking=tuple(units))


def condition_result(collection: Collection, query: Query, figures: list[Figure], met: list[Figure], missing: list[Missing],
                     others: dict[str, Figure], words: str = "") -> Result:
    """What meets a condition, as a list; where nothing does, that too is an answer, with what was looked at."""
    condition = words or say_condition(query)
    compared = [others[f.unit] for f in met if f.unit in others]
    if not met:
        result = figure_result(collection, query, figures, missing)
        return replace(
            result,
            answer=say("condition_empty", condition=condition, names=say_figures(figures, query).rstrip(say("figures_end")))
            + "".join(dict.fromkeys(explain_missing(m) for m in missing if _is_zero(query))),
        )
    ordered = sorted(met, key=lambda figure: -figure.value, reverse=query.order == "asc")
    result = replace(figure_result(collection, query, ordered, missing), facts=figure_facts([*ordered, *compared]))
    names = join([say_part(figure, query) for figure in ordered])
    first = [figure for figure in ordered if figure.value == ordered[0].value] if asks_extreme(query) else []
    return replace(
        result,
        answer=say("condition", condition=condition, count=len(ordered), names=names) + _say_first(first, query),
        value=show_figure(first[0], query.display) if len(first) == 1 else None,
        table=figure_table(ordered + compared, [], query),
    )


def _is_zero(query: Query) -> bool:
    """谁没有奖金: those that list none of it are no zero, and are told."""
    return query.condition is not None and query.condition.op == "=" and query.condition.low == 0


def _say_first(first: list[Figure], query: Query) -> str:
    """哪几家有，谁最多: the first of those that meet the condition."""
    if not first:
        return ""
    names = join([say_part(figure, query) for figure in first])
    return say("condition_most", order=word("extremes", query.order or "desc"), names=names)


def _other_figures(collection: Collection, query: Query) -> dict[str, Figure]:
    other = query.condition.other if query.condition else None
    if other is None:
        return {}
    found, _ = gather(collection, query, (other,))
    return {figure.unit: figure for figure in found}


def _meets(figure: Figure, condition: Condition, others: dict[str, Figure]) -> bool:
    if condition.other is not None:
        other = others.get(figure.unit)
        return other is not None and (figure.value < other.value if condition.op == "<" else figure.value > other.value)
    if condition.low is None:
        return figure.value > 0
    return meets_bound(figure, condition)


def meets_bound(figure: Figure, condition: Condition) -> bool:
    """Whether a figure meets a bound given in its own or another unit of money."""
    factors = variant_words().factors
    value = figure.value * factors.get(figure.measure, Decimal(1))
    scale = factors.get(condition.unit, Decimal(1))
    if not condition.unit and figure.measure in factors:
        scale = Decimal(1)
    low = condition.low * scale
    high = condition.high * scale if condition.high is not None else None
    return {
        ">": value > low, ">=": value >= low, "<": value < low, "<=": value <= low, "=": value == low,
        "between": high is not None and low <= value <= high,
    }[condition.op]


def say_condition(query: Query) -> str:
    """A condition in words."""
    condition, item = query.condition, query.targets[0].name
    if condition.other is not None:
        return word("conditions", f"{condition.op}other").format(item=item, other=condition.other.name)
    if condition.low is None:
        return word("conditions", ">0").format(item=item)
    low = _say_bound(condition.low, condition.unit)
    high = _say_bound(condition.high, condition.unit) if condition.high is not None else ""
    return item + word("conditions", condition.op).format(low=low, high=high)


def say_bound(condition: Condition, met: bool, measure: str) -> str:
    """A bound by itself in the figure's unit, as it is met or not (超过5万元, 没有超过5万元)."""
    low = _in_measure(condition.low, condition.unit, measure)
    high = _in_measure(condition.high, condition.unit, measure) if condition.high is not None else ""
    return word("claimed" if met else "denied", condition.op).format(low=low, high=high)


def _in_measure(value: Decimal, unit: str, measure: str) -> str:
    factors = variant_words().factors
    if measure in factors:
        value = value * factors.get(unit, Decimal(1)) / factors[measure]
    return f"{plain(value)}{measure}"


def _say_bound(value: Decimal, unit: str) -> str:
    """A bound as it was said; a bare large number (超过100万) in 万元."""
    large = variant_words().bare_bound
    if not unit and value >= variant_words().factors[large]:
        value, unit = value / variant_words().factors[large], large
    return f"{value.normalize():f}{unit}"
