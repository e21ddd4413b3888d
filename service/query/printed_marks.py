"""ANALYSIS → ANALYSIS: numbers of tables, codes of units and projects, and amounts that a project is called by, written out as the names that they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from service.extraction.kinds import is_title, kind_named, kind_of
from service.facts.catalog import Disclosure, TableEntry
from service.facts.records import SEPARATOR
from service.facts.store import Row
from service.facts.words import column_words
from service.language.codes import made_of_runs
from service.language.lexicon import Lexicon, fold_name
from service.language.mark_words import mark_words
from service.language.mentions import Analysis, analyse
from service.language.units import link_units
from service.language.words import compiled
from service.quantities import parse_numeral
from service.query.finder import Collection
from service.query.said_amounts import project_of_amount

# So many lines after a number that stands alone the title is looked for; so many characters of it may be said again.
NEAR, LONGEST = 4, 30
Read = Callable[[re.Match[str]], tuple[str, int] | None]


def write_out_marks(analysis: Analysis, units: tuple[str, ...], collection: Collection, lexicon: Lexicon, today: date) -> Analysis:
    """The analysis with such marks written out and shown; one that stands for nothing stays. `units` are the conversation's."""
    text, done = analysis.text, []
    named = tuple(dict.fromkeys(u for group in link_units(analysis, collection.catalog) for u in group.units))
    years = {year for m in analysis.of("period") if m.period for year in m.period.years}
    disclosures = [_disclosure(collection, unit, years) for unit in named or units]

    def read_table(found: re.Match[str]) -> tuple[str, int] | None:
        return _title(collection, disclosures, found)

    def read_unit(found: re.Match[str]) -> tuple[str, int] | None:
        unit = _unit_of(collection, found["n"])
        return unit and ("" if unit in named else unit, found.end())

    def read_project(found: re.Match[str]) -> tuple[str, int] | None:
        names = _project_of(collection, found["n"])
        return names and (names, found.end())

    def read_amount(found: re.Match[str]) -> tuple[str, int] | None:
        name = project_of_amount(collection, named or units, found["amount"])
        return name and (name, found.end())

    words = mark_words()
    for pattern, read in ((words.project_amount, read_amount), (words.project, read_project), (words.unit, read_unit), (words.table, read_table)):
        text = _replaced(text, pattern, read, done, named)
    return replace(analyse(text, lexicon, today), corrections=(*analysis.corrections, *done)) if done else analysis


def _replaced(text: str, pattern: str, read: Read, done: list[tuple[str, str]], named: tuple[str, ...]) -> str:
    for found in reversed(list(compiled(pattern).finditer(text))):
        # 表|四川省…: the number begins the name of a unit.
        begins_name = any(text.startswith(unit, at) for unit in named for at in range(*found.span()))
        written = None if begins_name and pattern == mark_words().table else read(found)
        if written:
            name, stop = written
            done.append((text[found.start() : stop], name or found["n"]))
            text = text[: found.start()] + name + text[stop:]
    return text


def _disclosure(collection: Collection, unit: str, years: set[int]) -> Disclosure:
    own = collection.catalog.of(unit)
    return next((d for d in own if d.year in years), own[0])


def _title(collection: Collection, disclosures: list[Disclosure], found: re.Match[str]) -> tuple[str, int] | None:
    """The title of the table of a number in the documents asked about, and where the words end that say it."""
    number = _number(next(value for value in found.groups() if value))
    tables = [table_numbered(collection, disclosure.document_id, number) for disclosure in disclosures]
    if not tables or None in tables or len({table.kind for table in tables if table}) > 1:
        return None
    title = _plain_title(tables[0])
    return title, _end_of_title(found.string, found.end(), title)


def _plain_title(table: TableEntry) -> str:
    return fold_name(table.form or table.title)


def _end_of_title(text: str, start: int, title: str) -> int:
    """Where the words end that say the title, or a part of it, again after its number."""
    for stop in range(min(len(text), start + LONGEST), start + 1, -1):
        said = text[start:stop].lstrip(mark_words().around_title)
        if said == title or made_of_runs(said, title) and compiled(mark_words().title_end).match(text, stop):
            return stop
    return start


def _number(said: str) -> str:
    """5-1, 01 → 1, 十二 → 12."""
    parts = [parse_numeral(part) for part in said.split("-")]
    return "-".join(str(int(part)) for part in parts if part is not None)


def table_numbered(collection: Collection, document: str, number: str) -> TableEntry | None:
    """The table that a document numbers so: beside its title, else in the contents list or in a heading; None if none is."""
    lines = [fold_name(row["text"]) for row in collection.store.fetch("lines", {"document_id": document}, ("line",))]
    tables = [table for table in collection.catalog.tables if table.document_id == document]
    said = [(rank, title) for rank, n, title in _numbered(lines) if n == number]
    fitting = (_table_of(title, tables) for _, title in sorted(said, key=lambda found: found[0]))
    return next((table for table in fitting if table), None)


def _numbered(lines: list[str]) -> Iterator[tuple[int, str, str]]:
    """(rank, number, title) of each numbered title: those that are called a table by number go before those of a list."""
    for at, line in enumerate(lines):
        listed, bare = compiled(mark_words().numbered).match(line), compiled(mark_words().bare).match(line)
        if listed and is_title(listed["title"]):
            yield int(bool(listed["p"])), _number(listed["n"] or listed["o"] or listed["p"]), listed["title"]
        title = next((text for text in lines[at + 1 : at + 1 + NEAR] if is_title(text)), "") if bare else ""
        if title:
            yield 0, _number(bare["n"] or bare["o"]), title


def _table_of(title: str, tables: list[TableEntry]) -> TableEntry | None:
    kind = kind_of(title).id
    same = [table for table in tables if fold_name(table.title) in title]
    like = [table for table in tables if table.kind == kind or kind in kind_named(table.kind).answers]
    return next(iter([*(table for table in same if table.kind == kind), *like]), None)


def _unit_of(collection: Collection, code: str) -> str:
    """The unit that a column of codes of units prints a code for, "" if none; not the office above it."""
    for cell in collection.store.fetch("cells", {"text": code}):
        table = next(t for t in collection.catalog.tables if t.table_id == cell["table_id"])
        columns = {row["col"]: _label(row["path"]) for row in collection.store.fetch("columns", {"table_id": table.table_id})}
        row = collection.store.fetch("cells", {"table_id": table.table_id, "row": cell["row"]})
        names = [fold_name(other["text"]) for other in row if columns.get(other["col"]) == "unit_name" and other["text"].strip()]
        if columns.get(cell["col"]) == "unit_code" and all(name == fold_name(table.unit) for name in names):
            return table.unit
    return ""


def _label(path: str) -> str:
    last = fold_name(path.split(SEPARATOR)[-1])
    return next((rule.label for rule in column_words().labels if re.search(rule.match, last)), "")


def _project_of(collection: Collection, code: str) -> str:
    """The name of the project that has a code, "" if none, or several, have it."""
    rows: list[Row] = collection.store.fetch("projects", {"code": code.upper()})
    names = dict.fromkeys(fold_name(row["name"]) for row in rows)
    return next(iter(names)) if len(names) == 1 else ""
