"""FORMS → TABLES, INDICATORS, PROJECTS: irregular forms are cut into regular tables, and these are read."""

from __future__ import annotations

from dataclasses import replace

from service.documents.blocks import GridRow
from service.extraction.form_indicators import indicators_of
from service.extraction.form_projects import projects_of
from service.extraction.form_repairs import repair_part
from service.extraction.form_split import Segment, rows_to_segments, unit_in
from service.extraction.form_tables import drop_empty_side, labels_to_table, part_to_table
from service.extraction.model import Note, Table

__all__ = ["indicators_of", "projects_of", "read_form"]


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
    tables = [_segment_to_table(segment, blank) for segment in segments]
    if len(segments) == 1 and segments[0].part:
        tables = [replace(tables[0], title=title, line=line)]
    else:
        tables = [replace(table, title=f"{title} · {table.title}", form=title) for table in _join_labels(tables, segments)]
    return (*tables[:-1], replace(tables[-1], notes=notes))


def _segment_to_table(segment: Segment, blank: Table) -> Table:
    if segment.part is None:
        table = labels_to_table(segment, blank)
    else:
        table, slots = part_to_table(segment, blank)
        table = drop_empty_side(repair_part(table, slots, segment.part), slots)
    is_filled = any(cell for row in table.rows for cell in row.cells)
    return replace(table, state="filled" if is_filled else "empty")


def _join_labels(tables: list[Table], segments: tuple[Segment, ...]) -> list[Table]:
    """All labels outside a group in one table, where the first of them stands."""
    loose = [table for table, segment in zip(tables, segments) if segment.part is None and segment.group is None]
    if not loose:
        return tables
    joined = replace(
        loose[0],
        rows=tuple(row for table in loose for row in table.rows),
        repairs=tuple(repair for table in loose for repair in table.repairs),
        doubts=tuple(doubt for table in loose for doubt in table.doubts),
        state="filled" if any(table.state == "filled" for table in loose) else "empty",
    )
    return [joined if table is loose[0] else table for table in tables if table is loose[0] or table not in loose]
