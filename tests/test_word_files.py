"""Word files: body order, merged cells, tables inside of cells, numbers that Word counts, what is not shown."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from service.documents import read
from service.documents.blocks import Grid, Heading
from tests.made_disclosure import EXPENDITURE
from tests.made_files import LEFT, add_docx_table, grid


def shown(path: Path) -> list[str | list[tuple[str | None, ...]]]:
    """The lines and grids of a file."""
    return [[row.cells for row in block.rows] if isinstance(block, Grid) else block.text for block in read(path).blocks]


def saved(tmp_path: Path, file: docx.document.Document) -> Path:
    file.save(str(tmp_path / "a.docx"))
    return tmp_path / "a.docx"



def test_paragraphs_and_tables_stand_in_their_order(tmp_path: Path) -> None:
    file = docx.Document()
    file.add_heading("一、收支情况", 2)
    add_docx_table(file, EXPENDITURE.rows)
    file.add_paragraph("注：无。")
    path = saved(tmp_path, file)
    assert shown(path) == ["一、收支情况", grid(EXPENDITURE.rows), "注：无。"]
    assert isinstance(read(path).blocks[0], Heading) and read(path).blocks[0].level == 2


def test_a_table_inside_of_a_cell_stands_below(tmp_path: Path) -> None:
    file = docx.Document()
    add_docx_table(file, (("科目", "合计"), ("a", "3"), ("明细", "见下")))
    add_docx_table(file.tables[0].cell(2, 1), (("x", "1"), ("y", "2")))
    assert shown(saved(tmp_path, file)) == [[("科目", "合计"), ("a", "3"), ("明细", "见下")], [("x", "1"), ("y", "2")]]


def test_a_table_that_only_places_another_is_none(tmp_path: Path) -> None:
    file = docx.Document()
    add_docx_table(file, (("收入总表",), ("",)))
    add_docx_table(file.tables[0].cell(1, 0), (("科目", "合计"), ("a", "3")))
    assert shown(saved(tmp_path, file)) == ["收入总表", [("科目", "合计"), ("a", "3")]]


def test_a_line_across_a_table_is_no_row_of_it(tmp_path: Path) -> None:
    file = docx.Document()
    add_docx_table(file, (("收入总表", LEFT), ("单位：万元", LEFT), ("科目", "合计"), ("a", "3"), ("注：无。", LEFT)))
    assert shown(saved(tmp_path, file)) == ["收入总表", "单位：万元", [("科目", "合计"), ("a", "3")], "注：无。"]


def test_numbers_that_word_counts_are_printed(tmp_path: Path) -> None:
    file = docx.Document()
    root = file.part.numbering_part.element
    root.insert(0, parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>'
    ))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    for depth, text in ((0, "收入"), (1, "拨款"), (1, "其他"), (0, "支出"), (1, "基本")):
        properties = file.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="91"/></w:numPr>'))
    file.add_paragraph("无编号")
    assert shown(saved(tmp_path, file)) == ["一、收入", "1.拨款", "2.其他", "二、支出", "1.基本", "无编号"]


def test_what_word_does_not_show_is_left_out(tmp_path: Path) -> None:
    file = docx.Document()
    paragraph = file.add_paragraph("预算")
    paragraph.add_run("隐藏").font.hidden = True
    paragraph._p.append(parse_xml(f'<w:ins {nsdecls("w")}><w:r><w:t>100万元</w:t></w:r></w:ins>'))
    paragraph._p.append(parse_xml(f'<w:del {nsdecls("w")}><w:r><w:delText>90万元</w:delText></w:r></w:del>'))
    control = parse_xml(f'<w:sdt {nsdecls("w")}><w:sdtContent><w:p><w:r><w:t>控件内</w:t></w:r></w:p></w:sdtContent></w:sdt>')
    file.element.body.insert(0, control)
    assert shown(saved(tmp_path, file)) == ["控件内", "预算100万元"]


def test_rows_that_begin_further_right_leave_their_first_columns_empty(tmp_path: Path) -> None:
    file = docx.Document()
    add_docx_table(file, (("科目", "合计", "拨款"), ("档案馆", "3", "3")))
    row = file.tables[0].rows[1]._tr
    row.remove(row.tc_lst[0])
    row.get_or_add_trPr().append(parse_xml(f'<w:gridBefore {nsdecls("w")} w:val="1"/>'))
    assert shown(saved(tmp_path, file)) == [[("科目", "合计", "拨款"), ("", "3", "3")]]


def test_a_merge_goes_on_only_below_a_cell_of_the_same_columns(tmp_path: Path) -> None:
    """Below 科目 stands a merge of its own column, then cells over other columns, then one that says that it goes on."""
    file = docx.Document()
    add_docx_table(file, (("科目", "合计", "拨款"), ("", "1", "1"), ("档案馆", LEFT, "2"), ("其他", "3", "3"), ("东江", "4", "4")))
    rows = [row._tr for row in file.tables[0].rows]
    rows[0].tc_lst[0].get_or_add_tcPr().append(parse_xml(f'<w:vMerge {nsdecls("w")} w:val="restart"/>'))
    for i in (1, 3):
        rows[i].tc_lst[0].get_or_add_tcPr().append(parse_xml(f'<w:vMerge {nsdecls("w")}/>'))
    assert shown(saved(tmp_path, file)) == [
        [("科目", "合计", "拨款"), (None, "1", "1"), ("档案馆", None, "2"), ("其他", "3", "3"), ("东江", "4", "4")]
    ]


def test_figures_below_each_other_in_one_cell_are_not_one(tmp_path: Path) -> None:
    file = docx.Document()
    add_docx_table(file, (("科目", "合计"), ("a", "1"), ("b", "3"), ("档案", "1,2")))
    cells = [row.cells for row in file.tables[0].rows]
    cells[1][1].add_paragraph("2")
    cells[2][1].paragraphs[0].add_run().add_break()
    cells[2][1].paragraphs[0].add_run("4")
    cells[3][0].add_paragraph("馆")
    cells[3][1].add_paragraph("36.74")
    assert shown(saved(tmp_path, file)) == [[("科目", "合计"), ("a", "1;2"), ("b", "3;4"), ("档案馆", "1,236.74")]]


def test_text_frames_are_read_once(tmp_path: Path) -> None:
    file = docx.Document()
    inner = "<w:txbxContent><w:p><w:r><w:t>东江市档案馆</w:t></w:r></w:p></w:txbxContent>"
    run = parse_xml(
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:AlternateContent><mc:Choice Requires="wps">{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent></w:r>'
    )
    file.add_paragraph("2024年")._p.append(run)
    assert shown(saved(tmp_path, file)) == ["2024年", "东江市档案馆"]
