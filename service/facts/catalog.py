"""What the store holds, as the language and the query need it: units, years, tables, names; read once per build."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from service.facts.records import SEPARATOR
from service.facts.rows import strip_numbering
from service.facts.store import Row, Store
from service.facts.statements import distinct_rows
from service.facts.units import is_own, published_twice

# What names a figure of a project, a task or a sum of its own.
NAMED = ("subject_class", "subject_name", "unit_id", "subject", "parent")


@dataclass(frozen=True)
class Disclosure:
    """One document: whose, which year, what it is."""

    document_id: str
    title: str
    unit: str
    region: str
    province: str
    level: str
    year: int
    type: str
    variant: str | None
    doubtful: bool = False
    short_name: str = ""


@dataclass(frozen=True)
class TableEntry:
    """One table of a document, absent ones included."""

    table_id: str
    document_id: str
    unit: str
    kind: str
    title: str
    form: str | None
    state: str
    line: int


@dataclass(frozen=True)
class Name:
    """A name that documents print and no list knows: a project, a sub-item, an indicator, a named sum, a term."""

    type: str
    text: str
    unit: str
    id: str
    context: str = ""


@dataclass(frozen=True, eq=False)
class Catalog:
    """Everything that is there, without figures.

    `pages`: (first line, page) of each page of a PDF, by document. `conflicts`: the sentences of the audit's conflicts by the place of a figure that takes part, which is (table, row,
    column) or (passage, start, stop).
    """

    version: str
    disclosures: tuple[Disclosure, ...]
    tables: tuple[TableEntry, ...]
    names: tuple[Name, ...]
    accounts: frozenset[tuple[str, str, str]]
    conflicts: Mapping[tuple[str, int, int], tuple[str, ...]]
    pages: Mapping[str, tuple[tuple[int, int], ...]]

    def page_of(self, document_id: str, line: int) -> int | None:
        """The printed page that a source line of a PDF stands on; None for other files."""
        starts = self.pages.get(document_id, ())
        at = bisect_right(starts, line, key=lambda start: start[0]) - 1
        return starts[at][1] if at >= 0 else None

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units, each once, in the order of the documents."""
        return tuple(self._by_unit)

    @cached_property
    def apart(self) -> tuple[str, ...]:
        """The units that may be added up: not an office itself beside its department, which it is a part of."""
        return tuple(unit for unit in self.units if not is_own(unit) or not any(other != unit and published_twice((unit, other)) for other in self.units))

    @cached_property
    def _by_unit(self) -> dict[str, tuple[Disclosure, ...]]:
        found: dict[str, list[Disclosure]] = {}
        for disclosure in self.disclosures:
            found.setdefault(disclosure.unit, []).append(disclosure)
        with_tables = {table.document_id for table in self.tables if table.state != "absent"}
        return {unit: tuple(sorted(own, key=lambda d: (-d.year, d.document_id not in with_tables))) for unit, own in found.items()}

    def of(self, unit: str) -> tuple[Disclosure, ...]:
        """A unit's documents, newest year first; of those of one year, first the ones with tables."""
        return self._by_unit.get(unit, ())

    def newest(self, unit: str) -> tuple[str, ...]:
        """The ids of the documents of a unit's newest disclosure: two where its text and its tables are published apart."""
        first = self.of(unit)[0]
        return tuple(d.document_id for d in self.of(unit) if (d.year, d.type, d.variant) == (first.year, first.type, first.variant))

    def newest_year(self, unit: str) -> int:
        """The year of the unit's newest document."""
        return self.of(unit)[0].year

    def disclosure(self, document_id: str) -> Disclosure:
        """One document by its id."""
        return self._by_id[document_id]

    @cached_property
    def _by_id(self) -> dict[str, Disclosure]:
        return {disclosure.document_id: disclosure for disclosure in self.disclosures}

    @cached_property
    def parts(self) -> tuple[Name, ...]:
        """The names of what stands inside of a project."""
        return tuple(name for name in self.names if name.context.startswith("project:"))


def read_catalog(store: Store) -> Catalog:
    """Read the catalog of the published store."""
    disclosures = tuple(
        Disclosure(
            r["document_id"], r["title"], r["unit_id"], r["region"], r["province"], r["level"], r["year"], r["type"], r["variant"], r["doubtful"],
            r["short_name"],
        )
        for r in store.fetch("documents", order=("level", "province", "unit_id", "year"))
    )
    unit_of = {d.document_id: d.unit for d in disclosures}
    tables = tuple(
        TableEntry(
            r["table_id"], r["document_id"], unit_of[r["document_id"]], r["kind"], r["title"], r["form"], r["state"], r["line"],
        )
        for r in store.fetch("tables", order=("document_id", "ordinal"))
    )
    return Catalog(store.version, disclosures, _without_found(tables, disclosures), _names(store, unit_of), _accounts(store), _conflicts(store), _pages(store))


def _without_found(tables: tuple[TableEntry, ...], disclosures: tuple[Disclosure, ...]) -> tuple[TableEntry, ...]:
    """The tables without those that one file of a disclosure only lists and another file of it prints."""
    whose = {d.document_id: (d.unit, d.year, d.type) for d in disclosures}
    printed = {(whose[table.document_id], table.kind) for table in tables if table.state != "absent"}
    return tuple(t for t in tables if t.state != "absent" or (whose[t.document_id], t.kind) not in printed)


def _pages(store: Store) -> Mapping[str, tuple[tuple[int, int], ...]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for row in store.fetch("pages", order=("document_id", "line")):
        found.setdefault(row["document_id"], []).append((row["line"], row["page"]))
    return MappingProxyType({document: tuple(starts) for document, starts in found.items()})


def _conflicts(store: Store) -> Mapping[tuple[str, int, int], tuple[str, ...]]:
    messages = {r["finding_id"]: r["message"] for r in store.fetch("findings", {"severity": "conflict"}, ("finding_id",))}
    found: dict[tuple[str, int, int], tuple[str, ...]] = {}
    for place in store.fetch("finding_places", order=("finding_id", "place")):
        key = place_of_figure(place)
        if place["finding_id"] in messages and key is not None:
            found[key] = (*found.get(key, ()), messages[place["finding_id"]])
    return MappingProxyType(found)


def place_of_figure(row: Row) -> tuple[str, int, int] | None:
    """Where a figure is printed, from a row of `facts` or `finding_places`; None for tables, notes and lines."""
    if row["table_id"] is not None:
        return None if row["row"] is None else (row["table_id"], row["row"], row["col"])
    return None if row["passage_id"] is None else (row["passage_id"], row["start"], row["stop"])


def _names(store: Store, unit_of: dict[str, str]) -> tuple[Name, ...]:
    names = [
        Name(r["subject_class"], r["subject_name"], r["unit_id"], r["subject"], r["parent"])
        for r in store.run(distinct_rows("facts", NAMED, {"subject_class": ("project", "task", "name")}, "fact_id"))
    ]
    names += [
        Name("indicator", r["name"], r["unit_id"], str(r["indicator_id"]), _indicator_context(r))
        for r in store.fetch("indicators")
    ]
    names += [
        Name("definition", _term(r["text"]), unit_of[r["document_id"]], r["passage_id"])
        for r in store.fetch("passages", {"kind": "definition"}, order=("document_id", "ordinal"))
    ]
    return tuple(dict.fromkeys([*names, *_sections(store, unit_of)]))


def _sections(store: Store, unit_of: dict[str, str]) -> list[Name]:
    """The headings that narrative passages stand under, each with its whole path as id."""
    passages = store.fetch("passages", {"kind": "narrative"}, ("document_id", "ordinal"))
    paths = dict.fromkeys((r["document_id"], r["section"]) for r in passages)
    return [
        Name("section", strip_numbering(part), unit_of[document], f"{document}{SEPARATOR}{SEPARATOR.join(parts[: i + 1])}")
        for document, path in paths for parts in (path.split(SEPARATOR),) for i, part in enumerate(parts) if i and len(part) > 3
    ]


def _indicator_context(row: Row) -> str:
    """What tells indicators of one name apart: project, value and level."""
    return f"{row['project'] or ''} {row['value']}{row['unit']} {row['level2']}"


def _term(text: str) -> str:
    """The term of a definition: what stands before its first colon, without numbering."""
    return text.replace(":", "\uff1a").split("\uff1a")[0]


def _accounts(store: Store) -> frozenset[tuple[str, str, str]]:
    """(subject id, printed code, printed name) of every account in the store."""
    printed = ("subject", "subject_code", "subject_name")
    rows = store.run(distinct_rows("facts", printed, {"subject_class": ("function", "economic")}, "fact_id"))
    return frozenset(tuple(row[name] for name in printed) for row in rows)
