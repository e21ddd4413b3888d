"""Change against an earlier year: as printed, else computed from the two years' figures."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from service.facts.store import Row, value_of
from service.language.words import compiled, variant_words
from service.quantities import round_to
from service.query.finder import Collection, Figure, Missing, find_change, find_figures, plain, years_of
from service.query.logical import COUNTED_YEARS, Query, Target
from service.reply.amounts import decimals_of_sum, percentage, same_measure, show, show_figure, text_of
from service.reply.answer import AnswerTable, TableColumn, Value
from service.reply.caveats import figure_notes, stage_word
from service.reply.figures import look_up
from service.reply.result import Result, declined, explain_missing, item_name
from service.reply.words import headings, note, say, word

# Years are written in full or with two digits.
CENTURY = 2000


def change(collection: Collection, query: Query) -> Result:
    """The change of one figure in each unit: amount, and rate where it is printed or can be computed."""
    parts = [_unit_change(collection, query, target, unit) for unit in query.units for target in query.targets]
    good = [part for part in parts if part.status == "answered"]
    if len(parts) == 1 or not good:
        return _over_years(collection, query) or parts[0] if not good and COUNTED_YEARS in query.explicit else parts[0]
    if asks_rate_gap(query):
        return _say_gap(good, query)
    good = _only_direction(good, query)
    if not good:
        return declined("none_changed", item=query.targets[0].name)
    good = _in_order(good, query)
    extreme = query.order and {"op:most", "op:least"} & query.explicit
    return replace(
        good[0], answer=good[0].answer if extreme else "".join(part.answer for part in good),
        value=good[0].value if extreme else None, table=_change_table(good, query),
        facts=tuple(fact for part in good for fact in part.facts),
        notes=tuple(dict.fromkeys(n for part in parts for n in (part.notes or (part.answer,)))),
        ranking=tuple(dict.fromkeys(part.ranking[0] for part in good)), changes=tuple(part.change for part in good),
    )


def _over_years(collection: Collection, query: Query) -> Result | None:
    """近几年变化 of years of which the first is not disclosed: the figure of each year that is, and the newest change; None without either."""
    if len(query.units) != 1 or len(query.targets) != 1 or query.against is None:
        return None
    newest = years_of(query, collection.catalog, query.units[0])[-1]
    years = tuple(year - newest for year in range(query.against, newest + 1))
    each = look_up(collection, replace(query, operation="lookup", years=years, against=None))
    last = _unit_change(collection, replace(query, against=None), query.targets[0], query.units[0])
    if len(each.figures) < 2 or last.status != "answered":
        return each if len(each.figures) > 1 else last if last.status == "answered" else None
    return replace(each, answer=each.answer + last.answer, facts=(*each.facts, *last.facts), notes=tuple(dict.fromkeys((*each.notes, *last.notes))))


def asks_rate_gap(query: Query) -> bool:
    """Whether it is asked how many points two rates of change are apart."""
    two = len(query.units) * len(query.targets) == 2
    return two and query.operation == "change_rate" and {"op:points", "op:difference"} <= query.explicit


def _say_gap(parts: list[Result], query: Query) -> Result:
    """How many points two rates of change are apart."""
    rates = [Decimal(part.value.number).copy_sign(part.change) for part in parts if part.value and part.value.unit == "%"]
    if len(parts) != 2 or len(rates) != 2:
        return declined("two_sides")
    names = [p.ranking[0] if parts[0].ranking != parts[1].ranking else p.figures[0].target.name for p in parts]
    gap = rates[0] - rates[1]
    value = Value(f"{abs(gap):f}", word("words", "points"))
    said = say("rate_gap", first=names[0], second=names[1], word=word("words", "above" if gap >= 0 else "below"), gap=text_of(value))
    return replace(
        parts[0], answer="".join(part.answer for part in parts) + said, value=value,
        facts=tuple(fact for part in parts for fact in part.facts), notes=tuple(n for part in parts for n in part.notes),
        ranking=tuple(dict.fromkeys(part.ranking[0] for part in parts)), figures=tuple(f for part in parts for f in part.figures),
    )


def _change_table(parts: list[Result], query: Query) -> AnswerTable:
    """One row a change: its unit, its item where there are several, the year, the change with its sign."""
    several = len(query.targets) > 1
    measure = parts[0].value.unit if parts[0].value else None
    columns = [TableColumn(headings()["unit"]), *([TableColumn(headings()["item"])] if several else []),
               TableColumn(headings()["year"]), TableColumn(headings()["change"], measure)]
    rows = [[part.ranking[0], *([_item_of(part)] if several else []), str(part.years[0]), _signed(part)] for part in parts]
    return AnswerTable(columns, rows)


def _item_of(part: Result) -> str | None:
    return item_name(part.figures[0]) if part.figures else None


def _only_direction(parts: list[Result], query: Query) -> list[Result]:
    """Units that rose, fell or stayed, where that was asked; 谁增谁减 asks for both."""
    text, words = query.text, variant_words()
    patterns = {1: words.which_rose, -1: words.which_fell, 0: words.which_same}
    asked = [sign for sign, pattern in patterns.items() if compiled(pattern).search(text)]
    unchanged = [sign for sign, pattern in ((1, words.which_not_rose), (-1, words.which_not_fell)) if compiled(pattern).search(text)]
    if unchanged:
        return [part for part in parts if part.change * unchanged[0] <= 0]
    if not query.order and compiled(words.both_ways).search(text) or len(asked) != 1:
        return [part for part in parts if part.change < 0] or parts if query.order and _asks_fall(query) else parts
    return [part for part in parts if (part.change > 0) - (part.change < 0) == asked[0]]


def _in_order(parts: list[Result], query: Query) -> list[Result]:
    """The largest change first where an order was asked for, by rate or by amount; falls by their size where a fall was asked for."""
    if not query.order:
        return parts
    down = _asks_fall(query)
    ordered = sorted(parts, key=lambda part: _size(part) if down else -_size(part))
    return ordered[::-1] if query.order == "asc" else ordered


def _size(part: Result) -> Decimal:
    """What is asked for of a change, rate or amount, with its sign."""
    size = abs(Decimal(part.value.number)) if part.value else abs(part.change)
    return -size if part.change < 0 else size


def _signed(part: Result) -> str | None:
    """A change in a table always carries its sign."""
    if part.value is None:
        return None
    number = part.value.number.lstrip("-")
    return f"-{number}" if part.change < 0 else number


def _unit_change(collection: Collection, query: Query, target: Target, unit: str) -> Result:
    year = _year_of_change(query, years_of(query, collection.catalog, unit)[-1])
    current = list(find_figures(collection, replace(query, years=(year,)), target, unit))
    amounts = find_change(collection, query, target, unit, year, "change")
    rates = find_change(collection, query, target, unit, year, "change_rate")
    figure = current[0] if len(current) == 1 and isinstance(current[0], Figure) else None
    if not amounts and not rates:
        return _computed(collection, query, target, unit, year, figure) if figure else _declined_missing(current)
    return _printed(collection, query, target, figure, _agree(amounts), _agree(rates))


def _year_of_change(query: Query, year: int) -> int:
    """The year whose change is asked for: the one before 比 (23比22), and never the base year itself."""
    said = compiled(variant_words().year_against).search(query.text)
    if said:
        return int(said["year"]) % CENTURY + CENTURY
    return query.against + 1 if query.against and "years" not in query.explicit and year <= query.against else year


def _declined_missing(found: list[Figure | Missing]) -> Result:
    """A refusal for a figure that is not there."""
    if found and not isinstance(found[0], Figure):
        return Result(explain_missing(found[0]), status="declined")
    return declined("no_question")


def _agree(rows: tuple[Row, ...]) -> list[Row]:
    """The first printed change, then those that print another value for the same comparison."""
    first = list(rows[:1])
    return first + [
        row for row in rows[1:] if value_of(row) != value_of(rows[0]) and row["measure_unit"] in ("", rows[0]["measure_unit"])
    ]


def _printed(
    collection: Collection, query: Query, target: Target, figure: Figure | None, amounts: list[Row], rates: list[Row]
) -> Result:
    main = (amounts or rates)[0]
    figure = _of_same_place(figure, main)
    rate = _rate(figure, amounts, rates)
    facts = tuple(amounts[:1] + rates[:1]) + (figure.facts if figure else ())
    amount = _amount(query, figure, amounts, main)
    result = Result(
        answer=_sentence(query, target, figure, main, amount, rate), facts=facts, value=_wanted(query, amount, rate),
        notes=_notes(collection, query, figure, amounts, rates), statement=figure.statement if figure else None,
        ranking=(main["unit_id"],), years=(main["year"],), figures=(figure,) if figure else (), change=value_of(main),
    )
    return _with_variants(collection, query, target, result, main)


def _of_same_place(figure: Figure | None, change: Row) -> Figure | None:
    """The figure as the table or sentence gives it that prints the change, where that is another one than asked for first."""
    if figure is None or figure.formula:
        return figure
    keys = ("table_id",) if change["table_id"] else ("passage_id",)
    rows = [
        row
        for row in (*figure.facts, *figure.others)
        if all(row[k] == change[k] for k in keys) and row["subject"] == change["subject"]
    ]
    if not rows or rows[0] in figure.facts or value_of(rows[0]) == figure.value:
        return figure
    others = tuple(row for row in (*figure.facts, *figure.others) if row is not rows[0])
    return replace(figure, value=value_of(rows[0]), measure=rows[0]["measure_unit"], facts=(rows[0],), others=others)


def _amount(query: Query, figure: Figure | None, amounts: list[Row], main: Row) -> Value | None:
    if not amounts:
        return None
    measure = main["measure_unit"] or (figure.measure if figure else "")
    return show(value_of(amounts[0]), measure, amounts[0]["decimals"], query.display)


def _rate(figure: Figure | None, amounts: list[Row], rates: list[Row]) -> Value | None:
    """The printed rate; else the change over the earlier figure."""
    if rates:
        return show(value_of(rates[0]), "%", rates[0]["decimals"])
    if figure is None or not amounts or amounts[0]["measure_unit"] not in ("", figure.measure):
        return None
    before = figure.value - value_of(amounts[0])
    return Value(f"{percentage(value_of(amounts[0]), before):f}", "%") if before else None


def _wanted(query: Query, amount: Value | None, rate: Value | None) -> Value | None:
    """The figure asked for: sizes without sign where a fall or a rise was asked for by name."""
    value = rate if query.operation == "change_rate" else amount or rate
    if value is None:
        return None
    signed = query.operation == "change_rate" and not _asks_fall(query) or _asks_signed(query)
    return value if signed else Value(value.number.lstrip("-"), value.unit)


def _asks_fall(query: Query) -> bool:
    return any(mark in query.text for mark in variant_words().fall)


def _asks_signed(query: Query) -> bool:
    return any(mark in query.text for mark in variant_words().signed)


def _sentence(query: Query, target: Target, figure: Figure | None, main: Row, amount: Value | None, rate: Value | None) -> str:
    value = value_of(main)
    base = word("base_stages", main["base_stage"] or "budget")
    common = dict(unit=main["unit_id"], year=main["year"], item=target.name, base_year=main["base_year"], base=base)
    if value == 0:
        return say("change_same", **common)
    rise = value > 0
    shown = text_of(Value(amount.number.lstrip("-"), amount.unit)) if amount else ""
    part = (
        say("change_rate_part", word=word("words", "rate_up" if rise else "rate_down"), rate=rate.number.lstrip("-"))
        if rate
        else ""
    )
    values = common | dict(word=word("words", "up" if rise else "down"), change=shown, rate=part)
    if not amount:
        values |= dict(word="", rate=part.lstrip(say("list_comma")))
    if figure:
        return say("change", amount=text_of(show_figure(figure, query.display)), stage=stage_word(figure), **values)
    return say("change_bare", **values)


def _notes(collection: Collection, query: Query, figure: Figure | None, amounts: list[Row], rates: list[Row]) -> tuple[str, ...]:
    notes = list(figure_notes(collection, query, [figure], [])) if figure else []
    for row in amounts[1:3]:
        where = row["subject_name"].strip() or figure.target.name if figure else row["subject_name"]
        amount = text_of(show(value_of(row), row["measure_unit"], row["decimals"], query.display))
        notes.append(note("elsewhere_change", item=where, amount=amount))
    main = next(iter((*amounts, *rates)), None)
    if main and (main["base_year"], main["base_stage"]) == (main["year"], main["stage"]):
        notes.append(note("own_year", year=main["year"], base=word("base_stages", main["base_stage"])))
    if rates and figure and amounts:
        computed = _rate(figure, amounts, [])
        printed = show(value_of(rates[0]), "%", rates[0]["decimals"])
        if computed and round_to(Decimal(computed.number), rates[0]["decimals"]) != Decimal(printed.number):
            notes.append(note("printed_rate", printed=printed.number, computed=computed.number))
    return tuple(dict.fromkeys(notes))


def _with_variants(collection: Collection, query: Query, target: Target, result: Result, main: Row) -> Result:
    """The same change on a second printed basis (扣除中央基建投资), where there is one."""
    if query.variant:
        return result
    for variant in (variant for variant in variant_words().variants if variant.id):
        rows = find_change(collection, replace(query, variant=variant.id), target, main["unit_id"], main["year"], "change")
        if rows and value_of(rows[0]) != value_of(main):
            value = value_of(rows[0])
            amount = text_of(show(abs(value), rows[0]["measure_unit"], rows[0]["decimals"], query.display))
            text = say(
                "change_variant", variant=variant.name, word=word("words", "up" if value > 0 else "down"), change=amount, rate=""
            )
            return replace(result, facts=(*result.facts, rows[0]), notes=(*result.notes, text))
    return result


def _computed(collection: Collection, query: Query, target: Target, unit: str, year: int, figure: Figure) -> Result:
    """The change between two years' printed figures."""
    base_year = query.against or year - 1
    earlier = find_figures(collection, replace(query, years=(base_year,)), target, unit)
    same = same_measure([figure, earlier[0]]) if len(earlier) == 1 and isinstance(earlier[0], Figure) else None
    if same is None or {f["fact_id"] for f in earlier[0].facts} & {f["fact_id"] for f in figure.facts}:
        return declined("change_missing", unit=unit, year=year, item=target.name)
    figure, before = same
    gap = figure.value - before.value
    amount = show(gap, figure.measure, decimals_of_sum([figure, before]), query.display)
    rate = Value(f"{percentage(gap, before.value):f}", "%") if before.value else None
    if query.operation == "change_rate" and rate is None:
        return declined("base_zero", base=f"{base_year}{target.name}")
    formula = f"{plain(figure.value)} - {plain(before.value)} = {plain(gap)}"
    main = {"unit_id": unit, "year": year, "base_year": base_year, "base_stage": before.stage, "value": gap}
    return Result(
        answer=_sentence(query, target, figure, main, amount, rate), facts=(*figure.facts, *before.facts),
        value=_wanted(query, amount, rate),
        notes=(*figure_notes(collection, query, [figure], []), note("computed", formula=formula)), statement=figure.statement,
        ranking=(unit,), years=(year,), figures=(figure,), change=gap,
    )
