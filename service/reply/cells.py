"""A question that names table, row and column as printed → the figure in that cell; and the question for any cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from service.facts.catalog import TableEntry
from service.facts.store import Row, Store, value_of
from service.language.lexicon import fold_name
from service.language.words import compiled
from service.query.draft import Draft
from service.query.finder import NONE, Collection, Figure
from service.query.logical import Query, Slot
from service.query.names import unexplained
from service.query.targets import make_target
from service.reply.canonical_words import canonical_words
from service.reply.citations import column_label, row_label
from service.reply.figures import figure_result, say_figure
from service.reply.amounts import show_figure
from service.reply.result import Result, declined

OPERATION = "cell"


@dataclass(frozen=True)
class Cell:
    """A cell with figures, and how its row and its column may be called, the plainest name first."""

    table_id: str
    row: int
    col: int
    rows: tuple[str, ...]
    columns: tuple[str, ...]


def cell_question(collection: Collection, fact: Row) -> str:
    """The question that names table, row and column of a fact; "" for a figure that stands in no cell of a disclosed year."""
    if fact["table_id"] is None or fact["col"] is None:
        return ""
    table = next(t for t in collection.catalog.tables if t.table_id == fact["table_id"])
    cells = [cell for twin in _titled(collection, table) for cell in labelled(collection.store, twin)]
    taken = Counter(name for cell in cells for name in product(cell.rows, cell.columns))
    own = next(c for c in cells if (c.table_id, c.row, c.col) == (fact["table_id"], fact["row"], fact["col"]))
    row, column = next((name for name in product(own.rows, own.columns) if taken[name] == 1), (own.rows[-1], own.columns[-1]))
    year = collection.catalog.disclosure(table.document_id).year
    return canonical_words().cell.format(unit=table.unit, year=year, table=table.title, row=row, column=column)


def _titled(collection: Collection, table: TableEntry) -> list[TableEntry]:
    """The tables of one document under one title."""
    same = fold_name(table.title)
    return [t for t in collection.catalog.tables if t.document_id == table.document_id and fold_name(t.title) == same]


def labelled(store: Store, table: TableEntry) -> list[Cell]:
    """The cells of a table that have figures, with the names of their rows and columns."""
    facts = store.fetch("facts", {"table_id": table.table_id}, ("row", "col"))
    places = dict.fromkeys((fact["row"], fact["col"]) for fact in facts if fact["col"] is not None)
    codes = {(fact["row"], fact["col"]): fact["subject_code"] for fact in facts}
    columns = store.fetch("columns", {"table_id": table.table_id}, ("col",))
    cells: dict[int, dict[int, Row]] = {}
    for cell in store.fetch("cells", {"table_id": table.table_id}):
        cells.setdefault(cell["row"], {})[cell["col"]] = cell
    return [
        Cell(
            table.table_id, row, col,
            tuple(_names(row_label(columns, cells.get(row, {}), col, table.kind), codes[row, col], row + 1)),
            tuple(_names(column_label(columns[col]["path"]), "", col + 1)),
        )
        for row, col in places
    ]


def _names(label: str | None, code: str, number: int) -> Iterator[str]:
    """A label as printed; with its code; with its number in the table."""
    if label:
        yield label
        if code and code not in label:
            yield f"{code}{label}"
    yield canonical_words().numbered.format(label=label or "", number=number)


def read_cell(collection: Collection, draft: Draft, read: Callable[[str], Draft]) -> Query | None:
    """The query for the cell that a question names by table, row and column; None where it names none, or several.

    `read` tells what a text says: what stands around row and column must be understood too.
    """
    text = draft.analysis.text
    if not all(compiled(mark).search(text) for mark in canonical_words().cell_marks):
        return None
    found: dict[tuple[str, int, int], tuple[int, Query]] = {}
    for table in _named_tables(collection, draft):
        for cell in labelled(collection.store, table):
            place = _place(text, cell)
            if place and _is_rest_understood(read(text[: place[0]] + text[place[1] :])):
                found[cell.table_id, cell.row, cell.col] = (place[1] - place[0], _query(collection, draft, table, cell))
    longest = max((length for length, _ in found.values()), default=0)
    best = [query for length, query in found.values() if length == longest]
    return best[0] if len(best) == 1 else None


def _named_tables(collection: Collection, draft: Draft) -> list[TableEntry]:
    """The tables that the question names by their title, of the unit and years that it names; the longest title that fits."""
    units = {unit for group in draft.groups for unit in group.units}
    years = {year for period in draft.periods for year in period.years}
    catalog, text = collection.catalog, draft.analysis.text
    fitting = [t for t in catalog.tables if t.unit in units and fold_name(t.title) in text]
    fitting = [t for t in fitting if catalog.disclosure(t.document_id).year in (years or {catalog.newest_year(t.unit)})]
    longest = max((len(t.title) for t in fitting), default=0)
    return [t for t in fitting if len(t.title) == longest]


def _place(text: str, cell: Cell) -> tuple[int, int] | None:
    """Where a question says a cell's row and column, the longest such place."""
    places = [
        (at, at + len(key)) for row, column in product(cell.rows, cell.columns) for key in _keys(row, column) if (at := text.find(key)) >= 0
    ]
    return max(places, key=lambda place: place[1] - place[0], default=None)


@cache
def _keys(row: str, column: str) -> tuple[str, ...]:
    return tuple(fold_name(form.format(row=row, column=column)) for form in canonical_words().cell_places)


def _is_rest_understood(rest: Draft) -> bool:
    return not (unexplained(rest) or rest.targets or rest.condition or rest.analysis.refused or rest.analysis.of("operation"))


def _query(collection: Collection, draft: Draft, table: TableEntry, cell: Cell) -> Query:
    year = collection.catalog.disclosure(table.document_id).year
    slots = (
        Slot("units", table.unit, "said"), Slot("targets", canonical_words().cell_slot.format(row=cell.rows[0], column=cell.columns[0]), "said"),
        Slot("years", str(year), "said" if draft.periods else "default"),
    )
    terms = (cell.table_id, str(cell.row), str(cell.col))
    return Query(OPERATION, (table.unit,), years=(year,), text=draft.analysis.text, kind=table.kind, title=table.title, terms=terms,
                 display=draft.display, explicit=frozenset({"units", "years"} if draft.periods else {"units"}), slots=slots)


def tell_cell(collection: Collection, query: Query) -> Result:
    """The figure of one cell."""
    fact = cell_fact(collection, query)
    if fact is None:
        return declined("no_question")
    figure = _figure(fact, canonical_words().cell_slot.format(row=fact["subject_name"], column=fact["aspect_name"]) if fact["aspect_name"] else fact["subject_name"])
    result = figure_result(collection, query, [figure], [])
    return replace(result, answer=say_figure(figure, query), value=show_figure(figure, query.display))


def cell_fact(collection: Collection, query: Query) -> Row | None:
    """The figure of the year of the document in the cell that a query names, else any that the cell has."""
    table, row, col = query.terms
    facts = collection.store.fetch("facts", {"table_id": table, "row": int(row), "col": int(col)}, ("fact_id",))
    return next((fact for fact in facts if fact["year"] in query.years), facts[0] if facts else None)


def _figure(fact: Row, name: str) -> Figure:
    target = replace(make_target(fact["subject"]), name="".join(name.split()))
    return Figure(fact["unit_id"], fact["year"], target, value_of(fact), fact["measure_unit"], fact["status"] in NONE, (fact,), (), "", fact["stage"])
