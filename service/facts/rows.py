"""Row labels → the item of the row: an account, a source of income, a total, an organisation, a project or a bare name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from service.facts.model import Subject
from service.facts.words import RowRule, fold, row_words
from service.language.accounts import Account, Accounts, load_accounts

_CODE = re.compile(r"^[23]\d\d(?:\d\d){0,2}$")
_CODED_NAME = re.compile(r"^\[?([23]\d\d(?:\d\d){0,2})\]?[-\s]*(\D.*)$")
_UNIT_CODE = re.compile(r"^\d{3}(?:\d{3}){0,2}$")

PROJECT_KINDS = frozenset({"general_project_expenditure", "project_expenditure_summary", "key_project_table"})
ECONOMIC_KINDS = frozenset({
    "general_basic_expenditure", "general_expenditure_by_economic", "fiscal_expenditure_by_economic",
})


@dataclass(frozen=True)
class RowContext:
    """What a row's reading may lean on: the kind of table, the unit's printed names, codes seen by name, the code above,
    the labels below."""

    kind: str
    unit_names: frozenset[str]
    codes: dict[str, str]
    above: str = ""
    total_seen: bool = False
    below: dict[str, str] = field(default_factory=dict)


def strip_numbering(text: str) -> str:
    """A row label without its numbering and 其中, folded for comparison."""
    return re.sub(row_words().numbering, "", fold(text))


def code_of(labels: dict[str, str], kind: str) -> str:
    """The subject code that the label columns carry, "" where there is none (parents without code, totals, units)."""
    parts = [re.sub(r"\D", "", labels.get(part, "")) for part in ("class", "section", "item")]
    joined = "".join(parts)
    single = fold(labels.get("code", ""))
    other = fold(labels.get("unit_code", "")) if kind in ECONOMIC_KINDS else ""
    coded = _CODED_NAME.match(fold(labels.get("name", "")))
    found = [code for code in (joined, single, other, coded.group(1) if coded else "") if _CODE.match(code)]
    return max(found, key=len, default="")


def read_row(labels: dict[str, str], context: RowContext) -> Subject:
    """Say which item a row is about. Order: project, code, rule of rows.yaml, organisation, account by name, bare name."""
    code, name = code_of(labels, context.kind), _name_of(labels)
    clean = strip_numbering(name)
    if context.kind in PROJECT_KINDS:
        project = _project(labels, clean, code, context)
        if project:
            return project
    if code:
        return _coded(code, name, clean)
    rule = _rule(clean)
    if rule:
        return Subject(rule.subject, name.strip(), rule.subject.split(".")[0], role=_total_role(rule, context))
    if _is_organisation(labels, clean, context):
        return Subject("total", name.strip(), "total", role="rollup" if context.total_seen else "total")
    return _named(name, clean, context)


def _name_of(labels: dict[str, str]) -> str:
    for label in ("name", "project_name", "unit_name", "category"):
        if labels.get(label, "").strip():
            coded = _CODED_NAME.match(fold(labels[label]))
            return coded.group(2) if coded else labels[label]
    return ""


def _total_role(rule: RowRule, context: RowContext) -> str:
    return "rollup" if rule.role == "total" and rule.subject == "total" and context.total_seen else rule.role


def _rule(clean: str) -> RowRule | None:
    return next((rule for rule in row_words().rows if re.search(rule.match, clean)), None)


def _coded(code: str, name: str, clean: str) -> Subject:
    """An account by its printed code; where the printed name is another account's of the same 类, the name counts."""
    cls = class_of(code)
    standard, named = _accounts(code).by_code.get(code), _accounts(code).by_name(clean)
    if standard and named and standard not in named:
        same = [account for account in named if len(account.code) == len(code) and account.code[-2:] == code[-2:]]
        if len(same) == 1:
            return _account(same[0].code, name, cls, printed=code)
    return _account(code, name or (standard.name if standard else code), cls)


def class_of(code: str) -> str:
    """The classification that a subject code belongs to."""
    return "function" if code.startswith("2") else "economic"


def _accounts(code: str) -> Accounts:
    return load_accounts(class_of(code))


def _account(code: str, name: str, cls: str, printed: str = "") -> Subject:
    parent = f"{cls}.{code[:-2]}" if len(code) > 3 else ""
    return Subject(f"{cls}.{code}", re.sub(r"\s", "", name), cls, printed or code, (len(code) - 1) // 2, parent)


def _is_organisation(labels: dict[str, str], clean: str, context: RowContext) -> bool:
    if not clean or clean in context.unit_names:
        return True
    said = {role for role in ("name", "unit_name", "project_name") if labels.get(role, "").strip()}
    code = labels.get("project_code", "")
    if "name" not in said and _UNIT_CODE.match(fold(labels.get("unit_code", code))):
        return True
    return said == {"unit_name"} or bool(_UNIT_CODE.match(fold(code)) and re.search(row_words().organisation, clean))


def _named(name: str, clean: str, context: RowContext) -> Subject:
    candidates = _by_name(clean, context)
    code = context.codes.get(clean) or _nearest(candidates, context.above) or _between(candidates, context)
    if code:
        return _account(code, strip_numbering(name), class_of(code))
    return Subject(f"name:{clean}", name.strip(), "name")


def _by_name(clean: str, context: RowContext) -> tuple[Account, ...]:
    return _accounts("3" if context.kind in ECONOMIC_KINDS else "2").by_name(clean)


def _nearest(candidates: tuple[Account, ...], above: str) -> str:
    """Of several accounts with one name (行政运行), the one that stands nearest below the code above; "" if unclear."""
    if len(candidates) < 2:
        return candidates[0].code if candidates else ""
    ranked = sorted(candidates, key=lambda account: -_shared(account.code, above))
    first, second = _shared(ranked[0].code, above), _shared(ranked[1].code, above)
    return ranked[0].code if first > second and first >= 3 else ""


def _between(candidates: tuple[Account, ...], context: RowContext) -> str:
    """Of several accounts with one name (其他支出), the one of its neighbours' level that stands between them; "" if unclear.

    Lists without codes keep the order of the codes, so that the row above and the row below bound the one between.
    """
    name = strip_numbering(_name_of(context.below))
    below = code_of(context.below, context.kind) or _nearest(_by_name(name, context), context.above)
    fitting = [a.code for a in candidates if len(a.code) == len(context.above) and context.above < a.code < below]
    return fitting[0] if len(fitting) == 1 and len(below) == len(context.above) else ""


def own_row_is_total(rows: list[Subject], unit_name: str) -> list[Subject]:
    """The items of a table's rows where, of several organisations' rows, the unit's own one is the total.

    A superior that is printed above it with an amount of its own is a roll-up. A row called 合计 stays the total.
    """
    if any(row.id == "total" and row.role == "total" and not row.name for row in rows):
        return rows
    named = [i for i, row in enumerate(rows) if row.id == "total" and row.name and not _rule(strip_numbering(row.name))]
    own = [i for i in named if _same_body(rows[i].name, unit_name)]
    first = next((i for i in named if rows[i].role == "total"), None)
    if first is None or len(own) != 1 or own[0] == first:
        return rows
    roles = {first: "rollup", own[0]: "total"}
    return [replace(row, role=roles.get(i, row.role)) for i, row in enumerate(rows)]


def _same_body(name: str, unit_name: str) -> bool:
    """Whether a printed name is the unit's, also where one of the two names the office between (…保障局数据管理中心)."""
    return re.sub(row_words().office, "", fold(name)) == re.sub(row_words().office, "", fold(unit_name))


def _shared(code: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(code, other)) if a != b), min(len(code), len(other)))


def _project(labels: dict[str, str], clean: str, code: str, context: RowContext) -> Subject | None:
    """A project row; None for totals, organisations, and rows that only repeat the account the projects stand under."""
    if not clean or _rule(clean) or _is_organisation(labels, clean, context):
        return None
    if context.codes.get(clean) or (not code and not labels.get("project_name") and _by_name(clean, context)):
        return None
    parent = f"function.{code}" if code else ""
    return Subject(f"project:{clean}", _name_of(labels).strip(), "project", parent=parent)
