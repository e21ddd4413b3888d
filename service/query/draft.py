"""MENTIONS → DRAFT: what one question says by itself, slot by slot, before the conversation and the defaults."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from service.facts.catalog import Catalog
from service.language.mentions import Analysis, Mention
from service.language.unit_names import shared_words
from service.language.units import UnitGroup, link_units
from service.language.words import compiled, displays, variant_words
from service.periods import Period
from service.quantities import Interval, Quantity, find_intervals, parse_numeral
from service.query.logical import Condition, Target
from service.query.targets import Placed, read_targets


@dataclass(frozen=True)
class Draft:
    """What the question itself says. `tables` are table titles or kinds named; `terms` definitions named; `less` what is left out of a
    figure that is not named here; `holder` the project whose parts are asked for;
    `narrowed` the amount of what was asked before that is asked for now."""

    analysis: Analysis
    groups: tuple[UnitGroup, ...]
    each: bool
    all: bool
    periods: tuple[Period, ...]
    stage: str
    targets: tuple[Placed, ...]
    condition: Condition | None
    tables: tuple[str, ...]
    terms: tuple[str, ...]
    display: str
    variant: str
    against: int | None
    limit: int | None
    nth: int | None
    both: bool
    indicators: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    less: tuple[Target, ...] = ()
    holder: Target | None = None
    narrowed: str = ""


def asking(draft: Draft) -> str:
    """The question's text; a unit's name that holds a word for a fall or a change (减污降碳中心) says none, and is blotted out."""
    text, marks = draft.analysis.text, (*variant_words().fall, *variant_words().signed)
    for group in draft.groups:
        if any(mark in group.text for mark in marks):
            text = text[: group.start] + variant_words().blot * len(group.text) + text[group.stop :]
    return text


def stands_alone(draft: Draft) -> bool:
    """深圳总预算多少: unit and item are both named, and nothing says that the question goes on from the one before."""
    whole = bool(draft.targets) and bool(draft.groups or draft.each)
    return whole and compiled(variant_words().follows).search(draft.analysis.text) is None


def mended(draft: Draft) -> Draft:
    """今年多少？不对，2023年的: what is named after the asker mends himself takes the place of what was named before."""
    meant = tuple(p for p in draft.targets if not compiled(variant_words().not_asked).search(draft.analysis.text[: p.start]))
    draft = replace(draft, targets=meant) if meant else draft
    found = list(compiled(variant_words().mends).finditer(draft.analysis.text))
    at = found[-1].end() if found else 0
    if not at:
        return draft
    groups = tuple(group for group in draft.groups if group.start >= at) or draft.groups
    targets = tuple(placed for placed in draft.targets if placed.start >= at) or draft.targets
    periods = tuple(period for period in draft.periods if period.start >= at) or draft.periods
    # What was said before is taken back, be it understood or not.
    left = tuple(span for span in draft.analysis.left if span[0] >= at) if any(placed.start >= at for placed in draft.targets) else draft.analysis.left
    return replace(draft, groups=groups, targets=targets, periods=periods, analysis=replace(draft.analysis, left=left))


def read_draft(analysis: Analysis, catalog: Catalog, about: frozenset[str] = frozenset()) -> Draft:
    """Read the slots that a question fills; `about` are the ids of the conversation's figures."""
    operations = analysis.of("operation")
    return mended(Draft(
        analysis=analysis,
        groups=link_units(analysis, catalog) or tuple(shared_words(analysis, catalog)),
        each=bool(analysis.of("each", "all")) or analysis.has("list_units") or _chooses_units(analysis),
        all=bool(analysis.of("all")),
        periods=tuple(m.period for m in analysis.of("period") if m.period) or _short_year(analysis),
        stage=next((m.ids[0] for m in analysis.of("stage")), ""),
        targets=read_targets(analysis, variant_words().separators, about),
        condition=_condition(analysis),
        tables=tuple(m.text for m in analysis.of("table")),
        terms=tuple(id_ for m in analysis.of("definition") for id_ in m.ids),
        display=_display(analysis.text),
        variant=next((m.ids[0] for m in analysis.of("variant")), ""),
        against=_against(operations),
        limit=_captured(operations, ("top", "bottom")),
        nth=_captured(operations, ("nth",)),
        both=analysis.has("both") or bool(analysis.of("count")),
    ))


def _chooses_units(analysis: Analysis) -> bool:
    """事业收入不为零的单位: units that something is said of."""
    return analysis.has("exists", "is_zero", "more_than", "less_than", "more_measure") and compiled(variant_words().of_units_said).search(analysis.text) is not None


def _display(text: str) -> str:
    """The unit that is asked for: the one that the amount is to be converted to, where that is said (差多少万元，折合多少元)."""
    converted = [m["unit"] for m in compiled(variant_words().converted).finditer(text)]
    if converted:
        return variant_words().unit_words[converted[-1]]
    for display in displays():
        if any(compiled(pattern).search(text) for pattern in display.patterns):
            return display.unit
    return ""


def _against(operations: tuple[Mention, ...]) -> int | None:
    """The year after 比 (比2022年增加, 23比22), where one is named."""
    years = [year for mention in operations if "against" in mention.ids for year in _years_in(mention)[-1:]]
    return years[0] if years else None


def _years_in(mention: Mention) -> list[int]:
    return [_full_year(digits) for digits in compiled(r"(?:19|20)?\d\d").findall(mention.text)]


def _full_year(digits: str) -> int:
    """2022 for 22."""
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _short_year(analysis: Analysis) -> tuple[Period, ...]:
    """23比22: the year before the word, said in two digits."""
    found = [m for m in analysis.of("operation") if "against" in m.ids and len(_years_in(m)) > 1]
    return tuple(Period(m.start, m.stop, "year", tuple(_years_in(m)[:1])) for m in found[:1])


def _captured(operations: tuple[Mention, ...], ids: tuple[str, ...]) -> int | None:
    for mention in operations:
        if mention.ids[0] in ids and mention.captured:
            value = parse_numeral(mention.captured)
            return int(value) if value is not None else None
    return None


OPERATORS = {
    "more_than": ">", "at_least": ">=", "less_than": "<", "at_most": "<=", "between": "between", "is_zero": "=",
    "around": "around",
}


# The bound that is meant where another one is negated.
NEGATED = {"more_than": "at_most", "at_least": "less_than", "less_than": "at_least", "at_most": "more_than"}


def _condition(analysis: Analysis) -> Condition | None:
    ids = _bounds_said(analysis)
    amounts = [m.quantity for m in analysis.of("quantity") if m.quantity]
    intervals = _intervals_said(analysis)
    closed = next((interval for interval in intervals if interval.low and interval.high), None)
    if ids and closed and len(ids) > 1:
        return _within(closed)
    magnitude = _magnitude(analysis)
    if magnitude is not None:
        return Condition(OPERATORS[ids[0]], magnitude)
    if not ids or (not amounts and ids[0] != "is_zero"):
        return None
    if ids[0] == "is_zero" and not amounts:
        return Condition("=", Decimal(0), None, "")
    against = intervals and OPERATORS[ids[0]][0] in "<>" and _within(intervals[0]).op[0] in "<>" and _within(intervals[0]).op[0] != OPERATORS[ids[0]][0]
    return _within(intervals[0]) if intervals and not against else _bounded(OPERATORS[ids[0]], amounts)


def _bounds_said(analysis: Analysis) -> list[str]:
    """The words that bound a figure; 没 right before one (没过百万) turns it round, and is no zero of its own beside an amount."""
    said = [(m, id_) for m in analysis.of("operation") for id_ in m.ids if id_ in OPERATORS]
    negated = {m.stop for m, id_ in said if id_ == "is_zero"}
    bounds = [NEGATED.get(id_, id_) if m.start in negated else id_ for m, id_ in said if id_ != "is_zero"]
    return bounds if bounds and any(m.start in negated for m, _ in said) else [id_ for _, id_ in said]


def _intervals_said(analysis: Analysis) -> list[Interval]:
    """The intervals of the question, but for a number that is part of a word of another kind (那十几笔)."""
    other = [m for m in analysis.mentions if m.type not in ("quantity", "operation", "period", "count")]
    return [each for each in find_intervals(analysis.text) if not any(m.start <= each.start and each.end <= m.stop for m in other)]


def _magnitude(analysis: Analysis) -> Decimal | None:
    """上亿, 不到百万, 超过一个亿: a bound that is a place of the number system without a digit."""
    captured = next((m.captured for m in analysis.of("operation") if m.captured and set(m.ids) & OPERATORS.keys()), "")
    return parse_numeral(variant_words().one + captured) if captured else None


def _within(interval: Interval) -> Condition:
    low, high = interval.low, interval.high
    if low and high:
        if low.unit == high.unit:
            return Condition("between" if low.value < high.value else "=", low.value, high.value, low.unit or "")
        return Condition("between", low.value * low.scale(), high.value * high.scale())
    if low:
        return Condition(">=" if interval.includes_low else ">", low.value, None, low.unit or "")
    return Condition("<=" if interval.includes_high else "<", high.value, None, high.unit or "")


def _bounded(op: str, amounts: list[Quantity]) -> Condition:
    first = amounts[0]
    unit = first.unit or ""
    if first.high is not None:
        return Condition("between", first.low, first.high, unit)
    if len(amounts) > 1 and op in ("between", ">", ">=", "<", "<="):
        values = sorted((a.value * a.scale() for a in amounts[:2]))
        return Condition("between", values[0], values[1], "")
    if op == "around":
        return Condition("between", first.value * Decimal("0.9"), first.value * Decimal("1.1"), unit)
    return Condition("=" if op == "between" else op, first.value, None, unit)
