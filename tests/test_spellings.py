"""Mistyped words: what is known by its sound, its look or a slip of the fingers is corrected and shown, anything else refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

CASES = yaml.safe_load((Path(__file__).parent / "corpus" / "typing_errors.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", [case for case in CASES if "read" in case], ids=lambda case: case["said"])
def test_a_mistyped_word_is_answered_as_the_known_one_and_the_correction_is_shown(asked, case):
    said, meant = asked(case["said"], None).answer, asked(case["read"], None).answer
    assert said.status == "answered"
    assert (said.value, said.canonical) == (meant.value, meant.canonical)
    assert len(said.notes) == len(meant.notes) + 1


@pytest.mark.parametrize("case", [case for case in CASES if "read" not in case], ids=lambda case: case["said"])
def test_another_word_that_only_resembles_a_known_one_is_refused(asked, case):
    assert asked(case["said"], None).answer.status == "declined"
