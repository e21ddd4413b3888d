"""The words of the printed page, from prompts/documents/page.yaml, with their expressions compiled."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import msgspec

from service import assets

_MARKUP_SIGNS = ((r"\geq", "≥"), (r"\leq", "≤"), (r"\ge", "≥"), (r"\le", "≤"), (r"\%", "%"), (r"\times", "×"), ("$", ""))
# The same labels are cleaned again and again while a document is read.
_REMEMBERED = 1 << 16
# White space between two Latin letters separates words; everywhere else extraction or letter-spacing put it there.
_WHITE = re.compile(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])")


class PageWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/documents/page.yaml as written; see there for what each expression means."""

    contents_title: str
    unit_line: str
    owner_line: str
    furniture: list[str]
    note: str
    none_arranged: str
    longest_bare_note: int
    totals: str
    half_income: str
    half_expenditure: str
    income_sum: str
    expenditure_sum: str
    column_number: str
    code_level: str
    columns_counted: str
    rows_counted: str
    separator: str
    sentence_end: str
    opens: str
    says: str
    year: str
    year_label: str
    type_final: str
    title: str
    file_name: str
    variant_department: str
    unit_name_noise: str
    known_as: str
    central: str
    central_region: str
    not_in_office: str
    own_suffix: str
    own_name: str
    department_name: str
    county: str
    city: str
    owner_label: str
    chinese_digits: dict[str, str]
    section_tables: dict[str, str]
    numbering: list[str]
    not_heading: str
    heading_noun: str
    definitions: str
    longest_heading: int
    full_line: int
    heading_end: str
    continues: str
    not_heading_line: str
    scattered_stop: str
    long_cell: int
    short_rest: int
    title_goes_on: str
    markup: str


@cache
def words() -> PageWords:
    """The words of the page; raises AssetError if the file is not as it should be."""
    return assets.load("documents/page.yaml", PageWords)


@cache
def pattern(expression: str) -> re.Pattern[str]:
    """One expression of an asset file, compiled once."""
    return re.compile(expression)


def found(expression: str, text: str) -> re.Match[str] | None:
    """The first match of an asset's expression in `text`."""
    return pattern(expression).search(text)


@lru_cache(maxsize=_REMEMBERED)
def clean(printed: str) -> str:
    """Printed text without markup and without the white space that extraction and letter-spacing added.

    >>> clean("<b>2023 年</b> 1236. 74")
    '2023年1236.74'
    """
    text = pattern(words().markup).sub("", printed)
    for sign, plain in _MARKUP_SIGNS:
        text = text.replace(sign, plain)
    return _WHITE.sub("", text).strip()


@lru_cache(maxsize=_REMEMBERED)
def compact(printed: str) -> str:
    """Text for comparing: cleaned, half-width brackets and punctuation, no leading `#` or bullet."""
    text = unicodedata.normalize("NFKC", clean(strip_marks(printed)))
    return text.replace("，", ",").replace("：", ":")


def strip_marks(printed: str) -> str:
    """A line without the marks of a heading or a list item in front of it."""
    return re.sub(r"^\s*(?:#+\s*|[-•]\s+)*", "", printed)
