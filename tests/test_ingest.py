"""Bringing documents in and taking them out: nothing is half in, whatever happens."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import service.facts.store
import service.folder
from service.errors import (
    DocumentCutOff,
    DocumentEmpty,
    DocumentNotDisclosure,
    DocumentUnknownFormat,
    DocumentUnreadable,
    StoreNotWritten,
)
from service.facts.store import Store
from service.folder import document_files, exchange
from service.ingest import add, build, is_current, remove
from tests.reading import DOCUMENTS, MADE_UP

MINISTRY, SICHUAN, TIANMEN = (next(path for path in DOCUMENTS if path.name.startswith(name)) for name in ("人力", "四川", "天门"))


@pytest.fixture
def data(tmp_path):
    """A data folder that holds one document, published."""
    add([SICHUAN], tmp_path / "data")
    return tmp_path / "data"


def state_of(data: Path):
    """The published store's name and every file of the documents folder with its bytes."""
    return Store(data).version, {path.name: path.read_bytes() for path in (data / "documents").iterdir()}


def taken(added):
    """The names under which documents came in."""
    return tuple(entry.path.name for entry in added.taken)


def units(data: Path):
    return sorted(row["unit_name"] for row in Store(data).fetch("documents"))


def corrected(tmp_path: Path, source: Path, name: str) -> Path:
    """The file of a disclosure with one figure changed, under another name."""
    path = tmp_path / name
    path.write_text(source.read_text(encoding="utf-8").replace("16.75", "16.76"), encoding="utf-8")
    return path


def test_a_new_file_comes_in(data):
    before = Store(data).version
    added = add([MINISTRY], data)
    assert taken(added) == (MINISTRY.name,)
    assert (data / "documents" / MINISTRY.name).read_bytes() == MINISTRY.read_bytes()
    assert units(data) == ["人力资源和社会保障部信息中心", "四川省人力资源和社会保障信息中心"]
    assert Store(data).version != before
    assert is_current(data)


def test_the_same_text_in_another_encoding_is_no_correction(data, tmp_path):
    copy = tmp_path / "gb.txt"
    copy.write_text(SICHUAN.read_text(encoding="utf-8"), encoding="gb18030")
    add([SICHUAN], data)
    added = add([copy], data)
    assert (added.taken, added.known, added.replaced) == ((), ("gb.txt",), ())


def test_the_same_file_twice_is_in_once(data, tmp_path):
    copy = tmp_path / "copy.txt"
    shutil.copyfile(SICHUAN, copy)
    before = state_of(data)
    added = add([SICHUAN, copy], data)
    assert (added.taken, added.known) == ((), (SICHUAN.name, "copy.txt"))
    assert state_of(data) == before


def test_two_copies_in_the_folder_are_one_document(data):
    shutil.copyfile(SICHUAN, data / "documents" / "second.txt")
    build(data)
    assert len(units(data)) == 1


def test_a_document_leaves_with_every_copy_of_it(data, tmp_path):
    documents = data / "documents"
    shutil.copyfile(SICHUAN, documents / "second.txt")
    add([corrected(tmp_path, SICHUAN, "更正.txt")], data)
    assert [path.name for path in document_files(documents)] == ["更正.txt"]
    shutil.copyfile(documents / "更正.txt", documents / "a.txt")
    assert remove(["更正.txt"], data) == (("a.txt", "更正.txt"), ())
    assert document_files(documents) == ()


def test_a_corrected_file_replaces_the_earlier_one(data, tmp_path):
    added = add([corrected(tmp_path, SICHUAN, "更正.txt")], data)
    assert added.replaced == (("更正.txt", SICHUAN.name),)
    assert [path.name for path in document_files(data / "documents")] == ["更正.txt"]
    facts = Store(data).fetch("facts", {"kind": "expenditure_summary", "subject": "function.2050803", "aspect": "total"})
    assert [str(fact["value"].normalize()) for fact in facts] == ["16.76"]


def test_a_corrected_file_may_have_the_name_of_the_earlier_one(data, tmp_path):
    path = corrected(tmp_path, SICHUAN, SICHUAN.name)
    add([path], data)
    assert (data / "documents" / SICHUAN.name).read_bytes() == path.read_bytes()
    assert len(document_files(data / "documents")) == 1


def test_another_document_of_the_same_file_name_gets_a_name_of_its_own(data, tmp_path):
    path = tmp_path / SICHUAN.name
    shutil.copyfile(MINISTRY, path)
    added = add([path], data)
    second = f"{SICHUAN.stem}-2.txt"
    assert taken(added) == (second,)
    assert sorted(path.name for path in document_files(data / "documents")) == sorted([SICHUAN.name, second])
    assert second in {row["file"] for row in Store(data).fetch("documents")}
    assert remove([second], data) == ((second,), ())


@pytest.mark.parametrize("name, named", [(".hidden.txt", "hidden.txt"), ("..txt", "document.txt")])
def test_a_file_of_a_hidden_name_gets_one_that_is_seen(data, tmp_path, name, named):
    path = tmp_path / name
    shutil.copyfile(TIANMEN, path)
    assert taken(add([path], data)) == (named,)
    build(data)
    assert len(units(data)) == 2


def test_a_file_that_comes_in_leaves_the_readme_of_the_folder_alone(tmp_path):
    readme = tmp_path / "documents" / "README.md"
    readme.parent.mkdir()
    readme.write_text("x")
    shutil.copyfile(TIANMEN, tmp_path / "README.md")
    with exchange(tmp_path, [tmp_path / "README.md"], ()) as (path,):
        assert path.name == "README-2.md"
    assert readme.read_text() == "x"


def test_a_file_that_replaces_one_given_before_it_leaves_others_of_that_name_alone(data, tmp_path):
    """x.txt of the folder is another unit's; the x.txt given now is replaced by the file given after it."""
    (tmp_path / "a").mkdir()
    first = tmp_path / "a" / SICHUAN.name
    shutil.copyfile(MINISTRY, first)
    second = tmp_path / "second.txt"
    second.write_text(MINISTRY.read_text(encoding="utf-8") + "\n更正", encoding="utf-8")
    add([first, second], data)
    assert units(data) == ["人力资源和社会保障部信息中心", "四川省人力资源和社会保障信息中心"]
    assert (data / "documents" / SICHUAN.name).read_bytes() == SICHUAN.read_bytes()


@pytest.mark.parametrize(
    ("name", "error"),
    [("empty.txt", DocumentEmpty), ("blank.txt", DocumentEmpty), ("binary.txt", DocumentUnreadable), ("not_disclosure.txt", DocumentNotDisclosure)],
)
def test_a_file_that_is_no_disclosure_is_refused_and_changes_nothing(data, name, error):
    before = state_of(data)
    added = add([MADE_UP / name], data)
    assert [(file, type(reason)) for file, reason in added.refused] == [(name, error)]
    assert state_of(data) == before


def test_formats_that_no_reader_knows_and_files_that_are_not_there_are_refused(data, tmp_path):
    picture = tmp_path / "表.png"
    picture.write_bytes(b"\x89PNG")
    added = add([picture, tmp_path / "none.txt", tmp_path], data)
    assert [type(reason) for _, reason in added.refused] == [DocumentUnknownFormat, DocumentUnreadable, DocumentUnknownFormat]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_refused(data, tmp_path):
    path = tmp_path / "closed.txt"
    path.write_text("x")
    path.chmod(0)
    assert [type(reason) for _, reason in add([path], data).refused] == [DocumentUnreadable]


def test_good_files_come_in_beside_refused_ones(data):
    added = add([MADE_UP / "empty.txt", TIANMEN], data)
    assert taken(added) == (TIANMEN.name,)
    assert len(added.refused) == 1
    assert len(units(data)) == 2


def test_remove_takes_a_document_out_by_name_or_id(data):
    add([MINISTRY, TIANMEN], data)
    id_ = next(row["document_id"] for row in Store(data).fetch("documents") if row["file"] == TIANMEN.name)
    assert remove([id_, MINISTRY.name, "nothing"], data) == ((MINISTRY.name, TIANMEN.name), ("nothing",))
    assert units(data) == ["四川省人力资源和社会保障信息中心"]
    assert [path.name for path in document_files(data / "documents")] == [SICHUAN.name]
    assert is_current(data)


def test_a_store_is_current_until_a_document_changes(data):
    assert is_current(data)
    path = data / "documents" / SICHUAN.name
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert not is_current(data)
    build(data)
    assert is_current(data)
    shutil.copyfile(TIANMEN, data / "documents" / "more.txt")
    assert not is_current(data)


def test_nothing_is_current_without_a_store(tmp_path):
    assert not is_current(tmp_path)


@pytest.mark.parametrize("step", ["_write", "_point_to"])
def test_a_disk_error_while_publishing_leaves_everything_as_it_was(data, tmp_path, monkeypatch, step):
    before = state_of(data)

    def fail(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(service.facts.store, step, fail)
    for change in (
        lambda: add([MINISTRY], data),
        lambda: add([corrected(tmp_path, SICHUAN, "更正.txt")], data),
        lambda: add([corrected(tmp_path, SICHUAN, SICHUAN.name)], data),
        lambda: remove([SICHUAN.name], data),
    ):
        with pytest.raises(StoreNotWritten):
            change()
        assert state_of(data) == before
    monkeypatch.undo()
    assert is_current(data)
    assert taken(add([MINISTRY], data)) == (MINISTRY.name,)


def test_a_disk_error_while_copying_leaves_everything_as_it_was(data, monkeypatch):
    before = state_of(data)

    def copy_half(source, target):
        Path(target).write_bytes(Path(source).read_bytes()[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(service.folder.shutil, "copyfile", copy_half)
    with pytest.raises(StoreNotWritten):
        add([MINISTRY], data)
    assert state_of(data) == before


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("moved", [".exchange", ".leaving-0", SICHUAN.name])
def test_an_interrupt_right_beside_a_move_leaves_everything_as_it_was(data, tmp_path, monkeypatch, moved, after):
    before, replace = state_of(data), os.replace

    def interrupted(source, target):
        if Path(target).name != moved:
            return replace(source, target)
        monkeypatch.undo()
        if after:
            replace(source, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(service.folder.os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        add([corrected(tmp_path, SICHUAN, SICHUAN.name)], data)
    assert state_of(data) == before
    assert is_current(data)


def test_a_document_that_became_unreadable_is_named_and_costs_the_others_nothing(data):
    (data / "documents" / "damaged.txt").write_bytes(b"\x00\x01\x02\xff" * 100)
    refused = []
    build(data, refuse=refused.append)
    assert [error.evidence["file"] for error in refused] == ["damaged.txt"]
    assert units(data) == ["四川省人力资源和社会保障信息中心"]
    added = add([TIANMEN, MADE_UP / "empty.txt"], data)
    assert [[name for name, _ in errors] for errors in (added.unread, added.refused)] == [["damaged.txt"], ["empty.txt"]]
    assert len(units(data)) == 2
    assert (data / "documents" / "damaged.txt").exists()
    refused.clear()
    remove([TIANMEN.name], data, refused.append)
    assert [error.evidence["file"] for error in refused] == ["damaged.txt"]
    add([TIANMEN], data)
    assert remove(["damaged.txt"], data) == (("damaged.txt",), ())
    assert len(units(data)) == 2


def test_a_document_without_permission_costs_the_others_nothing(data, monkeypatch):
    closed, read = data / "documents" / "closed.txt", service.folder.hashlib.file_digest
    closed.write_text("x")

    def refuse(file, *arguments):
        if file.name == str(closed):
            raise PermissionError(13, "Permission denied")
        return read(file, *arguments)

    monkeypatch.setattr(service.folder.hashlib, "file_digest", refuse)
    assert not is_current(data)
    refused = []
    build(data, refuse=refused.append)
    assert [type(error) for error in refused] == [DocumentUnreadable]
    assert is_current(data)
    add([TIANMEN], data)
    assert remove(["closed.txt", TIANMEN.name], data) == (("closed.txt", TIANMEN.name), ())
    assert units(data) == ["四川省人力资源和社会保障信息中心"]


def test_a_file_that_was_cut_off_does_not_replace_the_whole_one(data, tmp_path):
    whole = next((data / "documents").glob("四川*.txt"))
    for lines in (60, 130):
        part = tmp_path / f"part{lines}.txt"
        part.write_text("\n".join(whole.read_text(encoding="utf-8").splitlines()[:lines]), encoding="utf-8")
        added = add([part], data)
        assert [type(error) for _, error in added.refused] == [DocumentCutOff]
        assert whole.exists() and not added.taken


def test_what_a_crash_left_behind_is_no_document(data):
    shutil.copyfile(TIANMEN, data / "documents" / ".adding-1-x.txt")
    shutil.copyfile(TIANMEN, data / "documents" / ".leaving-1-x.txt")
    assert is_current(data)
    build(data)
    assert len(units(data)) == 1
