"""AMOUNTS THAT A MESSAGE SPEAKS OF → WHAT THE DOCUMENTS PRINT: the project that one is called by, or the refusal of one that is nowhere.

An amount that bounds nothing (那8千块公务接待费) only describes what is asked about, and must be a figure of the unit; one
before or after 项目 (15万那个项目) names the project of that amount.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from service.facts.store import Row
from service.language.lexicon import fold_name
from service.language.words import variant_words
from service.quantities import Quantity, find_quantities
from service.query.answered import tells_all
from service.query.draft import Draft
from service.query.finder import Collection, plain
from service.query.logical import Decline, Outcome, Query
from service.query.qualifiers import told_targets

# The subject of the rows of totals, which have an amount in every column. Less than this in yuan is a word (一块), no amount.
TOTAL, LEAST = "total", 10
# What is asked about how much a figure changed, and the aspect that says it.
CHANGES, CHANGE = frozenset({"reason", "change", "change_rate"}), "change"


def project_of_amount(collection: Collection, units: tuple[str, ...], text: str) -> str | None:
    """The one project of these units that has the amount of a text, None where none or several have it."""
    said = next((_as_money(found, text) for found in find_quantities(text)), None)
    rows = (row for unit in units for row in _rows(collection, unit, subject_class="project")) if said else ()
    names = {fold_name(row["subject_name"]) for row in rows if not row["parent"] and _near(row, said)}
    return names.pop() if len(names) == 1 else None


def refuse_unprinted(outcome: Outcome, draft: Draft, collection: Collection) -> Outcome:
    """No answer to a message that speaks of an amount which nothing that it names has."""
    if not isinstance(outcome, Query) or outcome.condition is not None or tells_all(outcome.operation) or outcome.terms:
        return outcome
    amounts = [money for m in draft.analysis.of("quantity") if m.quantity and (money := _as_money(m.quantity, m.text))]
    rows = _rows_spoken_of(outcome, draft, collection) if amounts else []
    wrong = next((said for said in amounts if not any(_near(row, said) for row in rows)), None)
    return Decline("amount_nowhere", (("amount", f"{plain(wrong.value)}{wrong.unit}"),)) if wrong else outcome


def _rows_spoken_of(query: Query, draft: Draft, collection: Collection) -> list[Row]:
    """The figures of all items that a message or its query names, for its units."""
    targets = (*told_targets(query), *(placed.target for placed in draft.targets))
    named = {(source.subject, source.aspect) for target in targets for source in target.sources}
    accounts = {source.subject for target in targets for source in target.sources} - {TOTAL}
    units = dict.fromkeys((*query.units, *query.base_units))
    rows = [row for unit in units for row in _rows(collection, unit)]
    changed = {source.subject for target in targets for source in target.sources} if query.operation in CHANGES else set()
    return [
        row for row in rows
        if row["subject"] in accounts or (row["subject"], row["aspect"]) in named or row["aspect"] == CHANGE and (row["subject"] in changed or not targets)
    ]


def _rows(collection: Collection, unit: str, **where: str) -> list[Row]:
    return collection.store.fetch("facts", {"unit_id": unit, "status": "number", **where})


def _as_money(said: Quantity, text: str) -> Quantity | None:
    """An amount in one of the units of money (15万 is 15 万元), None for any other number."""
    factors = variant_words().factors
    if said.unit:
        return said if said.unit in factors and said.value * factors[said.unit] >= LEAST else None
    unit = next((unit for unit in reversed(factors) if unit[0] in text and len(unit) == 2), None)
    return replace(said, value=said.value / factors[unit], high=said.high and said.high / factors[unit], unit=unit) if unit else None


def _near(row: Row, said: Quantity) -> bool:
    """Whether a figure is the amount said, rounded or cut to the places that were said."""
    factors = variant_words().factors
    if row["measure_unit"] not in factors:
        return False
    value = abs(row["value"]) * factors[row["measure_unit"]] / factors[said.unit]
    last = said.value.as_tuple().exponent if said.exact else said.value.normalize().as_tuple().exponent
    step = Decimal(1).scaleb(min(last, 0) if said.exact else last)
    return said.value - step / 2 <= value < (said.high or said.value) + step
