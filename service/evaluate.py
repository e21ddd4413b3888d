"""Question sets → verdicts: every question asked in turn, the last answer of a case compared with what is expected.

A case is right; wrong (answered, but not as expected); or missed (declined or asked back where an answer was expected).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from service.errors import ServiceError, SetInvalid
from service.language.words import variant_words
from service.reply.answer import Answer, Citation

Ask = Callable[[str, str | None], Answer]
IGNORED = str.maketrans("", "", " \t\r\n,\u3000\u201c\u201d\u2018\u2019\"'")
TOLERANCE = Decimal("0.01")


@dataclass(frozen=True)
class Verdict:
    """What became of one case; `faults` say what is not as expected."""

    id: str
    kind: str
    turns: tuple[str, ...]
    verdict: str
    faults: tuple[str, ...]
    said: str


def read_cases(paths: Iterable[Path]) -> list[dict]:
    """The cases of question sets in JSON lines. Raises SetInvalid with file and line."""
    return [case for path in paths for case in _read_set(path)]


def _read_set(path: Path) -> Iterable[dict]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SetInvalid(file=path.name, line=1, problem=str(error)) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _read_case(path, number, line)


def _read_case(path: Path, number: int, line: str) -> dict:
    try:
        case = json.loads(line)
    except json.JSONDecodeError as error:
        raise SetInvalid(file=path.name, line=number, problem=error.msg) from error
    missing = [key for key in ("id", "kind", "turns", "expect") if not isinstance(case, dict) or key not in case]
    if missing:
        raise SetInvalid(file=path.name, line=number, problem=", ".join(missing))
    return case


def judge(case: dict, ask: Ask) -> Verdict:
    """Ask a case's questions in one conversation and compare the last answer."""
    answer, conversation = None, None
    try:
        for turn in case["turns"]:
            answer = ask(turn, conversation)
            conversation = answer.conversation
    except ServiceError as error:
        return Verdict(case["id"], case["kind"], tuple(case["turns"]), "missed", (str(error),), "")
    faults = tuple(find_faults(answer, case["expect"]))
    verdict = "right" if not faults else "wrong" if answer.status == "answered" else "missed"
    return Verdict(case["id"], case["kind"], tuple(case["turns"]), verdict, faults, answer.answer)


def find_faults(answer: Answer, expect: dict) -> Iterable[str]:
    """What of an expectation an answer does not meet."""
    statuses = expect.get("status", "answered")
    if answer.status not in ([statuses] if isinstance(statuses, str) else statuses):
        yield f"status {answer.status}, not {statuses}"
    if "value" in expect and not _same_value(answer, expect["value"]):
        yield f"value {answer.value}, not {expect['value']}"
    rows = answer.table.rows if answer.table else []
    yield from _row_faults(rows, expect)
    everything = _everything(answer, rows)
    for wanted in expect.get("contains", []):
        if not any(fold(w) in everything for w in _options(wanted)):
            yield f"does not say {wanted}"
    for wanted in expect.get("cites", []):
        if not any(_is_cited(citation, wanted) for citation in answer.citations):
            yield f"does not cite {wanted}"


def _row_faults(rows: list[list[str | None]], expect: dict) -> Iterable[str]:
    for label, number in expect.get("rows", {}).items():
        named = [row for row in rows if _names(row, label)]
        if not any(_equal(cell, number) for row in named for cell in row if cell is not None):
            yield f"no row {label} = {number}"
    if "first" in expect and not (rows and _names(rows[0], expect["first"])):
        yield f"first row is not {expect['first']}"
    for label in expect.get("absent", []):
        if any(_names(row, label) for row in rows):
            yield f"row {label} should not be there"


def _names(row: list[str | None], label: str) -> bool:
    return any(fold(label) in fold(cell) for cell in row if cell is not None)


def _everything(answer: Answer, rows: list[list[str | None]]) -> str:
    cells = [cell for row in rows for cell in row if cell is not None]
    return fold(" ".join([answer.answer, *answer.notes, *(choice.label for choice in answer.choices), *cells]))


def _is_cited(citation: Citation, wanted: dict) -> bool:
    where = fold(" ".join(filter(None, (
        citation.table and citation.table.title, citation.table and citation.table.kind_name, citation.section,
    ))))
    if "unit" in wanted and fold(wanted["unit"]) not in fold(citation.document.unit_name):
        return False
    if "source" in wanted and not any(fold(source) in where for source in _options(wanted["source"])):
        return False
    return "text" not in wanted or fold(wanted["text"]) in fold(citation.text) or _equal(citation.text, wanted["text"])


def _same_value(answer: Answer, wanted: dict) -> bool:
    if answer.value is None:
        return False
    got, want = _decimal(answer.value.number), _decimal(wanted["number"])
    if got is None or want is None:
        return False
    unit, factors = wanted.get("unit", ""), variant_words().factors
    if answer.value.unit in factors and unit in factors:
        return got * factors[answer.value.unit] == want * factors[unit]
    if unit == "%":
        return answer.value.unit == "%" and abs(got - want) <= TOLERANCE
    return got == want and unit in ("", answer.value.unit)


def fold(text: object) -> str:
    """Text for comparison: NFKC, no white space, no thousands separators, no quotation marks."""
    return unicodedata.normalize("NFKC", str(text)).translate(IGNORED)


def _options(wanted: str | list[str]) -> list[str]:
    return [wanted] if isinstance(wanted, str) else wanted


def _equal(got: object, want: object) -> bool:
    first, second = _decimal(got), _decimal(want)
    return first is not None and first == second


def _decimal(text: object) -> Decimal | None:
    try:
        return Decimal(fold(text).rstrip("%"))
    except InvalidOperation:
        return None
