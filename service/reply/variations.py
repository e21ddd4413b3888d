"""QUERY → QUERIES: what is asked after an answer, and the same question with one slot changed; only what is answered is offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import chain, islice
from types import MappingProxyType

import msgspec

from service.assets import load
from service.language.scopes import scopes
from service.language.words import variant_words
from service.query.finder import Collection
from service.query.logical import Query, Target
from service.query.resolver import example_ids
from service.query.targets import make_target
from service.reply.answer import Choice
from service.reply.canonical import canonical
from service.reply.choices import Read, answered_as, items_of_unit
from service.reply.items import ItemNames
from service.reply.result import Result

# So many questions follow an answer; so many values of a slot are offered, of at most so many that are tried.
FOLLOWING, OFFERED, TRIED = 3, 12, 24
# Figures that any unit has, offered in place of the one that was asked for.
MAIN = ("three_public", "income_total", "expenditure_total")

# Questions about the units of which there must be several.
OF_SEVERAL = frozenset({"rank", "sum", "average"})

Variation = Callable[[Collection, Query], Query | None]


class VariationWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/replies/variations.yaml."""

    labels: dict[str, str]
    follow: dict[str, list[str]]
    turned: list[str]
    year: str
    all_units: str


@cache
def variation_words() -> VariationWords:
    """What follows which operation, and how it is called."""
    return load("replies/variations.yaml", VariationWords)


def next_questions(
    collection: Collection, names: ItemNames, query: Query, result: Result, read: Read, asked: frozenset[str] = frozenset(),
) -> tuple[Choice, ...]:
    """Up to three questions that go on from an answered one, each of them answered otherwise than it (its `result`), and none of
    those that were `asked`."""
    words = variation_words()
    kinds = dict.fromkeys((*words.follow.get(query.operation, ()), *words.follow["default"]))
    variants = chain(_turned(collection, query, kinds), _main_figures(collection, query))
    return tuple(islice(_answered(collection, names, query, variants, read, asked, {result.answer}), FOLLOWING))


def slot_choices(collection: Collection, names: ItemNames, query: Query, slot: str, read: Read) -> tuple[Choice, ...]:
    """The other values that a slot of an answered question may have, each with the whole question; () for an unknown slot."""
    variants = SLOTS[slot](collection, query) if slot in SLOTS else ()
    return tuple(islice(_answered(collection, names, query, islice(variants, TRIED), read), OFFERED))


def _answered(collection: Collection, names: ItemNames, query: Query, variants: Iterable[tuple[str, Query]], read: Read,
              asked: frozenset[str] = frozenset(), told: Iterable[str] = ()) -> Iterator[Choice]:
    said, told = {canonical(query, collection, names), *asked}, set(told)
    for label, variant in variants:
        question = canonical(variant, collection, names)
        result = answered_as(collection, names, variant, read) if question not in said else None
        if result and result.answer not in told and _is_whole(query, variant, result):
            told.add(result.answer)
            yield Choice(label, question)
        said.add(question)


def _is_whole(query: Query, variant: Query, result: Result) -> bool:
    """Whether each of several years has its figure, units are more than one, and another basis has a figure that is not nothing."""
    units = {figure.unit for figure in (*result.figures, *result.listed)}
    if variant.each and variant.operation in OF_SEVERAL and len(units) == 1:
        return False
    if len(variant.years) > 1 and {f.year for f in result.figures} < set(variant.years):
        return False
    bases = [{target.scope for target in each.targets} for each in (query, variant)]
    return bases[0] == bases[1] or any(figure.value for figure in result.figures)


def _turned(collection: Collection, query: Query, kinds: Iterable[str]) -> Iterator[tuple[str, Query]]:
    for kind in kinds:
        variant = VARIATIONS[kind](collection, query)
        if variant:
            yield variation_words().labels[kind], variant


def _of_one(operation: str, **slots: object) -> Variation:
    """Another question about the one figure of the one unit that was asked about."""

    def turn(collection: Collection, query: Query) -> Query | None:
        if len(query.units) != 1 or len(query.targets) != 1:
            return None
        return replace(_bare(query), operation=operation, **slots)

    return turn


def _of_all(operation: str, **slots: object) -> Variation:
    """A question about the one item, over all units."""

    def turn(collection: Collection, query: Query) -> Query | None:
        units = collection.catalog.apart
        if len(units) < 2 or len(query.targets) != 1:
            return None
        return replace(_bare(query), operation=operation, units=units, each=True, years=(), **slots)

    return turn


def _over_years(collection: Collection, query: Query) -> Query | None:
    years = sorted({d.year for unit in query.units for d in collection.catalog.of(unit)} | {y for y in query.years if y > 0})
    years = [years[0] - 1, *years] if len(years) == 1 else years
    return replace(_bare(query), operation="lookup", years=tuple(years)) if len(query.units) == 1 and len(query.targets) == 1 else None


def _all_projects(collection: Collection, query: Query) -> Query | None:
    return replace(_bare(query), operation="list_projects", targets=()) if len(query.units) == 1 else None


def _main_figures(collection: Collection, query: Query) -> Iterator[tuple[str, Query]]:
    """What any unit can be asked for, of the unit that was spoken of."""
    for target in map(make_target, example_ids()):
        if len(query.units) == 1:
            yield target.name, replace(_bare(query), targets=(target,))


def _bare(query: Query) -> Query:
    """The units, years and items of a query, with nothing else that it says."""
    return Query("lookup", query.units, query.each, query.years, query.stage, query.targets, text=variant_words().signed[0])


VARIATIONS: MappingProxyType[str, Variation] = MappingProxyType({
    "amount": _of_one("lookup"),
    "change": _of_one("change"),
    "share": _of_one("share"),
    "breakdown": _of_one("breakdown"),
    "largest": _of_one("rank_parts", order="desc", explicit=frozenset({"op:most"})),
    "reason": _of_one("reason"),
    "projects": _all_projects,
    "source": _of_one("source"),
    "years": _over_years,
    "everyone": _of_all("rank", order="desc"),
    "first": _of_all("rank", order="desc", explicit=frozenset({"op:most"})),
    "total": _of_all("sum"),
    "average": _of_all("average"),
})


def _other_operations(collection: Collection, query: Query) -> Iterator[tuple[str, Query]]:
    return _turned(collection, query, variation_words().turned)


def _other_units(collection: Collection, query: Query) -> Iterator[tuple[str, Query]]:
    """Units of the same region first; with several units asked for, all of them."""
    catalog = collection.catalog
    if len(catalog.apart) > 1 and not query.each:
        label = variation_words().all_units.format(count=len(catalog.apart))
        over = VARIATIONS["everyone"](collection, query) if query.operation == "lookup" else None
        yield label, over or replace(query, units=catalog.apart, each=True, years=())
    regions = {d.region for unit in query.units for d in catalog.of(unit)}
    near = sorted(catalog.units, key=lambda unit: catalog.of(unit)[0].region not in regions)
    one = "lookup" if query.operation in ("rank", "sum", "average", "compare") else query.operation
    for unit in near:
        yield unit, replace(query, units=(unit,), each=False, operation=one, order="" if one == "lookup" else query.order, years=_years_for(query))


def _years_for(query: Query) -> tuple[int, ...]:
    return query.years if "years" in query.explicit else ()


def _other_items(collection: Collection, query: Query) -> Iterator[tuple[str, Query]]:
    """The same item on another basis, then what the unit's documents print beside it, then the main figures."""
    if len(query.targets) != 1 or not query.units:
        return
    own = query.targets[0]
    bases = [(scope.name, make_target(own.id, own.aspect, scope.id)) for scope in scopes().values() if scope.id != own.scope]
    others = (*_beside(collection, query.units[0], own), *map(make_target, (*example_ids(), *MAIN)))
    for label, target in (*bases, *((target.name, target) for target in others)):
        yield label, replace(query, targets=(target,))


def _beside(collection: Collection, unit: str, target: Target) -> list[Target]:
    kind = target.id.split(":")[0].split(".")[0]
    ids = items_of_unit(collection, unit)
    return [make_target(id_) for id_ in ids if id_ != target.id and id_.split(":")[0].split(".")[0] == kind][:TRIED]


def _other_years(collection: Collection, query: Query) -> Iterator[tuple[str, Query]]:
    years = {d.year for unit in query.units for d in collection.catalog.of(unit)}
    for year in sorted(years | {year - 1 for year in years}, reverse=True):
        yield variation_words().year.format(year=year), replace(query, years=(year,), explicit=query.explicit | {"years"})


SLOTS: MappingProxyType[str, Callable[[Collection, Query], Iterator[tuple[str, Query]]]] = MappingProxyType({
    "operation": _other_operations, "units": _other_units, "targets": _other_items, "years": _other_years,
})
