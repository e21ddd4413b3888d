"""REPAIRS → WITH THE LINE THAT SHOWS THEM, where the document prints once more what they read."""

from __future__ import annotations

from dataclasses import replace

from service.extraction.forms.words import cite, is_number
from service.extraction.mending.texts import Texts
from service.extraction.model import Repair, Table


def cite_proofs(tables: tuple[Table, ...], texts: Texts) -> tuple[Table, ...]:
    """The tables of forms, their repairs of lost labels and of repeated pieces with the line of their proof."""
    return tuple(_cite_table(table, texts) if table.form else table for table in tables)


def _cite_table(table: Table, texts: Texts) -> Table:
    repairs = []
    for repair in table.repairs:
        if repair.why == "lost_label":
            repair = _cite_amount(repair, table, texts)
        elif repair.why == "repeated_piece":
            repair = _cite_text(repair, table, texts)
        repairs.append(repair)
    return replace(table, repairs=tuple(repairs))


def _cite_amount(repair: Repair, table: Table, texts: Texts) -> Repair:
    """A sum alone does not prove a name: with a line outside the table that prints the row's amount as well."""
    own = {cell.line for row in table.rows for cell in row.cells if cell}
    row = next((row for row in table.rows if row.line == repair.line), None)
    amount = next((cell.text for cell in row.cells if cell and is_number(cell.text)), None) if row else None
    place = next((line for line, text in texts.pieces if text == amount and line not in own), None)
    return repair if place is None else replace(repair, detail=f"{repair.detail}；{cite(place, amount)}")


def _cite_text(repair: Repair, table: Table, texts: Texts) -> Repair:
    """With the line that prints the whole text once more."""
    place = texts.line_of(repair.read, repair.line)
    return repair if place is None else replace(repair, detail=f"L{place}")
