"""Narrative paragraphs: joined lines, heading paths, definitions, and who a document says it is."""

from __future__ import annotations

import pytest

from service.documents.blocks import Locator, Paragraph
from service.extraction.layout import label_lines
from service.extraction.model import Passage
from service.extraction.passages import lines_to_passages
from tests.reading import extraction_of

IDENTITIES = [
    ("人力资源", "人力资源和社会保障部信息中心", 2023, "unit", "中央", "中央", "central"),
    ("四川", "四川省人力资源和社会保障信息中心", 2023, "unit", "四川", "四川", "province"),
    ("武汉", "武汉市人力资源和社会保障信息中心", 2023, "unit", "武汉", "湖北", "city"),
    ("深圳", "深圳市人力资源和社会保障数据管理中心", 2023, "department", "深圳", "广东", "city"),
    ("天门", "天门市人力资源和社会保障信息中心", 2024, "department", "天门", "湖北", "county"),
]


@pytest.mark.parametrize(("document", "unit", "year", "variant", "region", "province", "level"), IDENTITIES)
def test_identity_is_what_the_title_page_says(
    document: str, unit: str, year: int, variant: str, region: str, province: str, level: str
) -> None:
    identity = extraction_of(document).identity
    assert (identity.unit_name, identity.year, identity.type, identity.variant) == (unit, year, "budget", variant)
    assert (identity.region, identity.province, identity.level) == (region, province, level)


def passage_at(document: str, line: int) -> Passage:
    return next(passage for passage in extraction_of(document).passages if passage.line == line)


def test_paragraph_cut_by_a_page_break_is_joined() -> None:
    passage = passage_at("人力资源", 267)
    assert "收入全部为一般公共预算拨款，无政府性基金预算拨款和国有资本经营预算拨款" in passage.text
    assert [line for _, line in passage.breaks] == [267, 269]


def test_numbered_sentence_cut_in_the_middle_of_its_subject_is_joined() -> None:
    passage = passage_at("人力资源", 287)
    assert passage.text.startswith("3.社会保障和就业支出（类）行政事业单位养老支出(款)事业单位离退休(项)2023年预算数为9.50万元")


def test_bullets_of_a_broken_list_are_one_sentence() -> None:
    passage = passage_at("武汉", 400)
    assert "2023年预算数398.36万元,比2022年预算增加187.82万元" in passage.text


def test_blanks_inside_figures_are_removed() -> None:
    assert passage_at("武汉", 376).text.startswith("2023年收入预算1,236.74万元,其中:一般公共预算财政拨款收入1,236.74万元")


def test_heading_path_goes_by_numbering_not_by_markup() -> None:
    assert passage_at("武汉", 392).section == (
        "第三部分武汉市人力资源和社会保障信息中心2023年预算情况说明",
        "五、一般公共预算支出安排情况",
        "(一)一般公共预算拨款规模变化情况。",
    )


def test_part_heading_printed_over_several_lines_is_one() -> None:
    assert passage_at("四川", 337).section[0] == "第三部分四川省人力资源和社会保障信息中心2023年单位预算情况说明"


def test_a_short_sentence_with_a_number_is_no_heading() -> None:
    assert passage_at("四川", 393).text == "（一）公务接待费与2022年预算持平。"


@pytest.mark.parametrize(
    ("document", "count"), [("人力资源", 15), ("四川", 4), ("武汉", 12), ("深圳", 9), ("天门", 7)]
)
def test_each_term_is_a_definition(document: str, count: int) -> None:
    assert sum(passage.kind == "definition" for passage in extraction_of(document).passages) == count


def test_a_definition_after_a_list_is_not_part_of_that_list() -> None:
    assert passage_at("武汉", 469).section == ("第四部分名词解释",)
    assert passage_at("武汉", 469).text.startswith("(三)基本支出:")


def test_contents_lines_and_table_notes_are_no_passages() -> None:
    texts = [passage.text for passage in extraction_of("深圳").passages]
    assert not any(text.startswith(("注：", "(一)收支总表", "(一) 收支总表")) for text in texts)


def test_a_line_that_a_sentence_goes_on_from_is_no_second_line_of_a_heading() -> None:
    lines = ("第四部分 政府采购预算情况", "东江市档案局（本级）纳入2026年部门预算的政府采购项", "目共有120.50万元，其中：货物类项目20.50万元。",
             "第五部分", "东江市档案局（本级）2026年部门预算情况的有关说明", "全年无调整。")
    blocks = tuple(Paragraph(text, Locator(i, i)) for i, text in enumerate(lines, 1))
    passages = lines_to_passages(label_lines(blocks), frozenset())
    assert passages[0].section == ("第四部分政府采购预算情况",)
    assert passages[0].text.startswith("东江市档案局（本级）纳入2026年部门预算的政府采购项目共有120.50万元")
    assert passages[1].section == ("第五部分东江市档案局（本级）2026年部门预算情况的有关说明",)
