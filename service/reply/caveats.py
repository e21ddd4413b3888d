"""Notes under an answer: what was not arranged, what other places print, defaults, computed values."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from service.extraction.kinds import kind_named
from service.facts.catalog import place_of_figure
from service.facts.store import Row
from service.language.lexicon import fold_text
from service.language.measures import measures
from service.language.scopes import WHOLE, scopes
from service.language.words import variant_words
from service.query.finder import NONE, Collection, Figure, Missing, find_figures, plain
from service.query.logical import Query
from service.quantities.rounding import round_to
from service.query.tables import table_of_kind
from service.query.targets import make_target
from service.reply.amounts import show, show_figure, text_of
from service.reply.result import Result, explain_missing
from service.reply.words import join, note, notes, refusal_words, say, word


def figure_notes(collection: Collection, query: Query, figures: list[Figure], missing: list[Missing]) -> tuple[str, ...]:
    """All notes that figures call for, each once."""
    found = [*_year_notes(query, figures), *_stage_notes(query, figures), *_measure_notes(query, figures), *_none_notes(figures)]
    found += [text for figure in figures for text in _not_from_table(collection, figure, query)]
    found += [text for figure in figures for text in _elsewhere(collection, figure, query)]
    found += [text for figure in figures for text in _only_basic(collection, figure, query)]
    found += [text for figure in figures for text in _beside(collection, figure, query)]
    found += [note("computed", formula=figure.formula) for figure in figures if figure.formula]
    found += [_of_unit(m.unit, explain_missing(m), note("missing", unit=m.unit, reason=explain_missing(m))) for m in missing]
    found += [text for figure in figures for text in _printed_as(figure)]
    found += _rounding_notes(figures)
    found += _coverage_notes(figures)
    return tuple(dict.fromkeys(found))


def _year_notes(query: Query, figures: list[Figure]) -> list[str]:
    years = {figure.unit: figure.year for figure in figures}
    if len(set(years.values())) > 1 and len(query.years) < 2:
        grouped = [
            say("year_units", year=year, names=join([u for u, y in years.items() if y == year]))
            for year in sorted(set(years.values()))
        ]
        return [note("years_differ", years=say("figures_join").join(grouped))]
    if "years" not in query.explicit and years and not query.years:
        return [note("default_year", years=join(sorted({str(year) for year in years.values()})))]
    return []


def _stage_notes(query: Query, figures: list[Figure]) -> list[str]:
    """Budgets and final accounts that are told side by side without being asked for so."""
    types = refusal_words().types
    stages = {(figure.unit, figure.year): figure.stage for figure in figures if figure.stage in types}
    if query.stage or len(set(stages.values())) < 2:
        return []
    one = len({unit for unit, _ in stages}) == 1
    names = {stage: [_year_word(at[1]) if one else at[0] for at, own in stages.items() if own == stage] for stage in stages.values()}
    grouped = [say("stage_units", stage=types[stage], names=join(dict.fromkeys(of_stage))) for stage, of_stage in names.items()]
    return [note("stages_differ", stages=say("figures_join").join(grouped))]


def _measure_notes(query: Query, figures: list[Figure]) -> list[str]:
    """The years of a series whose amounts are printed in another unit of money than that of all its rows."""
    others = {figure.year: figure.measure for figure in figures if figure.measure not in ("", query.display)}
    if not query.display or "display" in query.explicit or len({figure.measure for figure in figures}) < 2 or len({f.year for f in figures}) < 2:
        return []
    return [note("series_measure", years=join([_year_word(year) for year in others]), printed=join(dict.fromkeys(others.values())), measure=query.display)]


def _year_word(year: int) -> str:
    return say("year_range", first=year)


def _none_notes(figures: list[Figure]) -> list[str]:
    return [
        note("none_arranged", unit=figure.unit, none=none_word(figure), printed=figure.facts[0]["printed"].strip() or notes()["blank"])
        for figure in figures if figure.none and figure.facts
    ]


def _not_from_table(collection: Collection, figure: Figure, query: Query) -> list[str]:
    """A figure that was asked for from a table that the document lacks: where it was taken from instead."""
    asked, fact = figure.target.table, figure.facts[0]
    if not asked or fact["kind"] == asked:
        return []
    table = table_of_kind(collection.catalog, figure.unit, asked)
    if table and table.state != "absent":
        return []
    place = say("table_named", table=_place_of(collection, fact)) if fact["table_id"] else _place_of(collection, fact)
    title = table.title if table else query.title if query.kind == asked else kind_named(asked).name
    return [note("only_in_contents" if table else "no_such_table", unit=figure.unit, table=title, item=figure.target.name, place=place)]


def _place_of(collection: Collection, row: Row) -> str:
    """What the table, or the text, is called that a figure stands in."""
    if row["table_id"]:
        return str(collection.store.fetch("tables", {"table_id": row["table_id"]})[0]["title"])
    return str(notes()["text"]) if row["kind"] == "narrative" else kind_named(row["kind"]).name


def _elsewhere(collection: Collection, figure: Figure, query: Query) -> list[str]:
    """What other places of the document give for the same name, where it differs by more than a sentence's rounding."""
    if figure.formula:
        return []
    seen = {figure.value}
    texts = []
    for row in figure.others:
        value = row["value"]
        if value is None or value in seen or row["measure_unit"] != figure.measure:
            continue
        if row["passage_id"] is not None and value and round_to(figure.value, row["decimals"]) == value:
            continue
        seen.add(value)
        if _in_one_finding(collection, figure.facts[0], row):
            continue
        text, unit = _other_place(collection, figure, row, query), figure.unit if len(query.units) > 1 else ""
        year = say("year_range", first=figure.year) if len(query.years) > 1 else ""
        texts.append(_of_unit(unit, text, f"{unit}{year}{text}"))
    return texts[:3]


def _of_unit(unit: str, text: str, named: str) -> str:
    """A text that does not begin with its unit's name is told with it."""
    return text if unit and text.startswith(unit) else named


def _in_one_finding(collection: Collection, fact: Row, other: Row) -> bool:
    """Whether the audit found that the two contradict each other, so that its sentence is told anyway."""
    told = [collection.catalog.conflicts.get(place_of_figure(row) or ("", 0, 0), ()) for row in (fact, other)]
    return bool(set(told[0]) & set(told[1]))


def _only_basic(collection: Collection, figure: Figure, query: Query) -> list[str]:
    """An economic item of basic expenditure: what the projects' details give for the same item is told beside it."""
    fact = figure.facts[0]
    if fact["subject_class"] != "economic" or fact["kind"] != "general_basic_expenditure" or figure.formula:
        return []
    unit = figure.unit if len(query.units) > 1 else ""
    details = [
        p for p in collection.store.fetch("projects", {"unit_id": figure.unit}) if p["economic"] and p["amount"] is not None
    ]
    same = [p for p in details if fold_text(p["economic"]).text == fold_text(figure.target.name).text]
    if not same:
        return [note("only_basic", unit=unit, item=figure.target.name)] if figure.none else []
    total = Figure(figure.unit, figure.year, figure.target, sum(p["amount"] for p in same), same[0]["measure_unit"], False, ())
    return [note("in_projects", unit=unit, item=figure.target.name, amount=f"{plain(total.value)}{total.measure}")]


def _printed_as(figure: Figure) -> list[str]:
    """A row of a form that is called otherwise than what was asked for (人员类项目支出 for 人员经费), or of an account (退休费)."""
    fact = figure.facts[0]
    name = "".join(fact["subject_name"].split())
    record = measures().get(figure.target.id)
    if record and fact["subject_class"] in ("function", "economic") and fold_text(name).text not in {fold_text(w).text for w in (record.name, *record.words)}:
        return [note("row_named", item=figure.target.name, name=name)]
    if not name or figure.formula or not kind_named(fact["kind"]).form or fact["subject_class"] != "total":
        return []
    is_same = fold_text(name).text == fold_text(figure.target.name).text
    return [] if is_same else [note("printed_as", year=figure.year, item=figure.target.name, name=name)]


def _beside(collection: Collection, figure: Figure, query: Query) -> list[str]:
    """A neighbouring figure that is easily taken for this one (当年财政拨款 beside 财政拨款), where it differs."""
    if not figure.target.beside:
        return []
    other = make_target(figure.target.beside)
    found = [f for f in find_figures(collection, query, other, figure.unit) if isinstance(f, Figure) and f.year == figure.year]
    return [
        note("beside", item=other.name, amount=text_of(show_figure(f, query.display)))
        for f in found[:1]
        if f.value != figure.value
    ]


def _other_place(collection: Collection, figure: Figure, row: Row, query: Query) -> str:
    amount = text_of(show(row["value"], row["measure_unit"], row["decimals"], query.display))
    if row["passage_id"] is not None and figure.facts[0]["table_id"] is not None and row["scope"] == figure.facts[0]["scope"]:
        return note(
            "narrative_differs", item=figure.target.name, amount=amount, table_amount=text_of(show_figure(figure, query.display))
        )
    place = _place_of(collection, row) if row["table_id"] else str(notes()["text"])
    return note("elsewhere", place=place, item=_basis_of(row, figure) + _name_in(row, figure), amount=amount)


def _basis_of(row: Row, figure: Figure) -> str:
    """The basis that a sentence tells the figure on, where that is another one."""
    differs = row["passage_id"] is not None and row["scope"] not in (WHOLE, figure.facts[0]["scope"], figure.target.scope)
    return scopes()[row["scope"]].name if differs and row["scope"] in scopes() else ""


def _name_in(row: Row, figure: Figure) -> str:
    """What another place calls the figure; totals are called what was asked for."""
    total = row["subject_class"] in ("total", "sum") or not row["subject_name"].strip()
    return figure.target.name if total else "".join(row["subject_name"].split())


def _rounding_notes(figures: list[Figure]) -> list[str]:
    factors = variant_words().factors
    facts = [fact for figure in figures for fact in figure.facts if factors.get(fact["measure_unit"], Decimal(1)) > 1]
    decimals = {fact["decimals"] for fact in facts if fact["status"] not in NONE}
    return [note("scale")] if len(figures) > 1 and 0 in decimals and len(decimals) > 1 else []


def _coverage_notes(figures: list[Figure]) -> list[str]:
    """Compared figures that come from different kinds of table."""
    kinds = {figure.unit: figure.facts[0]["kind"] for figure in figures if figure.facts}
    if len(kinds) < 2 or len(set(kinds.values())) < 2 or len({figure.target.id for figure in figures}) > 1:
        return []
    return [
        note(
            "coverage_differs",
            names=join(
                [f"{unit}:{kind_named(kind).name if kind != 'narrative' else notes()['text']}" for unit, kind in kinds.items()]
            ),
        )
    ]


def stage_turned(query: Query, result: Result, before: frozenset[str]) -> Result:
    """A reply that goes on from figures of another stage (`before`), with a note that says so."""
    types, own = refusal_words().types, {figure.stage for figure in result.figures}
    goes_on = "stage" not in query.explicit and not {"units", "targets"} <= query.explicit and len(before) == len(own) == 1
    if not goes_on or before == own or not before | own <= types.keys():
        return result
    told = note("stage_changed", before=types[min(before)], after=types[min(own)], year=result.figures[0].year)
    return replace(result, notes=(*result.notes, told))


def none_word(figure: Figure) -> str:
    """What a 0 says: nothing was arranged, or, of a final account, nothing was spent."""
    return word("none", figure.stage if figure.stage in ("final", "execution", "adjusted") else "budget")


def stage_word(figure: Figure) -> str:
    """决算数 or 执行数 where the figure is one; nothing for a budget."""
    return word("stages", figure.stage) if figure.stage in ("final", "execution", "adjusted") else word("stages", "budget")
