"""The printed pieces of a form's row, and how pieces of one cut cell become a cell again."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from service.documents.blocks import GridRow
from service.extraction.forms.words import clean_cell, is_known
from service.extraction.model import Cell, Doubt, Repair

_SHORTEST_REPEAT = 4
# A long text that was read twice differs by a character here and there.
_LONG, _MOSTLY = 40, 0.9


@dataclass(frozen=True)
class Piece:
    """One printed cell that says something, with its position in the row."""

    position: int
    printed: str
    text: str


@dataclass(frozen=True)
class Line:
    """One printed row as its pieces, left to right; `printed` is the whole row with its empty cells."""

    number: int
    pieces: tuple[Piece, ...]
    printed: str = ""


@dataclass(frozen=True)
class Joined:
    """A cell with what was done to read it."""

    cell: Cell
    repairs: tuple[Repair, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def row_to_line(row: GridRow) -> Line:
    """A printed row without its empty cells and those that hold only noise."""
    texts = [(position, cell, clean_cell(cell)) for position, cell in enumerate(row.cells) if cell]
    pieces = tuple(Piece(position, cell.strip(), text) for position, cell, text in texts if text)
    return Line(row.at.line, _join_labels(pieces), "\t".join(cell or "" for cell in row.cells))


def _join_labels(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Pieces with a label that was cut into two put together (`项` and `目绩效总目标`)."""
    for left, right in zip(pieces, pieces[1:]):
        joined = left.text + right.text
        is_cut = right.position == left.position + 1 and not is_known(left.text) and not is_known(right.text)
        if is_cut and is_known(joined):
            index = pieces.index(left)
            # What stands in the first position is the column of the part's own label: a trace of this one.
            is_trace = left.position == 0 and len(left.text) < len(right.text)
            position = right.position if is_trace else left.position
            label = Piece(position, f"{left.printed}\t{right.printed}", joined)
            return (*pieces[:index], label, *_join_labels(pieces[index + 2 :]))
    return pieces


def join_pieces(pieces: tuple[Piece, ...], line: int, column: int) -> Joined | None:
    """Pieces of one cell → the cell; a repeated incomplete piece is left out. None for no pieces."""
    if not pieces:
        return None
    printed = "\t".join(piece.printed for piece in pieces)
    kept = _without_repeats([piece.text for piece in pieces])
    if any(left[-1].isdigit() and right[0].isdigit() for left, right in zip(kept, kept[1:])):
        # A cut through a digit can double it (10 and 00% for 100%), so figures are never put together.
        text = " ".join(kept)
        return Joined(Cell(printed, text, line), doubts=(Doubt(line, column, text, "cut_figure"),))
    cell = Cell(printed, "".join(kept), line)
    if len(pieces) == 1:
        return Joined(cell)
    why = "cut_cell" if len(kept) == len(pieces) else "repeated_piece"
    repairs = (Repair(line, printed, cell.text, why),)
    # A cell of several lines that was cut downwards reads across the strips: the order of its words is lost.
    is_strips = len(kept) > 1 and any(" " in piece.printed for piece in pieces if len(piece.text) > _SHORTEST_REPEAT)
    doubts = (Doubt(line, column, cell.text, "strips"),) if is_strips else ()
    return Joined(cell, repairs, doubts)


def _without_repeats(texts: list[str]) -> list[str]:
    """Texts without those of which every character stands, in order, in a longer neighbour."""
    kept = []
    for index, text in enumerate(texts):
        neighbours = texts[max(index - 1, 0) : index] + texts[index + 1 : index + 2]
        if not any(_is_part(text, other) for other in neighbours):
            kept.append(text)
    return kept or texts[:1]


def _is_part(text: str, whole: str) -> bool:
    if not _SHORTEST_REPEAT <= len(text) < len(whole):
        return False
    same = sum(block.size for block in SequenceMatcher(None, text, whole, autojunk=False).get_matching_blocks())
    return same == len(text) or len(text) >= _LONG and same >= _MOSTLY * len(text)
