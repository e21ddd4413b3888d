"""DAMAGED VALUES OF INDICATORS → AS THE DOCUMENT'S OTHER TABLE PRINTS THE SAME INDICATOR."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from service.extraction.forms.roles import part_title, roles_of, text_at, values_of
from service.extraction.forms.words import cite, horizon_of
from service.extraction.mending.texts import Texts, strips_of
from service.extraction.mending.twins import Twin, is_in, is_whole_in, lists_indicators, twins_beside
from service.extraction.model import Table
from service.extraction.table_edit import read_as

# Less of a value than this says too little to be recognised.
_LEAST_SHARE = 3

Place = tuple[int, int]


def mend_values(tables: tuple[Table, ...], _: Texts) -> tuple[Table, ...]:
    """The tables with damaged values read as their twin.

    The twin has the same name and time, and all that is printed of the value is in it, a character at either end of a
    piece apart.
    """
    return tuple(
        _mend_table(table, twins_beside(number, tables)) if lists_indicators(table) else table
        for number, table in enumerate(tables)
    )


def _mend_table(table: Table, twins: tuple[Twin, ...]) -> Table:
    for place in _damaged(table):
        twin = _twin_of(table, place, twins)
        cell = table.rows[place[0]].cells[place[1]]
        if twin and ("\t" in cell.printed or cell.text != twin.text):
            table = read_as(table, *place, twin.text, "twin_row", cite(twin.line, twin.text))
    return table


def _damaged(table: Table) -> list[Place]:
    """Row and column of the values that are cut, doubtful, split, or printed in several lines (which may repeat characters)."""
    split = {repair.line for repair in table.repairs if repair.why == "two_rows"}
    return [
        (index, column)
        for index, row in enumerate(table.rows) for column in values_of(roles_of(table))
        if (cell := row.cells[column]) and (
            len(strips_of(cell.printed)) > 1 or len(cell.printed.split()) > 1
            or (row.line, column) in table.doubtful or row.line in split
        )
    ]


def _twin_of(table: Table, place: Place, twins: tuple[Twin, ...]) -> Twin | None:
    """The one twin that a damaged value can be: under the same header first, then for the same time, then of the same name."""
    row, column = place
    cell, name = table.rows[row].cells[column], _name_in(table, row)
    fragments = [line for strip in strips_of(cell.printed) for line in strip]
    is_cut, horizon = "\t" in cell.printed, horizon_of(part_title(table))
    named = [twin for twin in twins if twin.name == name]
    if len(fragments) > 1 and not is_cut and any(is_in(cell.text, twin) for twin in named):
        return None
    own = [twin for twin in named if twin.horizon == horizon]
    same_header = [twin for twin in own if twin.header == table.columns[column].path[-1]]
    stray = [twin for twin in twins if twin.name == _name_in(table, row + 1) != name and twin.horizon == horizon]
    # Of a cut cell that gives no cause for doubt no character may be left out.
    tests = (is_whole_in, is_in) if (cell.line, column) in table.doubtful or not is_cut else (is_whole_in,)
    for candidates, test in product((same_header, own, named), tests):
        fitting = {twin.text: twin for twin in candidates if _fits(fragments, twin, stray, test)}
        if len(fitting) == 1:
            return fitting.popitem()[1]
    return None


def _name_in(table: Table, row: int) -> str:
    """The indicator's name in a row, "" below the last one."""
    return text_at(table.rows[row], roles_of(table).index("level3")) if row < len(table.rows) else ""


def _fits(fragments: list[str], twin: Twin, stray: list[Twin], test: Callable[[str, Twin], bool]) -> bool:
    """Whether all pieces are in the twin's text; pieces that are not must be in the value of the row below."""
    own = [fragment for fragment in fragments if test(fragment, twin)]
    strange = [fragment for fragment in fragments if fragment not in own]
    has_enough = sum(map(len, own)) * _LEAST_SHARE >= len(twin.text)
    return bool(own) and has_enough and all(any(is_in(fragment, other) for other in stray) for fragment in strange)
