"""TABLE WITH A DAMAGED HEADER → TABLE AS ITS STANDARD FORM SAYS, where labels and arithmetic prove it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from service.documents.blocks import GridRow
from service.extraction.headers import Path, header_paths
from service.extraction.model import Column, Doubt, Repair, Row, Table
from service.extraction.standard_forms import StandardForm, forms_file, forms_of
from service.extraction.words import clean, compact, found

_ROUNDING = Decimal("0.01")
_UNREADABLE_PART = 3
_SEPARATOR = " > "


def repair_header(table: Table, header: tuple[GridRow, ...]) -> Table:
    """Read a damaged header as the standard form of the table's kind, each change recorded as a Repair.

    A form fits if every readable label has its place in it. Columns whose own label can't be read (at most a third) are
    named only if the form's sums hold in all rows; a form that fits without that proof leaves a Doubt.
    """
    for form in forms_of(table.kind, len(table.columns)):
        paths = tuple(column.path for column in table.columns)
        if same_header(paths, form.paths):
            return table
        if not _labels_fit(paths, form):
            continue
        unread = [i for i, path in enumerate(paths) if not _says(path, form.paths[i][-1])]
        if len(unread) * _UNREADABLE_PART > len(paths) or _stand_elsewhere(unread, paths, form):
            continue
        proof = prove_sums(table.rows, form)
        if proof is None or (unread and not proof):
            return _doubt(table, header, unread)
        return _apply(table, header, form, proof)
    return table


def same_header(paths: tuple[Path, ...], others: tuple[Path, ...]) -> bool:
    """Whether two headers say the same, brackets and quotes aside."""
    return [[_plain(label) for label in path] for path in paths] == [[_plain(label) for label in path] for path in others]


def prove_sums(rows: tuple[Row, ...], form: StandardForm) -> str | None:
    """The sums of a form that rows with figures bear out, as text; "" if no row has figures, None if a row breaks one."""
    borne_out = []
    for total, *parts in form.sums:
        for row in rows:
            values = [read_amount(row, column) for column in (total, *parts)]
            if abs(values[0] - sum(values[1:])) > _ROUNDING * len(parts):
                return None
            if values[0] and sum(1 for value in values[1:] if value):
                borne_out.append(f"L{row.line}: {values[0]} = " + " + ".join(str(v) for v in values[1:] if v))
    return "; ".join(borne_out[:3])


def read_amount(row: Row, column: int) -> Decimal:
    """The figure in a cell, 0 where nothing is printed or no figure."""
    cell = row.cells[column]
    text = cell.text.replace(",", "") if cell else ""
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else Decimal(0)


def _labels_fit(paths: tuple[Path, ...], form: StandardForm) -> bool:
    """Whether every label that can be read is a label of the form, a piece of one, or looks like one."""
    known = {_plain(label) for path in form.paths for label in path}
    labels = {_plain(label) for path in paths for label in path}
    readable = {label for label in labels if found(forms_file().plausible, label)}
    return bool(known & labels) and all(any(_is_trace(label, word) for word in known) for label in readable)


def _stand_elsewhere(unread: list[int], paths: tuple[Path, ...], form: StandardForm) -> bool:
    """Whether what an unreadable column should say is printed whole over another column: then it is another form."""
    printed = {_plain(label) for path in paths for label in path}
    return any(_plain(form.paths[column][-1]) in printed for column in unread)


def _says(path: Path, label: str) -> bool:
    """Whether a column's printed labels contain `label`, whole, as its beginning, or as the beginning of a run-together cell."""
    word = _plain(label)
    return any(_is_trace(_plain(printed), word) for printed in path)


def _is_trace(label: str, word: str) -> bool:
    if label == word or label.startswith(word):
        return True
    if len(label) >= 2 and label in word:
        return True
    alike = sum(a == b for a, b in zip(label, word))
    return len(label) == len(word) and alike * 2 >= len(word)


def _plain(label: str) -> str:
    return re.sub(r"[—\-]", "", _unquoted(label))


def _unquoted(label: str) -> str:
    return re.sub(r"[\"“”']", "", compact(label))


def _apply(table: Table, header: tuple[GridRow, ...], form: StandardForm, proof: str) -> Table:
    # An empty table has no sums to prove; there the labels that can be read are the whole evidence.
    why = "standard_form" if proof else "standard_form_labels"
    columns: list[Column] = []
    repairs: dict[tuple[int, str, str], Repair] = {}
    for index, column in enumerate(table.columns):
        path = tuple(_as_printed(label, header, index) for label in form.paths[index])
        if same_header((column.path,), (path,)):
            columns.append(column)
            continue
        columns.append(Column(path))
        line, printed, read = _what_changed(column.path, path, header, index)
        # A damaged label that spans several columns is one repair.
        repairs.setdefault((line, printed, read), Repair(line, printed, read, why, proof))
    return replace(table, columns=tuple(columns), repairs=(*table.repairs, *repairs.values()))


def _as_printed(label: str, header: tuple[GridRow, ...], column: int) -> str:
    """A label of the form with the brackets and quotes that the page prints, where it prints the label whole."""
    own = [clean(row.cells[column] or "") for row in header if column < len(row.cells)]
    return next((printed for printed in own if _unquoted(printed) == _unquoted(label)), label)


def _changed_line(header: tuple[GridRow, ...], column: int, path: Path) -> int:
    """The line of the first header row whose printed labels differ from the path that is read."""
    width = max(len(row.cells) for row in header)
    for depth in range(1, len(header) + 1):
        printed = header_paths(header[:depth], width)[column]
        if not same_header((printed,), (path[: len(printed)],)):
            return header[depth - 1].at.line
    return header[-1].at.line


def _what_changed(printed: Path, read: Path, header: tuple[GridRow, ...], column: int) -> tuple[int, str, str]:
    """Line, printed and read form of what changes: the column's own label if that is damaged, else the labels above it."""
    printed_rows = [row for row in header if column < len(row.cells) and (row.cells[column] or "").strip()]
    own = [(row.at.line, row.cells[column].strip()) for row in printed_rows]
    known = {_plain(label) for label in read}
    if own and _plain(own[-1][1]) != _plain(read[-1]):
        line = next(line for line, label in own if _plain(label) not in known)
        return line, _SEPARATOR.join(label for _, label in own), _SEPARATOR.join(read)
    differing = [(a, b) for a, b in zip(printed, read) if _plain(a) != _plain(b)]
    line = _changed_line(header, column, read)
    # A damaged label that spans several columns is one repair; a label that stands over the wrong column is one for each.
    if len(printed) == len(read) and len(differing) == 1 and _is_trace(_plain(differing[0][0]), _plain(differing[0][1])):
        return line, *differing[0]
    return line, _SEPARATOR.join(printed), _SEPARATOR.join(read)


def _doubt(table: Table, header: tuple[GridRow, ...], unread: list[int]) -> Table:
    doubts = tuple(Doubt(header[-1].at.line, column, _printed(header, column), "header_unproved") for column in unread)
    return replace(table, doubts=table.doubts + doubts)


def _printed(header: tuple[GridRow, ...], column: int) -> str:
    """What is printed above one column, top down."""
    cells = [row.cells[column] if column < len(row.cells) else None for row in header]
    return _SEPARATOR.join(cell.strip() for cell in cells if cell and cell.strip())
