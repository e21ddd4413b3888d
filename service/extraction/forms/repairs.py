"""What can be proved about damaged cells of a part: by its other rows, by its totals, by the standard forms."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from service.extraction.forms.header import Slot
from service.extraction.forms.words import Part, SHORTEST_FRAGMENT, form_words, is_side, is_total, seam_matches
from service.extraction.model import Cell, Repair, Row, Table
from service.extraction.table_edit import put

_COMMA_FOR_POINT = re.compile(r"-?\d+,\d{1,2}")
_AMOUNTS = ("amount", "earlier", "total_budget", "part")
_SHORTEST_END = 2


def repair_part(table: Table, slots: tuple[Slot, ...], part: Part) -> Table:
    """The table with every cell put right that can be proved; the rest stays as printed."""
    roles = [slot.role for slot in slots]
    if "target" in roles:
        table = _drop_garbled_target(table, roles.index("target"))
    if part.id == "indicators" and "basis" in roles:
        return _repair_basis(table, roles.index("basis"), roles)
    if part.id == "funds" and "item" in roles:
        return _repair_funds(table, roles)
    if part.id == "list" and {"project", "category"} <= set(roles):
        return _repair_category(table, roles.index("project"), roles.index("category"))
    return table


def _drop_garbled_target(table: Table, column: int) -> Table:
    """What is no name of a target in a column whose other texts all are: the upright label, read a second time."""
    texts = [(index, cell) for index, row in enumerate(table.rows) if (cell := row.cells[column])]
    named = [cell for _, cell in texts if is_side(cell.text)]
    odd = [(index, cell) for index, cell in texts if not is_side(cell.text)]
    if not named or len(odd) != 1 or any(map(str.isdigit, odd[0][1].text)):
        return table
    index, cell = odd[0]
    table = put(table, index, column, None)
    return _with_repair(table, Repair(cell.line, cell.printed, "", "garbled_label", f"L{named[0].line}：{named[0].text}"))


def _repair_basis(table: Table, basis: int, roles: list[str]) -> Table:
    """Bases of which the start is lost, or that are printed in one cell with the value before them."""
    texts = Counter(cell.text for row in table.rows if (cell := row.cells[basis]))
    usual, count = texts.most_common(1)[0] if texts else ("", 0)
    if count < 2:
        return table
    for row in table.rows:
        cell = row.cells[basis]
        if cell is None or cell.text == usual:
            continue
        value = _last_value(row, roles)
        if value is not None and cell.text.endswith(usual):
            table = _split_cell(table, row, (value, basis), usual)
        elif _ends_alike(cell.text, usual):
            table = _read_as(table, row, basis, usual, "lost_text")
    return table


def _last_value(row: Row, roles: list[str]) -> int | None:
    """The value column of a row that prints no value."""
    columns = [index for index, role in enumerate(roles) if role in ("value", "expected")]
    return columns[-1] if columns and row.cells[columns[-1]] is None else None


def _split_cell(table: Table, row: Row, columns: tuple[int, int], usual: str) -> Table:
    """One printed cell as two: what stands before the usual text belongs to the column before."""
    left, right = columns
    cell = row.cells[right]
    first = cell.text.removesuffix(usual)
    # The printed cell is cut where its last word begins, so that every character stays in one cell.
    printed = cell.printed.rsplit(None, 1)
    if len(printed) != 2:
        return table
    table = _with_cell(table, row, left, Cell(printed[0], first, row.line))
    row = next(other for other in table.rows if other.line == row.line)
    table = _with_cell(table, row, right, Cell(printed[1], usual, row.line))
    return _with_repair(table, Repair(row.line, cell.printed, f"{first}; {usual}", "fused_cell"))


def _repair_funds(table: Table, roles: list[str]) -> Table:
    """Decimal points and labels of the funds, where the parts add up to their total."""
    item = roles.index("item")
    amounts = [index for index, role in enumerate(roles) if role in _AMOUNTS]
    for start, end in _sums(table, item):
        for column in amounts:
            table = _repair_points(table, table.rows[start : end + 1], column)
        if proof := _prove_sum(table.rows[start : end + 1], amounts):
            table = _repair_labels(table, start, end, item, proof)
    return table


def _sums(table: Table, item: int) -> list[tuple[int, int]]:
    """First row and total row of each sum of the table."""
    texts = [row.cells[item].text if row.cells[item] else "" for row in table.rows]
    totals = [index for index, text in enumerate(texts) if text.endswith(form_words().total_ending)]
    return list(zip([0, *(index + 1 for index in totals)], totals))


def _repair_points(table: Table, rows: tuple[Row, ...], column: int) -> Table:
    """A comma in place of a decimal point, where only so the parts add up to the total in the last row."""
    broken = [row for row in rows if row.cells[column] and _COMMA_FOR_POINT.fullmatch(row.cells[column].text)]
    if len(broken) != 1:
        return table
    row = broken[0]
    read = row.cells[column].text.replace(",", ".")
    proof = _sum_of([read if other is row else other.cells[column].text for other in rows if other.cells[column]])
    return _read_as(table, row, column, read, "decimal_comma", proof) if proof else table


def _prove_sum(rows: tuple[Row, ...], columns: list[int]) -> str | None:
    """The sums of all columns if in each the amounts above the last row add up to it, else None."""
    sums = [_sum_of([row.cells[column].text for row in rows if row.cells[column]]) for column in columns]
    return "; ".join(sums) if sums and all(sums) else None


def _sum_of(texts: list[str]) -> str | None:
    """The addition written out if all but the last amount add up to the last, else None."""
    amounts = [_amount(text) for text in texts]
    if len(amounts) < 2 or None in amounts or sum(amounts[:-1]) != amounts[-1]:
        return None
    return f"{' + '.join(map(str, amounts[:-1]))} = {amounts[-1]}"


def _repair_labels(table: Table, start: int, end: int, item: int, proof: str) -> Table:
    """Lost labels of parts that are proved complete, from the one standard list that agrees with what is printed."""
    rows = table.rows[start:end]
    printed = [row.cells[item].text if row.cells[item] else "" for row in rows]
    fitting = [words for items in form_words().fund_items if (words := _fit(printed, items))]
    if len(fitting) == 1:
        for row, text, word in zip(rows, printed, fitting[0]):
            if text != word:
                table = _read_as(table, row, item, word, "lost_label", proof)
    total = table.rows[end]
    if not is_total(total.cells[item].text):
        table = _read_as(table, total, item, form_words().totals[0], "lost_label", proof)
    return table


def _fit(printed: list[str], items: list[str]) -> list[str] | None:
    """The label of each row if the rows are the standard items in order, some of them perhaps in one row."""
    words, rest = [], items
    for text in printed:
        count = next((n for n in range(1, len(rest) + 1) if text == "".join(rest[:n])), 1)
        if not rest or count == 1 and not _may_be(text, rest[0]):
            return None
        words.append("".join(rest[:count]))
        rest = rest[count:]
    return None if rest else words


def _may_be(text: str, item: str) -> bool:
    """Whether a label is the item, or so damaged that only its end can be told."""
    is_whole = any(word in text for items in form_words().fund_items for word in items if word not in item)
    return text == item or not text or not is_whole and text[-_SHORTEST_END:] == item[-_SHORTEST_END:]


def _repair_category(table: Table, project: int, category: int) -> Table:
    """The start of a category that stands at the end of the project's name."""
    for row in table.rows:
        name, kind = row.cells[project], row.cells[category]
        words = form_words().categories
        if name is None or kind is None or kind.text in words:
            continue
        for word in words:
            start = next((n for n in range(len(word) - 1, 1, -1) if name.text.endswith(word[:n])), 0)
            if start and start < len(name.text) and seam_matches(word[:start], kind.text, word):
                table = _read_as(table, row, project, name.text[:-start], "moved_text", word)
                row = next(other for other in table.rows if other.line == row.line)
                table = _read_as(table, row, category, word, "moved_text", name.text)
                break
    return table


def _ends_alike(text: str, usual: str) -> bool:
    """Whether at least the last three characters are those of the usual text, and less than its whole is printed."""
    end = usual[-SHORTEST_FRAGMENT:]
    return len(usual) > SHORTEST_FRAGMENT and text.endswith(end) and len(text) <= len(usual) + 1


def _amount(text: str) -> Decimal | None:
    """A printed amount; None for what is no figure or is written in no known way."""
    try:
        return Decimal(text.replace(",", "")) if not _COMMA_FOR_POINT.fullmatch(text) else None
    except InvalidOperation:
        return None


def _read_as(table: Table, row: Row, column: int, text: str, why: str, detail: str = "") -> Table:
    """The table with one cell read as `text`, the repair recorded and doubts about the cell dropped."""
    cell = row.cells[column]
    printed = cell.printed if cell else ""
    table = _with_cell(table, row, column, Cell(printed, text, row.line))
    doubts = tuple(doubt for doubt in table.doubts if (doubt.line, doubt.column) != (row.line, column))
    # How the pieces of the cell were joined before is no longer how it is read.
    repairs = tuple(r for r in table.repairs if (r.line, r.printed, r.why) != (row.line, printed, "cut_cell"))
    return _with_repair(replace(table, doubts=doubts, repairs=repairs), Repair(row.line, printed, text, why, detail))


def _with_cell(table: Table, row: Row, column: int, cell: Cell) -> Table:
    cells = (*row.cells[:column], cell, *row.cells[column + 1 :])
    return replace(table, rows=tuple(replace(row, cells=cells) if other.line == row.line else other for other in table.rows))


def _with_repair(table: Table, repair: Repair) -> Table:
    return replace(table, repairs=(*table.repairs, repair))
