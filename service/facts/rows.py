"""Row labels → the item of the row: an account, a source of income, a total, an organisation, a project or a bare name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from service.facts.columns import THREE_KINDS
from service.facts.model import Subject
from service.facts.words import RowRule, fold, row_words
from service.language.accounts import Account, Accounts, load_accounts

_CODE = re.compile(r"^[23]\d\d(?:\d\d){0,2}$")
_CODED_NAME = re.compile(r"^\[?([23]\d\d(?:\d\d){0,2})\]?[-\s]*(\D.*)$")
TOP_CODE = 3
LEVELS = ("class", "section", "item")
_UNIT_CODE = re.compile(r"^\d{3}(?:\d{3}){0,2}$")

SUMMARY_KINDS = frozenset({"income_expenditure_summary", "fiscal_summary"})
PROCUREMENT = "procurement_table"
# What is bought says more than the project that it is bought for.
PROCUREMENT_NAMES = ("procurement_class", "activity", "project_name", "unit_name", "name")
PROJECT_KINDS = frozenset({"general_project_expenditure", "fiscal_project_expenditure", "project_expenditure_summary", "key_project_table"})
# A table of basic expenditure lists its subjects by either classification.
BASIC = "basic_expenditure_summary"
# Tables in which organisations stand among what they spend on.
MIXED_KINDS = PROJECT_KINDS | {BASIC, PROCUREMENT}
ECONOMIC_KINDS = frozenset({
    "general_basic_expenditure", "general_expenditure_by_economic", "fiscal_expenditure_by_economic", "fiscal_basic_expenditure",
    "operating_cost_table",
})


@dataclass(frozen=True)
class RowContext:
    """What a row's reading may lean on: the kind of table, the unit's printed names, codes seen by name, the code above,
    the labels below; `projects_only`: the list is proved to hold projects, whatever accounts they are named after."""

    kind: str
    unit_names: frozenset[str]
    codes: dict[str, str]
    above: str = ""
    total_seen: bool = False
    below: dict[str, str] = field(default_factory=dict)
    income: bool = False
    economic: bool = False
    projects_only: bool = False


def strip_numbering(text: str) -> str:
    """A row label without its numbering and 其中, folded for comparison."""
    return re.sub(row_words().numbering, "", fold(text))


def code_of(labels: dict[str, str], kind: str) -> str:
    """The subject code that the label columns carry, "" where there is none (parents without code, totals, units)."""
    parts = [re.sub(r"\D", "", labels.get(part, "")) for part in LEVELS]
    joined = "".join(parts)
    single = fold(labels.get("code", ""))
    other = fold(labels.get("unit_code", "")) if kind in ECONOMIC_KINDS else ""
    coded = _CODED_NAME.match(fold(labels.get("name", "")))
    found = [code for code in (joined, *parts, single, other, coded.group(1) if coded else "") if _CODE.match(code)]
    return max(found, key=len, default="")


def with_levels(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The labels of rows; a 款 or 项 that is printed without the 类 or 款 above it takes them from the rows above."""
    filled: list[dict[str, str]] = []
    above: dict[str, str] = {}
    for labels in rows:
        own = {level: labels[level] for level in LEVELS if labels.get(level, "").strip()}
        lowest = max((LEVELS.index(level) for level in own), default=-1)
        missing = {level: above[level] for level in LEVELS[: max(lowest, 0)] if level not in own and level in above}
        above = {**missing, **own} if own else above
        filled.append({**labels, **missing})
    return filled


def goes_on(code: str, text: str) -> bool:
    """Whether the columns below one header of codes print a code level by level (201 | 06 | 01)."""
    return bool(re.fullmatch(r"[23]\d\d(\d\d)?", code) and re.fullmatch(r"\d\d", text))


def read_row(labels: dict[str, str], context: RowContext) -> Subject:
    """Say which item a row is about. Order: project, code, rule of rows.yaml, organisation, account by name, bare name."""
    code, name = code_of(labels, context.kind), _name_of(labels, context.kind)
    clean = strip_numbering(name)
    if code == fold(labels.get("unit_code", "")) and _names_a_body(clean, context):
        code = ""
    if context.kind in PROJECT_KINDS:
        project = _project(labels, clean, code, context)
        if project:
            return project
    if code:
        return _coded(code, name, clean)
    rule = _rule_of_kind(clean, context.kind, context.income) or _rule(clean)
    if rule and rule.subject:
        return Subject(rule.subject, name.strip(), rule.subject.split(".")[0], role=_total_role(rule, context))
    if _is_organisation(labels, clean, context):
        return Subject("total", name.strip(), "total", role="rollup" if context.total_seen else "total")
    return _named(name, clean, context)


def _name_of(labels: dict[str, str], kind: str) -> str:
    for label in PROCUREMENT_NAMES if kind == PROCUREMENT else ("name", "project_name", "unit_name", "category", "government"):
        if labels.get(label, "").strip():
            coded = _CODED_NAME.match(fold(labels[label]))
            return coded.group(2) if coded else labels[label]
    code = labels.get("code", "") or labels.get("class", "")
    return "" if re.search(r"\d", code) else code


def _total_role(rule: RowRule, context: RowContext) -> str:
    return "rollup" if rule.role == "total" and rule.subject == "total" and context.total_seen else rule.role


def _rule(clean: str) -> RowRule | None:
    return next((rule for rule in row_words().rows if re.search(rule.match, clean)), None)


def _rules_of_kind(kind: str, income: bool) -> list[RowRule]:
    """The rules that hold only in lists of income, of what money is for, of 三公, of procurement."""
    words = row_words()
    if kind in ECONOMIC_KINDS:
        return words.basic
    if kind in THREE_KINDS:
        return words.three_public
    if kind == PROCUREMENT:
        return words.procurement
    return words.income if income else words.purposes if kind in SUMMARY_KINDS else []


def _rule_of_kind(clean: str, kind: str, income: bool) -> RowRule | None:
    rules = (rule for rule in _rules_of_kind(kind, income) if not rule.only_in or kind in rule.only_in)
    return next((rule for rule in rules if re.search(rule.match, clean)), None)


def aspect_said(labels: dict[str, str], kind: str, income: bool) -> str:
    """The amount that a row names instead of an item (基本支出 in a list of purposes, 货物 in one of procurement), or ""."""
    rule = None if code_of(labels, kind) else _rule_of_kind(strip_numbering(_name_of(labels, kind)), kind, income)
    return rule.aspect if rule else ""


def account_item(subject: str) -> Subject:
    """The item of an account by its id (economic.30215), under its standard name."""
    cls, code = subject.split(".")
    return _account(code, _accounts(code).by_code[code].name, cls)


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


def _names_a_body(clean: str, context: RowContext) -> bool:
    """Whether a name beside a unit's code is that of a unit, where the same column holds economic codes in other rows."""
    known = clean in context.unit_names or bool(re.search(row_words().organisation, clean))
    return known and not _accounts("3").by_name(clean)


def _named(name: str, clean: str, context: RowContext) -> Subject:
    candidates = _by_name(clean, context)
    own = "" if context.economic else context.codes.get(clean)
    code = own or _nearest(candidates, context.above) or _between(candidates, context)
    if code:
        return _account(code, strip_numbering(name), class_of(code))
    return Subject(f"name:{clean}", name.strip(), "name")


def _by_name(clean: str, context: RowContext) -> tuple[Account, ...]:
    return _accounts("3" if context.economic else "2").by_name(clean)


def _nearest(candidates: tuple[Account, ...], above: str) -> str:
    """Of several accounts with one name (行政运行), the one that stands nearest below the code above; "" if unclear."""
    if len(candidates) < 2:
        return candidates[0].code if candidates else ""
    ranked = sorted(candidates, key=lambda account: -_shared(account.code, above))
    first, second = _shared(ranked[0].code, above), _shared(ranked[1].code, above)
    return ranked[0].code if first > second and first >= 3 else ""


def _between(candidates: tuple[Account, ...], context: RowContext) -> str:
    """Of several accounts with one name (其他支出), the one of its neighbours' level that stands between them; "" if unclear.

    A summary lists the 类 only. Lists without codes keep the order of the codes, so that the row above and the row below bound the one between.
    """
    name = strip_numbering(_name_of(context.below, context.kind))
    top = [account.code for account in candidates if account.level == 1 and account.code > context.above]
    if context.kind in SUMMARY_KINDS and len(context.above) == TOP_CODE and len(top) == 1:
        return top[0]
    below = code_of(context.below, context.kind) or _nearest(_by_name(name, context), context.above)
    fitting = [a.code for a in candidates if len(a.code) == len(context.above) and context.above < a.code < below]
    return fitting[0] if len(fitting) == 1 and len(below) == len(context.above) else ""


def body_item(row: Subject) -> Subject:
    """The item that an organisation is among those of its superior."""
    return Subject(f"name:{strip_numbering(row.name)}", row.name, "name")


def own_row_is_total(rows: list[Subject], unit_name: str) -> list[Subject]:
    """The items of a table's rows where, of several organisations' rows, the unit's own one is the total.

    A superior that is printed above it with an amount of its own is a roll-up. A row called 合计 is the total, wherever it stands.
    """
    if any(row.id == "total" and row.role == "total" and not row.name for row in rows):
        return rows
    called = [i for i, row in enumerate(rows) if row.id == "total" and is_called_total(row.name)]
    if len(called) == 1:
        return [replace(row, role="total" if i == called[0] else _below_total(row)) for i, row in enumerate(rows)]
    named = [i for i, row in enumerate(rows) if row.id == "total" and row.name and not _rule(strip_numbering(row.name))]
    own = [i for i in named if _same_body(rows[i].name, unit_name)]
    first = next((i for i in named if rows[i].role == "total"), None)
    if first is None or len(own) != 1 or own[0] == first:
        return rows
    roles = {first: "rollup", own[0]: "total"}
    return [replace(row, role=roles.get(i, row.role)) for i, row in enumerate(rows)]


def counted_in(row: Subject) -> str:
    """What the figures of a row without an account count (辆, 人次); "" where they are money."""
    name = strip_numbering(row.name) if row.cls == "name" else ""
    return next((rule.unit for rule in row_words().counted if re.search(rule.match, name)), "")


def is_called_total(name: str) -> bool:
    """Whether a label says 合计 or 总计."""
    rule = _rule(strip_numbering(name))
    return rule is not None and rule.subject == "total" and rule.role == "total"


def is_total_of(row: Subject, unit_name: str) -> bool:
    """Whether a totals row says 合计, or names the unit itself."""
    return is_called_total(row.name) or _same_body(row.name, unit_name)


def _below_total(row: Subject) -> str:
    return "rollup" if row.id == "total" and row.role == "total" else row.role


def _same_body(name: str, unit_name: str) -> bool:
    """Whether a printed name is the unit's, also where one of the two names the office between (…保障局数据管理中心)."""
    return re.sub(row_words().office, "", fold(name)) == re.sub(row_words().office, "", fold(unit_name))


def _shared(code: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(code, other)) if a != b), min(len(code), len(other)))


def _repeats_account(labels: dict[str, str], clean: str, code: str, context: RowContext) -> bool:
    """Whether a row of a list of projects has the name of an account."""
    coded = bool(code) and any(account.code == code for account in _accounts(code).by_name(clean))
    return coded or bool(context.codes.get(clean)) or (not code and not labels.get("project_name") and bool(_by_name(clean, context)))


def _project(labels: dict[str, str], clean: str, code: str, context: RowContext) -> Subject | None:
    """A project row; None for totals, organisations, and rows that only repeat the account the projects stand under."""
    if not clean or _rule(clean) or _is_organisation(labels, clean, context):
        return None
    if code and class_of(code) == "economic" and not labels.get("project_name"):
        return None
    if not context.projects_only and _repeats_account(labels, clean, code, context):
        return None
    parent = f"function.{code}" if code else ""
    return Subject(f"project:{clean}", _name_of(labels, context.kind).strip(), "project", parent=parent)
