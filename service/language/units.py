"""Place and office words → the units that they name; every unit that fits is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import ahocorasick

from service.facts.catalog import Catalog, Disclosure
from service.facts.units import is_department, is_own, published_twice
from service.language.lexicon import Entry
from service.language.mentions import Analysis, Mention
from service.language.regions import find_regions, load_regions
from service.language.words import compiled, organisations, places, variant_words

TYPES = ("unit", "place", "org", "level")
LONGEST_PLACE = 16
# The level of offices that belong to no place.
CENTRAL = "central"
# So long an end of a unit's name names it; so much of a name, said in pieces behind its place, does too.
LONG_END, LEAST_SAID = 8, 4


@dataclass(frozen=True)
class UnitGroup:
    """Words that name one unit or several: [start, stop), the units that fit, whether one was meant."""

    start: int
    stop: int
    text: str
    units: tuple[str, ...]
    single: bool


@dataclass(frozen=True, eq=False)
class UnitIndex:
    """The collection's units by what a word may stand for: (type, id) of an entry → units in the order of the collection."""

    fitting: Mapping[tuple[str, str], tuple[str, ...]]
    members: Mapping[tuple[str, str], frozenset[str]]


def unit_entries(catalog: Catalog) -> Iterator[Entry]:
    """The words by which the collection's units, and places outside it, are named."""
    for unit in catalog.units:
        yield from (Entry(name, "unit", unit) for name in dict.fromkeys((unit, *(d.short_name for d in catalog.of(unit) if d.short_name))))
        for office in offices_of(unit):
            yield Entry(office, "org", office)
    if any(is_department(unit) for unit in catalog.units):
        yield from (Entry(word, "publisher", word) for word in places().variants)
    for text, spelling in load_regions().by_text.items():
        yield Entry(text, "place", spelling.region.name)
    for county in dict.fromkeys(d.region for d in catalog.disclosures if compiled(places().county).fullmatch(d.region)):
        yield Entry(county, "place", county)
        if len(county) > 2:
            yield Entry(county[:-1], "place", county)
    for organisation in organisations():
        for word in (organisation.full, *organisation.short):
            yield Entry(word, "org", organisation.full)
    for rule in places().levels:
        for word in rule.words:
            yield Entry(word, "level", ",".join(rule.levels))
    for rule in places().prefixes:
        for word in rule.words:
            for organisation in organisations():
                for short in (organisation.full, *organisation.short):
                    yield Entry(word + short, "org", f"{','.join(rule.levels)}:{organisation.full}")


def offices_of(unit: str) -> tuple[str, ...]:
    """A unit's name in the shorter ways that it is written: without 中共, its place, its county, a bracketed 本级; of a long
    name its end, or what it is the office of (东江职业教育基地|综合协调办公室)."""
    names = list(whole_names(unit))
    names += [name[start:] for name in names[:1] for start in range(1, len(name) - LONG_END + 1)]
    names += [body.group() for name in names for body in [compiled(places().body).match(name)] if body]
    return tuple(dict.fromkeys(name for name in names if len(name) > 2 and name != unit))


def whole_names(unit: str) -> tuple[str, ...]:
    """A unit's name without 中共; without a bracketed 本级; and both without its place, and its county."""
    whole = compiled(places().before_name).sub("", unit)
    names = [whole, compiled(places().bracket).split(whole)[0]]
    names += [without_places(name) for name in names]
    return (*names, *(compiled(places().county).sub("", name) for name in names[2:]))


def without_places(name: str) -> str:
    """A name without the places that it begins with."""
    place = place_at_start(name)
    return without_places(name[len(place):]) if place else name


def place_at_start(name: str) -> str:
    """The full name of a region that a name begins with, "" if none."""
    spellings = (load_regions().by_text.get(name[:length]) for length in range(min(LONGEST_PLACE, len(name)), 1, -1))
    return next((spelling.text for spelling in spellings if spelling and spelling.region.full == spelling.text), "")


@lru_cache(maxsize=2)
def index_units(catalog: Catalog) -> UnitIndex:
    """The index of a collection; built once, kept for the published build and the one before it."""
    ids = dict.fromkeys((entry.type, entry.id) for entry in unit_entries(catalog))
    offices = ahocorasick.Automaton()
    for office in {id_.rpartition(":")[2] for type_, id_ in ids if type_ == "org"}:
        offices.add_word(office, office)
    offices.make_automaton()
    found: dict[tuple[str, str], dict[str, None]] = {key: {} for key in ids}
    levels = [(key, _levels(key)) for key in ids if _levels(key)]
    for unit in catalog.units:
        for key in _keys(unit, catalog.of(unit)[0], offices, levels):
            found.setdefault(key, {})[unit] = None
    return UnitIndex({key: tuple(units) for key, units in found.items()}, {key: frozenset(units) for key, units in found.items()})


def _levels(key: tuple[str, str]) -> frozenset[str]:
    """The levels of office that an entry is limited to, none where it is not."""
    type_, id_ = key
    return frozenset((id_ if type_ == "level" else id_.rpartition(":")[0]).split(",")) - {""} if type_ in ("level", "org") else frozenset()


def _keys(
    unit: str, disclosure: Disclosure, offices: ahocorasick.Automaton, levels: list[tuple[tuple[str, str], frozenset[str]]]
) -> Iterator[tuple[str, str]]:
    """Every meaning of a word that a unit fits."""
    own = {office for _, office in offices.iter(unit)}
    yield "unit", unit
    yield from (("place", place) for place in {disclosure.region, disclosure.province, *(r.name for r in find_regions(unit))})
    yield from (("org", office) for office in own)
    for key, of_level in levels:
        if of_level & _levels_of(disclosure) and (key[0] == "level" or key[1].rpartition(":")[2] in own):
            yield key


def _levels_of(disclosure: Disclosure) -> frozenset[str]:
    """The levels that a unit is said to be of: one of 直辖市 is both a province's and a city's (市政府办公厅)."""
    region = load_regions().by_text.get(disclosure.region)
    own = {"city"} if region and region.region.kind == "municipality" and disclosure.level == "province" else set()
    return frozenset({disclosure.level, *own})


def link_units(analysis: Analysis, catalog: Catalog) -> tuple[UnitGroup, ...]:
    """The unit groups of a question in order; a group without units names something that is not in the collection."""
    return _meant(_groups(analysis, catalog), analysis, variant_words().not_this)


def named_units(analysis: Analysis, catalog: Catalog) -> tuple[UnitGroup, ...]:
    """The same, with those that are named to be left out (不要武汉)."""
    return _meant(_groups(analysis, catalog), analysis, variant_words().not_asked)


def _meant(groups: list[UnitGroup], analysis: Analysis, refused: str) -> tuple[UnitGroup, ...]:
    """The groups without those before which words stand that refuse them, and without repeated ones."""
    groups = [group for group in groups if not compiled(refused).search(analysis.text[:group.start])]
    groups = [group for group in groups if not _only_repeats(group, groups)]
    singular = compiled(places().singular).search(analysis.text) is not None
    return tuple(_mark_single(_of_variant(group, analysis.text), singular) for group in groups)


def _of_variant(group: UnitGroup, text: str) -> UnitGroup:
    """An office that published for its department and for itself: 部门预算 is of the one, 单位预算 and 本级 of the other."""
    if not published_twice(group.units):
        return group
    said = {is_own: compiled(places().own).search(text), is_department: compiled(places().department).search(text)}
    meant = sorted((found.start(), unit) for kind, found in said.items() if found for unit in group.units if kind(unit))
    units = tuple(unit for _, unit in meant)
    return replace(group, units=units or group.units, single=group.single and len(units) < 2)


def _groups(analysis: Analysis, catalog: Catalog) -> list[UnitGroup]:
    groups: list[UnitGroup] = []
    mentions, index = analysis.of(*TYPES), index_units(catalog)
    for mention in mentions:
        fitting = _fitting(mention, catalog, index)
        if groups and _is_superior(mention, mentions, groups[-1]):
            continue
        joined = _join(groups[-1], mention, fitting, analysis, catalog) if groups else None
        if joined:
            groups[-1] = joined
        else:
            groups.append(UnitGroup(mention.start, mention.stop, mention.text, fitting, mention.type != "place" and not _is_plural(mention, analysis.text)))
    return [_with_own(_with_short_form(group, analysis), analysis, catalog) for group in groups]


def _with_own(group: UnitGroup, analysis: Analysis, catalog: Catalog) -> UnitGroup:
    """东江市档案局|本级: a unit of which all documents are of the office itself, with the words that say so behind its name."""
    behind = compiled(places().own_behind).match(analysis.text, group.stop)
    own = len(group.units) == 1 and all(is_own(unit) or _is_of_itself(unit, catalog) for unit in group.units)
    return replace(group, stop=behind.end(), text=group.text + behind.group()) if behind and own else group


def _is_of_itself(unit: str, catalog: Catalog) -> bool:
    return all(disclosure.variant == "unit" for disclosure in catalog.of(unit))


def _is_plural(mention: Mention, text: str) -> bool:
    """三个市级单位: all units of a level."""
    around = compiled(places().plural_before).search(text[: mention.start]) or compiled(places().plural_after).match(text[mention.stop :])
    return mention.type == "level" and around is not None


def _with_short_form(group: UnitGroup, analysis: Analysis) -> UnitGroup:
    """东江|职教基地协调办: a place with what is left over right behind it, where that is made of the name of one unit there."""
    if group.single or not any(start == group.stop for start, _ in analysis.left):
        return group
    end = min((m.start for m in analysis.mentions if m.start >= group.stop and m.type != "filler"), default=len(analysis.text))
    for stop in range(end, group.stop + LEAST_SAID - 1, -1):
        said = analysis.text[group.stop:stop]
        units = tuple(unit for unit in group.units if _has_in_order(_behind(unit, group.text), said))
        if len(units) == 1 and compiled(places().office_end).search(said):
            return replace(group, stop=stop, text=group.text + said, units=units, single=True)
    return group


def _behind(unit: str, place: str) -> str:
    """A unit's name behind a place in it."""
    return unit[unit.find(place) + len(place):] if place in unit else unit


def _is_superior(mention: Mention, mentions: tuple[Mention, ...], group: UnitGroup) -> bool:
    """武汉|人社局|信息中心: the office above, named between the place and the unit's own office."""
    if (
        mention.type != "org"
        or group.stop != mention.start
        or not any(m.start == mention.stop and m.type == "org" for m in mentions)
    ):
        return False
    offices = [id_.rpartition(":")[2] for id_ in mention.ids]
    return not any(office in unit for office in offices for unit in group.units) and any(
        office[:-1] in unit for office in offices for unit in group.units
    )


def _only_repeats(group: UnitGroup, groups: list[UnitGroup]) -> bool:
    """Whether a vague office word (人社) names among others a unit that another word names alone."""
    clear = {other.units[0] for other in groups if other is not group and len(other.units) == 1}
    return len(group.units) > 1 and bool(clear & set(group.units))


def _fitting(mention: Mention, catalog: Catalog, index: UnitIndex) -> tuple[str, ...]:
    keys = [(mention.type, id_) for id_ in mention.ids]
    if len(keys) == 1:
        return index.fitting.get(keys[0], ())
    fits = set().union(*(index.members.get(key, ()) for key in keys))
    return tuple(unit for unit in catalog.units if unit in fits)


def _is_central(units: tuple[str, ...], catalog: Catalog) -> bool:
    """深圳人社部分别是多少: an office of the centre, which is no part of a place."""
    return len(units) == 1 and catalog.of(units[0])[0].level == CENTRAL


def _join(group: UnitGroup, mention: Mention, fitting: tuple[str, ...], analysis: Analysis, catalog: Catalog) -> UnitGroup | None:
    """One name in two words (天门 · 信息中心); None where the second word starts another name."""
    text = analysis.text
    between = text[group.stop:mention.start]
    if _is_office(between):
        between = ""
    if len(between) > 4 or any(mark in between for mark in places().between):
        return None
    fits, unknown = frozenset(fitting), _left_in(analysis, group.stop, mention.start)
    both = tuple(unit for unit in group.units if unit in fits and _has_in_order(unit, unknown))
    if not both and (mention.type == "place" or group.units):
        # 四川武汉: two places that both have units of their own are two names; 四川成都 is one.
        two = group.units and fitting and (mention.type in ("place", "level") or _is_central(fitting, catalog) and compiled(places().several).search(text))
        return (
            None
            if two or mention.type == "place" and between
            else UnitGroup(group.start, mention.stop, text[group.start : mention.stop], (), True)
        )
    return UnitGroup(group.start, mention.stop, text[group.start:mention.stop], both, group.single or mention.type == "org")


def _left_in(analysis: Analysis, start: int, stop: int) -> str:
    """The characters of a stretch that no word explains."""
    return "".join(analysis.text[i] for left in analysis.left for i in range(*left) if start <= i < stop)


def _has_in_order(unit: str, characters: str) -> bool:
    """Whether a unit's name has some characters in their order, as a short form of it would."""
    rest = iter(unit)
    return all(char in rest for char in characters)


def _is_office(text: str) -> bool:
    """Whether what stands between two words is the name of an office, which was passed over as the one above."""
    return any(text in (o.full, *o.short) for o in organisations())


def _mark_single(group: UnitGroup, singular: bool) -> UnitGroup:
    return replace(group, single=group.single or singular) if not published_twice(group.units) else group
