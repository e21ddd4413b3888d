"""TITLE PAGE → IDENTITY: whose disclosure it is, of which year, budget or final account."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from service.documents.blocks import Document, Grid
from service.errors import DocumentNotDisclosure
from service.extraction.model import Identity, Table
from service.extraction.words import compact, found, strip_marks, words
from service.language.regions import Region, find_regions

_TITLE_LINES = 12
_LONGEST_TITLE = 4

Level = Literal["central", "province", "city", "county"]
_LEVELS: dict[str, Level] = {
    "central": "central",
    "province": "province",
    "municipality": "province",
    "city": "city",
    "county": "county",
}


@dataclass(frozen=True)
class TitleLines:
    """The title as printed, joined, with its parts; `lines` are the source lines that it fills."""

    text: str
    match: re.Match[str]
    lines: tuple[int, ...]


def find_title(document: Document) -> TitleLines | None:
    """The title of the disclosure: the first lines, joined, that name a year and 预算 or 决算; None if none do."""
    head = [block for block in document.blocks if not isinstance(block, Grid)][:_TITLE_LINES]
    for start in range(len(head)):
        for length in range(1, _LONGEST_TITLE + 1):
            joined = compact("".join(strip_marks(block.text) for block in head[start : start + length]))
            match = found(words().title, joined)
            if match:
                lines = tuple(block.at.line for block in head[start : start + length])
                return TitleLines(joined, match, lines)
    return None


def identify(document: Document, title: TitleLines | None, tables: tuple[Table, ...]) -> Identity:
    """What the document says of itself, in its title or, without one, in its tables.

    Raises DocumentNotDisclosure if no year can be found.
    """
    owner = _owner_on_title_page(document) or next((table.owner for table in tables if table.owner), "")
    year = title.match.group("year") if title else _first_year(document)
    if year is None:
        raise DocumentNotDisclosure(file=document.file)
    named = _unit_name(title.match) if title else ""
    # 上海市2026年市级单位预算 names the place; the unit stands below it and over its tables.
    unit = owner if owner and (not named or _is_place(named)) else named
    region, level = _place(unit)
    return Identity(
        title=title.text if title else unit,
        unit_name=unit,
        year=_year(year),
        type="final" if words().type_final in _type_words(title, tables) else "budget",
        variant=_variant(title.match.group("variant")) if title else None,
        region=region.name if region else "",
        province=(region.province or region.name) if region else "",
        level=level,
    )


def _owner_on_title_page(document: Document) -> str:
    """The unit that the title page names in a line of its own: `预算单位：…`."""
    head = [block for block in document.blocks if not isinstance(block, Grid)][:_TITLE_LINES]
    matches = (found("^" + words().owner_line, compact(block.text)) for block in head)
    return next((match.group("owner") for match in matches if match), "")


def _first_year(document: Document) -> str | None:
    """The first year that any line names."""
    matches = (found(words().year, compact(line)) for line in document.lines)
    return next((match.group("year") for match in matches if match), None)


def _type_words(title: TitleLines | None, tables: tuple[Table, ...]) -> str:
    """Where 预算 or 决算 is said: in the title, else in the titles of the tables."""
    return title.match.group("type") if title else " ".join(table.title for table in tables)


def _unit_name(title: re.Match[str]) -> str:
    """The name before or after the year, without the words around it: 关于…的, （本级）公开."""
    parts = [re.sub(words().unit_name_noise, "", title.group(part)) for part in ("before", "after")]
    return next((part for part in parts if len(part) > 1), "")


def _is_place(name: str) -> bool:
    return any(name in (region.name, region.full) for region in find_regions(name))


def _year(printed: str) -> int:
    """A year in Arabic or Chinese digits."""
    digits = words().chinese_digits
    return int("".join(digits.get(character, character) for character in printed))


def _variant(printed: str | None) -> Literal["department", "unit"] | None:
    if printed is None:
        return None
    return "department" if printed == words().variant_department else "unit"


def _place(unit: str) -> tuple[Region | None, Level]:
    """The smallest place that a unit's name says, and the level that it belongs to; no place is the centre."""
    regions = find_regions(unit)
    if not regions:
        central = next(iter(find_regions(words().central_region)), None)
        return (central, "central") if found(words().central, unit) else (None, "county")
    region = regions[-1] if regions[-1].province == regions[0].province else regions[0]
    below = unit[unit.rfind(region.name) + len(region.name) :]
    return region, "county" if found(words().county, below) else _LEVELS[region.kind]
