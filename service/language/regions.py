"""TEXT → REGIONS: the places that a text names, from prompts/lexicon/regions.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

import ahocorasick
import msgspec

from service import assets
from service.errors import AssetError

FILE = "lexicon/regions.yaml"

ProvinceKind = Literal["central", "province", "municipality"]


class CityEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A city that needs more than its name; see the head of the file."""

    name: str
    full: str = ""
    kind: Literal["city", "county"] = "city"
    aliases: list[str] = []
    not_in: list[str] = []
    only_full: bool = False


class ProvinceEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One province-level region, or the central government."""

    name: str
    full: str
    kind: ProvinceKind
    aliases: list[str]
    cities: list[str | CityEntry]
    not_in: list[str] = []


class RegionsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file: how full names are formed, and the regions."""

    city_suffix: str
    prefecture_ending: str
    prefecture_suffix: str
    regions: list[ProvinceEntry]


@dataclass(frozen=True)
class Region:
    """One place: short and full name; `province` is the short name of its province ("" for the centre)."""

    name: str
    full: str
    province: str
    kind: Literal["central", "province", "municipality", "city", "county"]


@dataclass(frozen=True)
class Spelling:
    """One way to write a region, and the phrases in which these characters are no region."""

    text: str
    region: Region
    not_in: tuple[str, ...]


@dataclass(frozen=True)
class Regions:
    """All regions in the order of the file, and every way to write them."""

    regions: tuple[Region, ...]
    by_text: MappingProxyType[str, Spelling]
    automaton: ahocorasick.Automaton


@cache
def load_regions() -> Regions:
    """The regions of prompts/lexicon/regions.yaml, read once. Raises AssetError, also for a name given twice."""
    file = assets.load(FILE, RegionsFile)
    spellings = [spelling for entry in file.regions for spelling in _spell_entry(entry, file)]
    by_text: dict[str, Spelling] = {}
    automaton = ahocorasick.Automaton()
    for spelling in spellings:
        earlier = by_text.setdefault(spelling.text, spelling)
        if earlier.region != spelling.region:
            raise AssetError(file=FILE, line=0, problem=f"{spelling.text} names two regions")
        automaton.add_word(spelling.text, spelling)
    automaton.make_automaton()
    regions = tuple(dict.fromkeys(spelling.region for spelling in spellings))
    return Regions(regions, MappingProxyType(by_text), automaton)


def find_regions(text: str) -> tuple[Region, ...]:
    """The regions that `text` names, each once, in the order of their first mention."""
    return tuple(dict.fromkeys(spelling.region for _, spelling in locate_regions(text)))


def locate_regions(text: str) -> tuple[tuple[int, Spelling], ...]:
    """Every mention of a region as (start, spelling); of overlapping names the first and longest counts."""
    found = load_regions().automaton.iter_long(text)
    starts = ((end + 1 - len(spelling.text), spelling) for end, spelling in found)
    return tuple((start, spelling) for start, spelling in starts if not _is_part_of_phrase(text, start, spelling))


def _is_part_of_phrase(text: str, start: int, spelling: Spelling) -> bool:
    """Whether the mention lies inside one of the phrases that its entry excludes."""
    return any(
        text.startswith(phrase, start - offset)
        for phrase in spelling.not_in
        for offset in range(len(phrase) - len(spelling.text) + 1)
        if start >= offset and phrase.startswith(spelling.text, offset)
    )


def _spell_entry(entry: ProvinceEntry, file: RegionsFile) -> Iterator[Spelling]:
    province = "" if entry.kind == "central" else entry.name
    region = Region(entry.name, entry.full, province, entry.kind)
    yield from _spell(region, [entry.name, entry.full, *entry.aliases], entry.not_in)
    for city in entry.cities:
        yield from _spell_city(city if isinstance(city, CityEntry) else CityEntry(name=city), entry.name, file)


def _spell_city(city: CityEntry, province: str, file: RegionsFile) -> Iterator[Spelling]:
    region = Region(city.name, city.full or city.name + file.city_suffix, province, city.kind)
    names = [region.full, *city.aliases]
    if region.full.endswith(file.prefecture_ending) and not city.name.endswith(file.prefecture_suffix):
        names.append(city.name + file.prefecture_suffix)
    if not city.only_full:
        names.append(city.name)
    yield from _spell(region, names, city.not_in)


def _spell(region: Region, names: list[str], not_in: list[str]) -> Iterator[Spelling]:
    for name in dict.fromkeys(names):
        excluded = () if name == region.full and name != region.name else tuple(not_in)
        yield Spelling(name, region, excluded)
