"""DRAFT → FIGURES NOT NAMED: the total that a question is about where it names a table, a bound, a change or spending, but no figure."""

from __future__ import annotations

from service.language.scopes import scopes
from service.language.source_words import source_words
from service.language.words import compiled, variant_words
from service.query.draft import Draft
from service.query.logical import Target
from service.query.targets import make_target

# Words that choose or order items.
ORDERED = ("most", "least", "top", "bottom", "nth", "rank_desc", "rank_asc")
# Operations in which a basis by itself (财政拨款多少) means its total.
IMPLIED = frozenset({
    "", "lookup", "compare", "rank", "share", "sum", "average", "difference", "multiple", "change", "change_rate",
    "breakdown", "condition", "reason",
})
# What is taken apart where sources of money, or what is bought, are asked for without an item.
OF_ALL = {"funds": "income_total", "purchases": "procurement"}


def implied(draft: Draft, operation: str) -> tuple[Target, ...]:
    """A figure that is asked for without its name: the total of a named table, the total that was spent."""
    kind = table_kind(draft)
    totals = source_words().table_totals
    if kind in totals and operation == "lookup":
        return (make_target(totals[kind], scope="general" if kind == "general_basic_expenditure" else ""),)
    if draft.stage and operation in ("", "lookup"):
        return (make_target("general_expenditure" if draft.stage == "execution" else "expenditure_total"),)
    if bounded_projects(draft):
        return (make_target("project"),)
    if bounded_items(draft):
        basis = next((scopes()[m.ids[0]].measure for m in draft.analysis.of("scope")), "expenditure_total")
        return (make_target(totals.get(kind, basis)),)
    if operation in OF_ALL:
        return (make_target(OF_ALL[operation]),)
    if bare_changes(draft):
        return (make_target("budget_total"),)
    if operation == "per_person" or operation in ("", "lookup") and bare_spending(draft):
        return (make_target("expenditure_total"),)
    named = draft.analysis.of("scope")
    if named and operation in IMPLIED:
        return (make_target(scopes()[named[0].ids[0]].measure),)
    return ()


def bounded_projects(draft: Draft) -> bool:
    """超过500万的项目: projects of which only those that meet a bound are wanted."""
    return draft.condition is not None and draft.analysis.has("list_projects")


def bare_changes(draft: Draft) -> bool:
    """增速最快的是哪家: what changed is the whole budget, where all units are asked for and no figure is."""
    return draft.each and not draft.groups and not draft.targets and draft.analysis.has("change", "change_rate")


def bare_people(draft: Draft) -> bool:
    """每个人合多少钱: the money of the whole unit for each person, where no figure is named."""
    return draft.analysis.has("per_person") and compiled(variant_words().spent).search(draft.analysis.text) is not None


def bare_spending(draft: Draft) -> bool:
    """深圳一年到底花多少钱: all that a unit spends, where nothing is said that it is spent on."""
    named = draft.targets or draft.tables or draft.indicators or draft.analysis.of("scope") or not (draft.groups or draft.each)
    return not named and compiled(variant_words().spends).search(draft.analysis.text) is not None


def bounded_items(draft: Draft) -> bool:
    """30万以上的功能科目, 哪个项级科目最大, 有几个项级科目, 支出总表里哪项最大: items of a classification or of a table that are chosen, listed or counted."""
    if draft.condition is not None:
        return draft.analysis.has("by_function", "by_economic", "function_of", "lowest")
    if table_kind(draft) in source_words().table_totals and not draft.targets and draft.analysis.has(*ORDERED) and compiled(variant_words().which_one).search(draft.analysis.text):
        return len({u for g in draft.groups for u in g.units}) == 1
    chosen = draft.analysis.has(*ORDERED) or compiled(variant_words().which_items).search(draft.analysis.text)
    return bool(chosen) and draft.analysis.has("lowest", "level_two", "level_one", *_classes(draft)) and len({u for g in draft.groups for u in g.units}) == 1


def _classes(draft: Draft) -> tuple[str, ...]:
    """经济科目里最高的: the classification by itself names the items where they are put in an order."""
    return ("by_function", "by_economic", "function_of") if draft.analysis.has(*ORDERED) else ()


def table_kind(draft: Draft) -> str:
    tables = draft.analysis.of("table")
    return tables[0].ids[0] if tables else ""
