"""The DuckDB file: built aside, published under a new name, read through one handle with a cursor per thread."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import duckdb
import msgspec

from service.errors import StoreError, StoreNotWritten
from service.facts.remembered import GROUPED, Remembered, grouped, pick
from service.facts.statements import Statement, copy_rows, count_rows, select_groups, select_rows

POINTER = "current"
SCHEMA = Path(__file__).with_name("schema.sql")
SETTINGS = {"threads": 2, "memory_limit": "1GB", "max_execution_time": 10_000, "enable_external_access": False}
BUILDING = ".build-"
# How many rows a running service remembers, some 50 MB.
REMEMBERED_ROWS = 100_000

_encoder = msgspec.json.Encoder()

Row = dict[str, object]


def value_of(row: Row) -> Decimal:
    """The value of a fact; 0 where nothing is printed."""
    return Decimal(0) if row["value"] is None else row["value"]


def publish(data: Path, rows: Iterable[Mapping[str, Iterable[Row]]]) -> Path:
    """Write a new store beside the old one and move the pointer to it; a failure leaves the old one in place.

    `rows` are portions, each of which maps tables of schema.sql to rows; one portion is in memory at a time. Returns the new
    file. Of older files the last one is kept, which a running service may still be reading. Raises StoreNotWritten.
    """
    target = data / f"store-{_next_number(data)}.duckdb"
    building = target.with_name(f"{BUILDING}{os.getpid()}-{target.name}")
    try:
        data.mkdir(parents=True, exist_ok=True)
        _sweep(data)
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


def _sweep(data: Path) -> None:
    """Remove what a build that was killed left behind."""
    for path in data.glob(f"{BUILDING}*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _next_number(data: Path) -> int:
    numbers = [int(path.stem.split("-")[1]) for path in data.glob("store-*.duckdb")]
    return max(numbers, default=0) + 1


def _write(path: Path, rows: Iterable[Mapping[str, Iterable[Row]]]) -> None:
    """A store file; the rows go through a file a table, which is faster by far than inserting them."""
    with TemporaryDirectory(prefix=BUILDING, dir=path.parent) as folder:
        files = _spool(Path(folder), rows)
        connection = duckdb.connect(str(path))
        try:
            connection.execute(SCHEMA.read_text(encoding="utf-8"))
            for table, file in files.items():
                connection.execute(copy_rows(table, str(file)).sql)
        finally:
            connection.close()


def _spool(folder: Path, portions: Iterable[Mapping[str, Iterable[Row]]]) -> dict[str, Path]:
    """The rows of each table as a file with a JSON object a line."""
    with ExitStack() as stack:
        files: dict[str, BinaryIO] = {}
        for portion in portions:
            for table, rows in portion.items():
                if table not in files:
                    files[table] = stack.enter_context(open(folder / f"{table}.json", "wb"))
                files[table].write(_encoder.encode_lines(rows))
        return {table: Path(file.name) for table, file in files.items() if file.tell()}


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
        self._remembered = Remembered(REMEMBERED_ROWS)
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
        column = GROUPED.get(table)
        if not where or column not in where:
            return self.run(select_rows(table, where or {}, order))
        self.ahead((table,), (where[column],))
        with self._lock:
            rows = self._remembered.get((table, where[column]))
        return self.run(select_rows(table, where, order)) if rows is None else pick(rows, where, order)

    def ahead(self, tables: Iterable[str], ids: Iterable[object]) -> None:
        """Read all rows of some of the GROUPED tables for some ids at once, where they are not remembered."""
        wanted = tuple(dict.fromkeys(ids))
        for table in tables:
            with self._lock:
                self._follow()
                name, unread = self._name, [id_ for id_ in wanted if self._remembered.get((table, id_)) is None]
            if unread:
                found = grouped(self.run(select_groups(table, GROUPED[table], unread)), GROUPED[table])
                with self._lock:
                    if name == self._name:
                        for id_ in unread:
                            self._remembered.put((table, id_), found.get(id_, ()))

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
        self._remembered.clear()


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
