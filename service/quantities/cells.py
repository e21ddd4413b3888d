"""CELL → NUMBER: what one cell of a table prints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from service.quantities.characters import FOLD

CELL = re.compile(
    r"(?P<sign>[-+△▲]?)\s*(?P<whole>\d+|\d{1,3}(?:(?:\s?,\s?|\s)\d{3})+|\d{4,}(?:,\d{3})+)(?:\s?\.\s?(?P<decimals>\d+))?\s*(?P<percent>%?)"
)
DASH = re.compile(r"-+")


@dataclass(frozen=True)
class CellNumber:
    """What a table cell prints. `value` is None unless status is number or zero; `decimals` are those printed."""

    status: Literal["number", "zero", "dash", "blank", "text"]
    value: Decimal | None = None
    decimals: int = 0
    percent: bool = False


def parse_cell(text: str) -> CellNumber:
    """The number that a table cell prints, or the status that says why there is none.

    Blanks beside separators are ignored; a number with separators between its last digits only is one (120258,600); brackets and △ mean less than zero. What is not surely one number (`76, 39`) is text.
    """
    folded = text.translate(FOLD).replace("，", ",").strip()
    if not folded:
        return CellNumber("blank")
    if DASH.fullmatch(folded):
        return CellNumber("dash")
    bracketed = re.fullmatch(r"\((.*)\)", folded)
    match = CELL.fullmatch(bracketed.group(1).strip() if bracketed else folded)
    if not match or (bracketed and match["sign"]):
        return CellNumber("text")
    decimals = match["decimals"] or ""
    value = Decimal(re.sub(r"\D", "", match["whole"]) + "." + (decimals or "0"))
    value = value if decimals else value.to_integral_value()
    negative = bracketed or match["sign"] in ("-", "△", "▲")
    status = "number" if value else "zero"
    return CellNumber(status, -value if negative and value else value, len(decimals), bool(match["percent"]))
