"""DRAFT → QUESTION BACK, where a first question counts units (六家单位的三公经费) and the collection has another number of them."""

from __future__ import annotations

from service.facts.catalog import Catalog
from service.language.words import enumerate_words, places
from service.query.context import Context
from service.query.draft import Draft
from service.query.logical import Clarify

# So many units are named.
NAMED = 6


def other_count(draft: Draft, catalog: Catalog, context: Context, count: int, rest: str) -> Clarify | None:
    """The units that there are, with the question about all of them, of which `rest` is what it says beside the count."""
    goes_on = context.operation or context.turns or context.units
    ranked = draft.limit is not None or draft.nth is not None
    if goes_on or ranked or draft.groups or draft.condition or count < 2 or count in (len(catalog.units), len(catalog.apart)):
        return None
    units = catalog.units
    names = enumerate_words(units[:NAMED]) + (places().and_others if len(units) > NAMED else "")
    question = places().every_unit + rest
    return Clarify("units_counted", ((question, question),), (("said", str(count)), ("count", str(len(units))), ("units", names)))
