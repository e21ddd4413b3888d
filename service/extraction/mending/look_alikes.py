"""CELLS WITH LOOK-ALIKE CHARACTERS → AS THE DOCUMENT PRINTS THE SAME WORDS ELSEWHERE."""

from __future__ import annotations

import re

from service.extraction.forms.words import cite, form_words
from service.extraction.mending.texts import Texts, fold
from service.extraction.model import Table
from service.extraction.table_edit import read_as

Span = tuple[int, int]

# So many characters beside the run are compared on each side, and so many of them the cell must have.
_BESIDE = 3


def mend_look_alikes(tables: tuple[Table, ...], texts: Texts) -> tuple[Table, ...]:
    """The tables with runs of look-alike characters read as elsewhere.

    Only listed pairs are tried, and a run is read anew only if the document prints the new words, with what stands beside
    them, in another line, and prints the old ones nowhere else.
    """
    return tuple(_mend_table(table, texts) for table in tables)


def _mend_table(table: Table, texts: Texts) -> Table:
    for index, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            for run in _runs(cell.text) if cell else ():
                if mended := _read_run(table.rows[index].cells[column].text, run, texts, cell.line):
                    table = read_as(table, index, column, mended[0], "look_alike", mended[1])
    return table


def _runs(text: str) -> list[Span]:
    expression = re.compile("[" + "".join(map(re.escape, form_words().look_alikes)) + "]+")
    return [match.span() for match in expression.finditer(text)]


def _read_run(text: str, run: Span, texts: Texts, line: int) -> tuple[str, str] | None:
    """The text with one run read anew, and the line that proves it; None if nothing does."""
    start, end = run
    before, after = text[max(start - _BESIDE, 0) : start], text[end : end + _BESIDE]
    read = "".join(form_words().look_alikes[character] for character in text[start:end])
    place = texts.line_of(fold(before + read + after), line)
    is_word = texts.line_of(fold(before[-1:] + text[start:end] + after[:1]), line) is not None
    if len(before + after) < _BESIDE or place is None or is_word:
        return None
    return text[:start] + read + text[end:], cite(place, before + read + after)
