"""COLLECTION → ALL THAT A QUESTION CAN NAME: units, figures, accounts, projects and terms, with the texts they are found by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from service.facts.catalog import Catalog, Disclosure
from service.facts.statements import distinct_rows
from service.language.accounts import load_accounts
from service.language.lexicon import fold_name
from service.language.measures import MeasureRecord, measures, sources_of
from service.language.units import without_places
from service.language.words import compiled, organisations, variant_words
from service.query.finder import Collection
from service.reply.texts import term_of
from service.suggest.index import Index, build_index
from service.suggest.words import suggestion_words

# Classes of what is printed that measures and accounts stand for; the others are names of single documents.
OF_ITS_OWN = frozenset({"project", "task", "name", "org"})
# What a figure is told by; a blank cell may be told of or not, so that nothing is promised of it.
FIGURE, BLANK = ("kind", "subject", "aspect"), "blank"
Printed = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that can be named: `text` as it is written into a question, `short` in fewer characters; `codes` of the accounts
    of that name, (kind, code); `ids` of the figures that it may stand for."""

    kind: str
    text: str
    short: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Guide:
    """What the questions of a collection can name: its units, and its items from the most to the least common.

    `printed` are the figures of its documents; those of `counted` are of things, which are not always counted alike.
    """

    units: tuple[Known, ...]
    unit_index: Index
    items: tuple[Known, ...]
    item_index: Index
    printed: frozenset[Printed]
    counted: frozenset[Printed]
    terms: frozenset[str]

    def explains(self, name: str) -> bool:
        """Whether a document explains a term of some name."""
        return fold_name(name) in self.terms


@lru_cache(maxsize=2)
def guide_of(collection: Collection) -> Guide:
    """The guide of a collection; built once, kept for the published build and the one before it."""
    catalog, figures = collection.catalog, _printed(collection)
    printed = frozenset(figures)
    units = tuple(Known("unit", unit, short_name(catalog.of(unit)[0])) for unit in catalog.units)
    keyed = tuple(_distinct((*_measures(printed), *_accounts(catalog), *_projects(catalog), *_terms(catalog))))
    return Guide(
        units, build_index((known.text, known.short, *_said(catalog, known.text)) for known in units),
        tuple(known for known, _ in keyed), build_index(words for _, words in keyed), printed,
        frozenset(figure for figure, measured in figures.items() if not measured <= variant_words().factors.keys()),
        frozenset(map(fold_name, terms_of(catalog))),
    )


def short_name(disclosure: Disclosure) -> str:
    """A unit's name with its place and its offices in their short forms (深圳人社数据中心); it need not be of this unit alone."""
    office = without_places(disclosure.unit)
    place = disclosure.region if office != disclosure.unit and not office.startswith(disclosure.region) else ""
    return place + _long_offices().sub(lambda found: _short_offices()[found.group()], office)


@cache
def _short_offices() -> dict[str, str]:
    return {organisation.full: organisation.short[0] for organisation in organisations() if organisation.short}


@cache
def _long_offices() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_short_offices(), key=len, reverse=True))))


def _said(catalog: Catalog, unit: str) -> Iterator[str]:
    yield from dict.fromkeys(disclosure.short_name for disclosure in catalog.of(unit) if disclosure.short_name)
    yield compiled(suggestion_words().place_end).sub("", unit)


def _printed(collection: Collection) -> dict[Printed, set[str]]:
    """The figures that some document prints, with their units of measure; without those that have a name of their own."""
    found: dict[Printed, set[str]] = {}
    for row in collection.store.run(distinct_rows("facts", ("subject_class", "status", "measure_unit", *FIGURE), {}, "fact_id")):
        if row["subject_class"] not in OF_ITS_OWN and row["status"] != BLANK:
            found.setdefault(tuple(row[name] for name in FIGURE), set()).add(row["measure_unit"])
    return found


def _distinct(keyed: tuple[tuple[Known, tuple[str, ...]], ...]) -> Iterator[tuple[Known, tuple[str, ...]]]:
    """Each text once, whatever its quotes, found by the words of all that it names, and with the codes of all; an account before others."""
    named: dict[str, list[tuple[Known, tuple[str, ...]]]] = {}
    for known, words in keyed:
        named.setdefault(fold_name(known.text), []).append((known, words))
    for own in named.values():
        first = next((known for known, _ in own if known.codes), own[0][0])
        codes = tuple(code for known, _ in own for code in known.codes)
        ids = tuple(dict.fromkeys(id_ for known, _ in own for id_ in known.ids))
        yield replace(first, codes=codes, ids=ids), tuple(word for _, words in own for word in words)


def _measures(printed: frozenset[Printed]) -> Iterator[tuple[Known, tuple[str, ...]]]:
    for record in measures().values():
        if is_printed(record, printed):
            words = (word for word in (*record.words, *record.weak) if not compiled(variant_words().how_many).search(word))
            yield Known("measure", record.name, ids=(record.id,)), (record.name, *words)


def is_printed(record: MeasureRecord, printed: frozenset[Printed]) -> bool:
    """Whether a figure that a measure stands for is among those that are printed."""
    return any((source.kind, source.subject, source.aspect) in printed for source in sources_of(record))


def _accounts(catalog: Catalog) -> Iterator[tuple[Known, tuple[str, ...]]]:
    """The accounts of the documents, found by their codes too."""
    named = {subject: name for subject, _, name in sorted(catalog.accounts, reverse=True)}
    for subject, name in sorted(named.items()):
        kind, code = subject.split(".")
        account = load_accounts(kind).by_code.get(code)
        name = account.name if account else name
        yield Known(kind, name, codes=((kind, code),), ids=(subject,)), (name, code, *(account.aliases if account else ()))


def _projects(catalog: Catalog) -> Iterator[tuple[Known, tuple[str, ...]]]:
    for text, id_ in dict.fromkeys((name.text, name.id) for name in catalog.names if name.type == "project"):
        yield Known("project", text, ids=(id_,)), (text,)


def _terms(catalog: Catalog) -> Iterator[tuple[Known, tuple[str, ...]]]:
    yield from ((Known("term", term), (term,)) for term in terms_of(catalog))


def terms_of(catalog: Catalog) -> tuple[str, ...]:
    """The terms that documents explain, as printed."""
    return tuple(dict.fromkeys(term_of(name.text) for name in catalog.names if name.type == "definition"))
