"""The conversations: kept for all processes, unknown ids refused."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.errors import ConversationUnknown, StateError
from service.query.context import Context
from service.state import State
from service.state_file import StateFile


def test_a_conversation_is_remembered_by_every_reader_of_the_file(tmp_path):
    id_ = State(tmp_path / "state.sqlite").save(Context(units=["甲"]))
    assert State(tmp_path / "state.sqlite").load(id_).units == ["甲"]


def test_no_conversation_is_empty_and_an_unknown_one_is_refused(tmp_path):
    state = State(tmp_path / "state.sqlite")
    assert state.load(None) == Context()
    for id_ in ("nothing", "", "' OR 1=1 --"):
        with pytest.raises(ConversationUnknown):
            state.load(id_)


def test_earlier_ids_stay_valid(tmp_path):
    state = State(tmp_path / "state.sqlite")
    first, second = state.save(Context(units=["甲"])), state.save(Context(units=["乙"]))
    assert first != second
    assert (state.load(first).units, state.load(second).units) == (["甲"], ["乙"])


def test_threads_and_readers_write_at_the_same_time(tmp_path):
    ids, states = [], [State(tmp_path / "state.sqlite") for _ in range(4)]
    threads = [threading.Thread(target=lambda s=state: ids.extend(s.save(Context()) for _ in range(20))) for state in states]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(ids)) == 80
    assert all(states[0].load(id_) == Context() for id_ in ids)


def test_a_file_that_is_no_database_is_a_state_error(tmp_path):
    (tmp_path / "state.sqlite").write_text("no database, " * 200)
    with pytest.raises(StateError):
        State(tmp_path / "state.sqlite")


def test_a_file_of_an_earlier_version_gets_its_columns_also_where_several_processes_begin_at_once(tmp_path):
    schema, path = "CREATE TABLE IF NOT EXISTS things (name TEXT)", tmp_path / "state.sqlite"
    StateFile(path, schema).write(("INSERT INTO things VALUES ('old')", ()))
    columns = (("things", "size INTEGER NOT NULL DEFAULT 3"), ("things", "colour TEXT"))
    with ThreadPoolExecutor(8) as pool:
        files = list(pool.map(lambda _: StateFile(path, schema, columns), range(8)))
    assert files[0].read("SELECT * FROM things") == [("old", 3, None)]
