"""Words are data: what is wrong in a file of prompts/ is named with its line."""

from __future__ import annotations

import msgspec
import pytest

from service.assets import load
from service.errors import AssetError


class Entry(msgspec.Struct, forbid_unknown_fields=True):
    code: str
    words: list[str] = []
    level: int = 1


def load_text(tmp_path, text, type_=list[Entry], once=()):
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    return load("x.yaml", type_, tmp_path, once)


def test_codes_dates_and_words_stay_text(tmp_path):
    entries = load_text(tmp_path, "- {code: 0101, words: [no, 2023-12-31, 12:30, 1e3, ~, 'null']}\n")
    assert entries[0].code == "0101"
    assert entries[0].words == ["no", "2023-12-31", "12:30", "1e3", "~", "null"]


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("- {code: '1'}\n- {code: '2', word: [a]}\n", 2, "word"),
        ("- code: '1'\n- words: [a]\n", 2, "code"),
        ("- code: '1'\n  words:\n    a: b\n", 3, "array"),
        ("- code: '1'\n- code: '2'\n  level: many\n", 3, "int"),
        ("code: '1'\n", 1, "array"),
        ("- {code: '1'\n- {code: '2'}\n", 2, ""),
        ("", 1, "empty"),
        ("- {code: '1'}\n- code: '2'\n  level: 1\n  code: '3'\n", 4, "code stands twice"),
    ],
)
def test_what_does_not_fit_is_named_with_its_line(tmp_path, text, line, part):
    with pytest.raises(AssetError) as caught:
        load_text(tmp_path, text)
    assert caught.value.evidence["file"] == "x.yaml"
    assert caught.value.evidence["line"] == line
    assert part in caught.value.evidence["problem"]


def test_an_entry_that_stands_twice_is_named_with_the_line_of_its_second_place(tmp_path):
    text = "- {code: '1', words: [a, b]}\n- code: '2'\n  words: [c,\n    a]\n"
    with pytest.raises(AssetError) as caught:
        load_text(tmp_path, text, once=("words",))
    assert caught.value.evidence == {"file": "x.yaml", "line": 4, "problem": "a stands twice"}
    assert len(load_text(tmp_path, text)) == 2


def test_a_missing_file_and_a_wrong_encoding_are_asset_errors(tmp_path):
    with pytest.raises(AssetError):
        load("none.yaml", list[Entry], tmp_path)
    (tmp_path / "x.yaml").write_bytes("- {code: 预算}".encode("gb18030"))
    with pytest.raises(AssetError):
        load("x.yaml", list[Entry], tmp_path)


def test_a_byte_order_mark_is_no_part_of_the_first_word(tmp_path):
    (tmp_path / "x.yaml").write_bytes("\ufeffcode: '1'".encode())
    assert load("x.yaml", Entry, tmp_path).code == "1"
