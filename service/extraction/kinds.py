"""TITLE → KIND: which of the known kinds of table a printed title names."""

from __future__ import annotations

from functools import cache

import msgspec

from service import assets
from service.extraction.words import compact, pattern


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of table: `name` in Chinese, `scope` of its funds, `form` if its header changes on the way."""

    id: str
    name: str
    scope: str
    aliases: list[str]
    pattern: str
    form: bool = False
    answers: list[str] = []


class KindsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/documents/kinds.yaml as written; see there."""

    furniture: list[str]
    around_title: list[str]
    title_end: str
    longest_title: int
    kinds: list[Kind]
    other: Kind


@cache
def kinds_file() -> KindsFile:
    """The kinds of table, special ones first; raises AssetError if the file is not as it should be."""
    return assets.load("documents/kinds.yaml", KindsFile)


@cache
def kind_named(id_: str) -> Kind:
    """The kind with this id; `other` for an unknown one."""
    file = kinds_file()
    return next((kind for kind in file.kinds if kind.id == id_), file.other)


@cache
def kind_of(title: str) -> Kind:
    """The kind that a printed title names, `other` if none: `三、单位支出总表` → expenditure_summary."""
    file = kinds_file()
    plain = compact(title)
    bare = strip_furniture(title)
    for kind in file.kinds:
        if plain in kind.aliases or bare in kind.aliases:
            return kind
    return next((kind for kind in file.kinds if pattern(kind.pattern).search(bare)), file.other)


def is_title(text: str) -> bool:
    """Whether a line by itself is the title of a known kind of table."""
    file = kinds_file()
    bare = strip_furniture(text)
    return len(bare) <= file.longest_title and ends_like_title(text) and kind_of(text) is not file.other


def ends_like_title(text: str) -> bool:
    """Whether a line ends as titles of tables do."""
    return pattern(kinds_file().title_end).search(strip_furniture(text)) is not None


@cache
def strip_furniture(title: str) -> str:
    """A title without numbering, quotes, year and page number: `（七）一般公共预算支出表（2023年度）` → 一般公共预算支出表."""
    bare = compact(title)
    for expression in kinds_file().furniture:
        bare = pattern(expression).sub("", bare)
    return bare
