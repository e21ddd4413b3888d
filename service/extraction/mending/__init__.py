"""TABLES, PASSAGES → TABLES: damage of single cells put right by what the same document prints elsewhere."""

from __future__ import annotations

from dataclasses import replace

from service.extraction.mending.doubts import mark_damaged
from service.extraction.mending.goals import mend_goals
from service.extraction.mending.names import mend_names
from service.extraction.forms.words import form_words, is_number
from service.extraction.mending.twins import mend_from_twins
from service.extraction.mending.look_alikes import mend_look_alikes
from service.extraction.model import Passage, Repair, Table
from service.extraction.mending.strips import read_strips
from service.extraction.table_edit import doubt, drop_claims, put
from service.extraction.mending.texts import Texts, collect_texts, strips_of

# Repairs and doubts that say how a cell was put together from its pieces.
_CUT, _REPEATED = "cut_cell", "repeated_piece"


def mend_tables(tables: tuple[Table, ...], passages: tuple[Passage, ...]) -> tuple[Table, ...]:
    """Tables as extracted → tables with look-alikes, cut cells, goals, names and indicators put right where proved."""
    texts = collect_texts(tables, passages)
    tables = mend_from_twins(tuple(mend_look_alikes(table, texts) for table in tables))
    texts = collect_texts(tables, passages)
    tables = tuple(_mend_cuts(table, texts) if table.form else table for table in tables)
    tables = tuple(mend_names(mend_goals(table, tables, texts), texts) for table in tables)
    texts = collect_texts(tables, passages)
    return tuple(mark_damaged(_cite_labels(table, texts), texts) if table.form else table for table in tables)


def _mend_cuts(table: Table, texts: Texts) -> Table:
    """The table with its cut cells joined cut by cut; what nothing proves is doubtful and no repair."""
    for index, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            whys = {repair.why for repair in table.repairs if cell and (repair.line, repair.printed) == (cell.line, cell.printed)}
            doubts = {d.why for d in table.doubts if (d.line, d.column) == (row.line, column)}
            if cell and "\t" in cell.printed and (_CUT in whys or "cut_figure" in doubts) and not whys & {"lost_text", "moved_text"}:
                table = _mend_cut(table, index, column, texts)
            elif cell and _REPEATED in whys:
                table = _cite_repeated(table, cell.printed, cell.text, cell.line, texts)
    return table


def _mend_cut(table: Table, index: int, column: int, texts: Texts) -> Table:
    cell = table.rows[index].cells[column]
    strips = strips_of(cell.printed)
    if len(strips) < 2:
        return table
    reading = read_strips(strips, texts, cell.line)
    if not reading.is_proved and not reading.proofs:
        return _leave_unproved(table, index, column, strips, texts)
    table = put(drop_claims(table, index, column), index, column, replace(cell, text=reading.text))
    repair = Repair(cell.line, cell.printed, reading.text, _CUT, "；".join(reading.proofs))
    table = replace(table, repairs=(*table.repairs, repair))
    if reading.lacks_ends:
        return doubt(table, index, column, "incomplete_cell")
    return table if reading.is_proved else doubt(table, index, column, "unproved_join")


def _leave_unproved(table: Table, index: int, column: int, strips: list[list[str]], texts: Texts) -> Table:
    """The cell as it was joined, doubtful; pieces of which one is a whole text elsewhere stay apart."""
    cell = table.rows[index].cells[column]
    has_doubt = any((d.line, d.column) == (table.rows[index].line, column) for d in table.doubts)
    is_whole = any((strip[0] in (text for line, text in texts.pieces if line != cell.line)) for strip in strips if not is_number(strip[0]) and len(strip) == 1)
    if has_doubt and not is_whole:
        dropped = drop_claims(table, index, column)
        return replace(dropped, doubts=table.doubts)
    table = drop_claims(table, index, column)
    if is_whole and len(strips) == 2:
        table = put(table, index, column, replace(cell, text=" ".join("".join(strip) for strip in strips)))
        return doubt(table, index, column, "separate_pieces")
    return doubt(table, index, column, "unproved_join")


def _cite_labels(table: Table, texts: Texts) -> Table:
    """Repairs of lost labels with a line that prints the row's amount as well: a sum alone doesn't prove a name."""
    own = {cell.line for row in table.rows for cell in row.cells if cell}
    repairs = []
    for repair in table.repairs:
        row = next((row for row in table.rows if row.line == repair.line), None)
        amounts = [cell.text for cell in row.cells if cell and is_number(cell.text)] if row and repair.why == "lost_label" else []
        places = [place for place, text in texts.pieces if amounts and text == amounts[0] and place not in own]
        cited = form_words().printed_proof.format(line=places[0], text=amounts[0]) if places else ""
        repairs.append(replace(repair, detail=f"{repair.detail}；{cited}") if cited else repair)
    return replace(table, repairs=tuple(repairs))


def _cite_repeated(table: Table, printed: str, text: str, line: int, texts: Texts) -> Table:
    """The repair of a repeated piece with the line that prints the whole text once more, if any."""
    place = texts.line_of(text, line)
    repairs = tuple(
        replace(r, detail=f"L{place}") if place and (r.why, r.printed) == (_REPEATED, printed) else r for r in table.repairs
    )
    return replace(table, repairs=repairs)
