"""The audit: what a careful reader finds in the five documents is found, and nothing else."""

from __future__ import annotations

import re
from functools import cache

import pytest
import yaml

from service.facts.audit import audit
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import line_of
from service.facts.audit.words import audit_words
from service.ingest import read_document
from tests.reading import DOCUMENTS, ROOT

EXPECTED = yaml.safe_load((ROOT / "corpus" / "findings.yaml").read_text(encoding="utf-8"))


@cache
def disclosure_of(name: str) -> Disclosure:
    read = read_document(next(path for path in DOCUMENTS if path.name.startswith(name)))
    return Disclosure(read.document, read.extraction, read.facts)


@cache
def findings_of(name: str) -> tuple[Finding, ...]:
    return audit(disclosure_of(name))


def _lines(name: str, finding: Finding) -> set[int]:
    return {place.line or line_of(disclosure_of(name), place) for place in finding.places} | {int(n) for n in re.findall(r"第(\d+)行", finding.message)}


def _is(name: str, finding: Finding, expected: dict) -> bool:
    same = (finding.rule, finding.severity) == (expected["rule"], expected["severity"])
    said = all(str(text) in finding.message for text in expected["says"])
    return same and said and set(expected["lines"]) <= _lines(name, finding)


def _cases() -> list[object]:
    return [
        pytest.param(name, one, id=f"{name}-{one['rule']}-{one['lines'][0]}-{i}",
                     marks=[pytest.mark.xfail(strict=True, reason=one["known"])] if one.get("known") else [])
        for name, expected in EXPECTED.items() for i, one in enumerate(expected)
    ]


@pytest.mark.parametrize(("name", "expected"), _cases())
def test_what_a_reader_finds_is_found_once(name: str, expected: dict) -> None:
    found = [finding for finding in findings_of(name) if _is(name, finding, expected)]
    assert len(found) == 1, [finding.message for finding in findings_of(name)]


@pytest.mark.parametrize("name", EXPECTED)
def test_nothing_else_is_found(name: str) -> None:
    expected = EXPECTED[name]
    invented = [finding.message for finding in findings_of(name) if not any(_is(name, finding, one) for one in expected)]
    assert invented == []


def test_every_finding_names_a_rule_of_the_list() -> None:
    assert {finding.rule for name in EXPECTED for finding in findings_of(name)} <= audit_words().rules.keys()


@pytest.mark.parametrize("residue", audit_words().residues, ids=lambda residue: residue.examples[0])
def test_residues_match_their_examples_only(residue) -> None:
    assert [text for text in residue.examples if not re.search(residue.match, text)] == []
    assert [text for text in residue.not_examples if re.search(residue.match, text)] == []
