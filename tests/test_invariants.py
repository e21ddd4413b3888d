"""Nothing invented, nothing counted twice: on every document, read from the file's own lines."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from decimal import Decimal
from functools import cache

import pytest

from service.facts.store import Store
from tests.reading import DOCUMENTS

every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name[:2])
IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?%?|-?\d+(?:\.\d+)?%?")


@pytest.fixture(scope="module")
def store(config):
    return Store(config.data)


def document_of(store, path):
    return next(row for row in store.fetch("documents") if row["file"] == path.name)


@cache
def source_lines(path):
    return path.read_text(encoding="utf-8-sig").split("\n")


def written(fact):
    """The digits of a fact as its decimals are printed, without sign."""
    return f"{abs(fact['value']):.{fact['decimals']}f}"


def stands_in(digits, text):
    """Whether a number stands in a text as a whole number of its own; blanks and separators inside numbers do not count."""
    whole = rf"(?<![\d.]){re.escape(digits)}(?!\d|\.\d)"
    cells = (re.sub(r"[\s,，$\\]", "", cell) for cell in text.split("\t"))
    return any(re.search(whole, cell) for cell in cells) or stands_apart(digits, text)


def stands_apart(digits, text):
    """The same for a line of many figures, where blanks part the figures."""
    return digits in {word.replace(",", "").rstrip("%") for word in NUMBER.findall(text)}


def lines_of_passage(passage, start, stop):
    """The source lines on which characters [start, stop) of a passage stand, and the line after."""
    breaks = json.loads(passage["breaks"])
    first = max((line for offset, line in breaks if offset <= start), default=passage["line"])
    last = max((line for offset, line in breaks if offset < stop), default=passage["line"])
    return range(first, last + 1)


@every_document
def test_every_figure_of_a_table_is_printed_in_the_line_it_points_to(store, path):
    document, lines = document_of(store, path), source_lines(path)
    cells = {(c["table_id"], c["row"], c["col"]): c for c in store.fetch("cells")}
    repairs = {(r["table_id"], r["line"], r["read"]) for r in store.fetch("repairs", {"why": "decimal_comma"})}
    checked, bad = 0, []
    for fact in store.fetch("facts", {"document_id": document["document_id"]}):
        if fact["table_id"] is None or fact["value"] is None:
            continue
        line = cells[fact["table_id"], fact["row"], fact["col"]]["line"]
        checked += 1
        # A figure whose decimal point is printed as a comma (76, 39) is read by a repair that says so.
        repaired = (fact["table_id"], line, written(fact)) in repairs
        if not repaired and not stands_in(written(fact), lines[line - 1]):
            bad.append((line, fact["subject"], fact["aspect"], fact["value"]))
    assert bad == []
    assert checked > 100


@every_document
def test_every_figure_of_a_sentence_is_printed_on_the_lines_it_points_to(store, path):
    document, lines = document_of(store, path), source_lines(path)
    passages = {p["passage_id"]: p for p in store.fetch("passages", {"document_id": document["document_id"]})}
    checked, bad = 0, []
    for fact in store.fetch("facts", {"document_id": document["document_id"]}):
        if fact["passage_id"] is None or fact["value"] is None or fact["status"] == "same_stated":
            continue
        span = lines_of_passage(passages[fact["passage_id"]], fact["start"], fact["stop"])
        checked += 1
        if not stands_in(written(fact), "".join(lines[number - 1] for number in span)):
            bad.append((list(span), fact["subject"], fact["value"]))
    assert bad == []
    assert checked > 30


@every_document
def test_what_is_said_not_to_be_arranged_is_said_in_words(store, path):
    document = document_of(store, path)
    text = re.sub(r"\s", "", "".join(source_lines(path)))
    for fact in store.fetch("facts", {"document_id": document["document_id"], "status": "none_stated"}):
        assert fact["value"] is None
        assert re.search("没有|无|未", fact["printed"])
        assert re.sub(r"\s", "", fact["printed"]) in text


@every_document
def test_a_value_is_kept_only_where_a_number_is_printed(store, path):
    for fact in store.fetch("facts", {"document_id": document_of(store, path)["document_id"]}):
        if fact["status"] in ("blank", "dash", "none_stated"):
            assert fact["value"] is None, fact
        elif fact["status"] in ("zero", "same_stated"):
            assert fact["value"] == 0, fact
        else:
            assert fact["status"] == "number" and fact["value"] != 0, fact
        assert fact["status"] != "number" or fact["measure_unit"], fact


# Kinds that are forms with many texts; their figures are checked by name in test_facts.py.
FORMS = ("project_performance", "project_application", "overall_performance")


def figures_of_line(line):
    """The figures of one printed table row: its numbers, less the codes that stand before a name."""
    cells = [cell.strip() for cell in line.split("\t")]
    figures = []
    for i, cell in enumerate(cells):
        plain = cell.replace("<b>", "").replace("</b>", "").replace(" ", "")
        after = next((c for c in cells[i + 1 :] if c and not re.fullmatch(r"\d+", c)), "")
        if re.fullmatch(r"\d{2,}", plain) and IDEOGRAPH.search(after):
            continue
        if NUMBER.fullmatch(plain):
            figures.append(Decimal(plain.replace(",", "").rstrip("%")))
    return Counter(figures)


@every_document
def test_every_figure_of_the_ordinary_tables_is_a_fact(store, path):
    document, lines = document_of(store, path), source_lines(path)
    tables = store.fetch("tables", {"document_id": document["document_id"], "state": "filled"})
    ordinary = [t["table_id"] for t in tables if t["form"] is None and not t["kind"].startswith(FORMS)]
    cells = {(c["table_id"], c["row"], c["col"]): c["line"] for c in store.fetch("cells") if c["table_id"] in ordinary}
    told = defaultdict(Counter)
    for fact in store.fetch("facts", {"document_id": document["document_id"]}):
        if fact["table_id"] in ordinary and fact["status"] in ("number", "zero"):
            told[cells[fact["table_id"], fact["row"], fact["col"]]][fact["value"]] += 1
    rows = {number for number in cells.values() if "\t" in lines[number - 1]}
    missing = {number: lines[number - 1] for number in rows if figures_of_line(lines[number - 1]) - told[number]}
    assert missing == {}
    assert len(rows) > 40


COORDINATES = ("year", "stage", "variant", "base_year", "base_stage", "kind", "scope", "side", "carry", "subject", "parent", "aspect")


@every_document
def test_no_two_figures_of_a_table_have_the_same_coordinates(store, path):
    """Repeated rows of organisations are roll-ups; all else that a table prints is told apart by what it says."""
    found = defaultdict(list)
    for fact in store.fetch("facts", {"document_id": document_of(store, path)["document_id"]}):
        if fact["table_id"] is not None and fact["role"] != "rollup" and fact["measure_unit"] != "%":
            found[(fact["table_id"], *(fact[name] for name in COORDINATES))].append((fact["row"], fact["col"], fact["value"]))
    assert {key: places for key, places in found.items() if len({place[2] for place in places}) > 1} == {}


@pytest.mark.parametrize(
    ("unit", "kind", "row", "number"),
    [
        ("武汉", "income_summary", "武汉市人力资源和社会保障局", "1236.74"),
        ("武汉", "general_expenditure_by_unit", "武汉市人力资源和社会保障信息中心", "1236.74"),
        ("武汉", "project_expenditure_summary", "本级支出项目", "398.36"),
        ("四川", "three_public", "四川省人力资源和社会保障信息中心", "0.80"),
        ("深圳", "general_expenditure_by_function", "深圳市人力资源和社会保障局", "10327"),
        ("深圳", "general_expenditure_by_economic", "深圳市人力资源和社会保障局", "10327"),
        ("天门", "income_summary", "天门市人力资源和社会保障局", "87.84"),
        ("天门", "income_summary", "天门市人力资源和社会保障信息中心", "87.84"),
    ],
)
def test_rows_that_repeat_the_total_for_an_organisation_are_rollups(store, unit, kind, row, number):
    facts = [f for f in store.fetch("facts", {"kind": kind, "subject_name": row}) if unit in f["unit_id"] and f["value"] == Decimal(number)]
    assert facts
    assert {f["role"] for f in facts} == {"rollup"}


@every_document
def test_the_items_of_each_level_add_up_to_the_whole_once(store, path):
    """By printed parent: the 类 of a table make its total, the 款 their 类, the 项 their 款 (to the rounding of the print)."""
    facts = store.fetch("facts", {"document_id": document_of(store, path)["document_id"], "kind": "expenditure_summary", "aspect": "total"})
    total = [f["value"] for f in facts if f["subject"] == "total" and f["role"] == "total"]
    items = {f["subject"]: f["value"] for f in facts if f["role"] == "item"}
    assert len(total) == 1
    tolerance = Decimal(2) if any(f["decimals"] == 0 for f in facts) else Decimal("0.02")
    tops = [value for subject, value in items.items() if f"{subject[:-2]}" not in items]
    assert abs(sum(tops) - total[0]) <= tolerance
    for subject, value in items.items():
        children = [v for child, v in items.items() if child[:-2] == subject]
        assert not children or abs(sum(children) - value) <= tolerance


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("湖北两家的总预算加起来多少", "1324.58"),
        ("五家单位三公经费一共多少", "9.6"),
        ("五家的项目支出合计多少", "11823.44"),
    ],
)
def test_sums_over_units_take_each_unit_once(app, question, number):
    reply = app.test_client().post("/api/ask", json={"question": question, "conversation": None}).get_json()
    assert reply["status"] == "answered"
    assert Decimal(reply["value"]["number"]) == Decimal(number)
