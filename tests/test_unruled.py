"""PDF tables without vertical rules: columns told by the edges of figures and the middle of labels, or no table at all."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from service.documents import read
from service.documents.blocks import Grid
from service.ingest import read_document
from tests.made_files import LEFT, UP, Page, Print, grid, write_pdf

TITLE = Page(above=("东江市档案馆2024年部门预算",))
SPENDING = Page(above=("支出预算总表", "单位：万元"), rows=(
    ("科目编码", "科目名称", "合计", "基本支出", LEFT, LEFT, "项目支出"),
    (UP, UP, UP, "小计", "人员经费", "公用经费", UP),
    ("", "合 计", "1,840.50", "1,630.20", "1,530.00", "100.20", "210.30"),
    ("201", "一般公共服务支出", "610.30", "400.00", "299.80", "100.20", "210.30"),
    ("2012601", "行政运行", "400.00", "400.00", "299.80", "100.20", ""),
    ("2012604", "档案馆", "210.30", "", "", "", "210.30"),
    ("221", "住房保障支出", "1,230.20", "1,230.20", "1,230.20", "", ""),
))
SIDES = Page(above=("收支预算总表", "单位：万元"), rows=(
    ("收入", LEFT, "支出", LEFT),
    ("项 目", "预算数", "项 目", "预算数"),
    ("一、一般公共预算拨款收入", "1,820.50", "一、一般公共服务支出", "1,610.30"),
    ("二、政府性基金预算拨款收入", "", "二、外交支出", ""),
    ("三、其他收入", "15.00", "三、社会保障和就业支出", "225.20"),
    ("本年收入合计", "1,835.50", "本年支出合计", "1,835.50"),
))
FINAL = Page(above=("财政拨款收入支出决算总表", "金额单位：万元"), rows=(
    ("收入", LEFT, LEFT, "支出", LEFT, LEFT),
    ("项目", "行次", "金额", "项目", "行次", "金额"),
    ("栏次", "", "1", "栏次", "", "2"),
    ("一、一般公共预算财政拨款", "1", "820.50", "一、一般公共服务支出", "32", "610.30"),
    ("二、政府性基金预算财政拨款", "2", "15.00", "八、社会保障和就业支出", "39", "225.20"),
    ("总计", "31", "835.50", "总计", "61", "835.50"),
))


def _grids(path: Path) -> list[list[tuple[str | None, ...]]]:
    return [[row.cells for row in block.rows] for block in read(path).blocks if isinstance(block, Grid)]


def _unspaced(rows: list[tuple[str | None, ...]]) -> list[list[str]]:
    return [[(cell or "").replace(" ", "") for cell in row] for row in rows]


@pytest.mark.parametrize("page", [SPENDING, SIDES, FINAL], ids=["spending", "sides", "final"])
@pytest.mark.parametrize("wide", [True, False])
def test_columns_are_told_by_figures_and_labels(tmp_path: Path, page: Page, wide: bool) -> None:
    path = write_pdf(tmp_path / "a.pdf", (TITLE, page), Print(ruled=False, aligned=True, wide=wide, columns=_widths(page)))
    assert [_unspaced(rows) for rows in _grids(path)] == [_unspaced(grid(page.rows))]


def _widths(page: Page) -> tuple[float, ...]:
    """Columns as wide as their longest words."""
    return tuple(1.0 + max(len(row[i] or "") for row in page.rows[1:]) for i in range(len(page.rows[0])))


def test_the_figures_are_those_of_the_ruled_table(tmp_path: Path) -> None:
    pages = (TITLE, SPENDING, SIDES)
    unruled, ruled = (
        read_document(write_pdf(tmp_path / f"{lines}.pdf", pages, Print(ruled=lines, aligned=True, wide=True))).facts for lines in (False, True)
    )
    seen = [{(f.kind, f.side, f.subject.id, f.aspect, f.figure.value) for f in facts if f.figure.value is not None} for facts in (unruled, ruled)]
    assert seen[0] == seen[1]
    assert ("expenditure_summary", "expenditure", "function.2012604", "project", Decimal("210.30")) in seen[0]


@pytest.mark.parametrize("rows", [
    # Labels to the left of their cells: the first of several columns, or all of them?
    (("科目名称", "合计", "本年支出", LEFT), (UP, UP, "小计", "项目支出"), ("教育支出", "9.00", "8.00", "8.00"), ("科学支出", "19.00", "18.00", "8.00")),
    # Figures that share no edge.
    (("科目名称", "合计"), ("教育支出", "9.00"), ("科学支出", "     19.00"), ("文化支出", "  29,000.00")),
])
def test_columns_that_are_not_certain_are_lines(tmp_path: Path, rows: tuple[tuple[str, ...], ...]) -> None:
    path = write_pdf(tmp_path / "a.pdf", (TITLE, Page(above=("支出总表", "单位：万元"), rows=rows)), Print(ruled=False))
    assert _grids(path) == []


def test_sentences_with_numbers_are_no_table(tmp_path: Path) -> None:
    lines = ("2024年预算 1,200.50 万元，比上年增加", "100.20 万元，增长 9.1", "主要原因是增加 3 人，项目 2 个，合计 15.00")
    assert _grids(write_pdf(tmp_path / "a.pdf", (TITLE, Page(above=lines)))) == []
