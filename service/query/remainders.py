"""ROWS → ROWS: which printed row a figure is in the table of its parts, and what is left of it without them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from service.facts.store import Row, value_of
from service.language.exclusion_words import exclusion_words
from service.query.logical import Target

# Where a fact stands: its table, or its paragraph.
Place = tuple[str | None, str | None]
RowsAt = Callable[[Place], list[Row]]
SIDE = {"income": "income", "carry": "income"}


@dataclass(frozen=True)
class Remainder:
    """The row of the whole and those of the parts, which stand in one place; no parts where the whole has them not in it."""

    whole: Row
    parts: tuple[Row, ...]


def find_remainder(wholes: tuple[Row, ...], parts: tuple[list[Row], ...], rows_at: RowsAt) -> Remainder | None:
    """The first place that prints every part and proves that it is in the whole; else one that proves that none is.

    `parts` are the rows that each part may be, in the order of preference; `wholes` the row that the figure was read from
    and those of the same amount elsewhere.
    """
    whole = wholes[0]
    around = [row for place in dict.fromkeys(map(place_of, wholes)) for row in rows_at(place)]
    places = dict.fromkeys(place_of(row) for rows in parts for row in rows)
    for place in places:
        own = rows_at(place)
        found = [_first(rows, place, lambda row: _proved(whole, row, own, around)) for rows in parts]
        chosen = tuple(row for row in found if row is not None)
        if len(chosen) == len(parts) and not _overlap(chosen):
            return Remainder(next((row for row in own if _same(whole, row) and contains(row, chosen[0])), whole), chosen)
    beside = all(any(_is_beside(whole, row, rows_at(place_of(row))) for row in rows) for rows in parts)
    return Remainder(whole, ()) if beside else None


def place_of(row: Row) -> Place:
    """The table or the paragraph that a fact stands in."""
    return row["table_id"], row["passage_id"] if row["table_id"] is None else None


def _first(rows: list[Row], place: Place, fits: Callable[[Row], bool]) -> Row | None:
    return next((row for row in rows if place_of(row) == place and fits(row)), None)


def _proved(whole: Row, part: Row, own: list[Row], around: list[Row]) -> bool:
    """Whether the part's own place prints the whole too, or something between them, or parts like it that add up to the whole.

    `own` are the rows beside the part, `around` those beside the whole.
    """
    holders = [row for row in own if row["value"] is not None and contains(row, part)]
    if any(_same(whole, row) or any(_same(row, other) and contains(whole, other) for other in around) for row in holders):
        return True
    like = [row for row in own if _like(row, part)]
    in_total = whole["subject"] in exclusion_words().totals and part["subject_class"] == "project"
    return in_total and abs(sum((value_of(row) for row in like), Decimal(0)) - value_of(whole)) <= _rounding(like)


def _rounding(rows: list[Row]) -> Decimal:
    """How far a printed sum may be from the sum of its printed parts."""
    last_digit = Decimal(1).scaleb(-max((row["decimals"] for row in rows), default=0))
    return last_digit * len(rows) / 2


def _same(whole: Row, row: Row) -> bool:
    """Whether a row is the whole, as its own place prints it: the same item, or also a total, with the same amount."""
    totals = exclusion_words().totals
    same_item = row["subject"] == whole["subject"] or row["subject"] in totals and whole["subject"] in totals
    return same_item and row["value"] is not None and row["value"] == whole["value"] and row["measure_unit"] == whole["measure_unit"]


def _like(row: Row, part: Row) -> bool:
    keys = ("subject_class", "subject_level", "aspect", "parent")
    return all(row[key] == part[key] for key in keys) and row["value"] is not None


def contains(whole: Row, part: Row) -> bool:
    """Whether, in one place, one amount is by its nature a part of another."""
    totals = exclusion_words().totals
    same_item = whole["subject"] == part["subject"] or whole["subject"] in totals and part["subject"] in totals
    if same_item:
        return whole["aspect"] != part["aspect"] and amount_in(whole["aspect"], part["aspect"])
    return _item_in(whole, part) and amount_in(whole["aspect"], part["aspect"])


def _item_in(whole: Row, part: Row) -> bool:
    item, inner = whole["subject"], part["subject"]
    listed = exclusion_words().item_parts.get(item, [])
    if part["parent"] == item:
        return True
    if part["subject_class"] in listed or inner in listed:
        return not (item == "sum.income_current" and inner in exclusion_words().not_current)
    return "." in item and ":" not in item and inner.startswith(item) and len(inner) > len(item)


def amount_in(whole: str, part: str) -> bool:
    """Whether one amount of a row is, or is a part of, another (基本支出 has 人员经费)."""
    words = exclusion_words()
    if whole == part or whole == "total" and part in words.total_parts:
        return True
    return any(amount_in(inner, part) for inner in words.amount_parts.get(whole, []))


def is_apart(first: Target, second: Target) -> bool:
    """其中基本支出, 其中项目支出: whether the second is by its nature no part of the first, but another part beside it."""
    if first.aspect != "total" and second.aspect != "total":
        return not amount_in(first.aspect, second.aspect)
    codes = [[id_ for id_ in target.id.split("|") if id_.startswith(("function.", "economic."))] for target in (first, second)]
    return bool(codes[0] and codes[1]) and not any(inner.startswith(own) for own in codes[0] for inner in codes[1])


def _overlap(parts: tuple[Row, ...]) -> bool:
    return any(one is not other and (contains(one, other) or one["fact_id"] == other["fact_id"])
               for i, one in enumerate(parts) for j, other in enumerate(parts) if i != j)


def _is_beside(whole: Row, part: Row, own: list[Row]) -> bool:
    """Whether the whole stands beside the part in one place, so that it has nothing of it."""
    row = next((row for row in own if row["subject"] == whole["subject"] and row["aspect"] == whole["aspect"] and _same(whole, row)), None)
    if row is None or contains(row, part) or contains(part, row):
        return False
    if row["subject"] == part["subject"]:
        return any(row["aspect"] in inner and part["aspect"] in inner for inner in (*exclusion_words().amount_parts.values(), ["basic", "project"]))
    same_side = SIDE.get(row["subject_class"], row["subject_class"]) == SIDE.get(part["subject_class"], part["subject_class"])
    return same_side and row["aspect"] == part["aspect"] and row["subject_class"] in exclusion_words().apart
