"""R20: a numbered goal that a form states twice is the same both times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from service.extraction.model import Table
from service.facts.audit.model import Disclosure, Finding
from service.facts.audit.places import place_of
from service.facts.audit.words import audit_words, message
from service.facts.model import Pointer
from service.facts.words import fold

# Two wordings of one goal share more of their characters than this; damaged print and shortened wordings do too.
SAME = 0.3

Goal = tuple[str, str, Pointer]


def check_goals(disclosure: Disclosure) -> Iterator[Finding]:
    """长期目标1 in the overview of goals against 长期目标1 above its indicators, in one form."""
    forms = dict.fromkeys(table.form for table in disclosure.extraction.tables if table.form)
    for form in forms:
        tables = [table for table in disclosure.extraction.tables if table.form == form]
        listed = {name: (text, at) for table in tables for name, text, at in _listed(table)}
        for name, text, at in (goal for table in tables for goal in _labelled(table)):
            if name in listed and SequenceMatcher(None, text, listed[name][0]).ratio() < SAME:
                said = message("goal", place=place_of(disclosure, listed[name][1]), name=name, text=listed[name][0],
                               other_place=place_of(disclosure, at), other=text)
                yield Finding("R20", "conflict", said, (listed[name][1], at))


def _listed(table: Table) -> Iterator[Goal]:
    """The numbered goals of the columns 长期目标 and 年度目标."""
    for column, header in enumerate(table.columns):
        named = re.search(audit_words().goal_column, fold("".join(header.path)))
        for row, cell in ((i, row.cells[column]) for i, row in enumerate(table.rows) if named):
            for number, text in re.findall(audit_words().goal_item, fold(cell.text)) if cell else []:
                yield f"{named['goal']}{number}", text, Pointer(table=table.ordinal, row=row, column=column)


def _labelled(table: Table) -> Iterator[Goal]:
    """The goals that stand beside their name."""
    for index, row in enumerate(table.rows):
        cells = [(i, fold(cell.text)) for i, cell in enumerate(row.cells) if cell]
        for (_, label), (column, text) in zip(cells, cells[1:]):
            if named := re.fullmatch(audit_words().goal_label, label):
                yield named["goal"], text, Pointer(table=table.ordinal, row=index, column=column)
