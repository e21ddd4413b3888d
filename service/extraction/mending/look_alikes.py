"""CELLS WITH LOOK-ALIKE CHARACTERS → AS THE DOCUMENT PRINTS THE SAME WORDS ELSEWHERE."""

from __future__ import annotations

import re

from service.extraction.forms.words import form_words
from service.extraction.model import Table
from service.extraction.table_edit import read_as
from service.extraction.mending.texts import Texts, fold

# So many characters beside the run must agree, on both sides together, where the cell has them.
_BESIDE = 3
_LEAST_BESIDE = 3


def mend_look_alikes(table: Table, texts: Texts) -> Table:
    """The table with runs of look-alike characters read as elsewhere.

    Only listed pairs are tried, and a run is read anew only if the document prints the new words, with what stands beside
    them, in another line, and prints the old ones nowhere else.
    """
    for index, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            for run in _runs(cell.text) if cell else ():
                if mended := _mend(table.rows[index].cells[column].text, run, texts, cell.line):
                    table = read_as(table, index, column, mended[0], "look_alike", mended[1])
    return table


def _runs(text: str) -> list[tuple[int, int]]:
    expression = re.compile("[" + "".join(map(re.escape, form_words().look_alikes)) + "]+")
    return [match.span() for match in expression.finditer(text)]


def _mend(text: str, run: tuple[int, int], texts: Texts, line: int) -> tuple[str, str] | None:
    """The text with one run read anew, and the line that proves it; None if nothing does."""
    start, end = run
    before, after = text[max(start - _BESIDE, 0) : start], text[end : end + _BESIDE]
    read = "".join(form_words().look_alikes[character] for character in text[start:end])
    place = texts.line_of(fold(before + read + after), line)
    if len(before + after) < _LEAST_BESIDE or place is None or texts.line_of(fold(before[-1:] + text[start:end] + after[:1]), line):
        return None
    return text[:start] + read + text[end:], form_words().printed_proof.format(line=place, text=before + read + after)
