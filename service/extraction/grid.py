"""RAW TABLE → TABLE: pages joined, header and rows told apart, cells cleaned."""

from __future__ import annotations

from dataclasses import replace

from service.documents.blocks import GridRow
from service.extraction.collapsed import expand_collapsed
from service.extraction.damaged_headers import repair_header
from service.extraction.forms.words import header_unit
from service.extraction.halves import find_halves, split_halves
from service.extraction.headers import header_paths, is_data, split_header, without_column_numbers
from service.extraction.kinds import kinds_file
from service.extraction.layout import Line, RawTable
from service.extraction.model import Cell, Doubt, Note, Row, State, Table
from service.extraction.words import clean, compact, found, pattern, strip_marks, words

_ANY_FIGURE = r"^[-+]?[\d,.]*\d%?$"
_FIGURE_NOT_ZERO = r"^[-+]?[\d,.]*[1-9][\d,.]*%?$"


def read_grid(raw: RawTable) -> Table:
    """One raw table → one table with columns and rows; its ordinal is set when all tables are known."""
    pages = [_drop_noise(part) for part in raw.parts]
    header, first = split_header(pages[0]) if pages else ((), ())
    body = [first, *(_drop_repeated(header, page) for page in pages[1:])]
    width = _printed_width([*header, *(row for page in body for row in page)])
    rows = tuple(_read_row(row, width) for page in _join_cells(body) for row in page)
    columns = find_halves(split_halves(header_paths(header, width)), rows)
    unit, unit_line = find_unit(raw.around)
    if unit is None:
        unit, unit_line = unit_in_header(header)
    table = Table(
        ordinal=0,
        kind=raw.kind.id,
        title=read_title(raw.title),
        unit=unit,
        unit_line=unit_line,
        owner=find_owner(raw.around),
        state="filled",
        line=raw.line,
        columns=columns,
        rows=rows,
        notes=raw.notes,
    )
    if not pages:
        return expand_collapsed(replace(table, doubts=_collapsed(raw)), raw.loose)
    table = _with_stated_row(table)
    return repair_header(replace(table, state=_state_of(table)), header)


def read_title(title: Line | None) -> str:
    """A title line as a reader would write it, without numbering and marks: `## 表 3. 支出总表` → 支出总表."""
    return trim_title(title.text) if title else ""


def trim_title(printed: str) -> str:
    """A printed title without what precedes it (numbering, 表 3.) and without page numbers."""
    text = clean(strip_marks(printed))
    for expression in kinds_file().around_title:
        text = pattern(expression).sub("", text)
    return text


def find_unit(around: tuple[Line, ...]) -> tuple[str | None, int | None]:
    """The first unit of measure printed around a table, and its line."""
    for line in around:
        match = found(words().unit_line, compact(line.text))
        if match:
            return match.group("unit"), line.at.line
    return None, None


def unit_in_header(header: tuple[GridRow, ...]) -> tuple[str | None, int | None]:
    """The one unit of measure that the header prints in brackets behind its labels (预算数（万元）), and its line."""
    found_units = [(unit, row.at.line) for row in header for cell in row.cells if cell and (unit := header_unit(clean(cell)))]
    return found_units[0] if len({unit for unit, _ in found_units}) == 1 else (None, None)


def find_owner(around: tuple[Line, ...]) -> str | None:
    """Whose table it is, as printed above its first page."""
    for line in around:
        match = found(words().owner_line, compact(line.text))
        if match and match.group("owner"):
            return match.group("owner")
    return None


def _collapsed(raw: RawTable) -> tuple[Doubt, ...]:
    """The lines of a table whose rows ran together, as printed."""
    return tuple(Doubt(line.at.line, None, line.text, "collapsed_rows") for line in raw.loose)


def _drop_noise(rows: tuple[GridRow, ...]) -> tuple[GridRow, ...]:
    return tuple(row for row in without_column_numbers(rows) if not _is_blank(row))


def _is_blank(row: GridRow) -> bool:
    """Whether a row has nothing printed, or only the dashes that a conversion put between header and rows."""
    printed = [compact(cell) for cell in row.cells if cell and compact(cell)]
    return all(found(words().separator, cell) for cell in printed)


def _drop_repeated(header: tuple[GridRow, ...], page: tuple[GridRow, ...]) -> tuple[GridRow, ...]:
    """The rows of a further page without its repetition of the header."""
    depth = 0
    while depth < min(len(header), len(page)) and _same_cells(header[depth], page[depth]):
        depth += 1
    return page[depth:] if depth == len(header) else page


def _same_cells(row: GridRow, other: GridRow) -> bool:
    return [compact(cell or "") for cell in row.cells] == [compact(cell or "") for cell in other.cells]


def _printed_width(rows: list[GridRow]) -> int:
    return max((i + 1 for row in rows for i, cell in enumerate(row.cells) if cell and clean(cell)), default=0)


def _join_cells(pages: list[tuple[GridRow, ...]]) -> list[tuple[GridRow, ...]]:
    """A page that begins in the middle of a long cell is joined to the row it continues."""
    joined: list[tuple[GridRow, ...]] = []
    for page in pages:
        if joined and joined[-1] and page and _continues_cell(joined[-1][-1], page[0]):
            joined[-1] = (*joined[-1][:-1], _append_cells(joined[-1][-1], page[0]))
            page = page[1:]
        joined.append(page)
    return joined


def _continues_cell(above: GridRow, row: GridRow) -> bool:
    """Whether the cells of a page's first row only go on with long cells above them, or with one label that the page cut."""
    printed = [i for i, cell in enumerate(row.cells) if cell and cell.strip()]
    if is_data(row):
        return False
    if len(printed) == 1 and _is_rest(above, row, printed[0]):
        return True
    return all(i > 0 and i < len(above.cells) and len(clean(above.cells[i] or "")) >= words().long_cell for i in printed)


def _is_rest(above: GridRow, row: GridRow, column: int) -> bool:
    """Whether a row's only cell is the last characters of a label, too short to be one by itself."""
    rest = compact(row.cells[column] or "")
    before = compact(above.cells[column] or "") if column < len(above.cells) else ""
    is_label = bool(before) and not found(r"\d", rest + before) and not found(words().totals, rest)
    return is_label and len(rest) <= words().short_rest < len(before)


def _append_cells(above: GridRow, row: GridRow) -> GridRow:
    pairs = zip(above.cells, [*row.cells, *[None] * len(above.cells)])
    return replace(above, cells=tuple(f"{a}\n{b}" if b and b.strip() else a for a, b in pairs))


def _read_row(row: GridRow, width: int) -> Row:
    cells = [*row.cells, *[None] * width][:width]
    return Row(row.at.line, tuple(_read_cell(cell, row.at.line) for cell in cells))


def _read_cell(printed: str | None, line: int) -> Cell | None:
    text = clean(printed or "")
    return Cell(printed or "", text, line) if text else None


def _with_stated_row(table: Table) -> Table:
    """In a table without figures, a row that only says that it is empty (此表为空) is a note."""
    printed = {row: [cell for cell in row.cells if cell] for row in table.rows}
    if any(found(_ANY_FIGURE, cell.text) for cells in printed.values() for cell in cells):
        return table
    stated = [row for row, cells in printed.items() if len(cells) == 1 and found(words().none_arranged, compact(cells[0].text))]
    notes = tuple(Note(printed[row][0].text, row.line) for row in stated)
    return replace(table, rows=tuple(row for row in table.rows if row not in stated), notes=table.notes + notes)


def _state_of(table: Table) -> State:
    """Empty: nothing printed but labels, or nothing but zeros with a note that nothing was arranged."""
    figures = [cell.text for row in table.rows for cell in row.cells if cell and found(_ANY_FIGURE, cell.text)]
    amounts = [cell for row in table.rows for cell in row.cells[1:] if cell and found(_FIGURE_NOT_ZERO, cell.text)]
    says_none = any(found(words().none_arranged, compact(note.text)) for note in table.notes)
    if not figures and (says_none or not _has_labels(table)):
        return "empty"
    return "empty" if says_none and not amounts else "filled"


def _has_labels(table: Table) -> bool:
    """Whether any row says more than that it is a total."""
    return any(cell and not found(words().totals, compact(cell.text)) for row in table.rows for cell in row.cells)
