"""R23: a printed code belongs to the name beside it, and a field for an account names one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.facts.audit.context import ACCOUNTS
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import cell_with, place_of
from service.facts.audit.words import audit_words, message
from service.facts.model import Fact, Pointer
from service.facts.rows import strip_numbering
from service.facts.words import fold
from service.language.accounts import Accounts, load_accounts

# Two codes of one table can be exchanged by mistake.
SWAPPED = 2


def check_codes(disclosure: Disclosure) -> Iterator[Finding]:
    """Rows whose printed code is another account's than the printed name; where many are, the columns were shifted."""
    tables: dict[int | None, dict[int | None, tuple[Fact, str]]] = {}
    for fact in disclosure.facts:
        meant = _meant(disclosure, fact)
        if meant:
            tables.setdefault(fact.pointer.table, {}).setdefault(fact.pointer.row, (fact, meant))
    for rows in tables.values():
        for fact, meant in rows.values() if len(rows) <= SWAPPED else ():
            printed = load_accounts(fact.subject.cls).by_code.get(fact.subject.code)
            said = message(
                "code", place=place_of(disclosure, fact.pointer), code=fact.subject.code, name=fact.subject.name, meant=meant,
                group=meant[:3], of=printed.name if printed else "",
            )
            yield Finding("R23", "conflict", said, cell_with(disclosure, fact.pointer, fact.subject.code))


def _meant(disclosure: Disclosure, fact: Fact) -> str:
    """The code that belongs to the printed name, where another is printed; "" if they fit or the name is no account's.

    The name was read as an account of another 类; or it is, letter by letter, one that stands beside the code's.
    """
    subject = fact.subject
    if subject.cls not in ACCOUNTS or not subject.code or fact.pointer.row is None:
        return ""
    if not subject.id.endswith("." + subject.code):
        return subject.id.split(".")[1]
    accounts, name = load_accounts(subject.cls), strip_numbering(subject.name)
    own, siblings = accounts.by_code.get(subject.code), [one for one in accounts.by_name(name) if one.code[:-2] == subject.code[:-2]]
    beside = [one.code for one in siblings if one.name == name and one is not own]
    is_listed_year = disclosure.extraction.identity.year >= audit_words().codes_since
    known = own is not None and own not in accounts.by_name(name) and is_listed_year
    return beside[0] if known and len(beside) == 1 and len(subject.code) > 3 else ""


def check_functional_fields(disclosure: Disclosure) -> Iterator[Finding]:
    """A form's field for the functional account whose value is none."""
    accounts = load_accounts("function")
    for table in disclosure.extraction.tables:
        for index, row in enumerate(table.rows):
            cells = [(i, cell.text) for i, cell in enumerate(row.cells) if cell]
            for (_, label), (column, value) in zip(cells, cells[1:]):
                if re.search(audit_words().functional_field, fold(label)) and not _names_account(accounts, value):
                    pointer = Pointer(table=table.ordinal, row=index, column=column)
                    said = message("no_account", place=place_of(disclosure, pointer), label=fold(label), value=value)
                    yield Finding("R23", "conflict", said, (pointer,))


def _names_account(accounts: Accounts, value: str) -> bool:
    text = fold(value)
    if re.search(audit_words().account_header, text) or re.search(r"\d{3}", text) or accounts.by_name(text):
        return True
    return any(len(name) > 3 and name in text for name in accounts.names)
