"""ROWS OF A FORM → TABLES: an irregular form is cut into regular tables.

    cells    ROWS → LINES             printed pieces, and how pieces of a cut cell become a cell
    split    LINES → SEGMENTS         runs of labels, and parts with a header (`header`)
    tables   SEGMENTS → TABLES        each piece in its column (`align`)
    repairs  TABLES → TABLES          what a part proves of its own damaged cells

Once the document's tables are mended, `indicators` and `projects` read what is in them, by the `roles` of their columns.
"""

from __future__ import annotations

from dataclasses import replace

from service.documents.blocks import GridRow
from service.extraction.forms.header import Slot
from service.extraction.forms.repairs import repair_part
from service.extraction.forms.split import Segment, rows_to_segments, unit_in
from service.extraction.forms.tables import finish_part, labels_to_table, part_to_table
from service.extraction.model import Note, Table


def read_form(
    title: str, kind: str, rows: tuple[GridRow, ...], unit: str | None, unit_line: int | None, owner: str | None,
    notes: tuple[Note, ...], line: int,
) -> tuple[Table, ...]:
    """All rows of one form, over all its pages → regular tables in order, each with ordinal 0.

    A table is titled `<form> · <part>` and says its `form`; a form that is one regular table keeps its title.
    Notes stay with the last table. `unit` is the unit of measure printed above the form, if any.
    """
    if unit is None and (found := unit_in(rows)):
        unit, unit_line = found
    blank = Table(0, kind, title, unit, unit_line, owner, "empty", line)
    segments = rows_to_segments(rows)
    if not segments:
        return (replace(blank, notes=notes),)
    tables = _join_labels(_segments_to_tables(segments, blank))
    tables[0] = replace(tables[0], line=line)
    if len(tables) == 1 and segments[0].part:
        tables = [replace(tables[0], title=title)]
    else:
        tables = [replace(table, title=f"{title} · {table.title}", form=title) for table in tables]
    return (*tables[:-1], replace(tables[-1], notes=notes))


def _segments_to_tables(segments: tuple[Segment, ...], blank: Table) -> list[tuple[Segment, Table]]:
    """Each segment as a table; a part that goes on below its repeated header is one table."""
    tables: list[tuple[Segment, Table, tuple[Slot, ...]]] = []
    for segment in segments:
        table, slots = part_to_table(segment, blank) if segment.part else (labels_to_table(segment, blank), ())
        if tables and _goes_on(tables[-1][0], segment) and tables[-1][1].columns == table.columns:
            begun, above, places = tables[-1]
            tables[-1] = (begun, _append(above, table), places)
        else:
            tables.append((segment, table, slots))
    return [(segment, _finish(segment, table, slots)) for segment, table, slots in tables]


def _goes_on(above: Segment, below: Segment) -> bool:
    return above.part is not None and above.part == below.part and below.title is None and below.goal is None


def _append(above: Table, below: Table) -> Table:
    return replace(
        above, rows=above.rows + below.rows, repairs=above.repairs + below.repairs, doubts=above.doubts + below.doubts
    )


def _finish(segment: Segment, table: Table, slots: tuple[Slot, ...]) -> Table:
    """The table with what can be proved put right, and its state."""
    if segment.part:
        table = repair_part(finish_part(segment, table, slots))
    is_filled = any(cell for row in table.rows for cell in row.cells)
    return replace(table, state="filled" if is_filled else "empty")


def _join_labels(tables: list[tuple[Segment, Table]]) -> list[Table]:
    """All labels outside a group in one table, where the first of them stands."""
    loose = [table for segment, table in tables if segment.part is None and segment.group is None]
    if not loose:
        return [table for _, table in tables]
    joined = loose[0]
    for table in loose[1:]:
        joined = replace(_append(joined, table), state="filled" if "filled" in (joined.state, table.state) else "empty")
    others = [table for _, table in tables]
    return [joined if table is loose[0] else table for table in others if table is loose[0] or table not in loose]
