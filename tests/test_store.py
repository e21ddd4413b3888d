"""The published store: builds under new names, readers that follow the pointer, locked against everything else."""

from __future__ import annotations

import threading

import duckdb
import pytest

from service.errors import StoreError
from service.facts.statements import Statement
from service.facts.store import POINTER, Store, publish


def build_number(data, number):
    return publish(data, [{"meta": [{"key": "build", "value": str(number)}]}])


def number_in(store):
    return store.fetch("meta", {"key": "build"})[0]["value"]


def test_a_reader_follows_the_pointer_while_the_old_build_stays_readable(tmp_path):
    build_number(tmp_path, 1)
    store = Store(tmp_path)
    assert (number_in(store), store.version) == ("1", "store-1.duckdb")
    old = store._cursor()
    build_number(tmp_path, 2)
    assert (number_in(store), store.version) == ("2", "store-2.duckdb")
    assert old.execute("SELECT value FROM meta").fetchall() == [("1",)]


def test_only_the_last_two_builds_are_kept(tmp_path):
    for number in range(1, 5):
        build_number(tmp_path, number)
    assert sorted(path.name for path in tmp_path.glob("store-*")) == ["store-3.duckdb", "store-4.duckdb"]
    assert not list(tmp_path.glob(".build-*"))


def test_two_readers_of_one_build_in_one_process(tmp_path):
    build_number(tmp_path, 1)
    assert number_in(Store(tmp_path)) == number_in(Store(tmp_path)) == "1"


def test_many_threads_read_while_builds_are_published(tmp_path):
    build_number(tmp_path, 0)
    store, seen, failures, stop = Store(tmp_path), [], [], threading.Event()

    def read():
        last = 0
        while not stop.is_set():
            try:
                number = int(number_in(store))
            except (duckdb.Error, StoreError) as error:
                failures.append(error)
                return
            if number < last:
                failures.append(AssertionError(f"{number} after {last}"))
            last = number
            seen.append(number)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for number in range(1, 6):
        build_number(tmp_path, number)
    while not failures and 5 not in seen[-6:]:
        pass
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert number_in(store) == "5"


def test_what_is_missing_or_damaged_is_a_store_error(tmp_path):
    with pytest.raises(StoreError):
        Store(tmp_path).version
    (tmp_path / POINTER).write_text("store-9.duckdb")
    with pytest.raises(StoreError):
        Store(tmp_path).fetch("meta")
    (tmp_path / "store-9.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError):
        Store(tmp_path).fetch("meta")


def test_a_store_of_another_version_is_a_store_error(tmp_path):
    with duckdb.connect(str(tmp_path / "store-1.duckdb")) as other:
        other.execute("CREATE TABLE something (x INTEGER)")
    (tmp_path / POINTER).write_text("store-1.duckdb")
    with pytest.raises(StoreError):
        Store(tmp_path).fetch("meta")


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM meta",
        "CREATE TABLE more (x INTEGER)",
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY meta TO '/tmp/out.csv'",
        "SET enable_external_access = true",
        "ATTACH '/tmp/other.duckdb'",
    ],
)
def test_a_reader_can_neither_write_nor_reach_other_files(tmp_path, sql):
    build_number(tmp_path, 1)
    with pytest.raises(duckdb.Error):
        Store(tmp_path).run(Statement(sql))
