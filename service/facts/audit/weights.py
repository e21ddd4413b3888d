"""R20: the weights of a project's indicators add up to one of the usual sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from service.extraction.model import Indicator
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import cell_of, place_of
from service.facts.audit.words import audit_words, message
from service.quantities import parse_cell

Key = tuple[object, ...]


def check_weights(disclosure: Disclosure) -> Iterator[Finding]:
    """The weights of a project's indicators add up to one of the usual sums.

    Not checked where one is not printed, where the form has the usual sum over all its pages or periods, and where several
    projects have one other sum, which is then how the place counts.
    """
    groups = _grouped(disclosure, lambda one: (one.table, one.project, one.horizon))
    forms = _grouped(disclosure, lambda one: (disclosure.table(one.table).form, one.project))
    sums = Counter(_weight(group) for group in groups.values())
    usual = audit_words().weights
    for group in groups.values():
        form = forms[(disclosure.table(group[0].table).form, group[0].project)]
        computed = _weight(group)
        if computed is not None and computed not in usual and sums[computed] == 1 and _weight(form) not in usual:
            yield _say_weights(disclosure, group, computed)


def _grouped(disclosure: Disclosure, key: Callable[[Indicator], Key]) -> dict[Key, list[Indicator]]:
    groups: dict[Key, list[Indicator]] = {}
    for indicator in disclosure.extraction.indicators:
        groups.setdefault(key(indicator), []).append(indicator)
    return groups


def _weight(indicators: list[Indicator]) -> Decimal | None:
    weights = [parse_cell(indicator.weight).value for indicator in indicators]
    return None if None in weights else sum(weights, Decimal(0))


def _say_weights(disclosure: Disclosure, indicators: list[Indicator], computed: Decimal) -> Finding:
    places = tuple(cell_of(each) for each in indicators)
    said = message(
        "weights", place=place_of(disclosure, places[0]), project=indicators[0].project or "", computed=computed,
        usual=message("and").join(map(str, audit_words().weights)),
    )
    return Finding("R20", "conflict", said, places)
