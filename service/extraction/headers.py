"""GRID → HEADER PATHS: which rows are the header, and the path of labels above each column."""

from __future__ import annotations

from dataclasses import replace

from service.documents.blocks import GridRow
from service.extraction.numbering import numbering_level
from service.extraction.words import clean, compact, found, pattern, words

_DEEPEST_HEADER = 4
_FIGURE = r"^[-+]?[\d,]*\d(\.\d+)?%?$"

Path = tuple[str, ...]


def split_header(rows: tuple[GridRow, ...]) -> tuple[tuple[GridRow, ...], tuple[GridRow, ...]]:
    """Rows → (header rows, other rows). The header ends before the first row of data, or where no column needs more."""
    depth = 0
    while depth < min(len(rows), _DEEPEST_HEADER) and not is_data(rows[depth]):
        if depth and not _needs_more(rows[:depth], rows[depth]):
            break
        depth += 1
    return rows[:depth], rows[depth:]


def header_paths(header: tuple[GridRow, ...], width: int) -> tuple[Path, ...]:
    """Header rows → the path of labels of each column, from the top level down.

    An empty cell to the right of a label continues it where nothing above separates the two columns; an empty cell
    below a label continues it too.
    """
    paths: list[Path] = [()] * width
    for row in header:
        paths = _add_level(paths, [compact_label(cell) for cell in _padded(row, width)])
    return tuple(paths)


def is_data(row: GridRow) -> bool:
    """Whether a row has a figure, a numbered label, or nothing but the label of a totals row."""
    printed = [compact(cell) for cell in row.cells if cell and cell.strip()]
    if any(pattern(_FIGURE).match(cell) and not found(words().year_label, cell) for cell in printed):
        return not is_column_numbers(row)
    if len(printed) == 1 and found(words().totals, printed[0]):
        return True
    return any(numbering_level(cell) in (1, 2) for cell in printed)


def is_column_numbers(row: GridRow) -> bool:
    """Whether a row only counts the columns: `1 2 3 4`, `** 1 2 3`, `栏次 1`, `1 2 3=1+2`, also beside the levels of a code (`类 款 项 栏次 1 2`)."""
    printed = [plain for cell in row.cells if cell and (plain := compact(cell)) and not found(words().code_level, plain)]
    called = any(found(words().columns_counted, cell) for cell in printed)
    if len(printed) < (2 if called else 3) or not all(pattern(words().column_number).match(cell) for cell in printed):
        return False
    numbers = [int(cell.split("=")[0]) for cell in printed if cell[0].isdigit() and cell.split("=")[0].isdigit()]
    return len(numbers) > (0 if called else 1) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def without_column_numbers(rows: tuple[GridRow, ...]) -> tuple[GridRow, ...]:
    """The rows that do not count the columns; of those that also name the levels of a code (类 款 项) what they name."""
    kept = (_levels_of(row) if is_column_numbers(row) else row for row in rows)
    return tuple(row for row in kept if any(cell and cell.strip() for cell in row.cells))


def _levels_of(row: GridRow) -> GridRow:
    levels = tuple(cell if cell and found(words().code_level, compact(cell)) else None for cell in row.cells)
    return replace(row, cells=levels)


def compact_label(cell: str | None) -> str:
    """The label in a header cell as a reader would write it."""
    return clean(cell or "")


def _needs_more(header: tuple[GridRow, ...], row: GridRow) -> bool:
    """Whether `row` gives a label to a column that is not told apart from another one yet."""
    width = max(len(r.cells) for r in (*header, row))
    paths = header_paths(header, width)
    ambiguous = {i for i, path in enumerate(paths) if not path or paths.count(path) > 1}
    return any(compact_label(cell) for i, cell in enumerate(row.cells) if i in ambiguous)


def _add_level(paths: list[Path], labels: list[str]) -> list[Path]:
    added: list[Path] = []
    carried = ""
    for column, (path, label) in enumerate(zip(paths, labels)):
        separated = column > 0 and paths[column - 1] != path
        carried = label or ("" if separated else carried)
        added.append((*path, carried) if carried else path)
    return added


def _padded(row: GridRow, width: int) -> list[str | None]:
    return [*row.cells, *[None] * (width - len(row.cells))][:width]
