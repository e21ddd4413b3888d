"""R16, R30: what a sentence lists is in the table, and as many as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.extraction.model import Passage
from service.facts.audit.levels import account_columns, is_complete
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import place_of
from service.facts.audit.words import audit_words, message
from service.facts.model import Fact, Pointer
from service.facts.words import fold
from service.language.accounts import load_accounts

BASIC = ("personnel", "public")


def check_listed_items(disclosure: Disclosure) -> Iterator[Finding]:
    """Economic items that a sentence says an amount consists of and for which the table has no figure."""
    filled = _filled(disclosure)
    if not filled:
        return
    amounts = [fact for fact in disclosure.facts if fact.aspect in BASIC and fact.subject.id == "total"]
    wholes = {fact.pointer.passage: fact for fact in reversed(amounts)}
    for passage in disclosure.extraction.passages:
        whole = wholes.get(passage.ordinal)
        for name, at in _items(passage, whole.pointer.stop) if whole else ():
            codes = {account.code for account in load_accounts("economic").by_name(name)}
            if codes and not codes & filled:
                pointer = Pointer(passage=passage.ordinal, start=at, stop=at + len(name))
                beside = _blank_row(disclosure, codes) or Pointer(table=_table_of(disclosure))
                yield Finding("R16", "conflict", _say(disclosure, pointer, beside, name, codes), (pointer, beside))


def _filled(disclosure: Disclosure) -> set[str]:
    """Codes of the economic items that have a figure in a table; none where no table has surely all of them."""
    complete = [column for column in account_columns(disclosure) if is_complete(column)]
    cells = [fact for column in complete for fact in column if fact.subject.cls == "economic"]
    return {fact.subject.id.split(".")[1] for fact in cells if fact.figure.status == "number" or _rounded_to_zero(fact)}


def _rounded_to_zero(fact: Fact) -> bool:
    """A whole number 0 can be less than half a unit."""
    return fact.figure.status == "zero" and fact.figure.decimals == 0


def _items(passage: Passage, start: int) -> list[tuple[str, int]]:
    """(name, offset) of what a list names, up to the end of its sentence."""
    opened = re.search(audit_words().list_start, passage.text[start:])
    if not opened:
        return []
    begin = start + opened.end()
    stop = re.search(audit_words().sentence_end, passage.text[begin:])
    text = passage.text[begin : begin + stop.start()] if stop else passage.text[begin:]
    found, at = [], begin
    for piece in re.split(f"({audit_words().list_items})", text):
        name = re.sub(audit_words().item_end, "", piece)
        if name and not re.fullmatch(audit_words().list_items, piece):
            found.append((name, at))
        at += len(piece)
    return found


def _say(disclosure: Disclosure, pointer: Pointer, beside: Pointer, name: str, codes: set[str]) -> str:
    key = "listed_blank" if beside.row is not None else "listed"
    return message(
        key, place=place_of(disclosure, pointer), name=fold(name), code=message("and").join(sorted(codes)),
        table=place_of(disclosure, beside), title=disclosure.table(beside.table).title,
    )


def _blank_row(disclosure: Disclosure, codes: set[str]) -> Pointer | None:
    """A row of the item that has no figure."""
    ids = {f"economic.{code}" for code in codes}
    return next((fact.pointer for fact in disclosure.facts if fact.pointer.row is not None and fact.subject.id in ids), None)


def _table_of(disclosure: Disclosure) -> int:
    """The table that surely has all economic items."""
    columns = (column for column in account_columns(disclosure) if is_complete(column) and column[-1].subject.cls == "economic")
    return next(columns)[0].pointer.table


def check_counts(disclosure: Disclosure) -> Iterator[Finding]:
    """A number of departments and the list of their names right after it; an "and" may part two names or stand in one."""
    for passage in disclosure.extraction.passages:
        for found in re.finditer(audit_words().counted_list, passage.text):
            names, count = _counted_names(found["names"]), int(found["count"])
            most = sum(len(re.split(audit_words().list_items, name)) for name in names)
            if not len(names) <= count <= most and all(re.search(audit_words().counted_name, name) for name in names):
                pointer = Pointer(passage=passage.ordinal, start=found.start("count"), stop=found.end("names"))
                counted = most if count > most else len(names)
                said = message("count", place=place_of(disclosure, pointer), printed=found["count"], counted=counted)
                yield Finding("R30", "conflict", said, (pointer,))


def _counted_names(listed: str) -> list[str]:
    """The names of a list, without what stands in brackets."""
    names = re.split(audit_words().counted_items, re.sub(r"[(（][^()（）]*[)）]", "", listed))
    return [name.strip() for name in names if name.strip()]
