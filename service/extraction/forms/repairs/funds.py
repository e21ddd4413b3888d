"""FUNDS WITH LOST DECIMAL POINTS AND LABELS → AS THE SUMS SAY: the parts of a total add up to it only so."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from service.extraction.forms.tables import PartTable
from service.extraction.forms.words import form_words, is_total
from service.extraction.model import Row, Table
from service.extraction.table_edit import read_as

_COMMA_FOR_POINT = re.compile(r"-?\d+,\d{1,2}")
_AMOUNTS = ("amount", "earlier", "total_budget", "part")
_SHORTEST_END = 2


def restore_points(part: PartTable) -> Table:
    """The funds with a comma read as a decimal point, where only so the parts add up to their total."""
    table = part.table
    for rows in _sums(part):
        for column in _amount_columns(part):
            table = _restore_point(table, rows, column)
    return table


def restore_labels(part: PartTable) -> Table:
    """The funds with lost labels of parts that are proved complete, from the one standard list that agrees with the rest."""
    table = part.table
    for rows in _sums(part):
        if proof := _prove_sum([table.rows[index] for index in rows], _amount_columns(part)):
            table = _restore_labels(table, rows, part.roles.index("item"), proof)
    return table


def _sums(part: PartTable) -> list[range]:
    """The rows of each sum of the funds, its total last."""
    if part.id != "funds" or "item" not in part.roles:
        return []
    item = part.roles.index("item")
    texts = [row.cells[item].text if row.cells[item] else "" for row in part.table.rows]
    totals = [index for index, text in enumerate(texts) if text.endswith(form_words().total_ending)]
    return [range(start, total + 1) for start, total in zip([0, *(index + 1 for index in totals)], totals)]


def _amount_columns(part: PartTable) -> list[int]:
    return [index for index, role in enumerate(part.roles) if role in _AMOUNTS]


def _restore_point(table: Table, rows: range, column: int) -> Table:
    texts = {index: cell.text for index in rows if (cell := table.rows[index].cells[column])}
    broken = [index for index, text in texts.items() if _COMMA_FOR_POINT.fullmatch(text)]
    if len(broken) != 1:
        return table
    read = texts[broken[0]].replace(",", ".")
    proof = _sum_of([*{**texts, broken[0]: read}.values()])
    return read_as(table, broken[0], column, read, "decimal_comma", proof) if proof else table


def _prove_sum(rows: list[Row], columns: list[int]) -> str | None:
    """The sums of all columns if in each the amounts above the last row add up to it, else None."""
    sums = [_sum_of([row.cells[column].text for row in rows if row.cells[column]]) for column in columns]
    return "; ".join(sums) if sums and all(sums) else None


def _sum_of(texts: list[str]) -> str | None:
    """The addition written out if all but the last amount add up to the last, else None."""
    amounts = [_amount(text) for text in texts]
    if len(amounts) < 2 or None in amounts or sum(amounts[:-1]) != amounts[-1]:
        return None
    return f"{' + '.join(map(str, amounts[:-1]))} = {amounts[-1]}"


def _amount(text: str) -> Decimal | None:
    """A printed amount; None for what is no figure or is written in no known way."""
    try:
        return Decimal(text.replace(",", "")) if not _COMMA_FOR_POINT.fullmatch(text) else None
    except InvalidOperation:
        return None


def _restore_labels(table: Table, rows: range, item: int, proof: str) -> Table:
    *parts, total = rows
    printed = [table.rows[index].cells[item].text if table.rows[index].cells[item] else "" for index in parts]
    fitting = [words for items in form_words().fund_items if (words := _fit(printed, items))]
    for index, text, word in zip(parts, printed, fitting[0]) if len(fitting) == 1 else ():
        if text != word:
            table = read_as(table, index, item, word, "lost_label", proof)
    if not is_total(table.rows[total].cells[item].text):
        table = read_as(table, total, item, form_words().totals[0], "lost_label", proof)
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
