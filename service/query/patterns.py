"""Which operation a question asks for: the question forms of prompts/questions, tried in the order below."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec

from service.assets import load
from service.language.mentions import Analysis
from service.language.words import compiled

# The order in which forms are tried; the first that fits is taken.
FORMS = (
    "help", "origin", "list_units", "list_years", "list_tables", "list_documents", "check", "define", "contrast", "code_of", "reason", "table_total",
    "show_table", "duties", "funds", "purchases", "about_project", "basis", "purpose", "source", "condition",
    "condition_mean", "condition_zero", "condition_other",
    "per_person", "multiple", "change_rate", "difference_rate", "change_points", "change", "change_against", "share", "difference", "average",
    "rank", "sum", "sum_all", "list_projects", "breakdown", "compare", "lookup",
)


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question form: operations asked for, what else the question must name, and a pattern that it must not match."""

    examples: list[str]
    not_examples: list[str]
    any: list[str] = []
    none: list[str] = []
    with_: list[str] = msgspec.field(default_factory=list, name="with")
    targets: Literal["", "none", "some", "two", "pair"] = ""
    term: bool = False
    table: bool = False
    quantity: bool = False
    each: bool | None = None
    all: bool = False
    several: bool | None = None
    unless: str = ""
    where: str = ""


@dataclass(frozen=True)
class Features:
    """What a question names, beside its operations; what is carried over from the conversation counts."""

    targets: int
    units: int
    years: int
    each: bool
    all: bool
    quantity: bool
    table: bool
    term: bool


@cache
def forms() -> dict[str, Form]:
    """The forms by id, in the order in which they are tried."""
    return {id_: load(f"questions/{id_}.yaml", Form) for id_ in FORMS}


def choose_form(analysis: Analysis, features: Features) -> str:
    """The id of the first form that fits, "" if none does."""
    return next((id_ for id_, form in forms().items() if _fits(form, analysis, features)), "")


def _fits(form: Form, analysis: Analysis, features: Features) -> bool:
    return (
        (not form.any or analysis.has(*form.any))
        and not (form.none and analysis.has(*form.none))
        and (not form.with_ or analysis.has(*form.with_))
        and _targets_fit(form, features)
        and (not form.term or features.term or features.targets > 0)
        and (not form.table or features.table)
        and (not form.quantity or features.quantity)
        and (not form.all or features.all)
        and (form.each is None or form.each == features.each)
        and (form.several is None or form.several == _several(features))
        and compiled(form.where).search(analysis.text) is not None
        and not (form.unless and compiled(form.unless).search(analysis.text))
    )


def _targets_fit(form: Form, features: Features) -> bool:
    if form.targets == "none":
        return features.targets == 0
    if form.targets == "pair":
        return features.targets == 2
    return features.targets >= {"": 0, "some": 1, "two": 2}[form.targets]


def _several(features: Features) -> bool:
    return features.targets > 1 or features.units > 1 or features.years > 1 or features.each
