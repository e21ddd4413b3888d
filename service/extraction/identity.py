"""TITLE PAGE → IDENTITY: whose disclosure it is, of which year, budget or final account."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from service.documents.blocks import Document, Grid
from service.errors import DocumentNotDisclosure
from service.extraction.model import Identity, Table
from service.extraction.words import compact, found, strip_marks, words
from service.language.regions import Region, find_regions

_TITLE_LINES = 12
_LONGEST_TITLE = 4
# A line that is printed so often runs through the pages.
_EVERY_PAGE = 3

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
    """The title of the disclosure: the first lines, joined, that name a year and 预算 or 决算; None if none do.

    A line that runs through the pages is no part of a title on other lines.
    """
    blocks = [block for block in document.blocks if not isinstance(block, Grid)]
    times = Counter(compact(block.text) for block in blocks)
    head = blocks[:_TITLE_LINES]
    for start in range(len(head)):
        for length in range(1, _LONGEST_TITLE + 1):
            among = head[start : start + length]
            own = [block for block in among if times[compact(block.text)] < _EVERY_PAGE] or among
            joined = compact("".join(strip_marks(block.text) for block in own))
            match = found(words().title, joined)
            if match:
                lines = tuple(block.at.line for block in own)
                return TitleLines(joined, match, lines)
    return None


def identify(document: Document, title: TitleLines | None, tables: tuple[Table, ...]) -> Identity:
    """What the document says of itself: in its title, on its title page, in its tables, last in the name of its file.

    Raises DocumentNotDisclosure if no year can be found.
    """
    by_file = found(words().file_name, compact(Path(document.file).stem))
    year = title.match.group("year") if title else _year_of_tables(tables) or (by_file.group("year") if by_file else _first_year(document))
    if year is None:
        raise DocumentNotDisclosure(file=document.file)
    unit = _unit_named(document, title, tables, by_file)
    region, level = _place(unit)
    variant = next((match.group("variant") for match in (title and title.match, by_file) if match), None)
    return Identity(
        title=title.text if title else unit,
        unit_name=unit,
        year=_year(year),
        type="final" if words().type_final in _type_words(title, tables) else "budget",
        variant=_variant(variant),
        region=region.name if region else "",
        province=(region.province or region.name) if region else "",
        level=level,
        short_name=_short_name(document, unit),
    )


def _short_name(document: Document, unit: str) -> str:
    """What the text calls its unit for short, where it says so behind the name in full; made of the name's own characters."""
    text, name = compact("".join(document.lines)), compact(unit)
    said = found(re.escape(name) + words().known_as, text) if name else None
    rest = iter(name)
    return said.group("short") if said and all(character in rest for character in said.group("short")) else ""


def _unit_named(document: Document, title: TitleLines | None, tables: tuple[Table, ...], by_file: re.Match[str] | None) -> str:
    """The unit: 上海市2026年市级单位预算 names only a place; then it stands below the title, over the tables or in a form."""
    named, owner = _unit_name(title.match) if title else "", _owner_on_title_page(document)
    if named and not _is_place(named) and not owner.startswith(named):
        return named
    candidates = (owner, _owner_of_tables(tables), _owner_in_cells(tables), _unit_name(by_file) if by_file else "")
    return next((candidate for candidate in candidates if candidate), named)


def _owner_of_tables(tables: tuple[Table, ...]) -> str:
    """The unit that most tables print above them."""
    owners = Counter(table.owner for table in tables if table.owner)
    return owners.most_common(1)[0][0] if owners else ""


def _owner_in_cells(tables: tuple[Table, ...]) -> str:
    """The unit that a form prints in the cell beside 部门名称."""
    cells = (pair for table in tables for row in table.rows for pair in pairwise(cell for cell in row.cells if cell))
    return next((right.text for left, right in cells if found(words().owner_label, compact(left.text))), "")


def _owner_on_title_page(document: Document) -> str:
    """The unit that the title page names in a line of its own: `预算单位：…`."""
    head = [block for block in document.blocks if not isinstance(block, Grid)][:_TITLE_LINES]
    matches = (found("^" + words().owner_line, compact(block.text)) for block in head)
    return next((match.group("owner") for match in matches if match), "")


def _year_of_tables(tables: tuple[Table, ...]) -> str | None:
    """The year that the titles of the tables name most often."""
    years = Counter(match.group("year") for table in tables if (match := found(words().year, compact(table.title))))
    return years.most_common(1)[0][0] if years else None


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
    """Whether a name is that of a place and no more: 上海市, 上海市普陀区."""
    regions = find_regions(name)
    county = found(words().county, _below(name, regions[-1])) if regions else None
    return any(name in (region.name, region.full) for region in regions) or bool(county and name.endswith(county.group()) and county.end() == len(_below(name, regions[-1])))


def _below(name: str, region: Region) -> str:
    """What a name says behind a place in it."""
    return name[name.rfind(region.name) + len(region.name) :]


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
    county = found(words().county, _below(unit, region))
    if county is None:
        return region, _LEVELS[region.kind]
    name = county.group().removeprefix(words().city)
    return Region(name, name, region.province or region.name, "county"), "county"
