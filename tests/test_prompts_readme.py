"""prompts/README.md teaches what is true: every example of its tables is done, asked, and asked without it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from service.config import Config
from service.pipeline import Service, open_service
from service.query.context import Context
from service.query.patterns import choose_form
from service.query.reference import Reference
from service.query.resolver import features_of

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "prompts" / "README.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Example:
    """One row of a table: the file, the text to find, what is added or put in its place, and what is then asked and said."""

    file: str
    find: str
    put: str
    replaces: bool
    question: str = ""
    says: str = ""


def examples() -> list[Example]:
    found, replaces = [], False
    for line in README.splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if cells[0] == "文件":
            replaces = cells[2] == "改成"
        elif line.startswith("|") and not cells[0].startswith("-"):
            found.append(Example(cells[0], cells[1], cells[2], replaces, *cells[3:5]))
    return found


ASKED = [example for example in examples() if example.question]
FORMS = [example for example in examples() if not example.question]


@pytest.fixture(scope="module")
def service(config: Config) -> Service:
    return open_service(config)


def changed(example: Example, text: str) -> str:
    """The file with the example done: a line below the one found, a word put into the list that the found text opens, or a text replaced."""
    assert text.count(example.find) == 1, f"{example.file}: {example.find}"
    if example.replaces:
        return text.replace(example.find, example.put)
    if example.put.startswith("- "):
        indent = text[: text.index(example.find)].rpartition("\n")[2]
        return text.replace(example.find, f"{example.find}\n{indent}{example.put}")
    opened = example.find.rindex("[") + 1
    rest = example.find[opened:]
    after = text[text.index(example.find) + len(example.find) :]
    comma = "" if not rest and after.startswith("]") else ", "
    return text.replace(example.find, f"{example.find[:opened]}{example.put}{comma}{rest}")


@pytest.mark.parametrize("example", ASKED, ids=lambda example: example.question)
def test_a_word_that_is_added_is_understood(config: Config, service: Service, example: Example, tmp_path: Path) -> None:
    before = service.answer(example.question)
    assert example.says not in before.answer, "understood without the line"
    for name in ("service", "prompts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    file = tmp_path / "prompts" / example.file
    file.write_text(changed(example, file.read_text(encoding="utf-8")), encoding="utf-8")
    answer = ask_there(tmp_path, config, example.question)
    assert example.says in answer["answer"], answer["answer"]


def ask_there(folder: Path, config: Config, question: str) -> dict:
    """The reply of the program in another folder, over the documents that are already built."""
    code = (
        "import sys, msgspec; from pathlib import Path; from service.config import Config; from service.pipeline import open_service; "
        "sys.stdout.buffer.write(msgspec.json.encode(open_service(Config(Path(sys.argv[1]))).answer(sys.argv[2])))"
    )
    environment = os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run([sys.executable, "-c", code, str(config.data), question], cwd=folder, env=environment, capture_output=True, check=True)
    return msgspec.json.decode(done.stdout)


@pytest.mark.parametrize("example", FORMS, ids=lambda example: example.put)
def test_an_example_of_a_form_is_of_that_form(service: Service, example: Example) -> None:
    assert example.find in (ROOT / "prompts" / example.file).read_text(encoding="utf-8")
    draft = service.trace(example.put).draft
    assert choose_form(draft.analysis, features_of(draft, Context(), Reference(draft))) == Path(example.file).stem


def test_every_file_that_is_named_is_there() -> None:
    named = re.findall(r"`((?:lexicon|questions|replies)/[\w.]*)`", README)
    assert len(named) > 5 and [name for name in named if not (ROOT / "prompts" / name).exists()] == []
