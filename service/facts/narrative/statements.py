"""Sentences with wordings of their own, and sentences that say that something is not arranged or not there."""

from __future__ import annotations

import re
from dataclasses import replace

from service.facts.model import Fact, Subject
from service.facts.narrative.naming import SUM_OF_PROJECTS, measure_name
from service.facts.narrative.reading import Named, Reading, make_fact
from service.facts.words import StatedRule, narrative_words
from service.language.scopes import scope_in
from service.quantities import find_quantities


def pattern_facts(reading: Reading) -> list[Fact]:
    """The figures (group n) of sentences with a wording of their own; of two rules for one figure the first counts."""
    facts: dict[tuple[int, int], Fact] = {}
    for rule in narrative_words().patterns:
        for found in re.finditer(rule.match, reading.text):
            quantity = find_quantities(found["n"])
            if quantity and found.span("n") not in facts:
                named = _named(rule, found.group(), *found.span("n"))
                facts[found.span("n")] = make_fact(reading, named, quantity[0].value, quantity[0].unit or "", *found.span("n"))
    return list(facts.values())


def _named(rule: StatedRule, text: str, start: int, stop: int) -> Named:
    """The item of a rule under its printed name; money is on the basis that the wording itself names."""
    subject = Subject(rule.subject, measure_name(rule.subject, rule.aspect, text), rule.subject.split(".")[0])
    return Named(subject, rule.aspect, start, stop, scope_in(text) if rule.subject == SUM_OF_PROJECTS else "")


def none_facts(reading: Reading) -> list[Fact]:
    """What the passage says is not arranged, not used or not there, each item of an enumeration by itself."""
    facts: dict[tuple[str, str], Fact] = {}
    for lead in re.finditer(narrative_words().none_lead, reading.text):
        said = re.split(narrative_words().clause, reading.text[lead.end():])[0]
        start = lead.start() - len(re.split(narrative_words().clause, reading.text[:lead.start()])[-1])
        for rule in narrative_words().none:
            if re.search(f"(?:^|{narrative_words().none_next}){rule.match}", said):
                named = _as_planned(_named(rule, said, lead.start(), lead.start()), said)
                fact = make_fact(reading, named, None, rule.unit or reading.usual_unit, start, lead.end() + len(said), "none_stated")
                facts.setdefault((rule.subject, named.aspect), fact)
    return list(facts.values())


def _as_planned(named: Named, said: str) -> Named:
    """Of assets that are said not to be bought, the planned number."""
    planned = named.subject.cls == "asset" and re.search(narrative_words().planned, said)
    return replace(named, aspect="planned") if planned else named
