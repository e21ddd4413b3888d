"""The DuckDB file: built aside, published under a new name, read through one handle with a cursor per thread."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import duckdb

from service.errors import StoreError, StoreNotWritten
from service.facts.statements import Statement, count_rows, insert_rows, select_rows

POINTER = "current"
SCHEMA = Path(__file__).with_name("schema.sql")
SETTINGS = {"threads": 2, "memory_limit": "1GB", "max_execution_time": 10_000, "enable_external_access": False}

CHUNK = 200

Row = dict[str, object]


def value_of(row: Row) -> Decimal:
    """The value of a fact; 0 where nothing is printed."""
    return Decimal(0) if row["value"] is None else row["value"]


def publish(data: Path, rows: Mapping[str, Iterable[Row]]) -> Path:
    """Write a new store beside the old one and move the pointer to it; a failure leaves the old one in place.

    `rows` maps a table of schema.sql to its rows. Returns the new file. Of older files the last one is kept, which a
    running service may still be reading. Raises StoreNotWritten.
    """
    target = data / f"store-{_next_number(data)}.duckdb"
    building = target.with_name(f".build-{os.getpid()}-{target.name}")
    try:
        data.mkdir(parents=True, exist_ok=True)
        _write(building, rows)
        os.replace(building, target)
        _point_to(data, target)
        _remove_older(data, target)
    except (OSError, duckdb.Error) as error:
        raise StoreNotWritten(data=str(data), problem=str(error)) from error
    finally:
        building.unlink(missing_ok=True)
        building.with_name(building.name + ".wal").unlink(missing_ok=True)
    return target


def _next_number(data: Path) -> int:
    numbers = [int(path.stem.split("-")[1]) for path in data.glob("store-*.duckdb")]
    return max(numbers, default=0) + 1


def _write(path: Path, rows: Mapping[str, Iterable[Row]]) -> None:
    connection = duckdb.connect(str(path))
    try:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        for table, values in rows.items():
            _insert(connection, table, list(values))
    finally:
        connection.close()


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[Row]) -> None:
    full = len(rows) // CHUNK * CHUNK
    if full:
        statement = insert_rows(table, tuple(rows[0]), CHUNK)
        for start in range(0, full, CHUNK):
            connection.execute(statement.sql, [value for row in rows[start : start + CHUNK] for value in row.values()])
    if full < len(rows):
        statement = insert_rows(table, tuple(rows[0]), len(rows) - full)
        connection.execute(statement.sql, [value for row in rows[full:] for value in row.values()])


def _point_to(data: Path, target: Path) -> None:
    pointer = data / POINTER
    beside = pointer.with_name(f".{POINTER}-{os.getpid()}")
    beside.write_text(target.name, encoding="utf-8")
    os.replace(beside, pointer)


def _remove_older(data: Path, current: Path) -> None:
    """Keep the current store and the one before it, which a running service may still be reading."""
    for path in sorted(data.glob("store-*.duckdb"), key=lambda p: int(p.stem.split("-")[1]))[:-2]:
        if path != current:
            with suppress(OSError):  # what can't be removed now goes with a later build
                path.unlink(missing_ok=True)


class Store:
    """The published store of a data folder, read-only; follows the pointer when a newer build is published."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._lock = threading.Lock()
        self._cursors: dict[int, duckdb.DuckDBPyConnection] = {}
        self._name = ""
        self._handle: duckdb.DuckDBPyConnection | None = None

    @property
    def version(self) -> str:
        """The name of the published file; it changes with every build. Raises StoreError where there is none."""
        try:
            return (self._data / POINTER).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise StoreError(data=str(self._data)) from error

    def fetch(self, table: str, where: Row | None = None, order: tuple[str, ...] = ()) -> list[Row]:
        """Rows of one table of schema.sql as dicts, filtered by equality."""
        return self.run(select_rows(table, where or {}, order))

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.run(count_rows(table))[0]["n"])

    def run(self, statement: Statement) -> list[Row]:
        """The rows of a statement that the compiler built, as dicts in the order of its columns.

        Raises StoreError where there is no store or it was built by another version.
        """
        cursor = self._cursor()
        try:
            cursor.execute(statement.sql, dict(statement.parameters))
        except duckdb.CatalogException as error:
            raise StoreError(data=str(self._data)) from error
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor.fetchall()]

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """The cursor of this thread. The store owns all of them: one that dies with its thread while Python ends aborts the process."""
        with self._lock:
            self._follow()
            thread = threading.get_ident()
            if thread not in self._cursors:
                self._cursors[thread] = self._handle.cursor()
            return self._cursors[thread]

    def _follow(self) -> None:
        """Open the published file where it is not the open one; one that is gone by then was followed by another."""
        name = self.version
        if name == self._name:
            return
        try:
            handle = _open(self._data / name)
        except StoreError:
            if self.version == name:
                raise
            return self._follow()
        self._handle, self._name = handle, name
        self._cursors.clear()


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        handle = duckdb.connect(str(path), read_only=True, config=dict(SETTINGS))
        _lock(handle)
        return handle
    except duckdb.Error as error:
        raise StoreError(data=str(path)) from error


def _lock(handle: duckdb.DuckDBPyConnection) -> None:
    """Forbid further settings; handles of one file in one process share them, so another may have done it already."""
    if not handle.execute("SELECT current_setting('lock_configuration')").fetchall()[0][0]:
        handle.execute("SET lock_configuration = true")
