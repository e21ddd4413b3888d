"""R16, R23: sentences call accounts as the tables do, and by a path that there is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.extraction.model import Passage
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import place_at, place_of, printed_of
from service.facts.audit.words import audit_words, message
from service.facts.model import Fact, Pointer
from service.facts.rows import strip_numbering
from service.facts.words import fold
from service.language.accounts import load_accounts


def check_account_paths(disclosure: Disclosure) -> Iterator[Finding]:
    """A 款 of which a sentence names a 项 that is none of its accounts.

    Proved where the name belongs to another 款, or where the tables print the accounts of the 款 and this is none of them;
    else it may be an account of another year's list.
    """
    accounts = load_accounts("function")
    for passage in disclosure.extraction.passages:
        for found in re.finditer(audit_words().account_path, _plain(passage.text)):
            codes = {section.code for section in accounts.by_name(found["section"])}
            items = [account for account in accounts.by_name(found["item"]) if _is_like(found["item"], account.name)]
            if not codes or any(item.code[:-2] in codes for item in items):
                continue
            if items or _has_no_such_row(disclosure, codes, found["item"]):
                said = message("account_path", at=place_at(disclosure, passage.line), section=found["section"], item=found["item"])
                yield Finding("R23", "conflict", said, (_whole(passage),))


def _has_no_such_row(disclosure: Disclosure, sections: set[str], item: str) -> bool:
    """Whether the tables have rows for the accounts of these 款, none of them with this name."""
    names = {
        strip_numbering(fact.subject.name) for fact in disclosure.facts
        if fact.pointer.table is not None and fact.subject.cls == "function" and fact.subject.id.split(".")[1][:-2] in sections
    }
    return bool(names) and not any(_is_like(item, name) for name in names)


def _is_like(said: str, name: str) -> bool:
    """Whether a name is said whole or shortened; what askers call it otherwise (租房补贴) is not how a document calls it."""
    return said in name or name in said


def _plain(text: str) -> str:
    """Half-width brackets and one of two characters that are written for each other; every character keeps its place."""
    return text.translate(str.maketrans(audit_words().same_characters))


def _whole(passage: Passage) -> Pointer:
    return Pointer(passage=passage.ordinal, start=0, stop=len(passage.text))


def check_text_names(disclosure: Disclosure) -> Iterator[Finding]:
    """Accounts that a sentence calls by a name that no table of the document prints for them."""
    printed: dict[str, set[str]] = {}
    for fact in disclosure.facts:
        if fact.pointer.table is not None and fact.subject.cls == "function":
            printed.setdefault(fact.subject.id, set()).add(strip_numbering(fact.subject.name))
    told: set[str] = set()
    for fact in disclosure.facts:
        names, said_name = printed.get(fact.subject.id), _said(disclosure, fact)
        if fact.pointer.passage is None or not names or said_name is None or said_name in told:
            continue
        if not any(_bare(said_name) in name or _bare(name) in said_name for name in names):
            told.add(said_name)
            printed_names = message("and").join(sorted(names))
            said = message(
                "name", place=place_of(disclosure, fact.pointer), said=said_name, figure=printed_of(fact), printed=printed_names,
            )
            yield Finding("R16", "conflict", said, (fact.pointer, *_cells_of(disclosure, fact)))


def _said(disclosure: Disclosure, fact: Fact) -> str | None:
    """The name of an account as the sentence has it: the words right before its figure."""
    if fact.pointer.passage is None or fact.subject.cls != "function" or fact.aspect != "total":
        return None
    before = re.split(audit_words().list_items, fold(disclosure.passage(fact.pointer.passage).text[: fact.pointer.start]))[-1]
    known = [(before.rfind(name) + len(name), len(name), name) for name in load_accounts("function").names if name in before]
    return max(known)[2] if known else None


def _bare(name: str) -> str:
    return re.sub(audit_words().item_end, "", fold(name))


def _cells_of(disclosure: Disclosure, said: Fact) -> list[Pointer]:
    """The cells of the tables that print the same amount of the account."""
    return [
        fact.pointer for fact in disclosure.facts
        if fact.pointer.row is not None and fact.subject.id == said.subject.id and fact.figure.value == said.figure.value
    ]
