"""What a question asks of a project in words: its goal, the grounds of its amount; sub-items that share an account's name."""

from __future__ import annotations

from dataclasses import replace

from service.facts.catalog import Catalog
from service.language.words import compiled, enumerate_words, variant_words
from service.query.logical import Decline, Outcome, Query, Target
from service.query.implied import OF_ALL
from service.query.targets import make_target

# The totals whose sources of money are the unit's income.
WHOLES = ("income_total", "budget_total", "expenditure_total")


def asks_goal(query: Query) -> bool:
    """这个项目的年度目标: what a project is to do in words, not its targets."""
    projects = bool(query.targets) and all(target.id.startswith("project:") for target in query.targets)
    return projects and compiled(variant_words().goal).search(query.text) is not None


def asks_grounds(query: Query) -> bool:
    """短信通讯费的依据: of a project, what its amount was worked out on."""
    projects = bool(query.targets) and all(target.id.startswith("project:") for target in query.targets)
    return projects and compiled(variant_words().grounds).search(query.text) is not None


def as_sub_item(target: Target, units: tuple[str, ...], catalog: Catalog) -> Target:
    """电费的测算依据: only forms of projects print how an amount was worked out, so that the sub-item of that name is meant."""
    named = [n for n in catalog.names if n.type == "project" and n.unit in units and n.text == target.name and n.id != target.id]
    return make_target(named[0].id) if named and not target.id.startswith("project:") else target


def tell_about_project(query: Query) -> Outcome:
    """Code, class, sources of money and purchases are told of projects and tasks; those of the unit are parts of its totals."""
    target = query.targets[0]
    if target.id.startswith("project:"):
        return replace(query, operation="about_project" if query.operation == "code_of" else query.operation)
    if query.operation == "code_of" or query.operation == "funds" and target.id.startswith("task:"):
        return query
    if target.id in {"funds": WHOLES, "purchases": ("procurement",)}.get(query.operation, ()):
        return replace(query, operation="breakdown", targets=(make_target(OF_ALL[query.operation]),))
    return Decline(f"{query.operation}_missing", (("unit", enumerate_words(query.units)), ("item", target.name)))

