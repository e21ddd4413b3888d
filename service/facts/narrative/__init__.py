"""Passages → facts: the figures that sentences state, each with the name it belongs to.

The modules follow a sentence: `reading` (the text and its facts), `naming` (names before figures), `figures` (amounts,
shares, counts), `changes` (against another year), `statements` (what is said without a figure), `dates` (as of when),
`proved_changes` (whose a change is, by its rate), `sayings` (why and what for).
"""

from __future__ import annotations

from service.extraction.model import Identity, Passage
from service.facts.model import Fact, Subject
from service.facts.narrative.figures import passage_facts
from service.facts.narrative.naming import read_names
from service.facts.narrative.proved_changes import proved_by_rates
from service.facts.narrative.reading import Reading
from service.facts.narrative.sayings import with_sayings
from service.language.lexicon import Lexicon, fold_text


def read_narrative(passages: tuple[Passage, ...], identity: Identity, lexicon: Lexicon, subjects: dict[str, Subject],
                   usual_unit: str) -> tuple[Fact, ...]:
    """Every figure stated in narrative passages. `lexicon` finds names; `subjects` maps account ids to items.

    `usual_unit` is the unit of measure of what is said not to be arranged.
    """
    readings = [_reading(passage, identity, lexicon, subjects, usual_unit) for passage in passages if passage.kind == "narrative"]
    read = [(reading, passage_facts(reading)) for reading in readings]
    return tuple(sorted(with_sayings(proved_by_rates(read)), key=_is_bare_change))


def _is_bare_change(fact: Fact) -> bool:
    """Whether a change is told by itself (新增项目300万元): the same change told beside its figure goes before it."""
    return fact.aspect == "change" and fact.base_stage == ""


def _own_names(identity: Identity) -> tuple[str, ...]:
    return tuple(fold_text(name).text for name in (identity.unit_name, identity.short_name) if name)


def _reading(passage: Passage, identity: Identity, lexicon: Lexicon, subjects: dict[str, Subject], usual_unit: str) -> Reading:
    folded = fold_text(passage.text)
    names = read_names(folded.text, passage.section, lexicon, subjects, _own_names(identity))
    return Reading(folded.text, folded.offsets, passage, identity, names, usual_unit)
