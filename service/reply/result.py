"""What an operation hands on: the reply's parts, and what the conversation remembers of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from service.facts.statements import Statement
from service.facts.store import Row
from service.language.measures import measures
from service.language.scopes import WHOLE, scopes
from service.language.words import variant_words
from service.query.finder import Collection, Figure, Missing, find_for_units
from service.query.logical import Query, Target, all_years
from service.query.targets import target_name
from service.reply.amounts import show_figure
from service.reply.answer import AnswerTable, Choice, Citation, TableColumn, Value
from service.reply.words import decline, headings, join, refusal_words, say, word


# What a figure is of: a budget, a final account, what was carried out.
STAGES = frozenset({"budget", "final", "execution", "adjusted"})


@dataclass(frozen=True)
class Result:
    """One reply before it is rendered. `facts` are cited; `ranking` are the units in the order shown; `figures` what was asked
    for, `listed` all that is shown where that is more; `change` is a change with its sign, `changes`
    those of several units."""

    answer: str
    status: str = "answered"
    value: Value | None = None
    table: AnswerTable | None = None
    facts: tuple[Row, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    statement: Statement | None = None
    ranking: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    figures: tuple[Figure, ...] = ()
    listed: tuple[Figure, ...] = ()
    change: Decimal = Decimal(0)
    changes: tuple[Decimal, ...] = ()


def declined(code: str, choices: tuple[Choice, ...] = (), **evidence: object) -> Result:
    """A refusal."""
    return Result(decline(code, **evidence), status="declined", choices=choices)


def explain_missing(missing: Missing) -> str:
    """Why a unit has no such figure, in a sentence."""
    values = dict(missing.evidence)
    if missing.code == "year_missing":
        values["years"] = join(
            [say("year_type", year=text[:4], type=refusal_words().types[text[4:]]) for text in values["years"].split("|")]
        )
    if missing.code == "stage_missing":
        types = refusal_words().types
        values |= {"have": types[values["type"]], "want": types[values["stage"]]}
    return decline(missing.code, unit=missing.unit, year=missing.year, **values)


def gather(collection: Collection, query: Query, targets: tuple[Target, ...]) -> tuple[list[Figure], list[Missing]]:
    """The figures of all units and targets of a query in their order, and what is missing."""
    figures: list[Figure] = []
    missing: list[Missing] = []
    found = {target: find_for_units(collection, query, target, query.units) for target in targets}
    for unit in query.units:
        for figure in (_comparable(f, query) for target in targets for f in found[target] if f.unit == unit):
            (figures if isinstance(figure, Figure) else missing).append(figure)
    return _once(figures), [m for m in missing if not (figures and all_years(query) and m.code == "year_missing")]


def _comparable(found: Figure | Missing, query: Query) -> Figure | Missing:
    """A figure whose unit of measure is not printed can't be held against an amount of money."""
    money = query.condition is not None and query.condition.unit in variant_words().factors
    if not money or isinstance(found, Missing) or found.measure or not found.value:
        return found
    return Missing(found.unit, found.year, "measure_missing", (("item", found.target.name),))


def _once(figures: list[Figure]) -> list[Figure]:
    """One figure that was asked for under two names (by code and by name) is one figure."""
    places = [(tuple(fact["fact_id"] for fact in figure.facts), figure.target.name, figure.target.display) for figure in figures]
    return [figure for i, figure in enumerate(figures) if places[i] not in places[:i]]


def as_series(query: Query, figures: list[Figure]) -> tuple[Query, list[Figure]]:
    """Figures side by side: budgets and final accounts each under its own name, the years of one item in one unit of money, exactly."""
    if len({figure.stage for figure in figures if figure.stage in STAGES}) > 1:
        figures = [replace(figure, target=replace(figure.target, name=_staged(figure))) for figure in figures]
    factors, measures = variant_words().factors, {figure.measure for figure in figures}
    over_years = len(query.targets) == len({figure.unit for figure in figures}) == 1 < len({figure.year for figure in figures})
    mixed = over_years and not query.display and len(measures) > 1 and measures <= factors.keys()
    return replace(query, display=max(measures, key=lambda measure: factors[measure])) if mixed else query, figures


def _staged(figure: Figure) -> str:
    """The name of a figure with its stage, where the name does not say it."""
    stage, name = word("planned", "budget") if figure.stage == "budget" else word("stages", figure.stage or "budget"), figure.target.name
    return name if refusal_words().types.get(figure.stage, stage) in name else f"{name}{stage}"


def refuse(missing: list[Missing]) -> Result:
    """A refusal that says for each unit why, each reason once."""
    reasons = list(dict.fromkeys(explain_missing(m) for m in missing))
    return Result("".join(reasons[:3]), status="declined")


def figure_facts(figures: list[Figure]) -> tuple[Row, ...]:
    """Every operand of some figures."""
    return tuple(fact for figure in figures for fact in figure.facts)


def figure_table(figures: list[Figure], missing: list[Missing], query: Query) -> AnswerTable:
    """One row a figure: unit, item, year, amount; only the columns that tell rows apart, and the year."""
    measures = {show_figure(figure, query.display).unit for figure in figures}
    several_items = len({item_name(figure) for figure in figures}) > 1 or not figures
    several_units = len(query.units) > 1 or not several_items
    columns = [TableColumn(headings()["unit"])] if several_units else []
    columns += [TableColumn(headings()["item"])] if several_items else []
    columns += [TableColumn(headings()["year"])]
    columns += [TableColumn(headings()["amount"], measures.pop() if len(measures) == 1 else None)]
    mixed = columns[-1].unit is None
    columns += [TableColumn(headings()["measure"])] if mixed else []
    rows = [_figure_row(figure, query, several_units, several_items, mixed) for figure in figures]
    rows += [_missing_row(m, several_units, several_items, mixed) for m in missing if several_units]
    return AnswerTable(columns, rows)


def item_name(figure: Figure) -> str:
    """What the row of a figure is called: the target's name; for one of several rows of a name, with its code."""
    name = _on_basis(figure, _item_name(figure))
    variant = next((v.name for v in variant_words().variants if v.id == figure.facts[0]["variant"]), "")
    return say("item_variant", item=name, variant=variant) if variant else name


def _on_basis(figure: Figure, name: str) -> str:
    """The name with the basis that the figure is printed on, where it was asked for on one and the name does not say it."""
    printed = figure.facts[0]["scope"]
    scope = scopes().get(printed) if figure.target.scope == printed or printed != WHOLE else None
    return f"{scope.name}{name}" if scope and figure.target.scope and scope.name not in name else name


def _item_name(figure: Figure) -> str:
    fact = figure.facts[0]
    ids = figure.target.id.split("|")
    own = [id_ for id_ in ids if id_.split(".")[0] == fact["subject_class"]]
    if len(own) > 1 and fact["subject_code"]:
        amount = target_name(ids[0], figure.target.aspect).removeprefix(target_name(ids[0]))
        return f"{_printed_name(fact)}({fact['subject_code']}){amount}"
    return _printed_name(fact) if figure.target.name.isdigit() else _other_amount(figure) or figure.target.name


def _other_amount(figure: Figure) -> str:
    """The name of the measure whose amount was found in place of the one asked for (the planned number for the stock)."""
    asked, fact = measures().get(figure.target.id), figure.facts[0]
    if asked is None or fact["aspect"] == asked.aspect or fact["subject_class"] != "asset":
        return ""
    return next((r.name for r in measures().values() if (r.subject, r.aspect) == (fact["subject"], fact["aspect"])), "")


def _printed_name(fact: Row) -> str:
    return "".join(fact["subject_name"].split())


def _figure_row(figure: Figure, query: Query, units: bool, items: bool, mixed: bool) -> list[str | None]:
    shown = show_figure(figure, query.display)
    row: list[str | None] = ([figure.unit] if units else []) + ([item_name(figure)] if items else [])
    return [*row, str(figure.year), shown.number, *([shown.unit] if mixed else [])]


def _missing_row(missing: Missing, units: bool, items: bool, mixed: bool) -> list[str | None]:
    row: list[str | None] = ([missing.unit] if units else []) + ([dict(missing.evidence).get("item")] if items else [])
    return [*row, str(missing.year), None, *([None] if mixed else [])]
