"""ACCOUNTS OF ONE NAME → ORDER: the one that is properly called so goes before those of which the name is a short form."""

from __future__ import annotations

from dataclasses import replace

from service.language.accounts import load_accounts
from service.language.normalise import normalise
from service.query.logical import Target


def joined_accounts(text: str, ids: list[str]) -> str:
    """The ids joined by |; 职业年金缴费 is the name of an economic account, and of a functional one only a short form."""
    ids = list(dict.fromkeys(ids))
    own = [id_ for id_ in ids if _is_own_name(text, id_)]
    first = own if {_class(id_) for id_ in own} == {"economic"} else []
    return "|".join([*first, *(id_ for id_ in ids if id_ not in first)])


def called(target: Target, text: str) -> Target:
    """An account whose code no list has under the name that the question gives it."""
    return replace(target, name=text) if target.name.isdigit() and not any(map(str.isdigit, text)) else target


def _class(id_: str) -> str:
    return id_.partition(".")[0]


def _is_own_name(text: str, id_: str) -> bool:
    cls, _, code = id_.partition(".")
    account = load_accounts(cls).by_code.get(code) if cls in ("function", "economic") else None
    return account is not None and normalise(account.name).text == text
