"""The subjects of the budget classifications: code ↔ names, from prompts/lexicon/{functions,economics}.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import msgspec

from service import assets
from service.errors import AssetError
from service.language.normalise import normalise

Classification = Literal["function", "economic"]

FILES: MappingProxyType[Classification, str] = MappingProxyType(
    {"function": "lexicon/functions.yaml", "economic": "lexicon/economics.yaml"}
)
CODE = re.compile(r"\d{3}(\d{2}){0,2}", re.ASCII)


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One subject as the file has it."""

    code: str
    name: str
    aliases: list[str] = []


@dataclass(frozen=True)
class Account:
    """One subject; `level` is 1 for 类 (three digits), 2 for 款 (five), 3 for 项 (seven)."""

    code: str
    name: str
    aliases: tuple[str, ...]
    level: int


@dataclass(frozen=True)
class Accounts:
    """All subjects of one classification."""

    by_code: MappingProxyType[str, Account]
    names: MappingProxyType[str, tuple[Account, ...]]

    def by_name(self, name: str) -> tuple[Account, ...]:
        """The subjects that are called `name`, formally or by an alias, in the order of their codes."""
        return self.names.get(normalise(name).text, ())

    def parent(self, code: str) -> Account | None:
        """The subject one level above `code`, None for a top level or where it is not known; `code` need not be known."""
        return self.by_code.get(code[:-2]) if len(code) > 3 else None


@cache
def load_accounts(classification: Classification, root: Path = assets.PROMPTS) -> Accounts:
    """The subjects by function or by economic nature, read once.

    Raises AssetError for a code that is malformed, given twice or without its parent.
    """
    file = FILES[classification]
    by_code: dict[str, Account] = {}
    for entry in assets.load(file, list[Entry], root):
        problem = _find_problem(entry.code, by_code)
        if problem:
            raise AssetError(file=file, line=0, problem=f"{entry.code}: {problem}")
        level = (len(entry.code) - 1) // 2
        by_code[entry.code] = Account(entry.code, entry.name, tuple(entry.aliases), level)
    return Accounts(MappingProxyType(by_code), MappingProxyType(_index_names(by_code)))


def _find_problem(code: str, earlier: dict[str, Account]) -> str | None:
    if not CODE.fullmatch(code):
        return "not a code of three, five or seven digits"
    if code in earlier:
        return "given twice"
    if len(code) > 3 and code[:-2] not in earlier:
        return "its parent does not stand before it"
    return None


def _index_names(by_code: dict[str, Account]) -> dict[str, tuple[Account, ...]]:
    """Accounts by name and alias; an alias that only adds to a name (事业运行支出) is one of all accounts of that name."""
    names: dict[str, dict[str, Account]] = {}
    longer: dict[str, list[str]] = {}
    for account in by_code.values():
        longer.setdefault(account.name, []).extend(alias for alias in account.aliases if account.name in alias)
    for account in by_code.values():
        for name in (account.name, *account.aliases, *longer[account.name]):
            names.setdefault(normalise(name).text, {})[account.code] = account
    return {name: tuple(accounts.values()) for name, accounts in names.items()}
