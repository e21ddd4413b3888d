"""Operations on figures: look-up, ranking, comparison, sum, average, difference, multiple."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from service.facts.statements import Statement
from service.language.words import compiled, variant_words
from service.query.compiler import aggregate
from service.query.crossed import CROSSED
from service.query.finder import Collection, Figure, Missing
from service.query.logical import Query
from service.reply.amounts import decimals_of_sum, percentage, round_half_up, same_measure, show, show_figure, text_of
from service.reply.answer import Value
from service.reply.caveats import figure_notes, none_word, stage_word
from service.reply.ends import in_order_asked
from service.reply.joined import join_results
from service.reply.overlaps import Overlap, find_overlap
from service.reply.parts import SHOWN
from service.reply.result import Result, as_series, declined, explain_missing, figure_facts, figure_table, gather, item_name, refuse
from service.reply.words import join, say, word


def look_up(collection: Collection, query: Query) -> Result:
    """One figure, or one for each unit, item and year named."""
    figures, missing = gather(collection, query, query.targets)
    if not figures:
        return refuse(missing)
    if _asks_count(query) and all(figure.measure in variant_words().factors for figure in figures):
        return declined("count_missing", item=figures[0].target.name)
    if any(_is_of_another_kind(figure, query) for figure in figures):
        return declined("item_missing", unit=figures[0].unit, year=figures[0].year, item=figures[0].target.name)
    query, figures = as_series(query, figures)
    result = figure_result(collection, query, figures, missing)
    if len(figures) == 1 and (not missing or not query.each):
        return replace(result, answer=say_figure(figures[0], query) + _say_missing(missing), value=show_figure(figures[0], query.display))
    told = "" if query.each else _say_missing(missing)
    return replace(result, answer=say_figures(figures, query) + told, table=figure_table(figures, missing, query))


def _say_missing(missing: list[Missing]) -> str:
    """What of a list that was named is not told, each with its reason."""
    return "".join(dict.fromkeys(explain_missing(m) for m in missing))


def _asks_count(query: Query) -> bool:
    """几个, 多少辆: an amount of money is no answer to that."""
    return compiled(variant_words().counts).search(query.text) is not None


def _is_of_another_kind(figure: Figure, query: Query) -> bool:
    """Whether money, or a number of other things, is asked of what the text only counts under a name of its own (接待人数13人, asked 几次)."""
    words, fact = variant_words(), figure.facts[0]
    if fact["subject_class"] != "name" or not fact["passage_id"] or figure.measure in words.factors or figure.measure == "%":
        return False
    asked = compiled(words.number_unit).search(query.text)
    if asked:
        return not any({asked["unit"], figure.measure} <= set(alike) for alike in words.alike_units)
    return any(compiled(pattern).search(query.text) for pattern in words.money)


def say_figure(figure: Figure, query: Query) -> str:
    """A figure in one sentence."""
    code = "figure_computed" if figure.formula else "figure_none" if figure.none else "figure"
    amount, date = text_of(show_figure(figure, query.display)), _date_of(figure)
    if date and not figure.formula:
        return say(f"{code}_as_of", unit=figure.unit, date=date, item=item_name(figure), amount=amount)
    stage = word("planned", "budget") if query.stage == "budget" else stage_word(figure)
    return say(code, unit=figure.unit, year=figure.year, item=item_name(figure), stage=stage,
               amount=amount, none=none_word(figure), formula=figure.formula, measure=figure.measure)


def _date_of(figure: Figure) -> str:
    """The day, month or year that a stock is stated for; "" where that is the year of the document."""
    parts = [int(part) for part in figure.facts[0]["as_of"].split("-") if part]
    form = ("", "year", "month", "day")[len(parts)]
    return word("dates", form).format(**dict(zip(("year", "month", "day"), parts))) if form else ""


def say_figures(figures: list[Figure], query: Query) -> str:
    """Several figures in one sentence; unit and year are said again only where they differ."""
    several = len(query.units) > 1 or len({figure.year for figure in figures}) > 1
    parts = [
        say("figures_item" if i == 0 or several else "figures_same", unit=figure.unit, year=figure.year, item=item_name(figure),
            amount=text_of(show_figure(figure, query.display))) + (say("figures_none", none=none_word(figure)) if figure.none else "")
        for i, figure in enumerate(figures[:SHOWN])
    ]
    return say("figures_join").join(parts) + (say("parts_more", count=len(figures)) if len(figures) > SHOWN else "") + say("figures_end")


def figure_result(collection: Collection, query: Query, figures: list[Figure], missing: list[Missing]) -> Result:
    """What every answer from figures has: facts, notes, SQL, units and years; the sentence is the operation's."""
    return Result(
        answer="", facts=figure_facts(figures), notes=figure_notes(collection, query, figures, missing), statement=figures[0].statement,
        ranking=tuple(dict.fromkeys(f.unit for f in figures)), years=tuple(dict.fromkeys(f.year for f in figures)), figures=tuple(figures),
    )


def varying(figures: list[Figure] | tuple[Figure, ...]) -> tuple[str, ...]:
    """What tells some figures apart: units, items, years (of one unit; each unit's newest year is no difference)."""
    years = {(figure.unit, figure.year) for figure in figures}
    differs = {
        "units": len({figure.unit for figure in figures}) > 1,
        "items": len({item_name(figure) for figure in figures}) > 1,
        "years": len(years) > len({unit for unit, _ in years}),
    }
    return tuple(name for name, several in differs.items() if several)


def who_is(figure: Figure, differing: tuple[str, ...]) -> str:
    """How a figure is called among others: by what they differ in."""
    words = {"units": figure.unit, "years": say("year_range", first=figure.year), "items": item_name(figure)}
    return "".join(text for name, text in words.items() if name in differing) or item_name(figure)


def rank(collection: Collection, query: Query) -> Result:
    """Units, items or years in the order of a figure; the first of them named where the most or the least is asked for."""
    if len(query.units) > 1 and len(query.targets) > 1:
        return _each_item(rank, collection, query)
    figures, missing = gather(collection, query, query.targets)
    comparable = same_measure(figures)
    if not figures:
        return refuse(missing)
    if comparable is None:
        return declined("measures_differ")
    ordered = sorted(comparable, key=lambda figure: figure.value, reverse=query.order != "asc")
    shown = _limited(ordered, query)
    result = figure_result(collection, query, shown, missing)
    table = figure_table(shown, [], query)
    if asks_extreme(query):
        first = [figure for figure in ordered if figure.value == ordered[0].value]
        answer = _say_extreme(first, varying(figures), query)
        value = show_figure(first[0], query.display) if len(first) == 1 else None
        return replace(result, answer=answer, table=table, value=value)
    if query.nth and len(shown) == 1 and varying(figures) == ("units",):
        said = dict(item=item_name(shown[0]), order=word("orders", query.order or "desc"), n=query.nth, unit=shown[0].unit, year=shown[0].year)
        value = show_figure(shown[0], query.display)
        return replace(result, answer=say("rank_nth", amount=text_of(value), **said), table=table, value=value)
    item = join(tuple(dict.fromkeys(target.name for target in query.targets)))
    head = say("rank_first", item=item, order=word("orders", query.order or "desc"))
    value = show_figure(shown[0], query.display) if query.nth and len(shown) == 1 else None
    return replace(result, answer=head + say_figures(shown, query), table=table, value=value)


def _each_item(operation: Callable[[Collection, Query], Result], collection: Collection, query: Query) -> Result:
    """Several items of several units: one answer for each item."""
    return join_results([operation(collection, replace(query, targets=(target,))) for target in query.targets])


def _say_extreme(first: list[Figure], differing: tuple[str, ...], query: Query) -> str:
    """The unit, item or year with the most or the least; several where they are equal."""
    common = dict(order=word("extremes", query.order or "desc"), amount=text_of(show_figure(first[0], query.display)))
    if "units" in differing or not differing:
        return say("rank_most", unit=join([f.unit for f in first]), item=first[0].target.name, year=first[0].year, **common)
    names = join([who_is(figure, differing) for figure in first])
    item = first[0].target.name if differing == ("years",) else join(tuple(dict.fromkeys(t.name for t in query.targets)))
    return say("rank_most_of", unit=first[0].unit, year=first[0].year, item=item, name=names, **common) if "years" not in differing \
        else say("rank_most_year", unit=first[0].unit, item=item, name=names, **common)


def asks_extreme(query: Query) -> bool:
    """Whether the first of an order is asked for, not the order."""
    return (
        bool({"op:most", "op:least"} & query.explicit)
        and query.limit is None
        and not {"op:rank_desc", "op:rank_asc"} & query.explicit
    )


def _limited(ordered: list[Figure], query: Query) -> list[Figure]:
    """The first `limit` and those equal to the last of them; or the n-th alone."""
    if query.nth and query.limit is None:
        return ordered[query.nth - 1 : query.nth] or ordered
    if query.limit is None or query.limit >= len(ordered):
        return ordered
    last = ordered[query.limit - 1].value
    return [figure for i, figure in enumerate(ordered) if i < query.limit or figure.value == last]


def compare(collection: Collection, query: Query) -> Result:
    """Several figures side by side; with two units, also how far they are apart."""
    if len(query.targets) == 1 and len(query.units) == 1:
        return look_up(collection, query)
    result = look_up(collection, query)
    figures = same_measure(list(result.figures))
    if figures is None or len(figures) != 2 or result.status != "answered":
        return result
    return replace(result, answer=_say_difference(figures[0], figures[1], query)[0])


def add_up(collection: Collection, query: Query) -> Result:
    """The exact sum over units or items, each figure once."""
    figures, missing = gather(collection, query, query.targets)
    problem = _not_summable(figures, missing, query)
    if problem:
        return problem
    comparable = same_measure(figures)
    if comparable is None:
        return declined("measures_differ")
    overlap = find_overlap(figures)
    if overlap:
        return _not_added(collection, query, figures, missing, overlap)
    total = _total(collection, figures, comparable)
    value = show(total, comparable[0].measure, decimals_of_sum(figures), query.display)
    result = figure_result(collection, query, figures, missing)
    answer = _say_sum(figures, value, query)
    return replace(result, answer=answer, value=value, table=figure_table(figures, missing, query), statement=_sum_statement(figures))


def _not_added(
    collection: Collection, query: Query, figures: list[Figure], missing: list[Missing], overlap: Overlap
) -> Result:
    """Each figure by itself where one is the whole of others; what the parts come to, where they can be added."""
    whole, parts = overlap.whole, list(overlap.parts)
    answer = say_figures(figures, query) + say("sum_overlap", whole=item_name(whole), parts=join([item_name(p) for p in parts]))
    if len(parts) > 1 and not find_overlap(parts):
        amount = show(sum((part.value for part in parts), Decimal(0)), whole.measure, decimals_of_sum(parts), query.display)
        answer += say("sum_of_parts", parts=join([item_name(part) for part in parts]), amount=text_of(amount))
    result = figure_result(collection, query, figures, missing)
    return replace(result, answer=answer, table=figure_table(figures, missing, query))


def _say_sum(figures: list[Figure], value: Value, query: Query) -> str:
    """A total with its parts: over units, over items, or over years."""
    differing = varying(figures)
    parts = join([f"{who_is(figure, differing)}{text_of(show_figure(figure, query.display))}" for figure in figures])
    names = join(tuple(dict.fromkeys(figure.target.name for figure in figures)))
    if differing == ("units",):
        return say("sum_units", count=len(figures), item=names, amount=text_of(value), parts=parts)
    who = join(tuple(dict.fromkeys(figure.unit for figure in figures)))
    return say("sum_items", unit=who, year=_years_of(figures), names=names, amount=text_of(value), parts=parts)


def _years_of(figures: list[Figure]) -> str:
    return join(dict.fromkeys(say("year_range", first=figure.year) for figure in figures))


def say_part(figure: Figure, query: Query) -> str:
    """A figure in an enumeration: what it is of, and its amount."""
    who = figure.unit if len(query.units) > 1 else figure.target.name
    who = f"{figure.unit}{figure.target.name}" if len(query.units) > 1 and len(query.targets) > 1 else who
    return f"{who}{text_of(show_figure(figure, query.display))}"


def _not_summable(figures: list[Figure], missing: list[Missing], query: Query) -> Result | None:
    """Sums need every part, and one figure a part."""
    if not figures or (missing and not query.each):
        return refuse(missing)
    keys = [(figure.unit, figure.target.id, figure.target.aspect, figure.year, _parent_of_project(figure)) for figure in figures]
    double = next((figure for figure, key in zip(figures, keys) if keys.count(key) > 1), None)
    if double:
        return declined("several_rows", unit=double.unit, item=double.target.name)
    return None


def _parent_of_project(figure: Figure) -> str:
    """What a project stands under: one project under two accounts is two sums, which may be added."""
    return figure.facts[0]["parent"] if figure.facts[0]["subject_class"] == "project" else ""


def _total(collection: Collection, figures: list[Figure], comparable: list[Figure]) -> Decimal:
    """Summed by the store where all figures are printed in one unit of measure."""
    if all(len(f.facts) == 1 for f in figures) and comparable is figures:
        return collection.store.run(aggregate(tuple(f.facts[0]["fact_id"] for f in figures)))[0]["total"]
    return sum((figure.value for figure in comparable), Decimal(0))


def _sum_statement(figures: list[Figure]) -> Statement:
    return aggregate(tuple(fact["fact_id"] for figure in figures for fact in figure.facts))


def average(collection: Collection, query: Query) -> Result:
    """The mean over units, items or years, those with 0 included."""
    if len(query.units) > 1 and len(query.targets) > 1:
        return _each_item(average, collection, query)
    summed = add_up(collection, query)
    if summed.value is None:
        return summed
    count = len(summed.figures)
    if count < 2:
        return declined("average_of_one", unit=summed.figures[0].unit, item=item_name(summed.figures[0]))
    total = Decimal(summed.value.number)
    value = Value(f"{round_half_up(total / count):f}", summed.value.unit)
    differing = varying(summed.figures)
    names = join(tuple(dict.fromkeys(figure.target.name for figure in summed.figures)))
    common = dict(count=count, item=names, amount=text_of(value), total=text_of(summed.value))
    if differing == ("units",):
        return replace(summed, answer=say("average", **common), value=value)
    who = join(tuple(dict.fromkeys(figure.unit for figure in summed.figures)))
    by = word("counted", "years" if differing == ("years",) else "items")
    answer = say("average_of", unit=who, year=_years_of(list(summed.figures)), by=by, **common)
    return replace(summed, answer=answer, value=value)


def difference(collection: Collection, query: Query) -> Result:
    """How far two figures are apart, as a size, and which is larger."""
    figures = _gather_two(collection, query)
    if isinstance(figures, Result):
        return figures
    first, second = in_order_asked(same_measure(figures), query)
    answer, size = _say_difference(first, second, query)
    if asks_percent(query):
        if second.value == 0:
            return declined("base_zero", base=f"{second.unit}{second.target.name}")
        size = Value(f"{abs(percentage(first.value - second.value, second.value)):f}", "%")
        more = word("words", "more" if first.value > second.value else "less")
        answer += say("difference_rate", base=text_of(show_figure(second, query.display)), word=more, rate=size.number)
    return replace(figure_result(collection, query, figures, []), answer=answer, value=size, table=figure_table(figures, [], query))


def asks_percent(query: Query) -> bool:
    """多百分之几: how far two figures are apart in percent of the second."""
    return query.operation == "difference" and "op:percent" in query.explicit


def _gather_two(collection: Collection, query: Query) -> list[Figure] | Result:
    """The two figures that are set against each other, in units of measure that can be; else the refusal."""
    figures, missing = _gather_crossed(collection, query) if CROSSED in query.explicit else gather(collection, query, query.targets)
    if of_extremes(query) and len(figures) > 2 and (query.each or not missing):
        ordered = sorted(same_measure(figures) or (), key=lambda figure: -figure.value)
        return [ordered[0], ordered[-1]] if ordered else declined("measures_differ")
    if missing or len(figures) != 2:
        return refuse(missing) if missing else needs_two(figures)
    return declined("measures_differ") if same_measure(figures) is None else figures


def _gather_crossed(collection: Collection, query: Query) -> tuple[list[Figure], list[Missing]]:
    """The first item of the first unit, and the second item of the second one."""
    found = [gather(collection, replace(query, units=(unit,)), (target,)) for unit, target in zip(query.units, query.targets)]
    return [f for figures, _ in found for f in figures], [m for _, missing in found for m in missing]


def of_extremes(query: Query) -> bool:
    """最多的是最少的几倍: the largest of several figures is set against the smallest."""
    return {"op:most", "op:least"} <= query.explicit


def needs_two(figures: list[Figure]) -> Result:
    """Why figures that are not two can't be set against each other."""
    if not figures:
        return declined("no_question")
    if len(figures) == 1:
        return declined("one_side", unit=figures[0].unit, item=item_name(figures[0]))
    rows = [(figure.unit, figure.year, figure.target.id) for figure in figures]
    double = next((figure for figure, row in zip(figures, rows) if rows.count(row) > 1), None)
    return declined("several_rows", unit=double.unit, item=double.target.name) if double else declined("two_sides")


def _say_difference(first: Figure, second: Figure, query: Query) -> tuple[str, Value]:
    gap = first.value - second.value
    size = show(abs(gap), first.measure, decimals_of_sum([first, second]), query.display)
    code = _kind_of_two(first, second)
    values = dict(
        unit=first.unit, year=first.year, item=item_name(first), amount=text_of(show_figure(first, query.display)),
        other=item_name(second) if code == "difference_items" else second.unit, other_year=second.year, other_item=item_name(second),
        other_amount=text_of(show_figure(second, query.display)), word=word("words", "more" if gap > 0 else "less"),
        difference=text_of(size),
    )
    text = say(code, **values)
    return (
        text
        if gap
        else text.rsplit(say("list_comma"), 1)[0] + say("list_comma") + say("difference_none", amount=values["amount"])
    ), size


def _kind_of_two(first: Figure, second: Figure) -> str:
    """Which sentence sets two figures against each other: two units, two years, or two items."""
    if first.unit != second.unit:
        return "difference_units" if first.target.id == second.target.id else "difference_crossed"
    return "difference_years" if first.year != second.year and item_name(first) == item_name(second) else "difference_items"


def multiple(collection: Collection, query: Query) -> Result:
    """How many times one figure is another: two units of one item, or two items of one unit."""
    figures = _gather_two(collection, query)
    if isinstance(figures, Result):
        return figures
    first, second = same_measure(figures)
    if second.value == 0:
        return declined("base_zero", base=f"{second.unit}{second.target.name}")
    times = Value(f"{round_half_up(first.value / second.value):f}", word("words", "times"))
    kind = _kind_of_two(first, second)
    dated = f"{second.unit}{say('year_range', first=second.year)}"
    other = {"difference_units": dated, "difference_crossed": f"{dated}{item_name(second)}",
             "difference_years": say("year_range", first=second.year)}
    answer = say(
        "multiple", first=f"{first.unit}{say('year_range', first=first.year)}", item=item_name(first),
        amount=text_of(show_figure(first, query.display)), second=other.get(kind, item_name(second)),
        second_amount=text_of(show_figure(second, query.display)), multiple=times.number,
    )
    asked_percent = "op:percent" in query.explicit
    if asked_percent or first.value < second.value:
        percent = Value(f"{percentage(first.value, second.value):f}", "%")
        answer += say("multiple_percent", share=percent.number)
        times = percent if asked_percent else times
    return replace(figure_result(collection, query, figures, []), answer=answer, value=times)
