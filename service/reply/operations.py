"""Which function answers which operation: one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from service.language.words import compiled, variant_words
from service.query.answered import answered
from service.query.finder import Collection
from service.query.logical import Query
from service.reply import (
    about_projects, breakdowns, cells, changes, checks, conditions, coverage, details, figures,
    indicators, matters, offices, organisation, people, project_funds, projects, rates, reasons, sentences, shares, texts,
)
from service.reply.amounts import text_of
from service.reply.ends import asks_both_ends, both_ends
from service.reply.joined import join_results
from service.reply.result import Result
from service.reply.verdicts import with_verdict
from service.reply.words import say

Operation = Callable[[Collection, Query], Result]

OPERATIONS: MappingProxyType[str, Operation] = MappingProxyType({
    "cell": cells.tell_cell,
    "lookup": figures.look_up,
    "compare": figures.compare,
    "rank": figures.rank,
    "rank_parts": breakdowns.rank_parts,
    "sum": figures.add_up,
    "average": figures.average,
    "difference": figures.difference,
    "share": shares.share,
    "multiple": figures.multiple,
    "per_person": people.per_person,
    "condition": conditions.meet_condition,
    "condition_parts": breakdowns.parts_meeting,
    "change": changes.change,
    "change_rate": changes.change,
    "breakdown": breakdowns.break_down,
    "list_projects": projects.list_projects,
    "details_sum": details.sum_details,
    "with_details": details.add_details,
    "funds": project_funds.tell_funds,
    "purchases": project_funds.tell_purchases,
    "about_project": about_projects.tell_about,
    "define": texts.define,
    "code_of": texts.code_of,
    "reason": reasons.reason,
    "duties": texts.duties,
    "purpose": reasons.purpose,
    "names": organisation.listed_names,
    offices.OPERATION: offices.tell_office,
    matters.OPERATION: matters.tell_matter,
    sentences.OPERATION: sentences.tell_sentence,
    "indicator": indicators.tell_indicators,
    "section": texts.tell_section,
    "source": texts.tell_source,
    "basis": about_projects.tell_basis,
    "show_table": texts.show_table,
    "list_units": coverage.list_units,
    "list_years": coverage.list_years,
    "list_documents": coverage.list_documents,
    "list_tables": coverage.list_tables,
    "check": checks.check,
    "help": coverage.help_user,
    "origin": coverage.tell_origin,
})


def perform(collection: Collection, query: Query) -> Result:
    """Do what a query asks for; items of which one is told at a time are told one after the other."""
    if asks_both_ends(query):
        return join_results([perform(collection, end) for end in both_ends(query)])
    told = rates.execution_rate if query.stage == rates.STAGE and query.operation == "lookup" else OPERATIONS[query.operation]
    if len(query.targets) < 2 or not answered(query.operation).one:
        return with_verdict(collection, query, _in_both_units(collection, query, told))
    return join_results([told(collection, replace(query, targets=(target,))) for target in query.targets])


def _in_both_units(collection: Collection, query: Query, told: Operation) -> Result:
    """差多少万元，折合多少元: the amount converted, and as it is printed, where the one is asked for after the other."""
    result = told(collection, query)
    found = compiled(variant_words().converted).search(query.text) if query.display else None
    if not found or not result.value or not compiled(variant_words().how_many).search(query.text, 0, found.start()):
        return result
    printed = told(collection, replace(query, display="")).value
    same = printed is None or printed.unit == result.value.unit
    return result if same else replace(result, answer=result.answer + say("in_own_unit", amount=text_of(printed)))
