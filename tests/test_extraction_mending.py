"""Damage of single cells: read as the same document prints it elsewhere, with that line as proof, and left alone without one."""

from __future__ import annotations

import pytest

from service.extraction.mending import mend_tables
from service.extraction.mending.fused_rows import split_fused_rows
from service.extraction.mending.goals import mend_goals
from service.extraction.mending.look_alikes import mend_look_alikes
from service.extraction.mending.names import mend_names
from service.extraction.mending.seams import read_seam
from service.extraction.mending.strips import read_strips
from service.extraction.mending.texts import Texts, fold, strips_of
from service.extraction.mending.values import mend_values
from service.extraction.model import Passage, Table
from tests.reading import made_up_form

HERE = 9


def texts(*pieces: str) -> Texts:
    return Texts(tuple((number, fold(piece)) for number, piece in enumerate(pieces, 101)))


def said(table: Table) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row.cells] for row in table.rows]


# Cuts


@pytest.mark.parametrize(
    ("left", "right", "elsewhere", "read"),
    [
        # As printed; a character doubled at the cut; a sign of the frame; a character halved; a full stop printed twice.
        ("完成县道养护", "工程验收", "县道养护工程进度", "完成县道养护工程验收"),
        ("青山县交通运", "云输局", "青山县交通运输局", "青山县交通运输局"),
        ("完成县道的", "|养护和绿化", "国道的养护和绿化", "完成县道的养护和绿化"),
        ("桥梁检测不间木", "折开展全年", "检测不间断开展全", "桥梁检测不间断开展全年"),
        ("道路畅通。", "。桥梁安全", "", "道路畅通。桥梁安全"),
        # Figures: a year, and a figure that another line prints before the same word.
        ("其中:2", "2021年安排", "", "其中:2021年安排"),
        ("全年巡查36", "5天", "机房365天值守", "全年巡查365天"),
    ],
)
def test_a_cut_is_read_as_it_is_printed_elsewhere(left: str, right: str, elsewhere: str, read: str) -> None:
    seam = read_seam(left, right, texts(elsewhere), HERE)
    assert seam.left + seam.between + seam.right == read
    assert seam.proof


@pytest.mark.parametrize(("left", "right"), [("完成县道养护", "绿化验收"), ("共10", "00%"), ("累计5", "5人")])
def test_a_cut_that_nothing_proves_stays_as_printed(left: str, right: str) -> None:
    seam = read_seam(left, right, texts("无关的文字", "1000件"), HERE)
    assert (seam.left + seam.between + seam.right, seam.proof) == (left + right, "")


def test_the_line_itself_proves_nothing() -> None:
    assert read_seam("县道养护", "工程验收", Texts(((HERE, "县道养护工程验收"),)), HERE).proof == ""


# Strips


def test_strips_are_read_line_by_line() -> None:
    strips = strips_of("1、新建农村公路,改善出行条 2、加固危桥\t件,服务沿线村民")
    reading = read_strips(strips, texts("改善村民出行条件,"), HERE)
    assert reading.text == "1、新建农村公路,改善出行条件,服务沿线村民2、加固危桥"
    assert reading.is_proved


def test_strips_of_three_parts_with_a_year_cut_in_two() -> None:
    strips = strips_of("2020年预算31.5万元,2 加6.5万元。\t2021年预算38. 0万元,202\t2年预算44. 5万元,较上年增")
    reading = read_strips(strips, texts("比上年增加", "2019年预算"), HERE)
    assert reading.text == "2020年预算31.5万元,2021年预算38.0万元,2022年预算44.5万元,较上年增加6.5万元。"


def test_strips_whose_order_nothing_shows_stay_one_behind_the_other() -> None:
    reading = read_strips(strips_of("甲乙 丙丁\t戊己 庚辛"), texts("无关的文字"), HERE)
    assert (reading.text, reading.is_proved) == ("甲乙丙丁戊己庚辛", False)


def test_a_strip_that_stops_short_in_a_sentence_lacks_its_end() -> None:
    strips = strips_of("1、维护全县路 2、清理边\t沟,保证排水")
    assert read_strips(strips, texts("清理边沟,"), HERE).lacks_ends


def test_cut_cells_of_a_form_say_what_proves_them_or_are_doubtful() -> None:
    tables = made_up_form(
        "绩效目标表", "单位名称|青山县交通运|云输局|", "项目负责人|王|某某", "总体目标|沿线绿化|养护质量|",
    )
    notes = Passage(1, (), "青山县交通运输局负责全县公路。", 99, ((0, 99),))
    table = mend_tables(tables, (notes,))[0]
    assert said(table) == [["单位名称", "青山县交通运输局"], ["项目负责人", "王某某"], ["总体目标", "沿线绿化养护质量"]]
    assert [(repair.line, repair.why) for repair in table.repairs] == [(1, "cut_cell"), (2, "cut_cell")]
    assert "L99" in table.repairs[0].detail
    assert [(doubt.line, doubt.why) for doubt in table.doubts] == [(3, "unproved_join")]


def test_pieces_that_are_whole_texts_elsewhere_stay_apart() -> None:
    tables = made_up_form("项目表", "支出功能分类|公路建设|一般公共预算|", "项目类型|一般公共预算||")
    table = mend_tables(tables, ())[0]
    assert said(table)[0] == ["支出功能分类", "公路建设 一般公共预算"]
    assert ([repair.line for repair in table.repairs], [doubt.why for doubt in table.doubts]) == ([], ["separate_pieces"])


# Look-alikes


def test_look_alikes_are_read_as_the_words_stand_elsewhere() -> None:
    tables = made_up_form("绩效目标表", "总体目标|及时外理路面病害,按月公布收人情况")
    mended, = mend_look_alikes(tables, texts("及时处理路面病害的方案", "每月公布收入情况表"))
    assert said(mended)[0][1] == "及时处理路面病害,按月公布收入情况"
    assert [repair.detail for repair in mended.repairs] == ["L101：及时处理路面", "L102：公布收入情况"]


def test_look_alikes_without_a_twin_stay() -> None:
    tables = made_up_form("绩效目标表", "总体目标|对外理赔业务平稳,处外协作")
    assert mend_look_alikes(tables, texts("内外协作")) == tables


def test_words_that_are_printed_elsewhere_are_no_look_alikes() -> None:
    tables = made_up_form("绩效目标表", "总体目标|全部收人登记")
    assert mend_look_alikes(tables, texts("全部收入登记", "部收人登")) == tables


# Indicators


LONG = (
    "|一级指标|二级指标|三级指标|指标|值",
    "长期绩效指标|产出指标|数量指标|巡查桥梁|36|0余座",
    "||时效指标|应急响应 道路清扫里程|小时内到 约900公|",
    "||质量指标|公众满意|90%|",
)
TWIN = (
    "长期绩效目标表||||",
    "目标名称|一级指标|二级指标|三级指标|指标值",
    "长期目标|产出指标|数量指标|巡查桥梁|360余座",
    "||时效指标|应急响应|2小时内到场",
    "|||道路清扫里程|约900公里",
    "||质量指标|公众满意|≥95%",
)


def mend_indicators(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    return mend_values(split_fused_rows(tables, texts()), texts())


def test_damaged_indicators_are_read_as_their_twin_and_whole_ones_are_not() -> None:
    tables = mend_indicators((*made_up_form("整体绩效目标表", "项目名称|甲|", *LONG), *made_up_form("项目申报表", "项目名称|乙|", *TWIN, first=30)))
    table = next(table for table in tables if table.title.endswith("长期绩效指标"))
    assert [[row.line, row.cells[-2].text, row.cells[-1].text] for row in table.rows] == [
        [3, "巡查桥梁", "360余座"], [4, "应急响应", "2小时内到场"], [4, "道路清扫里程", "约900公里"], [5, "公众满意", "90%"],
    ]
    assert {"L33：360余座", "L34：2小时内到场", "L35：约900公里"} <= {repair.detail for repair in table.repairs}


def test_an_indicator_with_two_twins_is_left_alone() -> None:
    other = [line.replace("360余座", "3680余座") for line in TWIN]
    damaged = made_up_form("整体绩效目标表", "项目名称|甲|", LONG[0], LONG[1])
    twins = (*made_up_form("项目申报表", "项目名称|乙|", *TWIN, first=30), *made_up_form("另一申报表", "项目名称|丙|", *other, first=60))
    assert mend_indicators((*damaged, *twins))[: len(damaged)] == damaged


# Goals and names


def test_a_damaged_summary_is_read_with_the_goals_of_the_same_form() -> None:
    tables = made_up_form(
        "整体绩效目标表",
        "|长期目标(截止2026年)||||年度目标||",
        "整体绩效总目标|目标1:建成覆盖全县的交通视频监控系。||||实现重点路|段监控全 覆盖|",
        "长期目标1:|建成覆盖全县的交通视频监控体系。|||||",
        "年度目标1:|实现重点路段监控全覆盖,监控中心投入使用。|||||",
    )
    goals = next(table for table in mend_goals(tables, texts("")) if table.title.endswith("整体绩效总目标"))
    assert said(goals)[0] == [
        "目标1:建成覆盖全县的交通视频监控体系。", "目标1:实现重点路段监控全覆盖,监控中心投入使用。",
    ]


def test_another_wording_of_a_goal_stays() -> None:
    tables = made_up_form(
        "整体绩效目标表", "|长期目标|||年度目标||", "整体绩效总目标|目标1:建成监控体系。||||||", "长期目标1:|建成覆盖全县的交通视频监控体系。|||||",
    )
    assert mend_goals(tables, texts("")) == tables


def test_a_units_name_in_the_place_of_a_code() -> None:
    tables = made_up_form("项目申报表", "项目名称|公路养护|项目编码|青山县公路养护中", "主管部门|县交通局|项目实施单位|青山")
    mended, = mend_names(tables, texts("青山县公路养护中心"))
    assert said(mended) == [["项目名称", "公路养护"], ["项目编码", None], ["主管部门", "县交通局"], ["项目实施单位", "青山县公路养护中心"]]
    assert [(doubt.line, doubt.why) for doubt in mended.doubts] == [(1, "not_a_code")]
    assert mend_names(tables, texts("无关的文字")) == tables


def test_texts_that_break_off_or_begin_in_the_middle_are_doubtful() -> None:
    tables = made_up_form(
        "项目申报表",
        "项目立项依据|的有关规定执行。2、县政府会议纪要。3、省厅通知。",
        "项目实施方案|1、勘察。2、施工。3、验收。",
        "总体目标|完成县乡公路危桥改造并通过验收,保障沿线群众安全出行的需",
        "其他说明|项目应满足通过验收,保障沿线群众安全出行的需求。",
    )
    doubts = mend_tables(tables, ())[0].doubts
    assert [(doubt.line, doubt.why) for doubt in doubts] == [(1, "incomplete_cell"), (3, "incomplete_cell")]
