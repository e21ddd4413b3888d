"""ANSWER, OPERANDS → WORKINGS: how each figure that no cited place prints follows from those that are printed.

A working is not remembered from the calculation but found again from the printed operands, so what is shown always comes to the
figure beside it; where none is found, none is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import combinations, permutations, product

from service.facts.store import Row, value_of
from service.language.words import variant_words
from service.quantities import parse_cell, round_to
from service.query.finder import plain
from service.reply.answer import Answer, Citation, Value, Working
from service.reply.words import say, word

# Of more operands than these pairs, and runs, are not tried: among many of them one would meet a figure by chance.
PAIRED, LISTED = 6, 24


@dataclass(frozen=True)
class Operand:
    """A printed figure, or one that comes from printed ones; `citations` are its indexes among the answer's citations.

    `origin` is what it was converted from, as it is written, "" where it was not.
    """

    value: Decimal
    measure: str
    citations: tuple[int, ...]
    origin: str = ""

    @property
    def text(self) -> str:
        """How it is written in a formula."""
        return say("working_converted", amount=plain(self.value), origin=self.origin) if self.origin else plain(self.value)


@dataclass(frozen=True)
class Formula:
    """A way to a figure: the exact result and how it is written, from some operands."""

    result: Decimal
    text: str
    citations: tuple[int, ...]


def operands_of(facts: tuple[Row, ...], places: list[int], others: list[tuple[Citation, int]], measure: str) -> tuple[Operand, ...]:
    """Facts with amounts as operands, and `others`: cells that are cited without a fact, whose amounts are in the answer's `measure`.

    `places` are the indexes of the facts' citations.
    """
    found = [Operand(value_of(fact), fact["measure_unit"], (place,)) for fact, place in zip(facts, places)]
    cells = [(parse_cell(citation.text).value, place) for citation, place in others if citation.table]
    return (*found, *(Operand(value, measure, (place,)) for value, place in cells if value is not None))


def find_workings(answer: Answer, operands: tuple[Operand, ...]) -> list[Working]:
    """One working for each computed figure of an answer; sums and differences first, since shares are told of them."""
    told = list(dict.fromkeys((*_figures_in(answer.answer), *([answer.value] if answer.value else []))))
    stated = {(abs(Decimal(figure.number)), figure.unit) for figure in told}
    found: dict[Value, Formula] = {}
    for figure in sorted(told, key=lambda figure: figure.unit not in variant_words().factors):
        derived = tuple(Operand(abs(Decimal(f.number)), f.unit, each.citations) for f, each in found.items())
        named = tuple(o for o in (*operands, *derived) if (abs(o.value), o.measure) in stated)
        formula = None if _is_printed(figure, operands) else _formula(figure, operands, named)
        found |= {figure: formula} if formula else {}
    return [Working(f.number, f.unit, _written(f, found[f]), list(found[f].citations)) for f in told if f in found]


def _figures_in(text: str) -> Iterator[Value]:
    for found in _figure().finditer(text):
        yield Value(found["number"], found["unit"])


@cache
def _figure() -> re.Pattern[str]:
    units = sorted({*variant_words().factors, "%", word("words", "points"), word("words", "times")}, key=len, reverse=True)
    return re.compile(rf"(?P<number>-?\d+(?:\.\d+)?)(?P<unit>{'|'.join(map(re.escape, units))})")


def _is_printed(figure: Value, operands: tuple[Operand, ...]) -> bool:
    return any(abs(o.value) == abs(Decimal(figure.number)) and o.measure == figure.unit for o in operands)


def _formula(figure: Value, operands: tuple[Operand, ...], named: tuple[Operand, ...]) -> Formula | None:
    """The first way that comes to the figure at its decimals."""
    shown, decimals = abs(Decimal(figure.number)), max(-Decimal(figure.number).as_tuple().exponent, 0)
    formulas = _amounts(figure.unit, operands) if figure.unit in variant_words().factors else _ratios(figure.unit, named)
    return next((formula for formula in formulas if round_to(abs(formula.result), decimals) == shown), None)


def _written(figure: Value, formula: Formula) -> str:
    shown = abs(Decimal(figure.number))
    sign = "=" if abs(formula.result) == shown else "≈"
    return say("working", formula=formula.text, sign=sign, amount=plain(shown), unit=figure.unit)


def _amounts(unit: str, operands: tuple[Operand, ...]) -> Iterator[Formula]:
    """Everything that may give an amount of money, the plainest first."""
    factors = variant_words().factors
    money = tuple(o for o in operands if o.measure in factors)
    yield from _conversions(money, unit)
    yield from _sums(tuple(_in_unit(o, unit) for o in money))
    yield from _shares_each(money, [o for o in operands if o.measure not in factors and o.value], unit)


def _ratios(unit: str, operands: tuple[Operand, ...]) -> Iterator[Formula]:
    """Everything that may give a ratio, of figures that the answer names."""
    if len(operands) > PAIRED:
        return
    pairs = [_alike(a, b) for a, b in permutations(operands, 2) if b.value and _comparable(a, b)]
    quotients = [_quotient(first, second) for first, second in pairs]
    percents = [Formula(q.result * 100, q.text, q.citations) for q in quotients]
    if unit == word("words", "times"):
        yield from quotients
    elif unit == "%":
        yield from percents
        yield from (growth(a, b) for growth in (_growth, _growth_by) for a, b in pairs if a.value != b.value)
    else:
        rates = [Formula(o.value, "", o.citations) for o in operands if o.measure == "%"]
        yield from (_gap(first, second) for each in (rates, percents) for first, second in permutations(each, 2) if first.result >= second.result)


def _comparable(first: Operand, second: Operand) -> bool:
    return first.measure == second.measure or {first.measure, second.measure} <= variant_words().factors.keys()


def _in_unit(operand: Operand, unit: str) -> Operand:
    if operand.measure == unit:
        return operand
    factors = variant_words().factors
    return Operand(operand.value * factors[operand.measure] / factors[unit], unit, operand.citations, f"{plain(operand.value)}{operand.measure}")


def _alike(first: Operand, second: Operand) -> tuple[Operand, Operand]:
    return (first, second) if first.measure == second.measure else (_in_unit(first, second.measure), second)


def _conversions(operands: tuple[Operand, ...], unit: str) -> Iterator[Formula]:
    for operand in operands:
        if operand.measure != unit:
            converted = _in_unit(operand, unit)
            yield Formula(converted.value, f"{plain(operand.value)}{operand.measure}", operand.citations)


def _sums(operands: tuple[Operand, ...]) -> Iterator[Formula]:
    """The sum and the mean of all, sums of some that stand together, differences of two."""
    if len(operands) > 1:
        yield _sum(operands)
        yield _mean(operands)
    if len(operands) <= LISTED:
        yield from (_sum(operands[start:stop]) for start, stop in combinations(range(len(operands) + 1), 2) if stop - start > 1)
    if len(operands) <= PAIRED:
        yield from (_difference(a, b) for a, b in permutations(operands, 2) if a.value >= b.value)


def _sum(operands: tuple[Operand, ...]) -> Formula:
    return Formula(sum((o.value for o in operands), Decimal(0)), _added(operands), _places(operands))


def _mean(operands: tuple[Operand, ...]) -> Formula:
    return Formula(_sum(operands).result / len(operands), f"({_added(operands)}) ÷ {len(operands)}", _places(operands))


def _added(operands: tuple[Operand, ...]) -> str:
    return say("list_plus").join(o.text for o in operands)


def _difference(first: Operand, second: Operand) -> Formula:
    return Formula(first.value - second.value, f"{first.text} - {second.text}", _places((first, second)))


def _shares_each(money: tuple[Operand, ...], counts: list[Operand], unit: str) -> Iterator[Formula]:
    """So much a head."""
    for whole, count in product((_in_unit(o, unit) for o in money), counts):
        yield Formula(whole.value / count.value, f"{whole.text} ÷ {plain(count.value)}", _places((whole, count)))


def _quotient(first: Operand, second: Operand) -> Formula:
    return Formula(first.value / second.value, f"{first.text} ÷ {second.text}", _places((first, second)))


def _growth(later: Operand, earlier: Operand) -> Formula:
    text = f"({later.text} - {earlier.text}) ÷ {earlier.text}"
    return Formula((later.value - earlier.value) * 100 / earlier.value, text, _places((later, earlier)))


def _growth_by(change: Operand, later: Operand) -> Formula:
    """Growth where the amount before is not printed, but the change is."""
    text = f"{change.text} ÷ ({later.text} - {change.text})"
    return Formula(change.value * 100 / (later.value - change.value), text, _places((change, later)))


def _gap(first: Formula, second: Formula) -> Formula:
    before, after = round_to(first.result, 2), round_to(second.result, 2)
    return Formula(before - after, f"{before}% - {after}%", (*first.citations, *second.citations))


def _places(operands: tuple[Operand, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(place for operand in operands for place in operand.citations))
