"""Forms → facts: the block of funds of a performance form, then what forms say of projects and tasks."""

from __future__ import annotations

from service.extraction.model import Extraction
from service.facts.forms.funds import fund_facts
from service.facts.forms.place import places_of
from service.facts.forms.projects import project_facts, total_row
from service.facts.forms.stated import stated_facts
from service.facts.model import Fact


def build_form_facts(extraction: Extraction, tables: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The figures of a document's forms: funds by source and by use, then those of projects and tasks.

    `tables` are the figures of its ordinary tables.
    """
    return (*fund_facts(extraction, tables), *build_project_facts(extraction))


def build_project_facts(extraction: Extraction) -> tuple[Fact, ...]:
    """The figures of projects and tasks in a document's forms: those stated of a form's project, those listed, their totals."""
    places = places_of(extraction)
    stated = [fact for place in places for fact in stated_facts(place)]
    facts = stated + project_facts(extraction.projects, places)
    return (*facts, *(fact for place in places for fact in total_row(place, facts)))
