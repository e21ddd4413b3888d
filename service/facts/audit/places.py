"""How findings name what they speak of: the table or section, the line, the item, the figure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from service.extraction.kinds import kind_named
from service.extraction.model import Indicator, Project, Table
from service.facts.audit.model import Disclosure
from service.facts.audit.words import audit_words, message
from service.facts.model import Fact, Pointer
from service.facts.words import fold

MANY = 6
IN_COLUMNS = "income_summary"


def place_of(disclosure: Disclosure, pointer: Pointer) -> str:
    """《表名》第12行, or 文字第12行."""
    if pointer.table is not None:
        return message("in_table", title=disclosure.table(pointer.table).title, at=place_at(disclosure, line_of(disclosure, pointer)))
    return message("in_text", at=place_at(disclosure, line_of(disclosure, pointer)))


def cell_of(one: Indicator | Project) -> Pointer:
    """The cell that an indicator's value or a project's amount was read from."""
    return Pointer(table=one.table, row=one.row, column=one.column)


def title_of(table: Table) -> str:
    """The title of a table, of a part of a form the form's."""
    return table.form or table.title


def place_at(disclosure: Disclosure, line: int) -> str:
    """Where a source line is printed, in words: its page in a PDF, else its line."""
    page = next((page for page, start in reversed(disclosure.document.page_starts) if start <= line), None)
    return message("at_line", number=line) if page is None else message("at_page", number=page)


def line_of(disclosure: Disclosure, pointer: Pointer) -> int:
    """The source line of a place."""
    if pointer.table is not None:
        table = disclosure.table(pointer.table)
        return table.line if pointer.row is None else table.rows[pointer.row].line
    passage = disclosure.passage(pointer.passage)
    return [line for offset, line in passage.breaks if offset <= (pointer.start or 0)][-1] if passage.breaks else passage.line


def cell_with(disclosure: Disclosure, near: Pointer, text: str) -> tuple[Pointer, ...]:
    """The cell of the same row that holds a text, and the cell itself; the cell alone where none does."""
    cells = disclosure.table(near.table).rows[near.row].cells
    found = [column for column, cell in enumerate(cells) if cell and column != near.column and fold(text) in fold(cell.text)]
    return (*(Pointer(table=near.table, row=near.row, column=column) for column in found[:1]), near)


def item_of(fact: Fact) -> str:
    """What a figure is of: the row's name and, where the column says more, the column's."""
    words = audit_words().totals
    aspect, change = fact.aspect.rpartition(".")[0] or fact.aspect, words.get("." + fact.aspect.rpartition(".")[2], "")
    column = words.get(aspect, "") if not _is_of_form(fact) else ""
    column = column or fact.aspect_name.split(" · ")[-1]
    if fact.pointer.passage is not None or fact.subject.cls in ("sum", "three", "income") or not column:
        return (column if fact.subject.id == "total" and column else name_of(fact)) + change
    return message("cell", name=name_of(fact), column=column) + change


def name_of(fact: Fact) -> str:
    """The name of a figure's item; in an income table its column is the item."""
    if fact.kind == IN_COLUMNS and fact.subject.cls in ("income", "carry"):
        return fact.aspect_name.split(" · ")[-1]
    printed = re.sub(r"\s", "", fact.subject.name)
    return printed if _is_of_form(fact) and printed else audit_words().totals.get(fact.subject.id, "") or printed


def _is_of_form(fact: Fact) -> bool:
    """The rows of a form have names of their own for parts of the whole."""
    return fact.kind != "narrative" and kind_named(fact.kind).form


def amount_of(value: Decimal, fact: Fact) -> str:
    """A computed value with the unit of a printed one."""
    return f"{value:f}{fact.figure.unit}"


def printed_of(fact: Fact) -> str:
    """The figure as printed, with its unit."""
    text = re.sub(r"\s", "", fact.figure.printed)
    return text if text.endswith(fact.figure.unit) else f"{text}{fact.figure.unit}"


def list_of(facts: Iterable[Fact], total: Fact) -> str:
    """人员经费776.53、公用经费61.85: the parts of a sum; of many the number; columns where they are of one item."""
    named = [fact for fact in facts if fact.figure.value]
    if len(named) > MANY:
        return message("many", count=len(named))
    names = [name_of(fact) for fact in named]
    are_of_one_item = len(set(names)) < len(names) or name_of(total) in names or {fact.subject.id for fact in named} == {"total"}
    say = item_of if are_of_one_item else name_of
    return message("and").join(f"{say(fact)}{_number(fact)}" for fact in named)


def _number(fact: Fact) -> str:
    return re.sub(r"[^0-9.,%-]", "", fact.figure.printed)
