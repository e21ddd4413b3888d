"""Numbers as they are shown: exact decimals with their unit, converted on request, rounded only where computed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import msgspec

from service.facts.words import fold
from service.language.words import variant_words
from service.quantities import round_to
from service.query.finder import Figure, plain
from service.reply.answer import Value

# The decimals of an amount that is rounded; what prints more of them in one place (244.848000) does so for all its amounts.
CENTS = 2


def decimals_of(figures: tuple[Figure, ...] | list[Figure]) -> int:
    """The most decimals that any operand prints."""
    return max((fact["decimals"] for figure in figures for fact in figure.facts), default=0)


def decimals_of_sum(figures: tuple[Figure, ...] | list[Figure]) -> int:
    """Those of a sum or a difference: as many as its operands print, beyond cents only what `show` needs to be exact."""
    return min(decimals_of(figures), CENTS)


def show(value: Decimal, measure: str, decimals: int, display: str = "") -> Value:
    """A value in its own unit with its printed decimals, more where it has more, or exactly converted to `display`."""
    factors = variant_words().factors
    if display and display != measure and measure in factors and display in factors:
        return Value(plain(value * factors[measure] / factors[display]), display)
    decimals = max(decimals, -value.normalize().as_tuple().exponent)
    return Value(f"{value.quantize(Decimal(1).scaleb(-decimals)):f}", measure)


def show_computed(value: Decimal, measure: str, display: str = "") -> Value:
    """A computed value, rounded to two decimals in its own unit, or in a smaller one that it is wanted in."""
    factors = variant_words().factors
    if display in factors and measure in factors and factors[display] < factors[measure]:
        return Value(plain(round_half_up(value * factors[measure] / factors[display])), display)
    return show(round_half_up(value), measure, 2, display)


def show_figure(figure: Figure, display: str = "") -> Value:
    """One figure as it is printed, without separators; what is blank or none stated is 0. Its own unit goes before `display`."""
    display = figure.target.display or display
    if figure.none and not figure.value:
        return show(Decimal(0), figure.measure, 0, display)
    value = show(figure.value, figure.measure, decimals_of([figure]), display)
    return msgspec.structs.replace(value, unit=_printed_unit(figure)) if value.unit == figure.measure else value


def _printed_unit(figure: Figure) -> str:
    """The unit of a figure with the brackets that it is printed with (台（套）)."""
    printed = str(figure.facts[0]["printed"]) if len(figure.facts) == 1 else ""
    end = printed[-len(figure.measure) :] if figure.measure else ""
    return end if fold(end) == figure.measure else figure.measure


def text_of(value: Value) -> str:
    """A value in a sentence."""
    return f"{value.number}{value.unit}"


def round_half_up(value: Decimal) -> Decimal:
    """Two decimals, as ratios and averages are given."""
    return round_to(value, 2)


def percentage(part: Decimal, whole: Decimal) -> Decimal:
    """part / whole in percent, two decimals. The caller has checked that the whole is not 0."""
    return round_half_up(part * 100 / whole)


def same_measure(figures: list[Figure]) -> list[Figure] | None:
    """The figures in one unit of measure, converted where units of money differ; None where they can't be."""
    measures = {figure.measure for figure in figures}
    if len(measures) <= 1:
        return figures
    factors = variant_words().factors
    if not measures <= factors.keys():
        return None
    target = max(measures, key=lambda measure: factors[measure])
    return [_convert(figure, target, factors) for figure in figures]


def _convert(figure: Figure, measure: str, factors: dict[str, Decimal]) -> Figure:
    return replace(figure, value=figure.value * factors[figure.measure] / factors[measure], measure=measure)
