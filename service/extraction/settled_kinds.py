"""TABLE → TABLE: a kind that its codes contradict is the one that they say: by function (2…) or by economic subject (3…)."""

from __future__ import annotations

from dataclasses import replace

from service.extraction.model import Table
from service.extraction.words import compact, found

# Kinds whose titles are often printed without saying which classification their rows follow.
BY_FUNCTION = {
    "fiscal_expenditure_by_economic": "fiscal_expenditure_by_function",
    "general_expenditure_by_economic": "general_expenditure_by_function",
}
BY_ECONOMIC = {by_function: by_economic for by_economic, by_function in BY_FUNCTION.items()}
_FUNCTION_CODE = r"^\[?2\d\d(\d\d){0,2}(?!\d|\.)"
_ECONOMIC_CODE = r"^\[?3\d\d(\d\d){0,2}(?!\d|\.)"
# Codes stand in the first columns.
_CODE_COLUMNS = 4
_LEAST_CODES = 3


def settle_kind(table: Table) -> Table:
    """The table, its kind by the codes of its rows where all of them are of one classification."""
    labels = [compact(cell.text) for row in table.rows for cell in row.cells[:_CODE_COLUMNS] if cell]
    function = sum(found(_FUNCTION_CODE, label) is not None for label in labels)
    economic = sum(found(_ECONOMIC_CODE, label) is not None for label in labels)
    if function >= _LEAST_CODES and not economic:
        return replace(table, kind=BY_FUNCTION.get(table.kind, table.kind))
    if economic >= _LEAST_CODES and not function:
        return replace(table, kind=BY_ECONOMIC.get(table.kind, table.kind))
    return table
