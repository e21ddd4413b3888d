"""The commands as a person runs them: exit codes, what they print, and never a stack trace."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.reading import DOCUMENTS, MADE_UP

ROOT = Path(__file__).resolve().parent.parent
MINISTRY, SICHUAN, TIANMEN = (next(path for path in DOCUMENTS if path.name.startswith(name)) for name in ("人力", "四川", "天门"))
ENVIRONMENT = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "ignore", "PYTHONPATH": str(ROOT)}


def run(*arguments, data):
    command = [sys.executable, "-m", "service", *(str(argument) for argument in arguments), "--data", str(data)]
    done = subprocess.run(command, cwd=data.parent, env=ENVIRONMENT, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data folder with two documents, brought in by the command."""
    data = tmp_path_factory.mktemp("commands") / "data"
    done = run("add", SICHUAN, TIANMEN, data=data)
    assert done.returncode == 0, done.stderr
    return data


def test_add_prints_one_line_a_document_and_one_for_all(tmp_path):
    done = run("add", SICHUAN, TIANMEN, data=tmp_path / "data")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("四川省人力资源和社会保障信息中心 2023年 预算")
    # The contents list of the page names 单位收入总表 and 财政拨款支出预算表（部门经济分类科目）, which the file does not contain.
    assert "目录有而文件没有的2张" in lines[0]
    assert "没有：收入总表" in lines[0]
    assert lines[1].startswith("天门市人力资源和社会保障信息中心 2024年 预算")
    assert lines[2].startswith("共收录2份：法定表齐全1份")


def test_add_takes_folders_and_shows_its_progress_on_stderr(tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    shutil.copyfile(TIANMEN, folder / TIANMEN.name)
    done = run("add", folder, data=tmp_path / "data")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)
    assert "读取文件 1/1：" + TIANMEN.name in done.stderr


def test_add_refuses_each_bad_file_in_one_sentence_and_takes_the_good_ones(tmp_path):
    picture = tmp_path / "表.png"
    picture.write_bytes(b"\x89PNG")
    bad = [MADE_UP / name for name in ("empty.txt", "binary.txt", "not_disclosure.txt")] + [picture, tmp_path / "没有.txt"]
    done = run("add", *bad, TIANMEN, data=tmp_path / "data")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    refusals = [line for line in done.stderr.splitlines() if "读取文件" not in line and line.strip()]
    assert len(refusals) == len(bad)
    for path, said in zip(bad, refusals):
        assert path.name in said
        assert re.search("[\u4e00-\u9fff]{4}", said)
    assert (tmp_path / "data" / "documents" / TIANMEN.name).exists()


def test_add_says_what_is_known_and_what_was_replaced(tmp_path):
    data, corrected = tmp_path / "data", tmp_path / "更正.txt"
    corrected.write_text(TIANMEN.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    run("add", TIANMEN, data=data)
    known = run("add", TIANMEN, data=data)
    assert known.returncode == 0
    assert TIANMEN.name in known.stdout and "已经收录" in known.stdout
    replaced = run("add", corrected, data=data)
    assert replaced.returncode == 0
    assert "更正.txt：取代了" + TIANMEN.name in replaced.stdout


def test_remove_by_name_and_by_id(tmp_path):
    data = tmp_path / "data"
    run("add", SICHUAN, TIANMEN, data=data)
    id_ = run("tables", data=data).stdout.split()[0]
    done = run("remove", id_, "没有.txt", data=data)
    assert done.returncode == 1
    assert "已移除" in done.stdout
    assert "没有.txt" in done.stderr
    assert len(list((data / "documents").glob("*.txt"))) == 1


def test_ask_prints_the_answer_with_its_sources(data):
    done = run("ask", "四川三公经费多少", data=data)
    assert done.returncode == 0
    assert "0.8" in done.stdout and "四川省人力资源和社会保障信息中心" in done.stdout and "三公" in done.stdout


def test_ask_json_is_the_reply_of_the_interface(data):
    reply = json.loads(run("ask", "天门2024年基本支出多少", "--json", data=data).stdout)
    assert (reply["status"], reply["value"]) == ("answered", {"number": "72.84", "unit": "万元"})
    assert {"answer", "table", "citations", "notes", "choices", "sql", "conversation"} <= set(reply)
    assert reply["citations"][0]["line"]


@pytest.mark.parametrize(("question", "said"), [("", "问题是空的"), ("多少" * 300, "问题太长")])
def test_a_question_that_is_none_is_one_sentence(data, question, said):
    done = run("ask", question, data=data)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [["ask", "三公经费多少"], ["explain", "三公经费多少"], ["tables"], ["evaluate", __file__]])
def test_commands_without_documents_say_what_to_do(tmp_path, command):
    done = run(*command, data=tmp_path / "data")
    assert done.returncode == 1
    assert "service add" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_damaged_file_in_the_documents_folder_is_named_and_the_others_answer(tmp_path):
    data = tmp_path / "data"
    run("add", TIANMEN, data=data)
    (data / "documents" / "坏.txt").write_bytes(b"\x00\x01\xff" * 200)
    done = run("ask", "三公经费多少", data=data)
    assert done.returncode == 0
    assert "坏.txt" in done.stderr and "0.10" in done.stdout
    assert run("remove", "坏.txt", data=data).returncode == 0
    assert run("ask", "三公经费多少", data=data).returncode == 0


@pytest.mark.parametrize("text", ["{", '{"id": 1}', "[1]"])
def test_a_question_set_that_is_none_is_one_sentence(data, tmp_path, text):
    path = tmp_path / "set.jsonl"
    path.write_text(text, encoding="utf-8")
    done = run("evaluate", path, data=data)
    assert done.returncode == 1
    assert "set.jsonl" in done.stderr and "Traceback" not in done.stderr


def test_an_empty_folder_brings_nothing_in(data, tmp_path):
    assert run("add", tmp_path, data=data).returncode == 1


def test_explain_shows_every_step(data):
    done = run("explain", "天门公务接待费多少", data=data)
    assert done.returncode == 0
    assert "SELECT" in done.stdout and "公务接待费" in done.stdout


def test_explain_says_of_every_character_what_it_was_used_for(data):
    question = "请问“天门”的咖啡多少"
    done = run("explain", question, data=data)
    listed = done.stdout.split("[characters]")[1].split("[question]")[0].strip().splitlines()
    told = [line.split(maxsplit=2) for line in listed]
    assert "".join(char for _, char, _ in told) == question
    assert [use for _, char, use in told if char in "天门"] == ["units", "units"]
    assert [use for _, char, use in told if char in "咖啡"] == ["not understood", "not understood"]
    assert {use for _, char, use in told if char in "请问的多少"} == {"filler"}
    assert all(use.startswith("no meaning") for _, char, use in told if char in "“”")


def test_tables_lists_what_was_extracted(data):
    every = run("tables", data=data)
    assert every.returncode == 0
    assert "四川省" in every.stdout and "天门市" in every.stdout
    one = run("tables", TIANMEN.name, data=data)
    assert "收支总表" in one.stdout and "四川省" not in one.stdout
    missing = run("tables", "没有", data=data)
    assert missing.returncode == 1
    assert "没有" in missing.stderr


def test_evaluate_counts_right_and_wrong(data, tmp_path):
    right = {"id": "r", "kind": "lookup", "turns": ["天门三公经费多少"], "expect": {"status": "answered", "value": {"number": "0.10", "unit": "万元"}}}
    wrong = {**right, "id": "w", "expect": {"status": "answered", "value": {"number": "7", "unit": "万元"}}}
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text(json.dumps(right, ensure_ascii=False) + "\n", encoding="utf-8")
    bad.write_text(json.dumps(wrong, ensure_ascii=False) + "\n", encoding="utf-8")
    assert run("evaluate", good, data=data).returncode == 0
    done = run("evaluate", good, bad, data=data)
    assert done.returncode == 1
    assert "1/2 right (50.0%), 1 wrong, 0 missed" in done.stdout


class Serving:
    """`serve` on a free port until the end of the with-statement."""

    def __init__(self, data):
        command = [sys.executable, "-m", "service", "serve", "--port", "0", "--data", str(data)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def __enter__(self):
        self.url = self.process.stdout.readline().strip()
        return self

    def __exit__(self, *error):
        self.process.send_signal(signal.SIGTERM)
        self.code = self.process.wait(timeout=20)
        self.process.stdout.close()

    def ask(self, question):
        body = json.dumps({"question": question, "conversation": None}).encode()
        request = urllib.request.Request(f"{self.url}/api/ask", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)


def test_serve_answers_and_follows_documents_that_come_in_and_go(tmp_path):
    data = tmp_path / "data"
    run("add", TIANMEN, data=data)
    with Serving(data) as service:
        assert service.ask("三公经费多少")["value"] == {"number": "0.10", "unit": "万元"}
        run("add", SICHUAN, data=data)
        assert len(service.ask("三公经费多少")["table"]["rows"]) == 2
        run("remove", TIANMEN.name, data=data)
        assert service.ask("三公经费多少")["value"] == {"number": "0.80", "unit": "万元"}
    assert service.code == 0


def test_serve_without_documents_waits_for_them(tmp_path):
    data = tmp_path / "data"
    with Serving(data) as service:
        with pytest.raises(urllib.error.HTTPError) as caught:
            service.ask("三公经费多少")
        with caught.value as reply:
            assert (reply.code, json.load(reply)["error"]["code"]) == (503, "store_unavailable")
        run("add", TIANMEN, data=data)
        assert service.ask("三公经费多少")["value"] == {"number": "0.10", "unit": "万元"}


def test_serve_on_a_taken_port_is_one_sentence(data):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--port", taken.getsockname()[1], data=data)
    assert done.returncode == 1
    assert "--port" in done.stderr
