"""BLOCKS → CONTENTS LIST, and CONTENTS + TABLES → tables in order with those that the file lacks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.documents.blocks import Block, Grid
from service.extraction.grid import trim_title
from service.extraction.kinds import is_title, kind_named, kind_of
from service.extraction.layout import Line
from service.extraction.model import Listed, Table
from service.extraction.numbering import numbering_of
from service.extraction.words import compact, found, words


@dataclass(frozen=True)
class Contents:
    """The contents list: the source lines it fills, and its entries that name tables."""

    lines: frozenset[int]
    entries: tuple[Line, ...]


def find_contents(blocks: tuple[Block, ...]) -> Contents:
    """The lines from 目录 to where its first numbering is printed again, which is where the text begins."""
    start = next((i for i, block in enumerate(blocks) if _is_contents_title(block)), None)
    if start is None:
        return Contents(frozenset(), ())
    listed = blocks[start + 1 : _end_of_contents(blocks, start + 1)]
    entries = tuple(
        Line("contents", block.text, block.at) for block in listed if not isinstance(block, Grid) and is_title(block.text)
    )
    return Contents(frozenset(block.at.line for block in (blocks[start], *listed) if not isinstance(block, Grid)), entries)


def order_tables(tables: tuple[Table, ...], entries: tuple[Line, ...]) -> tuple[Table, ...]:
    """Tables in order, numbered, those that only the contents list names put where it puts them."""
    ordered = list(tables)
    position = 0
    for entry in entries:
        present = [i for i, table in enumerate(ordered) if _stands_for(table, entry)]
        if present:
            position = _end_of_run(present)
        else:
            ordered.insert(position, _absent(entry))
            position += 1
    return tuple(replace(table, ordinal=ordinal) for ordinal, table in enumerate(ordered, 1))


def list_entries(entries: tuple[Line, ...]) -> tuple[Listed, ...]:
    """The entries of the contents list as what they name."""
    return tuple(Listed(kind_of(entry.text).id, trim_title(entry.text), entry.at.line) for entry in entries)


def _end_of_run(positions: list[int]) -> int:
    """The place behind the first of `positions` and those right after it: the tables of one form follow each other."""
    end = positions[0] + 1
    while end in positions:
        end += 1
    return end


def _is_contents_title(block: Block) -> bool:
    return not isinstance(block, Grid) and bool(found(words().contents_title, compact(block.text)))


def _end_of_contents(blocks: tuple[Block, ...], start: int) -> int:
    first = numbering_of(blocks[start].text) if start < len(blocks) and not isinstance(blocks[start], Grid) else ""
    for index in range(start, len(blocks)):
        block = blocks[index]
        if isinstance(block, Grid) or found(words().sentence_end, compact(block.text)):
            return index
        if index > start and first and numbering_of(block.text) == first:
            return index
    return len(blocks)


def _stands_for(table: Table, entry: Line) -> bool:
    kind = kind_of(entry.text).id
    return kind == table.kind or kind in kind_named(table.kind).answers


def _absent(entry: Line) -> Table:
    return Table(
        ordinal=0,
        kind=kind_of(entry.text).id,
        title=trim_title(entry.text),
        unit=None,
        unit_line=None,
        owner=None,
        state="absent",
        line=entry.at.line,
    )
