"""Web pages: the article without what surrounds it, layout tables, spans, encodings, archives."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.documents import read
from service.documents.blocks import Grid, Heading
from service.errors import DocumentDamaged
from service.quantities import parse_cell
from tests.made_disclosure import DISCLOSURE, EXPENDITURE
from tests.made_files import grid, html_of, html_table, write_html

AROUND = """
<script>var 单位 = "万元";</script><style>p {{ color: red }}</style>
<div class=head><ul><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li></ul><input value="搜索"></div>
<div class=path>当前位置：<a href="/">首页</a> &gt; <a href="/zw">财政预决算</a></div>
<form><table><tr><td><table><tr><td>{}</td></tr></table></td><td><a href="/1">上一篇</a></td></tr></table></form>
<p style="display:none">单位：元</p><div class=foot>主办单位：东江市人民政府办公室 地址：东江路1号</div>
"""


def shown(path: Path) -> list[str | list[tuple[str | None, ...]]]:
    """The lines and grids of a page."""
    return [[row.cells for row in block.rows] if isinstance(block, Grid) else block.text for block in read(path).blocks]


def page(tmp_path: Path, body: str, head: str = "") -> Path:
    path = tmp_path / "a.html"
    path.write_text(f"<html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return path


def test_what_surrounds_the_article_is_left_out(tmp_path: Path) -> None:
    plain = read(write_html(tmp_path / "plain.html", DISCLOSURE))
    assert read(write_html(tmp_path / "site.html", DISCLOSURE, around=AROUND)).lines == plain.lines


def test_the_title_that_stands_outside_of_the_article_heads_it(tmp_path: Path) -> None:
    body = f"<h2>2024年部门预算</h2><div>东江市档案馆2024年单位预算</div><div><div>{html_of(DISCLOSURE[1:])}</div></div>"
    path = page(tmp_path, body, "<title>东江市档案馆2024年单位预算-政务公开</title>")
    assert read(path).blocks[0] == Heading("东江市档案馆2024年单位预算", 1, read(path).blocks[0].at)
    assert shown(path)[1] == DISCLOSURE[1].above[0]


def test_the_title_is_taken_from_the_head_where_the_page_prints_none(tmp_path: Path) -> None:
    named = page(tmp_path, html_of(DISCLOSURE[1:]), '<meta name="ArticleTitle" content="东江市档案馆2024年单位预算"><title>政务公开</title>')
    assert shown(named)[0] == "东江市档案馆2024年单位预算"


def test_gb_pages_are_read_whatever_they_declare(tmp_path: Path) -> None:
    text = f'<html><head><meta content="text/html; charset=gb2312"></head><body>{html_of(DISCLOSURE)}</body></html>'
    expected = shown(write_html(tmp_path / "b.html", DISCLOSURE))
    for name, content in (("c.html", text), ("d.html", text.replace("gb2312", "utf-8")), ("e.html", html_of(DISCLOSURE))):
        (tmp_path / name).write_bytes(content.encode("gb18030"))
        assert shown(tmp_path / name) == expected


def test_rows_that_are_not_closed_are_rows(tmp_path: Path) -> None:
    table = html_table(EXPENDITURE.rows)
    path = page(tmp_path, table.replace("</tr>", "").replace("</td>", ""))
    assert shown(path) == [grid(EXPENDITURE.rows)]


def test_a_line_across_a_table_is_no_row_of_it(tmp_path: Path) -> None:
    table = (
        "<table><tr><td colspan=2><b>收入</b>总表</td></tr><tr><td colspan=2>单位：万元</td></tr><tr><td>科目</td><td>合计</td></tr>"
        "<tr><td>档案馆</td><td>2.00</td></tr><tr><td colspan=2>注：无其他收入。</td></tr></table>"
    )
    assert shown(page(tmp_path, table)) == ["收入总表", "单位：万元", [("科目", "合计"), ("档案馆", "2.00")], "注：无其他收入。"]


def test_wrapped_cells_are_joined(tmp_path: Path) -> None:
    table = "<table><tr><td><p>一般公共</p><p>预算</p></td><td>1,2<br>36.74</td></tr><tr><td>a&nbsp;&nbsp;b</td><td></td></tr></table>"
    assert shown(page(tmp_path, table)) == [[("一般公共预算", "1,236.74"), ("a b", "")]]


@pytest.mark.parametrize("cell", ["1<br>2", "<p>1</p><p>234</p>", "1 <br> 234.50", "-<br>2", "<div>1</div>2"])
def test_figures_below_each_other_in_one_cell_are_not_one(tmp_path: Path, cell: str) -> None:
    (rows,) = shown(page(tmp_path, f"<table><tr><td>科目</td><td>合计</td></tr><tr><td>a</td><td>{cell}</td></tr></table>"))
    assert ";" in (rows[1][1] or "") and parse_cell(rows[1][1] or "").value is None


@pytest.mark.parametrize("span", ["0", "9", "65000"])
def test_a_rowspan_beyond_the_table_ends_with_it(tmp_path: Path, span: str) -> None:
    table = f"<table><tr><td rowspan={span}>科目</td><td>1</td></tr><tr><td>2</td></tr></table>"
    assert shown(page(tmp_path, table)) == [[("科目", "1"), (None, "2")]]


def test_a_span_over_columns_that_a_short_row_does_not_reach_ends_in_its_row(tmp_path: Path) -> None:
    rows = ("<td>a</td><td>b</td><td>c</td><td rowspan=2>d</td>", "<td>x</td>", "<td>1</td><td>2</td><td>3</td><td>4</td>")
    table = "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    assert shown(page(tmp_path, table)) == [[("a", "b", "c", "d"), ("x", "", "", None), ("1", "2", "3", "4")]]


@pytest.mark.parametrize("span", ["0", "9"])
def test_a_rowspan_of_the_head_ends_with_it(tmp_path: Path, span: str) -> None:
    head = f"<thead><tr><th rowspan={span}>科目</th><th>合计</th></tr><tr><th>万元</th></tr></thead>"
    table = f"<table>{head}<tbody><tr><td>档案馆</td><td>3.00</td></tr></tbody></table>"
    assert shown(page(tmp_path, table)) == [[("科目", "合计"), (None, "万元"), ("档案馆", "3.00")]]


def test_spans_that_are_no_numbers_are_one(tmp_path: Path) -> None:
    table = '<table><tr><td colspan="x">科目</td><td rowspan="-2">1</td></tr><tr><td>a</td><td>2</td></tr></table>'
    assert shown(page(tmp_path, table)) == [[("科目", "1"), ("a", "2")]]


def test_a_table_inside_of_a_cell_stands_below(tmp_path: Path) -> None:
    inner = "<table><tr><td>x</td><td>1</td></tr><tr><td>y</td><td>2</td></tr></table>"
    table = f"<table><tr><td>科目</td><td>合计</td></tr><tr><td>a</td><td>3</td></tr><tr><td>明细</td><td>见{inner}</td></tr></table>"
    assert shown(page(tmp_path, table)) == [[("科目", "合计"), ("a", "3"), ("明细", "见")], [("x", "1"), ("y", "2")]]


def test_links_in_cells_are_text(tmp_path: Path) -> None:
    table = '<table><tr><td>项目</td><td>合计</td></tr><tr><td><p><a href="/1">库房改造</a></p></td><td><div>3.00</div></td></tr></table>'
    assert shown(page(tmp_path, table)) == [[("项目", "合计"), ("库房改造", "3.00")]]


def test_a_web_archive_is_its_page(tmp_path: Path) -> None:
    body = html_of(DISCLOSURE).encode("gb18030")
    path = tmp_path / "a.mht"
    head = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html; charset="gb2312"\n'
    path.write_bytes(head + b"Content-Transfer-Encoding: 8bit\n\n<html>" + body + b"</html>\n--x--\n")
    assert shown(path) == shown(write_html(tmp_path / "b.html", DISCLOSURE))


@pytest.mark.parametrize("depth", [2_000, 100_000])
def test_a_page_nested_without_end_is_damaged(tmp_path: Path, depth: int) -> None:
    with pytest.raises(DocumentDamaged):
        read(page(tmp_path, "<div>" * depth + "东江"))
