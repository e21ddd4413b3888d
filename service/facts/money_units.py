"""TABLES → their units of measure: printed, the document's only one, or the one in which an amount is printed elsewhere too."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from service.extraction.model import Table
from service.facts.columns import header_unit, read_column
from service.language.words import variant_words
from service.quantities import parse_cell


def usual_unit(tables: tuple[Table, ...]) -> str:
    """The unit of measure that most tables of the document print; "" if none prints one."""
    units = Counter(table.unit for table in tables if table.unit)
    return units.most_common(1)[0][0] if units else ""


def unit_of(table: Table, tables: tuple[Table, ...]) -> str:
    """The unit of measure of one of a document's tables; "" where the others print different ones and no amount proves which."""
    units = {other.unit for other in tables if other.unit in variant_words().factors}
    if table.unit or len(units) < 2:
        return table.unit or usual_unit(tables)
    printed = {amount * variant_words().factors[other.unit] for other in tables if other.unit in units for amount in _amounts(other)}
    largest = max(_amounts(table), default=Decimal(0))
    proved = [unit for unit in units if largest and largest * variant_words().factors[unit] in printed]
    return proved[0] if len(proved) == 1 else ""


def _amounts(table: Table) -> set[Decimal]:
    """The amounts in a table's columns of figures that name no unit of their own."""
    columns = [i for i, c in enumerate(table.columns) if not read_column(c, table.kind, False).label and not header_unit(c)]
    read = (parse_cell(cell.text) for row in table.rows for i in columns if (cell := row.cells[i]))
    return {abs(number.value) for number in read if number.value and not number.percent}
