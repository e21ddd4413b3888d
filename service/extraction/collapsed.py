"""A TWO-SIDED TABLE WHOSE ROWS RAN TOGETHER → ROWS, where its standard form and its own sums prove every figure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import zip_longest

import msgspec

from service import assets
from service.extraction.layout import Line
from service.extraction.model import Cell, Column, Half, Repair, Row, Table
from service.extraction.words import compact, found, words

_FIGURE = r"-?\d[\d,]*\.\d+|-?\d[\d,]*"


class TwoSidedForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lines of one standard two-sided table; see the head of prompts/documents/two_sided_forms.yaml."""

    kind: str
    header: str
    path: list[str]
    totals: int
    income: list[str]
    income_sums: list[list[int]]
    expenditure: list[str]
    expenditure_sums: list[list[int]]


class TwoSidedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    forms: list[TwoSidedForm]


@dataclass(frozen=True)
class _Token:
    """A label or a figure with the line it is printed in; `follows` if it stands right behind a label."""

    text: str
    line: Line
    is_figure: bool = False
    follows: bool = False


@dataclass(frozen=True)
class _Entry:
    """One label of one half with the figure that belongs to it."""

    label: _Token
    figure: _Token | None


@cache
def two_sided_forms() -> tuple[TwoSidedForm, ...]:
    """The standard two-sided tables; raises AssetError if the file is not as it should be."""
    return tuple(assets.load("documents/two_sided_forms.yaml", TwoSidedFile).forms)


def expand_collapsed(table: Table, lines: tuple[Line, ...]) -> Table:
    """Read the run-together lines of `table` as rows.

    Every label of a standard form must be found in `lines`, nothing else may be printed there, and every sum must
    hold; otherwise the table comes back as it was, with its doubts.
    """
    for form in (form for form in two_sided_forms() if form.kind == table.kind):
        sides = _read_sides(form, lines)
        if sides is not None:
            return _fill(table, form, *sides)
    return table


def _read_sides(form: TwoSidedForm, lines: tuple[Line, ...]) -> tuple[list[_Entry], list[_Entry]] | None:
    """Both halves with all their figures, None if anything is missing, left over or unproved."""
    tokens = _tokenize(form, lines)
    if tokens is None:
        return None
    income = _find_entries(form.income, tokens)
    expenditure = _find_entries(form.expenditure, tokens)
    if income is None or expenditure is None or len(income) + len(expenditure) != sum(not t.is_figure for t in tokens):
        return None
    loose = [token for token in tokens if token.is_figure and not token.follows]
    income, loose = _place_loose(income, form.income_sums, loose)
    expenditure, loose = _place_loose(expenditure, form.expenditure_sums, loose)
    proved = not loose and _holds(income, form.income_sums) and _holds(expenditure, form.expenditure_sums)
    return (income, expenditure) if proved else None


def _tokenize(form: TwoSidedForm, lines: tuple[Line, ...]) -> list[_Token] | None:
    """The labels and figures that fill the lines without a gap, None if anything else is printed."""
    labels = re.compile("|".join(f"(?:{label})" for label in [*form.income, *form.expenditure]))
    tokens: list[_Token] = []
    for line in lines:
        text, position, behind_label = _strip_head(form, compact(line.text)), 0, False
        while position < len(text):
            label = labels.match(text, position)
            match = label or re.compile(_FIGURE).match(text, position)
            if match is None:
                return None
            tokens.append(_Token(match.group(), line, label is None, label is None and behind_label))
            position, behind_label = match.end(), label is not None
    return tokens


def _strip_head(form: TwoSidedForm, text: str) -> str:
    """A line without the owner, the unit and the header that may stand before its first label."""
    for expression in (words().unit_line, words().owner_line):
        match = found("^" + expression, text)
        text = text[match.end() :] if match else text
    match = found(words().unit_line, text)
    text = text[match.end() :] if match and match.start() == 0 else text
    header = found("^" + form.header, text)
    return text[header.end() :] if header else text


def _find_entries(labels: list[str], tokens: list[_Token]) -> list[_Entry] | None:
    """The token of each label in the order of the form, with the figure right behind it; None if a label is missing."""
    entries: list[_Entry] = []
    used: set[int] = set()
    for label in labels:
        matches = [i for i, t in enumerate(tokens) if i not in used and not t.is_figure and re.fullmatch(label, t.text)]
        if not matches:
            return None
        used.add(matches[0])
        behind = tokens[matches[0] + 1] if matches[0] + 1 < len(tokens) else None
        entries.append(_Entry(tokens[matches[0]], behind if behind and behind.follows else None))
    return entries


def _place_loose(
    entries: list[_Entry], sums: list[list[int]], loose: list[_Token]
) -> tuple[list[_Entry], list[_Token]]:
    """Give a total without figure the loose figure that equals the sum of its parts."""
    entries, loose = list(entries), list(loose)
    for total, *parts in sums:
        value = sum(_amount(entries[part - 1]) for part in parts)
        fitting = [token for token in loose if _decimal(token) == value]
        if entries[total - 1].figure is None and value and fitting:
            entries[total - 1] = replace(entries[total - 1], figure=fitting[0])
            loose.remove(fitting[0])
    return entries, loose


def _holds(entries: list[_Entry], sums: list[list[int]]) -> bool:
    return all(_amount(entries[total - 1]) == sum(_amount(entries[p - 1]) for p in parts) for total, *parts in sums)


def _amount(entry: _Entry) -> Decimal:
    return _decimal(entry.figure) if entry.figure else Decimal(0)


def _decimal(token: _Token) -> Decimal:
    return Decimal(token.text.replace(",", ""))


def _fill(table: Table, form: TwoSidedForm, income: list[_Entry], expenditure: list[_Entry]) -> Table:
    halves: tuple[Half, ...] = ("income", "expenditure")
    columns = tuple(Column((label,), half) for half in halves for label in form.path)
    rows = tuple(_row(left, right) for left, right in _pair(income, expenditure, form.totals))
    proof = "; ".join(_prove(side, sums[-1]) for side, sums in ((income, form.income_sums), (expenditure, form.expenditure_sums)))
    repairs = tuple(
        Repair(line.at.line, line.text, _list_read(line, income, expenditure), "separated_rows", proof)
        for line in dict.fromkeys(entry_line for entry in (*income, *expenditure) for entry_line in _lines_of(entry))
    )
    return replace(table, columns=columns, rows=rows, doubts=(), repairs=table.repairs + repairs)


def _pair(
    income: list[_Entry], expenditure: list[_Entry], totals: int
) -> list[tuple[_Entry | None, _Entry | None]]:
    """The two halves side by side, their last lines in the same rows."""
    body = zip_longest(income[:-totals], expenditure[:-totals])
    return [*body, *zip(income[-totals:], expenditure[-totals:])]


def _row(left: _Entry | None, right: _Entry | None) -> Row:
    """One row; it stands where its first figure is printed, else its first label."""
    labels_and_figures = (*_cells(left), *_cells(right))
    printed = [cell for cell in (*labels_and_figures[1::2], *labels_and_figures[::2]) if cell]
    return Row(printed[0].line, labels_and_figures)


def _cells(entry: _Entry | None) -> tuple[Cell | None, Cell | None]:
    return (_cell(entry.label), _cell(entry.figure)) if entry else (None, None)


def _cell(token: _Token | None) -> Cell | None:
    if token is None:
        return None
    spaced = re.search(r"\s*".join(map(re.escape, token.text)), token.line.text)
    return Cell(spaced.group() if spaced else token.text, token.text, token.line.at.line)


def _lines_of(entry: _Entry) -> list[Line]:
    return [entry.label.line, *([entry.figure.line] if entry.figure else [])]


def _list_read(line: Line, *sides: list[_Entry]) -> str:
    """The labels with figures that were read from one line, or its labels if it has no figure."""
    entries = [entry for side in sides for entry in side if line in _lines_of(entry)]
    filled = [f"{entry.label.text} {entry.figure.text}" for entry in entries if entry.figure]
    return "; ".join(filled or [entry.label.text for entry in entries])


def _prove(side: list[_Entry], total: list[int]) -> str:
    parts = " + ".join(str(_amount(side[part - 1])) for part in total[1:])
    return f"{side[total[0] - 1].label.text} {_amount(side[total[0] - 1])} = {parts}"
