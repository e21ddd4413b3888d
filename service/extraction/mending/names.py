"""NAMES OF UNITS IN LABELLED FIELDS: a name cut over two fields, or where a code should stand."""

from __future__ import annotations

from dataclasses import replace

from service.extraction.forms.roles import is_labels
from service.extraction.forms.words import bare, form_words, is_organisation_label
from service.extraction.model import Cell, Table
from service.extraction.table_edit import put, read_as
from service.extraction.mending.texts import Texts, fold

_CONTENT = 1


def mend_names(table: Table, texts: Texts) -> Table:
    """The table without a unit's name in a field for a code.

    The name that stands there is the beginning of the one that the field below prints only the start of, if the document
    prints the whole name elsewhere. The doubt about the code stays.
    """
    if not is_labels(table):
        return table
    for index, row in enumerate(table.rows):
        label, content = row.cells
        is_code = label and content and bare(label.text) in map(bare, form_words().digit_labels)
        name = _whole_name(content.text, texts, row.line) if is_code and not any(map(str.isdigit, content.text)) else None
        if name is None:
            continue
        below = _field_of(table, index, content)
        if below is not None:
            table = _read_below(table, below, content, name)
        table = put(table, index, _CONTENT, None)
    return table


def _whole_name(start: str, texts: Texts, line: int) -> tuple[str, int] | None:
    """The shortest text of the document that begins with `start` and is an organisation's name, with its line."""
    found = [(text, at) for at, text in texts.pieces if at != line and text.startswith(fold(start)) and len(text) - len(start) <= 2]
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
    proof = form_words().printed_proof.format(line=name[1], text=name[0])
    return read_as(table, row, _CONTENT, name[0], "whole_name", proof)
