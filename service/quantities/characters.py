"""The characters of numbers: digits, scales, and one form for each of their spellings."""

from __future__ import annotations

import re

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
LARGE = {"万": 10**4, "亿": 10**8}
SCALES = {"兆": 10**12, "亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}

# One character for one, so that every index stays that of the text as given.
FOLD = str.maketrans(
    "０１２３４５６７８９．％＋－−–—～〜∼（）：／￥＄萬億兩倆壹贰貳叁參肆陸伍陆柒捌玖拾佰仟○負幾點個臺輛張",
    "0123456789.%+----~~~():/¥$万亿两两一二二三三四六五六七八九十百千〇负几点个台辆张",
)
WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９])")

# 伍 陆 肆 拾 are also in words (队伍, 大陆, 放肆, 收拾): as digits they stand behind another numeral, or before a formal one or 元.
FORMAL = "壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億万亿"
ORDINARY = "零〇一二两三四五六七八九十百千廿卅"
WORD_DIGITS = re.compile(
    rf"(?<![{FORMAL}{ORDINARY}兩点點之])(?<![{FORMAL}{ORDINARY}兩点點之]\s)"
    rf"(?:[肆伍陆陸](?!\s?[{FORMAL}点點零元圆])|拾(?!\s?[{FORMAL}{ORDINARY}元圆]))"
)
PLACEHOLDER = "·"


def fold(text: str) -> str:
    """`text` with digits, signs and numerals in one form each, character for character."""
    return WIDE_COMMA.sub(",", WORD_DIGITS.sub(PLACEHOLDER, text)).translate(FOLD)


def chinese_numeral(number: int) -> str:
    """A whole number from 1 to 99 as a list counts it: 十二, 二十; others in Arabic digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    digits = " 一二三四五六七八九"
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")
