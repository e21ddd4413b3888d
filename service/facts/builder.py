"""Tables → facts: what a cell's row says and what its column says, put together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from service.extraction.kinds import kind_named
from service.extraction.model import Cell, Extraction, Half, Identity, Row, Table
from service.facts.columns import THREE_KINDS, ColumnMeaning, aspect_of, header_unit, read_column
from service.facts.meanings import List, Meanings, lists_of, read_meanings
from service.facts.model import Coordinates, Fact, Figure, Pointer, Subject, change_aspect
from service.facts.money_units import unit_of
from service.facts.purchases import Purchase, purchase_items
from service.facts.rows import (
    BASIC, ECONOMIC_KINDS, MIXED_KINDS, PROCUREMENT, PROJECT_KINDS, SUMMARY_KINDS, RowContext, account_item, aspect_said, body_item,
    code_of, counted_in, goes_on, is_called_total, is_total_of, own_row_is_total, read_row, strip_numbering, with_levels,
)
from service.facts.words import column_words, fold, row_words
from service.language.accounts import load_accounts
from service.language.measures import measures
from service.language.scopes import scope_in
from service.quantities import CellNumber, parse_cell

INCOME_KINDS = frozenset({"income_summary"})
# Tables of funds that many an office has nothing of: the form is published blank.
FUNDS = frozenset({"gov_fund_expenditure", "state_capital_expenditure"})
# Tables that list the organisations that one budget is the sum of.
LISTS_OF_BODIES = frozenset({"income_summary", "expenditure_summary", "general_expenditure_by_unit"})
# How far each of them may be off in a sum, by rounding; half the last digit of each amount, in tables of two decimals.
ROUNDED = Decimal("0.01")
CENT = Decimal("0.005")
CHANGES = frozenset({"share", "change", "change_rate"})


@dataclass(frozen=True)
class TableContext:
    """What holds for every figure of one list of a table."""

    table: Table
    identity: Identity
    half: Half | None
    income: bool
    measure_unit: str
    codes: dict[str, str]
    bodies: frozenset[str]
    meanings: tuple[tuple[int, ColumnMeaning], ...]
    part: str = ""
    beside: tuple[Meanings, ...] = ()


@dataclass(frozen=True)
class _ReadRow:
    """A row by its place in the table, the year that it names ("" if none), its item, and which amount of it is meant."""

    index: int
    year: str
    subject: Subject
    aspect: str


def build_facts(extraction: Extraction) -> tuple[Fact, ...]:
    """All figures of a document's tables as facts, in the order of the document; forms are read in `forms.py`."""
    codes, bodies = _codes_by_name(extraction), _bodies(extraction)
    facts: list[Fact] = []
    for table in extraction.tables:
        if table.state == "absent" or is_form(table):
            continue
        unit = unit_of(table, extraction.tables)
        lists = [_context(table, extraction.identity, listed, codes, bodies, unit) for listed in lists_of(table)]
        facts += _once([fact for context in lists for fact in _list_facts(context)])
    return tuple(facts)


def _once(facts: list[Fact]) -> list[Fact]:
    """The figures of one table; where lists side by side share a row (支出总计), a blank beside a figure says nothing."""
    said = {_item_of_row(fact) for fact in facts if fact.figure.value is not None}
    return [fact for fact in facts if fact.figure.status != "blank" or _item_of_row(fact) not in said]


def _item_of_row(fact: Fact) -> tuple[object, ...]:
    return fact.pointer.row, fact.subject.id, fact.subject.role, fact.aspect, fact.side, fact.carry, fact.year, fact.stage, fact.variant


def is_form(table: Table) -> bool:
    """Whether a table is a block of a form, or a form that is one table; their figures are read in `forms.py`."""
    return table.form is not None or kind_named(table.kind).form


def _codes_by_name(extraction: Extraction) -> dict[str, str]:
    """Subject codes that the document itself prints beside a name; names with two codes are left out."""
    found: dict[str, set[str]] = {}
    for table in (table for table in extraction.tables if table.kind not in PROJECT_KINDS and not is_form(table)):
        meanings = [(i, read_column(column, table.kind, False)) for i, column in enumerate(table.columns)]
        for labels in with_levels([_labels(row, meanings) for row in table.rows]):
            code, name = code_of(labels, table.kind), strip_numbering(labels.get("name", ""))
            if code.startswith("2") and name and not labels.get("project_name"):
                found.setdefault(name, set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


def _bodies(extraction: Extraction) -> frozenset[str]:
    """The names of the organisations that the document's tables list in columns of their own."""
    tables = [table for table in extraction.tables if table.kind not in PROJECT_KINDS and not is_form(table)]
    columns = [(t, i) for t in tables for i, column in enumerate(t.columns) if read_column(column, t.kind, False).label == "unit_name"]
    names = (strip_numbering(cell.text) for table, i in columns for row in table.rows if (cell := row.cells[i]))
    return frozenset(name for name in names if not is_called_total(name))


def _context(
    table: Table, identity: Identity, listed: List, codes: dict[str, str], bodies: frozenset[str], unit: str,
) -> TableContext:
    income = listed.half == "income" or table.kind in INCOME_KINDS
    meanings = read_meanings(table, listed, income)
    beside = tuple(read_meanings(table, replace(listed, columns=columns, part=""), income) for columns in listed.beside)
    return TableContext(table, identity, listed.half, income, unit, codes, bodies, meanings, listed.part, beside)


def _labels(row: Row, meanings) -> dict[str, str]:
    labels: dict[str, str] = {}
    for i, meaning in meanings:
        cell = row.cells[i]
        if meaning.label and cell and meaning.label not in labels:
            labels[meaning.label] = cell.text
        elif meaning.label == "code" and cell and goes_on(labels["code"], cell.text):
            labels["code"] += cell.text
    return labels


def _list_facts(context: TableContext) -> list[Fact]:
    facts: list[Fact] = []
    carry = ""
    for line in _read_rows(context):
        carry = _group_carry(line.subject, carry)
        facts += _row_facts(context, line, carry)
    return facts if facts else _stated_none(context, Subject("total", "", "total", role="total"))


def _read_rows(context: TableContext) -> list[_ReadRow]:
    """The rows of one list that say anything, each with its item."""
    labelled = with_levels([_labels_of_row(context, row) for row in context.table.rows])
    printed = [(index, row, labels) for index, (row, labels) in enumerate(zip(context.table.rows, labelled))]
    printed = [line for line in printed if line[2].keys() - {"number"} or _has_figures(context, line[1])]
    read: list[_ReadRow] = []
    above, seen, shared = "", set(), _row_context(context)
    for position, (index, _, labels) in enumerate(printed):
        year = labels.get("year", "")
        below = printed[position + 1][2] if position + 1 < len(printed) else {}
        subject = read_row(labels, replace(shared, above=above, total_seen=year in seen, below=below))
        if subject.role == "total":
            seen.add(year)
        above = subject.code or above
        aspect = aspect_said(labels, context.table.kind, context.income)
        read.append(_ReadRow(index, year, subject, aspect or (context.part if subject.id == "total" else "")))
    if context.table.kind in THREE_KINDS:
        return _below_other_totals(read)
    if context.table.kind == PROCUREMENT:
        items = purchase_items([Purchase(line.subject, labels) for line, (*_, labels) in zip(read, printed)])
        read = [replace(line, subject=item) for line, item in zip(read, items)]
    own = own_row_is_total([line.subject for line in read], context.identity.unit_name)
    return _with_bodies(context, _without_false_total(context, [replace(line, subject=subject) for line, subject in zip(read, own)]))


def _labels_of_row(context: TableContext, row: Row) -> dict[str, str]:
    own = _labels(row, context.meanings)
    if own or not _has_figures(context, row):
        return own
    return next((labels for meanings in context.beside if (labels := _labels(row, meanings))), {})


def _has_figures(context: TableContext, row: Row) -> bool:
    return any(row.cells[i] for i, meaning in context.meanings if not meaning.label)


def _without_false_total(context: TableContext, read: list[_ReadRow]) -> list[_ReadRow]:
    """Rows of which none is the total where the first of several bodies is neither the unit nor the sum or the same of the others."""
    bodies = [line for line in read if line.subject.id == "total" and line.subject.name]
    first = next((line for line in bodies if line.subject.role == "total"), None)
    others = [line for line in bodies if line is not first and line.subject.role == "rollup"]
    if first is None or not others or is_total_of(first.subject, context.identity.unit_name):
        return read
    column = next((i for i, meaning in context.meanings if not meaning.label), None)
    amounts = [_amount(context.table.rows[line.index].cells[column]) for line in others] if column is not None else []
    whole = _amount(context.table.rows[first.index].cells[column]) if column is not None else None
    if whole in (sum(amounts), *amounts):
        return read
    return [replace(line, subject=replace(line.subject, role="rollup")) if line is first else line for line in read]


def _with_bodies(context: TableContext, read: list[_ReadRow]) -> list[_ReadRow]:
    """Rows of the organisations whose amounts together are the total, each an item under its own name."""
    column = next((i for i, meaning in context.meanings if not meaning.label), None)
    if context.table.kind not in LISTS_OF_BODIES or column is None:
        return read
    whole = [_amount_of(context, line, column) for line in read if line.subject.role == "total"]
    bodies = [line for line in read if line.subject.id == "total" and line.subject.role == "rollup" and line.subject.name]
    parts = [line for line in bodies if _amount_of(context, line, column) not in whole]
    missing = abs(sum(_amount_of(context, line, column) for line in parts) - whole[0]) if len(whole) == 1 else None
    if missing is None or len(parts) < 2 or missing > ROUNDED * len(parts):
        return read
    named = [line for line in parts if not is_total_of(line.subject, context.identity.unit_name)]
    return [replace(line, subject=body_item(line.subject)) if line in named else line for line in read]


def _amount_of(context: TableContext, line: _ReadRow, column: int) -> Decimal:
    return _amount(context.table.rows[line.index].cells[column])


def _amount(cell: Cell | None) -> Decimal:
    return (parse_cell(cell.text).value if cell else None) or Decimal(0)


def _row_context(context: TableContext) -> RowContext:
    """What holds for every row of a list."""
    names = {fold(context.identity.unit_name)} | ({fold(context.table.owner)} if context.table.owner else set())
    names |= context.bodies if context.table.kind in MIXED_KINDS else set()
    return RowContext(
        context.table.kind, frozenset(names), context.codes, income=context.income, economic=_lists_economic(context),
        projects_only=_lists_projects(context, names),
    )


def _lists_projects(context: TableContext, names: set[str]) -> bool:
    """Whether all rows of a list without codes add up to its total, so that none of them repeats the account of others."""
    figures = [i for i, meaning in context.meanings if not meaning.label]
    if context.table.kind not in PROJECT_KINDS or not figures:
        return False
    rows = [(_labels(row, context.meanings), _amount(row.cells[figures[0]])) for row in context.table.rows]
    called = [(strip_numbering(next(iter(labels.values()), "")), amount) for labels, amount in rows if labels]
    totals = [amount for name, amount in called if is_called_total(name)] or [amount for name, amount in called if name in names]
    items = [amount for name, amount in called if name not in names and not is_called_total(name)]
    return bool(totals) and abs(totals[0] - sum(items)) <= CENT * (len(items) + 1)


def _lists_economic(context: TableContext) -> bool:
    """Whether a table lists economic subjects, by its kind or, where it prints either classification, by most of its names."""
    names = [context.table.columns[i].path[-1] for i, meaning in context.meanings if meaning.label == "name" and context.table.columns[i].path]
    if context.table.kind in SUMMARY_KINDS:
        return any(re.search(column_words().economic, fold(name)) for name in names)
    if context.table.kind != BASIC:
        return context.table.kind in ECONOMIC_KINDS | THREE_KINDS
    columns = [i for i, meaning in context.meanings if meaning.label == "name"]
    names = [strip_numbering(cell.text) for row in context.table.rows for i in columns if (cell := row.cells[i])]
    known = {cls: sum(bool(load_accounts(cls).by_name(name)) for name in names) for cls in ("function", "economic")}
    return known["economic"] > known["function"]


def _below_other_totals(read: list[_ReadRow]) -> list[_ReadRow]:
    """The rows of a 三公 table; where one of them is 三公, a row called 合计 holds more than that."""
    if not any(line.subject.id == "three.total" for line in read):
        return read
    wider = {line.index: replace(line.subject, id=f"name:{fold(line.subject.name)}", cls="name") for line in read if line.subject.cls == "total"}
    return [replace(line, subject=wider.get(line.index, line.subject)) for line in read]


def _group_carry(subject: Subject, carry: str) -> str:
    clean = strip_numbering(subject.name)
    for rule in row_words().groups:
        if re.search(rule.match, clean):
            return rule.carry
    return carry


def _row_facts(context: TableContext, line: _ReadRow, carry: str) -> list[Fact]:
    """The figures of one row; of an empty table what is printed (0, -), and what its note says of the other cells."""
    empty, row = context.table.state == "empty", context.table.rows[line.index]
    table_kind = context.table.kind
    counted = counted_in(line.subject) if table_kind in THREE_KINDS else ""
    facts = _stated_none(context, line.subject, row) if empty else []
    blank = not empty or (not facts and _is_blank_total(context, line))
    for i, meaning in context.meanings:
        if meaning.label or (row.cells[i] is None and not blank):
            continue
        figure = _figure(row.cells[i], meaning, context, i)
        if figure and counted and figure.unit == context.measure_unit:
            figure = replace(figure, unit=counted)
        if figure:
            pointer = Pointer(table=context.table.ordinal, row=line.index, column=i)
            fact = _fact(context, line.subject, meaning, figure, pointer, carry, line.year)
            facts.append(replace(fact, aspect=_joined(line.aspect, fact.aspect, table_kind)) if line.aspect else fact)
    return facts


def _is_blank_total(context: TableContext, line: _ReadRow) -> bool:
    """Whether a row is the total of a fund's table in which no figure is printed at all: nothing is arranged."""
    printed = any(_has_figures(context, row) for row in context.table.rows)
    called = any(cell and is_called_total(cell.text) for cell in context.table.rows[line.index].cells)
    return context.table.kind in FUNDS and line.subject.role == "total" and called and not printed


def _joined(row: str, column: str, kind: str) -> str:
    """The amount of a row that names one (货物), in a column that names another (general): procurement_goods.general."""
    return row if column in ("total", aspect_of(kind)) else f"{row}.{column}"


def _figure(cell: Cell | None, meaning: ColumnMeaning, context: TableContext, column: int) -> Figure | None:
    parsed: CellNumber = parse_cell(cell.text if cell else "")
    if parsed.status == "text":
        return None
    rate = meaning.coordinates.aspect in ("share", "change_rate") or parsed.percent
    unit = "%" if rate else header_unit(context.table.columns[column]) or context.measure_unit
    return Figure(parsed.value, unit, parsed.decimals, parsed.status, cell.printed if cell else "")


def _fact(context: TableContext, row_subject: Subject, meaning: ColumnMeaning, figure: Figure, pointer: Pointer,
          carry: str, row_year: str) -> Fact:
    table, said = context.table, meaning.coordinates
    subject, aspect = _item_and_aspect(row_subject, said, context)
    year, change = _row_year(row_year, said, context.identity.year)
    return Fact(
        year=year, stage=said.stage or context.identity.type, kind=table.kind, scope=scope_of(table),
        side=context.half or ("income" if context.income else "expenditure"), carry=said.carry or carry,
        subject=subject, aspect=change_aspect(aspect, "change") if change else aspect, aspect_name=meaning.name, figure=figure, pointer=pointer,
        variant=said.variant,
        base_year=said.base_year or (year - 1 if aspect in ("change", "change_rate") or change else None),
        base_stage=said.base_stage or ("budget" if change else ""),
    )


def _item_and_aspect(row: Subject, said: Coordinates, context: TableContext) -> tuple[Subject, str]:
    """In income tables and three-public tables the column is the item; elsewhere it is an amount of the row's item."""
    three = context.table.kind in THREE_KINDS
    if said.subject and (three or context.income) and row.cls == "total":
        return _column_item(said.subject, row), said.aspect or "total" if three else "total"
    if three and row.cls == "total":
        return _column_item("three.total", row), said.aspect or "total"
    return row, said.aspect or "total"


def _column_item(subject: str, row: Subject) -> Subject:
    """The item of a column, by its measure's name: the row names only the unit or the year. A roll-up keeps its own name."""
    if subject.startswith("economic."):
        return replace(account_item(subject), role=row.role if row.role == "rollup" else "item")
    if subject.startswith("name:"):
        return Subject(subject, subject.removeprefix("name:"), "name", role="item" if row.role == "total" else row.role)
    known = (m.name for m in measures().values() if (m.subject, m.aspect) == (subject, "total"))
    name = row.name if row.role == "rollup" else next(known, row.name)
    return Subject(subject, name, subject.split(".")[0], role="item" if row.role == "total" else row.role)


def _row_year(label: str, said: Coordinates, own: int) -> tuple[int, bool]:
    """The year of a row that names one (2022 年), and whether it is the row of changes (增减变化金额)."""
    found = re.match(row_words().year, fold(label))
    if found:
        return int(found.group(1)), False
    return said.year or own - said.years_ago, bool(fold(label))


def scope_of(table: Table) -> str:
    """The basis (口径) of a table's figures: its kind's; a three-public table's by its title."""
    if table.kind in THREE_KINDS:
        return scope_in(fold(table.title)) or kind_named(table.kind).scope
    return kind_named(table.kind).scope


def _stated_none(context: TableContext, subject: Subject, row: Row | None = None) -> list[Fact]:
    """Facts of a table that says that nothing was arranged: one for each figure column of the document's own year.

    Of a row, only for the cells in which nothing is printed: a printed 0 is a figure of its own.
    """
    stated = [n for n, note in enumerate(context.table.notes) if _speaks_of_none(note.text)]
    if not stated or context.table.state != "empty":
        return []
    note = context.table.notes[stated[0]]
    facts = []
    for i, meaning in context.meanings:
        own_year = meaning.coordinates.year in (None, context.identity.year) and not meaning.coordinates.years_ago
        printed = row is not None and row.cells[i] is not None
        if not printed and not meaning.label and own_year and meaning.coordinates.aspect not in CHANGES:
            figure = Figure(None, context.measure_unit, 0, "none_stated", note.text)
            pointer = Pointer(table=context.table.ordinal, note=stated[0])
            facts.append(_fact(context, subject, meaning, figure, pointer, "", ""))
    return facts


def _speaks_of_none(note: str) -> bool:
    """Whether a note says that nothing was arranged; a bare 注：无 says only that there is no note, a row of 无 that there is no more."""
    whole = fold(note).rstrip("。.")
    body = re.sub(row_words().note_start, "", whole)
    return (len(body) > 1 or body == whole) and re.search(row_words().none, body) is not None
