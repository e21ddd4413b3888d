"""The audit: what a careful reader finds in the five documents, and what is planted in made-up ones, and nothing else."""

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
from tests.reading import DOCUMENTS, MADE_UP, ROOT

EXPECTED = yaml.safe_load((ROOT / "corpus" / "findings.yaml").read_text(encoding="utf-8"))


@cache
def disclosure_of(name: str) -> Disclosure:
    read = read_document(next(path for path in DOCUMENTS if path.name.startswith(name)))
    return Disclosure(read.document, read.extraction, read.facts)


@cache
def findings_of(name: str) -> tuple[Finding, ...]:
    return audit(disclosure_of(name)).findings


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


PLANTED = yaml.safe_load((ROOT / "corpus" / "findings_planted.yaml").read_text(encoding="utf-8"))
# Rounded figures that add up to a last place more or less.
ROUNDED = "audit_whole_numbers.txt"


def _findings_after(name: str, changes: dict[str, str], folder) -> list[Finding]:
    text = (MADE_UP / name).read_text(encoding="utf-8")
    for printed, other in changes.items():
        assert text.count(printed) == 1, printed
        text = text.replace(printed, other)
    (folder / name).write_text(text, encoding="utf-8")
    return list(read_document(folder / name).findings)


def _is_planted(finding: Finding, expected: dict) -> bool:
    said = all(str(text) in finding.message for text in expected["says"])
    return (finding.rule, finding.severity) == (expected["rule"], expected["severity"]) and said


@pytest.mark.parametrize("name", [*PLANTED])
def test_nothing_is_found_where_all_agrees(name: str) -> None:
    assert [finding.message for finding in read_document(MADE_UP / name).findings] == []


@pytest.mark.parametrize(
    ("name", "case"), [pytest.param(name, case, id=f"{name}-{i}") for name, cases in PLANTED.items() for i, case in enumerate(cases)],
)
def test_exactly_what_is_planted_is_found(name: str, case: dict, tmp_path) -> None:
    found = _findings_after(name, case["change"], tmp_path)
    told = [f"{finding.rule} {finding.severity} {finding.message}" for finding in found]
    assert [expected for expected in case["finds"] if sum(_is_planted(finding, expected) for finding in found) != 1] == [], told
    assert [told[i] for i, finding in enumerate(found) if not any(_is_planted(finding, one) for one in case["finds"])] == []


def test_every_rule_that_is_checked_has_a_planted_or_a_real_case() -> None:
    planted = {one["rule"] for cases in PLANTED.values() for case in cases for one in case["finds"]}
    assert planted | {one["rule"] for cases in EXPECTED.values() for one in cases} == audit_words().rules.keys()


def test_rounded_figures_are_never_a_conflict() -> None:
    found = read_document(MADE_UP / ROUNDED).findings
    assert {finding.rule for finding in found} == {"R1", "R3", "R4", "R16"}
    assert {finding.severity for finding in found} == {"rounding"}


@pytest.mark.parametrize(("changes", "rule", "severity"), [
    ({"职业年金缴费支出\t41\t41": "职业年金缴费支出\t42\t42"}, "R3", "conflict"),
    ({"\t合计\t1,235\t734\t502": "\t合计\t1,235\t734\t503"}, "R1", "conflict"),
    ({"2210203\t购房补贴\t34\t34": "2210203\t购房补贴\t35\t35"}, "R3", "rounding"),
    ({"2024年\t10\t0\t1\t9\t0\t9": "2024年\t12\t0\t1\t9\t0\t9"}, "R13", "conflict"),
    ({"增减变化金额\t1\t0\t0\t1": "增减变化金额\t1\t0\t0\t3"}, "R18", "conflict"),
    ({"增长3%": "增长4%"}, "R18", "rounding"),
    ({"增长3%": "增长5%"}, "R18", "conflict"),
])
def test_whole_numbers_may_be_off_by_one(changes: dict[str, str], rule: str, severity: str, tmp_path) -> None:
    before = {finding.message for finding in read_document(MADE_UP / ROUNDED).findings}
    new = [finding for finding in _findings_after(ROUNDED, changes, tmp_path) if finding.message not in before]
    assert (rule, severity) in {(finding.rule, finding.severity) for finding in new}, new


@pytest.mark.parametrize("residue", audit_words().residues, ids=lambda residue: residue.examples[0])
def test_residues_match_their_examples_only(residue) -> None:
    assert [text for text in residue.examples if not re.search(residue.match, text)] == []
    assert [text for text in residue.not_examples if re.search(residue.match, text)] == []


def test_what_one_table_prints_apart_as_carried_over_is_no_difference() -> None:
    found = read_document(MADE_UP / "audit_carried.txt").findings
    assert [finding.rule for finding in found if finding.severity == "conflict"] == []
