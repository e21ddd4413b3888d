"""Subjects of the classifications and regions are found by the codes and names that people and documents use."""

import pytest

from service.errors import AssetError
from service.language.accounts import load_accounts
from service.language.regions import find_regions, load_regions


@pytest.mark.parametrize(
    ("classification", "name", "codes"),
    [
        ("function", "社会保障和就业支出", ["208"]),
        ("function", "社保就业支出", ["208"]),
        ("function", "医疗卫生支出", ["210"]),
        ("function", "行政事业单位离退休", ["20805"]),
        ("function", "机关事业单位基本养老保险缴费支出", ["2080505"]),
        ("function", "住房公积金", ["2210201"]),
        ("economic", "维修(护)费", ["30213"]),
        ("economic", "因公出国（境）费用", ["30212"]),
        ("economic", "招待费", ["30217"]),
        ("economic", "退休费", ["30302"]),
        ("economic", "信息网络及软件购置更新", ["30907", "31007"]),
        ("economic", "事业运行", []),
    ],
)
def test_names_lead_to_codes(classification, name, codes):
    assert [account.code for account in load_accounts(classification).by_name(name)] == codes


def test_one_name_in_many_groups():
    """行政运行 is an item of most groups, so that the name alone does not choose one."""
    codes = [account.code for account in load_accounts("function").by_name("行政运行")]
    assert {"2010101", "2080101"} < set(codes)


def test_levels_and_parents():
    functions = load_accounts("function")
    assert functions.by_code["2080150"].level == 3
    assert functions.parent("2080150").name == "人力资源和社会保障管理事务"
    assert functions.parent("20801").name == "社会保障和就业支出"
    assert functions.parent("208") is None
    assert functions.parent("2080177").code == "20801"


def test_every_class_is_there():
    functions = load_accounts("function")
    assert {"201", "205", "208", "210", "221", "234"} <= {code for code in functions.by_code if len(code) == 3}
    economics = load_accounts("economic")
    expected = {"301", "302", "303", "307", "309", "310", "311", "312", "313", "399"}
    assert {code for code in economics.by_code if len(code) == 3} == expected


@pytest.mark.parametrize(
    "lines",
    ['- {code: "2080", name: 甲}', '- {code: "208", name: 甲}\n- {code: "208", name: 乙}', '- {code: "20801", name: 甲}'],
    ids=["malformed", "twice", "no parent"],
)
def test_wrong_code_is_refused(lines, tmp_path):
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "functions.yaml").write_text(lines, encoding="utf-8")
    with pytest.raises(AssetError):
        load_accounts("function", tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("武汉和天门差多少", ["武汉市", "天门市"]),
        ("湖北省武汉市人力资源和社会保障信息中心", ["湖北省", "武汉市"]),
        ("内蒙古今年预算", ["内蒙古自治区"]),
        ("恩施州的三公经费", ["恩施土家族苗族自治州"]),
        ("吉林市", ["吉林市"]),
        ("吉林", ["吉林省"]),
        ("海南州", ["海南藏族自治州"]),
        ("其中卫生健康支出", []),
        ("预算公开封面", []),
        ("不含中央财政拨款", []),
        ("来宾接待费", []),
        ("上海南京路", ["上海市", "南京市"]),
    ],
)
def test_regions_in_text(text, expected):
    assert [region.full for region in find_regions(text)] == expected


def test_all_regions():
    regions = load_regions().regions
    assert sum(region.kind in ("province", "municipality") for region in regions) == 34
    by_full = {region.full: region for region in regions}
    assert by_full["天门市"].kind == "county"
    assert by_full["天门市"].province == "湖北"
    assert by_full["重庆市"].kind == "municipality"
    assert by_full["中央"].province == ""


def test_a_longer_form_of_a_name_is_one_of_all_accounts_of_that_name() -> None:
    accounts = load_accounts("function")
    assert {account.code for account in accounts.by_name("事业运行支出")} == {account.code for account in accounts.by_name("事业运行")}
