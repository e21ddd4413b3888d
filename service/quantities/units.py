"""The units that amounts are counted in, as they stand behind a numeral."""

from __future__ import annotations

import re

from service.quantities.model import FOREIGN_MONEY, POINTS, YUAN

CURRENCIES = YUAN | FOREIGN_MONEY
CURRENCY_SIGNS = {"¥": "元", "$": "美元"}
COUNTERS = (
    "台/套 台(套) 台套 平方公里 平方米 立方米 千瓦时 个工作日 工作日 个月 小时 分钟 公里 公顷 公斤 千克 "
    "人次 人天 辆次 家次 批次 车次 场次 件次 户次 m2 ㎡ 个人 "
    "个 人 名 位 辆 台 套 张 次 家 件 项 户 处 间 场 条 份 篇 册 批 所 座 天 秒 亩 吨 例 宗 种"
).split()
SHORTER = {"倍半": "倍", "个人": "人"}

_WORDS = sorted((*COUNTERS, *CURRENCIES), key=len, reverse=True)
UNIT = f"(?=[{''.join(sorted({word[0] for word in _WORDS}))}])(?:{'|'.join(map(re.escape, _WORDS))})"
# A unit that begins another word is none: 人员, 家庭, 项目, 天门 ….
OTHER_WORD = (
    "(?!(?<=人)[民员均才力社]|(?<=家)[庭长属]|(?<=项)目|(?<=种)类|(?<=处)[置理]|(?<=条)[例款]|(?<=位)于"
    "|(?<=名)[称字录单]|(?<=天)[津门水]|(?<=台)[币湾州])"
)
BEHIND = re.compile(
    rf"(?P<some>来(?=\s?{UNIT}))?"
    rf"(?:\s{{0,4}}(?P<points>个?\s?百\s?分\s?点)"
    rf"|\s{{0,2}}(?P<unit>%|倍(?P<half>半)?|{UNIT}{OTHER_WORD}|分(?![之别类配布析公散为成期])))?"
)
# 五元三毛, 50元6角3分, 两美元又三美分
SMALL_CHANGE = re.compile(
    r"\s?又?零?(?:(?P<tenths>[一二两三四五六七八九\d])\s?[角毛](?!\w*楼)零?)?"
    r"(?:(?P<hundredths>[一二两三四五六七八九]|\d\d?)\s?美?分(?![之钟别类配布析公散为成期]))?"
)


def name_unit(match: re.Match[str]) -> str | None:
    """The unit that BEHIND found, in one spelling; None without one."""
    if match["points"]:
        return POINTS
    printed = match["unit"]
    return CURRENCIES.get(printed) or SHORTER.get(printed, printed)
