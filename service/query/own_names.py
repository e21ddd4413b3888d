"""ACCOUNTS OF ONE NAME → ORDER: the one that is properly called so goes before those of which the name is a short form."""

from __future__ import annotations

from service.language.accounts import load_accounts
from service.language.normalise import normalise


def joined_accounts(text: str, ids: list[str]) -> str:
    """The ids joined by |; 职业年金缴费 is the name of an economic account, and of a functional one only a short form."""
    ids = list(dict.fromkeys(ids))
    own = [id_ for id_ in ids if _is_own_name(text, id_)]
    first = own if {_class(id_) for id_ in own} == {"economic"} else []
    return "|".join([*first, *(id_ for id_ in ids if id_ not in first)])


def _class(id_: str) -> str:
    return id_.partition(".")[0]


def _is_own_name(text: str, id_: str) -> bool:
    cls, _, code = id_.partition(".")
    account = load_accounts(cls).by_code.get(code) if cls in ("function", "economic") else None
    return account is not None and normalise(account.name).text == text
