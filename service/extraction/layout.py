"""BLOCKS → LABELLED LINES → RAW TABLES: which lines are titles, furniture, notes and text, and which grids belong together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal

from service.documents.blocks import Block, Grid, GridRow, Heading, Locator
from service.extraction.kinds import Kind, ends_like_title, is_title, kind_named, kind_of
from service.extraction.model import Note
from service.extraction.numbering import is_heading, numbering_level
from service.extraction.words import compact, found, words

Role = Literal["grid", "title", "furniture", "note", "heading", "text", "contents"]
_LIST_OF_TITLES = 3
# A line that is printed so often runs through the pages.
_EVERY_PAGE = 3
# A line of at least so many words is no owner, unit or title.
_RUN_TOGETHER = 12


@dataclass(frozen=True)
class Line:
    """One printed line with its role; a grid is one Line with its rows."""

    role: Role
    text: str
    at: Locator
    rows: tuple[GridRow, ...] = ()
    marked: bool = False


@dataclass(frozen=True)
class RawTable:
    """What is printed for one table, page by page, before its cells are read.

    `loose`: where no rows could be told apart, the lines that hold what ran together, also those above the title.
    """

    title: Line | None
    kind: Kind
    parts: tuple[tuple[GridRow, ...], ...]
    around: tuple[Line, ...]
    notes: tuple[Note, ...]
    loose: tuple[Line, ...] = ()

    @property
    def line(self) -> int:
        """Where the table begins: its title, else its first row."""
        return self.title.at.line if self.title else self.parts[0][0].at.line


def label_lines(blocks: Iterable[Block]) -> tuple[Line, ...]:
    """Every block with its role, in order; titles and furniture printed inside a grid become lines of their own."""
    lines = _mark_running_lines(_join_titles([line for block in blocks for line in _label_block(block)]))
    return tuple(_mark_lists_of_titles(_mark_second_notes(lines)))


def lines_to_tables(lines: tuple[Line, ...]) -> tuple[RawTable, ...]:
    """Labelled lines → raw tables in order, the pages of one table joined."""
    tables: list[RawTable] = []
    for stretch in cut_stretches(lines):
        table = _stretch_to_table(stretch)
        if table is None:
            continue
        if tables and _is_next_page(tables[-1], table):
            tables[-1] = _join_pages(tables[-1], table)
        else:
            tables.append(table)
    return tuple(tables)


def cut_stretches(lines: tuple[Line, ...]) -> list[tuple[Line, ...]]:
    """Cut the page into stretches that each begin with a title, or with a grid that has none."""
    stretches: list[list[Line]] = []
    is_open = has_grid = False
    before: list[Line] = []
    for line in lines:
        if line.role == "title":
            stretches.append([*_scattered(before), line])
            is_open, has_grid = True, False
        elif is_open and not _ends_stretch(line, has_grid):
            stretches[-1].append(line)
        elif line.role == "grid":
            stretches.append([*before, line])
            is_open = True
        else:
            is_open = False
        has_grid = has_grid or line.role == "grid"
        before = [*before[-9:], line] if line.role in ("furniture", "text", "heading") else []
        has_grid = has_grid and is_open
    return [tuple(stretch) for stretch in stretches]


def _scattered(before: list[Line]) -> list[Line]:
    """The last lines that are no sentences: pieces of a broken table that stand above its title."""
    pieces: list[Line] = []
    for line in reversed(before):
        if line.role != "text" or line.marked or found(words().scattered_stop, compact(line.text)):
            break
        pieces.insert(0, line)
    return pieces


def _ends_stretch(line: Line, has_grid: bool) -> bool:
    return line.role in ("heading", "contents") or (line.role == "text" and has_grid)


def _label_block(block: Block) -> Iterator[Line]:
    if isinstance(block, Grid):
        yield from _label_grid(block)
        return
    title = _title_beside_unit(block.text)
    if title:
        yield Line("title", title, block.at)
    role = "furniture" if title else _role_of(block.text)
    yield Line(role, block.text, block.at, marked=isinstance(block, Heading))


def _join_titles(lines: list[Line]) -> list[Line]:
    """A title over two lines is one line, where the second by itself would be the title of another kind of table."""
    joined: list[Line] = []
    titles = {(compact(before.text), compact(line.text)) for before, line in pairwise(lines) if line.role == "title"}
    # What stands above several titles runs through the pages.
    above = Counter(text for text, _ in titles)
    for line in lines:
        if joined and line.role == "title" and above[compact(joined[-1].text)] == 1 and _begins_title(joined[-1], line):
            line = replace(line, text=joined.pop().text + line.text)
        joined.append(line)
    return joined


def _begins_title(before: Line, title: Line) -> bool:
    whole = before.text + title.text
    is_next = before.at.page == title.at.page and before.at.end_line + 1 == title.at.line and title.at.page is not None
    if not is_next or before.role not in ("text", "heading") or before.marked or numbering_level(title.text) is not None:
        return False
    return bool(found(words().title_goes_on, compact(before.text))) and is_title(whole) and kind_of(whole) is not kind_of(title.text)


def _title_beside_unit(text: str) -> str | None:
    """The title in a line that also says the unit or the owner: `收支总表 单位：万元`; None for other lines."""
    plain = compact(text)
    rest = _without_unit_and_owner(plain)
    return rest if rest != plain and is_title(rest) else None


def _role_of(text: str) -> Role:
    plain = compact(text)
    page = words()
    if any(found(expression, plain) for expression in page.furniture) or is_unit_or_owner(plain):
        return "furniture"
    if found(page.note, plain):
        return "note"
    if is_title(text):
        return "title"
    return "heading" if is_heading(text) else "text"


def is_unit_or_owner(plain: str) -> bool:
    """Whether a compact line says only the unit of measure or whose table it is."""
    return bool(plain) and not _without_unit_and_owner(plain)


def _without_unit_and_owner(plain: str) -> str:
    for expression in (words().unit_line, words().owner_line):
        match = found(expression, plain)
        plain = plain.replace(match.group(), "", 1) if match else plain
    return plain


def _label_grid(grid: Grid) -> Iterator[Line]:
    """A grid's title and furniture, each cell a line, then the grid with the rows that are left."""
    rows = grid.rows
    while rows and (_is_blank(rows[0]) or _lines_above_table(rows[0])):
        yield from _lines_above_table(rows[0])
        rows = rows[1:]
    if rows:
        yield Line("grid", "", rows[0].at, rows)


def _is_blank(row: GridRow) -> bool:
    return not any(cell and cell.strip() for cell in row.cells)


def _lines_above_table(row: GridRow) -> list[Line]:
    """The cells of a row that is nothing but title and furniture, as lines; empty for a row of the table itself."""
    printed = [cell for cell in row.cells if cell and cell.strip()]
    lines = [Line(_role_of(cell), cell, row.at) for cell in printed if not compact(cell).isdigit()]
    is_above = len(lines) == len(printed) and all(line.role in ("title", "furniture") for line in lines)
    return lines if is_above else []


def _mark_running_lines(lines: list[Line]) -> list[Line]:
    """A line that is no sentence and comes again and again is printed on every page: furniture."""
    times = Counter(compact(line.text) for line in lines if line.role == "text")
    return [
        replace(line, role="furniture")
        if line.role == "text" and times[compact(line.text)] >= _EVERY_PAGE and not found("[。；;]", line.text)
        else line
        for line in lines
    ]


def _mark_second_notes(lines: list[Line]) -> list[Line]:
    """A sentence between a table's note and the next table's furniture is a note too, and one below a table that says it is empty."""
    after = [*lines[1:], None]
    marked: list[Line] = []
    for line, following in zip(lines, after):
        is_between = following is not None and following.role in ("title", "furniture")
        if line.role == "text" and marked and marked[-1].role == "note" and is_between:
            line = replace(line, role="note")
        if line.role == "text" and marked and marked[-1].role == "grid" and _says_none(line):
            line = replace(line, role="note")
        marked.append(line)
    return marked


def _says_none(line: Line) -> bool:
    return len(line.text) <= words().longest_bare_note and bool(found(words().none_arranged, compact(line.text)))


def _mark_lists_of_titles(lines: list[Line]) -> Iterator[Line]:
    """Titles one below the other are a list of contents; the last one may head the table that follows it."""
    numbered = list(enumerate(lines))
    for role, group in groupby(numbered, key=lambda pair: pair[1].role):
        run = list(group)
        if role != "title" or len(run) < _LIST_OF_TITLES:
            yield from (line for _, line in run)
            continue
        last = run[-1][0]
        heads_table = last + 1 < len(lines) and lines[last + 1].role in ("grid", "furniture")
        for index, line in run:
            yield line if index == last and heads_table else replace(line, role="contents")


def _stretch_to_table(stretch: tuple[Line, ...]) -> RawTable | None:
    parts = tuple(line.rows for line in stretch if line.role == "grid")
    if not parts and not _is_collapsed(stretch):
        return None
    title, kind = _find_title(stretch)
    notes = tuple(Note(line.text, line.at.line) for line in stretch if line.role == "note")
    around = tuple(line for line in stretch if line.role in ("furniture", "text"))
    loose = () if parts else tuple(line for line in around if _is_loose(line))
    return RawTable(title, kind, parts, around, notes, loose)


def _is_loose(line: Line) -> bool:
    """Whether a line holds more than the owner and the unit of a table."""
    return line.role == "text" or len(line.text.split()) >= _RUN_TOGETHER or bool(found(r"\d$", compact(line.text)))


def _find_title(stretch: tuple[Line, ...]) -> tuple[Line | None, Kind]:
    """The title line and its kind; without a title of a known kind, a line above that ends like one."""
    known = next((line for line in stretch if line.role == "title"), None)
    if known:
        return known, kind_of(known.text)
    above = [line for line in stretch if line.role in ("text", "heading") and line.at.line < _first_row(stretch)]
    for line in reversed(above):
        for kind, expression in words().section_tables.items():
            if line.role == "heading" and found(expression, compact(line.text)):
                return line, kind_named(kind)
    return next((line for line in reversed(above) if ends_like_title(line.text)), None), kind_named("")


def _first_row(stretch: tuple[Line, ...]) -> int:
    return next(line.at.line for line in stretch if line.role == "grid")


def _is_collapsed(stretch: tuple[Line, ...]) -> bool:
    """Whether a stretch without rows holds a table whose rows ran together in one line: many words and no sentence."""
    return any(
        line.role in ("text", "furniture") and len(line.text.split()) >= _RUN_TOGETHER and "。" not in line.text
        for line in stretch[1:]
    )


def _is_next_page(table: RawTable, page: RawTable) -> bool:
    if not (table.title and page.title and table.parts and page.parts):
        return False
    if compact(table.title.text) != compact(page.title.text):
        return False
    return not table.kind.form or _repeats_header(table, page) or _first_cell(table) != _first_cell(page)


def _repeats_header(table: RawTable, page: RawTable) -> bool:
    return table.parts[0][0].cells == page.parts[0][0].cells


def _first_cell(table: RawTable) -> str:
    return compact(table.parts[0][0].cells[0] or "")


def _join_pages(table: RawTable, page: RawTable) -> RawTable:
    return replace(
        table,
        parts=table.parts + page.parts,
        around=table.around + page.around,
        notes=table.notes + page.notes,
    )
