"""TEXT → NUMBERS: the one grammar of numbers and amounts, for questions and documents alike.

    numerals.py    every number that is written, with its value        三百五 → 350
    amounts.py     those that are meant as amounts, with their units   约1,236.74万元 → 1236.74 万元, not exact
    ranges.py      two of them as one                                  5万至10万元 → 5 to 10 万元
    intervals.py   what words of comparison leave open                 超过300万元 → over 300 万元
    cells.py       what a table's cell prints                          (1,236.74) → -1236.74
    rounding.py    a number with as many decimals as a printed one     1236.745 → 1236.75
"""

from service.quantities.amounts import find_quantities
from service.quantities.cells import CellNumber, parse_cell
from service.quantities.characters import fold
from service.quantities.intervals import Interval, find_intervals
from service.quantities.model import Quantity
from service.quantities.numerals import Numeral, find_numerals, parse_numeral
from service.quantities.rounding import round_to

__all__ = [
    "CellNumber", "Interval", "Numeral", "Quantity", "find_intervals", "find_numerals", "find_quantities", "fold", "parse_cell",
    "parse_numeral", "round_to",
]
