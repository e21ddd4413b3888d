"""The last check before an answer goes out: every figure can be read in the printed text that it points to."""

from __future__ import annotations

from decimal import Decimal

from service.facts.store import Row
from service.quantities import find_quantities, parse_cell
from service.query.finder import Collection, passage_of

WITHOUT_NUMBER = frozenset({"blank", "dash", "none_stated", "same_stated"})


def first_unproved(collection: Collection, facts: tuple[Row, ...]) -> Row | None:
    """The first fact whose value can't be read where it is printed; None if all can."""
    return next((fact for fact in facts if not is_proved(collection, fact)), None)


def is_proved(collection: Collection, fact: Row) -> bool:
    """Whether the value of a fact is what its cell or its characters say."""
    if fact["status"] in WITHOUT_NUMBER:
        return fact["value"] is None or fact["value"] == 0
    if fact["passage_id"] is not None:
        read = [q.value for q in find_quantities(passage_of(collection, fact)["text"][fact["start"] : fact["stop"]])]
        return abs(fact["value"]) in [abs(value) for value in read]
    cells = collection.store.fetch("cells", {"table_id": fact["table_id"], "row": fact["row"], "col": fact["col"]})
    if cells and fact["start"] is not None:
        read = [q.value for q in find_quantities(cells[0]["text"][fact["start"] : fact["stop"]])]
        return abs(fact["value"]) in [abs(value) for value in read]
    return bool(cells) and _value_of(cells[0]["text"]) == fact["value"]


def _value_of(text: str) -> Decimal | None:
    parsed = parse_cell(text)
    if parsed.value is not None:
        return parsed.value
    quantities = find_quantities(text)
    return quantities[0].value if len(quantities) == 1 else None
