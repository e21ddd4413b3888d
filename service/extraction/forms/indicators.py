"""TABLES → INDICATORS: one performance target for each row that has a value, merged cells filled."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.extraction.forms.roles import cell_at, column_of, content_of, is_labels, part_title, roles_of, text_at
from service.extraction.forms.words import form_words, horizon_of, is_total, role_of
from service.extraction.model import Indicator, Row, Table
from service.extraction.words import pattern


@dataclass(frozen=True)
class Target:
    """How the value of an indicator is printed: relation (as ≥ ≤ = > < or 定性), value and unit, each "" if none.

    `qualifier` are the words beside a number that make it inexact or say how it is counted (余, 约, 月均, 以上).
    """

    relation: str
    value: str
    unit: str
    qualifier: str = ""


@dataclass(frozen=True)
class _Levels:
    """What a row says of project and levels, after merged cells are filled."""

    project: str
    level1: str
    level2: str


def indicators_of(tables: tuple[Table, ...]) -> tuple[Indicator, ...]:
    """Every performance target of the tables, in order of print.

    `tables` carry their ordinals. A row whose value is doubtful gives no indicator: its cell says why.
    """
    found: list[Indicator] = []
    second_levels = _printed_second_levels(tables)
    project: str | None = None
    form: str | None = None
    horizon: str | None = None
    for table in tables:
        project, horizon, form = (project, horizon, form) if table.form == form else (None, None, table.form)
        if is_labels(table):
            named = content_of(table, form_words().project_labels["name"])
            project = named[1] if named else project
            horizon = _goal_horizon([text_at(row, 0) for row in table.rows]) or horizon
        elif "level3" in (roles := roles_of(table)):
            read = _table_to_indicators(table, roles, project if form else None, second_levels)
            headed = _goal_horizon([word for column in table.columns for word in column.path]) or (horizon if form else None)
            found.extend(replace(one, horizon=one.horizon or headed) for one in read)
    return tuple(found)


def _goal_horizon(words: list[str]) -> str | None:
    """The time that the goals of a form are for, by the label or the header over their text (年度目标); None if it is unsaid."""
    goals = [word for word in words if role_of(word) in ("goal", "long_goal")]
    return next((horizon for goal in goals if (horizon := horizon_of(goal))), None)


def read_target(text: str, relation: str = "", unit: str = "") -> Target:
    """The printed value → relation, value and unit; a text that is no plain figure stays whole.

    >>> read_target("≥1500000张")
    Target(relation='≥', value='1500000', unit='张')
    """
    own, rest = _split_relation(text)
    if relation or unit:
        return Target(_split_relation(relation)[0] or relation or own, rest if own else text, unit)
    number = pattern(form_words().number_pattern).fullmatch(unicodedata.normalize("NFKC", rest))
    if number and not pattern(form_words().not_units).match(number["unit"]):
        return Target(own, number["number"], number["unit"].strip())
    qualified = pattern(form_words().qualified_pattern).fullmatch(unicodedata.normalize("NFKC", rest))
    if qualified:
        words = "".join(qualified[name] or "" for name in ("before", "between", "after"))
        return Target(own, qualified["number"], qualified["unit"].strip(), words)
    return Target("", text, "") if not own or number is None else Target(own, rest, "")


def _split_relation(text: str) -> tuple[str, str]:
    """The relation at the start of a value, as its sign, and what follows it."""
    plain = unicodedata.normalize("NFKC", text)
    for sign, words in form_words().relations.items():
        for word in words:
            if plain.startswith(word):
                return sign, text[len(word) :].strip()
    return "", text


def _table_to_indicators(
    table: Table, roles: tuple[str | None, ...], project: str | None, second_levels: dict[str, str]
) -> Iterator[Indicator]:
    values = [column for column, role in enumerate(roles) if role in ("value", "expected")]
    for index, (row, levels) in enumerate(_fill_levels(table, roles)):
        name = _name_of(table, row, roles)
        if not text_at(row, column_of(roles, "level2")):
            levels = replace(levels, level2=second_levels.get(name, levels.level2))
        if not name or name in form_words().no_target or is_total(name):
            continue
        for column in values:
            is_said = cell_at(row, column) is not None or _earlier(table, row, roles)
            if is_said and (row.line, column) not in table.doubtful:
                yield _indicator(table, roles, index, column, name, levels, levels.project or project)


def _indicator(
    table: Table, roles: tuple[str | None, ...], index: int, column: int, name: str, levels: _Levels, project: str | None
) -> Indicator:
    row = table.rows[index]
    said = {role: text_at(row, column_of(roles, role)) for role in ("relation", "unit", "weight", "basis", "direction")}
    target = read_target(text_at(row, column), said["relation"], said["unit"])
    return Indicator(
        project, _horizon(table, column), levels.level1, levels.level2, name, target.relation, target.value, target.unit,
        said["weight"], said["basis"], _earlier(table, row, roles), table.ordinal, index, column,
        goal=_goal_of(table), direction=said["direction"], qualifier=target.qualifier,
    )


def _name_of(table: Table, row: Row, roles: tuple[str | None, ...]) -> str:
    """The indicator's name; where the page leaves the whole column blank, the basis says what is measured."""
    column = column_of(roles, "level3")
    if any(text_at(other, column) for other in table.rows):
        return text_at(row, column)
    return text_at(row, column_of(roles, "basis"))


def _earlier(table: Table, row: Row, roles: tuple[str | None, ...]) -> tuple[tuple[str, str], ...]:
    columns = [column for column, role in enumerate(roles) if role == "earlier"]
    return tuple((table.columns[c].path[-1], text_at(row, c)) for c in columns if text_at(row, c))


def _horizon(table: Table, column: int) -> str | None:
    """The time that the part or its column speaks of, by the words of the page; None if it says none."""
    return horizon_of(table.columns[column].path[-1]) or (horizon_of(part_title(table)) if table.form else None)


def _goal_of(table: Table) -> str:
    """The goal that the part's title names (长期目标1), "" if it names none."""
    named = pattern(form_words().goal_label).search(part_title(table)) if table.form else None
    return named.group() if named else ""


def _fill_levels(table: Table, roles: tuple[str | None, ...]) -> list[tuple[Row, _Levels]]:
    """Each row with its project and levels: a blank continues what stands above, at the top what stands below."""
    columns = [column_of(roles, role) for role in ("project", "level1", "level2")]
    printed = [[_unless_organisation(text_at(row, columns[0])), *(text_at(row, c) for c in columns[1:])] for row in table.rows]
    first = [next((texts[i] for texts in printed if texts[i]), "") for i in range(3)]
    last = ["" if columns[0] is not None else first[0], first[1], first[2]]
    filled: list[tuple[Row, _Levels]] = []
    for row, texts in zip(table.rows, printed):
        if texts[0] and texts[0] != last[0]:
            last = [texts[0], *texts[1:]]
        elif texts[1] and texts[1] != last[1] and filled:
            is_new = any(above[1] for above in printed[: len(filled)])
            last = [last[0], texts[1], texts[2] or ("" if is_new else last[2])]
        else:
            last = [new or old for new, old in zip(texts, last)]
        filled.append((row, _Levels(*last)))
    return filled


def _unless_organisation(text: str) -> str:
    return "" if pattern(form_words().organisation_pattern).fullmatch(text) else text


def _printed_second_levels(tables: tuple[Table, ...]) -> dict[str, str]:
    """The second level that is printed beside an indicator's name, where all tables that print one agree.

    It is surer than what stands above a blank cell: a page can lose the label of a merged cell.
    """
    printed: dict[str, set[str]] = defaultdict(set)
    for table in tables:
        roles = roles_of(table)
        name, level2 = column_of(roles, "level3"), column_of(roles, "level2")
        for row in table.rows:
            if text_at(row, name) and text_at(row, level2):
                printed[text_at(row, name)].add(text_at(row, level2))
    return {name: next(iter(found)) for name, found in printed.items() if len(found) == 1}
