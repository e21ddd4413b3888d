"""The headers that finance offices print for each kind of table, from prompts/documents/standard_forms.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import msgspec

from service import assets
from service.extraction.headers import Path

_LEVELS = " > "


class FormEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One form as written in the file."""

    kind: str
    columns: list[str]
    sums: list[list[int]]


class FormsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file; see its head."""

    plausible: str
    forms: list[FormEntry]


@dataclass(frozen=True)
class StandardForm:
    """The header paths of one printed form; `sums` are column indexes from 0, the total first."""

    paths: tuple[Path, ...]
    sums: tuple[tuple[int, ...], ...]


@cache
def forms_file() -> FormsFile:
    """The standard forms; raises AssetError if the file is not as it should be."""
    return assets.load("documents/standard_forms.yaml", FormsFile)


@cache
def forms_of(kind: str, width: int) -> tuple[StandardForm, ...]:
    """The standard forms of a kind of table that have `width` columns."""
    return tuple(
        StandardForm(
            tuple(tuple(column.split(_LEVELS)) for column in entry.columns),
            tuple(tuple(number - 1 for number in total) for total in entry.sums),
        )
        for entry in forms_file().forms
        if entry.kind == kind and len(entry.columns) == width
    )
