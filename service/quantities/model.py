"""What the grammar hands on: quantities, and the candidates that they are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from service.quantities.characters import LARGE
from service.quantities.numerals import Form

# Each way to write a currency, and the unit that it is; yuan are 元 however they are written.
YUAN = {"块钱": "元", "块": "元", "元": "元", "人民币": "元"}
FOREIGN_MONEY = {
    "美元": "美元", "美圆": "美元", "美金": "美元", "欧元": "欧元", "英镑": "英镑", "日元": "日元", "日圆": "日元", "港元": "港元",
    "港币": "港元", "新台币": "台币", "台币": "台币", "澳元": "澳元", "加元": "加元", "韩元": "韩元", "瑞士法郎": "瑞士法郎", "卢布": "卢布",
}
FOREIGN = frozenset(FOREIGN_MONEY.values())
PERCENT = "%"
POINTS = "百分点"
WITHOUT_PREFIX = (None, PERCENT, POINTS, "倍")
SCALE_PREFIXES = {1: "", 10**4: "万", 10**8: "亿", 10**12: "万亿"}
LEADING_SCALE = re.compile("[万亿]*")


@dataclass(frozen=True)
class Quantity:
    """One number with its unit, at `text[start:end]`.

    `unit` includes the 万 or 亿 directly before it (万元, 万人) and is spelled in half width: 元 also for 块, 人民币 and ¥,
    % also for 百分之, 成, 折 and 分之. Without a unit, `value` is the whole number (3万 is 30000).
    `exact` is False for 约, 近, 余, 多, 左右 and the like. A range has `low` and `high`, and its `value` is `low`.
    """

    start: int
    end: int
    value: Decimal
    unit: str | None
    exact: bool = True
    low: Decimal | None = None
    high: Decimal | None = None

    def scale(self) -> int:
        """How many of the basic unit one of `unit` is: 10000 for 万元, 1 for 元, 辆 or no unit."""
        return prod(LARGE[character] for character in LEADING_SCALE.match(self.unit or "")[0])

    def is_foreign(self) -> bool:
        """Whether it is an amount of another country's money, which no budget adds to yuan."""
        return LEADING_SCALE.sub("", self.unit or "") in FOREIGN


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number as first read, worth number × scale; `scale` is that of the 万 and 亿 directly before its unit."""

    start: int
    end: int
    number: Decimal
    scale: int = 1
    unit: str | None = None
    exact: bool = True
    high: Decimal | None = None
    form: Form = "plain"

    def settle(self) -> Quantity:
        """Put 万 and 亿 into the unit of money and counters, and into the value of all else."""
        prefix = None if self.unit in WITHOUT_PREFIX else SCALE_PREFIXES.get(self.scale)
        times, unit = (self.scale, self.unit) if prefix is None else (1, prefix + self.unit)
        value = _multiply(self.number, times)
        if self.high is None:
            return Quantity(self.start, self.end, value, unit, self.exact)
        return Quantity(self.start, self.end, value, unit, self.exact, value, _multiply(self.high, times))


def _multiply(number: Decimal, times: int) -> Decimal:
    """The product without the zeros that multiplying adds (1.2 × 10000 is 12000, not 12000.0); × 1 as it is."""
    product = number * times
    return product.to_integral_value() if times > 1 and product == product.to_integral_value() else product
