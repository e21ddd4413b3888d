"""DAMAGED ROWS OF INDICATORS → AS THE DOCUMENT'S OTHER TABLE PRINTS THE SAME INDICATOR."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from service.extraction.forms.roles import roles_of, text_at
from service.extraction.forms.words import bare, form_words
from service.extraction.model import Cell, Repair, Row, Table
from service.extraction.table_edit import put_row, read_as
from service.extraction.mending.texts import fold, strips_of

_VALUES = ("value", "expected", "earlier")
# Less of a value than this says too little to be recognised.
_LEAST_SHARE = 3


@dataclass(frozen=True)
class _Twin:
    """One value that is printed whole: of which indicator, for which time, under which header, in which line."""

    table: int
    row: int
    name: str
    horizon: str | None
    header: str
    text: str
    line: int


def mend_from_twins(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """Tables with damaged values read as their twin, and with rows split in which two indicators run together.

    A value is read as its twin (same name, same time) only if all that is printed of it is in the twin, a character at
    either end of a piece apart.
    """
    mended = []
    for number, table in enumerate(tables):
        if "level3" in (roles := roles_of(table)):
            twins = [twin for twin in _collect(tables) if twin.table != number]
            table = _split_rows(table, roles, twins)
            for row, column in _damaged(table, roles):
                table = _mend_value(table, roles, row, column, twins)
        mended.append(table)
    return tuple(mended)


def _collect(tables: tuple[Table, ...]) -> Iterator[_Twin]:
    for number, table in enumerate(tables):
        roles = roles_of(table)
        if "level3" not in roles:
            continue
        doubtful = {(doubt.line, doubt.column) for doubt in table.doubts}
        for index, row in enumerate(table.rows):
            for column, role in enumerate(roles):
                cell = row.cells[column]
                if role in _VALUES and cell and "\t" not in cell.printed and (row.line, column) not in doubtful:
                    name = text_at(row, roles.index("level3"))
                    yield _Twin(number, index, name, _horizon(table), table.columns[column].path[-1], cell.text, cell.line)


def _horizon(table: Table) -> str | None:
    part = bare(table.title[len(table.form or "") :].strip(" ·"))
    return next((word for word in form_words().horizons if part.startswith(word)), None)


def _damaged(table: Table, roles: tuple[str | None, ...]) -> list[tuple[int, int]]:
    """The values that are cut, doubtful, or printed in several lines (which may repeat characters)."""
    doubtful = {(doubt.line, doubt.column) for doubt in table.doubts}
    return [
        (index, column)
        for index, row in enumerate(table.rows) for column, role in enumerate(roles)
        if role in _VALUES and (cell := row.cells[column])
        and (len(strips_of(cell.printed)) > 1 or len(cell.printed.split()) > 1 or (row.line, column) in doubtful)
    ]


def _mend_value(table: Table, roles: tuple[str | None, ...], row: int, column: int, twins: list[_Twin]) -> Table:
    cell = table.rows[row].cells[column]
    name = text_at(table.rows[row], roles.index("level3"))
    cut = "\t" in cell.printed
    fragments = [line for strip in strips_of(cell.printed) for line in strip]
    if len(fragments) > 1 and not cut and any(_is_in(cell.text, twin) for twin in twins if twin.name == name):
        return table
    below = text_at(table.rows[row + 1], roles.index("level3")) if row + 1 < len(table.rows) else ""
    own = [twin for twin in twins if twin.name == name and twin.horizon == _horizon(table)]
    stray = [twin for twin in twins if twin.name == below != name and twin.horizon == _horizon(table)]
    same_header = [twin for twin in own if twin.header == table.columns[column].path[-1]]
    every = [twin for twin in twins if twin.name == name]
    # Of a cut cell that gives no cause for doubt no character may be left out.
    is_doubtful = any((doubt.line, doubt.column) == (cell.line, column) for doubt in table.doubts)
    tests = (_is_whole_in, _is_in) if is_doubtful or not cut else (_is_whole_in,)
    for candidates, is_in in product((same_header, own, every), tests):
        fitting = {twin.text: twin for twin in candidates if _fits(fragments, twin, stray, is_in)}
        if len(fitting) == 1:
            twin = fitting.popitem()[1]
            return _read(table, row, column, twin)
    return table


def _read(table: Table, row: int, column: int, twin: _Twin) -> Table:
    cell = table.rows[row].cells[column]
    is_cut = "\t" in cell.printed or cell.text != twin.text
    detail = form_words().printed_proof.format(line=twin.line, text=twin.text)
    return read_as(table, row, column, twin.text, "twin_row", detail) if is_cut else table


def _fits(fragments: list[str], twin: _Twin, stray: list[_Twin], is_in: Callable[[str, _Twin], bool]) -> bool:
    """Whether all pieces are in the twin's text; pieces that are not must be in the value of the row below."""
    own = [fragment for fragment in fragments if is_in(fragment, twin)]
    strange = [fragment for fragment in fragments if fragment not in own]
    has_enough = sum(map(len, own)) * _LEAST_SHARE >= len(twin.text)
    return bool(own) and has_enough and all(any(_is_in(fragment, other) for other in stray) for fragment in strange)


def _is_whole_in(fragment: str, twin: _Twin) -> bool:
    return fold(fragment) in fold(twin.text)


def _is_in(fragment: str, twin: _Twin) -> bool:
    """Whether a piece is in the twin, perhaps but for a character at one of its ends."""
    text, whole = fold(fragment), fold(twin.text)
    return text in whole or len(text) > 2 and (text[1:] in whole or text[:-1] in whole)


def _split_rows(table: Table, roles: tuple[str | None, ...], twins: list[_Twin]) -> Table:
    """The table with two rows for each whose name is two names that follow each other in the twin table."""
    column = roles.index("level3")
    names = {twin.name for twin in twins}
    for index in reversed(range(len(table.rows))):
        name = text_at(table.rows[index], column)
        pairs = {(a.name, b.name) for a in twins for b in twins if b.table == a.table and b.row == a.row + 1 and a.name + b.name == name}
        if name and name not in names and len(pairs) == 1:
            table = _split_row(table, index, roles, pairs.pop(), twins)
    return table


def _split_row(table: Table, index: int, roles: tuple[str | None, ...], names: tuple[str, str], twins: list[_Twin]) -> Table:
    row = table.rows[index]
    upper, lower = list(row.cells), [None] * len(row.cells)
    for column, role in enumerate(roles):
        cell = row.cells[column]
        if cell is None:
            continue
        if role == "level3":
            first, second = _cut_printed(cell, len(names[0]))
            upper[column], lower[column] = replace(cell, printed=first, text=names[0]), replace(cell, printed=second, text=names[1])
        elif role in _VALUES:
            values = [[f for f in cell.printed.split() if any(_is_in(f, t) for t in twins if t.name == name)] for name in names]
            if not all(values) or sum(map(len, values)) != len(cell.printed.split()):
                return table
            upper[column], lower[column] = (Cell(" ".join(v), "".join(v), cell.line) for v in values)
        elif role == "basis":
            lower[column] = Cell("", cell.text, cell.line)
    table = put_row(table, index, Row(row.line, tuple(upper)), Row(row.line, tuple(lower)))
    proof = next(twin for twin in twins if twin.name == names[1])
    printed = row.cells[roles.index("level3")].printed
    detail = form_words().printed_proof.format(line=proof.line, text=names[1])
    values = [column for column, role in enumerate(roles) if role in _VALUES]
    doubts = tuple(doubt for doubt in table.doubts if doubt.line != row.line or doubt.column not in values)
    repair = Repair(row.line, printed, "; ".join(names), "two_rows", detail)
    table = replace(table, repairs=(*table.repairs, repair), doubts=doubts)
    for at in (index, index + 1):
        for column in values:
            if table.rows[at].cells[column]:
                table = _mend_value(table, roles, at, column, twins)
    return table


def _cut_printed(cell: Cell, length: int) -> tuple[str, str]:
    """The printed cell before and behind its first `length` characters, white space not counted."""
    count = 0
    for position, character in enumerate(cell.printed):
        if count == length and not character.isspace():
            return cell.printed[:position].rstrip(), cell.printed[position:]
        count += not character.isspace()
    return cell.printed, ""
