"""TABLES → PROJECTS: projects with their amounts, and the sub-items that a project application is calculated from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.extraction.forms.roles import cell_at, column_of, content_of, is_labels, roles_of, text_at
from service.extraction.forms.words import form_words, is_number, is_total
from service.extraction.model import Project, Row, Table
from service.extraction.words import pattern

_NAME_COLUMNS = ("project", "task")
_CODE_IN_FRONT = re.compile(r"^([0-9A-Z]{12,})-")
_CODE = re.compile(r"(?=.*\d)[0-9A-Z]{9,}")
_NUMBER_IN_FRONT = re.compile(r"^\d{1,2}[.、](?!\d)")
_CHOICE = re.compile(r"(?P<text>[^☑□]*)(?P<box>[☑□])")


def projects_of(tables: tuple[Table, ...]) -> tuple[Project, ...]:
    """Every project of forms and of tables that list projects, in order of print; `tables` carry their ordinals.

    One project can stand in several tables and is then given for each. Organisations, totals and categories that
    are printed as rows are no projects.
    """
    found: list[Project] = []
    for group in _group_by_form(tables):
        own = _labelled_project(group)
        found.extend([own] if own else [])
        for table in group:
            found.extend(_table_to_projects(table, own.name if own else None))
    return tuple(found)


def _group_by_form(tables: tuple[Table, ...]) -> list[tuple[Table, ...]]:
    """Tables of one printed form together; each other table of a kind that lists projects by itself."""
    groups: list[list[Table]] = []
    for table in tables:
        is_next = bool(groups) and table.form is not None and groups[-1][0].form == table.form
        if is_next and not _names_project(table):
            groups[-1].append(table)
        elif table.form is not None or table.kind in form_words().project_kinds:
            groups.append([table])
    return [tuple(group) for group in groups]


def _names_project(table: Table) -> bool:
    return is_labels(table) and content_of(table, form_words().project_labels["name"]) is not None


def _labelled_project(group: tuple[Table, ...]) -> Project | None:
    """The project that a form is about, from its labels."""
    name = _content(group, "name")
    if name is None:
        return None
    amount = _content(group, "amount") or name
    parts = ("category", "basis", "content", "code", "grounds")
    said = {part: (found[2] if (found := _content(group, part)) else "") for part in parts}
    printed = amount[2] if amount is not name else ""
    return Project(
        name[2], None, _chosen(said["category"]), printed, "", said["basis"], said["content"], amount[0], amount[1], 1,
        code=_code(said["code"]), grounds=said["grounds"],
    )


def _content(group: tuple[Table, ...], part: str) -> tuple[int, int, str] | None:
    """Table, row and text of the first label for this part of a project, the labels in order of preference."""
    for label in form_words().project_labels[part]:
        for table in group:
            if is_labels(table) and (found := content_of(table, [label])):
                return table.ordinal, *found
    return None


def _code(text: str) -> str:
    """A project's code; "" for a text that is none (a page can lose the code and print its neighbour there)."""
    return text if _CODE.fullmatch(text) else ""


def _chosen(text: str) -> str:
    """The ticked one of several printed choices; any other text as it is."""
    ticked = [match["text"] for match in _CHOICE.finditer(text) if match["box"] == "☑"]
    return _NUMBER_IN_FRONT.sub("", ticked[0]) if ticked else text


def _table_to_projects(table: Table, parent: str | None) -> Iterator[Project]:
    roles = roles_of(table)
    if is_labels(table) or "amount" not in roles:
        return
    if "activity" in roles:
        yield from _rows_to_projects(table, roles, "activity", parent)
    elif any(role in roles for role in _NAME_COLUMNS):
        yield from _rows_to_projects(table, roles, next(role for role in _NAME_COLUMNS if role in roles), None)
    elif "organisation" in roles and "unit_code" in roles:
        yield from _rows_to_projects(table, roles, "organisation", None)


def _rows_to_projects(table: Table, roles: tuple[str | None, ...], named_by: str, parent: str | None) -> Iterator[Project]:
    category = ""
    # Beside indicators a project's merged cells are printed once more on each page.
    printed: set[tuple[str, str]] = set()
    for index, row in enumerate(table.rows):
        name, amount = _project_name(row, roles, named_by), text_at(row, column_of(roles, "amount"))
        if name in form_words().categories:
            category = name
        elif name and _is_project(row, roles, named_by, name) and (name, amount) not in printed:
            printed |= {(name, amount)} if "level3" in roles else set()
            yield _project(table, index, roles, name, parent, category)


def _project_name(row: Row, roles: tuple[str | None, ...], named_by: str) -> str:
    """The name in its column; an activity without one is named by its content."""
    name = text_at(row, column_of(roles, named_by))
    if not name and named_by == "activity":
        name = text_at(row, column_of(roles, "content"))
    return _NUMBER_IN_FRONT.sub("", _CODE_IN_FRONT.sub("", name))


def _is_project(row: Row, roles: tuple[str | None, ...], named_by: str, name: str) -> bool:
    """Whether a row with a name and an amount is a project, not an organisation, a subject or a total."""
    amount = text_at(row, column_of(roles, "amount"))
    if not is_number(amount) or is_total(name) or pattern(form_words().organisation_pattern).fullmatch(name):
        return False
    # Where projects stand among subjects in one column, only they carry the code of the unit.
    return named_by != "organisation" or cell_at(row, column_of(roles, "unit_code")) is not None


def _project(
    table: Table, index: int, roles: tuple[str | None, ...], name: str, parent: str | None, category: str
) -> Project:
    row = table.rows[index]
    amount = column_of(roles, "amount") or 0
    content = text_at(row, column_of(roles, "content")) or text_at(row, column_of(roles, "goal"))
    return Project(
        name, parent, text_at(row, column_of(roles, "category")) or category, text_at(row, amount),
        text_at(row, column_of(roles, "economic")), text_at(row, column_of(roles, "basis")), content,
        table.ordinal, index, amount, kind="task" if "task" in roles else "project", code=_code_of_row(row, roles),
    )


def _code_of_row(row: Row, roles: tuple[str | None, ...]) -> str:
    """The project's code in a column of its own, or in front of its name."""
    in_front = _CODE_IN_FRONT.match(text_at(row, column_of(roles, *_NAME_COLUMNS)))
    return in_front[1] if in_front else _code(text_at(row, column_of(roles, "code")))
