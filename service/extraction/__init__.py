"""BLOCKS → TABLES, PASSAGES: what one document discloses, as printed, with every repair and doubt.

    identity, contents   BLOCKS → TITLE, LIST      what the document says it is, and which tables it names
    layout               BLOCKS → RAW TABLES       roles of lines; a table's title, unit and pages
    grid, forms/         RAW TABLES → TABLES       header paths and rows; irregular forms cut into regular tables
    passages             LINES → PASSAGES          narrative paragraphs under their headings
    mending/             TABLES → TABLES           damaged cells read as the document prints them elsewhere
"""

from __future__ import annotations

from service.documents.blocks import Document, Grid
from service.errors import DocumentNotDisclosure
from service.extraction.contents import find_contents, list_entries, order_tables
from service.extraction.forms import read_form
from service.extraction.forms.indicators import indicators_of
from service.extraction.forms.projects import projects_of
from service.extraction.grid import find_owner, find_unit, read_grid, read_title
from service.extraction.identity import find_title, identify
from service.extraction.kinds import kinds_file
from service.extraction.layout import RawTable, label_lines, lines_to_tables
from service.extraction.mending import mend_tables
from service.extraction.model import Extraction, Table
from service.extraction.passages import lines_to_passages
from service.extraction.pictures import doubt_pictures
from service.extraction.settled_kinds import settle_kind


def extract(document: Document) -> Extraction:
    """Read a document's blocks as tables and passages.

    Raises DocumentNotDisclosure if there is neither a title with year and 预算 or 决算 nor a known kind of table.
    """
    title = find_title(document)
    contents = find_contents(document.blocks)
    taken = contents.lines | frozenset(title.lines if title else ())
    body = [block for block in document.blocks if isinstance(block, Grid) or block.at.line not in taken]
    lines = label_lines(body)
    raw_tables = lines_to_tables(lines)
    if title is None and not any(raw.kind is not kinds_file().other for raw in raw_tables):
        raise DocumentNotDisclosure(file=document.file)
    read = tuple(table for raw in raw_tables for table in read_table(raw))
    listed = contents.entries + tuple(line for line in lines if line.role == "contents")
    tables = order_tables(read, listed)
    passages = lines_to_passages(lines, lines_of_tables(raw_tables))
    tables = doubt_pictures(document, mend_tables(tables, passages))
    return Extraction(
        identify(document, title, tables), tables, passages, indicators_of(tables), projects_of(tables), list_entries(listed)
    )


def read_table(raw: RawTable) -> tuple[Table, ...]:
    """One raw table → its tables: a form gives one for each of its blocks."""
    if not raw.kind.form or not raw.parts:
        return (settle_kind(read_grid(raw)),)
    rows = tuple(row for part in raw.parts for row in part)
    unit, unit_line = find_unit(raw.around)
    title = read_title(raw.title)
    return read_form(title, raw.kind.id, rows, unit, unit_line, find_owner(raw.around), raw.notes, raw.line)


def lines_of_tables(raw_tables: tuple[RawTable, ...]) -> frozenset[int]:
    """The source lines that belong to a table: furniture, notes, and the scattered words of a collapsed one."""
    return frozenset(number for raw in raw_tables for number in _lines_of(raw))


def _lines_of(raw: RawTable) -> frozenset[int]:
    furniture = [line for line in raw.around if line.role == "furniture"]
    return frozenset([line.at.line for line in (*furniture, *raw.loose)] + [note.line for note in raw.notes])
