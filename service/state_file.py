"""state.sqlite as a file: each call opens and closes it, so any process and any thread may use it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from service.errors import StateError


class StateFile:
    """The tables of one `schema` (statements that may be run again) in the file at `path`; `columns` are (table, declaration) of those that
    its tables got later, which a file of an earlier version has not yet.

    Raises StateError where the file can't be made, is none of SQLite's, or can't be read or written now.
    """

    def __init__(self, path: Path, schema: str, columns: Iterable[tuple[str, str]] = ()) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connect()) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.executescript(schema)
                _add_columns(connection, tuple(columns))
        except (OSError, sqlite3.DatabaseError) as error:
            raise StateError(file=str(path)) from error

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=10)
        connection.execute("PRAGMA foreign_keys=ON")
        return connection

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The file, opened and closed; what the file system or another process hinders is a StateError."""
        try:
            with closing(self._connect()) as connection:
                yield connection
        except (OSError, sqlite3.OperationalError) as error:
            raise StateError(file=str(self._path)) from error

    def read(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple]:
        """The rows of one statement."""
        with self._opened() as connection:
            return connection.execute(statement, values).fetchall()

    def change(self, statement: str, values: tuple[object, ...] = (), *others: tuple[str, tuple[object, ...]]) -> list[tuple]:
        """Run one statement that changes rows and returns them (RETURNING), and others with their values, all or none."""
        with self._opened() as connection, connection:
            rows = connection.execute(statement, values).fetchall()
            for other, with_values in others:
                connection.execute(other, with_values)
            return rows

    def write(self, *statements: tuple[str, tuple[object, ...]]) -> None:
        """Run statements with their values, all or none."""
        with self._opened() as connection, connection:
            for statement, values in statements:
                connection.execute(statement, values)


def _add_columns(connection: sqlite3.Connection, columns: tuple[tuple[str, str], ...]) -> None:
    """Add the columns that are missing; of several processes that begin at once, one does."""
    if _missing(connection, columns):
        connection.execute("BEGIN IMMEDIATE")
        for table, declaration in _missing(connection, columns):
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {declaration}")
        connection.commit()


def _missing(connection: sqlite3.Connection, columns: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    known = {(table, row[1]) for table, _ in columns for row in connection.execute(f"PRAGMA table_info({table})")}
    return [(table, declaration) for table, declaration in columns if (table, declaration.split()[0]) not in known]
