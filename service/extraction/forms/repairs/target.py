"""The upright label of a part, read a second time as signs in the column of its targets' names: dropped."""

from __future__ import annotations

from dataclasses import replace

from service.extraction.forms.tables import PartTable
from service.extraction.forms.words import cite, is_side
from service.extraction.model import Repair, Table
from service.extraction.table_edit import put


def drop_garbled_target(part: PartTable) -> Table:
    """The table without the one text in the column of targets that is no name of a target, where all others are."""
    table = part.table
    if "target" not in part.roles:
        return table
    column = part.roles.index("target")
    texts = [(index, cell) for index, row in enumerate(table.rows) if (cell := row.cells[column])]
    named = [cell for _, cell in texts if is_side(cell.text)]
    odd = [(index, cell) for index, cell in texts if not is_side(cell.text)]
    if not named or len(odd) != 1 or any(map(str.isdigit, odd[0][1].text)):
        return table
    index, cell = odd[0]
    repair = Repair(cell.line, cell.printed, "", "garbled_label", cite(named[0].line, named[0].text))
    return replace(put(table, index, column, None), repairs=(*table.repairs, repair))
