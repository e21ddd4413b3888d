"""NAMES OF UNITS IN LABELLED FIELDS: a name cut over two fields, or where a code should stand."""

from __future__ import annotations

from dataclasses import replace

from service.extraction.forms.roles import is_labels, lacks_code
from service.extraction.forms.words import cite, is_organisation_label
from service.extraction.mending.texts import Texts, fold
from service.extraction.model import Cell, Table
from service.extraction.table_edit import put, read_as

_CONTENT = 1
# What is lost of a name is a character or two.
_LONGEST_REST = 2


def mend_names(tables: tuple[Table, ...], texts: Texts) -> tuple[Table, ...]:
    """The tables without a unit's name in a field for a code.

    The name that stands there is the beginning of the one that the field below prints only the start of, if the document
    prints the whole name elsewhere. The doubt about the code stays.
    """
    return tuple(_mend_table(table, texts) if is_labels(table) else table for table in tables)


def _mend_table(table: Table, texts: Texts) -> Table:
    for index, row in enumerate(table.rows):
        label, content = row.cells
        name = _whole_name(content.text, texts, row.line) if lacks_code(label, content) else None
        if name is None:
            continue
        below = _field_of(table, index, content)
        if below is not None:
            table = _read_below(table, below, content, name)
        table = put(table, index, _CONTENT, None)
    return table


def _whole_name(start: str, texts: Texts, line: int) -> tuple[str, int] | None:
    """The shortest text of the document that is `start` with at most a few characters more, with its line."""
    found = [(text, at) for at, text in texts.pieces if at != line and text.startswith(fold(start))]
    found = [(text, at) for text, at in found if len(text) - len(start) <= _LONGEST_REST]
    return min(found, key=lambda pair: len(pair[0])) if found else None


def _field_of(table: Table, index: int, content: Cell) -> int | None:
    """The row below, of the line that follows, whose label asks for a unit and whose content begins the same name."""
    for at, row in enumerate(table.rows[index + 1 :], index + 1):
        label, text = row.cells
        if label and text and row.line == content.line + 1 and is_organisation_label(label.text):
            if text.text != content.text and content.text.startswith(text.text):
                return at
    return None


def _read_below(table: Table, row: int, content: Cell, name: tuple[str, int]) -> Table:
    cell = table.rows[row].cells[_CONTENT]
    table = put(table, row, _CONTENT, replace(cell, printed=f"{content.printed}\t{cell.printed}"))
    return read_as(table, row, _CONTENT, name[0], "whole_name", cite(name[1], name[0]))
