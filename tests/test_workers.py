"""Files that kill, stall or swell the process that reads them; runs that are broken off; what is kept of a file."""

from __future__ import annotations

import ast
import os
import shutil
import signal
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

import msgspec
import pytest

from service import ingest, reading, workers
from service.errors import DocumentBroke, DocumentTooHeavy, DocumentTooLong, JournalDamaged
from service.facts.kept import SUFFIX
from service.facts.store import Store
from service.folder import Exchange, Move, document_files
from service.ingest import add, build, is_current, kept_of, load, remove
from service.reading import read_document
from service.reply.words import error_text
from service.workers import Limits
from tests.reading import DOCUMENTS

SICHUAN, TIANMEN = (next(path for path in DOCUMENTS if path.name.startswith(name)) for name in ("四川", "天门"))


def units(data: Path):
    return sorted(row["unit_name"] for row in Store(data).fetch("documents"))


@pytest.fixture
def hostile(monkeypatch):
    """Readings that go wrong as the file's name says; made by a fork of this process, where they can be put in place."""
    def read(path: Path):
        if path.stem == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        if path.stem == "breaks":
            raise IndexError(path)
        if path.stem == "stalls":
            time.sleep(600)
        if path.stem == "swells":
            return [bytearray(100 * workers.MEGABYTE) for _ in range(200)]
        return read_document(path)

    class Forking:
        Pipe, Process = staticmethod(get_context("fork").Pipe), get_context("fork").Process

        @staticmethod
        def set_forkserver_preload(names):
            """Nothing to load: the fork has it all."""

    monkeypatch.setattr(workers, "read_document", read)
    monkeypatch.setattr(workers, "get_context", lambda method: Forking)


@pytest.mark.parametrize("name, error", [
    ("dies", DocumentBroke), ("breaks", DocumentBroke), ("stalls", DocumentTooLong), ("swells", DocumentTooHeavy),
])
def test_a_file_that_takes_its_reader_down_is_refused_and_the_others_come_in(tmp_path, hostile, name, error):
    bad = tmp_path / f"{name}.txt"
    bad.write_text("x")
    added = add([bad, TIANMEN], tmp_path / "data", limits=Limits(seconds=8, memory=3000, processes=1))
    assert [(file, type(reason)) for file, reason in added.refused] == [(bad.name, error)]
    assert [entry.path.name for entry in added.taken] == [TIANMEN.name]


def test_where_no_reading_is_finished_the_published_store_stays(tmp_path, hostile):
    add([TIANMEN], tmp_path)
    version = Store(tmp_path).version
    (tmp_path / "documents" / TIANMEN.name).unlink()
    (tmp_path / "documents" / "dies.txt").write_text("x")
    with pytest.raises(DocumentBroke):
        build(tmp_path, limits=Limits(seconds=8, memory=3000, processes=1))
    with pytest.raises(DocumentBroke):
        add([SICHUAN], tmp_path, limits=Limits(seconds=8, memory=3000, processes=1))
    assert Store(tmp_path).version == version


def test_what_was_read_is_kept_as_it_was(tmp_path):
    added = add([SICHUAN], tmp_path)
    assert load(tmp_path, added.taken[0]) == read_document(SICHUAN)


def test_no_file_is_read_twice(tmp_path, monkeypatch):
    add([SICHUAN], tmp_path)
    monkeypatch.setattr(ingest, "read_files", lambda paths, *_: pytest.fail("read again") if paths else ())
    build(tmp_path)
    add([SICHUAN], tmp_path)
    assert units(tmp_path) == ["四川省人力资源和社会保障信息中心"]


def test_a_reading_is_copied_where_files_can_have_one_name_only(tmp_path, monkeypatch):
    def refuse(source, target):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("service.facts.kept.os.link", refuse)
    other = tmp_path / SICHUAN.name
    shutil.copyfile(TIANMEN, other)
    data = tmp_path / "data"
    (entry,) = add([SICHUAN, other], data).taken[1:]
    assert entry.path.name == f"{SICHUAN.stem}-2.txt"
    assert kept_of(data).get(entry.path.name, entry.read.sha256) is not None


def test_what_is_kept_damaged_is_read_again(tmp_path):
    add([SICHUAN], tmp_path)
    kept = next((tmp_path / "read").glob(f"*{SUFFIX}"))
    kept.write_bytes(kept.read_bytes()[:1000])
    (entry,) = build(tmp_path)
    assert load(tmp_path, entry).facts == read_document(SICHUAN).facts


def test_what_another_version_kept_is_cleaned_away(tmp_path):
    old = tmp_path / "read" / f"{'0' * 64}.12345678.{'0' * 16}{SUFFIX}"
    old.parent.mkdir()
    old.write_bytes(b"old")
    add([SICHUAN], tmp_path)
    assert [path.name.startswith("0000") for path in (tmp_path / "read").glob(f"*{SUFFIX}")] == [False]


def run_add(data: Path, *files: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "service", "add", *map(str, files), "--data", str(data)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"})


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_broken_off_leaves_nothing_and_goes_on_where_it_stopped(tmp_path, how):
    data, files = tmp_path / "data", [tmp_path / f"{number}.txt" for number in range(30)]
    for number, path in enumerate(files):
        path.write_text(TIANMEN.read_text(encoding="utf-8").replace("天门市", "东江市") + "\n" * number, encoding="utf-8")
    process = run_add(data, *files)
    while len(list((data / "read").glob(f"*{SUFFIX}"))) < 2:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(how)
    assert "Traceback" not in process.communicate(timeout=60)[1]
    assert document_files(data / "documents") == ()
    done = {path.name: path.stat().st_mtime_ns for path in (data / "read").glob(f"*{SUFFIX}")}
    assert 2 <= len(done) < len(files)
    build(data)
    add(files[:1], data)
    assert units(data) == ["东江市人力资源和社会保障信息中心"]


def test_a_change_that_was_killed_on_the_way_is_finished_by_the_next(tmp_path):
    """The new file lies beside its place, the old one was moved aside, the change is written down: so it is made."""
    add([SICHUAN], tmp_path)
    documents = tmp_path / "documents"
    shutil.copyfile(TIANMEN, documents / ".adding-0")
    os.replace(documents / SICHUAN.name, documents / ".leaving-0")
    change = Exchange((Move(SICHUAN.name, ".leaving-0"),), (Move(".adding-0", TIANMEN.name),))
    (tmp_path / ".exchange").write_bytes(msgspec.json.encode(change))
    assert not is_current(tmp_path)
    build(tmp_path)
    assert sorted(path.name for path in documents.iterdir()) == [TIANMEN.name]
    assert units(tmp_path) == ["天门市人力资源和社会保障信息中心"]
    assert is_current(tmp_path)


@pytest.mark.parametrize("written", [b"", b'{"leaving": [', b"{}", b'{"leaving": [{"source": "\xff"}]}'])
def test_a_damaged_journal_stops_every_change_with_a_sentence(tmp_path, written):
    add([SICHUAN], tmp_path)
    (tmp_path / ".exchange").write_bytes(written)
    for change in (lambda: build(tmp_path), lambda: add([TIANMEN], tmp_path), lambda: remove([SICHUAN.name], tmp_path)):
        with pytest.raises(JournalDamaged) as raised:
            change()
        assert error_text(raised.value).startswith(f"{tmp_path / '.exchange'}：")
    assert [path.name for path in document_files(tmp_path / "documents")] == [SICHUAN.name]


def test_a_change_that_was_not_written_down_never_was(tmp_path):
    add([SICHUAN], tmp_path)
    shutil.copyfile(TIANMEN, tmp_path / "documents" / ".adding-0")
    remove(["nothing"], tmp_path)
    assert [path.name for path in (tmp_path / "documents").iterdir()] == [SICHUAN.name]


def test_the_version_covers_all_code_that_reading_uses():
    """Modules that `service.reading` imports, directly or not, are among those whose digest names a reading."""
    assert kept_of(Path()).version == reading.version()
    outside = sorted(path for path in imported_by("service.reading") if path.relative_to(reading.CODE).parts[0] not in reading.READING_CODE)
    assert outside == []


def imported_by(module: str) -> set[Path]:
    """The files of service/ that a module imports, and those import."""
    root, seen, waiting = Path(workers.__file__).parent.parent, set(), [module]
    while waiting:
        path = root / waiting.pop().replace(".", "/")
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if path in seen or not path.exists():
            continue
        seen.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("service"):
                waiting += [f"{node.module}.{alias.name}" for alias in node.names] + ([node.module] if node.module != "service" else [])
    return seen
