"""SEGMENTS → TABLES: a run of labels becomes rows of label and content, a part becomes rows under its header."""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.extraction.forms.align import align, align_texts, is_shifted, tells_column
from service.extraction.forms.cells import Joined, Line, Piece, join_pieces
from service.extraction.forms.header import Slot, header_to_slots
from service.extraction.forms.roles import lacks_code
from service.extraction.forms.split import Segment
from service.extraction.forms.words import (
    bare, form_words, header_unit, is_inner_label, is_label, is_number, is_readable, is_side, is_side_fragment,
    is_unit_note, is_well_formed,
)
from service.extraction.model import Cell, Column, Doubt, Repair, Row, Table
from service.extraction.table_edit import put

# Columns of long texts, whose strips may reach over their columns.
_TEXTS = frozenset(("long_goal", "goal_text"))
_FIGURES = frozenset(("amount", "total_budget", "part", "earlier", "share", "weight"))


@dataclass(frozen=True)
class PartTable:
    """A part as read: its table, its id, what its columns are for, and the lines that are pushed over the right edge."""

    table: Table
    id: str
    roles: tuple[str, ...]
    pushed: frozenset[int]


def part_to_table(segment: Segment, blank: Table) -> tuple[Table, tuple[Slot, ...]]:
    """A part with its header → its table (kind, owner, unit taken from `blank`) and the columns' positions."""
    slots, repairs = header_to_slots(segment.part, segment.header)
    is_goals = segment.part.id == "goals"
    aligned = [
        align_texts(line, slots) if is_goals else align(line, slots, segment.part.id == "indicators") for line in segment.lines
    ]
    read = [_read_line(line, columns, slots) for line, columns in zip(segment.lines, aligned)]
    printed = [piece.printed for line in segment.header for piece in line.pieces]
    table = replace(
        blank,
        title=_part_title(segment, aligned, slots),
        line=segment.title_line or segment.header[0].number,
        columns=tuple(Column(slot.path or (segment.part.name,)) for slot in slots),
        rows=tuple(row for row, _, _ in read),
        repairs=(*repairs, *(repair for _, found, _ in read for repair in found)),
        doubts=tuple(doubt for _, _, found in read for doubt in found),
    )
    table = _with_unit(table, " ".join(printed), segment.header[0].number)
    return table, slots


def labels_to_table(segment: Segment, blank: Table) -> Table:
    """A run of labels → a table of two columns, one row for each label with its content."""
    pairs = [pair for line in segment.lines for pair in _line_to_pairs(line, segment.group is not None)]
    joined = [[join_pieces(pieces, line.number, column) for column, pieces in enumerate(pair)] for line, pair in pairs]
    rows = tuple(
        Row(line.number, tuple(cell.cell if cell else None for cell in cells)) for (line, _), cells in zip(pairs, joined)
    )
    found = [cell for cells in joined for cell in cells if cell]
    table = replace(
        blank,
        title=bare(segment.group.text) if segment.group else form_words().basic,
        line=segment.lines[0].number,
        columns=tuple(Column((word,)) for word in form_words().label_columns),
        rows=rows,
        repairs=tuple(repair for cell in found for repair in cell.repairs),
        doubts=(*(doubt for cell in found for doubt in cell.doubts), *_doubtful_labels(rows)),
    )
    printed = [segment.group.printed, *(cell.printed for cell in rows[0].cells if cell)] if segment.group else []
    return _with_unit(table, " ".join(printed), table.line)


def finish_part(segment: Segment, table: Table, slots: tuple[Slot, ...]) -> PartTable:
    """A part's table without the column left of it where only the part's own label stood, and what its columns are."""
    if slots and slots[0].role == "side":
        table = _drop_side(_note_rests(_drop_garbled(table)))
    roles = tuple(slot.role for slot in slots)
    return PartTable(table, segment.part.id, roles[len(roles) - len(table.columns) :], _pushed(segment, slots))


def _drop_side(table: Table) -> Table:
    """The table without the part's label in its first column, and without the column if nothing else stands there."""
    rows = tuple(replace(row, cells=(_unless_label(row.cells[0]), *row.cells[1:])) for row in table.rows)
    if any(row.cells[0] for row in rows):
        return replace(table, rows=rows)
    rows = tuple(replace(row, cells=row.cells[1:]) for row in rows)
    doubts = tuple(replace(d, column=d.column - 1 if d.column else d.column) for d in table.doubts)
    return replace(table, columns=table.columns[1:], rows=rows, doubts=doubts)


def _pushed(segment: Segment, slots: tuple[Slot, ...]) -> frozenset[int]:
    """The lines whose last cell stands in or behind the last column: what belongs there has no place left."""
    last = max((slot.start for slot in slots), default=0)
    return frozenset(line.number for line in segment.lines if line.pieces[-1].position >= last)


def _read_line(
    line: Line, columns: tuple[tuple[Piece, ...], ...], slots: tuple[Slot, ...]
) -> tuple[Row, tuple[Repair, ...], tuple[Doubt, ...]]:
    """The line's pieces by column → its row, with what was repaired and what is doubtful."""
    joined = [join_pieces(pieces, line.number, index) for index, pieces in enumerate(columns)]
    repairs = [repair for cell in joined if cell for repair in cell.repairs]
    doubts = [doubt for cell in joined if cell for doubt in cell.doubts]
    doubts += [_doubt(line, index, "incomplete_cell", cell) for index, cell in enumerate(joined)
               if cell and _lacks_start(columns[index], slots[index])]
    doubts += [_doubt(line, index, "malformed_number", cell) for index, cell in enumerate(joined)
               if cell and slots[index].role in _FIGURES and not is_well_formed(cell.cell.text)]
    if is_shifted(columns, slots) and not any(slot.role in _TEXTS for slot in slots):
        repairs.append(Repair(line.number, line.printed, _describe(joined, slots), "shifted_row", _prove(columns, slots)))
    row = Row(line.number, tuple(cell.cell if cell else None for cell in joined))
    return row, tuple(repairs), tuple(doubts)


def _lacks_start(pieces: tuple[Piece, ...], slot: Slot) -> bool:
    """Whether only a later piece of a cell is printed where the column's header is cut into pieces."""
    return bool(pieces) and slot.start < pieces[0].position <= slot.cut


def _doubt(line: Line, column: int, why: str, cell: Joined) -> Doubt:
    return Doubt(line.number, column, cell.cell.text, why)


def _describe(joined: list[Joined | None], slots: tuple[Slot, ...]) -> str:
    """A row as read: header and text of each cell."""
    return "; ".join(f"{slot.path[-1]}：{cell.cell.text}" for cell, slot in zip(joined, slots) if cell and slot.path)


def _prove(columns: tuple[tuple[Piece, ...], ...], slots: tuple[Slot, ...]) -> str:
    """What shows where the cells of a shifted row belong: the texts that read like one column only."""
    told = [
        form_words().shifted_proof.format(text=piece.text, column=slot.path[-1])
        for pieces, slot in zip(columns, slots) for piece in pieces if slot.path and tells_column(piece.text, slot.role)
    ]
    return "；".join(told)


def _part_title(segment: Segment, aligned: list[tuple[tuple[Piece, ...], ...]], slots: tuple[Slot, ...]) -> str:
    """What the page calls the part: its own line, the label to its left, or the usual name; with its goal."""
    left = [pieces for columns in aligned for pieces, slot in zip(columns, slots) if slot.role in ("side", "target")]
    printed = [piece.text for line in segment.header for piece in line.pieces] + [p.text for pieces in left for p in pieces]
    own = [text for text in printed if bare(text) in map(bare, segment.part.sides)]
    name = segment.title or (bare(own[0]) if own else segment.part.name)
    return form_words().goal_name_format.format(name=name, goal=segment.goal) if segment.goal else name


def _with_unit(table: Table, printed: str, line: int) -> Table:
    unit = header_unit(printed)
    return replace(table, unit=unit, unit_line=line) if unit else table


def _line_to_pairs(line: Line, in_group: bool) -> list[tuple[Line, tuple[tuple[Piece, ...], tuple[Piece, ...]]]]:
    """A line of labels and contents → one pair for each label; text before any label has none."""
    pieces, is_name = _without_unit(line.pieces), is_inner_label if in_group else is_label
    starts = [
        index for index, piece in enumerate(pieces)
        if index == 0 or is_name(piece.text) or index > 1 and _is_whole_number(pieces[index - 1].text)
    ]
    pairs = []
    for start, end in zip(starts, [*starts[1:], len(pieces)]):
        label, content = pieces[start : start + 1], pieces[start + 1 : end]
        is_content = is_number(label[0].text) or not content and label[0].position > 0 and not is_name(label[0].text)
        pairs.append((line, ((), label + content) if is_content else (label, content)))
    return pairs


def _is_whole_number(text: str) -> bool:
    """Whether a figure ends here: behind a hyphen it goes on (`027-` and `85898116`)."""
    return is_number(text) and text[-1] not in form_words().goes_on


def _without_unit(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if not is_unit_note(piece.text))


def _doubtful_labels(rows: tuple[Row, ...]) -> list[Doubt]:
    """Text without a label, and codes without a digit."""
    doubts = []
    for row in rows:
        label, content = row.cells
        if label is None and content and is_number(content.text):
            doubts.append(Doubt(row.line, 1, content.text, "unexplained"))
        if lacks_code(label, content):
            doubts.append(Doubt(row.line, 1, content.text, "not_a_code"))
    return doubts


def _drop_garbled(table: Table) -> Table:
    """The table without what is left of an upright label that was read as signs; its digits stay with the next cell."""
    for index, row in enumerate(table.rows):
        first = row.cells[0]
        following = next((c for c, cell in enumerate(row.cells) if c and cell), None)
        if first is None or is_readable(first.text) or following is None:
            continue
        cell = row.cells[following]
        table = put(table, index, following, replace(cell, printed=f"{first.printed}\t{cell.printed}"))
        table = put(table, index, 0, None)
        table = replace(table, repairs=(*table.repairs, Repair(row.line, first.printed, "", "garbled_label")))
    return table


def _note_rests(table: Table) -> Table:
    """The table with a repair for each remainder of the part's label that a line break put into a row of its own."""
    rests = [cell for row in table.rows if (cell := row.cells[0]) and is_side_fragment(cell.text) and not is_side(cell.text)]
    return replace(table, repairs=(*table.repairs, *(Repair(cell.line, cell.printed, "", "label_rest") for cell in rests)))


def _unless_label(cell: Cell | None) -> Cell | None:
    """None for the label of the part, whole or a fragment of it."""
    return None if cell is None or is_side_fragment(cell.text) else cell
