"""The words of forms, from prompts/documents/forms.yaml, and what a printed text is by them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import msgspec

from service import assets
from service.extraction.words import clean, pattern

_BRACKETS = re.compile(r"\([^()]*\)")
_CHECKED = re.compile(r"<input\b[^>]*\bchecked\b[^>]*>")
_UNCHECKED = re.compile(r"<input\b[^>]*>")
_NOISE = re.compile(r"[\\\U0001F000-\U0001FAFF]")
_MEANINGFUL = re.compile(r"[\u3400-\u9fffA-Za-z0-9≥≤=<>＝＜＞％%√☑□—–-]")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
_AMOUNT = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_NUMERIC = re.compile(r"-?\d[\d,.]*(?P<unit>\D{0,4})")
_ENDS = " :,.;、。·-*"
_DASH = re.compile(r"[—–-]+")
# One form's texts are compared again and again.
_REMEMBERED = 8192
# Shorter words say too little to be recognised by one of their ends.
SHORTEST_FRAGMENT = 3


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of a form (indicators, funds, projects, …); see the asset for its fields."""

    id: str
    name: str
    roles: list[str]
    needs: list[str]
    side: bool
    sides: list[str]
    titles: list[str]


class FormWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """prompts/documents/forms.yaml as written."""

    columns: dict[str, list[str]]
    column_patterns: dict[str, str]
    alone: list[str]
    blocks: list[Part]
    labels: list[str]
    inner_labels: list[str]
    goal_label: str
    label_groups: list[str]
    digit_labels: list[str]
    organisation_label: str
    label_columns: list[str]
    basic: str
    level1: list[str]
    level2: list[str]
    level2_pattern: str
    relations: dict[str, list[str]]
    number_pattern: str
    not_units: str
    qualified_pattern: str
    no_target: list[str]
    value_start: str
    totals: list[str]
    total_ending: str
    fund_groups: list[str]
    fund_items: list[list[str]]
    categories: list[str]
    organisation_pattern: str
    project_kinds: list[str]
    project_labels: dict[str, list[str]]
    horizons: list[str]
    unit_pattern: str
    header_unit: str
    goal_name_format: str
    shifted_proof: str
    goes_on: str
    stop: str
    first_item: str
    second_item: str
    unfinished: str
    scrambled: str
    year_alone: str
    look_alikes: dict[str, str]
    printed_proof: str
    stop_proof: str
    year_proof: str
    source_items: list[str]
    listed_proof: str
    reasons: dict[str, str]


@cache
def form_words() -> FormWords:
    """The words of forms; raises AssetError if the file is not as it should be."""
    return assets.load("documents/forms.yaml", FormWords)


def cite(line: int, text: str) -> str:
    """The proof of a repair: the line that prints a text in one piece, and the text."""
    return form_words().printed_proof.format(line=line, text=text)


def clean_cell(printed: str) -> str:
    """A form's cell as text: boxes as ☑ □, without markup, added white space and what is no letter, digit or sign."""
    boxes = _UNCHECKED.sub("□", _CHECKED.sub("☑", printed))
    text = _NOISE.sub("", clean(boxes)).strip()
    return text if _MEANINGFUL.search(text) else ""


@lru_cache(maxsize=_REMEMBERED)
def bare(text: str) -> str:
    """A word for comparing: no brackets with their content, no punctuation at its ends.

    >>> bare("项目资金 (万元)：")
    '项目资金'
    """
    return _BRACKETS.sub("", plain_word(text)).strip(_ENDS)


@lru_cache(maxsize=_REMEMBERED)
def plain_word(text: str) -> str:
    """A word for comparing with its brackets: half width, no punctuation at its ends."""
    return unicodedata.normalize("NFKC", clean_cell(text)).strip(_ENDS)


@cache
def role_words() -> dict[str, str]:
    """Every word that heads a column → its role; listed with brackets, it is meant with them."""
    listed = ((word, role) for role, words in form_words().columns.items() for word in words)
    return {plain_word(word): role for word, role in listed}


def role_of(text: str) -> str | None:
    """The role of a column headed by exactly this text, None if it heads none."""
    word = bare(text)
    if role := role_words().get(plain_word(text)) or role_words().get(word):
        return role
    patterns = form_words().column_patterns.items()
    return next((role for role, expression in patterns if pattern(expression).fullmatch(word)), None)


def word_of(pieces: list[str]) -> str | None:
    """The header word that was cut into these pieces; only the characters next to a cut may be damaged."""
    joined = bare("".join(pieces))
    if not all(map(bare, pieces)):
        return None
    if joined in role_words():
        return joined
    if len(pieces) != 2 or role_of(pieces[0]) and role_of(pieces[1]):
        return None
    left, right = bare(pieces[0]), bare(pieces[1])
    return next((word for word in role_words() if seam_matches(left, right, word)), None)


def seam_matches(left: str, right: str, word: str) -> bool:
    """Whether `word` reads as left + right with at most one character of each lost or doubled at the cut."""
    for start in (left, left[:-1]):
        for end in (right, right[1:]):
            between = len(word) - len(start) - len(end)
            if start and end and 0 <= between <= 1 and word.startswith(start) and word.endswith(end):
                return True
    return False


def rest_of_word(text: str) -> str | None:
    """The one header word of which only the end is printed; None if there is none or several."""
    fragment = bare(text)
    if len(fragment) < SHORTEST_FRAGMENT:
        return None
    found = [word for word in role_words() if word.endswith(fragment) and word != fragment]
    return found[0] if len(found) == 1 else None


def is_label(text: str) -> bool:
    """Whether the text is a label that stands before its content, such as 项目负责人 or 长期目标1."""
    return bare(text) in _bare_set("labels") or is_goal_label(text) or is_label_group(text)


def is_known(text: str) -> bool:
    """Whether the text is a label or stands to the left of a part."""
    return is_label(text) or is_side(text)


def is_organisation_label(text: str) -> bool:
    """Whether a label stands before the name of a unit (项目执行单位)."""
    return is_label(text) and pattern(form_words().organisation_label).search(bare(text)) is not None


def is_inner_label(text: str) -> bool:
    """Whether the text is a label among labels; elsewhere it may be an item or a column."""
    return is_label(text) or bare(text) in _bare_set("inner_labels")


def is_goal_label(text: str) -> bool:
    """Whether the text announces one numbered goal."""
    return pattern(form_words().goal_label).fullmatch(bare(text)) is not None


def horizon_of(text: str) -> str | None:
    """The time that a title or a header begins with (长期, 年度), None if it says none."""
    return next((word for word in form_words().horizons if bare(text).startswith(word)), None)


def is_label_group(text: str) -> bool:
    """Whether the text stands to the left of several labels (项目资金)."""
    return bare(text) in _bare_set("label_groups")


def is_total(text: str) -> bool:
    """Whether the text names a total."""
    return bare(text) in _bare_set("totals")


def is_side(text: str) -> bool:
    """Whether the text stands to the left of a whole part of a form."""
    return bare(text) in _sides()


def is_side_fragment(text: str) -> bool:
    """Whether the text is a label to the left of a part, or what a line break left of one."""
    return is_side(text) or len(text) < SHORTEST_FRAGMENT and any(text in side for side in _sides())


def is_fund_group(text: str) -> bool:
    """Whether the text groups the items of the funds (收入构成)."""
    return bare(text) in _bare_set("fund_groups")


def is_level(text: str, level: int) -> bool:
    """Whether the text names an indicator's first or second level."""
    if level == 1:
        return bare(text) in _bare_set("level1")
    return bare(text) in _bare_set("level2") or bool(pattern(form_words().level2_pattern).fullmatch(bare(text)))


def is_any_level(text: str) -> bool:
    """Whether the text is a listed name of a level (not merely shaped like one)."""
    return bare(text) in _bare_set("level1") or bare(text) in _bare_set("level2")


def is_value(text: str) -> bool:
    """Whether the text begins like the value of an indicator."""
    return pattern(form_words().value_start).match(unicodedata.normalize("NFKC", text)) is not None


def is_number(text: str) -> bool:
    """Whether the text is one figure, with a unit of up to four characters, or a dash."""
    return bool(_NUMERIC.fullmatch(text) or _DASH.fullmatch(text))


def is_well_formed(text: str) -> bool:
    """Whether the figure that the text begins with is written as figures are."""
    found = _NUMERIC.fullmatch(text)
    return found is None or _AMOUNT.fullmatch(text[: len(text) - len(found["unit"])]) is not None


def is_readable(text: str) -> bool:
    """Whether a label says something in words, or is a figure."""
    return _IDEOGRAPH.search(text) is not None or is_number(text)


def is_unit_note(text: str) -> bool:
    """Whether the text says only the unit of measure of the figures."""
    return pattern(form_words().unit_pattern).match(text) is not None


def header_unit(text: str) -> str | None:
    """The unit of measure in brackets behind a label or a header: 预算金额（万元）."""
    found = pattern(form_words().header_unit).search(text)
    return found["unit"] if found else None


@cache
def _sides() -> frozenset[str]:
    return frozenset(bare(side) for part in form_words().blocks for side in part.sides)


@cache
def _bare_set(name: str) -> frozenset[str]:
    return frozenset(bare(word) for word in getattr(form_words(), name))
