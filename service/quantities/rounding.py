"""NUMBER → NUMBER: as it would be printed with so many decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def round_to(value: Decimal, decimals: int) -> Decimal:
    """A value with as many decimals as a printed one, rounded half up."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
