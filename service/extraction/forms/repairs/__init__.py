"""PART OF A FORM → WITH WHAT CAN BE PROVED put right: by its other rows, by its totals, by the standard forms."""

from __future__ import annotations

from dataclasses import replace

from service.extraction.forms.repairs.basis import restore_basis
from service.extraction.forms.repairs.category import restore_category
from service.extraction.forms.repairs.funds import restore_labels, restore_points
from service.extraction.forms.repairs.stacked import split_stacked
from service.extraction.forms.repairs.target import drop_garbled_target
from service.extraction.forms.repairs.weights import restore_weights
from service.extraction.forms.tables import PartTable
from service.extraction.model import Table

REPAIRS = (
    drop_garbled_target,
    restore_basis,
    restore_points,
    restore_labels,
    restore_category,
    restore_weights,
    split_stacked,
)


def repair_part(part: PartTable) -> Table:
    """A part as read → its table; each repair sees the table as the ones before have left it."""
    for repair in REPAIRS:
        part = replace(part, table=repair(part))
    return part.table
