"""THE START OF A CATEGORY at the end of the project's name before it → IN ITS OWN COLUMN."""

from __future__ import annotations

from service.extraction.forms.tables import PartTable
from service.extraction.forms.words import form_words, seam_matches
from service.extraction.model import Cell, Table
from service.extraction.table_edit import read_as


def restore_category(part: PartTable) -> Table:
    """The list of projects with listed categories whole, and with names that end where they end."""
    table = part.table
    if part.id != "list" or not {"project", "category"} <= set(part.roles):
        return table
    project, category = part.roles.index("project"), part.roles.index("category")
    for index, row in enumerate(table.rows):
        name, rest = row.cells[project], row.cells[category]
        if name and rest and (read := _read(name, rest)):
            table = read_as(table, index, project, read[0], "moved_text", read[1])
            table = read_as(table, index, category, read[1], "moved_text", name.text)
    return table


def _read(name: Cell, rest: Cell) -> tuple[str, str] | None:
    """The name and the category, if the end of the name and the text beside it are a category cut in two."""
    words = form_words().categories
    for word in words if rest.text not in words else ():
        start = next((n for n in range(len(word) - 1, 1, -1) if name.text.endswith(word[:n])), 0)
        if 0 < start < len(name.text) and seam_matches(word[:start], rest.text, word):
            return name.text[:-start], word
    return None
