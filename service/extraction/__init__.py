"""BLOCKS → TABLES, PASSAGES: what one document discloses, as printed, with every repair and doubt."""

from __future__ import annotations

from service.documents.blocks import Document, Grid
from service.errors import DocumentNotDisclosure
from service.extraction.contents import find_contents, order_tables
from service.extraction.grid import read_grid
from service.extraction.identity import find_title, identify
from service.extraction.layout import Line, RawTable, label_lines, lines_to_tables
from service.extraction.model import Extraction, Table
from service.extraction.passages import lines_to_passages


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
    if title is None and not raw_tables:
        raise DocumentNotDisclosure(file=document.file)
    read = tuple(table for raw in raw_tables for table in read_table(raw))
    listed = contents.entries + tuple(line for line in lines if line.role == "contents")
    tables = order_tables(read, listed)
    passages = lines_to_passages(lines, lines_of_tables(raw_tables))
    return Extraction(identify(document, title, tables), tables, passages)


def read_table(raw: RawTable) -> tuple[Table, ...]:
    """One raw table → its tables: a form gives one for each of its blocks."""
    return (read_grid(raw),)


def lines_of_tables(raw_tables: tuple[RawTable, ...]) -> frozenset[int]:
    """The source lines that belong to a table: furniture, notes, and the scattered words of a collapsed one."""
    return frozenset(number for raw in raw_tables for number in _lines_of(raw))


def _lines_of(raw: RawTable) -> frozenset[int]:
    around = [line for line in raw.around if _belongs(raw, line)]
    return frozenset([line.at.line for line in around] + [note.line for note in raw.notes])


def _belongs(raw: RawTable, line: Line) -> bool:
    return line.role == "furniture" or not raw.parts
