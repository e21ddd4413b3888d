"""ROWS IN WHICH TWO INDICATORS RUN TOGETHER → TWO ROWS, where another table prints the two names one below the other."""

from __future__ import annotations

from dataclasses import replace

from service.extraction.forms.roles import VALUES, roles_of, text_at, values_of
from service.extraction.forms.words import cite
from service.extraction.mending.texts import Texts
from service.extraction.mending.twins import Twin, is_in, lists_indicators, twins_beside
from service.extraction.model import Cell, Repair, Row, Table
from service.extraction.table_edit import put_row

Names = tuple[str, str]
Halves = tuple[Cell | None, Cell | None]


def split_fused_rows(tables: tuple[Table, ...], _: Texts) -> tuple[Table, ...]:
    """The tables with two rows for each whose name is two names that follow each other in another table.

    Which piece of a value belongs to which of the two is told by the values of that table; they are mended with the others.
    """
    return tuple(
        _split_table(table, twins_beside(number, tables)) if lists_indicators(table) else table
        for number, table in enumerate(tables)
    )


def _split_table(table: Table, twins: tuple[Twin, ...]) -> Table:
    names = {twin.name for twin in twins}
    for index in reversed(range(len(table.rows))):
        name = text_at(table.rows[index], roles_of(table).index("level3"))
        pairs = {pair for pair in _neighbours(twins) if "".join(pair) == name}
        if name and name not in names and len(pairs) == 1:
            table = _split_row(table, index, pairs.pop(), twins)
    return table


def _neighbours(twins: tuple[Twin, ...]) -> set[Names]:
    """The names of indicators that stand one below the other."""
    below = {(twin.table, twin.row): twin.name for twin in twins}
    return {(twin.name, below[twin.table, twin.row + 1]) for twin in twins if (twin.table, twin.row + 1) in below}


def _split_row(table: Table, index: int, names: Names, twins: tuple[Twin, ...]) -> Table:
    """The table with one row split; as it is if a piece of a value belongs to neither name."""
    row, roles = table.rows[index], roles_of(table)
    halves = [_halves(cell, role, names, twins) for cell, role in zip(row.cells, roles)]
    if None in halves:
        return table
    upper, lower = zip(*halves)
    proof = next(twin for twin in twins if twin.name == names[1])
    printed = row.cells[roles.index("level3")].printed
    repair = Repair(row.line, printed, "; ".join(names), "two_rows", cite(proof.line, proof.name))
    doubts = tuple(doubt for doubt in table.doubts if doubt.line != row.line or doubt.column not in values_of(roles))
    table = put_row(table, index, Row(row.line, upper), Row(row.line, lower))
    return replace(table, repairs=(*table.repairs, repair), doubts=doubts)


def _halves(cell: Cell | None, role: str | None, names: Names, twins: tuple[Twin, ...]) -> Halves | None:
    """A cell's part in the upper and in the lower row; None if its pieces can't be told apart."""
    if cell is None:
        return None, None
    if role == "level3":
        first, second = _cut_printed(cell, len(names[0]))
        return replace(cell, printed=first, text=names[0]), replace(cell, printed=second, text=names[1])
    if role in VALUES:
        return _value_halves(cell, names, twins)
    # What is said of both stands in both, but is printed once.
    return (cell, Cell("", cell.text, cell.line)) if role == "basis" else (cell, None)


def _value_halves(cell: Cell, names: Names, twins: tuple[Twin, ...]) -> Halves | None:
    pieces = cell.printed.split()
    told = [[piece for piece in pieces if any(is_in(piece, twin) for twin in twins if twin.name == name)] for name in names]
    if not all(told) or sum(map(len, told)) != len(pieces):
        return None
    upper, lower = (Cell(" ".join(own), "".join(own), cell.line) for own in told)
    return upper, lower


def _cut_printed(cell: Cell, length: int) -> tuple[str, str]:
    """The printed cell before and behind its first `length` characters, white space not counted."""
    count = 0
    for position, character in enumerate(cell.printed):
        if count == length and not character.isspace():
            return cell.printed[:position].rstrip(), cell.printed[position:]
        count += not character.isspace()
    return cell.printed, ""
